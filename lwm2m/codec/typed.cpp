#include "lwm2m/codec/typed.hpp"

#include <fmt/format.h>

namespace agent::lwm2m::codec {
namespace {

bool is_number(DataType type) {
    return type == DataType::integer || type == DataType::unsigned_integer || type == DataType::floating;
}

/// A Float is the nearest one to a whole number.
bool make_floating(Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        value = static_cast<double>(*number);
        return true;
    }
    if (const auto* number = std::get_if<std::uint64_t>(&value)) {
        value = static_cast<double>(*number);
        return true;
    }
    return false;
}

}  // namespace

Outcome<void> make_typed(Value& value, DataType type) {
    const auto is = type_of(value);
    if (is == type || (type == DataType::floating && make_floating(value))) return {};
    const bool fits = (is_number(is) && (is_number(type) || type == DataType::time)) ||
                      (is == DataType::string && type == DataType::core_link);
    if (!fits)
        return bad_request(fmt::format("a value of type {} cannot be one of type {}", name_of(is), name_of(type)));
    auto converted = convert(value, type);
    if (!converted) return converted.error();
    value = std::move(*converted);
    return {};
}

}  // namespace agent::lwm2m::codec
