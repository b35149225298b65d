// One observation of one server: what is observed, on what terms, and what the server knows of it.
#pragma once

#include <cstdint>
#include <optional>

#include "lwm2m/base/time.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/client/attributes.hpp"
#include "lwm2m/client/thresholds.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

using ObservationKey = std::uint32_t;  // never 0, never used twice

struct Observation {
    coap::Token token;
    ObjectPath path;
    coap::ContentFormat format{};
    Attributes own;         // of the Observe request: when there are any, those written to the path do not count
    Attributes attributes;  // in effect
    std::uint32_t sequence = 0;
    std::uint64_t notifications = 0;

    TimePoint last{};                   // when the value of the last notification was read
    TimePoint evaluated{};              // when it was looked last whether there is something to notify
    TimePoint last_confirmed{};         // when the server last acknowledged something of this observation
    Known known;                        // of a numeric or boolean resource
    std::optional<std::uint64_t> told;  // digest of what the server was told; nullopt: uncertain

    TimerId timer = TimerId::none;
    TimePoint timer_at{};
    bool stale = false;    // something may have changed, and it was not looked yet whether that is to be notified
    bool due = false;      // it is to be notified, as soon as pmin allows
    bool adopted = false;  // the server itself changed it: the next look only takes note
    bool ready = false;    // waits for its turn to be read
    bool reading = false;
};

}  // namespace agent::lwm2m
