// Where a resource's value comes from and where a write to it goes: one struct per handler kind of the configuration.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lwm2m/base/time.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::config {

using Argv = std::vector<std::string>;  // never empty; [0] is an absolute path; run without a shell

/// `value:` or none of the handlers: the agent holds the value itself. Strings may hold placeholders (templates.hpp).
struct ValueSettings {
    std::optional<lwm2m::ResourceValue> initial;  // absent: 4.04 until it is written
};

/// `file:` the whole text of a file without the blanks around it; with `match` a part of it.
struct FileSettings {
    std::string path;
    std::optional<std::string> match;  // pattern.hpp: its first group, or all that it matched
    double scale = 1.0;                // of a numeric resource: value = scale x number in the file
    std::size_t max_size = 64 * 1024;  // bytes read at most; longer is a failure
};

/// `command:` standard output of a program without the blanks around it; with `match` a part of it.
struct CommandSettings {
    Argv argv;
    Duration timeout = 5s;
    std::size_t max_output = 4 * 1024;  // bytes; more is a failure and ends the program
    std::optional<std::string> match;
    double scale = 1.0;
};

/// `at:` one command to the module, and what its information lines say.
struct AtSettings {
    std::string query;               // with its "AT"
    std::string match;               // pattern.hpp, over the lines of the reply joined by LF
    std::optional<std::string> map;  // expression.hpp over the groups, "$1 - 140"; absent: the first group as it is
    Duration timeout = 5s;
};

/// `clock: system`: the seconds since 1970 of the gateway's clock.
struct ClockSettings {};

/// `execute:` what an Execute runs. An argument "{arguments}" becomes the Execute's arguments, "{0}".."{9}" the value
/// of one of them (empty when it was not given).
struct ExecuteSettings {
    Argv argv;
    Duration delay{0};       // between the answer and the start, so that a reboot is acknowledged first
    Duration timeout = 30s;  // without a delay the answer waits for the program's end this long
};

using HandlerSettings =
    std::variant<ValueSettings, FileSettings, CommandSettings, AtSettings, ClockSettings, ExecuteSettings>;

/// `on_write:` runs before the write is answered; a failure refuses the write. "{value}" anywhere in an argument
/// becomes the written value's text (to_text()), "{path}" its path.
struct OnWriteSettings {
    Argv argv;
    Duration timeout = 5s;
};

}  // namespace agent::config
