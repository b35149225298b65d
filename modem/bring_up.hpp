// From an open port to a registered module: probe, settings, identity, SIM, APN, sleep, attach, registration. Every
// wait says why; a failure starts over after a back-off, for ever.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "modem/at/channel.hpp"
#include "modem/module/identity.hpp"
#include "modem/module/network.hpp"
#include "modem/probe.hpp"
#include "modem/settings.hpp"
#include "modem/state.hpp"

namespace agent::modem {

class BringUp {
public:
    struct Hooks {
        std::function<void(State, std::string_view reason)> on_state;  // ready included
        std::function<void(unsigned)> set_baud;
    };

    BringUp(const Settings& settings, Timers& timers, Random& random, Log log, at::Channel& channel, Hooks hooks);
    ~BringUp();

    /// From the very beginning; `reason` is told with the state.
    void start(std::string_view reason);
    void stop();
    /// Leaves the module alone until start(): somebody else is about to restart it.
    void hold(std::string_view reason);
    bool is_held() const { return held_; }
    /// From the beginning as well, with the radio off for a moment.
    void cycle_radio(std::string_view reason);
    /// A line the module said unasked: SIM and registration go on by it.
    void on_urc(std::string_view line);
    /// The network did not do what a ready module may expect of it: is it still there?
    void doubt_network();
    /// The SIM waits for a PIN or a PUK that nothing but a person can give.
    bool needs_a_person() const { return needs_a_person_; }

    State state() const { return state_; }
    const module::Identity& identity() const { return identity_; }

private:
    using Reaction = void (BringUp::*)(const Result<at::Reply>&);
    struct Step {
        at::Command command;
        Reaction then = nullptr;  // of any result but a timeout; the next step follows
    };

    void ask(at::Command command, Reaction then);
    void run(std::vector<Step> steps, void (BringUp::*next)());
    void run_next();
    void later(void (BringUp::*then)());
    void start_over(std::string_view reason);
    void enter(State state, std::string_view reason);

    void configure();
    void on_radio(const Result<at::Reply>& reply);
    void on_imei(const Result<at::Reply>& reply);
    void on_manufacturer(const Result<at::Reply>& reply);
    void on_model(const Result<at::Reply>& reply);
    void on_revision(const Result<at::Reply>& reply);
    void look_at_sim();
    void on_sim(const Result<at::Reply>& reply);
    void enter_pin();
    void on_pin(const Result<at::Reply>& reply);
    void read_card();
    void on_iccid(const Result<at::Reply>& reply);
    void on_imsi(const Result<at::Reply>& reply);
    void on_apn(const Result<at::Reply>& reply);
    void on_power_saving(const Result<at::Reply>& reply);
    void on_attached_with_other_apn(const Result<at::Reply>& reply);
    void set_sleep();
    void look_at_network();
    void look_at_sim_again();
    void check_later();
    void on_registration(const Result<at::Reply>& reply);
    void on_attach(const Result<at::Reply>& reply);
    void on_sim_while_waiting(const Result<at::Reply>& reply);
    void take_registration(const module::registration::Registration& registration);
    void insert(at::Command command, Reaction then = nullptr);

    const Settings& settings_;
    Timers& timers_;
    Random& random_;
    Log log_;
    at::Channel& channel_;
    Hooks hooks_;
    Probe probe_;
    State state_ = State::off;
    std::string reason_;
    module::Identity identity_;
    std::vector<Step> steps_;
    std::size_t step_ = 0;
    void (BringUp::*after_steps_)() = nullptr;
    module::registration::Status registration_ = module::registration::Status::unknown;
    bool held_ = false;
    bool needs_a_person_ = false;
    bool pin_refused_ = false;  // never tried twice: a third wrong one locks the card
    Duration poll_{};
    Duration back_off_{};
    std::uint64_t run_ = 0;
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::modem
