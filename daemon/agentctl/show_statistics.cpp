// `stats`.
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "daemon/agentctl/json_access.hpp"
#include "daemon/agentctl/show.hpp"
#include "daemon/agentctl/table.hpp"

namespace agent::daemon::agentctl {
namespace {

std::string traffic_text(const Json& answer) {
    const auto& traffic = list_at(answer, "traffic");
    if (traffic.empty()) return "no message has been sent or received\n";
    Table table({false, false, true, true, true, true});
    table.add({"SERVER", "OPERATION", "SENT", "BYTES", "RECEIVED", "BYTES"});
    for (const auto& row : traffic) {
        const auto& sent = object_at(row, "sent");
        const auto& received = object_at(row, "received");
        table.add({text_at(row, "server"), text_at(row, "operation"), text_at(sent, "messages"), text_at(sent, "bytes"),
                   text_at(received, "messages"), text_at(received, "bytes")});
    }
    return table.text();
}

/// "12 requests, 1 repetition": those that are not zero, or `none`.
std::string counts_text(const Json& counts, std::string_view none) {
    std::string text;
    for (const auto& [name, count] : counts.items()) {
        if (!count.is_number() || count.get<double>() == 0) continue;
        auto shown = name;
        for (auto& c : shown)
            if (c == '_') c = ' ';
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count.dump(), shown);
    }
    return text.empty() ? std::string(none) : text;
}

/// ", counted since 2026-05-04 12:30 UTC".
std::string since_text(const Json& answer) {
    constexpr double year_10000 = 253'402'300'800;
    const auto since = number_at(answer, "since");
    if (!since || !(*since >= 0 && *since < year_10000)) return "";
    return fmt::format(", counted since {:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(*since)));
}

}  // namespace

std::string statistics_text(const Json& answer) {
    auto text = fmt::format("running for {}{}\n\n", period_text(number_at(answer, "running_s").value_or(0)),
                            since_text(answer));
    text += traffic_text(answer) + "\n";
    const auto line = [&](const char* title, const char* member, const char* none) {
        if (const auto& counts = object_at(answer, member); !counts.empty())
            text += fmt::format("{:<13}{}\n", title, counts_text(counts, none));
    };
    line("client", "client", "nothing yet");
    line("serial line", "line", "silent");
    line("recoveries", "recoveries", "none needed");
    for (const auto& row : list_at(answer, "stored"))
        text += fmt::format("{:<13}server {}: {} notifications wait, {} were delivered later, {} were dropped\n",
                            "stored", text_at(row, "server"), text_at(row, "waiting"), text_at(row, "delivered"),
                            text_at(row, "dropped"));
    return text;
}

}  // namespace agent::daemon::agentctl
