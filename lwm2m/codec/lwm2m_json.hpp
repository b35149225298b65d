// LwM2M JSON, content format 11543 (LwM2M TS 1.0 §6.4.4).
#pragma once

#include "lwm2m/codec/record_view.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::lwm2m::codec {

/// Of one object, without their times. 5.00 for a number that is not finite.
Outcome<Bytes> encode_lwm2m_json(std::span<const RecordView> records);
/// Names without a base name are relative to `path`. What is Opaque for `definition` comes from its base64. 4.00 with
/// the place for anything that is no such payload.
Outcome<std::vector<Record>> decode_lwm2m_json(const ObjectPath& path, BytesView payload,
                                               const ObjectDefinition& definition);

}  // namespace agent::lwm2m::codec
