#include "lwm2m/client/backoff.hpp"

#include <algorithm>

namespace agent::lwm2m {
namespace {

// A cycle of attempts always passes a wait, whatever the configuration says.
constexpr Duration least = 1s;
constexpr Duration longest = 24h * 365;

}  // namespace

Duration backoff(const RetrySettings& settings, std::uint32_t failures, Random& random) {
    const auto most = std::clamp(settings.most, least, longest);
    const auto nth = std::max(failures, 1U) - 1;
    const auto place = settings.attempts > 0 ? nth % settings.attempts : nth;
    auto wait = std::clamp(settings.first, least, most);
    if (settings.attempts > 0 && place + 1 == settings.attempts) {
        wait = std::clamp(settings.pause.value_or(most), least, longest);
    } else {
        for (std::uint32_t doubled = 0; doubled < place && wait < most; ++doubled) {
            wait = wait > most / 2 ? most : wait * 2;
        }
    }
    const auto jitter = std::clamp(settings.jitter, 0.0, 10.0);
    return wait + std::chrono::duration_cast<Duration>(wait * (jitter * random.unit()));
}

Duration EarlyTries::next(Duration most, Random& random) {
    auto wait = least;
    for (std::uint32_t doubled = 0; doubled < tries_ && wait < most; ++doubled) wait *= 2;
    if (wait < most) ++tries_;
    wait = std::min(wait, std::max(most, least));
    return wait + std::chrono::duration_cast<Duration>(wait * random.unit());
}

}  // namespace agent::lwm2m
