#include "tests/simulation/plan.hpp"

#include <cmath>

namespace agent::simulation {

Duration drawn(Random& random, Duration mean) {
    const auto factor = std::min(-std::log(1.0 - random.unit()), 10.0);
    return std::chrono::round<Duration>(factor * std::chrono::duration<double, Duration::period>(mean));
}

Duration between(Random& random, Duration least, Duration most) {
    const auto spread = static_cast<std::uint64_t>((most - least).count());
    return least + Duration(static_cast<Duration::rep>(random.below(spread + 1)));
}

Plan::Plan(std::uint64_t of_seed) : seed(of_seed) {
    Random random(seed);
    servers = chance(random, 0.2) ? 2 : 1;
    bootstrap = chance(random, 0.3);
    lifetime_s = static_cast<std::uint32_t>(900 + random.below(longest_lifetime_s - 900 + 1));
    between_faults = between(random, 3min, 2h);
    between_work = between(random, 5min, 60min);
    // The note's open questions, each way.
    auto& switches = module.switches;
    for (auto* open : {&switches.head_one_shot, &switches.con_result_silent, &switches.acknowledges_responses,
                       &switches.empty_ack_swallowed, &switches.duplicates_dropped, &switches.pings_answered,
                       &switches.contexts_survive_network_loss}) {
        *open = chance(random, 0.3);
    }
    module.timing.latency = {1ms, between(random, 1ms, 50ms)};
    extended = chance(random, 0.8);
    switches.unlisted_codes_accepted = extended;
    queue_mode = chance(random, 0.3);
    holds_notifications = queue_mode && chance(random, 0.6);
    awake = between(random, 60s, 2min);
}

}  // namespace agent::simulation
