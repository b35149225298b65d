#include "daemon/process.hpp"

#include <csignal>
#include <optional>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/daemon/temporary.hpp"

namespace agent::daemon {
namespace {

using testing::run_until;

class Processes : public ::testing::Test {
protected:
    lwm2m::Outcome<std::string> run(ProcessRequest request) {
        std::optional<lwm2m::Outcome<std::string>> outcome;
        runner.run(std::move(request), [&](auto ended) { outcome = std::move(ended); });
        EXPECT_TRUE(run_until(loop, [&] { return outcome.has_value(); }));
        return outcome.value_or(lwm2m::Failure{{}, "it never ended"});
    }
    lwm2m::Outcome<std::string> shell(std::string script, Duration timeout = 10s) {
        return run({{"/bin/sh", "-c", std::move(script)}, timeout, 4096});
    }

    Loop loop;
    ProcessRunner runner{loop};
};

TEST_F(Processes, GiveTheirOutput) {
    EXPECT_EQ(run({{"/bin/echo", "a b", "$HOME; `id`"}}).value(), "a b $HOME; `id`\n");  // no shell in between
    EXPECT_EQ(runner.running(), 0U);
}

TEST_F(Processes, ThatExitOtherwiseSayWhyWithTheLastLineOfTheirErrors) {
    const auto outcome = shell("echo out; echo first >&2; printf 'no meter \\033[1m\\n' >&2; exit 3");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, coap::code::internal_server_error);
    EXPECT_EQ(outcome.error().reason, "/bin/sh exited with 3: no meter ?[1m");
    EXPECT_EQ(shell("kill -9 $$").error().reason, "/bin/sh was ended by signal 9");
}

TEST_F(Processes, ThatAreMissingSaySo) {
    EXPECT_EQ(run({{"/no/such/program"}}).error().reason,
              "/no/such/program cannot be started: No such file or directory");
    const testing::TemporaryFolder folder;
    const auto text = (folder / "text").string();
    testing::write(text, "no program");
    EXPECT_EQ(run({{text}}).error().reason, text + " cannot be started: Permission denied");
}

TEST_F(Processes, ThatHangAreEndedWithAllTheyStarted) {
    testing::TemporaryFolder folder;
    const auto pids = (folder / "pids").string();
    // The shell ignores SIGTERM, its child too: both must be gone in the end.
    const auto outcome = shell("trap '' TERM; sleep 300 & echo $$ $! > " + pids + "; wait", 300ms);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().reason, "/bin/sh took longer than 0.3 s");
    pid_t shell_pid = 0;
    pid_t child_pid = 0;
    std::ifstream(pids) >> shell_pid >> child_pid;
    ASSERT_GT(child_pid, 0);
    EXPECT_TRUE(run_until(loop, [&] { return runner.running() == 0; }));
    EXPECT_NE(::kill(shell_pid, 0), 0);
    EXPECT_TRUE(run_until(loop, [&] {
        return ::kill(child_pid, 0) != 0 ||
               testing::contents("/proc/" + std::to_string(child_pid) + "/stat").find(" Z ") != std::string::npos;
    }));
}

TEST_F(Processes, ThatWriteTooMuchAreEnded) {
    const auto outcome =
        run({{"/bin/sh", "-c", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"}, 20s, 1000});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().reason, "/bin/sh wrote more than 1000 bytes");
    EXPECT_TRUE(run_until(loop, [&] { return runner.running() == 0; }));
}

TEST_F(Processes, ThatWriteMegabytesOfErrorsDoNotBlockAndKeepOnlyTheLastLine) {
    const auto outcome = shell(
        "i=0; while [ $i -lt 20000 ]; do echo 'a long line of errors that goes on and on' >&2; i=$((i+1)); done; echo "
        "last >&2; exit 1");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().reason, "/bin/sh exited with 1: last");
}

TEST_F(Processes, ThatLeaveAChildWithTheOutputOpenAreAnsweredAtOnce) {
    EXPECT_EQ(shell("echo done; sleep 300 &").value(), "done\n");
}

TEST_F(Processes, SeeNeitherOurInputNorWhatSystemdMeantForUs) {
    ::setenv("NOTIFY_SOCKET", "/run/x", 1);
    // 0, 1, 2 and the one `ls` reads the folder with.
    EXPECT_EQ(shell("cat; env | grep -c NOTIFY_SOCKET; ls /proc/self/fd | wc -l").value(), "0\n4\n");
    ::unsetenv("NOTIFY_SOCKET");
}

TEST_F(Processes, ACancelledRunNeverReports) {
    bool reported = false;
    auto id = runner.run({{"/bin/sleep", "300"}}, [&](auto) { reported = true; });
    runner.cancel(id);
    EXPECT_EQ(id, RunId::none);
    EXPECT_TRUE(run_until(loop, [&] { return runner.running() == 0; }));
    EXPECT_FALSE(reported);
}

TEST(ProcessRunner, LeavesNoZombieAndNoProgramBehind) {
    Loop loop;
    {
        ProcessRunner runner(loop);
        for (int i = 0; i < 5; ++i) runner.run({{"/bin/sleep", "300"}}, [](auto) {});
    }
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);  // no child is left at all
}

}  // namespace
}  // namespace agent::daemon
