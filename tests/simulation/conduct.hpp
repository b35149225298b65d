// How one agent must behave towards one server, from its start to its power cut, seen where the client meets its
// transport.
#pragma once

#include <array>
#include <map>
#include <optional>

#include "lwm2m/client/client.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/referee.hpp"

namespace agent::simulation {

class Conduct {
public:
    /// `registered` asks the client, whose listener is told after the first notification may have left.
    Conduct(const Referee& referee, Ledger& ledger, const Plan& plan, std::function<bool()> registered)
        : referee_(referee), ledger_(ledger), plan_(plan), registered_(std::move(registered)) {}

    /// What the server observes from before the agent's power was cut, if it still knows the device.
    void go_on_with(const std::vector<lwm2m::KeptObservation>& kept);
    void on_connected();
    /// The module can send, or not.
    void on_network(bool available);
    /// The module sleeps.
    void on_unreachable() { awake_until_ = referee_.now(); }
    /// The connection broke, or the client let it go.
    void on_gone();
    /// Registered and able to tell the server things for that long.
    bool is_settled(Duration period) const {
        return state_ == lwm2m::RegistrationState::registered && has_network_ &&
               referee_.now() - running_since_ >= period;
    }
    void on_message(const coap::Message& message);
    void on_delivery(coap::MessageId message_id, lwm2m::Delivery delivery);
    void on_send(const coap::Message& message);
    void on_taken(const coap::Message& message, bool taken);
    void on_registration(const lwm2m::RegistrationStatus& status);
    /// What only time shows: answers that are overdue, silence beyond pmax, a state that nothing will end.
    void look(const lwm2m::RegistrationStatus& status) const;

private:
    struct Asked {  // a confirmable request of the server's
        TimePoint since;
        TimePoint acknowledged_at{};
        coap::Token token;
        bool acknowledged = false;  // by an empty one: a separate response is due
        bool responded = false;     // it came
        bool excused = false;       // the connection broke: an answer may come over the next one, or never
        bool observe = false;
        unsigned copies = 1;
        unsigned answers = 0;
        std::vector<std::string> paths;
        std::vector<std::string> attributes;
    };
    struct Observed {
        std::vector<std::string> paths;
        Duration pmin{};
        Duration pmax{};
        TimePoint since{};
        TimePoint last{};
        std::uint32_t sequence = 0;
        bool retried = false;  // a sending failed: the next one comes when it can
    };
    struct Notified {
        coap::MessageId message_id = 0;
        std::optional<coap::Token> token;
        bool first = false;  // by a separate response: when that has been acknowledged, a Reset to a copy says nothing
    };
    void on_request(const coap::Message& message);
    void on_answer(const coap::Message& message);
    void on_response(const coap::Message& message);
    void on_own_request(const coap::Message& message);
    void replied(coap::MessageId message_id);
    void rejected(coap::MessageId message_id);
    void on_notification(const coap::Message& message, Observed& observed);
    /// A Reset to it ends the observation.
    void remember(const coap::Message& notification, bool first);
    /// It leaves now: the device is awake, or had to tell it.
    void check_window(const Observed& observed) const;
    /// Those that suit all of them.
    Ledger::Bounds bounds_of(const std::vector<std::string>& paths) const;
    void answered(const Asked& asked, const coap::Message& answer);

    const Referee& referee_;
    Ledger& ledger_;
    const Plan& plan_;
    std::function<bool()> registered_;
    std::map<coap::MessageId, Asked> asked_;
    std::map<coap::Token, Observed> observed_;
    std::array<Notified, 64> notified_{};
    std::size_t next_notified_ = 0;
    std::map<coap::MessageId, coap::Token> ends_;  // of observations, that the server has not acknowledged yet
    std::optional<std::pair<coap::Message, TimePoint>> register_;
    std::size_t untaken_ = 0;
    bool has_network_ = true;
    lwm2m::RegistrationState state_{};
    TimePoint state_since_{};
    TimePoint last_response_{};  // separate, to whatever request
    TimePoint running_since_{};  // registered and connected
    TimePoint awake_until_{};    // in queue mode
};

/// Seen as the client's transport: tells a Conduct what the client sends; the bootstrap server has none.
class WatchedTransport final : public lwm2m::Transport {
public:
    WatchedTransport(lwm2m::Transport& inner, std::vector<Conduct>& conducts) : inner_(inner), conducts_(conducts) {}

    void connect(lwm2m::ServerIndex server, const lwm2m::ServerAccount& account) override {
        inner_.connect(server, account);
    }
    void disconnect(lwm2m::ServerIndex server) override {
        if (server < conducts_.size()) conducts_[server].on_gone();
        inner_.disconnect(server);
    }
    void send(lwm2m::ServerIndex server, coap::Message message, SendDone done) override {
        if (server >= conducts_.size()) return inner_.send(server, std::move(message), std::move(done));
        conducts_[server].on_send(message);
        inner_.send(
            server, message,
            [this, server, message, called = false, done = std::move(done)](const Result<void>& result) mutable {
                if (std::exchange(called, true)) throw Broken("a sending ended twice");
                conducts_.at(server).on_taken(message, result.has_value());
                done(result);
            });
    }

private:
    lwm2m::Transport& inner_;
    std::vector<Conduct>& conducts_;
};

}  // namespace agent::simulation
