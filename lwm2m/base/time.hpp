// Time inside the agent is monotonic; the wall clock is only ever a value that somebody asked for.
#pragma once

#include <chrono>

namespace agent {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = Clock::duration;
using namespace std::chrono_literals;

}  // namespace agent
