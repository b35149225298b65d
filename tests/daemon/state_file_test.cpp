// What becomes of files that are damaged, foreign, half made or in use, and of a disk that is full.
#include "daemon/state_file.hpp"

#include <csignal>
#include <filesystem>

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

using lwm2m::Change;
using lwm2m::ResourceValue;
using lwm2m::Value;
using testing::in_a_child;
using testing::TemporaryFolder;

struct Lines final : LogSink {
    void write(LogLevel, std::string_view, std::string_view text) override { all.append(text).append("\n"); }
    std::string all;
};

TEST(StateFile, DoesNotSetAsideWhatSomebodyElseHasOpen) {
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
TEST(StateFile, MakesAFileAnewWhoseMakingWasCutOff) {
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

INSTANTIATE_TEST_SUITE_P(StateFile, SetAside,
                         ::testing::Values("damaged", "newer", "not a database, but long enough to be one"));

TEST(StateFile, HasEverythingItSaidItKeptAfterAKill) {
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

TEST(StateFile, RefusesWhatAFullDiskCannotTakeAndGoesOn) {
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
