// The module asked by `doctor` itself, where no agent runs and nobody holds the port. Questions only: nothing is set,
// no PIN is entered, and the port is left as it was found.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "modem/settings.hpp"

namespace agent::daemon::agentctl {

/// The module as an agent's status has it, with what Examiner asks; "state" is "off" with a "reason" when the port
/// cannot be opened, "probing" when nothing answers. Takes as long as the module does, some seconds.
nlohmann::ordered_json ask_module(const modem::Settings& settings, std::vector<std::string> hosts);

}  // namespace agent::daemon::agentctl
