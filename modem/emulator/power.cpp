#include "modem/emulator/power.hpp"

namespace agent::modem::emulator {

Power::~Power() {
    timers_.cancel(boot_timer_);
    timers_.cancel(idle_timer_);
    timers_.cancel(psm_timer_);
}

void Power::enter(State state) {
    state_ = state;
    events_.entered(state);
}

void Power::report(const char* what) {
    if (reports_events) events_.urc(std::string("+QNBIOTEVENT: \"") + what + "\"");
}

void Power::reset() {
    sleep_mode_ = 0;
    in_psm_ = false;
    timers_.cancel(idle_timer_);
    timers_.cancel(psm_timer_);
    timers_.cancel(boot_timer_);
    enter(State::booting);
    boot_timer_ = timers_.after(settings_.timing.boot, [this] {
        boot_timer_ = TimerId::none;
        enter(State::awake);
        events_.urc("RDY");
        events_.booted();
    });
}

void Power::power_off() {
    timers_.cancel(boot_timer_);
    timers_.cancel(idle_timer_);
    timers_.cancel(psm_timer_);
    events_.urc("NORMAL POWER DOWN");
    enter(State::off);
}

bool Power::hears(char byte) {
    if (state_ == State::awake || state_ == State::booting) return true;
    if (state_ == State::off || byte != '\r') return false;
    if (state_ == State::deep_sleep) {
        exit_deep_sleep();
    } else {
        enter(State::awake);
        activity();
    }
    return false;
}

void Power::set_sleep_mode(unsigned mode) {
    sleep_mode_ = mode;
    activity();
}

void Power::activity() {
    timers_.cancel(idle_timer_);
    if (state_ == State::light_sleep) enter(State::awake);
    if (sleep_mode_ == 0 || state_ != State::awake) return;
    idle_timer_ = timers_.after(settings_.timing.sleep_after, [this] {
        idle_timer_ = TimerId::none;
        fall_asleep();
    });
}

void Power::fall_asleep() {
    if (in_psm_ && sleep_mode_ == 1) return enter_deep_sleep();
    enter(State::light_sleep);
}

void Power::radio_connected(bool connected, Duration active_time) {
    timers_.cancel(psm_timer_);
    if (connected) return exit_psm();
    if (active_time == Duration{}) return;
    psm_timer_ = timers_.after(active_time, [this] {
        psm_timer_ = TimerId::none;
        enter_psm();
    });
}

void Power::enter_psm() {
    if (in_psm_ || state_ == State::off || state_ == State::booting) return;
    in_psm_ = true;
    report("ENTER PSM");
    events_.psm(true);
    if (state_ == State::light_sleep && sleep_mode_ == 1) enter_deep_sleep();
}

void Power::exit_psm() {
    if (!in_psm_) return;
    in_psm_ = false;
    report("EXIT PSM");
    events_.psm(false);
}

void Power::enter_deep_sleep() {
    if (state_ == State::off || state_ == State::booting || state_ == State::deep_sleep) return;
    timers_.cancel(idle_timer_);
    report("ENTER DEEPSLEEP");
    enter(State::deep_sleep);
}

void Power::exit_deep_sleep() {
    if (state_ != State::deep_sleep) return;
    enter(State::awake);
    report("EXIT DEEPSLEEP");
    activity();
}

const char* name_of(Power::State state) {
    switch (state) {
        case Power::State::off:
            return "off";
        case Power::State::booting:
            return "booting";
        case Power::State::awake:
            return "awake";
        case Power::State::light_sleep:
            return "light sleep";
        case Power::State::deep_sleep:
            return "deep sleep";
    }
    return "unknown";
}

}  // namespace agent::modem::emulator
