// What a configuration has that the one before had not, and what of it has to wait for a restart.
#pragma once

#include <string>
#include <vector>

#include "config/settings.hpp"

namespace agent::daemon {

struct ConfigurationChange {
    std::vector<std::string> sections;       // that differ and are in effect: "objects"
    std::vector<std::string> needs_restart;  // keys that differ and stay as they were: "state_directory"
    bool modem = false;                      // the module has to be brought up again
};

/// `next` keeps of `now` what can only change at the start. Both with their templates resolved, or both without.
ConfigurationChange take_over(const config::Settings& now, config::Settings& next);

}  // namespace agent::daemon
