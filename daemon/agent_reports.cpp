// What the agent reports of itself over the control socket.
#include "daemon/agent_control.hpp"
#include "modem/state.hpp"

namespace agent::daemon {
namespace {

constexpr Duration examination_patience = 60s;
constexpr Duration signal_patience = 2s;  // a status is for people who look at why the module does not answer, too

std::string_view context_text(const modem::Modem& modem, lwm2m::ServerIndex server) {
    const auto client = modem::ClientId::from(server);
    return client ? modem::to_string(modem.context(*client)) : "none";
}

}  // namespace

void AgentControl::status(bool examine, StatusDone done) {
    // A module that sleeps is not woken for this.
    const bool asks = needs_.modem.state() == modem::State::ready && needs_.settings.modem.sleep == modem::Sleep::off;
    if (!asks) return done(report(std::nullopt));
    const auto id = ++last_asking_;
    auto& asking = asking_[id];
    asking.done = std::move(done);
    asking.limit = timers().after(examine ? examination_patience : signal_patience,
                                  [this, id] { finish_status(id, std::nullopt); });
    namespace quality = modem::module::extended_signal_quality;
    needs_.modem.execute(quality::query(), [this, id, examine](const Result<modem::at::Reply>& reply) {
        const auto found = asking_.find(id);
        if (found == asking_.end()) return;
        const auto signal = reply ? quality::parse(*reply) : Result<quality::ExtendedSignalQuality>(reply.error());
        if (signal) found->second.signal = *signal;
        examine ? this->examine(id) : finish_status(id, std::nullopt);
    });
}

void AgentControl::examine(std::uint64_t id) {
    std::vector<std::string> hosts;
    if (needs_.settings.modem.resolve_with_module)
        for (const auto& server : needs_.settings.servers) hosts.push_back(server.account.uri.host);
    Examiner::examine(std::move(hosts),
                      {.execute = [this](modem::at::Command command,
                                         auto reply) { needs_.modem.execute(std::move(command), std::move(reply)); },
                       .resolve = [this](const std::string& host,
                                         auto resolved) { needs_.modem.resolve(host, std::move(resolved)); }},
                      [this, id](const Examination& examination) { finish_status(id, examination); });
}

void AgentControl::finish_status(std::uint64_t id, std::optional<Examination> examination) {
    const auto found = asking_.find(id);
    if (found == asking_.end()) return;
    timers().cancel(found->second.limit);
    const auto asking = std::move(found->second);
    asking_.erase(found);
    auto status = report(asking.signal);
    status.module.examination = std::move(examination);
    asking.done(std::move(status));
}

control::StatusReport AgentControl::report(Signal signal) const {
    const auto& client = needs_.client;
    control::StatusReport report{.version = AGENT_VERSION,
                                 .endpoint = needs_.settings.endpoint,
                                 .summary = needs_.summary(),
                                 .running = timers().now() - started_,
                                 .module = {.state = std::string(modem::to_string(needs_.modem.state())),
                                            .reason = reason_,
                                            .device = needs_.settings.modem.device,
                                            .identity = needs_.modem.identity(),
                                            .signal = signal,
                                            .examination = std::nullopt},
                                 .servers = servers(),
                                 .bootstrap = std::nullopt,
                                 .now = timers().now()};
    if (client && client->bootstrap().state != lwm2m::BootstrapState::none) {
        const auto& configured = needs_.settings.bootstrap;
        report.bootstrap = {.uri = configured ? configured->account.uri.text() : "", .status = client->bootstrap()};
    }
    return report;
}

std::vector<control::ServerReport> AgentControl::servers() const {
    const auto& client = needs_.client;
    std::vector<control::ServerReport> servers;
    if (!client) return servers;
    for (lwm2m::ServerIndex server = 0; server < client->servers(); ++server) {
        const auto& account = client->account(server);
        servers.push_back({.index = server,
                           .short_id = account.short_id,
                           .uri = account.uri.text(),
                           .context = std::string(context_text(needs_.modem, server)),
                           .held = client->is_held(server),
                           .registration = client->registration(server),
                           .observations = client->observations(server)});
    }
    return servers;
}

control::StatisticsReport AgentControl::statistics() const {
    control::StatisticsReport report{
        .running = timers().now() - started_, .line = needs_.modem.counters(), .recoveries = recoveries_};
    if (needs_.client) report.client = needs_.client->counters();
    for (const auto& row : meter_.rows())
        report.traffic.push_back({.server = server_name(row.server),
                                  .operation = row.operation,
                                  .sent = {row.sent.messages, row.sent.bytes},
                                  .received = {row.received.messages, row.received.bytes}});
    return report;
}

}  // namespace agent::daemon
