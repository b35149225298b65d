// A CoAP message to and from the bytes of a UDP datagram (RFC 7252 §3). The module does this on the air side.
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/result.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::modem::emulator {

/// Options come out in the order of the wire. Error::malformed_datagram for anything RFC 7252 calls a message format
/// error.
Result<coap::Message> decode(BytesView datagram);

/// Options are put into ascending order. An Empty message is its four header bytes, whatever else `message` holds
/// (§4.1).
Bytes encode(coap::Message message);

}  // namespace agent::modem::emulator
