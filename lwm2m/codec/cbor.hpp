// CBOR, content format 60 (LwM2M Core 1.1 §7.4): one value as one item, a Time with the tag 1, an Objlnk as text.
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

Bytes encode_cbor(const Value& value);
/// 4.00 for anything that is not one value of that type.
Outcome<Value> decode_cbor(DataType type, BytesView payload);

}  // namespace agent::lwm2m::codec
