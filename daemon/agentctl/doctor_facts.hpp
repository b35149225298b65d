// What `doctor` asks the host and the agent.
#pragma once

#include <string>

#include "daemon/agentctl/doctor.hpp"
#include "daemon/agentctl/options.hpp"

namespace agent::daemon::agentctl {

/// Looks at the configuration, the device, the names of the servers, the clock and, when it answers, the agent.
Facts gather_facts(const Options& options);

}  // namespace agent::daemon::agentctl
