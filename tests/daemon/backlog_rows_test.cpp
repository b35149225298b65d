// Notifications that wait on disk, and counters.
#include "daemon/backlog_rows.hpp"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/sql.hpp"
#include "daemon/state_store.hpp"
#include "tests/daemon/child.hpp"
#include "tests/daemon/temporary.hpp"

namespace agent::daemon {
namespace {

using lwm2m::BacklogChange;
using lwm2m::KeptNotification;
using std::chrono::milliseconds;
using testing::in_a_child;
using testing::TemporaryFolder;

KeptNotification notification(std::uint64_t id) {
    return {.id = id,
            .time = milliseconds(1'767'225'600'000 + static_cast<std::int64_t>(id)),
            .paths = {{3303, 0, 5700}, {3, 0}},
            .records = {0x81, 0xA0, static_cast<std::uint8_t>(id)}};
}

std::vector<std::uint64_t> ids_of(const lwm2m::KeptBacklog& backlog) {
    std::vector<std::uint64_t> ids;
    for (const auto& one : backlog.notifications) ids.push_back(one.id);
    return ids;
}

TEST(BacklogRows, AreThereAfterARestartInTheirOrder) {
    TemporaryFolder folder;
    const auto expected = [] {
        lwm2m::KeptBacklog backlog{.account = "gw1 coap://a", .last_id = 11, .delivered = 3, .dropped = 2};
        for (const auto id : {2, 9, 10, 11}) backlog.notifications.push_back(notification(static_cast<unsigned>(id)));
        return backlog;
    }();
    {
        StateStore store(folder.path(), {});
        BacklogChange first{.account = "gw1 coap://a", .delivered_unkept = 2};
        for (std::uint64_t id = 1; id <= 11; ++id)
            if (id < 4 || id > 8) first.added.push_back(notification(id));
        ASSERT_TRUE(store.keep_backlog(123, first));
        ASSERT_TRUE(store.keep_backlog(
            123, {.account = "gw1 coap://a", .delivered = {1}, .dropped = {3}, .dropped_unkept = 1}));
        ASSERT_TRUE(store.keep_backlog(7, {.account = "other", .added = {notification(1)}}));
        EXPECT_EQ(store.kept_backlog(123), expected);
    }
    const StateStore store(folder.path(), {});
    EXPECT_EQ(store.kept_backlog(123), expected);
    EXPECT_EQ(ids_of(store.kept_backlog(7)), std::vector<std::uint64_t>{1});
    EXPECT_EQ(store.kept_backlog(8), lwm2m::KeptBacklog{});
}

TEST(BacklogRows, TheTimesOfThoseFromAnIdOnMove) {
    TemporaryFolder folder;
    StateStore store(folder.path(), {});
    ASSERT_TRUE(
        store.keep_backlog(123, {.account = "a", .added = {notification(1), notification(2), notification(3)}}));
    ASSERT_TRUE(store.keep_backlog(
        123, {.account = "a", .shifted_from = 2, .shift = milliseconds(5000), .added = {notification(4)}}));
    const auto kept = store.kept_backlog(123).notifications;
    ASSERT_EQ(kept.size(), 4U);
    for (const auto& one : kept) {
        const bool moved = one.id == 2 || one.id == 3;
        EXPECT_EQ(one.time - notification(one.id).time, milliseconds(moved ? 5000 : 0)) << one.id;
    }
}

TEST(BacklogRows, ARowThatIsNoneIsFoundAtTheStart) {
    TemporaryFolder folder;
    {
        StateStore store(folder.path(), {});
        ASSERT_TRUE(store.keep_backlog(123, {.account = "a", .added = {notification(1)}}));
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(store.file().c_str(), &database), SQLITE_OK);
        EXPECT_EQ(run_sql(database, "UPDATE notification SET paths = 'nonsense'"), "");
        sqlite3_close(database);
    }
    const StateStore store(folder.path(), {});
    EXPECT_TRUE(store.kept_backlog(123).notifications.empty());
    EXPECT_TRUE(std::filesystem::exists(folder / "state.db.bad-1"));
}

TEST(BacklogRows, WhatWasPromisedOutlivesAKill) {
    TemporaryFolder folder;
    const int status = in_a_child([&] {
        StateStore store(folder.path(), {});
        for (std::uint64_t id = 1; id <= 30; ++id) {
            BacklogChange change{.account = "a", .added = {notification(id)}};
            if (id > 10) change.delivered = {id - 10};
            if (!store.keep_backlog(123, change)) ::_exit(1);
        }
        ::kill(::getpid(), SIGKILL);
    });
    ASSERT_TRUE(WIFSIGNALED(status));
    const StateStore store(folder.path(), {});
    const auto kept = store.kept_backlog(123);
    ASSERT_EQ(kept.notifications.size(), 10U);
    for (std::uint64_t place = 0; place < 10; ++place) EXPECT_EQ(kept.notifications[place], notification(21 + place));
    EXPECT_EQ(kept.delivered, 20U);
}

TEST(BacklogRows, AFullDiskTakesAllOrNothing) {
    TemporaryFolder folder;
    const int status = in_a_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        StateStore store(folder.path(), {});
        if (!store.keep_backlog(123, {.account = "a", .added = {notification(1)}})) ::_exit(1);
        const rlimit limit{128 * 1024, 128 * 1024};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        auto large = notification(2);
        large.records.resize(200'000);
        if (store.keep_backlog(123, {.account = "a", .added = {large}, .delivered = {1}})) ::_exit(2);
        if (ids_of(store.kept_backlog(123)) != std::vector<std::uint64_t>{1}) ::_exit(3);
        if (!store.keep_backlog(123, {.account = "a", .delivered = {1}})) ::_exit(4);
    });
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_TRUE(StateStore(folder.path(), {}).kept_backlog(123).notifications.empty());
}

TEST(CounterRows, GoOnAfterARestart) {
    TemporaryFolder folder;
    {
        StateStore store(folder.path(), {});
        EXPECT_TRUE(store.kept_counters().empty());
        ASSERT_TRUE(store.keep_counters({{"a", 1}, {"b", 2}}));
        ASSERT_TRUE(store.keep_counters({{"b", 3}}));
    }
    const StateStore store(folder.path(), {});
    EXPECT_EQ(store.kept_counters(), (Counters{{"a", 1}, {"b", 3}}));
}

}  // namespace
}  // namespace agent::daemon
