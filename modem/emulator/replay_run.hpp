// bc660k-emulator --replay: a recording on a pty.
#pragma once

#include "modem/emulator/options.hpp"

namespace agent::modem::emulator {

/// Until the loop is stopped; says on standard output how the agent differs from the recording. The exit code: 0 when
/// all of it was played and nothing differed, 1 when not, EX_NOINPUT when there is no such file or no conversation in
/// it.
int replay(EventLoop& loop, const ReplayOptions& replay, const EmulatorOptions& options);

}  // namespace agent::modem::emulator
