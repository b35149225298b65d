// The operator's program that power-cycles the module (modem.recovery.hard_reset), run for the modem's recovery.
#pragma once

#include <functional>

#include "daemon/process.hpp"
#include "modem/modem.hpp"

namespace agent::daemon {

/// For modem::Hooks::hard_reset: asked only where there is such a program. Both arguments outlive it.
std::function<void(modem::Recovery::HardResetDone)> hard_reset(const modem::RecoverySettings& settings,
                                                               ProcessRunner& processes);

}  // namespace agent::daemon
