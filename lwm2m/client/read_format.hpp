// In which content format content is answered, to a server or to a bootstrap server (LwM2M Core 1.1 §7.4).
#pragma once

#include <optional>

#include "lwm2m/client/request.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::lwm2m {

/// What the request accepts, else `preferred` where it can carry what is asked for, else plain text for one value (its
/// octets for an opaque one), and for several TLV up to 1.0 and SenML CBOR from 1.1 on. `resource` is that of the path,
/// nullptr for an instance or object. 4.06 when the accepted format is not for that path.
Outcome<coap::ContentFormat> read_format(const Request& request, const ResourceDefinition* resource,
                                         std::optional<coap::ContentFormat> preferred, Version version);

}  // namespace agent::lwm2m
