// <opt_name>,<opt_length>,<opt_value>[,<opt_flag>] of AT+QCOAPOPTION to CoAP options, by the note's rules (2.3.4).
#pragma once

#include <optional>
#include <vector>

#include "lwm2m/coap/option.hpp"
#include "modem/emulator/at_command.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

/// `parameters` begin at <opt_name>. nullopt: one of them is wrong. Several options where Uri-Path is divided by "/" or
/// Uri-Query by "&".
std::optional<std::vector<coap::Option>> parse_option(const AtCommand& command, std::size_t first,
                                                      const Switches& switches);

}  // namespace agent::modem::emulator
