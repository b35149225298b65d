// Another configuration while the agent runs: read and checked first, then put into effect as far as it is another.
#include <fmt/format.h>

#include "daemon/agent_core.hpp"
#include "daemon/configuration_change.hpp"
#include "daemon/host.hpp"

namespace agent::daemon {
namespace {

std::vector<std::string> lines(const config::Problems& problems) {
    std::vector<std::string> texts;
    for (const auto& problem : problems) texts.push_back(problem.text());
    return texts;
}

std::string listed(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace

void Agent::Core::reload(control::Subject::ReloadDone done) {
    if (stopping_ || reload_) {
        control::ReloadReport report{.problems = {stopping_ ? "the agent is stopping" : "a reload is under way"}};
        if (done) done(std::move(report));
        return;
    }
    reload_.emplace(Reload{.done = std::move(done)});
    service_.reloading();
    auto loaded = load_();
    reload_->report.warnings = lines(loaded.warnings);
    if (!loaded.settings) return refuse_reload(lines(loaded.problems));
    if (!client_) return apply(std::move(*loaded.settings));
    if (!client_->may_reconfigure()) return refuse_reload({"a bootstrap is under way: reload when it is over"});
    std::string why;
    if (!config::resolve_templates(*loaded.settings, template_values_, why)) return refuse_reload({why});
    apply(std::move(*loaded.settings));
}

void Agent::Core::apply(config::Settings next) {
    auto change = take_over(settings_, next);
    reload_->modem = change.modem;
    reload_->report.changed = std::move(change.sections);
    reload_->report.needs_restart = std::move(change.needs_restart);
    if (next.log.level != settings_.log.level) control_.set_log_level(next.log.level);
    if (!client_) {
        settings_ = std::move(next);
        return finish_reload();
    }
    const auto client = client_settings(next);
    client_->reconfigure(
        client,
        [this, next = std::move(next)] {
            settings_ = next;
            return objects_.become(settings_);
        },
        [this] { finish_reload(); });
}

void Agent::Core::finish_reload() {
    const auto reload = std::move(*reload_);
    reload_.reset();
    const auto& report = reload.report;
    configuration_ = {.refused = {}, .needs_restart = report.needs_restart};
    for (const auto& warning : report.warnings) log_.warning("configuration_warning reason=\"{}\"", warning);
    log_.info("configuration_reloaded changed=\"{}\"{}", listed(report.changed),
              report.needs_restart.empty() ? "" : fmt::format(" needs_restart=\"{}\"", listed(report.needs_restart)));
    if (client_) {
        registrations_.resize(client_->servers());
        for (lwm2m::ServerIndex server = 0; server < registrations_.size(); ++server)
            registrations_[server] = client_->registration(server);
    }
    service_.reloaded();
    tell_status();
    if (reload.done) reload.done(report);
    if (reload.modem) loop_.post([this] { restart_module(); });  // not from inside a call of the module's
}

void Agent::Core::restart_module() {
    if (stopping_) return;
    modem_.reconfigure(settings_.modem);
    port_.reopen(settings_.modem.device, settings_.modem.bauds.front());
}

void Agent::Core::refuse_reload(std::vector<std::string> problems) {
    const auto reload = std::move(*reload_);
    reload_.reset();
    for (const auto& problem : problems) log_.error("configuration_problem reason=\"{}\"", problem);
    log_.error("reload_refused problems={} reason=\"{}\" effect=\"the configuration that was in effect still is\"",
               problems.size(), problems.front());
    configuration_.refused = problems;
    service_.reloaded();
    tell_status();
    auto report = reload.report;
    report.problems = std::move(problems);
    if (reload.done) reload.done(std::move(report));
}

}  // namespace agent::daemon
