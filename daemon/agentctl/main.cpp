// lwm2m-agentctl: one question to the agent, and its answer for a person or, with --json, for a program.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <sysexits.h>

#include "daemon/agentctl/connection.hpp"
#include "daemon/agentctl/doctor_facts.hpp"
#include "daemon/agentctl/json_access.hpp"
#include "daemon/agentctl/metrics.hpp"
#include "daemon/agentctl/options.hpp"
#include "daemon/agentctl/problem_reader.hpp"
#include "daemon/agentctl/show.hpp"
#include "daemon/agentctl/trace.hpp"

namespace {

using namespace agent;
using namespace agent::daemon;
using agentctl::Json;

int fail(const control::Problem& problem, int exit_code) {
    agentctl::show_problem(problem);
    return exit_code;
}

int cannot_connect(const std::string& path, const error_code& why) {
    const bool nobody = why == boost::system::errc::connection_refused;
    const bool missing = why == boost::system::errc::no_such_file_or_directory;
    std::string help = "--socket names another one";
    if (missing) help = "is the agent running (`systemctl status lwm2m-agent`), and is its control socket there?";
    if (nobody) help = "the agent that made it is gone: `systemctl restart lwm2m-agent`";
    return fail({.kind = "unavailable",
                 .message = fmt::format("no agent listens there: {}", why.message()),
                 .where = control::whole(path),
                 .help = help,
                 .code = std::nullopt},
                EX_UNAVAILABLE);
}

int cannot_hear(const error_code& why) {
    if (why == boost::system::errc::timed_out)
        return fail({.kind = "timed_out",
                     .message = "the agent did not answer in time",
                     .where = std::nullopt,
                     .help = "`journalctl -u lwm2m-agent` says what it is doing",
                     .code = std::nullopt},
                    EX_TEMPFAIL);
    return fail({.kind = "unavailable",
                 .message = "the agent ended the connection",
                 .where = std::nullopt,
                 .help = "`systemctl status lwm2m-agent` says whether it still runs",
                 .code = std::nullopt},
                EX_UNAVAILABLE);
}

int show_answer(const agentctl::Options& options, const std::string& line) {
    const auto answer = Json::parse(line, nullptr, false);
    const bool understood = answer.is_object() && answer.contains("ok") && answer["ok"].is_boolean();
    if (!understood)
        return fail({.kind = "malformed",
                     .message = "what answers there is no agent",
                     .where = control::whole(options.socket),
                     .help = "--socket names another one",
                     .code = std::nullopt},
                    EX_PROTOCOL);
    const bool done = answer["ok"].get<bool>();
    if (options.json) fmt::print("{}\n", line);
    if (done) {
        if (!options.json) fmt::print("{}", agentctl::answer_text(options.command, answer));
        return EX_OK;
    }
    const auto problem = agentctl::problem_in(answer);
    if (!options.json) agentctl::show_problem(problem);
    return problem.kind == "denied" ? EX_NOPERM : EXIT_FAILURE;
}

/// A file for `trace`, or why there is none.
Result<std::optional<agentctl::Pcapng>> capture_file(const std::string& path) {
    if (path.empty()) return std::optional<agentctl::Pcapng>();
    auto file = agentctl::Pcapng::create(path);
    if (!file) return file.error();
    return std::optional(std::move(*file));
}

int cannot_write(const std::string& path, const error_code& why) {
    return fail({.kind = "failed",
                 .message = fmt::format("the file cannot be written: {}", why.message()),
                 .where = control::whole(path),
                 .help = "",
                 .code = std::nullopt},
                EX_CANTCREAT);
}

int follow(agentctl::Connection& connection, const agentctl::Options& options) {
    auto capture = capture_file(options.pcapng);
    if (!capture) return cannot_write(options.pcapng, capture.error());
    const bool is_trace = std::holds_alternative<control::command::Trace>(options.command);
    while (true) {
        const auto line = connection.hear(std::nullopt);
        if (!line) return cannot_hear(line.error());
        const auto event = Json::parse(*line, nullptr, false);
        const auto message = *capture ? agentctl::captured(event) : std::nullopt;
        if (message && !(*capture)->write(*message))
            return cannot_write(options.pcapng, {errno, boost::system::system_category()});
        const auto text = is_trace ? agentctl::trace_text(event) : agentctl::event_text(event);
        fmt::print("{}", options.json ? *line + '\n' : text);
        if (std::fflush(stdout) != 0) return EX_OK;  // who read it has gone
    }
}

int examine(const agentctl::Options& options) {
    const auto findings = agentctl::examine(agentctl::gather_facts(options));
    const auto json = agentctl::findings_json(findings).dump(-1, ' ', false, Json::error_handler_t::replace);
    fmt::print("{}", options.json ? json + '\n' : agentctl::findings_text(findings));
    return agentctl::is_healthy(findings) ? EX_OK : EXIT_FAILURE;
}

/// The answer; null when the agent did not answer or could not.
Json ask(agentctl::Connection& connection, const control::Command& command) {
    constexpr Duration patience = 10s;
    connection.say(control::encode(command));
    const auto line = connection.hear(patience);
    auto answer = Json::parse(line ? *line : "", nullptr, false);
    return agentctl::flag_at(answer, "ok") ? answer : Json();
}

/// Also when the agent is silent: that is the number that matters most.
int show_metrics(const agentctl::Options& options) {
    Json status;
    Json statistics;
    auto connection = agentctl::Connection::open(options.socket);
    if (connection) status = ask(*connection, control::command::Status{});
    if (!status.is_null()) statistics = ask(*connection, control::command::Statistics{});
    const auto text = agentctl::metrics_text(agentctl::metrics_label(options.socket), status, statistics);
    if (options.output.empty()) {
        fmt::print("{}", text);
    } else if (const auto why = agentctl::replace_file(options.output, text); why.failed()) {
        return cannot_write(options.output, why);
    }
    if (!connection) return cannot_connect(options.socket, connection.error());
    return status.is_null() ? cannot_hear(boost::system::errc::make_error_code(boost::system::errc::timed_out)) : EX_OK;
}

bool is_followed(const control::Command& command) {
    return std::holds_alternative<control::command::Events>(command) ||
           std::holds_alternative<control::command::Trace>(command);
}

}  // namespace

int main(int argc, char** argv) try {
    std::signal(SIGPIPE, SIG_IGN);
    const auto parsed = agentctl::parse_options(argc, argv);
    if (!parsed.options) return parsed.exit_code;
    const auto& options = *parsed.options;
    if (options.doctor) return examine(options);
    if (options.metrics) return show_metrics(options);
    auto connection = agentctl::Connection::open(options.socket);
    if (!connection) return cannot_connect(options.socket, connection.error());
    connection->say(control::encode(options.command));
    const auto line = connection->hear(options.patience);
    if (!line) return cannot_hear(line.error());
    const int exit_code = show_answer(options, *line);
    if (exit_code == EX_OK && is_followed(options.command)) {
        std::fflush(stdout);
        return follow(*connection, options);
    }
    return exit_code;
} catch (const std::exception& error) {
    fmt::print(stderr, "lwm2m-agentctl: {}\n", error.what());
    return EX_SOFTWARE;
}
