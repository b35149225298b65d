#include "lwm2m/model/value.hpp"

#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace agent::lwm2m {
namespace {

Failure cannot(const Value& value, DataType type) {
    return {coap::code::bad_request, fmt::format("{} cannot be taken as {}", name_of(type_of(value)), name_of(type))};
}

std::optional<std::int64_t> exact_integer(const Value& value) {
    constexpr double limit = 9223372036854775808.0;  // 2^63
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* time = std::get_if<Time>(&value)) return time->seconds;
    if (const auto* number = std::get_if<std::uint64_t>(&value)) {
        if (*number <= std::numeric_limits<std::int64_t>::max()) return static_cast<std::int64_t>(*number);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        if (*number >= -limit && *number < limit && std::trunc(*number) == *number)
            return static_cast<std::int64_t>(*number);
    }
    return std::nullopt;
}

Outcome<Value> to_unsigned(const Value& value) {
    constexpr double limit = 18446744073709551616.0;  // 2^64
    const auto* number = std::get_if<double>(&value);
    if (number != nullptr && *number >= 0 && *number < limit && std::trunc(*number) == *number)
        return Value(static_cast<std::uint64_t>(*number));
    const auto integer = exact_integer(value);
    if (!integer || *integer < 0) return cannot(value, DataType::unsigned_integer);
    return Value(static_cast<std::uint64_t>(*integer));
}

Outcome<Value> to_floating(const Value& value) {
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    const auto integer = exact_integer(value);
    if (!integer || *integer > exact || *integer < -exact) return cannot(value, DataType::floating);
    return Value(static_cast<double>(*integer));
}

}  // namespace

std::string_view name_of(DataType type) {
    constexpr std::array<std::string_view, 10> names{"none",    "String", "Integer", "Unsigned Integer", "Float",
                                                     "Boolean", "Opaque", "Time",    "Objlnk",           "Corelnk"};
    return names.at(static_cast<std::size_t>(type));
}

DataType type_of(const Value& value) {
    constexpr std::array<DataType, 9> types{DataType::string,   DataType::integer,     DataType::unsigned_integer,
                                            DataType::floating, DataType::boolean,     DataType::opaque,
                                            DataType::time,     DataType::object_link, DataType::core_link};
    return types.at(value.index());
}

Outcome<Value> convert(const Value& value, DataType type) {
    if (type_of(value) == type) return value;
    if (type == DataType::unsigned_integer) return to_unsigned(value);
    if (type == DataType::floating) return to_floating(value);
    if (type == DataType::integer || type == DataType::time) {
        const auto integer = exact_integer(value);
        if (!integer) return cannot(value, type);
        return type == DataType::integer ? Value(*integer) : Value(Time{*integer});
    }
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && type == DataType::core_link)
        return Value(CoreLink{*text});
    if (const auto* link = std::get_if<CoreLink>(&value); link != nullptr && type == DataType::string)
        return Value(link->text);
    return cannot(value, type);
}

}  // namespace agent::lwm2m
