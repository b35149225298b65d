// What a person or a test types: one command a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/demo_server/typed_line.hpp"

namespace agent::demo_server {

struct Command {
    std::string line;                      // as it was typed, without spaces at its ends
    std::string verb;                      // empty: nothing to do
    std::vector<std::string> arguments;    // the words after the verb
    std::optional<DeviceRequest> request;  // of the verbs that are for a device
};

/// The command, or nullopt and the reason why the line is none in `why`. An empty line and one that begins with # do
/// nothing.
std::optional<Command> parse_command(std::string_view line, std::string& why);

/// What `help` prints.
std::string help_text();

}  // namespace agent::demo_server
