// OMA TLV, content format 11542 (LwM2M Core 1.1 §7.4.3).
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::lwm2m::codec {

/// An object path gives object instance TLVs, an instance path its resources, a resource path the resource, a resource
/// instance path the multiple resource with that one instance. 4.06 when a value is too long for TLV (16 MiB).
Outcome<Bytes> encode_tlv(const ObjectPath& path, const Content& content);
/// Takes resources bare or inside their object instance's TLV. 4.00 with the offset for anything malformed: lengths
/// past the end, ids out of order of their level or given twice, sizes that are no size of the type.
Outcome<Content> decode_tlv(const ObjectPath& path, BytesView payload, const ObjectDefinition& definition);

}  // namespace agent::lwm2m::codec
