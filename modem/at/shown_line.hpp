// What a trace shows of a line that the module says: never a secret, whole or in pieces.
#pragma once

#include <string>
#include <string_view>

#include "modem/at/command.hpp"

namespace agent::modem::at {

/// OK, ERROR or +CME ERROR, which hold nothing.
bool is_result(std::string_view line);
/// `in_flight` is the command whose end may still come, or nullptr. A line that answers nothing may be the late echo of
/// a key or PIN, or what is left of a URC whose counts were wrong: of commands and long words only the length is shown.
std::string shown_line(std::string_view line, const Command* in_flight);

}  // namespace agent::modem::at
