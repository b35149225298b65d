// The settings as YAML again, defaults filled in and secrets masked: what --print-config shows.
#pragma once

#include <string>

#include "config/origins.hpp"
#include "config/settings.hpp"

namespace agent::config {

/// Loads again to the same settings, save for secrets that stood in the file itself ("***").
std::string print_config(const Settings& settings);
/// With the origin of every value in a comment behind it.
std::string print_config(const Settings& settings, const Origins& origins);

}  // namespace agent::config
