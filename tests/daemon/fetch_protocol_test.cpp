// What lwm2m-agent-fetch says to the agent.
#include "daemon/firmware/fetch_protocol.hpp"

#include <gtest/gtest.h>

namespace agent::daemon {
namespace {

using lwm2m::firmware::FetchEnd;
using lwm2m::firmware::UpdateResult;

TEST(FetchProtocol, AHeadIsReadAsItWasWritten) {
    for (const auto& head :
         {FetchHead{}, FetchHead{100'000, 300'000, "\"a tag\""}, FetchHead{0, std::nullopt, "tag"}}) {
        const auto line = head.line();
        ASSERT_TRUE(line.ends_with('\n'));
        EXPECT_EQ(FetchHead::parse(std::string_view(line).substr(0, line.size() - 1)), head) << line;
    }
    EXPECT_EQ((FetchHead{100, 300, "\"t\""}.line()), "100 300 \"t\"\n");
}

TEST(FetchProtocol, WhatIsNoHeadIsRefused) {
    for (const auto* line : {"", "0", "0 -", "0 5", "- 5 tag", "0x 5 tag", "-1 5 tag", "0 five tag", "0  tag",
                             "99999999999999999999999 - tag", "<html>"}) {
        EXPECT_EQ(FetchHead::parse(line), std::nullopt) << line;
    }
}

TEST(FetchProtocol, TheExitStatusSaysHowItEnded) {
    for (const auto& end : {FetchEnd{}, FetchEnd{UpdateResult::invalid_uri, false, "why"},
                            FetchEnd{UpdateResult::connection_lost, true, "why"},
                            FetchEnd{UpdateResult::unsupported_protocol, false, "why"}}) {
        const auto read = fetch_end(exit_status(end), end.reason);
        EXPECT_EQ(read.result, end.result);
        EXPECT_EQ(read.transient, end.transient);
        EXPECT_EQ(read.reason, end.reason);
    }
}

TEST(FetchProtocol, AnyOtherExitStatusIsALostConnection) {
    for (const int status : {-1, 1, 10, 15, 16, 17, 26, 32, 127, 255}) {
        const auto end = fetch_end(status, "");
        EXPECT_EQ(end.result, UpdateResult::connection_lost) << status;
        EXPECT_TRUE(end.transient) << status;
    }
}

}  // namespace
}  // namespace agent::daemon
