// The words of the command line as a command for the agent.
#pragma once

#include <string>
#include <vector>

#include "daemon/control/command.hpp"
#include "daemon/control/problem.hpp"

namespace agent::daemon::agentctl {

struct Words {
    std::string command;              // "read"
    std::string path;                 // empty where none was given
    std::vector<std::string> values;  // paths, for `send`
    std::string argument;             // of an Execute; a log level
    std::string server;               // short id
};

/// What is wrong with the words is said as the agent says it, with its place.
control::Checked<control::Command> command_of(const Words& words);

}  // namespace agent::daemon::agentctl
