// What can be asked of the agent over its control socket, as values. On the wire each is one line of JSON with the
// command's name and its arguments: {"command":"write","path":"/3/0/14","value":"+01:00"}.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::daemon::control {

/// The text of a value, or of the instances of a multiple resource (lwm2m::to_text()).
using ValueText = std::variant<std::string, std::map<lwm2m::Id, std::string>>;

/// The text of values for a new instance: of a resource, or of one instance of a multiple resource.
struct GivenPlace {
    lwm2m::Id resource = 0;
    std::optional<lwm2m::Id> instance;
    friend auto operator<=>(const GivenPlace&, const GivenPlace&) = default;
};
using GivenText = std::map<GivenPlace, std::string>;

namespace command {

// `server` is a short server id.
struct Status {
    bool examine = false;  // asks the module for its address, its clock and the servers' names, too
    friend bool operator==(const Status&, const Status&) = default;
};
struct Objects {
    std::optional<lwm2m::ObjectPath> path;  // of an object or instance; absent: all
    friend bool operator==(const Objects&, const Objects&) = default;
};
struct Read {
    lwm2m::ObjectPath path;
    friend bool operator==(const Read&, const Read&) = default;
};
struct Write {
    lwm2m::ObjectPath path;
    ValueText value;
    friend bool operator==(const Write&, const Write&) = default;
};
struct Create {
    lwm2m::ObjectPath path;  // of an object, or of the instance that is to be
    GivenText values;
    friend bool operator==(const Create&, const Create&) = default;
};
struct Delete {
    lwm2m::ObjectPath path;
    friend bool operator==(const Delete&, const Delete&) = default;
};
struct Send {
    std::vector<lwm2m::ObjectPath> paths;
    std::optional<std::uint16_t> server;  // absent: every one
    friend bool operator==(const Send&, const Send&) = default;
};
struct Execute {
    lwm2m::ObjectPath path;
    std::string arguments;
    friend bool operator==(const Execute&, const Execute&) = default;
};
struct Update {
    std::optional<std::uint16_t> server;  // absent: every one
    friend bool operator==(const Update&, const Update&) = default;
};
struct Stop {
    std::uint16_t server = 0;
    friend bool operator==(const Stop&, const Stop&) = default;
};
struct Start {
    std::uint16_t server = 0;
    friend bool operator==(const Start&, const Start&) = default;
};
struct Bootstrap {
    friend bool operator==(const Bootstrap&, const Bootstrap&) = default;
};
struct Observations {
    std::optional<std::uint16_t> server;  // absent: every one
    friend bool operator==(const Observations&, const Observations&) = default;
};
struct Statistics {
    friend bool operator==(const Statistics&, const Statistics&) = default;
};
struct SetLogLevel {
    std::optional<LogLevel> level;  // absent: only asks
    friend bool operator==(const SetLogLevel&, const SetLogLevel&) = default;
};
/// From now on a line for everything that happens, until the client goes away.
struct Events {
    friend bool operator==(const Events&, const Events&) = default;
};

/// From now on a line for each line of the AT conversation and for each CoAP message.
struct Trace {
    friend bool operator==(const Trace&, const Trace&) = default;
};

}  // namespace command

using Command =
    std::variant<command::Status, command::Objects, command::Read, command::Write, command::Create, command::Delete,
                 command::Execute, command::Send, command::Update, command::Stop, command::Start, command::Bootstrap,
                 command::Observations, command::Statistics, command::SetLogLevel, command::Events, command::Trace>;

/// "read", "log-level"...: its word on the wire and on the command line.
std::string_view name_of(const Command& command);
/// "5" or "5/1", as a member of a Create's values.
std::string text_of(const GivenPlace& place);
/// The line that decode() reads, without its end.
std::string encode(const Command& command);

}  // namespace agent::daemon::control
