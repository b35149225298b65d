// The module's place in the network: SIM, CFUN, registration and the radio connection, with their URCs.
#pragma once

#include <functional>
#include <string>

#include "lwm2m/base/timers.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

/// 3GPP timers of power saving, as AT+CPSMS gives them: "00100011" is three bits of unit and five of value.
struct PowerSaving {
    bool enabled = false;
    std::string periodic_update = "00101010";
    std::string active_time = "00100011";
    /// T3324 (TS 24.008 §10.5.7.3); zero when deactivated.
    Duration active_duration() const;
};

class Radio {
public:
    enum class Sim : std::uint8_t { ready, needs_pin, absent };
    struct Events {
        std::function<void(std::string)> urc;
        std::function<void(bool)> ready;      // registered and attached; or not any more
        std::function<void(bool)> connected;  // the radio connection was set up, or released
    };

    Radio(Timers& timers, const Settings& settings, Events events);
    Radio(const Radio&) = delete;
    Radio& operator=(const Radio&) = delete;
    ~Radio();

    /// Registered and attached at once, without URCs: how the emulator starts.
    void start_attached();
    /// After RDY: CFUN 1, the SIM is read, then the module registers.
    void power_up();
    void power_down();
    void set_functionality(unsigned level);
    void set_attach(bool wanted);
    bool enter_pin(std::string_view pin);
    /// The network covers the module again, or no longer.
    void set_coverage(bool covered);
    /// The card was pulled or put in, or the registration the network grants was set: takes effect now.
    void settings_changed();
    /// A datagram goes out or came in.
    void traffic();
    /// The radio connection ends now.
    void release();

    unsigned functionality() const { return functionality_; }
    bool ready() const { return registered_ && attach_wanted_; }
    bool covered() const { return covered_; }
    bool connected() const { return connected_; }
    Sim sim() const;
    unsigned registration() const;
    /// The text after "+CEREG: " of a URC, or of the read form with `n` before it.
    std::string registration_text(unsigned n) const;

    // Kept in NVRAM.
    unsigned cereg_mode = 0;
    unsigned cscon_mode = 0;
    PowerSaving power_saving;
    std::string default_apn;

private:
    bool may_register() const;
    void reconsider();
    void on_registered();
    void leave();
    void report_registration();
    void set_connected(bool connected);

    Timers& timers_;
    const Settings& settings_;
    Events events_;
    unsigned functionality_ = 1;
    bool attach_wanted_ = true;
    bool covered_ = true;
    bool registered_ = false;
    bool connected_ = false;
    bool pin_entered_ = false;
    bool sim_seen_ = true;
    unsigned reported_ = 0;
    TimerId attach_timer_ = TimerId::none;
    TimerId idle_timer_ = TimerId::none;
};

}  // namespace agent::modem::emulator
