// Bytes at the speed of a serial line: ten bits each, never faster than the baud rate says.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "lwm2m/base/timers.hpp"

namespace agent::modem::emulator {

class Pacer {
public:
    using Sink = std::function<void(std::string_view)>;

    /// `baud` is looked at for every piece; 0 means at once. What does not fit in `capacity` bytes is dropped, as by a
    /// UART.
    Pacer(Timers& timers, const std::uint32_t& baud, std::size_t capacity, Sink sink)
        : timers_(timers), baud_(baud), capacity_(capacity), sink_(std::move(sink)) {}
    Pacer(const Pacer&) = delete;
    Pacer& operator=(const Pacer&) = delete;
    ~Pacer() { timers_.cancel(timer_); }

    void push(std::string_view bytes);
    void clear();
    std::size_t room() const { return capacity_ - waiting_.size(); }
    /// Until the last waiting byte is through.
    Duration drains_in() const;
    std::uint64_t dropped() const { return dropped_; }

private:
    void drain();
    Duration time_of(std::size_t bytes) const;

    Timers& timers_;
    const std::uint32_t& baud_;
    std::size_t capacity_;
    Sink sink_;
    std::string waiting_;
    TimePoint began_{};  // when the first waiting byte's start bit was on the line
    TimerId timer_ = TimerId::none;
    std::uint64_t dropped_ = 0;
    bool draining_ = false;
};

}  // namespace agent::modem::emulator
