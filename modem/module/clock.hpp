// The network's time: AT+CCLK (3GPP TS 27.007 §8.15).
#pragma once

#include <chrono>

#include "modem/at/command.hpp"

namespace agent::modem::module::clock {

struct NetworkTime {
    std::chrono::sys_seconds utc;
    std::chrono::minutes zone{};  // of the local time, daylight saving included
    friend bool operator==(const NetworkTime&, const NetworkTime&) = default;
};

at::Command query();
/// `+CCLK: "26/11/23,22:00:00+00"`: UTC and, in quarters of an hour, the zone. Two digits of the year, from 2000;
/// before the network told the time the module counts from 1970 or 1980, which is an Error::malformed_reply too.
Result<NetworkTime> parse(const at::Reply& reply);

}  // namespace agent::modem::module::clock
