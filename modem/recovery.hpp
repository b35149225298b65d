// Takes the steps of the recovery ladder: learns how the module is, switches its radio off and on, restarts it, has it
// reset by its owner, and counts and tells what was done.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"
#include "modem/at/channel.hpp"
#include "modem/bring_up.hpp"
#include "modem/recovery_ladder.hpp"

namespace agent::modem {

/// What was done to bring the module back, since the start.
struct Recoveries {
    std::array<std::uint64_t, recovery_steps> taken{};  // by RecoveryStep
    std::optional<RecoveryStep> last;                   // of the module; a context or the line is no reason to tell
    std::string last_reason;
    TimePoint last_at{};

    std::uint64_t count(RecoveryStep step) const { return taken[static_cast<std::size_t>(step)]; }
};

class Recovery {
public:
    /// `failed` is empty when the program did what it is for, and else says what it did not.
    using HardResetDone = std::function<void(const std::string& failed)>;
    struct Hooks {
        std::function<void(error_code why)> lose_everything;  // contexts, and what waits for the module
        std::function<void(HardResetDone)> hard_reset;        // empty: there is no such program
    };

    Recovery(const RecoverySettings& settings, Timers& timers, Log log, at::Channel& channel, BringUp& bring_up,
             Hooks hooks);
    ~Recovery();

    void on_state(State state);
    /// A server said something.
    void on_heard();
    /// A server left us without an answer, or its context could not be opened.
    void on_unanswered();
    void on_reopened() { ++count(RecoveryStep::reopen); }

    const Recoveries& recoveries() const;

private:
    Ailment ailment() const;
    void look();
    void take(RecoveryStep step);
    void restart(const std::string& reason);
    void hard_reset(const std::string& reason);
    std::uint64_t& count(RecoveryStep step) { return recoveries_.taken[static_cast<std::size_t>(step)]; }

    const RecoverySettings& settings_;
    Timers& timers_;
    Log log_;
    at::Channel& channel_;
    BringUp& bring_up_;
    Hooks hooks_;
    RecoveryLadder ladder_;
    State state_ = State::off;
    std::optional<TimePoint> silent_since_;  // the first answer that no server gave after the last that one did
    bool resetting_ = false;                 // the program for the hard reset runs
    mutable Recoveries recoveries_;
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::modem
