// AT+QCOAPSEND: send a message with what HEAD and OPTION prepared, or ask for its fate, QCOAP note 2.3.6.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/code.hpp"
#include "modem/at/command.hpp"
#include "modem/at/fields.hpp"
#include "modem/qcoap/client_id.hpp"
#include "modem/qcoap/encoding_settings.hpp"
#include "modem/qcoap/send_status.hpp"

namespace agent::modem::qcoap::send {

inline constexpr std::size_t longest_payload = 1024;

at::Command test();
Result<std::vector<at::Supported>> parse_test(const at::Reply& reply);

at::Command query(ClientId client);
Result<SendStatus> parse_query(const at::Reply& reply);

/// An empty payload needs no prompt in any form. A payload with Ctrl-Z or ESC goes in hexadecimal: at the prompt they
/// would end it. Error::payload_too_long beyond 1024 bytes; Error::code_not_in_note unless `settings` allow others.
Result<at::Command> write(ClientId client, coap::Type type, coap::Code code, BytesView payload,
                          const EncodingSettings& settings);

struct Report {
    ClientId client;
    SendStatus status;
};
/// `+QCOAPSEND: <clientID>,<status>`, which the module prints by itself when the fate of a CON is known.
std::optional<Report> parse_urc(std::string_view line);

}  // namespace agent::modem::qcoap::send
