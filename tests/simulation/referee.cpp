#include "tests/simulation/referee.hpp"

namespace agent::simulation {

std::string time_text(TimePoint when) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
    const auto seconds = ms / 1000;
    return fmt::format("{}d {:02}:{:02}:{:02}.{:03}", seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60,
                       seconds % 60, ms % 1000);
}

void Referee::broken(const std::string& rule) const {
    throw Broken(fmt::format("{}: {}", time_text(timers_.now()), rule));
}

}  // namespace agent::simulation
