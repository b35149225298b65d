// A line of the control socket as a command. The line may be anything; what is wrong with it is said with its place.
#pragma once

#include <string_view>

#include "daemon/control/command.hpp"
#include "daemon/control/problem.hpp"

namespace agent::daemon::control {

Checked<Command> decode(std::string_view line);

/// "/3/0/9"; a problem underlines the part that is no id.
Checked<lwm2m::ObjectPath> parse_path(std::string_view text);

}  // namespace agent::daemon::control
