// When the watchdog is no longer fed.
#include "daemon/line_progress.hpp"

#include <gtest/gtest.h>

namespace agent::daemon {
namespace {

const TimePoint now = TimePoint{} + 24h;

TEST(LineProgress, IsThereWhenNothingIsToBeDone) { EXPECT_EQ(what_stalls({}, now), ""); }

TEST(LineProgress, IsThereAsLongAsACommandIsWithinItsLimitAndALittleBeyond) {
    EXPECT_EQ(what_stalls({.command_due = now + 10min}, now), "");
    EXPECT_EQ(what_stalls({.command_due = now - 5s}, now), "");
    EXPECT_EQ(what_stalls({.command_due = now - 6s}, now), "an AT command is past its limit");
}

TEST(LineProgress, IsThereAsLongAsAPortThatTakesNoBytesMayBeOpenedAfresh) {
    EXPECT_EQ(what_stalls({.blocked_since = now - 30s}, now), "");
    EXPECT_EQ(what_stalls({.blocked_since = now - 31s}, now), "the serial port takes no bytes");
}

}  // namespace
}  // namespace agent::daemon
