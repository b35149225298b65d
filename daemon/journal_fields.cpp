#include "daemon/journal_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <syslog.h>

#include "daemon/message_ids.hpp"

namespace agent::daemon {
namespace {

struct Field {
    std::string_view key;
    std::string_view name;
};
constexpr std::array<Field, 10> fields{{{"server", "LWM2M_SERVER"},
                                        {"path", "LWM2M_PATH"},
                                        {"operation", "LWM2M_OPERATION"},
                                        {"location", "LWM2M_LOCATION"},
                                        {"mid", "COAP_MID"},
                                        {"code", "COAP_CODE"},
                                        {"device", "MODEM"},
                                        {"command", "AT_COMMAND"},
                                        {"step", "RECOVERY_STEP"},
                                        {"reason", "AGENT_REASON"}}};

int priority_of(LogLevel level) {
    switch (level) {
        case LogLevel::error:
            return LOG_ERR;
        case LogLevel::warning:
            return LOG_WARNING;
        case LogLevel::info:
            return LOG_INFO;
        default:
            return LOG_DEBUG;
    }
}

/// Takes the value at the front of `rest`: up to a blank, or what stands between quotes.
std::string_view take_value(std::string_view& rest) {
    const bool is_quoted = rest.starts_with('"');
    if (is_quoted) rest.remove_prefix(1);
    const auto end = std::min(rest.find(is_quoted ? '"' : ' '), rest.size());
    const auto value = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return value;
}

}  // namespace

std::vector<std::string> journal_fields(LogLevel level, std::string_view component, std::string_view text) {
    std::vector<std::string> found{fmt::format("MESSAGE={}", text), fmt::format("PRIORITY={}", priority_of(level)),
                                   "SYSLOG_IDENTIFIER=lwm2m-agentd", fmt::format("LWM2M_COMPONENT={}", component)};
    auto rest = text;
    const auto first_equals = rest.find('=');
    const auto event_end = first_equals == std::string_view::npos ? rest.size() : rest.rfind(' ', first_equals);
    const auto event = rest.substr(0, event_end);
    found.push_back(fmt::format("LWM2M_EVENT={}", event));
    if (const auto id = message_id_of(event, text); !id.empty()) found.push_back(fmt::format("MESSAGE_ID={}", id));
    rest.remove_prefix(std::min(event_end, rest.size()));
    while (!rest.empty()) {
        if (rest.front() == ' ') {
            rest.remove_prefix(1);
            continue;
        }
        const auto equals = rest.find('=');
        if (equals == std::string_view::npos) break;
        const auto key = rest.substr(0, equals);
        rest.remove_prefix(equals + 1);
        const auto value = take_value(rest);
        const auto* field = std::ranges::find(fields, key, &Field::key);
        if (field != fields.end()) found.push_back(fmt::format("{}={}", field->name, value));
    }
    return found;
}

}  // namespace agent::daemon
