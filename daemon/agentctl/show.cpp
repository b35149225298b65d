#include "daemon/agentctl/show.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "daemon/agentctl/json_access.hpp"

namespace agent::daemon::agentctl {
namespace {

namespace command = control::command;

struct AnswerText {
    const Json& answer;

    std::string operator()(const command::Status&) const { return status_text(answer); }
    std::string operator()(const command::Objects&) const { return objects_text(answer); }
    std::string operator()(const command::Read&) const { return values_text(answer); }
    std::string operator()(const command::Write&) const { return {}; }
    std::string operator()(const command::Execute&) const { return {}; }
    std::string operator()(const command::Create&) const { return text_at(answer, "path") + '\n'; }
    std::string operator()(const command::Delete&) const { return {}; }
    std::string operator()(const command::Send&) const {
        std::string text;
        for (const auto& server : list_at(answer, "servers"))
            text += fmt::format("server {} has taken it\n", server.dump());
        return text;
    }
    std::string operator()(const command::Update&) const {
        std::string text;
        for (const auto& server : list_at(answer, "servers"))
            text += fmt::format("Update to server {}\n", server.dump());
        return text;
    }
    std::string operator()(const command::Stop& stop) const {
        if (!flag_at(answer, "changed")) return fmt::format("server {} was stopped already\n", stop.server);
        return fmt::format("server {} is stopped until `lwm2m-agentctl start {}`\n", stop.server, stop.server);
    }
    std::string operator()(const command::Start& start) const {
        return fmt::format("server {} {}\n", start.server,
                           flag_at(answer, "changed") ? "is registering" : "was not stopped");
    }
    std::string operator()(const command::Bootstrap&) const { return "a bootstrap is requested\n"; }
    std::string operator()(const command::Reload&) const { return reload_text(answer); }
    std::string operator()(const command::Observations&) const { return observations_text(answer); }
    std::string operator()(const command::Statistics&) const { return statistics_text(answer); }
    std::string operator()(const command::SetLogLevel&) const { return text_at(answer, "level") + '\n'; }
    std::string operator()(const command::Events&) const { return {}; }
    std::string operator()(const command::Trace&) const { return {}; }
};

/// What can stand on a terminal, with the width it had.
std::string printable(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    return text;
}

}  // namespace

std::string answer_text(const control::Command& command, const Json& answer) {
    return std::visit(AnswerText{answer}, command);
}

std::string event_text(const Json& event) {
    const auto name = text_at(event, "event");
    auto text = fmt::format("{}  {:<12}", text_at(event, "time"), name);
    for (const auto& [key, value] : event.items()) {
        if (key == "event" || key == "time") continue;
        const auto shown = text_at(event, key.c_str());
        const bool quoted = shown.empty() || shown.find(' ') != std::string::npos;
        text += quoted ? fmt::format(" {}=\"{}\"", key, shown) : fmt::format(" {}={}", key, shown);
    }
    return text + '\n';
}

std::string problem_text(const control::Problem& problem) {
    auto text = fmt::format("lwm2m-agentctl: error: {}{}\n", printable(problem.message),
                            problem.code ? fmt::format(" ({})", problem.code->name()) : "");
    if (problem.where && !problem.where->text.empty()) {
        const auto& where = *problem.where;
        const auto from = std::min(where.from, where.text.size());
        const auto length = std::min(where.length, where.text.size() - from);
        text += fmt::format("    {}\n    {}^{}\n", printable(where.text), std::string(from, ' '),
                            std::string(length > 0 ? length - 1 : 0, '~'));
    }
    for (const auto& detail : problem.details) text += fmt::format("    {}\n", printable(detail));
    if (!problem.help.empty()) text += fmt::format("help: {}\n", printable(problem.help));
    return text;
}

void show_problem(const control::Problem& problem) { std::fputs(problem_text(problem).c_str(), stderr); }

}  // namespace agent::daemon::agentctl
