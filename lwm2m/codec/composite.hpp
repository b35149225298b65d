// Content of several objects at once, for Read-, Observe- and Write-Composite (LwM2M Core 1.1 §6.3, §6.4).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/option.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::lwm2m::codec {

struct ObjectContent {
    Id object = 0;
    Content content;
    DevicePrefix device{};  // that the object is of

    ObjectPath path() const { return ObjectPath(object).under(device); }
    friend bool operator==(const ObjectContent&, const ObjectContent&) = default;
};

/// SenML JSON and SenML CBOR.
bool can_be_composite(coap::ContentFormat format);

/// In their order; an object may come several times, with the part of it that each path of a request finds. 4.06 for
/// another format.
Outcome<Bytes> encode_composite(coap::ContentFormat format, std::span<const ObjectContent> objects);

/// The paths a server asks for, ascending, without those that lie below another one of them. "/" is all that the
/// gateway itself has. 4.15 for another format, 4.00 for an empty list or one with values.
Outcome<std::vector<ObjectPath>> decode_paths(coap::ContentFormat format, BytesView payload);

/// nullptr: there is no such object.
using DefinitionOf = std::function<const ObjectDefinition*(const ObjectPath& object)>;
/// What a server writes, in ascending order of all paths. 4.15 for another format, 4.04 for an object that is not
/// there, 4.00 as for decode().
Outcome<std::vector<ObjectContent>> decode_composite(coap::ContentFormat format, BytesView payload,
                                                     const DefinitionOf& definition_of);

}  // namespace agent::lwm2m::codec
