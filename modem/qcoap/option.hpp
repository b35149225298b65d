// AT+QCOAPOPTION: one option of the next message, QCOAP note 2.3.4.
#pragma once

#include <vector>

#include "lwm2m/coap/option.hpp"
#include "modem/at/command.hpp"
#include "modem/at/fields.hpp"
#include "modem/qcoap/client_id.hpp"
#include "modem/qcoap/encoding_settings.hpp"

namespace agent::modem::qcoap::option {

/// <opt_flag>, of a Uri-Path: the module divides it at "/", or takes it as one segment.
enum class PathFlag : bool { divide, whole };

at::Command test();
Result<std::vector<at::Supported>> parse_test(const at::Reply& reply);
/// `option` holds the bytes of the wire, save that a Uri-Path to divide and a Uri-Query may hold several joined.
/// An Error where the note's rules for the option, or the command line itself, cannot carry it.
Result<at::Command> write(ClientId client, const coap::Option& option, const EncodingSettings& settings,
                          PathFlag flag = PathFlag::divide);

}  // namespace agent::modem::qcoap::option
