// coap::Message -> HEAD, OPTION*, SEND: as few AT bytes as the note's grammar allows (QCOAP note 2.3.4 to 2.3.6).
#pragma once

#include <vector>

#include "lwm2m/coap/message.hpp"
#include "modem/at/command.hpp"
#include "modem/qcoap/client_id.hpp"
#include "modem/qcoap/encoding_settings.hpp"

namespace agent::modem::qcoap {

/// All or nothing: what the note cannot express is an Error, before the first byte is sent.
Result<std::vector<at::Command>> encode(ClientId client, const coap::Message& message,
                                        const EncodingSettings& settings);

}  // namespace agent::modem::qcoap
