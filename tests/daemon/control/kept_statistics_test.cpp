// Statistics over restarts.
#include "daemon/control/kept_statistics.hpp"

#include <gtest/gtest.h>

#include "daemon/control/replies.hpp"

namespace agent::daemon::control {
namespace {

StatisticsReport run() {
    StatisticsReport report{.running = std::chrono::seconds(5)};
    report.traffic = {{"123", "Read", {1, 10}, {2, 20}}, {"bootstrap", "Bootstrap-Write", {0, 0}, {3, 300}}};
    report.line = {.bytes_out = 1,
                   .bytes_in = 2,
                   .commands = 3,
                   .errors = 4,
                   .timeouts = 5,
                   .damaged_urcs = 6,
                   .dropped_bytes = 7};
    report.client = {8, 9, 10, 11, 12, 13};
    report.recoveries = {14, 15, 16, {}};
    report.recoveries.steps.taken = {17, 18, 19, 20, 21};
    return report;
}

std::string text_of(const StatisticsReport& report) { return to_json(report).dump(); }

TEST(KeptStatistics, ARunThatCountsNothingShowsWhatTheOnesBeforeCounted) {
    StatisticsReport next{.running = std::chrono::seconds(5)};
    add(counters_of(run()), next);
    EXPECT_EQ(text_of(next), text_of(run()));
}

TEST(KeptStatistics, ARunAddsToTheOnesBefore) {
    auto next = run();
    next.traffic = {{"123", "Write", {1, 1}, {1, 1}}, {"123", "Read", {1, 5}, {0, 0}}};
    add(counters_of(run()), next);
    ASSERT_EQ(next.traffic.size(), 3U);
    EXPECT_EQ(next.traffic[0].operation, "Read");
    EXPECT_EQ(next.traffic[0].sent.messages, 2U);
    EXPECT_EQ(next.traffic[0].sent.bytes, 15U);
    EXPECT_EQ(next.traffic[0].received.bytes, 20U);
    EXPECT_EQ(next.traffic[1].operation, "Write");
    EXPECT_EQ(next.traffic[2].server, "bootstrap");
    EXPECT_EQ(next.line.dropped_bytes, 14U);
    EXPECT_EQ(next.client.updates, 26U);
    EXPECT_EQ(next.recoveries.port, 32U);
    EXPECT_EQ(next.recoveries.steps.count(modem::RecoveryStep::restart), 40U);
}

TEST(KeptStatistics, NamesOfAnotherVersionAreLeftAlone) {
    auto report = run();
    add({{"since", 5},
         {"traffic/123", 5},
         {"traffic/", 5},
         {"traffic/123/Read/smiles", 5},
         {"client/smiles", 5},
         {"", 5}},
        report);
    EXPECT_EQ(text_of(report), text_of(run()));
}

}  // namespace
}  // namespace agent::daemon::control
