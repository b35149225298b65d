// Queue mode (LwM2M Core 1.1 §6.5): how long the server may expect an answer.
#include "lwm2m/client/session.hpp"

namespace agent::lwm2m {

/// Any message opens the window anew (LwM2M Core 1.1 §6.5). The timer is not moved with each of them.
void Session::on_activity() {
    if (!in_queue_mode() && !asleep_) return;
    awake_until_ = context_.timers.now() + context_.settings.awake_time;
    if (std::exchange(asleep_, false)) log_.debug("awake server={}", server_);
    observations_.set_held(false);
    if (awake_timer_ == TimerId::none) look_whether_awake();
}

void Session::look_whether_awake() {
    awake_timer_ = TimerId::none;
    if (!in_queue_mode()) return;
    if (context_.timers.now() >= awake_until_) return fall_asleep();
    awake_timer_ = context_.timers.at(awake_until_, [this] { look_whether_awake(); });
}

void Session::on_unreachable() {
    if (!in_queue_mode() || asleep_) return;
    context_.timers.cancel(awake_timer_);
    fall_asleep();
}

void Session::fall_asleep() {
    asleep_ = true;
    log_.debug("asleep server={}", server_);
    observations_.set_held(context_.settings.hold_notifications);
}

}  // namespace agent::lwm2m
