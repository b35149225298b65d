#include "lwm2m/client/thresholds.hpp"

#include <cmath>

namespace agent::lwm2m {

bool is_numeric(DataType type) {
    return type == DataType::integer || type == DataType::unsigned_integer || type == DataType::floating;
}

std::optional<double> as_number(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return std::nullopt;
}

std::optional<double> number_at(const ObjectPath& path, const ResourceValue& value) {
    if (const auto* one = std::get_if<Value>(&value)) return as_number(*one);
    if (path.size() < 4) return std::nullopt;
    for (const auto& [id, one] : std::get<InstanceValues>(value))
        if (id == path.resource_instance()) return as_number(one);
    return std::nullopt;
}

bool crosses(const Attributes& attributes, std::optional<double> before, std::optional<double> now) {
    if ((!attributes.gt && !attributes.lt && !attributes.st) || !before || !now) return true;
    const auto passes = [&](double limit) { return (*before > limit) != (*now > limit); };
    const auto falls_below = [&](double limit) { return (*before < limit) != (*now < limit); };
    return (attributes.gt && passes(*attributes.gt)) || (attributes.lt && falls_below(*attributes.lt)) ||
           (attributes.st && std::abs(*now - *before) >= *attributes.st);
}

}  // namespace agent::lwm2m
