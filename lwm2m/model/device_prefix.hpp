// What the paths of a device behind the gateway begin with: "d0" of /d0/3/0/9 (LwM2M Gateway 1.1 §8.3.1).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace agent::lwm2m {

/// The text itself in one number: a path has all of its text in it, on disk, too. In order, d2 comes before d10.
class DevicePrefix {
public:
    static constexpr std::size_t longest = 10;

    constexpr DevicePrefix() = default;  // that of the gateway's own paths: none
    /// 1 to `longest` of A-Z, a-z, 0-9, - and _, not digits alone; nullopt for anything else.
    static std::optional<DevicePrefix> parse(std::string_view text);
    std::string text() const;

    constexpr bool is_empty() const { return code_ == 0; }
    /// Below 2^61. Different texts have different numbers, no text has 0.
    constexpr std::uint64_t code() const { return code_; }
    static constexpr DevicePrefix of_code(std::uint64_t code) {
        DevicePrefix prefix;
        prefix.code_ = code;
        return prefix;
    }

    friend constexpr auto operator<=>(const DevicePrefix&, const DevicePrefix&) = default;

private:
    std::uint64_t code_ = 0;  // digits 1 to 64 of base 65, the first character first: 65^10 < 2^61
};

}  // namespace agent::lwm2m
