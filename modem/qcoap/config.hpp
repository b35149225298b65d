// AT+QCOAPCFG: DTLS mode and PSK of one client, QCOAP note 2.3.1.
#pragma once

#include "modem/at/command.hpp"
#include "modem/qcoap/client_id.hpp"
#include "modem/qcoap/psk.hpp"

namespace agent::modem::qcoap::config {

at::Command query_dtls(ClientId client);
at::Command set_dtls(ClientId client, bool enabled);
Result<bool> parse_dtls(const at::Reply& reply);

/// The reply is secret, as the command below is.
at::Command query_psk(ClientId client);
/// Error::invalid_psk when the note's lengths are exceeded or the identity cannot be quoted.
Result<at::Command> set_psk(ClientId client, const Psk& psk);
Result<Psk> parse_psk(const at::Reply& reply);

}  // namespace agent::modem::qcoap::config
