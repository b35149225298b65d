#include "modem/recovery.hpp"

#include <fmt/format.h>

#include "modem/errors.hpp"
#include "modem/module/power.hpp"

namespace agent::modem {

using Step = RecoveryStep;

Recovery::Recovery(const RecoverySettings& settings, Timers& timers, Log log, at::Channel& channel, BringUp& bring_up,
                   Hooks hooks)
    : settings_(settings),
      timers_(timers),
      log_(log),
      channel_(channel),
      bring_up_(bring_up),
      hooks_(std::move(hooks)),
      ladder_(settings) {
    look();
}

Recovery::~Recovery() { timers_.cancel(timer_); }

const Recoveries& Recovery::recoveries() const {
    recoveries_.taken[static_cast<std::size_t>(Step::resynchronise)] = channel_.counters().resynchronised;
    return recoveries_;
}

void Recovery::on_state(State state) {
    state_ = state;
    look();
}

void Recovery::on_heard() {
    if (!std::exchange(silent_since_, std::nullopt)) return;
    look();
}

void Recovery::on_unanswered() {
    if (!silent_since_) silent_since_ = timers_.now();
    look();
}

Ailment Recovery::ailment() const {
    switch (state_) {
        case State::off:
            return Ailment::no_port;
        case State::probing:
            return Ailment::silent;
        case State::configuring:
            break;
        case State::waiting_for_sim:
            return bring_up_.needs_a_person() ? Ailment::none : Ailment::no_sim;
        case State::waiting_for_network:
            return Ailment::no_network;
        case State::ready:
            return silent_since_ && timers_.now() - *silent_since_ >= settings_.servers_silent ? Ailment::no_data
                                                                                               : Ailment::none;
    }
    return ladder_.ailment();
}

void Recovery::look() {
    ladder_.feel(ailment(), timers_.now());
    timers_.cancel(timer_);
    if (resetting_) return;
    auto when = ladder_.wake();
    if (!when && state_ == State::ready && silent_since_) when = *silent_since_ + settings_.servers_silent;
    if (!when) return;
    timer_ = timers_.at(*when, [this] {
        timer_ = TimerId::none;
        ladder_.feel(ailment(), timers_.now());
        if (const auto step = ladder_.climb(timers_.now())) take(*step);
        look();
    });
}

void Recovery::take(Step step) {
    const auto why = std::string(to_string(ladder_.ailment()));
    recoveries_.last = step;
    recoveries_.last_reason = why;
    recoveries_.last_at = timers_.now();
    log_.warning("modem_recovery step={} times={} reason=\"{}\"", to_string(step), ++count(step), why);
    switch (step) {
        case Step::resynchronise:
        case Step::reopen:
            return;  // taken by the channel and the contexts
        case Step::radio_cycle:
            hooks_.lose_everything(Error::recovering);
            return bring_up_.cycle_radio(fmt::format("the radio is switched off and on: {}", why));
        case Step::restart:
            return restart(why);
        case Step::hard_reset:
            return hard_reset(why);
    }
}

void Recovery::restart(const std::string& why) {
    const auto reason = fmt::format("the module is restarted: {}", why);
    hooks_.lose_everything(Error::recovering);
    bring_up_.hold(reason);
    // A silent module may hear well enough; whatever it answers, it is looked for afterwards.
    channel_.execute(module::restart().as_probe(), [this, reason](const Result<at::Reply>&) {
        if (bring_up_.is_held()) bring_up_.start(reason);
    });
}

void Recovery::hard_reset(const std::string& why) {
    if (!hooks_.hard_reset) return;
    hooks_.lose_everything(Error::recovering);
    const auto reason = fmt::format("the module is reset by its program: {}", why);
    if (state_ != State::off) bring_up_.hold(reason);
    resetting_ = true;
    hooks_.hard_reset([this, reason](const std::string& failed) {
        resetting_ = false;
        if (!failed.empty()) log_.error("hard_reset_failed reason=\"{}\"", failed);
        if (bring_up_.is_held()) bring_up_.start(reason);
        look();
    });
}

}  // namespace agent::modem
