// <NOTIFICATION> attributes of a path (LwM2M Core 1.1 §5.1.2): what a server, a configuration or object 1 asks of the
// reports on it. A level that does not set an attribute inherits it from the level above.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lwm2m/model/failure.hpp"

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

/// What a Write-Attributes says: an attribute that is set to a value, set to nothing, or not mentioned.
struct AttributeChange {
    std::optional<std::optional<std::uint32_t>> pmin;
    std::optional<std::optional<std::uint32_t>> pmax;
    std::optional<std::optional<double>> gt;
    std::optional<std::optional<double>> lt;
    std::optional<std::optional<double>> st;

    bool has_threshold() const { return gt || lt || st; }
    /// Adds one Uri-Query: "pmin=10", or "pmin" to take it away. 4.00 for any other name or a bad number.
    Outcome<void> parse(std::string_view query);
    void apply(Attributes& to) const;
};

/// 4.00 when the thresholds contradict each other (LwM2M Core 1.1 §5.1.2).
Outcome<void> check(const Attributes& attributes);

}  // namespace agent::lwm2m
