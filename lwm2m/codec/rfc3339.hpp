// Dates and times as text (RFC 3339 §5.6), which CBOR has behind the tag 0.
#pragma once

#include <string_view>

#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

/// "2013-03-21T20:04:00Z", or with an offset. 4.00 for other text, and for a fraction of a second, which a Time has no
/// room for.
Outcome<Time> parse_rfc3339(std::string_view text);

}  // namespace agent::lwm2m::codec
