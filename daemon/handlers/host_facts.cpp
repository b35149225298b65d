#include "daemon/handlers/host_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "daemon/handlers/sources.hpp"

namespace agent::daemon {
namespace {

constexpr std::size_t longest = 64 * 1024;

std::string lower(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return small;
}

/// What firmware tables hold where the vendor wrote nothing.
bool is_filler(std::string_view text) {
    constexpr std::array<std::string_view, 12> fillers{"to be filled by o.e.m.",
                                                       "default string",
                                                       "system manufacturer",
                                                       "system product name",
                                                       "system serial number",
                                                       "system version",
                                                       "not specified",
                                                       "not applicable",
                                                       "none",
                                                       "n/a",
                                                       "unknown",
                                                       "0123456789"};
    return text.empty() || std::ranges::find(fillers, lower(text)) != fillers.end() ||
           text.find_first_not_of("0 .-") == std::string_view::npos;
}

template<class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string HostFacts::text(const std::string& path) const {
    const auto content = read_file(root_ + path, longest);
    if (!content) return {};
    constexpr std::string_view blanks = " \t\r\n";
    const std::string_view whole(content->c_str());  // a device tree's texts end with a zero
    const auto start = whole.find_first_not_of(blanks);
    if (start == std::string_view::npos) return {};
    return std::string(whole.substr(start, whole.find_last_not_of(blanks) - start + 1));
}

std::string HostFacts::first_of(std::initializer_list<const char*> paths) const {
    for (const auto* path : paths) {
        auto found = text(path);
        if (!is_filler(found)) return found;
    }
    return {};
}

std::string HostFacts::manufacturer() const {
    auto vendor = first_of({"/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/board_vendor"});
    if (!vendor.empty()) return vendor;
    // "raspberrypi,4-model-b": the maker comes first.
    const auto compatible = text("/proc/device-tree/compatible");
    return compatible.substr(0, compatible.find(','));
}

std::string HostFacts::model() const {
    return first_of({"/sys/class/dmi/id/product_name", "/sys/class/dmi/id/board_name", "/proc/device-tree/model"});
}

std::string HostFacts::serial_number() const {
    return first_of(
        {"/sys/class/dmi/id/product_serial", "/sys/class/dmi/id/board_serial", "/proc/device-tree/serial-number"});
}

std::string HostFacts::hardware_version() const {
    return first_of({"/sys/class/dmi/id/product_version", "/sys/class/dmi/id/board_version"});
}

std::string HostFacts::timezone() const {
    auto name = text("/etc/timezone");
    if (!name.empty()) return name.substr(0, name.find('\n'));
    std::error_code error;
    const auto target = std::filesystem::read_symlink(root_ + "/etc/localtime", error).string();
    constexpr std::string_view folder = "zoneinfo/";
    const auto at = target.find(folder);
    return error || at == std::string::npos ? std::string() : target.substr(at + folder.size());
}

std::optional<std::uint64_t> HostFacts::memory_available() const {
    const auto info = text("/proc/meminfo");
    constexpr std::string_view name = "MemAvailable:";
    const auto at = info.find(name);
    if (at == std::string::npos) return std::nullopt;
    const auto digits = info.find_first_not_of(' ', at + name.size());
    return digits == std::string::npos ? std::nullopt : number_of<std::uint64_t>(std::string_view(info).substr(digits));
}

HostFacts::Power HostFacts::power() const {
    Power power;
    const std::string folder = "/sys/class/power_supply";
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(root_ + folder, error)) {
        const auto supply = folder + "/" + entry.path().filename().string();
        // Of scope Device are the batteries of mice and headsets.
        if (text(supply + "/scope") == "Device") continue;
        const auto type = text(supply + "/type");
        if (type == "Battery") {
            power.battery = Power::Battery{number_of<int>(text(supply + "/capacity")), text(supply + "/status")};
            if (power.battery->level) power.battery->level = std::clamp(*power.battery->level, 0, 100);
        } else if (type == "Mains" || type == "USB") {
            power.mains = power.mains.value_or(false) || text(supply + "/online") == "1";
        }
    }
    return power;
}

std::string utc_offset(std::int64_t seconds) {
    const auto when = static_cast<std::time_t>(seconds);
    std::tm local{};
    if (::localtime_r(&when, &local) == nullptr) return {};
    const auto minutes = std::labs(local.tm_gmtoff) / 60;
    return fmt::format("{}{:02}:{:02}", local.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace agent::daemon
