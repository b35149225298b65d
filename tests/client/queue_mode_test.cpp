// Queue mode: when the server may expect an answer, and what waits meanwhile (LwM2M Core 1.1 §6.5).
#include "tests/client/observing.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;

class QueueMode : public ClientTest {
protected:
    QueueMode() {
        settings.servers.front().binding = "UQ";
        settings.servers.front().lifetime_s = 1000;
        add_bench();
    }
    bool asleep() const { return client->registration(0).asleep; }
    std::string observe(std::string path, std::string token = "T") {
        return ask({.method = code::get, .path = std::move(path), .observe = 0, .token = std::move(token)});
    }
    FakeResource& number() { return resource({32000, 0, 0}); }
};

TEST_F(QueueMode, TheDeviceIsAwakeForAWhileAfterEachMessage) {
    start_registered();
    EXPECT_FALSE(asleep());
    advance(93s - 1ms);
    EXPECT_FALSE(asleep());
    advance(1ms);
    EXPECT_TRUE(asleep());
    EXPECT_EQ(ask({code::get, "/3/0/9"}), "2.05 0 87");  // it got through after all
    EXPECT_FALSE(asleep());
    advance(60s);
    ask({code::get, "/3/0/9"});
    advance(92s);
    EXPECT_FALSE(asleep());
    advance(1s);
    EXPECT_TRUE(asleep());
}

TEST_F(QueueMode, AnUpdateOpensTheWindow) {
    start_registered();
    advance(900s);
    EXPECT_TRUE(asleep());
    advance(7s);  // 93 s before the end of the lifetime
    EXPECT_EQ(take_one().uri_path(), "/rd/5a3f");
    EXPECT_FALSE(asleep());
}

TEST_F(QueueMode, TheWindowIsAsLongAsConfigured) {
    settings.awake_time = 10s;
    start_registered();
    advance(10s);
    EXPECT_TRUE(asleep());
}

TEST_F(QueueMode, AModuleThatSleepsEarlierEndsIt) {
    start_registered();
    client->on_unreachable();
    EXPECT_TRUE(asleep());
    advance(300s);
    EXPECT_TRUE(asleep());
}

TEST_F(QueueMode, IsNotForAServerThatDoesWithoutIt) {
    settings.servers.front().binding = "U";
    start_registered();
    advance(500s);
    EXPECT_FALSE(asleep());
    client->on_unreachable();
    EXPECT_FALSE(asleep());
}

TEST_F(QueueMode, BeginsWhenTheServerWritesTheBinding) {
    settings.servers.front().binding = "U";
    start_registered();
    send({code::put, "/1/0/7", {}, 0, "UQ"});
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[1].uri_path(), "/rd");  // only a Register can say so
    answer(sent[1], code::created, {"rd", "1"});
    EXPECT_FALSE(asleep());
    advance(93s);
    EXPECT_TRUE(asleep());
}

TEST_F(QueueMode, NotificationsWakeTheDeviceUnlessTheyAreHeld) {
    start_registered();
    observe("/32000/0/0");
    advance(100s);
    number().set(Value(21.0));
    EXPECT_EQ(text_of(take_one()), "21");
    EXPECT_FALSE(asleep());
}

TEST_F(QueueMode, HeldNotificationsLeaveWithTheNextMessage) {
    settings.hold_notifications = true;
    start_registered();
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    number().set(Value(21.0));
    EXPECT_EQ(text_of(take_one()), "21");  // awake
    advance(100s);
    EXPECT_TRUE(asleep());
    number().set(Value(22.0));
    number().set(Value(23.0));
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    EXPECT_TRUE(take_sent().empty());
    client->update(0);
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0].uri_path(), "/rd/5a3f");
    EXPECT_EQ(text_of(sent[1]), "23");
    EXPECT_EQ(text_of(sent[2]), "busy");
}

TEST_F(QueueMode, HeldNotificationsWaitForPmaxAtMost) {
    settings.hold_notifications = true;
    start_registered();
    EXPECT_EQ(ask({.method = code::put, .path = "/32000/0/0", .query = {"pmax=300"}}), "2.04");
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    advance(200s);
    number().set(Value(22.0));
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    EXPECT_TRUE(take_sent().empty());
    advance(99s);
    EXPECT_TRUE(take_sent().empty());
    advance(1s);
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);  // the one that is overdue takes the other along
    EXPECT_EQ(text_of(sent[0]), "22");
    EXPECT_EQ(text_of(sent[1]), "busy");
}

}  // namespace
}  // namespace agent::lwm2m::testing
