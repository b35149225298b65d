// The command line of bc660k-emulator.
#pragma once

#include <optional>

#include "modem/emulator/emulator.hpp"

namespace agent::modem::emulator {

struct ReplayOptions {
    std::string file;  // empty: there is a module
    double speed = 1;
};

struct ParsedOptions {
    std::optional<EmulatorOptions> options;
    ReplayOptions replay{};
    int exit_code = 0;  // when there are no options: after --help 0, after a mistake EX_USAGE; it has been said already
};

ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace agent::modem::emulator
