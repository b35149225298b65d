#include "modem/bring_up.hpp"

#include <algorithm>

#include "modem/at/errors.hpp"
#include "modem/module/power.hpp"
#include "modem/module/reply_fields.hpp"
#include "modem/module/sim.hpp"

namespace agent::modem {

namespace registration = module::registration;

namespace {

constexpr std::chrono::seconds usual_periodic_update = 24h;

}  // namespace

BringUp::BringUp(const Settings& settings, Timers& timers, Random& random, Log log, at::Channel& channel, Hooks hooks)
    : settings_(settings),
      timers_(timers),
      random_(random),
      log_(log),
      channel_(channel),
      hooks_(std::move(hooks)),
      probe_(settings, timers, log, channel,
             {.set_baud = hooks_.set_baud,
              .on_answer = [this] { configure(); },
              .on_silence = [this](const std::string& reason) { start_over(reason); }}) {}

BringUp::~BringUp() { timers_.cancel(timer_); }

void BringUp::start(std::string_view reason) {
    stop();
    enter(State::probing, reason);
    probe_.start();
}

void BringUp::stop() {
    probe_.stop();
    timers_.cancel(timer_);
    steps_.clear();
    ++run_;
    state_ = State::off;
    held_ = false;
}

void BringUp::hold(std::string_view reason) {
    stop();
    held_ = true;
    enter(State::probing, reason);
}

void BringUp::cycle_radio(std::string_view reason) {
    using Level = module::functionality::Level;
    stop();
    enter(State::configuring, reason);
    run({{module::functionality::set(Level::minimum)}, {module::functionality::set(Level::full)}}, &BringUp::configure);
}

void BringUp::start_over(std::string_view reason) {
    const auto& timing = settings_.timing;
    back_off_ = std::clamp(back_off_ * 2, timing.back_off_first, timing.back_off_last);
    // Jitter, so that a street of gateways does not come back in step after a power cut.
    const auto wait =
        back_off_ + Duration(static_cast<Duration::rep>(static_cast<double>(back_off_.count()) / 4 * random_.unit()));
    stop();
    enter(State::probing, reason);
    log_.info("bring_up_again wait_ms={} reason=\"{}\"",
              std::chrono::duration_cast<std::chrono::milliseconds>(wait).count(), reason);
    timer_ = timers_.after(wait, [this] {
        timer_ = TimerId::none;
        probe_.start();
    });
}

void BringUp::enter(State state, std::string_view reason) {
    if (state == state_ && reason == reason_) return;
    state_ = state;
    reason_ = reason;
    log_.info("modem_state state={} reason=\"{}\"", to_string(state), reason);
    hooks_.on_state(state, reason_);
}

void BringUp::ask(at::Command command, Reaction then) {
    channel_.execute(std::move(command), [this, run = run_, then](const Result<at::Reply>& reply) {
        if (run == run_) (this->*then)(reply);
    });
}

void BringUp::run(std::vector<Step> steps, void (BringUp::*next)()) {
    steps_ = std::move(steps);
    step_ = 0;
    after_steps_ = next;
    run_next();
}

void BringUp::run_next() {
    if (step_ == steps_.size()) return (this->*after_steps_)();
    channel_.execute(steps_[step_].command, [this, run = run_](const Result<at::Reply>& reply) {
        if (run != run_) return;
        if (!reply && reply.error() == at::Error::timed_out) return start_over("the module stopped answering");
        if (!reply)
            log_.debug("step_refused command=\"{}\" error=\"{}\"", steps_[step_].command.shown(),
                       reply.error().message());
        const auto then = steps_[step_].then;
        ++step_;
        if (then != nullptr) (this->*then)(reply);
        if (run == run_) run_next();
    });
}

void BringUp::insert(at::Command command, Reaction then) {
    steps_.insert(steps_.begin() + static_cast<std::ptrdiff_t>(step_), Step{std::move(command), then});
}

void BringUp::later(void (BringUp::*then)()) {
    timers_.cancel(timer_);
    timer_ = timers_.after(poll_, [this, then] {
        timer_ = TimerId::none;
        (this->*then)();
    });
    poll_ = std::min(poll_ * 3 / 2, settings_.timing.poll_last);
}

void BringUp::configure() {
    enter(State::configuring, "the module answers");
    poll_ = settings_.timing.poll;
    std::vector<Step> steps;
    steps.push_back({at::Command("E0")});
    steps.push_back({at::Command("+CMEE=1")});
    steps.push_back({module::functionality::query(), &BringUp::on_radio});
    steps.push_back({module::identity::imei(), &BringUp::on_imei});
    steps.push_back({module::identity::manufacturer(), &BringUp::on_manufacturer});
    steps.push_back({module::identity::model(), &BringUp::on_model});
    steps.push_back({module::identity::revision(), &BringUp::on_revision});
    run(std::move(steps), &BringUp::look_at_sim);
}

void BringUp::on_radio(const Result<at::Reply>& reply) {
    if (!reply) return;
    const auto on = module::functionality::parse_radio_on(*reply);
    if (!on || *on) return;
    log_.info("radio_switched_on");
    insert(module::functionality::set(module::functionality::Level::full));
}

void BringUp::set_sleep() {
    using Mode = module::sleep_clock::Mode;
    const auto mode = settings_.sleep == Sleep::off     ? Mode::off
                      : settings_.sleep == Sleep::light ? Mode::light
                                                        : Mode::light_and_deep;
    std::vector<Step> steps;
    steps.push_back({module::sleep_clock::set(mode)});
    steps.push_back({module::power_saving::query(), &BringUp::on_power_saving});
    if (settings_.sleep == Sleep::psm) steps.push_back({module::events::enable()});
    run(std::move(steps), &BringUp::look_at_network);
}

void BringUp::on_power_saving(const Result<at::Reply>& reply) {
    const bool wanted = settings_.sleep == Sleep::psm;
    const auto now = module::parsed(reply, module::power_saving::parse_timers);
    // It is kept in flash memory: written only where it differs.
    if (wanted && settings_.active_time) {
        const auto active = module::power_saving::askable_active_time(*settings_.active_time);
        const auto update = settings_.periodic_update;
        const bool update_fits = now && now->periodic_update && (!update || *now->periodic_update >= *update);
        if (now && now->enabled && now->active_time == active && update_fits) return;
        const auto present = now ? now->periodic_update : std::nullopt;
        return insert(module::power_saving::enable(update.value_or(present.value_or(usual_periodic_update)), active));
    }
    if (now && now->enabled == wanted) return;
    if (now || wanted) insert(module::power_saving::set(wanted));
}

void BringUp::look_at_network() { ask(registration::query(), &BringUp::on_registration); }

void BringUp::on_registration(const Result<at::Reply>& reply) {
    if (!reply && reply.error() == at::Error::timed_out) return start_over("the module stopped answering");
    const auto registered = module::parsed(reply, registration::parse);
    if (registered && registered->reporting == 0) channel_.execute(registration::report(1), {});
    if (registered) registration_ = registered->status;
    ask(module::attach::query(), &BringUp::on_attach);
}

void BringUp::on_attach(const Result<at::Reply>& reply) {
    if (!reply && reply.error() == at::Error::timed_out) return start_over("the module stopped answering");
    const auto attached = module::parsed(reply, module::attach::parse);
    if (!registration::is_registered(registration_)) {
        enter(State::waiting_for_network, registration::to_string(registration_));
    } else if (!attached || !*attached) {
        enter(State::waiting_for_network, "not attached");
    } else {
        back_off_ = {};
        check_later();
        return enter(State::ready, registration::to_string(registration_));
    }
    // One that is with no network at all may have lost its SIM without a word.
    const bool idle = registration_ == registration::Status::idle;
    later(idle ? &BringUp::look_at_sim_again : &BringUp::look_at_network);
}

/// One that died while nothing was asked of it would be noticed at the end of a lifetime; one that sleeps is let sleep.
void BringUp::check_later() {
    poll_ = settings_.timing.poll;
    timers_.cancel(timer_);
    if (settings_.sleep != Sleep::off) return;
    timer_ = timers_.after(settings_.recovery.check_after, [this] {
        timer_ = TimerId::none;
        look_at_network();
    });
}

void BringUp::look_at_sim_again() { ask(module::sim::query(), &BringUp::on_sim_while_waiting); }

void BringUp::on_sim_while_waiting(const Result<at::Reply>& reply) {
    const auto lock = module::parsed(reply, module::sim::parse);
    lock&&* lock == module::sim::Lock::ready ? look_at_network() : on_sim(reply);
}

void BringUp::doubt_network() {
    if (state_ == State::ready) look_at_network();
}

void BringUp::take_registration(const registration::Registration& now) {
    registration_ = now.status;
    const bool registered = registration::is_registered(now.status);
    if (state_ == State::ready && !registered) {
        enter(State::waiting_for_network, registration::to_string(now.status));
        later(&BringUp::look_at_network);
    } else if (state_ == State::waiting_for_network && registered) {
        timers_.cancel(timer_);
        look_at_network();
    }
}

void BringUp::on_urc(std::string_view line) {
    if (const auto registration = registration::parse_urc(line)) return take_registration(*registration);
    if (!line.starts_with("+CPIN:")) return;
    if (state_ == State::waiting_for_sim && timer_ != TimerId::none) {
        timers_.cancel(timer_);
        look_at_sim();
    } else if (state_ == State::ready || state_ == State::waiting_for_network) {
        timers_.cancel(timer_);
        look_at_sim_again();
    }
}

}  // namespace agent::modem
