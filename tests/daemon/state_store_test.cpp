#include "daemon/state_store.hpp"

#include <csignal>
#include <filesystem>
#include <limits>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/sql.hpp"
#include "tests/daemon/temporary.hpp"

namespace agent::daemon {
namespace {

using namespace std::string_literals;
using lwm2m::Change;
using lwm2m::InstanceValues;
using lwm2m::ObjectPath;
using lwm2m::ResourceValue;
using lwm2m::Value;
using testing::TemporaryFolder;

struct Lines final : LogSink {
    void write(LogLevel, std::string_view, std::string_view text) override { all.append(text).append("\n"); }
    std::string all;
};

std::vector<std::pair<ObjectPath, ResourceValue>> one_of_each() {
    return {
        {{1, 0, 0}, Value("text with a \0 zero and \xC3\xBC"s)},
        {{1, 0, 1}, Value(std::numeric_limits<std::int64_t>::min())},
        {{1, 0, 2}, Value(std::numeric_limits<std::uint64_t>::max())},
        {{1, 0, 3}, Value(0.1)},
        {{1, 0, 4}, Value(true)},
        {{1, 0, 5}, Value(Bytes{0, 1, 255})},
        {{1, 0, 6}, Value(lwm2m::Time{-5})},
        {{1, 0, 7}, Value(lwm2m::ObjectLink{65535, 65535})},
        {{1, 0, 8}, Value(lwm2m::CoreLink{"</3/0>"})},
        {{1, 0, 9}, Value(std::string())},
        {{1, 0, 10}, Value(Bytes{})},
        {{1, 0, 11}, InstanceValues{{0, Value(std::int64_t{1})}, {65534, Value(std::int64_t{2})}}},
        {{1, 0, 12}, InstanceValues{}},
    };
}

TEST(StateStore, KeepsEveryTypeOverARestart) {
    TemporaryFolder folder;
    {
        StateStore store(folder.path(), {});
        for (const auto& [path, value] : one_of_each()) {
            const Change change{path, value};
            ASSERT_TRUE(store.keep({&change, 1})) << path.text();
        }
    }
    const StateStore store(folder.path(), {});
    for (const auto& [path, value] : one_of_each()) EXPECT_EQ(store.kept(path), value) << path.text();
    EXPECT_FALSE(store.kept({1, 0, 99}));
}

TEST(StateStore, ReplacesAndForgets) {
    TemporaryFolder folder;
    {
        StateStore store(folder.path(), {});
        const Change first[] = {{{3, 0, 14}, ResourceValue(Value(std::string("a")))},
                                {{3, 0, 15}, ResourceValue(Value(std::string("b")))}};
        ASSERT_TRUE(store.keep(first));
        const Change second[] = {{{3, 0, 14}, ResourceValue(Value(std::string("c")))}, {{3, 0, 15}, std::nullopt}};
        ASSERT_TRUE(store.keep(second));
    }
    const StateStore store(folder.path(), {});
    EXPECT_EQ(store.kept({3, 0, 14}), ResourceValue(Value(std::string("c"))));
    EXPECT_FALSE(store.kept({3, 0, 15}));
}

TEST(StateStore, KeepsTheAttributesOfEachServer) {
    TemporaryFolder folder;
    {
        StateStore store(folder.path(), {});
        EXPECT_TRUE(store.kept_attributes(123).empty());
        ASSERT_TRUE(store.keep_attributes(123, {3, 0, 9}, "pmin=1"));
        ASSERT_TRUE(store.keep_attributes(123, {3, 0, 9}, "pmin=10&gt=5.5"));
        ASSERT_TRUE(store.keep_attributes(123, lwm2m::ObjectPath(3), "pmax=60"));
        ASSERT_TRUE(store.keep_attributes(7, {3, 0, 9}, "con=1"));
        ASSERT_TRUE(store.keep_attributes(7, {3, 0, 9}, ""));
    }
    const StateStore store(folder.path(), {});
    const auto kept = store.kept_attributes(123);
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].path, lwm2m::ObjectPath(3));
    EXPECT_EQ(kept[0].queries, "pmax=60");
    EXPECT_EQ(kept[1].queries, "pmin=10&gt=5.5");
    EXPECT_TRUE(store.kept_attributes(7).empty());
}

TEST(StateStore, KeepsWhatBecameOfInstancesWithEverythingBelow) {
    TemporaryFolder folder;
    const auto one = ResourceValue(Value(std::int64_t{1}));
    {
        StateStore store(folder.path(), {});
        const Change before[] = {{{19, 1, 0}, one}, {{19, 10, 0}, one}};
        ASSERT_TRUE(store.keep(before));
        ASSERT_TRUE(store.keep_attributes(123, {19, 1, 0}, "pmin=1"));
        ASSERT_TRUE(store.keep_attributes(123, {19, 1}, "pmin=1"));
        ASSERT_TRUE(store.keep_attributes(123, lwm2m::ObjectPath(19), "pmin=1"));
        const Change values[] = {{{19, 1, 5}, one}};
        ASSERT_TRUE(store.keep_instance({19, 1}, lwm2m::InstanceState::created, values));
        ASSERT_TRUE(store.keep_instance({19, 2}, lwm2m::InstanceState::created, values));
        ASSERT_TRUE(store.keep_instance({19, 2}, lwm2m::InstanceState::deleted, {}));
        EXPECT_FALSE(store.kept({19, 1, 0}));
        EXPECT_EQ(store.kept_attributes(123).size(), 1U);
    }
    const StateStore store(folder.path(), {});
    EXPECT_FALSE(store.kept({19, 1, 0}));
    EXPECT_EQ(store.kept({19, 1, 5}), one);
    EXPECT_EQ(store.kept({19, 10, 0}), one);  // another instance
    EXPECT_EQ(store.kept_attributes(123).size(), 1U);
    const auto instances = store.kept_instances();
    ASSERT_EQ(instances.size(), 2U);
    EXPECT_EQ(instances[0].path, ObjectPath(19, 1));
    EXPECT_EQ(instances[0].state, lwm2m::InstanceState::created);
    EXPECT_EQ(instances[1].state, lwm2m::InstanceState::deleted);
}

TEST(StateStore, TakesLittleMoreThanAMegabyteBesideWhatItKeeps) {
    TemporaryFolder folder;
    StateStore store(folder.path(), {});
    for (int count = 0; count < 300; ++count) {  // ten megabytes' worth of pages
        const Change change{{1, 0, 5}, Value(Bytes(30'000, static_cast<std::uint8_t>(count)))};
        ASSERT_TRUE(store.keep({&change, 1}));
    }
    std::uintmax_t size = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) size += file.file_size();
    EXPECT_LT(size, 3U << 19U);
}

TEST(StateStore, IsNobodyElsesToRead) {
    TemporaryFolder folder;
    StateStore store(folder / "made/by/it", {});
    const Change change{{3, 0, 14}, ResourceValue(Value(std::string("a")))};
    ASSERT_TRUE(store.keep({&change, 1}));
    struct stat status {};
    ASSERT_EQ(::stat((folder / "made/by/it").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0700U);
    for (const auto* name : {"state.db", "state.db-wal"}) {
        ASSERT_EQ(::stat((folder / "made/by/it" / name).c_str(), &status), 0) << name;
        EXPECT_EQ(status.st_mode & 0077, 0U) << name;
    }
}

TEST(StateStore, BelongsToOneAgentAtATime) {
    TemporaryFolder folder;
    const StateStore store(folder.path(), {});
    EXPECT_THROW(StateStore(folder.path(), {}), std::runtime_error);
}

TEST(StateStore, DoesNotSetAsideWhatSomebodyElseHasOpen) {
    TemporaryFolder folder;
    const Change change{{3, 0, 14}, ResourceValue(Value(std::string("kept")))};
    { StateStore(folder.path(), {}).keep({&change, 1}).value(); }
    {
        sqlite3* opened = nullptr;
        ASSERT_EQ(sqlite3_open((folder / "state.db").c_str(), &opened), SQLITE_OK);
        const Database other(opened);
        ASSERT_EQ(run_sql(opened, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM resource"), "");
        try {
            const StateStore store(folder.path(), {});
            FAIL() << "the file is locked";
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string(error.what()).find("state.db: database is locked"), std::string::npos)
                << error.what();
        }
    }
    EXPECT_EQ(StateStore(folder.path(), {}).kept({3, 0, 14}), ResourceValue(Value(std::string("kept"))));
    EXPECT_FALSE(std::filesystem::exists(folder / "state.db.bad-1"));
}

/// As it was left when the disk was full at its first use.
TEST(StateStore, MakesAFileAnewWhoseMakingWasCutOff) {
    TemporaryFolder folder;
    testing::write(folder / "state.db", "");
    const Change change{{3, 0, 14}, ResourceValue(Value(std::string("kept")))};
    {
        StateStore store(folder.path(), {});
        EXPECT_TRUE(store.keep({&change, 1}));
    }
    EXPECT_EQ(StateStore(folder.path(), {}).kept({3, 0, 14}), ResourceValue(Value(std::string("kept"))));
    EXPECT_FALSE(std::filesystem::exists(folder / "state.db.bad-1"));
}

class SetAside : public ::testing::TestWithParam<const char*> {};

TEST_P(SetAside, ABadFileIsKeptUnderAnotherNameAndTheAgentStarts) {
    TemporaryFolder folder;
    const std::string content = GetParam();
    if (content == "damaged") {
        {
            StateStore store(folder.path(), {});
            const Change change{{3, 0, 14}, ResourceValue(Value(std::string(20000, 'a')))};
            ASSERT_TRUE(store.keep({&change, 1}));
        }
        std::fstream file(folder / "state.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        for (int i = 0; i < 12000; ++i) file.put('\x5A');
    } else if (content == "newer") {
        { StateStore(folder.path(), {}).keep(std::vector{Change{{3, 0, 14}, ResourceValue(Value(true))}}).value(); }
        std::fstream file(folder / "state.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(63);  // the last byte of user_version
        file.put('\x63');
    } else {
        testing::write(folder / "state.db", content);
    }
    Lines lines;
    {
        StateStore store(folder.path(), Log(lines, "state"));
        EXPECT_FALSE(store.kept({3, 0, 14}));
        const Change change{{3, 0, 15}, ResourceValue(Value(true))};
        EXPECT_TRUE(store.keep({&change, 1}));
    }
    EXPECT_TRUE(std::filesystem::exists(folder / "state.db.bad-1"));
    EXPECT_NE(lines.all.find("state_set_aside"), std::string::npos) << lines.all;
    EXPECT_EQ(StateStore(folder.path(), {}).kept({3, 0, 15}), ResourceValue(Value(true)));
}

INSTANTIATE_TEST_SUITE_P(Files, SetAside,
                         ::testing::Values("damaged", "newer", "not a database, but long enough to be one"));

lwm2m::AccountSet an_account_set() {
    return {"a1b2",
            {{{0, 0, 0}, Value(std::string("coaps://h"))},
             {{0, 0, 5}, Value(Bytes{1, 2, 3})},
             {{0, 0, 16}, InstanceValues{{0, Value(std::uint64_t{1})}, {3, Value(std::uint64_t{2})}}},
             {{1, 0, 0}, Value(std::int64_t{101})}}};
}

TEST(StateStore, KeepsAccountsAsAWholeOverARestart) {
    TemporaryFolder folder;
    {
        StateStore store(folder.path(), {});
        EXPECT_FALSE(store.kept_accounts());
        const Change written[] = {{{1, 0, 1}, ResourceValue(Value(std::int64_t{60}))},
                                  {{1, 7, 1}, ResourceValue(Value(std::int64_t{61}))},
                                  {{10, 0, 1}, ResourceValue(Value(std::int64_t{62}))}};
        ASSERT_TRUE(store.keep(written));
        EXPECT_EQ(store.kept_below(ObjectPath(1)).size(), 2U);
        EXPECT_EQ(store.kept_below({1, 7}).front().path, ObjectPath(1, 7, 1));
        ASSERT_TRUE(store.keep_accounts({"old", {{{0, 4, 0}, Value(std::string("coap://gone"))}}}, {}));
        const Change forgotten{{1, 0, 1}, std::nullopt};
        ASSERT_TRUE(store.keep_accounts(an_account_set(), {&forgotten, 1}));
        EXPECT_EQ(store.kept_accounts(), an_account_set());
    }
    const StateStore store(folder.path(), {});
    EXPECT_EQ(store.kept_accounts(), an_account_set());
    EXPECT_FALSE(store.kept({1, 0, 1}));
    EXPECT_EQ(store.kept({1, 7, 1}), ResourceValue(Value(std::int64_t{61})));
    EXPECT_TRUE(store.kept_below(ObjectPath(0)).empty());
}

TEST(StateStore, KeepsWhatIsOfADeviceUnderItsPrefix) {
    TemporaryFolder folder;
    const auto of = [](const char* device, ObjectPath path) { return path.under(*lwm2m::DevicePrefix::parse(device)); };
    {
        StateStore store(folder.path(), {});
        std::vector<Change> changes;
        for (const auto* device : {"a_b", "axb", "A_B"})
            changes.push_back({of(device, {3303, 1, 5750}), ResourceValue(Value(std::string(device)))});
        changes.push_back({{3303, 1, 5750}, ResourceValue(Value("own"s))});
        ASSERT_TRUE(store.keep(changes));
        ASSERT_TRUE(store.keep_attributes(123, of("axb", {3303, 1, 5750}), "pmin=1"));
        ASSERT_TRUE(store.keep_attributes(123, of("a_b", {3303, 1}), "pmin=2"));
        // What is forgotten with it is its own alone, whatever the prefixes look like to a pattern.
        ASSERT_TRUE(store.keep_instance(of("a_b", {3303, 1}), lwm2m::InstanceState::deleted, {}));
        ASSERT_TRUE(store.keep_observation(
            123, {.token = Bytes{1}, .paths = {of("axb", {3303, 1, 5750}), {3, 0, 9}}, .composite = true, .own = {}}));
    }
    const StateStore store(folder.path(), {});
    EXPECT_FALSE(store.kept(of("a_b", {3303, 1, 5750})));
    EXPECT_EQ(store.kept(of("axb", {3303, 1, 5750})), ResourceValue(Value("axb"s)));
    EXPECT_EQ(store.kept(of("A_B", {3303, 1, 5750})), ResourceValue(Value("A_B"s)));
    EXPECT_EQ(store.kept({3303, 1, 5750}), ResourceValue(Value("own"s)));
    EXPECT_EQ(store.kept_below(ObjectPath(3303)).size(), 1U);
    ASSERT_EQ(store.kept_attributes(123).size(), 1U);
    EXPECT_EQ(store.kept_attributes(123).front().path, of("axb", {3303, 1, 5750}));
    ASSERT_EQ(store.kept_instances().size(), 1U);
    EXPECT_EQ(store.kept_instances().front().path, of("a_b", {3303, 1}));
    ASSERT_EQ(store.kept_observations(123).size(), 1U);
    EXPECT_EQ(store.kept_observations(123).front().paths.front(), of("axb", {3303, 1, 5750}));
}

TEST(StateStore, TakesOverADatabaseWithoutAccounts) {
    TemporaryFolder folder;
    {
        StateStore store(folder.path(), {});
        const Change change{{3, 0, 14}, ResourceValue(Value(std::string("a")))};
        ASSERT_TRUE(store.keep({&change, 1}));
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(store.file().c_str(), &database), SQLITE_OK);
        EXPECT_EQ(run_sql(database,
                          "DROP TABLE account; DROP TABLE account_set; DROP TABLE attribute; DROP TABLE instance;"
                          "DROP TABLE registration; DROP TABLE observation; DROP TABLE backlog;"
                          "DROP TABLE notification; DROP TABLE counter;"
                          "PRAGMA user_version = 1"),
                  "");
        sqlite3_close(database);
    }
    {
        StateStore store(folder.path(), {});
        EXPECT_EQ(store.kept({3, 0, 14}), ResourceValue(Value(std::string("a"))));
        EXPECT_FALSE(store.kept_accounts());
        ASSERT_TRUE(store.keep_accounts(an_account_set(), {}));
    }
    EXPECT_EQ(StateStore(folder.path(), {}).kept_accounts(), an_account_set());
    EXPECT_FALSE(std::filesystem::exists(folder / "state.db.bad-1"));
}

/// Runs `child` in a process of its own and gives its wait status.
int in_a_child(const std::function<void()>& child) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        child();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
}

TEST(StateStore, HasEverythingItSaidItKeptAfterAKill) {
    TemporaryFolder folder;
    const int status = in_a_child([&] {
        StateStore store(folder.path(), {});
        for (lwm2m::Id i = 0; i < 50; ++i) {
            const Change changes[] = {{{3, 0, i}, ResourceValue(Value(std::int64_t{i}))},
                                      {{4, 0, i}, ResourceValue(Value(std::int64_t{i}))}};
            if (!store.keep(changes)) ::_exit(1);
        }
        ::kill(::getpid(), SIGKILL);
    });
    ASSERT_TRUE(WIFSIGNALED(status));
    const StateStore store(folder.path(), {});
    for (lwm2m::Id i = 0; i < 50; ++i) {
        EXPECT_EQ(store.kept({3, 0, i}), ResourceValue(Value(std::int64_t{i})));
        EXPECT_EQ(store.kept({4, 0, i}), ResourceValue(Value(std::int64_t{i})));
    }
}

TEST(StateStore, RefusesWhatAFullDiskCannotTakeAndGoesOn) {
    TemporaryFolder folder;
    const int status = in_a_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        StateStore store(folder.path(), {});
        const Change small{{3, 0, 14}, ResourceValue(Value(std::string("small")))};
        if (!store.keep({&small, 1})) ::_exit(1);
        const rlimit limit{128 * 1024, 128 * 1024};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const Change large[] = {{{3, 0, 14}, ResourceValue(Value(std::string("other")))},
                                {{19, 0, 0}, ResourceValue(Value(Bytes(200'000, 7)))}};
        const auto kept = store.keep(large);
        if (kept || kept.error().code != coap::code::internal_server_error) ::_exit(2);
        if (kept.error().reason.find("cannot be kept in") == std::string::npos) ::_exit(3);
        if (store.kept({3, 0, 14}) != ResourceValue(Value(std::string("small")))) ::_exit(4);  // all or none
        const lwm2m::AccountSet accounts{"x", {{{0, 0, 5}, Value(Bytes(200'000, 7))}}};
        const Change forget{{3, 0, 14}, std::nullopt};
        if (store.keep_accounts(accounts, {&forget, 1}) || store.kept_accounts()) ::_exit(6);
        if (store.kept({3, 0, 14}) != ResourceValue(Value(std::string("small")))) ::_exit(7);
        const Change again{{3, 0, 15}, ResourceValue(Value(std::string("fits")))};
        if (!store.keep({&again, 1})) ::_exit(5);
    });
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    const StateStore store(folder.path(), {});
    EXPECT_EQ(store.kept({3, 0, 14}), ResourceValue(Value(std::string("small"))));
    EXPECT_EQ(store.kept({3, 0, 15}), ResourceValue(Value(std::string("fits"))));
    EXPECT_FALSE(store.kept({19, 0, 0}));
}

}  // namespace
}  // namespace agent::daemon
