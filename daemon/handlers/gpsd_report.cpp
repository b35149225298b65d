#include "daemon/handlers/gpsd_report.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include <nlohmann/json.hpp>

namespace agent::daemon {
namespace {

using Json = nlohmann::json;

std::optional<double> number(const Json& report, const char* name) {
    const auto found = report.find(name);
    if (found == report.end() || !found->is_number()) return std::nullopt;
    const auto value = found->get<double>();
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return std::nullopt;
    const auto part = text.substr(at, count);
    if (part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    int value = 0;
    std::from_chars(part.data(), part.data() + part.size(), value);
    return value;
}

/// 2026-11-24T18:00:00.000Z
std::optional<std::int64_t> seconds_of(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second || text.back() != 'Z') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch();
    return std::chrono::seconds(days).count() + *hour * 3600 + *minute * 60 + *second;
}

std::optional<double> radius_of(const Json& report) {
    if (const auto circular = number(report, "eph")) return circular;
    const auto east = number(report, "epx");
    const auto north = number(report, "epy");
    return east && north ? std::optional(std::hypot(*east, *north)) : std::nullopt;
}

}  // namespace

std::optional<Fix> parse_gpsd_report(std::string_view line) {
    const auto report = Json::parse(line, nullptr, false);
    if (!report.is_object()) return std::nullopt;
    const auto kind = report.find("class");
    if (kind == report.end() || *kind != "TPV") return std::nullopt;
    constexpr double two_dimensional = 2;
    const auto latitude = number(report, "lat");
    const auto longitude = number(report, "lon");
    if (number(report, "mode").value_or(0) < two_dimensional || !latitude || !longitude) return std::nullopt;
    if (std::fabs(*latitude) > 90 || std::fabs(*longitude) > 180) return std::nullopt;
    Fix fix{.latitude = *latitude, .longitude = *longitude};
    if (const auto time = report.find("time"); time != report.end() && time->is_string()) {
        fix.time = seconds_of(time->get_ref<const std::string&>());
    }
    fix.altitude = number(report, "altMSL");
    if (!fix.altitude) fix.altitude = number(report, "alt");  // before gpsd 3.20
    fix.radius = radius_of(report);
    fix.speed = number(report, "speed");
    fix.track = number(report, "track");
    return fix;
}

std::optional<Bytes> velocity_of(const Fix& fix) {
    if (!fix.speed || !fix.track) return std::nullopt;
    const auto bearing = static_cast<unsigned>(std::lround(std::fmod(std::fmod(*fix.track, 360) + 360, 360))) % 360;
    constexpr double kmh_of_ms = 3.6;
    const auto speed = static_cast<unsigned>(std::lround(std::clamp(*fix.speed * kmh_of_ms, 0.0, 65535.0)));
    return Bytes{static_cast<std::uint8_t>(bearing >> 8), static_cast<std::uint8_t>(bearing & 0xFF),
                 static_cast<std::uint8_t>(speed >> 8), static_cast<std::uint8_t>(speed & 0xFF)};
}

}  // namespace agent::daemon
