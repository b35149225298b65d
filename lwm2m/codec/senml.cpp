#include "lwm2m/codec/senml.hpp"

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

constexpr std::size_t longest_path = sizeof("/65534/65534/65534/65534/") - 1;
constexpr std::int64_t version = 10;  // of RFC 8428
constexpr double furthest_time_s = 1e12;

const Row& row_of(SenmlLabel label) { return table[static_cast<int>(label) - first_label]; }

std::optional<double> as_number(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return static_cast<double>(*number);
    return std::nullopt;
}

bool has_type(const Value& value, Type type) {
    switch (type) {
        case Type::string:
            return std::holds_alternative<std::string>(value);
        case Type::number:
            return as_number(value).has_value();
        case Type::boolean:
            return std::holds_alternative<bool>(value);
        case Type::bytes:
            return std::holds_alternative<Bytes>(value);
    }
    return false;
}

/// Whole numbers stay whole. nullopt when the sum is past all types.
std::optional<Value> sum(const Value& base, const Value& value) {
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
    for (const auto& row : table)
        if (row.name == name) return row.label;
    return std::nullopt;
}

std::optional<SenmlLabel> senml_label(std::int64_t number) {
    if (number < first_label || number > last_label_with_number) return std::nullopt;
    return static_cast<SenmlLabel>(number);
}

Failure RecordAssembler::failure(std::string_view what) const {
    return bad_request(fmt::format("record {}: {}", records_.size() + 1, what));
}

Outcome<void> RecordAssembler::set(SenmlLabel label, Value value) {
    const auto& row = row_of(label);
    const auto bit = 1U << (static_cast<int>(label) - first_label);
    if ((seen_ & bit) != 0) return failure(fmt::format("{} comes twice", row.name));
    if (!has_type(value, row.type)) return failure(fmt::format("{} has a value of the wrong type", row.name));
    seen_ |= bit;
    switch (label) {
        case SenmlLabel::base_name:
            base_name_ = std::get<std::string>(std::move(value));
            return {};
        case SenmlLabel::base_time:
            base_time_ = *as_number(value);
            return {};
        case SenmlLabel::base_value:
            base_value_ = std::move(value);
            return {};
        case SenmlLabel::base_version:
            return set_version(value);
        case SenmlLabel::name:
            name_ = std::get<std::string>(std::move(value));
            return {};
        case SenmlLabel::time:
            time_ = *as_number(value);
            return {};
        case SenmlLabel::value:
        case SenmlLabel::string_value:
        case SenmlLabel::boolean_value:
        case SenmlLabel::data_value:
        case SenmlLabel::object_link:
            return set_value(label, std::move(value));
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

Outcome<void> RecordAssembler::set_version(const Value& value) const {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr && *number > 0 && *number <= version) return {};
    return failure(fmt::format("bver is not {} or below", version));
}

Outcome<void> RecordAssembler::set_value(SenmlLabel label, Value value) {
    if (value_) return failure("two values");
    if (label != SenmlLabel::object_link) {
        value_ = std::move(value);
        return {};
    }
    auto link = parse_text(DataType::object_link, std::get<std::string>(value));
    if (!link) return failure(link.error().reason);
    value_ = std::move(*link);
    return {};
}

Outcome<ObjectPath> RecordAssembler::resolved_path() const {
    if (base_name_.empty() && name_.empty()) return failure("no name");
    if (base_name_.size() + name_.size() > longest_path) return failure("the name is too long for a path");
    auto text = base_name_ + name_;
    if (name_.empty() && text.size() > 1 && text.ends_with('/')) text.pop_back();  // a base name alone
    if (const auto path = ObjectPath::parse(text)) return *path;
    return failure("the name is no path");
}

Outcome<std::optional<Timestamp>> RecordAssembler::resolved_time() const {
    const auto seconds = base_time_ + time_;
    if (!(std::abs(seconds) < furthest_time_s)) return failure("the time is out of range");
    const Timestamp time(std::llround(seconds * 1000));
    return time.count() != 0 ? std::optional(time) : std::nullopt;
}

Outcome<std::optional<Value>> RecordAssembler::resolved_value() {
    if (!base_value_ || !value_ || !as_number(*value_)) return std::move(value_);
    if (auto total = sum(*base_value_, *value_)) return total;
    return failure("the sum of bv and v is out of range");
}

Outcome<void> RecordAssembler::end_record() {
    const auto path = resolved_path();
    if (!path) return path.error();
    const auto time = resolved_time();
    if (!time) return time.error();
    auto value = resolved_value();
    if (!value) return value.error();
    records_.push_back({*path, std::move(*value), *time});
    name_.clear();
    time_ = 0;
    value_.reset();
    seen_ = 0;
    return {};
}

}  // namespace agent::lwm2m::codec
