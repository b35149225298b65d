// Opaque, content format 42 (LwM2M Core 1.1 §7.4.2): the bytes of one opaque value as they are.
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

/// 4.06 for a value of another type.
Outcome<Bytes> encode_opaque(const Value& value);
/// 4.15 for a resource of another type.
Outcome<Value> decode_opaque(DataType type, BytesView payload);

}  // namespace agent::lwm2m::codec
