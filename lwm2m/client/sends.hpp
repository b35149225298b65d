// Data that the device sends of its own accord (LwM2M Core 1.1 §6.4.6, Send): read, encoded, posted to /dp of one
// server.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "lwm2m/client/context.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/group_reading.hpp"

namespace agent::lwm2m {

class Sends {
public:
    using Done = std::function<void(Outcome<void>)>;
    /// What is sent while nothing else wants to be.
    class Source {
    public:
        virtual ~Source() = default;
        /// A payload in the format of Sends; nullopt when there is none now.
        virtual std::optional<Bytes> take() = 0;
        /// nullptr: there is no answer. Not called when the server went out of reach.
        virtual void on_answered(const coap::Message* answer) = 0;
    };

    Sends(ServerIndex server, Context& context, Exchanges& exchanges, Source& source);

    /// As Client::send().
    void send(std::span<const ObjectPath> paths, Done done);
    /// The server knows us, as a client of that version, and can be reached; or not (any more).
    void set_running(bool running, Version version);
    /// Another server takes this one's place.
    void forget();
    /// Sends what can be sent now.
    void drive();

private:
    struct Job {
        std::uint32_t id = 0;
        ObjectPath path;  // the first, for logs
        coap::ContentFormat format{};
        Bytes payload;  // empty while it is being read
        Done done;
    };

    /// The server wants none (/1/x/23).
    bool is_muted() const { return context_.accounts.server(server_).mute_send; }
    Outcome<void> check(std::span<const ObjectPath> paths) const;
    Job* find(std::uint32_t id);
    void on_read(std::uint32_t id, const Group& group);
    void finish(std::uint32_t id, const Outcome<void>& outcome);
    void drive_source();
    coap::Message message_of(coap::ContentFormat format, Bytes payload) const;
    void on_response(const coap::Message* response, std::string_view why);

    ServerIndex server_;
    Context& context_;
    Exchanges& exchanges_;
    Source& source_;
    Log log_;
    std::deque<Job> jobs_;
    std::uint32_t last_id_ = 0;
    std::uint32_t sending_ = 0;  // its request is unanswered; 0: none
    bool source_sends_ = false;  // its own is
    Version version_{1, 1};
    bool running_ = false;
};

}  // namespace agent::lwm2m
