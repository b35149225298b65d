#include "modem/emulator/event_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace agent::modem::emulator {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = other.release();
    }
    return *this;
}

int Descriptor::release() { return std::exchange(fd_, -1); }

void Descriptor::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

EventLoop::EventLoop() : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!epoll_ || !wake_) fail("epoll");
    watch(wake_.get(), EPOLLIN, [this](std::uint32_t) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto read = ::read(wake_.get(), &count, sizeof count);
    });
}

void EventLoop::watch(int fd, std::uint32_t events, Callback callback) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    const bool known = callbacks_.contains(fd);
    if (epoll_ctl(epoll_.get(), known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
    callbacks_[fd] = std::move(callback);
}

void EventLoop::unwatch(int fd) {
    if (callbacks_.erase(fd) > 0) epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

void EventLoop::run() {
    while (!stopped_) turn();
    stopped_ = false;
}

void EventLoop::stop() {
    stopped_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

void EventLoop::turn() {
    const bool more_due = timers_.advance(Clock::now());
    timespec timeout{};
    const timespec* limit = nullptr;
    if (const auto next = timers_.next()) {
        const auto wait = more_due ? Duration{} : std::max<Duration>(*next - Clock::now(), {});
        timeout.tv_sec = static_cast<time_t>(std::chrono::duration_cast<std::chrono::seconds>(wait).count());
        timeout.tv_nsec = static_cast<long>((wait % std::chrono::seconds(1)).count());
        limit = &timeout;
    }
    std::array<epoll_event, 16> events;
    const auto count = epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()), limit, nullptr);
    if (count < 0 && errno != EINTR) fail("epoll_pwait2");
    timers_.advance(Clock::now());
    for (int i = 0; i < count && !stopped_; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        const auto found = callbacks_.find(event.data.fd);
        if (found == callbacks_.end()) continue;
        const auto callback = found->second;  // a copy: it may unwatch itself
        callback(event.events);
    }
}

}  // namespace agent::modem::emulator
