// What a Create says about the id of the new instance (LwM2M Core 1.1 §6.3.6, §7.4.3).
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/option.hpp"

namespace agent::lwm2m::codec {

/// The payload, sent to an object, says which instance it is of: always where values are named by their path, in TLV
/// when its resources are inside an object instance's TLV.
bool names_instance(coap::ContentFormat format, BytesView payload);

}  // namespace agent::lwm2m::codec
