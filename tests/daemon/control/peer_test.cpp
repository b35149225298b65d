// Who may ask the agent.
#include "daemon/control/peer.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/spawn.hpp"

namespace agent::daemon::control {
namespace {

const Admission admission{.own_user = 901, .group = "lwm2m-agent", .group_id = 902};

std::string check(uid_t user, std::vector<gid_t> groups, const Admission& by = admission) {
    const auto checked = by.check({.user = user, .process = 1, .groups = std::move(groups)});
    return checked ? "" : checked.error().kind + ": " + checked.error().message + "; " + checked.error().help;
}

TEST(Peers, WhoMayAskAreRootTheAgentsOwnUserAndTheGroup) {
    EXPECT_EQ(check(0, {0}), "");
    EXPECT_EQ(check(901, {100}), "");
    EXPECT_EQ(check(1000, {902}), "");
    EXPECT_EQ(check(1000, {100, 4, 902}), "");
}

TEST(Peers, AnybodyElseIsToldHowToGetIn) {
    EXPECT_EQ(
        check(1000, {100, 901}),
        "denied: user 1000 is neither root nor the agent's own user nor in the group lwm2m-agent; use sudo, or `sudo "
        "usermod -aG lwm2m-agent USER` and log in again");
    EXPECT_EQ(
        check(1000, {0}, {.own_user = 901, .group = "nobodies", .group_id = std::nullopt}),
        "denied: user 1000 is neither root nor the agent's own user nor in the group nobodies, which does not exist; "
        "use sudo, or make the group (nobodies), restart the agent and become a member");
}

TEST(Peers, AreWhoTheKernelSaysTheyAre) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const Descriptor one(ends[0]);
    const Descriptor other(ends[1]);
    const auto peer = peer_of(one.get());
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->user, ::geteuid());
    EXPECT_EQ(peer->process, ::getpid());
    EXPECT_NE(std::ranges::find(peer->groups, ::getegid()), peer->groups.end());
    EXPECT_FALSE(peer_of(-1));
}

TEST(Peers, GroupIsLookedUpByName) {
    EXPECT_EQ(Admission::of("root").group_id, gid_t{0});
    EXPECT_EQ(Admission::of("no-such-group-here").group_id, std::nullopt);
    EXPECT_EQ(Admission::of("root").own_user, ::geteuid());
}

}  // namespace
}  // namespace agent::daemon::control
