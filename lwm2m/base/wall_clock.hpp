// The device's wall clock, which may be wrong and may be set at any moment.
#pragma once

#include <chrono>
#include <functional>

namespace agent {

struct WallTime {
    std::chrono::milliseconds now{};      // since 1970-01-01T00:00:00Z
    std::chrono::milliseconds running{};  // of a clock that nobody sets and that goes on while the device is suspended
};
using WallClock = std::function<WallTime()>;

/// A device without a battery wakes up in 1970; what it then says is no time, only an order.
constexpr bool is_credible(std::chrono::milliseconds since_1970) {
    constexpr std::chrono::sys_days beginning_of_2024 = std::chrono::year(2024) / 1 / 1;
    return since_1970 >= beginning_of_2024.time_since_epoch();
}

}  // namespace agent
