#include "modem/emulator/settings.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "modem/emulator/error.hpp"
#include "modem/emulator/settings_table.hpp"

namespace agent::modem::emulator {
namespace {

const SettingRow* find(std::string_view name) {
    const auto& rows = settings_table();
    const auto found = std::ranges::find(rows, name, &SettingRow::name);
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

Result<void> set(Settings& settings, std::string_view name, std::string_view value) {
    const auto* row = find(name);
    const auto* up = find("up_" + std::string(name));
    if (row == nullptr && up == nullptr) return Error::unknown_setting;
    auto changed = settings;
    const bool fits = row != nullptr
                          ? row->write(changed, value)
                          : up->write(changed, value) && find("down_" + std::string(name))->write(changed, value);
    if (!fits) return Error::bad_value;
    settings = std::move(changed);
    return {};
}

Result<std::string> get(const Settings& settings, std::string_view name) {
    const auto* row = find(name);
    if (row == nullptr) return Error::unknown_setting;
    return row->read(settings);
}

std::vector<SettingInfo> list_settings(const Settings& settings) {
    std::vector<SettingInfo> all;
    for (const auto& row : settings_table()) {
        const auto value = row.read(settings);
        auto other = row.first.empty() ? std::string{} : (value == row.first ? row.second : row.first);
        all.push_back({row.name, value, std::move(other), row.help});
    }
    return all;
}

Result<Duration> parse_duration(std::string_view text) {
    if (text == "0") return Duration{};
    double number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc{} || !(number >= 0) || number > 1e9) return Error::bad_value;
    const std::string_view unit(parsed.ptr, static_cast<std::size_t>(text.data() + text.size() - parsed.ptr));
    double seconds = 0;
    if (unit == "us")
        seconds = number / 1e6;
    else if (unit == "ms")
        seconds = number / 1e3;
    else if (unit == "s")
        seconds = number;
    else if (unit == "min")
        seconds = number * 60;
    else if (unit == "h")
        seconds = number * 3600;
    else
        return Error::bad_value;
    if (seconds > 1e9) return Error::bad_value;
    return std::chrono::round<Duration>(std::chrono::duration<double>(seconds));
}

Result<DurationRange> parse_duration_range(std::string_view text) {
    const auto dots = text.find("..");
    const auto least = parse_duration(text.substr(0, dots));
    if (!least) return least.error();
    if (dots == std::string_view::npos) return DurationRange{*least, *least};
    const auto most = parse_duration(text.substr(dots + 2));
    if (!most) return most.error();
    if (*most < *least) return Error::bad_value;
    return DurationRange{*least, *most};
}

std::string duration_text(Duration duration) {
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    if (microseconds == 0) return "0";
    if (microseconds % 1'000'000 == 0) return fmt::format("{}s", microseconds / 1'000'000);
    if (microseconds % 1000 == 0) return fmt::format("{}ms", microseconds / 1000);
    return fmt::format("{}us", microseconds);
}

}  // namespace agent::modem::emulator
