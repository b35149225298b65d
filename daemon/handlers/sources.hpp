// The sources of the configuration: `file:`, `command:`, `at:` and `clock:`.
#pragma once

#include <memory>

#include "daemon/handlers/source.hpp"
#include "daemon/process.hpp"
#include "lwm2m/base/result.hpp"
#include "modem/at/command.hpp"

namespace agent::daemon {

using ExecuteAt = std::function<void(modem::at::Command, std::function<void(Result<modem::at::Reply>)>)>;
using WallClock = std::function<std::int64_t()>;  // seconds since 1970

/// The references outlive the source.
std::unique_ptr<Source> make_source(const config::FileSettings& settings, const lwm2m::ResourceDefinition& definition);
std::unique_ptr<Source> make_source(const config::CommandSettings& settings,
                                    const lwm2m::ResourceDefinition& definition, ProcessRunner& processes);
std::unique_ptr<Source> make_source(const config::AtSettings& settings, const lwm2m::ResourceDefinition& definition,
                                    const ExecuteAt& execute_at);
std::unique_ptr<Source> make_source(const config::ClockSettings& settings, const WallClock& clock);

/// The whole file; 5.00 with the reason when it can't be read or has more than `limit` bytes.
lwm2m::Outcome<std::string> read_file(const std::string& path, std::size_t limit);
/// Replaces what a regular file holds so that it is the old or the new text after a power cut; other files (devices,
/// sysfs) are written in place. 5.00 with the reason when it can't be done.
lwm2m::Outcome<void> write_file(const std::string& path, std::string_view text);

}  // namespace agent::daemon
