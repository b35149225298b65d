// The agent's state in one line for people: what systemctl status shows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "lwm2m/client/status.hpp"
#include "modem/state.hpp"

namespace agent::daemon {

/// "module: waiting for the network (searching)"
std::string module_status_text(modem::State state, std::string_view reason);
/// "bootstrap: waiting (no answer)"; empty when none is needed.
std::string bootstrap_status_text(const lwm2m::BootstrapStatus& status);
/// `module` and `bootstrap` are empty when all is well with them. "registered at /rd/5a3f" for one server, "server 0:
/// ...; server 1: ..." for more.
std::string status_text(std::string_view module, std::string_view bootstrap,
                        std::span<const lwm2m::RegistrationStatus> registrations);

}  // namespace agent::daemon
