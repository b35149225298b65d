#include "daemon/agentctl/trace.hpp"

#include <fmt/format.h>

#include "daemon/agentctl/json_access.hpp"

namespace agent::daemon::agentctl {
namespace {

constexpr std::size_t at_width = 44;  // of the left column

/// "20:31:30.123" of "2026-11-24T20:31:30.123Z".
std::string time_of_day(const std::string& time) {
    const auto day = time.find('T');
    return day == std::string::npos ? time : time.substr(day + 1, time.size() - day - 2);
}

}  // namespace

std::string trace_text(const nlohmann::ordered_json& event) {
    const auto time = time_of_day(text_at(event, "time"));
    const bool sent = flag_at(event, "sent");
    if (text_at(event, "event") == "coap")
        return fmt::format("{}  {:<{}}  {} {}  {}\n", time, "", at_width + 2, sent ? "->" : "<-",
                           text_at(event, "server"), text_at(event, "summary"));
    const auto text = text_at(event, "text");
    return fmt::format("{}  {} {}\n", time, sent ? '>' : '<', text);
}

std::optional<CapturedMessage> captured(const nlohmann::ordered_json& event) {
    if (text_at(event, "event") != "coap") return std::nullopt;
    auto coap = from_hex(text_at(event, "hex"));
    const auto context = number_at(event, "context").value_or(0);
    const auto time = number_at(event, "time_us").value_or(0);
    constexpr double most_contexts = 155;
    constexpr double most_time = 1e17;
    const bool sound = coap && context >= 0 && context < most_contexts && time >= 0 && time < most_time;
    if (!sound) return std::nullopt;
    return CapturedMessage{.coap = std::move(*coap),
                           .context = static_cast<unsigned>(context),
                           .sent = flag_at(event, "sent"),
                           .time_us = static_cast<std::uint64_t>(time),
                           .comment = "server " + text_at(event, "server")};
}

}  // namespace agent::daemon::agentctl
