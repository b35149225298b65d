#include "daemon/agentctl/json_access.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace agent::daemon::agentctl {

using Json = nlohmann::ordered_json;

std::string text_at(const Json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (found == object.end()) return {};
    auto text =
        found->is_string() ? found->get<std::string>() : found->dump(-1, ' ', false, Json::error_handler_t::replace);
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    return text;
}

std::optional<double> number_at(const Json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (found == object.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
}

bool flag_at(const Json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

const Json& list_at(const Json& object, const char* name) {
    static const Json none = Json::array();
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_array() ? *found : none;
}

const Json& object_at(const Json& object, const char* name) {
    static const Json none = Json::object();
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_object() ? *found : none;
}

std::string period_text(double seconds) {
    constexpr double longest = 1e12;
    const auto total = static_cast<std::int64_t>(std::clamp(std::round(seconds), 0.0, longest));
    constexpr std::int64_t minute = 60;
    constexpr std::int64_t hour = 60 * minute;
    constexpr std::int64_t day = 24 * hour;
    const auto two = [](std::int64_t many, const char* unit, std::int64_t few, const char* smaller) {
        return few > 0 ? fmt::format("{} {} {} {}", many, unit, few, smaller) : fmt::format("{} {}", many, unit);
    };
    if (total < minute) return fmt::format("{} s", total);
    if (total < hour) return two(total / minute, "min", total % minute, "s");
    if (total < day) return two(total / hour, "h", total % hour / minute, "min");
    return two(total / day, "d", total % day / hour, "h");
}

}  // namespace agent::daemon::agentctl
