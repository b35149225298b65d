#include "lwm2m/codec/senml.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace agent::lwm2m::codec {
namespace {

enum class Type : std::uint8_t { string, number, boolean, bytes };

struct Row {
    SenmlLabel label;
    std::string_view name;
    Type type;
};

constexpr Row table[] = {
    {SenmlLabel::base_sum, "bs", Type::number},
    {SenmlLabel::base_value, "bv", Type::number},
    {SenmlLabel::base_unit, "bu", Type::string},
    {SenmlLabel::base_time, "bt", Type::number},
    {SenmlLabel::base_name, "bn", Type::string},
    {SenmlLabel::base_version, "bver", Type::number},
    {SenmlLabel::name, "n", Type::string},
    {SenmlLabel::unit, "u", Type::string},
    {SenmlLabel::value, "v", Type::number},
    {SenmlLabel::string_value, "vs", Type::string},
    {SenmlLabel::boolean_value, "vb", Type::boolean},
    {SenmlLabel::sum, "s", Type::number},
    {SenmlLabel::time, "t", Type::number},
    {SenmlLabel::update_time, "ut", Type::number},
    {SenmlLabel::data_value, "vd", Type::bytes},
    {SenmlLabel::object_link, object_link_name, Type::string},
};
constexpr int first_label = static_cast<int>(SenmlLabel::base_sum);
constexpr int last_label_with_number = static_cast<int>(SenmlLabel::data_value);

constexpr std::size_t longest_path = sizeof("//65534/65534/65534/65534/") - 1 + DevicePrefix::longest;
constexpr std::size_t most_levels = 4;
constexpr std::int64_t version = 10;  // of RFC 8428
constexpr double furthest_time_s = 1e12;

const Row& row_of(SenmlLabel label) { return table[static_cast<int>(label) - first_label]; }

/// Up to four characters as one number, for comparing names at once.
constexpr std::uint32_t key_of(std::string_view name) {
    std::uint32_t key = 0;
    for (const char c : name) key = key << 8 | static_cast<std::uint8_t>(c);
    return key;
}

constexpr std::size_t longest_name = 4;
constexpr auto keys = [] {
    std::array<std::uint32_t, std::size(table)> made{};
    std::ranges::transform(table, made.begin(), [](const Row& row) { return key_of(row.name); });
    return made;
}();

/// nullopt for what is no number; a time is one only where it is the value.
template<class Held>
std::optional<double> as_number(const Held& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return static_cast<double>(*number);
    return std::nullopt;
}

/// The path whose last levels are those of `name`.
std::optional<ObjectPath> below(const ObjectPath& base, std::string_view name) {
    const auto last = ObjectPath::parse(name);
    if (!last || !last->is_own() || base.size() + last->size() > most_levels) return std::nullopt;
    const std::array ids{last->object(), last->instance(), last->resource(), last->resource_instance()};
    auto path = base;
    for (std::size_t level = 0; level < last->size(); ++level) path = path / ids[level];
    return path;
}

bool has_type(const Scalar& value, Type type) {
    switch (type) {
        case Type::string:
            return std::holds_alternative<std::string_view>(value);
        case Type::number:
            return as_number(value).has_value();
        case Type::boolean:
            return std::holds_alternative<bool>(value);
        case Type::bytes:
            return std::holds_alternative<BytesView>(value);
    }
    return false;
}

/// Whole numbers stay whole. nullopt when the sum is past all types.
std::optional<Value> sum(const Scalar& base, const Value& value) {
    const auto* whole_base = std::get_if<std::int64_t>(&base);
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (whole_base != nullptr && whole != nullptr) {
        std::int64_t total = 0;
        if (__builtin_add_overflow(*whole_base, *whole, &total)) return std::nullopt;
        return Value(total);
    }
    if (!std::holds_alternative<double>(base) && !std::holds_alternative<double>(value)) return std::nullopt;
    const auto total = *as_number(base) + *as_number(value);
    if (!std::isfinite(total)) return std::nullopt;
    return Value(total);
}

}  // namespace

std::string_view name_of(SenmlLabel label) { return row_of(label).name; }

std::optional<SenmlLabel> senml_label(std::string_view name) {
    if (name.empty() || name.size() > longest_name) return std::nullopt;
    const auto found = std::ranges::find(keys, key_of(name));
    if (found == keys.end()) return std::nullopt;
    return table[found - keys.begin()].label;
}

std::optional<SenmlLabel> senml_label(std::int64_t number) {
    if (number < first_label || number > last_label_with_number) return std::nullopt;
    return static_cast<SenmlLabel>(number);
}

Failure RecordAssembler::failure(std::string_view what) const {
    return bad_request(fmt::format("record {}: {}", records_.size() + 1, what));
}

Outcome<void> RecordAssembler::set(SenmlLabel label, const Scalar& value) {
    const auto& row = row_of(label);
    const auto bit = 1U << (static_cast<int>(label) - first_label);
    if ((seen_ & bit) != 0) return failure(fmt::format("{} comes twice", row.name));
    const bool is_time = label == SenmlLabel::value && std::holds_alternative<Time>(value);
    if (!is_time && !has_type(value, row.type))
        return failure(fmt::format("{} has a value of the wrong type", row.name));
    seen_ |= bit;
    switch (label) {
        case SenmlLabel::base_name:
            set_base_name(std::get<std::string_view>(value));
            return {};
        case SenmlLabel::base_time:
            base_time_ = *as_number(value);
            return {};
        case SenmlLabel::base_value:
            base_value_ = value;
            return {};
        case SenmlLabel::base_version:
            return set_version(value);
        case SenmlLabel::name:
            name_ = std::get<std::string_view>(value);
            return {};
        case SenmlLabel::time:
            time_ = *as_number(value);
            return {};
        case SenmlLabel::value:
        case SenmlLabel::string_value:
        case SenmlLabel::boolean_value:
        case SenmlLabel::data_value:
        case SenmlLabel::object_link:
            return set_value(label, value);
        // Units are those of the object's definition, and sums have no meaning in it.
        case SenmlLabel::base_unit:
        case SenmlLabel::unit:
        case SenmlLabel::base_sum:
        case SenmlLabel::sum:
        case SenmlLabel::update_time:
            return {};
    }
    return {};
}

Outcome<void> RecordAssembler::set_version(const Scalar& value) const {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr && *number > 0 && *number <= version) return {};
    return failure(fmt::format("bver is not {} or below", version));
}

Outcome<void> RecordAssembler::set_value(SenmlLabel label, const Scalar& value) {
    if (value_) return failure("two values");
    if (label != SenmlLabel::object_link) {
        value_ = to_value(value);
        return {};
    }
    auto link = parse_text(DataType::object_link, std::get<std::string_view>(value));
    if (!link) return failure(link.error().reason);
    value_ = std::move(*link);
    return {};
}

void RecordAssembler::set_base_name(std::string_view name) {
    base_name_ = name;
    base_path_ = std::nullopt;
    if (!name.ends_with('/')) return;
    const auto path = ObjectPath::parse(name.substr(0, name.size() - 1));
    if (path && !path->is_root()) base_path_ = path;
}

Outcome<void> RecordAssembler::resolve_path(ObjectPath& path) const {
    if (base_name_.empty() && name_.empty()) return failure("no name");
    if (base_name_.size() + name_.size() > longest_path) return failure("the name is too long for a path");
    // A base that ends between two levels, as most do, or just the texts one after the other.
    const bool is_below = base_path_ && !name_.starts_with('/');
    const auto parsed = is_below ? below(*base_path_, name_) : ObjectPath::parse(base_name_ + name_);
    if (!parsed) return failure("the name is no path");
    path = *parsed;
    return {};
}

Outcome<void> RecordAssembler::resolve_time(std::optional<Timestamp>& time) const {
    const auto seconds = base_time_ + time_;
    if (!(std::abs(seconds) < furthest_time_s)) return failure("the time is out of range");
    if (const Timestamp resolved(std::llround(seconds * 1000)); resolved.count() != 0) time = resolved;
    return {};
}

Outcome<void> RecordAssembler::add_base_value() {
    if (!base_value_ || !value_) return {};
    if (const auto* time = std::get_if<Time>(&*value_)) value_ = time->seconds;
    if (!as_number(*value_)) return {};
    auto total = sum(*base_value_, *value_);
    if (!total) return failure("the sum of bv and v is out of range");
    value_ = std::move(*total);
    return {};
}

Outcome<void> RecordAssembler::end_record() {
    Record record;
    if (auto resolved = resolve_path(record.path); !resolved) return resolved;
    if (auto resolved = resolve_time(record.time); !resolved) return resolved;
    if (auto added = add_base_value(); !added) return added;
    records_.push_back(std::move(record));
    records_.back().value = std::move(value_);
    name_.clear();
    time_ = 0;
    value_.reset();
    seen_ = 0;
    return {};
}

}  // namespace agent::lwm2m::codec
