// What the gateway says of itself: firmware tables, time zone, power supplies, memory. Empty or nullopt: it does not
// say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace agent::daemon {

class HostFacts {
public:
    /// `root` stands before every path: "" for the running system.
    explicit HostFacts(std::string root) : root_(std::move(root)) {}

    // From DMI (/sys/class/dmi/id), else from the device tree; texts that vendors forgot to fill in are left out.
    std::string manufacturer() const;
    std::string model() const;
    std::string serial_number() const;
    std::string hardware_version() const;

    /// "Europe/Berlin", from /etc/timezone or the link /etc/localtime.
    std::string timezone() const;
    /// Kibibytes of MemAvailable.
    std::optional<std::uint64_t> memory_available() const;

    struct Power {
        struct Battery {
            std::optional<int> level;  // %
            std::string status;        // "Charging", "Discharging", "Full", "Not charging", "Unknown"
        };
        std::optional<Battery> battery;  // the device's own
        std::optional<bool> mains;       // there is a supply from outside, and it is on
    };
    Power power() const;

private:
    std::string text(const std::string& path) const;
    std::string first_of(std::initializer_list<const char*> paths) const;

    std::string root_;
};

/// "+01:00": of the local time at `seconds` since 1970.
std::string utc_offset(std::int64_t seconds);

}  // namespace agent::daemon
