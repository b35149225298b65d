// The client's road to its servers: the module's CoAP contexts, one for each server, under the same number.
#pragma once

#include <array>
#include <functional>

#include "lwm2m/client/cause.hpp"
#include "lwm2m/client/delivery.hpp"
#include "lwm2m/client/transport.hpp"
#include "modem/modem.hpp"

namespace agent::daemon {

class ModuleTransport final : public lwm2m::Transport {
public:
    struct Hooks {
        std::function<void(lwm2m::ServerIndex)> on_connected;
        std::function<void(lwm2m::ServerIndex, error_code, lwm2m::Cause)> on_disconnected;
        std::function<void(lwm2m::ServerIndex, coap::Message)> on_message;
        std::function<void(lwm2m::ServerIndex, coap::MessageId, lwm2m::Delivery)> on_delivery;
        // The payload of a message that the module took, or that a server sent; for the statistics.
        std::function<void(std::size_t bytes)> on_sent;
        std::function<void(std::size_t bytes)> on_received;
        /// Every message, before the module gets it and when it has come from there.
        std::function<void(lwm2m::ServerIndex, const coap::Message&, bool outgoing)> on_passage;
    };
    /// Since the start. The bytes of the serial line are in Modem::counters().
    struct Traffic {
        std::uint64_t messages_sent = 0;
        std::uint64_t messages_received = 0;
        std::uint64_t payload_sent = 0;  // bytes
        std::uint64_t payload_received = 0;
    };

    ModuleTransport(modem::Modem& modem, Timers& timers, Hooks hooks);
    ~ModuleTransport() override;

    void connect(lwm2m::ServerIndex server, const lwm2m::ServerAccount& account) override;
    void disconnect(lwm2m::ServerIndex server) override;
    void send(lwm2m::ServerIndex server, coap::Message message, SendDone done) override;

    // What the modem's listener hears of contexts.
    void on_context(modem::ClientId client, modem::ContextState state, error_code why);
    void on_message(modem::ClientId client, coap::Message message);
    void on_send_status(modem::ClientId client, coap::MessageId message_id, modem::qcoap::SendStatus status);

    const Traffic& traffic() const { return traffic_; }

    /// Closes every context; `done` runs when the module has.
    void close_all(const std::function<void()>& done);

private:
    struct Link {
        bool wanted = false;  // connect() was called and disconnect() was not
        TimerId failed = TimerId::none;
    };
    void count_sent(std::size_t payload);
    void later(TimerId& timer, std::function<void()> act);

    modem::Modem& modem_;
    Timers& timers_;
    Hooks hooks_;
    std::array<Link, modem::ClientId::count> links_;
    Traffic traffic_;
    bool calling_ =
        false;  // the modem is being called: what it reports now must not reach the caller before it returned
};

}  // namespace agent::daemon
