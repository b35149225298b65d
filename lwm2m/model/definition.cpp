#include "lwm2m/model/definition.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::lwm2m {
namespace {

/// The number a range applies to: the value itself, or its length. nullopt for types without one.
std::optional<double> measure(const Value& value) {
    struct Measure {
        std::optional<double> operator()(const std::string& text) const { return static_cast<double>(text.size()); }
        std::optional<double> operator()(std::int64_t number) const { return static_cast<double>(number); }
        std::optional<double> operator()(std::uint64_t number) const { return static_cast<double>(number); }
        std::optional<double> operator()(double number) const { return number; }
        std::optional<double> operator()(const Bytes& bytes) const { return static_cast<double>(bytes.size()); }
        std::optional<double> operator()(Time time) const { return static_cast<double>(time.seconds); }
        std::optional<double> operator()(bool) const { return std::nullopt; }
        std::optional<double> operator()(ObjectLink) const { return std::nullopt; }
        std::optional<double> operator()(const CoreLink&) const { return std::nullopt; }
    };
    return std::visit(Measure{}, value);
}

}  // namespace

std::string Version::text() const { return fmt::format("{}.{}", major, minor); }

Outcome<void> ResourceDefinition::check(const Value& value) const {
    if (type_of(value) != type) {
        return Failure{coap::code::bad_request,
                       fmt::format("{} is {}, not {}", name, name_of(type), name_of(type_of(value)))};
    }
    if (!range) return {};
    const auto size = measure(value);
    // Written so that a NaN is outside of every range.
    const bool inside = !size || ((!range->least || *size >= *range->least) && (!range->most || *size <= *range->most));
    if (inside) return {};
    return Failure{coap::code::bad_request, fmt::format("{} is outside {}", name, range_text)};
}

const ResourceDefinition* ObjectDefinition::find(Id resource) const {
    const auto place = std::ranges::lower_bound(resources, resource, {}, &ResourceDefinition::id);
    return place != resources.end() && place->id == resource ? &*place : nullptr;
}

}  // namespace agent::lwm2m
