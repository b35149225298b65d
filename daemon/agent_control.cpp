#include "daemon/agent_control.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lwm2m/client/local.hpp"
#include "lwm2m/coap/secrets.hpp"
#include "lwm2m/coap/wire.hpp"
#include "modem/state.hpp"

namespace agent::daemon {

using control::Json;
using Stream = control::Control::Stream;

AgentControl::AgentControl(Needs needs)
    : needs_(std::move(needs)),
      started_(needs_.loop.timers().now()),
      earlier_(needs_.store.kept_counters()),
      control_(*this, needs_.loop, needs_.log.named("control"),
               control::Admission::of(needs_.settings.control ? needs_.settings.control->group : ""),
               [this] { refresh_trace(); }) {}

AgentControl::~AgentControl() {
    timers().cancel(keep_timer_);
    for (auto& [id, asking] : asking_) timers().cancel(asking.limit);
}

void AgentControl::start() {
    refresh_trace();
    keep_statistics_later();
    const auto& settings = needs_.settings.control;
    if (!settings) return;
    const auto log = needs_.log.named("control");
    const auto why = control_.listen(settings->socket);
    if (why.empty()) return log.info("control_ready socket={}", settings->socket);
    if (settings->chosen)
        log.error("control_unavailable socket={} reason=\"{}\"", settings->socket, why);
    else
        log.info("control_unavailable socket={} reason=\"{}\"", settings->socket, why);
}

void AgentControl::on_port(bool open) {
    if (open && std::exchange(port_is_lost_, false)) ++recoveries_.port;
    if (!open) port_is_lost_ = true;
    if (control_.is_followed()) control_.publish("port", {{"open", open}});
}

void AgentControl::on_state(modem::State state, std::string_view reason) {
    const bool ready = state == modem::State::ready;
    if (ready && std::exchange(is_lost_, false)) ++recoveries_.module;
    if (!ready && std::exchange(was_ready_, false)) is_lost_ = true;
    was_ready_ = was_ready_ || ready;
    reason_ = ready ? "" : reason;
    if (control_.is_followed()) control_.publish("module", {{"state", modem::to_string(state)}, {"reason", reason_}});
}

void AgentControl::on_context(modem::ClientId client, modem::ContextState state, error_code why) {
    if (why.failed()) ++recoveries_.contexts;
    if (!control_.is_followed()) return;
    Json details{{"server", server_name(static_cast<lwm2m::ServerIndex>(client.value()))},
                 {"state", modem::to_string(state)}};
    if (why.failed()) details["reason"] = why.message();
    control_.publish("context", details);
}

void AgentControl::on_registration(lwm2m::ServerIndex server, const lwm2m::RegistrationStatus& status) {
    if (!control_.is_followed()) return;
    Json details{{"server", server_name(server)}};
    details.update(control::to_json(status, timers().now()));
    control_.publish("registration", details);
}

void AgentControl::on_bootstrap(const lwm2m::BootstrapStatus& status) {
    if (control_.is_followed()) control_.publish("bootstrap", control::to_json(status, timers().now()));
}

void AgentControl::on_operation(lwm2m::ServerIndex server, lwm2m::Operation operation, const lwm2m::ObjectPath& path,
                                coap::Code code) {
    if (!control_.is_followed()) return;
    control_.publish("operation", {{"server", server_name(server)},
                                   {"operation", lwm2m::name_of(operation)},
                                   {"path", path.text()},
                                   {"code", code.text()}});
}

void AgentControl::on_message(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing) {
    outgoing ? meter_.sent(server, message) : meter_.received(server, message);
    log_message(server, message, outgoing);
    if (control_.is_followed(Stream::trace)) publish_message(server, message, outgoing);
}

void AgentControl::log_message(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing) const {
    const auto line = needs_.log.named("coap");
    if (!line.enabled(LogLevel::debug)) return;  // every message comes by here: no text that nobody reads
    const auto path = message.code.is_request() ? fmt::format(" path={}", message.uri_path()) : std::string();
    line.debug("{} server={} mid={} code={}{} message=\"{}\"", outgoing ? "message_sent" : "message_received", server,
               message.message_id, message.code.text(), path, message.summary());
}

void AgentControl::publish_message(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing) {
    auto shown = message;
    // What a bootstrap server writes may be a key, wherever it says that it is.
    if (server == lwm2m::bootstrap_index) std::ranges::fill(shown.payload, std::uint8_t{'*'});
    coap::mask_secrets(shown);
    control_.publish("coap",
                     {{"server", server_name(server)},
                      {"context", server},
                      {"sent", outgoing},
                      {"summary", message.summary()},
                      {"hex", to_hex(coap::encode(std::move(shown)))}},
                     Stream::trace);
}

std::string AgentControl::server_name(lwm2m::ServerIndex server) const {
    const auto& client = needs_.client;
    if (client && server < client->servers()) return std::to_string(client->account(server).short_id);
    if (server == lwm2m::bootstrap_index) return "bootstrap";
    return server + 1U == lwm2m::most_servers ? "package" : "gone";
}

void AgentControl::read(const lwm2m::ObjectPath& path, ReadDone done) {
    needs_.client->local().read(path, std::move(done));
}

void AgentControl::write(const lwm2m::ObjectPath& path, lwm2m::ResourceValue value, Done done) {
    needs_.log.named("control").info("local_write path={}", path.text());
    needs_.client->local().write(path, std::move(value), std::move(done));
}

void AgentControl::create(const lwm2m::ObjectPath& object, std::optional<lwm2m::Id> instance, lwm2m::GivenValues values,
                          CreateDone done) {
    needs_.log.named("control").info("local_create path={}", object.text());
    needs_.client->local().create(object, instance, std::move(values), std::move(done));
}

void AgentControl::remove(const lwm2m::ObjectPath& instance, Done done) {
    needs_.log.named("control").info("local_delete path={}", instance.text());
    needs_.client->local().remove(instance, std::move(done));
}

void AgentControl::execute(const lwm2m::ObjectPath& path, std::string_view arguments, Done done) {
    needs_.log.named("control").info("local_execute path={}", path.text());
    needs_.client->local().execute(path, arguments, std::move(done));
}

void AgentControl::hold(lwm2m::ServerIndex server, bool held) {
    needs_.log.named("control").info("{} server={}", held ? "server_stopped" : "server_started", server);
    held ? needs_.client->hold(server) : needs_.client->resume(server);
}

void AgentControl::set_log_level(LogLevel level) {
    needs_.log.set_threshold(level);
    needs_.log.named("control").info("log_level_changed level={}", name_of(level));
    refresh_trace();
}

void AgentControl::refresh_trace() {
    const auto line = needs_.log.named("at");
    const bool is_followed = control_.is_followed(Stream::trace);
    if (!line.enabled(LogLevel::trace) && !is_followed) return needs_.modem.set_trace({});
    needs_.modem.set_trace([this, line, is_followed](modem::at::Direction direction, std::string_view text) {
        const bool outgoing = direction == modem::at::Direction::to_module;
        line.trace("{} {}", outgoing ? '>' : '<', text);
        if (is_followed) control_.publish("at", {{"sent", outgoing}, {"text", text}}, Stream::trace);
    });
}

}  // namespace agent::daemon
