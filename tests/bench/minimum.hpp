// The fewest bytes that the note's grammar allows for a message, from the message alone (QCOAP note 2.3.4 to 2.3.6).
#pragma once

#include <cstddef>
#include <span>

#include "lwm2m/coap/message.hpp"
#include "tests/bench/instant_module.hpp"

namespace agent::bench {

/// Bytes from agent to module, CR included, for one message on a one-digit client id: AT+QCOAPHEAD (mode 3 or 5: the
/// agent has to know the message id to match a Reset), one AT+QCOAPOPTION for all Uri-Path segments, one for all
/// Uri-Query arguments, one for each other option, and AT+QCOAPSEND with inline hex. (The form with the `>` prompt
/// would be shorter, and loses every URC that arrives while the prompt is open.)
std::size_t minimum_bytes(const coap::Message& message);

/// The message that a sequence of commands describes. Throws std::runtime_error for commands outside the note.
coap::Message message_of(std::span<const Stretch> commands);

}  // namespace agent::bench
