#include "daemon/agent.hpp"

#include <algorithm>
#include <ctime>
#include <random>

#include <fmt/format.h>
#include <sysexits.h>

#include "daemon/agent_core.hpp"
#include "daemon/firmware/http_fetch.hpp"
#include "daemon/firmware/package_road.hpp"
#include "daemon/hard_reset.hpp"
#include "daemon/host.hpp"
#include "daemon/line_progress.hpp"
#include "daemon/status_text.hpp"

namespace agent::daemon {
namespace {

using ReadyWhen = config::StartSettings::ReadyWhen;

std::uint64_t seed() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

const config::FirmwareSettings* firmware_settings(const config::Settings& settings) {
    for (const auto& object : settings.objects)
        if (object.firmware) return &*object.firmware;
    return nullptr;
}

}  // namespace

lwm2m::ClientSettings client_settings(const config::Settings& settings) {
    lwm2m::ClientSettings client{.endpoint = settings.endpoint, .observe = settings.observe, .send = settings.send};
    for (const auto& server : settings.servers) client.servers.push_back(server.account);
    if (settings.bootstrap) client.bootstrap = settings.bootstrap->account;
    client.accepts_continue = settings.modem.encoding.extended_codes;
    client.retry = settings.retry;
    client.bootstrap_timing = settings.bootstrap_timing;
    client.clock = [] { return std::int64_t{std::time(nullptr)}; };
    for (const auto& object : settings.objects)
        if (object.access) client.access.push_back(*object.access);
    client.deregister = settings.stop.deregister;
    client.advertised_formats = settings.formats;
    client.send_format = settings.send_format;
    client.awake_time = settings.awake;
    client.hold_notifications = settings.hold_notifications;
    client.storing = settings.storing;
    // What is left of stop.timeout is for closing the contexts.
    client.stop_within = settings.stop.timeout * 3 / 4;
    return client;
}

Agent::Core::Core(config::Settings settings, Load load, Loop& loop, Log log, std::function<void(int)> ended)
    : load_(std::move(load)),
      settings_(std::move(settings)),
      loop_(loop),
      timers_(loop.timers()),
      log_(log),
      ended_(std::move(ended)),
      random_(seed()),
      service_(timers_, log.named("watchdog"),
               [this] {
                   return what_stalls({modem_.command_due(), port_.blocked_since()}, timers_.now());
               }),
      store_(settings_.state_directory, log.named("state")),
      processes_(loop),
      port_(settings_.modem.device, settings_.modem.bauds.front(), loop, log.named("port"), port_hooks()),
      modem_(settings_.modem, timers_, random_, log.named("modem"), *this, modem_hooks()),
      transport_(modem_, timers_, transport_hooks()),
      handlers_{.loop = loop,
                .processes = processes_,
                .store = store_,
                .execute_at = [this](const modem::at::Command& command,
                                     auto done) { modem_.execute(command, std::move(done)); },
                .clock = [] { return std::int64_t{std::time(nullptr)}; },
                .log = log.named("handler"),
                .filler = &filler_,
                .tree = &tree_},
      filler_(filler_needs()),
      objects_(handlers_, tree_),
      control_({.settings = settings_,
                .loop = loop,
                .modem = modem_,
                .tree = tree_,
                .client = client_,
                .store = store_,
                .clock = wall_time,
                .summary = [this] { return summary(); },
                .configuration = [this]() -> const control::ConfigurationReport& { return configuration_; },
                .reload = [this](auto done) { reload(std::move(done)); },
                .log = log}) {}

Filler::Needs Agent::Core::filler_needs() {
    return {.loop = loop_,
            .execute_at = handlers_.execute_at,
            .clock = handlers_.clock,
            .identity = [this]() -> const modem::module::Identity& { return modem_.identity(); },
            .collection_period = [this] { return collection_period(tree_); },
            .root = "",
            .version = AGENT_VERSION};
}

ModulePort::Hooks Agent::Core::port_hooks() {
    return {.on_open =
                [this] {
                    control_.on_port(true);
                    modem_.start();
                },
            .on_bytes = [this](std::string_view bytes) { modem_.receive(bytes); },
            .on_closed =
                [this] {
                    control_.on_port(false);
                    modem_.port_closed();
                },
            .on_missing =
                [this](const std::string& reason) {
                    module_status_ = reason;
                    tell_status();
                }};
}

modem::Hooks Agent::Core::modem_hooks() {
    modem::Hooks hooks{.write = [this](std::string_view bytes) { port_.write(bytes); },
                       .resolve = [this](const std::string& host,
                                         modem::Hooks::Resolved done) { loop_.resolve(host, std::move(done)); },
                       .set_baud = [this](unsigned baud) { port_.set_baud(baud); },
                       .hard_reset = hard_reset(settings_.modem.recovery, processes_)};
    return hooks;
}

ModuleTransport::Hooks Agent::Core::transport_hooks() {
    return {.on_connected =
                [this](lwm2m::ServerIndex server) {
                    is_package(server) ? firmware_->coap().on_connected() : client_->on_connected(server);
                },
            .on_disconnected =
                [this](lwm2m::ServerIndex server, error_code why, lwm2m::Cause cause) {
                    is_package(server) ? firmware_->coap().on_disconnected(why)
                                       : client_->on_disconnected(server, why, cause);
                },
            .on_message =
                [this](lwm2m::ServerIndex server, coap::Message message) {
                    is_package(server) ? firmware_->coap().on_message(message)
                                       : client_->on_message(server, std::move(message));
                },
            .on_delivery =
                [this](lwm2m::ServerIndex server, coap::MessageId message_id, lwm2m::Delivery delivery) {
                    is_package(server) ? firmware_->coap().on_delivery(message_id, delivery)
                                       : client_->on_delivery(server, message_id, delivery);
                },
            .on_sent = [this](std::size_t bytes) { filler_.statistics().sent(bytes, timers_.now()); },
            .on_received = [this](std::size_t bytes) { filler_.statistics().received(bytes, timers_.now()); },
            .on_passage = [this](lwm2m::ServerIndex server, const coap::Message& message,
                                 bool outgoing) { control_.on_message(server, message, outgoing); }};
}

void Agent::Core::start() {
    if (settings_.start.timeout) {
        limit_ = timers_.after(*settings_.start.timeout, [this] {
            log_.error("start_timed_out status=\"{}\" effect=\"the agent ends\"",
                       status_text(module_status_, bootstrap_status_, registrations_));
            end(EX_TEMPFAIL);
        });
    }
    if (settings_.start.ready_when == ReadyWhen::started) service_.ready();
    tell_status();
    control_.start();
    port_.start();
}

void Agent::Core::on_state(modem::State state, std::string_view reason) {
    module_status_ = state == modem::State::ready ? "" : module_status_text(state, reason);
    control_.on_state(state, reason);
    if (state == modem::State::ready) {
        if (settings_.start.ready_when == ReadyWhen::module) service_.ready();
        if (!client_ && !stopping_) build_client();
    }
    if (client_) client_->on_network(state == modem::State::ready);
    if (client_) filler_.errors().report(ErrorCode::ip_connectivity, {}, state != modem::State::ready);
    tell_status();
}

void Agent::Core::build_client() {
    auto settings = settings_;
    std::string why;
    template_values_ = template_values(modem_.identity());
    if (!config::resolve_templates(settings, template_values_, why)) {
        if (why != std::exchange(unresolved_, why))
            log_.error("placeholder_unknown reason=\"{}\" effect=\"not registered until it is\"", why);
        return;
    }
    settings_ = std::move(settings);
    log_.info("agent_configured endpoint={} servers={} objects={} imei={}", settings_.endpoint,
              settings_.servers.size(), settings_.objects.size(), modem_.identity().imei);
    static_cast<void>(objects_.become(settings_));
    build_firmware();
    client_.emplace(client_settings(settings_), tree_, store_, timers_, random_, log_.named("client"), transport_,
                    *this, wall_time);
    registrations_.resize(client_->servers());
    client_->start();
    if (firmware_) firmware_->start();
}

void Agent::Core::build_firmware() {
    const auto* settings = firmware_settings(settings_);
    if (settings == nullptr) return;
    firmware_settings_ = *settings;
    firmware_.emplace(*firmware_settings_,
                      FirmwareContext{.directory = settings_.state_directory,
                                      .fetch_program = fetch_program(),
                                      .loop = loop_,
                                      .processes = processes_,
                                      .store = store_,
                                      .random = random_,
                                      .transport = transport_,
                                      .coap = package_road(client_, *settings),
                                      .log = log_},
                      tree_);
}

void Agent::Core::on_registration(lwm2m::ServerIndex server, const lwm2m::RegistrationStatus& status) {
    if (server >= registrations_.size()) registrations_.resize(server + 1U);
    registrations_[server] = status;
    control_.on_registration(server, status);
    if (status.state == lwm2m::RegistrationState::registered && status.acknowledged && !stopping_) service_.ready();
    tell_status();
}

void Agent::Core::on_bootstrap(const lwm2m::BootstrapStatus& status) {
    bootstrap_status_ = bootstrap_status_text(status);
    control_.on_bootstrap(status);
    tell_status();
}

void Agent::Core::on_accounts_changed() {
    registrations_.clear();
    tell_status();
}

void Agent::Core::on_operation(lwm2m::ServerIndex server, lwm2m::Operation operation, const lwm2m::ObjectPath& path,
                               coap::Code code) {
    control_.on_operation(server, operation, path, code);
    const auto line = log_.named("operation");
    if (!line.enabled(LogLevel::debug)) return;  // every Read comes by here: no text that nobody reads
    line.debug("served server={} operation={} path={} code={}", server, lwm2m::name_of(operation), path.text(),
               code.text());
}

std::string Agent::Core::summary() const {
    if (stopping_) return "stopping";
    auto text = status_text(module_status_, bootstrap_status_, registrations_);
    if (!configuration_.refused.empty()) text += "; reload refused: " + configuration_.refused.front();
    return text;
}

void Agent::Core::tell_status() {
    if (service_.is_ready() && !stopping_) timers_.cancel(limit_);
    service_.status(summary());
}

void Agent::Core::stop() {
    if (std::exchange(stopping_, true)) return end(EX_OK);
    if (reload_) refuse_reload({"the agent is stopping"});
    service_.stopping();
    tell_status();
    timers_.cancel(limit_);
    limit_ = timers_.after(settings_.stop.timeout, [this] {
        log_.warning("stop_timed_out effect=\"the servers learn of it when the lifetime ends\"");
        end(EX_OK);
    });
    const auto close = [this] { transport_.close_all([this] { end(EX_OK); }); };
    if (firmware_) firmware_->stop();
    client_ ? client_->stop(close) : close();
}

void Agent::Core::end(int exit_code) {
    if (ended_) control_.keep_statistics();
    if (ended_) std::exchange(ended_, nullptr)(exit_code);
}

Agent::Agent(config::Settings settings, Load load, Loop& loop, Log log, std::function<void(int)> ended)
    : core_(std::make_unique<Core>(std::move(settings), std::move(load), loop, log, std::move(ended))) {}
Agent::~Agent() = default;

void Agent::start() { core_->start(); }
void Agent::stop() { core_->stop(); }
void Agent::reload() { core_->reload({}); }

}  // namespace agent::daemon
