#include <gtest/gtest.h>

#include "daemon/handlers/connectivity_statistics.hpp"

namespace agent::daemon {
namespace {

const TimePoint noon{};

TEST(ConnectivityStatistics, CountNothingBeforeTheyAreStarted) {
    ConnectivityStatistics statistics;
    statistics.sent(5000, noon);
    EXPECT_EQ(statistics.sent_kilobytes(), 0);
    EXPECT_EQ(statistics.average_message(), 0);
}

TEST(ConnectivityStatistics, CountUntilTheyAreStoppedAndKeepTheResult) {
    ConnectivityStatistics statistics;
    statistics.start(noon, 0s);
    statistics.sent(1400, noon);
    statistics.sent(0, noon);  // an empty acknowledgement
    statistics.received(600, noon + 240h);
    EXPECT_EQ(statistics.sent_kilobytes(), 1);
    EXPECT_EQ(statistics.received_kilobytes(), 1);
    EXPECT_EQ(statistics.largest_message(), 1400);
    EXPECT_EQ(statistics.average_message(), 1000);
    statistics.stop();
    statistics.received(9000, noon + 240h);
    EXPECT_EQ(statistics.received_kilobytes(), 1);
    EXPECT_EQ(statistics.largest_message(), 1400);
}

TEST(ConnectivityStatistics, EndWithTheirPeriod) {
    ConnectivityStatistics statistics;
    statistics.start(noon, 60s);
    statistics.sent(2000, noon + 59s);
    statistics.sent(3000, noon + 60s);
    EXPECT_EQ(statistics.sent_kilobytes(), 2);
    statistics.start(noon + 61s, 60s);
    EXPECT_EQ(statistics.sent_kilobytes(), 0);
    EXPECT_EQ(statistics.largest_message(), 0);
}

}  // namespace
}  // namespace agent::daemon
