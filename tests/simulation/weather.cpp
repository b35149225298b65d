#include "tests/simulation/weather.hpp"

namespace agent::simulation {

Weather::~Weather() {
    around_.timers.cancel(timer_);
    for (auto& end : ends_) around_.timers.cancel(end);
}

void Weather::begin() {
    faults_ = std::make_unique<modem::emulator::Faults>(around_.module);
    timer_ = around_.timers.after(drawn(around_.random, around_.plan.between_faults), [this] { next(); });
}

void Weather::calm() {
    around_.timers.cancel(timer_);
    for (auto& end : ends_) around_.timers.cancel(end);
    ends_.clear();
    // What waits for a byte must not come with those that plugging in brings, for then nothing ends it.
    faults_ = std::make_unique<modem::emulator::Faults>(around_.module);
    module_fault("network-up");
    module_fault("unmute");
    module_fault("sim-insert");
    module_fault("psm-exit");
    switch_on();
    around_.plug(true);
    faults_.reset();
    around_.settings.uplink = around_.settings.downlink = {.delay = {20ms, 500ms}};
    around_.mood = {};
    around_.disk.mood = {};
    for (auto& server : around_.servers) {
        server->set_reachable(true);
        server->set_mood({});
    }
}

void Weather::next() {
    static constexpr std::pair<const char*, Fault> faults[] = {
        {"bad air", &Weather::bad_air},
        {"lost result", &Weather::lost_result},
        {"garbage", &Weather::garbage},
        {"lost bytes", &Weather::lost_bytes},
        {"reset", &Weather::reset},
        {"reset at a byte", &Weather::reset_at_byte},
        {"mute", &Weather::mute},
        {"mute at a byte", &Weather::mute_at_byte},
        {"no network", &Weather::no_network},
        {"no SIM card", &Weather::no_card},
        {"asleep", &Weather::asleep},
        {"deep asleep", &Weather::deep_asleep},
        {"switched off", &Weather::switched_off},
        {"unplugged", &Weather::unplugged},
        {"error", &Weather::error},
        {"delay", &Weather::delay},
        {"lost context", &Weather::lost_context},
        {"power cut", &Weather::power_cut},
        {"bad disk", &Weather::bad_disk},
        {"bad handlers", &Weather::bad_handlers},
        {"server restart", &Weather::server_restart},
        {"server unreachable", &Weather::server_unreachable},
        {"bad server", &Weather::bad_server},
        {"old requests", &Weather::old_requests},
        {"burst", &Weather::burst},
        {"wall clock", &Weather::wall_clock},
    };
    timer_ = around_.timers.after(drawn(around_.random, around_.plan.between_faults), [this] { next(); });
    const auto& [name, fault] = faults[around_.random.below(std::size(faults))];
    // A burst is worth a hundred other events: it comes less often.
    if (fault == &Weather::burst && !chance(around_.random, 0.1)) return;
    if (around_.note) around_.note(std::string("fault: ") + name);
    (this->*fault)();
}

void Weather::module_fault(const std::string& what) { static_cast<void>(faults_->apply(what)); }

void Weather::module_fault_at_byte(const std::string& what) {
    const auto* direction = around_.random.below(2) == 0 ? "in" : "out";
    static_cast<void>(faults_->schedule(fmt::format("{}={}:{}", direction, 1 + around_.random.below(1500), what)));
}

void Weather::for_a_while(Duration least, Duration most, std::function<void()> end) {
    const auto timer = ends_.insert(ends_.end(), TimerId::none);
    *timer = around_.timers.after(between(around_.random, least, most), [this, timer, end = std::move(end)] {
        ends_.erase(timer);
        end();
    });
}

void Weather::bad_air() {
    auto& random = around_.random;
    for (auto* way : {&around_.settings.uplink, &around_.settings.downlink}) {
        way->loss = random.unit() * 0.6;
        way->duplication = random.unit() * 0.3;
        way->reorder = random.unit() * 0.3;
        way->delay = {20ms, between(random, 100ms, 8s)};
    }
    for_a_while(5min, 2h, [this] { around_.settings.uplink = around_.settings.downlink = {.delay = {20ms, 500ms}}; });
}

void Weather::lost_result() { module_fault(fmt::format("lose-ok={}", 1 + around_.random.below(3))); }
void Weather::garbage() { module_fault(fmt::format("garbage={}", 1 + around_.random.below(64))); }
void Weather::lost_bytes() { module_fault(fmt::format("drop={}", 1 + around_.random.below(32))); }
void Weather::reset() { module_fault("reset"); }
void Weather::reset_at_byte() { module_fault_at_byte("reset"); }
void Weather::mute() { module_fault(fmt::format("mute={}s", 1 + around_.random.below(600))); }
void Weather::mute_at_byte() { module_fault_at_byte(fmt::format("mute={}s", 1 + around_.random.below(60))); }

void Weather::no_network() {
    module_fault("network-down");
    for_a_while(10s, 1h, [this] { module_fault("network-up"); });
}

void Weather::no_card() {
    module_fault("sim-remove");
    for_a_while(10s, 30min, [this] { module_fault("sim-insert"); });
}

void Weather::asleep() {
    module_fault("psm-enter");
    for_a_while(10s, 1h, [this] { module_fault("psm-exit"); });
}

void Weather::deep_asleep() { module_fault("deep-sleep-enter"); }

void Weather::switched_off() {
    is_off_ = true;
    module_fault("power-down");
    for_a_while(10s, 30min, [this] { switch_on(); });
}

void Weather::switch_on() {
    if (std::exchange(is_off_, false)) module_fault("power-on");
}

void Weather::unplugged() {
    around_.plug(false);
    for_a_while(1s, 10min, [this] { around_.plug(true); });
}

void Weather::error() {
    static constexpr unsigned errors[] = {3, 30, 50, 159};
    module_fault(fmt::format("error={}", errors[around_.random.below(std::size(errors))]));
}

void Weather::delay() { module_fault(fmt::format("delay={}ms", 100 + around_.random.below(10'000))); }
void Weather::lost_context() { module_fault(fmt::format("disconnect={}", around_.random.below(around_.plan.servers))); }
void Weather::power_cut() { around_.cut_power(); }

void Weather::bad_disk() {
    around_.disk.mood = {.power_cut = 0.5, .full = 0.2};
    for_a_while(1h, 6h, [this] { around_.disk.mood = {}; });
}

void Weather::bad_handlers() {
    around_.mood = {.slow = 0.5, .failing = 0.2, .hanging = 0.05};
    for_a_while(30min, 4h, [this] { around_.mood = {}; });
}

void Weather::server_restart() { a_server().restart(); }

void Weather::server_unreachable() {
    auto& server = a_server();
    server.set_reachable(false);
    for_a_while(30s, 90min, [&server] { server.set_reachable(true); });
}

void Weather::bad_server() {
    auto& server = a_server();
    server.set_mood({.late = 0.4, .refusing = 0.2});
    for_a_while(5min, 4h, [&server] { server.set_mood({}); });
}

void Weather::old_requests() {
    for (auto& server : around_.servers) server->repeat_old_requests();
}

void Weather::burst() { a_server().burst(); }

void Weather::wall_clock() {
    around_.wall_clock_offset += static_cast<std::int64_t>(around_.random.below(200'000'000)) - 100'000'000;
}

}  // namespace agent::simulation
