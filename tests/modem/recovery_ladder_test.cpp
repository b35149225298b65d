#include "modem/recovery_ladder.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace agent::modem {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RecoverySettings usual() {
    RecoverySettings settings;
    settings.reset_after = 5min;
    settings.step_tries = 2;
    settings.hard_reset = {"/bin/reset"};
    return settings;
}

/// A ladder, its clock, and what it did: "radio_cycle at 5 min".
class Climber {
public:
    explicit Climber(RecoverySettings settings) : settings_(std::move(settings)) {}

    void feel(Ailment ailment, Duration time) {
        ladder_.feel(ailment, now_);
        const auto until = now_ + time;
        while (const auto when = ladder_.wake()) {
            if (*when > until) break;
            now_ = std::max(now_, *when);
            const auto step = ladder_.climb(now_);
            ASSERT_TRUE(step) << "woken for nothing";
            const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(now_ - TimePoint{}).count();
            taken.push_back(std::string(to_string(*step)) + " at " + std::to_string(minutes) + " min");
        }
        now_ = until;
    }
    std::size_t count(const std::string& step) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(taken, [&](const auto& text) { return text.starts_with(step); }));
    }

    std::vector<std::string> taken;

private:
    RecoverySettings settings_;
    TimePoint now_{};
    RecoveryLadder ladder_{settings_};
};

struct Row {
    const char* what;
    Ailment ailment;
    Duration time;
    std::vector<std::string> steps;
};

TEST(RecoveryLadder, TakesTheStepsThatHelpAgainstEachAilment) {
    const Row rows[] = {
        {"well", Ailment::none, 48h, {}},
        {"shorter than its patience", Ailment::silent, 4min, {}},
        {"silent", Ailment::silent, 40min, {"restart at 5 min", "restart at 15 min", "hard_reset at 35 min"}},
        {"no network",
         Ailment::no_network,
         160min,
         {"radio_cycle at 5 min", "radio_cycle at 15 min", "restart at 35 min", "restart at 75 min",
          "hard_reset at 155 min"}},
        {"no SIM", Ailment::no_sim, 36min, {"radio_cycle at 5 min", "radio_cycle at 15 min", "restart at 35 min"}},
        {"no port", Ailment::no_port, 16min, {"hard_reset at 5 min", "hard_reset at 15 min"}},
        {"silent servers never lead beyond the radio",
         Ailment::no_data,
         15h,
         {"radio_cycle at 0 min", "radio_cycle at 240 min", "radio_cycle at 720 min"}},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.what);
        Climber climber(usual());
        climber.feel(row.ailment, row.time);
        EXPECT_EQ(climber.taken, row.steps);
    }
}

TEST(RecoveryLadder, EndsBelowTheHardResetThatNobodyConfigured) {
    auto settings = usual();
    settings.hard_reset.clear();
    Climber climber(settings);
    climber.feel(Ailment::silent, 48h);
    EXPECT_EQ(climber.count("hard_reset"), 0U);
    EXPECT_GT(climber.count("restart"), 20U) << "it never gives up";
    Climber without_port(settings);
    without_port.feel(Ailment::no_port, 48h);
    EXPECT_THAT(without_port.taken, IsEmpty());
}

TEST(RecoveryLadder, KeepsToItsLimits) {
    auto settings = usual();
    settings.reset_after = 1s;
    settings.step_tries = 100;
    settings.restarts_per_hour = 3;
    Climber restarting(settings);
    restarting.feel(Ailment::silent, 10h);
    EXPECT_LE(restarting.count("restart"), 30U);
    EXPECT_GE(restarting.count("restart"), 27U);
    settings.step_tries = 1;
    settings.hard_resets_per_day = 4;
    Climber resetting(settings);
    resetting.feel(Ailment::silent, 10 * 24h);
    EXPECT_LE(resetting.count("hard_reset"), 40U);
    EXPECT_GE(resetting.count("hard_reset"), 36U);
    settings.radio_cycles_per_day = 2;
    settings.servers_silent = 1min;
    Climber cycling(settings);
    cycling.feel(Ailment::no_data, 10 * 24h - 1h);
    EXPECT_EQ(cycling.count("radio_cycle"), 20U);
}

TEST(RecoveryLadder, LeavesOutAStepThatMayNeverBeTaken) {
    auto settings = usual();
    settings.restarts_per_hour = 0;
    Climber climber(settings);
    climber.feel(Ailment::silent, 6min);
    EXPECT_THAT(climber.taken, ElementsAre("hard_reset at 5 min"));
}

TEST(RecoveryLadder, GoesOnWaitingWhenTheAilmentChanges) {
    Climber climber(usual());
    climber.feel(Ailment::silent, 3min);
    climber.feel(Ailment::no_sim, 1min);
    climber.feel(Ailment::no_network, 2min);
    EXPECT_THAT(climber.taken, ElementsAre("radio_cycle at 5 min"));
}

TEST(RecoveryLadder, BeginsAtTheBottomAgainWhenItWasWellForLong) {
    Climber climber(usual());
    climber.feel(Ailment::no_network, 36min);
    ASSERT_THAT(climber.taken, ElementsAre("radio_cycle at 5 min", "radio_cycle at 15 min", "restart at 35 min"));
    climber.feel(Ailment::none, 30min);
    climber.feel(Ailment::no_network, 6min);
    EXPECT_EQ(climber.taken.back(), "radio_cycle at 71 min");
}

TEST(RecoveryLadder, GoesOnClimbingAfterAShortHealth) {
    Climber climber(usual());
    climber.feel(Ailment::silent, 16min);
    climber.feel(Ailment::none, 5min);
    climber.feel(Ailment::silent, 25min);
    EXPECT_THAT(climber.taken, ElementsAre("restart at 5 min", "restart at 15 min", "hard_reset at 41 min"));
}

TEST(RecoveryLadder, NoticesOneThatIsIllMoreOftenThanWell) {
    Climber climber(usual());
    for (int i = 0; i < 6; ++i) {
        climber.feel(Ailment::silent, 2min);
        climber.feel(Ailment::none, 1min);
    }
    EXPECT_THAT(climber.taken, ElementsAre("restart at 11 min"));
    Climber other(usual());
    for (int i = 0; i < 600; ++i) {
        other.feel(Ailment::no_network, 1min);
        other.feel(Ailment::none, 2min);
    }
    EXPECT_THAT(other.taken, IsEmpty()) << "a short relapse is no reason";
}

}  // namespace
}  // namespace agent::modem
