#include "daemon/state_store.hpp"

#include <filesystem>
#include <limits>

#include <gtest/gtest.h>
#include <sys/stat.h>

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

}  // namespace
}  // namespace agent::daemon
