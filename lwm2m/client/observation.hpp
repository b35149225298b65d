// One observation of one server: what is observed, on what terms, and what the server knows of it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lwm2m/base/time.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/client/attributes.hpp"
#include "lwm2m/client/thresholds.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

using ObservationKey = std::uint32_t;  // never 0, never used twice

/// One of the paths that are observed together.
struct Observed {
    ObjectPath path;
    Attributes attributes;              // in effect
    Known known;                        // of a numeric or boolean resource
    std::uint64_t seen = 0;             // digest of what was there when it was looked last
    std::optional<std::uint64_t> told;  // digest of what the server was told; nullopt: uncertain
};

struct Observation {
    coap::Token token;
    std::vector<Observed> parts;  // one, unless it is an Observe-Composite's
    bool composite = false;
    coap::ContentFormat format{};
    std::uint32_t selection = 0;  // of a composite observation: tells its paths from others (Snapshots)
    Attributes own;               // of the Observe request: when there are any, those written to the path do not count
    Attributes attributes;        // in effect; of several parts those that suit them all
    std::uint32_t sequence = 0;
    std::uint64_t notifications = 0;

    TimePoint last{};            // when the value of the last notification was read
    TimePoint evaluated{};       // when it was looked last whether there is something to notify
    TimePoint last_confirmed{};  // when the server last acknowledged something of this observation

    TimerId timer = TimerId::none;
    TimePoint timer_at{};
    bool stale = false;    // something may have changed, and it was not looked yet whether that is to be notified
    bool overdue = false;  // pmax is over
    bool due = false;      // it is to be notified, as soon as pmin allows
    bool adopted = false;  // the server itself changed it: the next look only takes note
    bool ready = false;    // waits for its turn to be read
    bool reading = false;
    bool ending = false;  // the server is being told that it can't be read
    bool anew = false;    // told when the server can be reached: it knows no value, or what is in the backlog is older
    bool outdated = false;  // it goes when the server acknowledges the Register that is on its way

    /// "/" for a composite one.
    ObjectPath path() const { return composite ? ObjectPath{} : parts.front().path; }
};

}  // namespace agent::lwm2m
