// A CoAP message as the bytes of a UDP datagram (RFC 7252 §3). The module has them on the air side, and so has its
// emulator; the agent needs them where people look at its traffic.
#pragma once

#include <cstddef>
#include <optional>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::coap {

/// Options are put into ascending order. An Empty message is its four header bytes, whatever else `message` holds
/// (§4.1).
Bytes encode(Message message);
/// The size of encode(message), for the price of a look at it. Options in any order.
std::size_t encoded_size(const Message& message);
/// Options come out in the order of the wire. nullopt for anything RFC 7252 calls a message format error.
std::optional<Message> decode(BytesView datagram);

}  // namespace agent::coap
