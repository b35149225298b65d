#include "daemon/handlers/error_code_resource.hpp"

#include <utility>

namespace agent::daemon {

ErrorCodeResource::ErrorCodeResource(ErrorCodes& errors, Look look, Duration refresh, Timers& timers)
    : errors_(errors), look_(std::move(look)), refresh_(refresh), timers_(timers) {
    errors_.on_change([this] {
        // Not from inside a read(): that is the handler's promise.
        if (notify_timer_ != TimerId::none) return;
        notify_timer_ = timers_.after(0s, [this] {
            notify_timer_ = TimerId::none;
            notify_changed();
        });
    });
}

ErrorCodeResource::~ErrorCodeResource() {
    errors_.on_change({});
    timers_.cancel(refresh_timer_);
    timers_.cancel(notify_timer_);
}

void ErrorCodeResource::read(ReadDone done) {
    if (looked_at_ && timers_.now() - *looked_at_ < refresh_) return done(errors_.values());
    readers_.push_back(std::move(done));
    if (!looking_) look();
}

void ErrorCodeResource::look() {
    looking_ = true;
    look_([this, alive = std::weak_ptr(alive_)] {
        if (alive.expired()) return;
        looking_ = false;
        looked_at_ = timers_.now();
        if (watched_) look_later();
        for (const auto& reader : std::exchange(readers_, {})) reader(errors_.values());
    });
}

void ErrorCodeResource::look_later() {
    timers_.cancel(refresh_timer_);
    refresh_timer_ = timers_.after(refresh_, [this] {
        refresh_timer_ = TimerId::none;
        if (!looking_) look();
    });
}

void ErrorCodeResource::watch(bool observed) {
    watched_ = observed;
    if (observed) return look_later();
    timers_.cancel(refresh_timer_);
}

}  // namespace agent::daemon
