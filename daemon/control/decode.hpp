// A line of the control socket as a command. The line may be anything; what is wrong with it is said with its place.
#pragma once

#include <string_view>

#include "daemon/control/command.hpp"
#include "daemon/control/problem.hpp"

namespace agent::daemon::control {

Checked<Command> decode(std::string_view line);

}  // namespace agent::daemon::control
