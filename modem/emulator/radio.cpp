#include "modem/emulator/radio.hpp"

#include <fmt/format.h>

namespace agent::modem::emulator {
namespace {

constexpr unsigned home = 1;
constexpr unsigned searching = 2;
constexpr unsigned roaming = 5;
constexpr unsigned nb_iot = 9;  // <AcT>

}  // namespace

Duration PowerSaving::active_duration() const {
    if (active_time.size() != 8) return {};
    unsigned bits = 0;
    for (const char bit : active_time) bits = bits << 1 | (bit == '1' ? 1U : 0U);
    const auto value = static_cast<int>(bits & 0x1F);
    switch (bits >> 5) {
        case 0:
            return value * 2s;
        case 1:
            return value * 1min;
        case 2:
            return value * 6min;
        default:
            return {};
    }
}

Radio::Radio(Timers& timers, const Settings& settings, Events events)
    : default_apn(settings.cell.apn), timers_(timers), settings_(settings), events_(std::move(events)) {}

Radio::~Radio() {
    timers_.cancel(attach_timer_);
    timers_.cancel(idle_timer_);
}

void Radio::start_attached() {
    sim_seen_ = settings_.sim.present;
    registered_ = may_register();
    reported_ = registration();
}

void Radio::power_up() {
    functionality_ = 1;
    attach_wanted_ = true;
    pin_entered_ = false;
    sim_seen_ = settings_.sim.present;
    reported_ = 0;
    events_.urc("+CFUN: 1");
    events_.urc(sim() == Sim::ready ? "+CPIN: READY" : sim() == Sim::needs_pin ? "+CPIN: SIM PIN" : "+CPIN: NOT READY");
    reconsider();
}

void Radio::power_down() {
    timers_.cancel(attach_timer_);
    timers_.cancel(idle_timer_);
    connected_ = false;
    registered_ = false;
}

void Radio::set_functionality(unsigned level) {
    if (level == 1 && functionality_ != 1) events_.urc(sim() == Sim::ready ? "+CPIN: READY" : "+CPIN: NOT READY");
    functionality_ = level;
    reconsider();
}

void Radio::set_attach(bool wanted) {
    attach_wanted_ = wanted;
    reconsider();
}

bool Radio::enter_pin(std::string_view pin) {
    if (pin != settings_.sim.pin) return false;
    pin_entered_ = true;
    events_.urc("+CPIN: READY");
    reconsider();
    return true;
}

void Radio::set_coverage(bool covered) {
    covered_ = covered;
    reconsider();
}

void Radio::settings_changed() {
    if (settings_.sim.present != sim_seen_) {
        sim_seen_ = settings_.sim.present;
        pin_entered_ = false;
        events_.urc(sim() == Sim::ready       ? "+CPIN: READY"
                    : sim() == Sim::needs_pin ? "+CPIN: SIM PIN"
                                              : "+CPIN: NOT READY");
    }
    reconsider();
    if (registered_) report_registration();
}

Radio::Sim Radio::sim() const {
    if (!settings_.sim.present) return Sim::absent;
    return settings_.sim.pin.empty() || pin_entered_ ? Sim::ready : Sim::needs_pin;
}

bool Radio::may_register() const {
    const auto granted = settings_.cell.registration;
    return functionality_ == 1 && attach_wanted_ && covered_ && sim() == Sim::ready &&
           (granted == home || granted == roaming);
}

void Radio::reconsider() {
    if (!may_register()) {
        timers_.cancel(attach_timer_);
        if (registered_) return leave();
        return report_registration();
    }
    if (registered_ || attach_timer_ != TimerId::none) return;
    report_registration();
    attach_timer_ = timers_.after(settings_.timing.attach, [this] {
        attach_timer_ = TimerId::none;
        on_registered();
    });
}

void Radio::on_registered() {
    registered_ = true;
    report_registration();
    events_.urc("+IP: " + settings_.cell.address);
    events_.ready(true);
}

void Radio::leave() {
    registered_ = false;
    set_connected(false);
    report_registration();
    events_.ready(false);
}

unsigned Radio::registration() const {
    if (registered_) return settings_.cell.registration;
    if (functionality_ != 1 || sim() != Sim::ready || !attach_wanted_) return 0;
    const auto granted = settings_.cell.registration;
    return granted == home || granted == roaming ? searching : granted;
}

std::string Radio::registration_text(unsigned n) const {
    auto text = std::to_string(registration());
    if (n < 2 || !registered_) return text;
    text += fmt::format(",\"{}\",\"{}\",{}", settings_.cell.tac, settings_.cell.id, nb_iot);
    if (n >= 4 && power_saving.enabled) {
        text += fmt::format(",,,\"{}\",\"{}\"", power_saving.active_time, power_saving.periodic_update);
    }
    return text;
}

void Radio::report_registration() {
    if (registration() == reported_) return;
    reported_ = registration();
    if (cereg_mode > 0) events_.urc("+CEREG: " + registration_text(cereg_mode));
}

void Radio::traffic() {
    if (!registered_) return;
    set_connected(true);
    timers_.cancel(idle_timer_);
    idle_timer_ = timers_.after(settings_.timing.radio_idle, [this] {
        idle_timer_ = TimerId::none;
        set_connected(false);
    });
}

void Radio::release() {
    timers_.cancel(idle_timer_);
    set_connected(false);
}

void Radio::set_connected(bool connected) {
    if (connected == connected_) return;
    connected_ = connected;
    if (cscon_mode > 0) events_.urc(fmt::format("+CSCON: {}", connected ? 1 : 0));
    events_.connected(connected);
}

}  // namespace agent::modem::emulator
