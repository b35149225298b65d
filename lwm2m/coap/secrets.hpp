// What of a message nobody is shown: keys on their way to the Security object (LwM2M Core 1.1 §E.1), and the password
// in a URI.
#pragma once

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::coap {

/// Puts asterisks in the place of secrets; the message keeps its size.
void mask_secrets(Message& message);
/// A datagram for a trace or a capture, its secrets masked; of the same size. What is no message stays as it is.
Bytes shown_datagram(BytesView datagram);

}  // namespace agent::coap
