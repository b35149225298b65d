// What people and the control socket are told about a server: how its registration stands and what it observes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/time.hpp"
#include "lwm2m/client/attributes.hpp"
#include "lwm2m/client/server_account.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

enum class RegistrationState : std::uint8_t {
    idle,           // not started, or stopped
    connecting,     // the transport resolves, opens, shakes hands
    registering,    // a Register is on its way
    registered,     // the server knows us; an Update may be on its way
    waiting,        // an attempt failed; the next one comes at `next`
    disabled,       // by /1/x/4; registers again at `next`
    deregistering,  // a De-register is on its way
};
std::string_view name_of(RegistrationState state);

struct RegistrationStatus {
    RegistrationState state = RegistrationState::idle;
    std::string detail;                // why it waits, or empty
    std::string location;              // "/rd/5a3f" when registered
    std::uint32_t lifetime_s = 0;      // as acknowledged; 0: infinite
    Version version;                   // of the enabler, after 4.12 has lowered it
    std::uint32_t failures = 0;        // attempts in a row that failed
    std::optional<TimePoint> next;     // next Update or attempt
    std::optional<TimePoint> expires;  // end of the lifetime at the server
    bool acknowledged = false;         // the server has said so over the connection there is
    bool asleep = false;               // queue mode: the server waits until it hears of us
};

enum class BootstrapState : std::uint8_t {
    none,        // there is no account of a bootstrap server
    idle,        // nothing to be done; the server may begin
    waiting,     // a request is due at `next`
    connecting,  // the transport resolves, opens, shakes hands
    requesting,  // a Bootstrap-Request is on its way
    running,     // the server writes; given up at `next`
};
std::string_view name_of(BootstrapState state);

struct BootstrapStatus {
    BootstrapState state = BootstrapState::none;
    std::string detail;          // why the last attempt failed, or empty
    std::uint32_t failures = 0;  // attempts in a row that failed
    std::optional<TimePoint> next;
};

struct ObservationStatus {
    ObjectPath path;               // of an Observe-Composite the first
    std::vector<ObjectPath> also;  // the others
    Attributes attributes;         // in effect, after inheritance
    std::uint64_t notifications = 0;
};

/// Notifications that a server could not be given when they were due.
struct BacklogStatus {
    std::size_t notifications = 0;  // that wait
    std::size_t bytes = 0;
    std::uint64_t delivered = 0;  // later, since the state directory is there
    std::uint64_t dropped = 0;    // never to be delivered
};

struct ClientCounters {
    std::uint64_t requests = 0;       // served or refused, without repetitions
    std::uint64_t repetitions = 0;    // requests that came again and were not executed again
    std::uint64_t refused = 0;        // 5.03: too many at once
    std::uint64_t notifications = 0;  // handed to the transport
    std::uint64_t registers = 0;
    std::uint64_t updates = 0;
};

}  // namespace agent::lwm2m
