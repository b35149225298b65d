// What is wrong with the device (object 3, resources 11 and 12): a resource instance for each error while it lasts.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>

#include "lwm2m/model/value.hpp"

namespace agent::daemon {

/// The values of /3/0/11. SMS failure (6) is never told: the agent uses no SMS.
enum class ErrorCode : std::uint8_t {
    low_battery = 1,
    external_power_off = 2,
    gps = 3,
    low_signal = 4,
    out_of_memory = 5,
    ip_connectivity = 7,
    peripheral = 8,
};

class ErrorCodes {
public:
    /// The error is present as long as one of those that reported it has not taken it back.
    void report(ErrorCode code, const lwm2m::ObjectPath& by, bool present);
    /// Forgets what is shown; an error that lasts is shown again only after it was gone.
    void reset();
    /// Instance 0 with 0 (no error) when there is none.
    const lwm2m::ResourceValue& values() const { return values_; }
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

private:
    void show();

    std::map<ErrorCode, std::set<lwm2m::ObjectPath>> reporters_;
    std::map<lwm2m::Id, ErrorCode> shown_;
    lwm2m::ResourceValue values_ = lwm2m::InstanceValues{{0, std::int64_t{0}}};
    std::function<void()> changed_;
};

}  // namespace agent::daemon
