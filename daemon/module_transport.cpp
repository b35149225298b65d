#include "daemon/module_transport.hpp"

#include <memory>
#include <stdexcept>

#include "modem/at/errors.hpp"
#include "modem/errors.hpp"
#include "modem/qcoap/errors.hpp"

namespace agent::daemon {
namespace {

modem::ClientId client_of(lwm2m::ServerIndex server) {
    const auto client = modem::ClientId::from(server);
    if (!client) throw std::logic_error("more servers than the module has contexts");
    return *client;
}

modem::ContextSettings context_settings(const lwm2m::ServerAccount& account) {
    modem::ContextSettings settings{.host = account.uri.host, .port = account.uri.port};
    if (account.psk) settings.psk = modem::Psk{account.psk->identity, account.psk->key};
    return settings;
}

/// What the module refuses for good ("incorrect parameters") counts as the server's: it is not worth early tries.
lwm2m::Cause cause_of(error_code why) {
    using modem::at::CmeError;
    using modem::qcoap::ResultCode;
    const bool device = why == modem::at::Error::module_reset || why == modem::at::Error::port_closed ||
                        why == modem::at::Error::timed_out || why == modem::Error::context_lost ||
                        why == modem::Error::address_changed || why == modem::Error::recovering ||
                        why == CmeError::no_network_service || why == CmeError::operation_not_allowed ||
                        why == ResultCode::network_failure || why == ResultCode::data_call_activating;
    return device ? lwm2m::Cause::device : lwm2m::Cause::server;
}

}  // namespace

ModuleTransport::ModuleTransport(modem::Modem& modem, Timers& timers, Hooks hooks)
    : modem_(modem), timers_(timers), hooks_(std::move(hooks)) {}

ModuleTransport::~ModuleTransport() {
    for (auto& link : links_) timers_.cancel(link.failed);
}

void ModuleTransport::later(TimerId& timer, std::function<void()> act) {
    timers_.cancel(timer);
    timer = timers_.after(Duration::zero(), [&timer, act = std::move(act)] {
        timer = TimerId::none;
        act();
    });
}

void ModuleTransport::connect(lwm2m::ServerIndex server, const lwm2m::ServerAccount& account) {
    const auto client = client_of(server);
    links_[server].wanted = true;
    calling_ = true;
    modem_.open(client, context_settings(account));
    calling_ = false;
    // It had been open all along.
    if (links_[server].failed == TimerId::none && modem_.context(client) == modem::ContextState::open)
        later(links_[server].failed, [this, server] { hooks_.on_connected(server); });
}

void ModuleTransport::disconnect(lwm2m::ServerIndex server) {
    links_[server].wanted = false;
    timers_.cancel(links_[server].failed);
    modem_.close(client_of(server));
}

void ModuleTransport::send(lwm2m::ServerIndex server, coap::Message message, SendDone done) {
    calling_ = true;
    const auto payload = message.payload.size();
    if (hooks_.on_passage) hooks_.on_passage(server, message, true);
    const auto sent = [this, payload, done = std::move(done)](const Result<void>& result) {
        if (result) count_sent(payload);
        if (!calling_) return done(result);
        timers_.after(Duration::zero(), [done, result] { done(result); });
    };
    modem_.send(client_of(server), std::move(message), sent);
    calling_ = false;
}

void ModuleTransport::count_sent(std::size_t payload) {
    ++traffic_.messages_sent;
    traffic_.payload_sent += payload;
    if (hooks_.on_sent) hooks_.on_sent(payload);
}

void ModuleTransport::close_all(const std::function<void()>& done) {
    const auto open = std::make_shared<unsigned>(modem::ClientId::count);  // outlives the calls that count it down
    for (unsigned i = 0; i < modem::ClientId::count; ++i) {
        links_[i].wanted = false;
        modem_.close(*modem::ClientId::from(i), [open, done] {
            if (--*open == 0) done();
        });
    }
}

void ModuleTransport::on_context(modem::ClientId client, modem::ContextState state, error_code why) {
    const auto server = static_cast<lwm2m::ServerIndex>(client.value());
    auto& link = links_[server];
    if (!link.wanted) return;
    if (state == modem::ContextState::open) return hooks_.on_connected(server);
    if (!why.failed()) return;
    if (calling_) {
        return later(link.failed, [this, server, why] { hooks_.on_disconnected(server, why, cause_of(why)); });
    }
    hooks_.on_disconnected(server, why, cause_of(why));
}

void ModuleTransport::on_message(modem::ClientId client, coap::Message message) {
    const auto server = static_cast<lwm2m::ServerIndex>(client.value());
    if (!links_[server].wanted) return;
    ++traffic_.messages_received;
    traffic_.payload_received += message.payload.size();
    if (hooks_.on_received) hooks_.on_received(message.payload.size());
    if (hooks_.on_passage) hooks_.on_passage(server, message, false);
    hooks_.on_message(server, std::move(message));
}

void ModuleTransport::on_send_status(modem::ClientId client, coap::MessageId message_id,
                                     modem::qcoap::SendStatus status) {
    using modem::qcoap::SendStatus;
    const auto server = static_cast<lwm2m::ServerIndex>(client.value());
    switch (status) {
        case SendStatus::not_sent:
        case SendStatus::waiting:
            return;
        case SendStatus::failed:
            return hooks_.on_delivery(server, message_id, lwm2m::Delivery::failed);
        case SendStatus::timed_out:
            return hooks_.on_delivery(server, message_id, lwm2m::Delivery::timed_out);
        case SendStatus::delivered:
            return hooks_.on_delivery(server, message_id, lwm2m::Delivery::delivered);
        case SendStatus::reset:
            return hooks_.on_delivery(server, message_id, lwm2m::Delivery::reset);
    }
}

}  // namespace agent::daemon
