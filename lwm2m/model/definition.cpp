#include "lwm2m/model/definition.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace agent::lwm2m {

namespace {

/// What a Range limits: the number itself, or the length of text and bytes. nullopt for types it does not limit.
struct Measure {
    std::optional<double> operator()(const std::string& text) const { return static_cast<double>(text.size()); }
    std::optional<double> operator()(std::int64_t number) const { return static_cast<double>(number); }
    std::optional<double> operator()(std::uint64_t number) const { return static_cast<double>(number); }
    std::optional<double> operator()(double number) const { return number; }
    std::optional<double> operator()(bool) const { return std::nullopt; }
    std::optional<double> operator()(const Bytes& bytes) const { return static_cast<double>(bytes.size()); }
    std::optional<double> operator()(const Time& time) const { return static_cast<double>(time.seconds); }
    std::optional<double> operator()(const ObjectLink&) const { return std::nullopt; }
    std::optional<double> operator()(const CoreLink& link) const { return static_cast<double>(link.text.size()); }
};

bool is_length(DataType type) {
    return type == DataType::string || type == DataType::opaque || type == DataType::core_link;
}

std::string limits_text(const Range& range) {
    if (!range.most) return fmt::format("at least {}", *range.least);
    if (!range.least) return fmt::format("at most {}", *range.most);
    return fmt::format("{}..{}", *range.least, *range.most);
}

}  // namespace

std::string Version::text() const { return fmt::format("{}.{}", major, minor); }

Outcome<void> ResourceDefinition::check(const Value& value) const {
    if (type_of(value) != type) {
        return bad_request(
            fmt::format("{} ({}) is of type {}, not {}", id, name, name_of(type), name_of(type_of(value))));
    }
    if (const auto* number = std::get_if<double>(&value); number && !std::isfinite(*number)) {
        return bad_request(fmt::format("{} ({}) is not a finite number", id, name));
    }
    const auto measure = std::visit(Measure{}, value);
    if (!range || !measure) return {};
    if ((range->least && *measure < *range->least) || (range->most && *measure > *range->most)) {
        return bad_request(fmt::format("{} ({}): {}{} is not {}{}", id, name, is_length(type) ? "a length of " : "",
                                       *measure, limits_text(*range), is_length(type) ? " bytes" : ""));
    }
    return {};
}

const ResourceDefinition* ObjectDefinition::find(Id resource) const {
    const auto found = std::ranges::lower_bound(resources, resource, {}, &ResourceDefinition::id);
    return found != resources.end() && found->id == resource ? &*found : nullptr;
}

}  // namespace agent::lwm2m
