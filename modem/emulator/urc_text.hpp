// +QCOAPURC: how the module shows its host a CoAP message (QCOAP note 3).
#pragma once

#include <string>

#include "lwm2m/coap/message.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

/// Whether its payload is printed as it is, and not in hexadecimal.
bool is_text(const coap::Message& message);

/// The text between the line's CR LFs. A text payload (Content-Format 0, 41, 50) is printed as it is, whatever bytes it
/// has.
std::string urc_text(unsigned client, const coap::Message& message, const Switches& switches);

}  // namespace agent::modem::emulator
