// <NOTIFICATION> attributes of a path (LwM2M Core 1.1 §5.1.2): what a server, a configuration or object 1 asks of the
// reports on it. A level that does not set an attribute inherits it from the level above.
#pragma once

#include <cstdint>
#include <optional>

namespace agent::lwm2m {

struct Attributes {
    std::optional<std::uint32_t> pmin;  // seconds between two notifications, at least
    std::optional<std::uint32_t> pmax;  // seconds between two notifications, at most
    std::optional<double> gt;           // notify when the value crosses it upwards or downwards
    std::optional<double> lt;
    std::optional<double> st;  // notify when the value moved by it since the last notification

    bool empty() const { return !pmin && !pmax && !gt && !lt && !st; }
    /// What this level does not set comes from `above`.
    void inherit(const Attributes& above);

    friend bool operator==(const Attributes&, const Attributes&) = default;
};

}  // namespace agent::lwm2m
