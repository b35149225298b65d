#include "daemon/handlers/connectivity_statistics.hpp"

#include <algorithm>

namespace agent::daemon {

void ConnectivityStatistics::start(TimePoint now, Duration period) {
    *this = {};
    collecting_ = true;
    if (period > Duration::zero()) end_ = now + period;
}

bool ConnectivityStatistics::count(std::size_t payload, TimePoint now) {
    if (end_ && now >= *end_) collecting_ = false;
    if (!collecting_ || payload == 0) return false;
    ++messages_;
    largest_ = std::max(largest_, std::uint64_t{payload});
    return true;
}

void ConnectivityStatistics::sent(std::size_t payload, TimePoint now) {
    if (count(payload, now)) sent_ += payload;
}

void ConnectivityStatistics::received(std::size_t payload, TimePoint now) {
    if (count(payload, now)) received_ += payload;
}

std::int64_t ConnectivityStatistics::average_message() const {
    if (messages_ == 0) return 0;
    return static_cast<std::int64_t>((sent_ + received_ + messages_ / 2) / messages_);
}

}  // namespace agent::daemon
