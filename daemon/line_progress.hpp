// Whether the AT conversation goes on, for the watchdog. A module that is absent, dead or asleep is no reason to end
// the agent: its timeouts, and what is done about it then, are progress too.
#pragma once

#include <optional>
#include <string_view>

#include "lwm2m/base/time.hpp"

namespace agent::daemon {

struct LineProgress {
    std::optional<TimePoint> command_due;    // when the command on the line has to have ended by its own limit
    std::optional<TimePoint> blocked_since;  // since when the serial port has taken no byte
};

/// What stands still although it can't by itself, for a person; empty when nothing does.
std::string_view what_stalls(const LineProgress& line, TimePoint now);

}  // namespace agent::daemon
