// SenML CBOR, content format 112 (RFC 8428 §6; LwM2M Core 1.1 §7.4).
#pragma once

#include "lwm2m/codec/record_view.hpp"

namespace agent::lwm2m::codec {

/// A Float is a floating-point item even where it is whole, since some servers tell the types apart. 5.00 for a number
/// that is not finite.
Outcome<Bytes> encode_senml_cbor(std::span<const RecordView> records);
/// 4.00 with the place for anything that is no such pack.
Outcome<std::vector<Record>> decode_senml_cbor(BytesView payload);

}  // namespace agent::lwm2m::codec
