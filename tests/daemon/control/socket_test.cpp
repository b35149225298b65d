// The socket itself: lines in order, and nothing that a client does costs more than it may.
#include <cerrno>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/control/control.hpp"
#include "fake_subject.hpp"
#include "tests/daemon/temporary.hpp"

namespace agent::daemon::control::testing {
namespace {

using daemon::testing::run_until;
using daemon::testing::TemporaryFolder;

/// A client whose end the test holds; it never blocks.
class Asker {
public:
    explicit Asker(const std::string& path)
        : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    bool connected() const { return connected_; }
    /// How much the socket took.
    std::size_t say(std::string_view text) const {
        const auto sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }
    void say_no_more() const { ::shutdown(socket_.get(), SHUT_WR); }
    void leave() { socket_.reset(); }
    /// What was heard so far.
    const std::string& heard() {
        std::array<char, 65536> piece;
        while (true) {
            const auto got = ::recv(socket_.get(), piece.data(), piece.size(), 0);
            if (got > 0) heard_.append(piece.data(), static_cast<std::size_t>(got));
            if (got == 0 || (got < 0 && errno != EAGAIN)) ended_ = true;
            if (got <= 0) return heard_;
        }
    }
    bool is_ended() {
        heard();
        return ended_;
    }

private:
    Descriptor socket_;
    bool connected_ = false;
    std::string heard_;
    bool ended_ = false;
};

class Socket : public ::testing::Test {
protected:
    Socket() { EXPECT_EQ(control.listen(path), ""); }

    std::string hear(Asker& asker, std::size_t lines = 1) {
        EXPECT_TRUE(run_until(loop, [&] {
            return std::ranges::count(asker.heard(), '\n') >= static_cast<std::ptrdiff_t>(lines);
        })) << asker.heard();
        return asker.heard();
    }
    bool ends(Asker& asker) {
        return run_until(loop, [&] { return asker.is_ended(); });
    }

    TemporaryFolder folder;
    std::string path = (folder / "control").string();
    Loop loop;
    FakeSubject subject;
    Control control{subject, loop, Log(), Admission::of("")};
};

const std::string level_line = "{\"command\":\"log-level\"}\n";
const std::string level_answer = "{\"ok\":true,\"level\":\"info\",\"before\":\"info\"}\n";

TEST_F(Socket, AnswersEveryLineInOrder) {
    Asker asker(path);
    asker.say("{\"command\":\"lo");
    asker.say("g-level\"}\n" + level_line + "nonsense\n");
    const auto heard = hear(asker, 3);
    EXPECT_EQ(heard.substr(0, 2 * level_answer.size()), level_answer + level_answer);
    EXPECT_EQ(heard.substr(2 * level_answer.size(), 42), R"({"ok":false,"error":{"kind":"malformed","m)");
}

TEST_F(Socket, AnswersAfterTheClientHasSaidItsLast) {
    Asker asker(path);
    subject.hold_answers = true;
    asker.say("{\"command\":\"execute\",\"path\":\"/3/0/4\"}\n" + level_line);
    asker.say_no_more();
    ASSERT_TRUE(run_until(loop, [&] { return !subject.held.empty(); }));
    EXPECT_EQ(asker.heard(), "") << "the second question waits for the first one's answer";
    subject.held.front()({});
    EXPECT_EQ(hear(asker, 2), "{\"ok\":true}\n" + level_answer);
    EXPECT_TRUE(ends(asker));
}

TEST_F(Socket, DoesNotMindAClientThatLeavesBeforeItsAnswer) {
    Asker asker(path);
    subject.hold_answers = true;
    asker.say("{\"command\":\"execute\",\"path\":\"/3/0/4\"}\n");
    ASSERT_TRUE(run_until(loop, [&] { return !subject.held.empty(); }));
    asker.leave();
    Asker other(path);
    other.say(level_line);
    EXPECT_EQ(hear(other), level_answer);
    subject.held.front()({});
    other.say(level_line);
    EXPECT_EQ(hear(other, 2), level_answer + level_answer);
}

TEST_F(Socket, EndsAConnectionWhoseLineHasNoEnd) {
    Asker asker(path);
    const std::string piece(8192, 'x');
    ASSERT_TRUE(run_until(loop, [&] {
        asker.say(piece);
        return asker.is_ended();
    }));
    EXPECT_NE(asker.heard().find("a line has at most 65536 bytes"), std::string::npos);
}

TEST_F(Socket, HasRoomForSoManyAndTellsTheOthers) {
    std::vector<Asker> askers;
    for (std::size_t i = 0; i < SocketServer::most_clients; ++i) askers.emplace_back(path);
    for (auto& asker : askers) asker.say(level_line);
    for (auto& asker : askers) EXPECT_EQ(hear(asker), level_answer);
    Asker late(path);
    EXPECT_NE(hear(late).find("16 clients are connected already"), std::string::npos);
    EXPECT_TRUE(ends(late));
    askers.pop_back();
    Asker later(path);
    later.say(level_line);
    EXPECT_TRUE(run_until(loop, [&] { return later.heard() == level_answer || later.is_ended(); }));
}

TEST_F(Socket, TellsFollowersWhatHappensAndDropsThoseThatDoNotRead) {
    Asker follower(path);
    Asker sleeper(path);
    for (auto* asker : {&follower, &sleeper}) asker->say("{\"command\":\"events\"}\n");
    EXPECT_EQ(hear(follower), "{\"ok\":true}\n");
    EXPECT_EQ(hear(sleeper), "{\"ok\":true}\n");
    ASSERT_TRUE(control.is_followed());
    const std::string details(1000, 'd');
    std::size_t told = 0;
    EXPECT_TRUE(run_until(loop, [&] {
        for (int i = 0; i < 50; ++i, ++told) control.publish("test", {{"number", told}, {"details", details}});
        follower.heard();
        return told > 5000;
    }));
    EXPECT_NE(hear(follower, 5001).find("\"number\":5000"), std::string::npos);
    ASSERT_TRUE(ends(sleeper));
    EXPECT_LT(sleeper.heard().size(), 2 * SocketServer::most_unread);
    follower.leave();
    EXPECT_TRUE(run_until(loop, [&] { return !control.is_followed(); }));
}

TEST_F(Socket, IsReachableByEverybodySoThatARefusalCanBeTold) {
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_TRUE(S_ISSOCK(status.st_mode));
    EXPECT_EQ(status.st_mode & 0777U, 0666U);
}

TEST_F(Socket, IsNotTakenFromAnAgentThatListens) {
    Control other(subject, loop, Log(), Admission::of(""));
    EXPECT_EQ(other.listen(path), "another agent listens there");
    EXPECT_TRUE(Asker(path).connected());
}

TEST(SocketPlace, IsTakenFromAnAgentThatIsGoneAndLeftAtTheEnd) {
    const TemporaryFolder folder;
    const auto path = (folder / "control").string();
    {
        const Descriptor gone(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        ASSERT_EQ(::bind(gone.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
    FakeSubject subject;
    Loop loop;
    {
        Control control(subject, loop, Log(), Admission::of(""));
        EXPECT_EQ(control.listen(path), "");
        EXPECT_TRUE(Asker(path).connected());
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(SocketPlace, IsLeftAloneWhenItIsSomethingElse) {
    const TemporaryFolder folder;
    daemon::testing::write(folder / "control", "precious");
    FakeSubject subject;
    Loop loop;
    {
        Control control(subject, loop, Log(), Admission::of(""));
        EXPECT_EQ(control.listen((folder / "control").string()), "there is something else of that name");
        EXPECT_EQ(control.listen((folder / "missing/control").string()), "No such file or directory");
        EXPECT_EQ(control.listen("/" + std::string(200, 'x')), "the path is too long for a socket");
    }
    EXPECT_EQ(daemon::testing::contents(folder / "control"), "precious");
}

TEST(SocketRefusal, TellsWhoMayNotAskAndHandsNothingOut) {
    if (::geteuid() == 0) GTEST_SKIP() << "root is always let in: the real agent's tests ask as somebody else";
    const TemporaryFolder folder;
    const auto path = (folder / "control").string();
    FakeSubject subject;
    Loop loop;
    Control control(subject, loop, Log(), {.own_user = ::geteuid() + 1, .group = "x", .group_id = std::nullopt});
    ASSERT_EQ(control.listen(path), "");
    Asker asker(path);
    asker.say(level_line);
    ASSERT_TRUE(run_until(loop, [&] { return asker.is_ended(); }));
    EXPECT_NE(asker.heard().find("\"kind\":\"denied\""), std::string::npos);
    EXPECT_EQ(asker.heard().find("level"), std::string::npos);
}

}  // namespace
}  // namespace agent::daemon::control::testing
