// A stored AT conversation as the agent tells it: `lwm2m-agentctl trace`, with --json or without, or the agent's log at
// level trace.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/time.hpp"

namespace agent::modem::emulator {

/// What the module said, and how long after the line before it.
struct RecordedLine {
    std::string text;
    Duration after{};
};

/// One command and what the module said until the next one.
struct RecordedExchange {
    std::string command;              // "AT+CPIN?"; secrets in it are masked
    std::size_t line = 0;             // of the file
    std::vector<RecordedLine> reply;  // up to its final result code
    std::vector<RecordedLine> later;  // unasked
};

struct Recording {
    std::vector<RecordedLine> before;  // unasked, before the first command
    std::vector<RecordedExchange> exchanges;
};

/// Lines that are no part of the AT conversation are left out. What servers wrote is masked in that; the CoAP messages
/// beside it in JSON have it (a bootstrap server's are masked, too), and where they are missing it becomes zeros.
Recording read_recording(std::string_view text);

}  // namespace agent::modem::emulator
