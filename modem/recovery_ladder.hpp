// Which remedy comes next for a module that is not well, and when: what ails it and a time go in, the next step comes
// out. The lower steps (resynchronise, reopen a context) are taken by the channel and the contexts at once.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "lwm2m/base/time.hpp"
#include "modem/settings.hpp"

namespace agent::modem {

enum class Ailment : std::uint8_t {
    none,
    no_port,     // the device went away
    silent,      // no answer to `AT`
    no_sim,      //
    no_network,  // it answers, but is not registered or not attached
    no_data,     // attached, and no server has answered for long
};
std::string_view to_string(Ailment ailment);

/// In the order of what they cost.
enum class RecoveryStep : std::uint8_t { resynchronise, reopen, radio_cycle, restart, hard_reset };
constexpr std::size_t recovery_steps = 5;
std::string_view to_string(RecoveryStep step);

class RecoveryLadder {
public:
    /// `settings` outlives this.
    explicit RecoveryLadder(const RecoverySettings& settings) : settings_(settings), wait_(settings.reset_after) {}

    void feel(Ailment ailment, TimePoint now);
    /// The step that is due: it counts as taken now.
    std::optional<RecoveryStep> climb(TimePoint now);
    /// When climb() is worth calling; nullopt when all is well or nothing can be done.
    std::optional<TimePoint> wake() const;
    Ailment ailment() const { return ailment_; }

private:
    struct History {
        unsigned tries = 0;           // since the module was last well for long
        std::deque<TimePoint> taken;  // within the time that its limit is about
    };
    struct Limit {
        unsigned most;
        Duration within;
    };
    std::optional<RecoveryStep> next_step() const;
    Limit limit_of(RecoveryStep step) const;
    std::optional<TimePoint> allowed_from(RecoveryStep step) const;
    History& history(RecoveryStep step) { return histories_[static_cast<std::size_t>(step)]; }
    const History& history(RecoveryStep step) const { return histories_[static_cast<std::size_t>(step)]; }
    Duration patience() const;

    const RecoverySettings& settings_;
    Ailment ailment_ = Ailment::none;
    Duration wait_;       // that is left until the next step; it runs only while something ails
    TimePoint since_{};   // it ails, or is well
    unsigned taken_ = 0;  // steps, since the module was last well for long
    std::array<History, recovery_steps> histories_;
};

}  // namespace agent::modem
