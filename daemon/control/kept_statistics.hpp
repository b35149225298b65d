// Statistics as named counters, so that those of a run go on where the run before ended.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "daemon/control/subject.hpp"

namespace agent::daemon::control {

/// "client/requests", "traffic/123/Read/messages_sent" and so on.
std::map<std::string, std::uint64_t> counters_of(const StatisticsReport& report);
/// Names that are not counters of a report are left alone.
void add(const std::map<std::string, std::uint64_t>& earlier, StatisticsReport& report);

}  // namespace agent::daemon::control
