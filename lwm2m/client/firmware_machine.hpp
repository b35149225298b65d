// The Firmware Update state machine (LwM2M Core 1.1.1 Appendix E.6, object 5): what an event makes of the state, and
// what is to be done about it. No file, no clock: whoever runs it keeps the record on disk before acting on the step.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lwm2m/model/failure.hpp"

namespace agent::lwm2m::firmware {

enum class State : std::uint8_t { idle, downloading, downloaded, updating };  // /5/0/3

enum class UpdateResult : std::uint8_t {  // /5/0/5
    initial,
    success,
    not_enough_storage,
    out_of_memory,
    connection_lost,
    integrity_check_failed,
    unsupported_package,
    invalid_uri,
    update_failed,
    unsupported_protocol,
};

std::string_view name_of(State state);
std::string_view name_of(UpdateResult result);

/// All that has to survive a restart.
struct Record {
    State state = State::idle;
    UpdateResult result = UpdateResult::initial;
    std::string uri;  // /5/0/1; not empty while downloading: the package is pulled

    friend bool operator==(const Record&, const Record&) = default;
};

/// What is to be done once the record of the step is kept.
enum class Effect : std::uint8_t {
    none,
    discard,  // the package and what was received of it
    receive,  // an empty place for a package that is pushed
    fetch,    // begin to pull from record.uri; what was received before is of another package
    resume,   // go on pulling from record.uri
    verify,   // the package that is complete
    install,  // the package that was verified
    confirm,  // find out whether the installation before the restart worked
};

struct Step {
    Record record;
    Effect effect = Effect::none;
};

/// The server begins to write a package.
struct PackageArrives {};
/// The server writes an empty package, or the one byte 0.
struct PackageCleared {};
/// The server writes the Package URI; `verdict` is that of check_uri().
struct UriWritten {
    std::string uri;
    UpdateResult verdict = UpdateResult::initial;
};
/// All of the package is on disk; it is verified next.
struct Received {};
struct TransferFailed {
    UpdateResult why;  // 2, 3, 4, 7 or 9
};
struct Verified {
    UpdateResult verdict;  // initial: it is good; otherwise 5 or 6
};
/// The server executes Update.
struct UpdateExecuted {};
struct Installed {};
/// The installer failed: the package is still good, and Update can be executed again.
struct InstallFailed {};
/// After a restart: it was not installed.
struct NotInstalled {};
/// The agent starts with a record that was kept.
struct Restarted {
    bool complete = false;  // all of the package is on disk
};

using Event = std::variant<PackageArrives, PackageCleared, UriWritten, Received, TransferFailed, Verified,
                           UpdateExecuted, Installed, InstallFailed, NotInstalled, Restarted>;

/// What the event makes of `record`; 4.05 for what the server must not do in this state. An event of the agent's own
/// that comes too late (the server has reset the machine meanwhile) changes nothing.
Outcome<Step> next(const Record& record, const Event& event);

enum class Protocol : std::uint8_t { coap, coaps, http, https };  // as /5/0/8 numbers them

/// "coap", "https"...
std::string_view name_of(Protocol protocol);

/// initial: the agent can try it; invalid_uri; unsupported_protocol: the scheme is none of `protocols`.
UpdateResult check_uri(std::string_view uri, std::span<const Protocol> protocols);

}  // namespace agent::lwm2m::firmware
