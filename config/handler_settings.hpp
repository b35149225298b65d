// Where a resource's value comes from and where a write to it goes: one struct per handler kind of the configuration.
#pragma once

#include <cstddef>
#include <cstdint>
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
    friend bool operator==(const ValueSettings&, const ValueSettings&) = default;
};

/// `file:` the whole text of a file without the blanks around it; with `match` a part of it.
struct FileSettings {
    std::string path;
    std::optional<std::string> match;  // pattern.hpp: its first group, or all that it matched
    double scale = 1.0;                // of a numeric resource: value = scale x number in the file
    std::size_t max_size = 64 * 1024;  // bytes read at most; longer is a failure
    friend bool operator==(const FileSettings&, const FileSettings&) = default;
};

/// `command:` standard output of a program without the blanks around it; with `match` a part of it.
struct CommandSettings {
    Argv argv;
    Duration timeout = 5s;
    std::size_t max_output = 4 * 1024;  // bytes; more is a failure and ends the program
    std::optional<std::string> match;
    double scale = 1.0;
    friend bool operator==(const CommandSettings&, const CommandSettings&) = default;
};

/// `at:` one command to the module, and what its information lines say.
struct AtSettings {
    std::string query;               // with its "AT"
    std::string match;               // pattern.hpp, over the lines of the reply joined by LF
    std::optional<std::string> map;  // expression.hpp over the groups, "$1 - 140"; absent: the first group as it is
    Duration timeout = 5s;
    friend bool operator==(const AtSettings&, const AtSettings&) = default;
};

/// `clock: system`: the seconds since 1970 of the gateway's clock.
struct ClockSettings {
    friend bool operator==(const ClockSettings&, const ClockSettings&) = default;
};

/// `execute:` what an Execute runs. An argument "{arguments}" becomes the Execute's arguments, "{0}".."{9}" the value
/// of one of them (empty when it was not given).
struct ExecuteSettings {
    Argv argv;
    Duration delay{0};       // between the answer and the start, so that a reboot is acknowledged first
    Duration timeout = 30s;  // without a delay the answer waits for the program's end this long
    friend bool operator==(const ExecuteSettings&, const ExecuteSettings&) = default;
};

/// `fill: auto`: what the agent knows of itself, of the gateway and of the module. The options are its object's.
struct FillSettings {
    Duration refresh = 60s;               // what is known is older than this: ask again; while observed, every
    int low_signal_dbm = -120;            // /3/0/11 says 4: RSRP at or below it
    std::size_t low_memory = 4 << 20;     // /3/0/11 says 5: bytes available below it
    std::string gpsd_host = "127.0.0.1";  // numeric
    std::uint16_t gpsd_port = 2947;
    Duration timeout = 5s;  // for gpsd's first fix
    friend bool operator==(const FillSettings&, const FillSettings&) = default;
};

/// /25/x/3: what that device behind the gateway has. Nothing that stands in the YAML.
struct DeviceObjectsSettings {
    lwm2m::DevicePrefix device;
    friend bool operator==(const DeviceObjectsSettings&, const DeviceObjectsSettings&) = default;
};

using HandlerSettings = std::variant<ValueSettings, FileSettings, CommandSettings, AtSettings, ClockSettings,
                                     ExecuteSettings, FillSettings, DeviceObjectsSettings>;

/// `on_write:` runs before the write is answered; a failure refuses the write. "{value}" anywhere in an argument
/// becomes the written value's text (to_text()), "{path}" its path.
struct OnWriteSettings {
    Argv argv;
    Duration timeout = 5s;
    friend bool operator==(const OnWriteSettings&, const OnWriteSettings&) = default;
};

}  // namespace agent::config
