// A value as a payload has it, before anything is copied out of the payload.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

/// A Time only where the format itself says that it is one.
using Scalar = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool, BytesView, Time>;

/// The Value that owns what `scalar` shows.
Value to_value(const Scalar& scalar);
/// A whole number: an Integer where it fits.
Scalar whole_number(std::uint64_t number);
/// -1 minus the number, as CBOR has what is negative; nullopt where that is past an Integer.
std::optional<std::int64_t> negative_number(std::uint64_t number);

}  // namespace agent::lwm2m::codec
