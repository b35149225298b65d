#include "lwm2m/codec/typed.hpp"

#include <fmt/format.h>

namespace agent::lwm2m::codec {
namespace {

bool is_number(DataType type) {
    return type == DataType::integer || type == DataType::unsigned_integer || type == DataType::floating ||
           type == DataType::time;
}

}  // namespace

Outcome<Value> typed(Value value, DataType type) {
    const auto is = type_of(value);
    if (is == type) return value;
    if (type == DataType::floating) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) return Value(static_cast<double>(*number));
        if (const auto* number = std::get_if<std::uint64_t>(&value)) return Value(static_cast<double>(*number));
    }
    const bool fits = (is_number(is) && is_number(type)) || (is == DataType::string && type == DataType::core_link);
    if (fits) return convert(value, type);
    return bad_request(fmt::format("a value of type {} cannot be one of type {}", name_of(is), name_of(type)));
}

}  // namespace agent::lwm2m::codec
