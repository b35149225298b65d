#include "lwm2m/base/timers.hpp"

#include <gtest/gtest.h>

namespace agent {
namespace {

constexpr TimePoint noon{std::chrono::hours(12)};

TEST(Timers, RunInOrderOfTheirDeadlinesEachAtItsOwnTime) {
    Timers timers(noon);
    std::vector<Duration> seen;
    timers.after(2s, [&] { seen.push_back(timers.now() - noon); });
    timers.after(1s, [&] {
        seen.push_back(timers.now() - noon);
        timers.after(500ms, [&] { seen.push_back(timers.now() - noon); });
    });
    EXPECT_EQ(timers.next(), noon + 1s);
    EXPECT_FALSE(timers.advance(noon + 10s));
    EXPECT_EQ(seen, (std::vector<Duration>{1s, 1500ms, 2s}));
    EXPECT_EQ(timers.now(), noon + 10s);
    EXPECT_FALSE(timers.next());
}

TEST(Timers, ACancelledTimerNeverRunsAndItsIdIsCleared) {
    Timers timers(noon);
    bool ran = false;
    auto id = timers.after(1s, [&] { ran = true; });
    timers.cancel(id);
    EXPECT_EQ(id, TimerId::none);
    timers.advance(noon + 1min);
    EXPECT_FALSE(ran);
    timers.cancel(id);  // none: harmless
}

TEST(Timers, TimeNeverRunsBackwards) {
    Timers timers(noon);
    timers.advance(noon - 1h);
    EXPECT_EQ(timers.now(), noon);
}

TEST(Timers, ABoundedTurnLeavesTheRestForTheNext) {
    Timers timers(noon);
    int ran = 0;
    for (int i = 0; i < 10; ++i) timers.after(0s, [&] { ++ran; });
    EXPECT_TRUE(timers.advance(noon, 4));
    EXPECT_EQ(ran, 4);
    EXPECT_FALSE(timers.advance(noon, 100));
    EXPECT_EQ(ran, 10);
}

TEST(Timers, ManyCancelledTimersDoNotPileUp) {
    Timers timers(noon);
    for (int i = 0; i < 100'000; ++i) {
        auto id = timers.after(1h, [] {});
        timers.cancel(id);
    }
    EXPECT_EQ(timers.size(), 0U);
    EXPECT_FALSE(timers.next());
}

}  // namespace
}  // namespace agent
