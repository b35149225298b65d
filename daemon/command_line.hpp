// The command line of lwm2m-agentd.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/generate/generate.hpp"

namespace agent::daemon {

enum class Task : std::uint8_t { run, check_config, print_config, generate_config };

struct CommandLine {
    Task task = Task::run;
    std::string config = "/etc/lwm2m-agent/agent.yaml";
    generate::Wishes wishes;  // of generate_config
};

struct ParsedCommandLine {
    std::optional<CommandLine> line;  // absent: help or version was shown, or the words were wrong and that was said
    int exit_code = 0;
};
ParsedCommandLine parse_command_line(int argc, char** argv);

}  // namespace agent::daemon
