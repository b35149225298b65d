// The emulated BC660K-GL without any I/O: bytes of the serial line in and out, datagrams through a Network, time from
// Timers. bc660k-emulator puts a pty and sockets around it; a simulation puts it on virtual time.
#pragma once

#include <ctime>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "modem/emulator/air.hpp"
#include "modem/emulator/input.hpp"
#include "modem/emulator/line.hpp"
#include "modem/emulator/module_commands.hpp"
#include "modem/emulator/power.hpp"
#include "modem/emulator/qcoap_commands.hpp"
#include "modem/emulator/radio.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

/// Where faults bite. Called by the module as it works.
class FaultPoints {
public:
    virtual ~FaultPoints() = default;
    /// A command line is complete and not yet carried out.
    virtual void on_command(std::string_view line) = 0;
    virtual void on_input(std::size_t bytes) = 0;
    /// How many of the next `bytes` may go out before something happens; at least 1.
    virtual std::size_t output_before_fault(std::size_t bytes) = 0;
    /// So many have gone out. false: the rest of this piece is lost.
    virtual bool on_output(std::size_t bytes) = 0;
};

class Module {
public:
    struct Host {
        std::function<void(std::string_view)> output;  // bytes for the serial line
        std::function<void(const Passage&)> passage;   // every CoAP datagram; may be empty
        std::function<std::time_t()> wall_clock;
    };
    struct Counters {
        std::uint64_t bytes_in = 0;
        std::uint64_t commands = 0;
        std::uint64_t errors = 0;  // commands that answered an error
        std::uint64_t resets = 0;
        std::uint64_t bytes_unheard = 0;  // by a module that sleeps or is off
    };

    /// Everything given outlives the module. `settings` may be changed at any time; call settings_changed() then.
    Module(Timers& timers, Random& random, Settings& settings, Network& network, Host host);
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;
    ~Module();

    /// Booted and registered already, or with its power just switched on.
    void start(bool cold);
    void receive(std::string_view bytes);
    /// Bytes that receive() takes now without losing any.
    std::size_t room() const { return input_pacer_.room(); }
    void settings_changed();
    void watch(FaultPoints* faults) { faults_ = faults; }

    // What faults do; the control channel does the same.
    void reset() { power_.reset(); }
    void fail_next_command(Cme error) { forced_error_ = error; }
    void delay_next_result(Duration delay) { extra_delay_ = delay; }

    Line& line() { return line_; }
    Radio& radio() { return radio_; }
    Power& power() { return power_; }
    QcoapCommands& qcoap() { return qcoap_; }
    Settings& settings() { return settings_; }
    const AirCounters& air_counters() const { return air_.counters; }
    const Counters& counters() const { return counters_; }
    Timers& timers() { return timers_; }
    Random& random() { return random_; }

private:
    Input::Events input_events();
    Radio::Events radio_events();
    Power::Events power_events();
    void output(std::string_view piece);
    void hear(std::string_view bytes);
    void pump();
    void on_line(const std::string& line);
    Reply execute(const std::string& line, bool& answered);
    void answer_later(Reply reply);
    void answer(Reply reply);
    void follow_up(std::function<void()> action);
    std::string error_text(const Reply& reply) const;
    void on_power_state(Power::State state);
    void lose_contexts(bool with_settings);
    void update_air();

    Timers& timers_;
    Random& random_;
    Settings& settings_;
    Host host_;
    FaultPoints* faults_ = nullptr;
    Counters counters_;
    LineMemory memory_;
    Air air_;
    Line line_;
    Input input_;
    Pacer input_pacer_;
    std::deque<char> heard_;  // bytes that wait until the command before them is answered
    bool busy_ = false;
    TimerId answer_timer_ = TimerId::none;
    std::optional<Reply::Prompt> prompt_;
    std::optional<Cme> forced_error_;
    Duration extra_delay_{};
    Radio radio_;
    Power power_;
    QcoapCommands qcoap_;
    ModuleCommands commands_;
};

}  // namespace agent::modem::emulator
