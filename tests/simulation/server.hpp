// A model of an LwM2M server (LwM2M Core 1.1 §6) that asks, observes, forgets and insists on what it was promised.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "lwm2m/coap/block.hpp"
#include "tests/simulation/device.hpp"
#include "tests/simulation/internet.hpp"

namespace agent::simulation {

// A reading that a handler has left hanging is given up.
inline constexpr Duration longest_hanging = 125s;

class Server final : public Host {
public:
    struct Surroundings {
        Timers& timers;
        Random& random;
        const Plan& plan;
        const Referee& referee;
        Internet& internet;
        const Disk& disk;
        Ledger& ledger;
        const Truth& truth;
        std::function<bool()> asleep;                // the device, to this server
        std::function<void(std::string_view)> note;  // for the trace; may be empty
    };

    Server(unsigned index, Surroundings around);
    ~Server() override;
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void on_datagram(Port from, BytesView datagram) override;

    struct Mood {
        double late = 0;  // probabilities, of each answer to a request of the agent's
        double refusing = 0;
    };

    // What goes wrong at a server.
    void restart();
    void set_reachable(bool reachable) { reachable_ = reachable; }
    void set_mood(Mood mood) { mood_ = mood; }
    void repeat_old_requests();
    void burst();

    /// What changed during the calm reached whoever observes it, as the device knows.
    void check_view(const Device& device, TimePoint calm_since) const;
    /// What is held for a device that sleeps does not wait for ever.
    void check_held() const;

    // A bootstrap server is about to say that the account has this lifetime, and has been told that it is kept.
    void bootstrapping(std::uint32_t lifetime_s);
    void bootstrapped(std::uint32_t lifetime_s);
    /// Nothing goes wrong from here on, or again from here on.
    void set_calm(bool calm);

    /// One Read of the device object's manufacturer; true from when it is answered 2.05.
    void probe();
    bool probed() const { return probed_; }
    void forget_probe() { probed_ = false; }
    bool has_registration() const { return registration_ && around_.timers.now() < registration_->expires; }
    /// Everything promised is still on the disk: what an agent that starts will find.
    void check_disk() const;

    struct Statistics {
        std::uint64_t answers = 0;
        std::uint64_t notifications = 0;
        std::uint64_t registers = 0;
        std::uint64_t executes = 0;
        std::uint64_t writes = 0;
        std::uint64_t instances = 0;  // created or deleted
        std::uint64_t sends = 0;
        std::uint64_t sent_in_blocks = 0;  // of these
        std::uint64_t stored = 0;          // notifications that came later, in time series
        std::uint64_t transfers = 0;       // in blocks, complete
        std::uint64_t uploads = 0;         // the same, written
        std::uint64_t held = 0;            // requests, while the device slept
        std::uint64_t composites = 0;      // Read- and Write-
    };
    const Statistics& statistics() const { return statistics_; }

private:
    enum class Kind : std::uint8_t {
        probe,
        read,
        write,
        attributes,
        observe,
        execute,
        create,
        remove,
        block,
        upload,
        write_composite,
        read_composite
    };
    struct Question {
        Kind kind{};
        coap::Code method;
        lwm2m::ObjectPath path;                  // or "/", for
        std::vector<lwm2m::ObjectPath> paths{};  // of a composite operation
        std::string payload{};
        std::vector<std::string> query{};
        std::optional<std::uint32_t> format{};
        std::optional<std::uint32_t> observe{};
        std::optional<std::uint32_t> block2{};
        std::optional<std::uint32_t> block1{};
        std::optional<std::uint32_t> size1{};
        std::string promise{};  // what the path holds, or each of them, when it is done
        std::uint64_t promised{};
        TimePoint asked_at{};
        TimePoint held_at{};

        std::vector<lwm2m::ObjectPath> all_paths() const { return paths.empty() ? std::vector{path} : paths; }
    };
    struct Registration {
        std::string location;
        Port port;
        std::uint32_t lifetime_s;
        TimePoint expires;
        bool queue_mode = false;
    };
    struct Upload {  // a value on its way in blocks
        lwm2m::ObjectPath path;
        std::string value;
        coap::Block block{};    // under way, or answered last
        bool excused = false;   // something went wrong: it may be refused
        bool too_late = false;  // nothing came of it for so long that it has been given up
    };
    struct Asked {  // a confirmable request of ours
        Question question;
        coap::Message message;
        Port port = 0;
        std::string location;
        Duration timeout{};
        unsigned transmissions = 0;
        TimePoint first_at{};
        TimerId timer = TimerId::none;
    };
    struct Answered {
        coap::Message answer;
        TimePoint at;
    };

    // server_registration.cpp
    void on_request(Port from, const coap::Message& message);
    coap::Message serve(Port from, const coap::Message& message);
    coap::Message serve_register(Port from, const coap::Message& message);
    coap::Message serve_update(Port from, const coap::Message& message);
    coap::Message serve_deregister(const coap::Message& message);
    void extend();

    // server.cpp
    void on_response(Port from, const coap::Message& message);
    void on_notification(Port from, const coap::Message& message);
    void send(Port to, const coap::Message& message);
    void send_empty(Port to, coap::Type type, coap::MessageId message_id);
    void forget_answers();
    void ask(Question question);
    coap::Message message_of(const Question& question);
    void transmit(coap::MessageId id);
    void finish(coap::MessageId id);
    void finish(Asked asked, const coap::Message& answer);
    void give_up(coap::MessageId id);
    bool is_pending(Kind kind) const;

    // server_work.cpp
    void work_later();
    void work();
    void ask_transfer();
    void ask_write();
    void ask_instance();
    void begin_observing();
    void took(const Question& question, const coap::Message& answer);
    void took_read(const Question& question, const coap::Message& answer) const;
    void took_change(const Question& question, const coap::Message& answer);
    void took_block(const Question& question, const coap::Message& answer);
    void took_observation(const coap::Token& token, const coap::Message& answer);

    // server_upload.cpp
    void ask_upload();
    void begin_upload(const lwm2m::ObjectPath& path);
    void ask_block();
    void next_block();
    void pause_upload();
    void took_upload(const Question& question, const coap::Message& answer);
    void took_upload_end(const Question& question, const coap::Message& answer);
    void upload_unanswered();

    // server_sends.cpp
    struct Coming {
        Port from;
        Bytes payload;  // of a Send in blocks, so far
    };
    coap::Message serve_send(Port from, const coap::Message& message);
    coap::Message serve_block(Port from, const coap::Message& message, const coap::Block& block);
    void take_send(const coap::Message& message);

    // server_queue.cpp
    void heard();
    bool must_hold() const;
    void hold(Question question);
    void ask_held();
    void forget_held();
    void check_unanswered(const Asked& asked) const;

    // server_composite.cpp
    std::vector<lwm2m::ObjectPath> pair() const;
    void ask_composite();
    void ask_write_composite(coap::ContentFormat format);
    void ask_read_composite(coap::ContentFormat format);
    void ask_observe_composite();
    void took_write_composite(const Question& question, const coap::Message& answer);
    void took_read_composite(const Question& question, const coap::Message& answer);

    struct Seen {  // of a notification
        double value = 0;
        std::uint32_t sequence = 0;
        TimePoint at{};
    };
    bool is_newer(std::uint32_t sequence, const Seen& than) const;
    struct Observing {
        std::vector<lwm2m::ObjectPath> paths;
        std::map<lwm2m::ObjectPath, Seen> view;  // what has been told of each
    };
    void took_view(Observing& observing, const coap::Message& message);
    void took_view(Seen& seen, double value, std::uint32_t sequence) const;
    void check_view(TimePoint calm_since, const Observing& observing) const;
    void begin_promises();
    std::string on_disk(const lwm2m::ObjectPath& path) const;
    lwm2m::Id own_id(lwm2m::Id base) const { return static_cast<lwm2m::Id>(base + index_); }

    unsigned index_;
    Surroundings around_;
    Promises promises_;
    bool reachable_ = true;
    Mood mood_;
    bool probed_ = false;
    std::optional<Registration> registration_;
    unsigned last_location_ = 0;
    coap::MessageId last_id_;
    std::uint64_t last_value_ = 0;
    std::uint32_t last_token_ = 0;
    std::map<coap::MessageId, Asked> asked_;
    std::deque<Asked> old_;                                          // of late, to be repeated
    std::map<std::pair<Port, coap::MessageId>, Answered> answered_;  // requests, and with empty messages responses
    std::map<coap::Token, Observing> observing_;
    struct Transfer {
        std::string value;  // what has come of it
        std::string tag;
        std::uint64_t promised = 0;
    };
    Transfer transfer_;  // of a value in blocks
    std::optional<Upload> upload_;
    std::optional<Coming> coming_;
    std::deque<Question> held_;  // until the device is awake
    TimePoint awake_until_{};
    TimerId held_timer_ = TimerId::none;
    bool calm_ = false;
    TimePoint calm_since_{};
    TimerId upload_timer_ = TimerId::none;
    TimerId work_timer_ = TimerId::none;
    TimerId observe_timer_ = TimerId::none;
    Statistics statistics_;
};

}  // namespace agent::simulation
