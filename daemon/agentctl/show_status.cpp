// `status`: the device at a glance.
#include <algorithm>

#include <fmt/format.h>

#include "daemon/agentctl/json_access.hpp"
#include "daemon/agentctl/show.hpp"

namespace agent::daemon::agentctl {
namespace {

void add(std::string& line, std::string_view what) {
    if (what.empty()) return;
    if (!line.empty()) line += "  ";
    line += what;
}

/// "recovery    restart 3 min ago (the module is silent); so far 2 restarts"
std::string recovery_text(const Json& recovery) {
    std::string counts;
    for (const auto* name : {"radio_cycles", "restarts", "hard_resets"}) {
        const auto count = number_at(recovery, name).value_or(0);
        if (count == 0) continue;
        std::string shown = name;
        std::ranges::replace(shown, '_', ' ');
        if (count == 1) shown.pop_back();
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, shown);
    }
    auto step = text_at(recovery, "step");
    std::ranges::replace(step, '_', ' ');
    return fmt::format("recovery    {} {} ago ({}); so far {}\n", step,
                       period_text(number_at(recovery, "ago_s").value_or(0)), text_at(recovery, "reason"), counts);
}

std::string word(const Json& element) { return element.is_string() ? element.get<std::string>() : element.dump(); }

std::string words(const Json& list) {
    std::string text;
    for (const auto& element : list) text += (text.empty() ? "" : ", ") + word(element);
    return text;
}

std::string module_text(const Json& module) {
    std::string first = text_at(module, "state");
    if (const auto reason = text_at(module, "reason"); !reason.empty()) first += fmt::format(" ({})", reason);
    add(first, text_at(module, "model"));
    add(first, text_at(module, "revision"));
    std::string second = text_at(module, "device");
    if (const auto imei = text_at(module, "imei"); !imei.empty()) add(second, "IMEI " + imei);
    if (const auto rsrp = text_at(module, "rsrp_dbm"); !rsrp.empty()) add(second, fmt::format("RSRP {} dBm", rsrp));
    if (const auto rsrq = text_at(module, "rsrq_db"); !rsrq.empty()) add(second, fmt::format("RSRQ {} dB", rsrq));
    auto text = fmt::format("module      {}\n            {}\n", first, second);
    if (const auto& recovery = object_at(module, "recovery"); !recovery.empty()) text += recovery_text(recovery);
    return text;
}

std::string state_text(const Json& server) {
    const auto state = text_at(server, "state");
    const auto next = number_at(server, "next_s");
    if (flag_at(server, "stopped") && state == "idle")
        return fmt::format("stopped (`lwm2m-agentctl start {}` registers it again)", text_at(server, "server"));
    if (state == "registered") {
        const auto lifetime = number_at(server, "lifetime_s").value_or(0);
        auto text = fmt::format("registered at {}, lifetime {}", text_at(server, "location"),
                                lifetime > 0 ? period_text(lifetime) : "infinite");
        if (next) text += fmt::format(", Update in {}", period_text(*next));
        return text;
    }
    auto text = state;
    if (const auto reason = text_at(server, "reason"); !reason.empty()) text += fmt::format(" ({})", reason);
    if (next) text += fmt::format(", next attempt in {}", period_text(*next));
    return text;
}

std::string server_text(const Json& server) {
    std::string second = text_at(server, "uri");
    add(second, "context " + text_at(server, "context"));
    add(second, "LwM2M " + text_at(server, "version"));
    const auto observations = text_at(server, "observations");
    add(second, fmt::format("{} observation{}", observations, observations == "1" ? "" : "s"));
    const auto& stored = object_at(server, "stored");
    const auto waiting = number_at(stored, "waiting").value_or(0);
    const auto dropped = number_at(stored, "dropped").value_or(0);
    if (waiting > 0 || dropped > 0) add(second, fmt::format("stored {}, dropped {}", waiting, dropped));
    return fmt::format("server {:<5}{}\n            {}\n", text_at(server, "server"), state_text(server), second);
}

}  // namespace

std::string status_text(const Json& answer) {
    auto text = fmt::format("lwm2m-agentd {}, {}, running for {}\n", text_at(answer, "version"),
                            text_at(answer, "endpoint"), period_text(number_at(answer, "running_s").value_or(0)));
    if (const auto& module = object_at(answer, "module"); !module.empty()) text += module_text(module);
    for (const auto& server : list_at(answer, "servers")) text += server_text(server);
    if (const auto& bootstrap = object_at(answer, "bootstrap"); !bootstrap.empty()) {
        text += fmt::format("bootstrap   {}\n            {}\n", state_text(bootstrap), text_at(bootstrap, "uri"));
    }
    const auto& refused = list_at(answer, "reload_refused");
    if (!refused.empty()) text += "reload      refused: the configuration before it is in effect\n";
    for (const auto& problem : refused) text += fmt::format("            {}\n", word(problem));
    if (const auto& keys = list_at(answer, "needs_restart"); !keys.empty())
        text += fmt::format("restart     needed for {}\n", words(keys));
    return text;
}

std::string reload_text(const Json& answer) {
    const auto& changed = list_at(answer, "changed");
    auto text = changed.empty() ? std::string("nothing has changed\n") : fmt::format("in effect: {}\n", words(changed));
    if (const auto& keys = list_at(answer, "needs_restart"); !keys.empty())
        text += fmt::format("needs a restart: {}\n", words(keys));
    for (const auto& warning : list_at(answer, "warnings")) text += fmt::format("warning: {}\n", word(warning));
    return text;
}

}  // namespace agent::daemon::agentctl
