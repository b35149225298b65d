#include "lwm2m/codec/scalar.hpp"

#include <limits>
#include <string>

namespace agent::lwm2m::codec {
namespace {

constexpr auto greatest_integer = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

}  // namespace

Value to_value(const Scalar& scalar) {
    struct Own {
        Value operator()(std::string_view text) const { return Value(std::in_place_type<std::string>, text); }
        Value operator()(BytesView bytes) const { return Value(std::in_place_type<Bytes>, bytes.begin(), bytes.end()); }
        Value operator()(std::int64_t number) const { return Value(number); }
        Value operator()(std::uint64_t number) const { return Value(number); }
        Value operator()(double number) const { return Value(number); }
        Value operator()(bool truth) const { return Value(truth); }
        Value operator()(Time time) const { return Value(time); }
    };
    return std::visit(Own{}, scalar);
}

Scalar whole_number(std::uint64_t number) {
    if (number > greatest_integer) return number;
    return static_cast<std::int64_t>(number);
}

std::optional<std::int64_t> negative_number(std::uint64_t number) {
    if (number > greatest_integer) return std::nullopt;
    return -1 - static_cast<std::int64_t>(number);
}

}  // namespace agent::lwm2m::codec
