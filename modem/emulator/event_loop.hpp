// The emulator's one thread: descriptors by epoll, timers by agent::Timers.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <unordered_map>

#include "lwm2m/base/timers.hpp"

namespace agent::modem::emulator {

/// A file descriptor that is closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor() { reset(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    int release();
    void reset();

private:
    int fd_;
};

class EventLoop {
public:
    using Callback = std::function<void(std::uint32_t events)>;

    EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    Timers& timers() { return timers_; }
    /// `events` are EPOLL* flags. A callback may unwatch any descriptor, its own too.
    void watch(int fd, std::uint32_t events, Callback callback);
    void unwatch(int fd);
    /// Until stop(), also one that came before; may be called again after it.
    void run();
    /// From any thread, and from a signal handler.
    void stop();

private:
    void turn();

    Timers timers_{Clock::now()};
    Descriptor epoll_;
    Descriptor wake_;
    std::atomic<bool> stopped_{false};
    std::unordered_map<int, Callback> callbacks_;
};

}  // namespace agent::modem::emulator
