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
constexpr std::array<Field, 9> fields{{{"server", "LWM2M_SERVER"},
                                       {"path", "LWM2M_PATH"},
                                       {"operation", "LWM2M_OPERATION"},
                                       {"location", "LWM2M_LOCATION"},
                                       {"mid", "COAP_MID"},
                                       {"code", "COAP_CODE"},
                                       {"device", "MODEM"},
                                       {"command", "AT_COMMAND"},
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

/// "AT+CSQ" of "AT+CSQ=1", "+CSQ: 10,0" and "AT+CSQ"; empty for what has no such name.
std::string command_name(std::string_view text) {
    if (text.starts_with("AT")) return std::string(text.substr(0, text.find_first_of("=?:, ")));
    const auto end = text.find(':');
    return text.starts_with('+') && end != std::string_view::npos ? fmt::format("AT{}", text.substr(0, end)) : "";
}

/// The AT conversation has a shape of its own: "> AT+CSQ", "< +CSQ: 10,0".
bool add_conversation(std::string_view component, std::string_view text, std::vector<std::string>& found) {
    if (component != "at" || !(text.starts_with("> ") || text.starts_with("< "))) return false;
    found.push_back(fmt::format("LWM2M_EVENT={}", text.front() == '>' ? "at_sent" : "at_received"));
    if (const auto name = command_name(text.substr(2)); !name.empty())
        found.push_back(fmt::format("AT_COMMAND={}", name));
    return true;
}

void add_values(std::string_view rest, std::vector<std::string>& found) {
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
        if (field == fields.end()) continue;
        const auto shown = key == "command" ? command_name(value) : std::string(value);
        if (!shown.empty()) found.push_back(fmt::format("{}={}", field->name, shown));
    }
}

}  // namespace

std::string_view event_of(std::string_view text) {
    const auto first_equals = text.find('=');
    return first_equals == std::string_view::npos
               ? text
               : text.substr(0, std::min(text.rfind(' ', first_equals), text.size()));
}

std::vector<std::string> journal_fields(LogLevel level, std::string_view component, std::string_view text,
                                        std::string_view modem) {
    std::vector<std::string> found{fmt::format("MESSAGE={}", text), fmt::format("PRIORITY={}", priority_of(level)),
                                   "SYSLOG_IDENTIFIER=lwm2m-agentd", fmt::format("LWM2M_COMPONENT={}", component)};
    if (!add_conversation(component, text, found)) {
        const auto event = event_of(text);
        found.push_back(fmt::format("LWM2M_EVENT={}", event));
        if (const auto id = message_id_of(event, text); !id.empty()) found.push_back(fmt::format("MESSAGE_ID={}", id));
        add_values(text.substr(event.size()), found);
    }
    const auto names_modem = [](const auto& field) { return field.starts_with("MODEM="); };
    if (!modem.empty() && std::ranges::none_of(found, names_modem)) found.push_back(fmt::format("MODEM={}", modem));
    return found;
}

}  // namespace agent::daemon
