// What a connected module says of itself, without an agent.
#pragma once

#include <string>
#include <variant>

#include "daemon/generate/document.hpp"
#include "lwm2m/base/time.hpp"

namespace agent::daemon::generate {

/// Brings the module up as far as its SIM, within `patience`; otherwise why nothing is known, for a person.
std::variant<ModuleFacts, std::string> look_at_module(const std::string& device, Duration patience);

}  // namespace agent::daemon::generate
