// lwm2m-agentd: until SIGTERM or SIGINT.
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <sysexits.h>

#include "config/load.hpp"
#include "config/print.hpp"
#include "daemon/agent.hpp"
#include "daemon/command_line.hpp"
#include "daemon/log_output.hpp"

namespace {

using namespace agent;

void say(const config::Problems& problems, std::string_view kind) {
    for (const auto& problem : problems) fmt::print(stderr, "{}{}\n", kind, problem.text());
}

/// In the journal, where `journalctl -x` explains it; the problems themselves are in the lines before.
void tell_journal(const config::Problems& problems, const std::string& path) {
    if (!daemon::is_journal_the_standard_error()) return;
    const auto output = daemon::make_log_output(config::LogSettings::Target::journal);
    Log(*output, "config").error("configuration_refused file={} problems={}", path, problems.size());
}

int check(const config::Loaded& loaded, const std::string& path) {
    if (!loaded.settings) return EX_CONFIG;
    fmt::print("{}: the configuration is valid ({} server(s), {} object(s))\n", path, loaded.settings->servers.size(),
               loaded.settings->objects.size());
    return EX_OK;
}

int run(config::Settings settings) {
    const auto output = daemon::make_log_output(settings.log.target, settings.modem.device);
    output->set_threshold(settings.log.level);
    const Log log(*output, "agent", LogLevel::trace);
    daemon::Loop loop;
    std::optional<daemon::Agent> agent;
    int exit_code = EX_OK;
    try {
        agent.emplace(std::move(settings), loop, log, [&](int code) {
            exit_code = code;
            loop.stop();
        });
    } catch (const std::runtime_error& error) {
        log.error("cannot_start reason=\"{}\"", error.what());
        return EX_CANTCREAT;
    }
    loop.on_signals({SIGTERM, SIGINT}, [&](int signal) {
        log.info("stopping signal={}", signal);
        agent->stop();
    });
    agent->start();
    loop.run();
    log.info("stopped exit_code={}", exit_code);
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) try {
    std::signal(SIGPIPE, SIG_IGN);
    const auto parsed = daemon::parse_command_line(argc, argv);
    if (!parsed.line) return parsed.exit_code;
    const auto purpose = parsed.line->task == daemon::Task::run ? config::Purpose::run : config::Purpose::check;
    auto loaded = config::load(parsed.line->config, config::host_environment(), purpose);
    say(loaded.problems, "");
    say(loaded.warnings, "warning: ");
    if (parsed.line->task == daemon::Task::check_config) return check(loaded, parsed.line->config);
    if (!loaded.settings) {
        tell_journal(loaded.problems, parsed.line->config);
        return EX_CONFIG;
    }
    if (parsed.line->task == daemon::Task::print_config) {
        fmt::print("{}", config::print_config(*loaded.settings));
        return EX_OK;
    }
    return run(std::move(*loaded.settings));
} catch (const std::exception& error) {
    fmt::print(stderr, "lwm2m-agentd: {}\n", error.what());
    return EX_SOFTWARE;
}
