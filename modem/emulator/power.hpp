// Boot, sleep and power down of the module, and what its line hears meanwhile (field notes, "Serial line").
#pragma once

#include <functional>
#include <string>

#include "lwm2m/base/timers.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

class Power {
public:
    enum class State : std::uint8_t { off, booting, awake, light_sleep, deep_sleep };
    struct Events {
        std::function<void(std::string)> urc;
        std::function<void()> booted;  // RDY was said
        std::function<void(State)> entered;
        std::function<void(bool)> psm;  // the module cannot be reached over the air, or can again
    };

    Power(Timers& timers, const Settings& settings, Events events)
        : timers_(timers), settings_(settings), events_(std::move(events)) {}
    Power(const Power&) = delete;
    Power& operator=(const Power&) = delete;
    ~Power();

    void reset();
    void power_off();
    /// false: the byte is lost on a module that sleeps or is off. The line end of what it loses wakes it.
    bool hears(char byte);
    /// Something happened: sleep is put off.
    void activity();
    /// The radio connection was released (the active time begins) or set up.
    void radio_connected(bool connected, Duration active_time);
    void enter_psm();
    void exit_psm();
    void enter_deep_sleep();
    void exit_deep_sleep();

    State state() const { return state_; }
    bool in_psm() const { return in_psm_; }
    unsigned sleep_mode() const { return sleep_mode_; }
    void set_sleep_mode(unsigned mode);
    bool reports_events = false;  // QNBIOTEVENT, in NVRAM

private:
    void enter(State state);
    void report(const char* what);
    void fall_asleep();

    Timers& timers_;
    const Settings& settings_;
    Events events_;
    State state_ = State::awake;
    unsigned sleep_mode_ = 0;  // QSCLK: 0 off, 1 light and deep, 2 light
    bool in_psm_ = false;
    TimerId boot_timer_ = TimerId::none;
    TimerId idle_timer_ = TimerId::none;
    TimerId psm_timer_ = TimerId::none;
};

const char* name_of(Power::State state);

}  // namespace agent::modem::emulator
