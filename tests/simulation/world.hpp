// One simulated deployment: the gateway, its module, the network and the servers on virtual time, all drawn from a
// seed.
#pragma once

#include "tests/simulation/bootstrap_server.hpp"
#include "tests/simulation/weather.hpp"

namespace agent::simulation {

class World {
public:
    /// With `trace` what happens is printed, with virtual times.
    World(std::uint64_t seed, bool trace);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// Throws Broken.
    void run(Duration time);
    Server::Statistics statistics() const;
    std::uint64_t steps() const { return steps_; }
    std::uint64_t bootstraps() const { return bootstrap_server_->sessions(); }
    std::uint64_t power_cuts() const { return power_cuts_; }

private:
    class Printer;
    void stormy_then_calm();
    void prove_alive();
    /// Nothing went wrong since, and the device is there: what it is and what the servers have been told agree.
    void prove_agreement(TimePoint calm_since);
    void pass(Duration time);
    void step(TimePoint now);
    void run_device(TimePoint now);
    void watch();
    void boot();
    void plug(bool in);
    void crash();
    WallTime wall_time() const;
    void note(std::string_view text) const;

    Plan plan_;
    std::unique_ptr<Printer> printer_;
    Timers timers_;
    Random random_;
    Referee referee_{timers_};
    Disk disk_{random_};
    HandlerMood mood_;
    Truth truth_;
    Internet internet_;
    std::vector<Ledger> ledgers_;
    std::vector<std::unique_ptr<Server>> servers_;
    std::unique_ptr<BootstrapServer> bootstrap_server_;
    std::int64_t wall_clock_offset_ = 0;
    std::unique_ptr<modem::emulator::Module> module_;
    std::unique_ptr<Weather> weather_;
    std::string line_;  // from the module, not yet read
    std::unique_ptr<Device> device_;
    TimerId boot_timer_ = TimerId::none;
    TimerId watch_timer_ = TimerId::none;
    bool power_cut_ = false;
    bool plugged_in_ = true;
    std::uint64_t steps_ = 0;
    std::uint64_t power_cuts_ = 0;
};

}  // namespace agent::simulation
