// What of a message nobody is shown: keys on their way to the Security object (LwM2M Core 1.1 §E.1), and the password
// in a URI.
#pragma once

#include "lwm2m/coap/message.hpp"

namespace agent::coap {

/// Puts asterisks in the place of secrets; the message keeps its size.
void mask_secrets(Message& message);

}  // namespace agent::coap
