// Faults, one after the other as the seed has it, until it is told to stop; then everything works again.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "modem/emulator/faults.hpp"
#include "tests/simulation/server.hpp"

namespace agent::simulation {

class Weather {
public:
    struct Surroundings {
        Timers& timers;
        Random& random;
        const Plan& plan;
        modem::emulator::Settings& settings;
        modem::emulator::Module& module;
        std::vector<std::unique_ptr<Server>>& servers;
        Disk& disk;
        HandlerMood& mood;
        std::int64_t& wall_clock_offset;
        std::function<void()> cut_power;
        std::function<void(bool)> plug;              // the serial port, in or out
        std::function<void(std::string_view)> note;  // for the trace; may be empty
    };

    explicit Weather(Surroundings around) : around_(std::move(around)) {}
    ~Weather();
    Weather(const Weather&) = delete;
    Weather& operator=(const Weather&) = delete;

    void begin();
    /// All faults stop.
    void calm();

private:
    using Fault = void (Weather::*)();
    void next();
    void module_fault(const std::string& what);
    void module_fault_at_byte(const std::string& what);
    void for_a_while(Duration least, Duration most, std::function<void()> end);

    void bad_air();
    void lost_result();
    void garbage();
    void lost_bytes();
    void reset();
    void reset_at_byte();
    void mute();
    void mute_at_byte();
    void no_network();
    void no_card();
    void asleep();
    void deep_asleep();
    void switched_off();
    void switch_on();
    void unplugged();
    void error();
    void delay();
    void lost_context();
    void power_cut();
    void bad_disk();
    void bad_handlers();
    void server_restart();
    void server_unreachable();
    void bad_server();
    void old_requests();
    void burst();
    void wall_clock();
    Server& a_server() { return *around_.servers.at(around_.random.below(around_.servers.size())); }

    Surroundings around_;
    std::unique_ptr<modem::emulator::Faults> faults_;
    TimerId timer_ = TimerId::none;
    std::list<TimerId> ends_;
    bool is_off_ = false;
};

}  // namespace agent::simulation
