// The command line of lwm2m-agentctl.
#pragma once

#include <optional>
#include <string>

#include "daemon/control/command.hpp"
#include "lwm2m/base/time.hpp"

namespace agent::daemon::agentctl {

struct Options {
    std::string socket = "/run/lwm2m-agent/control";
    bool json = false;
    Duration patience = 130s;                                   // a handler of the agent's may take two minutes
    std::string configuration = "/etc/lwm2m-agent/agent.yaml";  // that `doctor` looks at
    bool doctor = false;                                        // instead of a command
    bool metrics = false;                                       // instead of a command
    std::string output;                                         // a file for `metrics`; empty: standard output
    std::string pcapng;                                         // a file for the CoAP messages of `trace`; empty: none
    control::Command command;
};

struct ParsedOptions {
    std::optional<Options> options;  // absent: help or version was shown, or the words were wrong and that was said
    int exit_code = 0;
};
ParsedOptions parse_options(int argc, char** argv);

}  // namespace agent::daemon::agentctl
