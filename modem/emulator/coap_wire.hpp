// A CoAP message from the bytes of a UDP datagram (RFC 7252 §3), and with coap::encode() to them. The module does this
// on the air side.
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/result.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/coap/wire.hpp"

namespace agent::modem::emulator {

/// Options come out in the order of the wire. Error::malformed_datagram for anything RFC 7252 calls a message format
/// error.
Result<coap::Message> decode(BytesView datagram);

using coap::encode;

/// The datagram for a trace or a capture, secrets masked (coap::mask_secrets()); of the same size.
Bytes shown_datagram(BytesView datagram);

}  // namespace agent::modem::emulator
