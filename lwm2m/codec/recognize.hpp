// Which content format a payload is in, where nobody says it: some modules count a Content-Format that is not in the
// note's table (TLV, SenML, CBOR) and do not print it.
#pragma once

#include <optional>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/option.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m::codec {

/// TLV, LwM2M JSON, SenML or CBOR, by the shape of what a server sends to `path`: TLV where its elements are those of
/// the path and end with the payload, else by the first bytes, which no two of the others have in common. nullopt for
/// what is none of them. Whether the rest is right, its decoder says.
std::optional<coap::ContentFormat> recognize(const ObjectPath& path, BytesView payload);

}  // namespace agent::lwm2m::codec
