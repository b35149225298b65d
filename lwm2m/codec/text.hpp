// Plain text, content format 0 (LwM2M Core 1.1 §7.4.1): one value.
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

Bytes encode_text(const Value& value);
/// 4.00 when the payload is no text of that type.
Outcome<Value> decode_text(DataType type, BytesView payload);

}  // namespace agent::lwm2m::codec
