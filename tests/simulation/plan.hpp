// What a seed decides before the first event: the module's manners, the deployment and the weather.
#pragma once

#include <cstdint>

#include "lwm2m/base/random.hpp"
#include "lwm2m/client/server_account.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::simulation {

/// No wait between two attempts is longer, but for its jitter.
inline constexpr Duration longest_back_off = 15min;
inline constexpr std::uint32_t longest_lifetime_s = 3600;

struct Plan {
    explicit Plan(std::uint64_t seed);

    std::uint64_t seed;
    unsigned servers;
    bool bootstrap;  // there is a bootstrap server, too
    std::uint32_t lifetime_s;
    Duration between_faults;  // on the average
    Duration between_work;    // of each server, on the average
    bool extended;            // the module takes codes that are not in the note's tables: 2.31, 4.08
    bool queue_mode;
    bool holds_notifications;  // in queue mode, while it sleeps
    Duration awake;            // after a message, in queue mode
    modem::emulator::Settings module;
};

/// Exponentially distributed around `mean`, and at most ten times as long.
Duration drawn(Random& random, Duration mean);
/// Uniform in [least, most].
Duration between(Random& random, Duration least, Duration most);
inline bool chance(Random& random, double probability) { return random.unit() < probability; }

}  // namespace agent::simulation
