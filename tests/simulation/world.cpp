#include "tests/simulation/world.hpp"

#include <cstdio>

namespace agent::simulation {
namespace {

constexpr Duration between_looks = 5min;
constexpr Duration between_probes = 30s;
// Nothing says that a context was lost while the line was bad: the next Update, a lifetime later at most, tells.
constexpr Duration alive_within = 15min + longest_back_off * 5 / 4 + std::chrono::seconds(longest_lifetime_s);
constexpr unsigned most_turns_at_once = 100'000;

}  // namespace

class World::Printer final : public LogSink {
public:
    explicit Printer(const Timers& timers) : timers_(timers) {}
    void write(LogLevel, std::string_view component, std::string_view text) override {
        print(fmt::format("{:<12} {}", component, text));
    }
    void print(std::string_view text) const {
        fmt::print("{}  {}\n", time_text(timers_.now()), text);
        std::fflush(stdout);
    }

private:
    const Timers& timers_;
};

World::World(std::uint64_t seed, bool trace)
    : plan_(seed), printer_(trace ? std::make_unique<Printer>(timers_) : nullptr), random_(seed ^ 0x9E3779B97F4A7C15U) {
    plan_.module.uplink = plan_.module.downlink = {.delay = {20ms, 500ms}};
    while (ledgers_.size() < plan_.servers) ledgers_.emplace_back(referee_);
    disk_.on_backlog = [this](std::uint16_t server, const auto& before, const auto& change) {
        ledgers_.at(server - 1U).series.on_change(before, change);
    };
    std::function<void(std::string_view)> noted;
    if (trace) noted = [this](std::string_view text) { note(text); };
    for (unsigned i = 0; i < plan_.servers; ++i) {
        servers_.push_back(std::make_unique<Server>(
            i, Server::Surroundings{
                   timers_, random_, plan_, referee_, internet_, disk_, ledgers_[i], truth_,
                   [this, i] { return device_ && device_->is_asleep(static_cast<lwm2m::ServerIndex>(i)); }, noted}));
        internet_.add(server_address(i), *servers_.back());
    }
    bootstrap_server_ = std::make_unique<BootstrapServer>(
        BootstrapServer::Surroundings{timers_, random_, referee_, internet_, servers_, noted});
    internet_.add(server_address(bootstrap_server), *bootstrap_server_);
    module_ = std::make_unique<modem::emulator::Module>(
        timers_, random_, plan_.module, internet_,
        modem::emulator::Module::Host{[this](std::string_view bytes) { line_ += bytes; },
                                      {},
                                      [this] { return static_cast<std::time_t>(1'795'500'000 + wall_clock_offset_); }});
    module_->start(true);
    weather_ = std::make_unique<Weather>(
        Weather::Surroundings{timers_, random_, plan_, plan_.module, *module_, servers_, disk_, mood_,
                              wall_clock_offset_, [this] { power_cut_ = true; }, [this](bool in) { plug(in); }, noted});
    boot();
    watch();
}

World::~World() {
    timers_.cancel(boot_timer_);
    timers_.cancel(watch_timer_);
}

WallTime World::wall_time() const {
    const auto running = std::chrono::duration_cast<std::chrono::milliseconds>(timers_.now().time_since_epoch());
    return {std::chrono::seconds(1'795'500'000 + wall_clock_offset_) + running, running};
}

void World::note(std::string_view text) const { printer_->print(text); }

void World::run(Duration time) {
    const auto until = timers_.now() + time;
    while (timers_.now() < until) stormy_then_calm();
}

void World::stormy_then_calm() {
    weather_->begin();
    pass(between(random_, 12h, 30h));
    if (printer_) note("calm");
    weather_->calm();
    prove_alive();
    // Notifications, Updates and pmax without any fault.
    const auto since = timers_.now();
    for (auto& server : servers_) server->set_calm(true);
    pass(between(random_, 10min, 3h));
    for (auto& server : servers_) server->set_calm(false);
    prove_agreement(since);
}

void World::prove_agreement(TimePoint calm_since) {
    for (const auto& server : servers_) {
        server->check_disk();
        server->check_held();
        if (device_) server->check_view(*device_, calm_since);
    }
    const bool sent = device_ && device_->sends_pending() <= servers_.size();
    referee_.require(sent, "the servers can be reached, and Sends are still waiting");
    // The last of its pauses may have been long.
    if (timers_.now() - calm_since < longest_back_off * 2) return;
    for (unsigned server = 0; server < servers_.size(); ++server)
        referee_.require(!device_ ||
                             !device_->is_settled(static_cast<lwm2m::ServerIndex>(server), longest_back_off * 2) ||
                             disk_.kept_backlog(static_cast<std::uint16_t>(server + 1)).notifications.empty(),
                         "the server can be reached, and stored notifications are still waiting");
}

void World::plug(bool in) {
    plugged_in_ = in;
    if (device_) in ? device_->plug_in() : device_->unplug();
}

void World::prove_alive() {
    const auto until = timers_.now() + alive_within;
    for (;;) {
        bool alive = true;
        for (lwm2m::ServerIndex i = 0; i < servers_.size(); ++i) {
            if (servers_[i]->probed() && device_ && device_->is_registered(i)) continue;
            alive = false;
            servers_[i]->probe();
        }
        if (alive) break;
        if (timers_.now() >= until)
            referee_.broken("all faults have stopped, and the device does not come back: " +
                            (device_ ? device_->state_text() : std::string("off")));
        pass(between_probes);
    }
    for (auto& server : servers_) server->forget_probe();
}

void World::pass(Duration time) {
    const auto until = timers_.now() + time;
    unsigned turns = 0;
    auto last = timers_.now();
    for (;;) {
        auto next = timers_.next();
        if (device_) {
            const auto own = device_->next();
            if (own && (!next || *own < *next)) next = own;
        }
        if (!next || *next > until) break;
        turns = *next > last ? 0 : turns + 1;
        referee_.require(turns < most_turns_at_once, "events without end at one moment");
        last = std::max(*next, last);
        step(last);
    }
    step(until);
}

void World::step(TimePoint now) {
    ++steps_;
    while (timers_.advance(now)) {
    }
    if (!device_) {
        line_.clear();
        power_cut_ = false;
        return;
    }
    try {
        run_device(now);
        if (power_cut_) crash();
    } catch (const PowerCut&) {
        crash();
    }
}

void World::run_device(TimePoint now) {
    device_->advance(now);
    while (!line_.empty()) {
        // A read of the port returns what is there: any part of what was said.
        auto bytes = std::exchange(line_, {});
        if (chance(random_, 0.05)) {
            const auto cut = random_.below(bytes.size() + 1);
            line_ = bytes.substr(cut);
            bytes.resize(cut);
        }
        device_->receive(bytes);
        device_->advance(now);
    }
}

void World::watch() {
    watch_timer_ = timers_.after(between_looks, [this] {
        watch();
        if (device_) device_->look();
    });
}

void World::boot() {
    for (const auto& server : servers_) server->check_disk();
    device_ = std::make_unique<Device>(
        Device::World{
            plan_, referee_, disk_, ledgers_, mood_, truth_, [this] { return wall_time(); },
            [this](std::string_view bytes) {
                if (printer_) note(fmt::format("at > {}", bytes.substr(0, bytes.size() - 1)));
                module_->receive(bytes);
            },
            printer_ ? [this](std::string_view text) { note(text); } : std::function<void(std::string_view)>(),
            printer_ ? Log(*printer_, "agent", LogLevel::debug) : Log()},
        random_.below(UINT64_MAX));
    plugged_in_ ? device_->start() : device_->unplug();
}

void World::crash() {
    if (printer_) note("the power is cut");
    ++power_cuts_;
    power_cut_ = false;
    device_.reset();
    line_.clear();
    // The module may have its own supply; then it is left in the middle of a command line.
    if (random_.below(2) == 0) {
        module_->reset();
    } else if (random_.below(2) == 0) {
        module_->receive("AT+QCOAPOPT");
    }
    boot_timer_ = timers_.after(between(random_, 1s, 30s), [this] {
        boot_timer_ = TimerId::none;
        boot();
    });
}

Server::Statistics World::statistics() const {
    Server::Statistics sum;
    for (const auto& server : servers_) {
        const auto& one = server->statistics();
        sum.answers += one.answers;
        sum.notifications += one.notifications;
        sum.registers += one.registers;
        sum.executes += one.executes;
        sum.writes += one.writes;
        sum.instances += one.instances;
        sum.sends += one.sends;
        sum.sent_in_blocks += one.sent_in_blocks;
        sum.stored += one.stored;
        sum.transfers += one.transfers;
        sum.uploads += one.uploads;
        sum.held += one.held;
        sum.composites += one.composites;
    }
    return sum;
}

}  // namespace agent::simulation
