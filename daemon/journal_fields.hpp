// The journal's fields of one log line: "event key=value key=\"text with blanks\"" (systemd.journal-fields(7)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/log.hpp"

namespace agent::daemon {

/// MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, LWM2M_COMPONENT, LWM2M_EVENT, MESSAGE_ID where the event has one, and a field
/// for every key that has one: LWM2M_SERVER, LWM2M_PATH, LWM2M_OPERATION, COAP_MID, COAP_CODE, MODEM, AT_COMMAND...
/// MODEM is `modem`, the port of this agent's module, where the line names none. AT_COMMAND is a command's name alone
/// ("AT+QCOAPSEND"), also on its answers and in the AT conversation ("> AT+CSQ"): the journal matches whole values.
std::vector<std::string> journal_fields(LogLevel level, std::string_view component, std::string_view text,
                                        std::string_view modem = {});
/// What a line begins with, before its first key=value.
std::string_view event_of(std::string_view text);

}  // namespace agent::daemon
