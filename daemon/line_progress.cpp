#include "daemon/line_progress.hpp"

namespace agent::daemon {
namespace {

// A busy machine may run a timer late; the port is opened afresh long before the second one.
constexpr Duration command_margin = 5s;
constexpr Duration longest_block = 30s;

}  // namespace

std::string_view what_stalls(const LineProgress& line, TimePoint now) {
    if (line.command_due && now > *line.command_due + command_margin) return "an AT command is past its limit";
    if (line.blocked_since && now > *line.blocked_since + longest_block) return "the serial port takes no bytes";
    return {};
}

}  // namespace agent::daemon
