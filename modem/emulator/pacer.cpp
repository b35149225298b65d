#include "modem/emulator/pacer.hpp"

#include <algorithm>

namespace agent::modem::emulator {
namespace {

constexpr std::uint64_t bits_per_byte = 10;
constexpr Duration shortest_tick = 1ms;

}  // namespace

void Pacer::push(std::string_view bytes) {
    const auto taken = bytes.substr(0, room());
    dropped_ += bytes.size() - taken.size();
    if (waiting_.empty()) began_ = std::max(began_, timers_.now());
    waiting_ += taken;
    if (!draining_ && timer_ == TimerId::none) drain();
}

void Pacer::clear() {
    waiting_.clear();
    timers_.cancel(timer_);
}

Duration Pacer::time_of(std::size_t bytes) const {
    return std::chrono::nanoseconds(bytes * bits_per_byte * 1'000'000'000 / baud_);
}

Duration Pacer::drains_in() const {
    if (waiting_.empty() || baud_ == 0) return {};
    return std::max<Duration>(began_ + time_of(waiting_.size()) - timers_.now(), {}) + 1us;
}

void Pacer::drain() {
    draining_ = true;  // the sink may push again
    while (!waiting_.empty()) {
        auto count = waiting_.size();
        if (baud_ != 0) {
            const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(timers_.now() - began_).count();
            const auto done =
                static_cast<std::uint64_t>(std::max<std::int64_t>(passed, 0)) * baud_ / (bits_per_byte * 1'000'000'000);
            count = static_cast<std::size_t>(std::min<std::uint64_t>(done, waiting_.size()));
            if (count == 0) break;
            began_ += time_of(count);
        }
        const auto piece = waiting_.substr(0, count);
        waiting_.erase(0, count);
        sink_(piece);
    }
    draining_ = false;
    if (waiting_.empty()) return;
    // A nanosecond on top of the rounding, so that the last byte of the slice is surely through.
    const auto slice = std::min(time_of(waiting_.size()), std::max(shortest_tick, time_of(1))) + 1us;
    timer_ = timers_.at(std::max(began_ + slice, timers_.now()), [this] {
        timer_ = TimerId::none;
        drain();
    });
}

}  // namespace agent::modem::emulator
