// SenML JSON, content format 110 (RFC 8428 §5; LwM2M Core 1.1 §7.4).
#pragma once

#include "lwm2m/codec/record_view.hpp"

namespace agent::lwm2m::codec {

/// 5.00 for a number that is not finite.
Outcome<Bytes> encode_senml_json(std::span<const RecordView> records);
/// 4.00 with the place for anything that is no such pack.
Outcome<std::vector<Record>> decode_senml_json(BytesView payload);

}  // namespace agent::lwm2m::codec
