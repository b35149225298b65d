// Content formats of the device management interface (LwM2M Core 1.1 §7.4): payload bytes <-> Content.
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/option.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m::codec {

/// Text, opaque and CBOR: they have no room for a second value.
bool is_of_one_value(coap::ContentFormat format);
/// The format can be written for a path of that level: a resource or one of its instances for those of one value, any
/// level for TLV, LwM2M JSON and SenML.
bool can_encode(coap::ContentFormat format, const ObjectPath& path);
/// `content` holds what lies at `path` and nothing else. 4.06 when the format cannot carry it.
Outcome<Bytes> encode(coap::ContentFormat format, const ObjectPath& path, const Content& content);
/// What a server sent to `path` (an object, instance, resource or resource instance of `definition`). 4.15 for a format
/// that is not known or not for that path, 4.00 with the place for bytes that are no such payload. Values have their
/// definition's type; a resource the definition lacks comes as opaque bytes in TLV, else as what the format says it is.
Outcome<Content> decode(coap::ContentFormat format, const ObjectPath& path, BytesView payload,
                        const ObjectDefinition& definition);

}  // namespace agent::lwm2m::codec
