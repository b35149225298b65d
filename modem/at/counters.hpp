// What went over the serial line, for statistics.
#pragma once

#include <cstdint>

namespace agent::modem::at {

struct Counters {
    std::uint64_t bytes_out = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t commands = 0;
    std::uint64_t errors = 0;          // ERROR and +CME ERROR
    std::uint64_t timeouts = 0;        // commands whose final result code never came
    std::uint64_t resynchronised = 0;  // times the dialogue had to be brought back in step
    std::uint64_t damaged_urcs = 0;    // length-delimited URCs whose counts did not add up
    std::uint64_t dropped_bytes = 0;   // noise beyond the longest line
};

}  // namespace agent::modem::at
