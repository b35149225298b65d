#include "lwm2m/client/thresholds.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

namespace agent::lwm2m {
namespace {

constexpr Id single = 0;  // the place of a resource's one value among Numbers

std::optional<double> as_number(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? 1.0 : 0.0;
    return std::nullopt;
}

bool same_places(const Numbers& a, const Numbers& b) {
    return std::ranges::equal(a, b, {}, &Numbers::value_type::first, &Numbers::value_type::first);
}

bool crosses(const Attributes& attributes, double seen, double told, double now) {
    const auto& [gt, lt, st, edge] = std::tie(attributes.gt, attributes.lt, attributes.st, attributes.edge);
    if (gt && (seen > *gt) != (now > *gt)) return true;
    if (lt && (seen < *lt) != (now < *lt)) return true;
    if (st && std::abs(now - told) >= *st) return true;
    return edge && seen != now && now == (*edge ? 1.0 : 0.0);
}

}  // namespace

bool is_numeric(DataType type) {
    return type == DataType::integer || type == DataType::unsigned_integer || type == DataType::floating;
}

Numbers numbers_at(const ObjectPath& path, const ResourceValue& value) {
    Numbers numbers;
    const auto add = [&](Id id, const Value& one) {
        if (const auto number = as_number(one)) numbers.emplace_back(id, *number);
    };
    if (const auto* one = std::get_if<Value>(&value)) {
        add(single, *one);
        return numbers;
    }
    for (const auto& [id, one] : std::get<InstanceValues>(value))
        if (path.size() < 4 || id == path.resource_instance()) add(id, one);
    return numbers;
}

Numbers numbers_in(const ObjectPath& path, const codec::Content& content) {
    if (path.size() < 3 || content.empty()) return {};
    return numbers_at(path, content.front().resources.front().value);
}

bool is_noteworthy(const Attributes& attributes, const Known& known, const Numbers& now) {
    if (!same_places(known.seen, now) || !same_places(known.told, now)) return true;
    if (!attributes.has_threshold() && !attributes.edge) return known.seen != now;
    for (std::size_t place = 0; place < now.size(); ++place) {
        if (crosses(attributes, known.seen[place].second, known.told[place].second, now[place].second)) return true;
    }
    return false;
}

}  // namespace agent::lwm2m
