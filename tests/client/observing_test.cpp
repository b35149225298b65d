// The reporting interface over the wire: when a notification leaves, what it says, and what ends an observation.
#include "tests/client/observing.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned text = 0, tlv = 11542;
using coap::OptionNumber;

TEST_F(Observing, EveryChangeIsNotifiedUnderTheTokenAndInOrder) {  // LightweightM2M-1.1-int-301
    EXPECT_EQ(observe("/32000/0/0"), "2.05 0 20.5");
    number().set(Value(21.0));
    auto notification = take_one();
    EXPECT_EQ(notification.type, coap::Type::non_confirmable);
    EXPECT_EQ(notification.token, token_of("T"));
    EXPECT_EQ(notification.uint_option(OptionNumber::observe), 2U);
    EXPECT_EQ(brief(notification), "2.05 0 21");
    number().set(Value(22.0));
    EXPECT_EQ(notified(), "3:22");
    number().set(Value(22.0));  // says nothing new
    EXPECT_EQ(notified(), "");
    EXPECT_EQ(client->observations(0).at(0).notifications, 2U);
    EXPECT_EQ(listener.operations.back(), "Notify /32000/0/0 2.05");
}

TEST_F(Observing, TheContentFormatOfTheFirstAnswerHolds) {
    EXPECT_EQ(ask({.method = code::get, .path = "/32000/0/2", .accept = tlv, .observe = 0}), "2.05 11542 C40269646C65");
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    EXPECT_EQ(brief(take_one()), "2.05 11542 C40262757379");
}

TEST_F(Observing, ObjectsInstancesResourcesAndResourceInstancesCanBeObserved) {
    EXPECT_EQ(observe("/32000", "A").substr(0, 8), "2.05 112");
    EXPECT_EQ(observe("/32000/0", "B").substr(0, 8), "2.05 112");
    EXPECT_EQ(observe("/32000/0/3", "C").substr(0, 8), "2.05 112");
    EXPECT_EQ(observe("/32000/0/3/1", "D"), "2.05 0 20");
    EXPECT_EQ(observe("/32000/0/3/0", "E"), "2.05 0 10");
    levels().set(InstanceValues{{0, std::int64_t{10}}, {1, std::int64_t{25}}});
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 4U);  // instance 0 is as it was
    std::string tokens;
    for (const auto& message : sent) tokens += as_text(message.token.bytes());
    std::ranges::sort(tokens);
    EXPECT_EQ(tokens, "ABCD");
}

TEST_F(Observing, PminHoldsNotificationsBackAndLetsTheLastOneThrough) {
    write("/32000/0/0", {"pmin=10"});
    observe("/32000/0/0");
    advance(4s);
    number().set(Value(21.0));
    number().set(Value(22.0));
    EXPECT_EQ(notified(), "");
    advance(5999ms);
    EXPECT_EQ(notified(), "");
    advance(1ms);
    EXPECT_EQ(notified(), "2:22");
    advance(20s);
    number().set(Value(23.0));
    EXPECT_EQ(notified(), "3:23");
}

TEST_F(Observing, PmaxNotifiesAValueThatStaysTheSame) {
    write("/32000/0", {"pmin=1", "pmax=60"});
    observe("/32000/0/0");
    advance(59999ms);
    EXPECT_EQ(notified(), "");
    advance(1ms);
    EXPECT_EQ(notified(), "2:20.5");
    advance(30s);
    number().set(Value(21.0));
    EXPECT_EQ(notified(), "3:21");
    advance(59s);
    EXPECT_EQ(notified(), "");  // counts from the last notification
    advance(1s);
    EXPECT_EQ(notified(), "4:21");
}

TEST_F(Observing, APmaxBelowPminOrOfZeroIsNoPmax) {
    write("/32000/0/0", {"pmin=10", "pmax=5"});
    write("/32000/0/2", {"pmax=0"});
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    advance(1h);
    EXPECT_EQ(notified(), "");
}

TEST_F(Observing, TheServerObjectsPeriodsAreTheDefaults) {
    ask({code::put, "/1/0/2", {}, text, "5"});
    ask({code::put, "/1/0/3", {}, text, "20"});
    observe("/32000/0/0");
    number().set(Value(21.0));
    EXPECT_EQ(notified(), "");
    advance(5s);
    EXPECT_EQ(notified(), "2:21");
    advance(20s);
    EXPECT_EQ(notified(), "3:21");
    ask({code::put, "/1/0/3", {}, text, "30"});  // of observations that are there, too
    advance(29s);
    EXPECT_EQ(notified(), "");
    advance(1s);
    EXPECT_EQ(notified(), "4:21");
}

TEST_F(Observing, EpminKeepsFromLookingAndFromReading) {
    write("/32000/0/0", {"gt=50", "epmin=10"});
    observe("/32000/0/0");
    advance(10s);
    number().set(Value(60.0));
    EXPECT_EQ(notified(), "2:60");
    advance(1s);
    const auto reads = number().reads;
    number().set(Value(40.0));
    number().set(Value(70.0));  // down and up again before anybody may look
    advance(9s);
    EXPECT_EQ(notified(), "");
    number().set(Value(30.0));
    EXPECT_EQ(notified(), "");
    EXPECT_EQ(number().reads, reads);
    advance(10s);
    EXPECT_EQ(notified(), "3:30");
}

TEST_F(Observing, EpmaxLooksAtAValueWhoseHandlerSaysNothing) {
    write("/32000/0/0", {"epmax=30", "pmin=40"});
    write("/32000/0/2", {"epmax=30"});
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    advance(30s);
    EXPECT_EQ(notified(), "");
    number().value = Value(21.0);
    resource({32000, 0, 2}).value = Value(std::string("busy"));
    advance(10s);
    EXPECT_EQ(notified(), "");
    advance(20s);
    EXPECT_EQ(notified(), "2:21 2:busy");
    advance(30s);
    EXPECT_EQ(notified(), "");
    number().value = Value(22.0);
    advance(9s);
    EXPECT_EQ(notified(), "");
}

TEST_F(Observing, AResetEndsOneObservation) {  // LightweightM2M-1.1-int-302
    observe("/32000/0/0", "A");
    observe("/32000/0", "B");
    number().set(Value(21.0));
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);
    const auto& of_a = sent[0].token == token_of("A") ? sent[0] : sent[1];
    receive(coap::Type::reset, code::empty, of_a.message_id);
    receive(coap::Type::reset, code::empty, of_a.message_id);  // once more
    receive(coap::Type::reset, code::empty, 7);                // of nothing
    number().set(Value(22.0));
    EXPECT_EQ(take_one().token, token_of("B"));
    write("/32000/0", {"con=1"});
    number().set(Value(23.0));
    receive(coap::Type::reset, code::empty, take_one().message_id);
    number().set(Value(24.0));
    EXPECT_EQ(notified(), "");
    EXPECT_EQ(number().events, "watch unwatch ");
}

TEST_F(Observing, ObserveOneEndsItAndReads) {  // LightweightM2M-1.1-int-303
    observe("/32000/0/0", "A");
    observe("/32000/0/0", "B");
    const auto answer = exchange({.method = code::get, .path = "/32000/0/0", .observe = 1, .token = "A"});
    EXPECT_EQ(brief(answer), "2.05 0 20.5");
    EXPECT_EQ(answer.find(OptionNumber::observe), nullptr);
    number().set(Value(21.0));
    EXPECT_EQ(take_one().token, token_of("B"));
}

TEST_F(Observing, ATokenThatComesAgainStandsForTheNewObservation) {
    observe("/32000/0/0");
    number().set(Value(21.0));
    EXPECT_EQ(notified(), "2:21");
    const auto again = exchange({.method = code::get, .path = "/32000/0/2", .observe = 0});
    EXPECT_EQ(again.uint_option(OptionNumber::observe), 3U);  // goes on counting
    number().set(Value(22.0));
    EXPECT_EQ(notified(), "");
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    EXPECT_EQ(notified(), "4:busy");
}

TEST_F(Observing, WhatCannotBeReadIsNotObserved) {
    EXPECT_EQ(observe("/32000/0/4"), "4.05");
    EXPECT_EQ(observe("/32000/0/9"), "4.04");
    EXPECT_EQ(observe("/32000/0/3/9"), "4.04");
    EXPECT_EQ(observe("/0/0"), "4.01");
    EXPECT_TRUE(client->observations(0).empty());
}

TEST_F(Observing, AttributesInTheRequestWinAndAreNotWritten) {
    write("/32000/0/0", {"gt=2", "pmin=3600"});
    EXPECT_EQ(observe("/32000/0/0", "A", {"gt=100"}), "2.05 0 20.5");
    EXPECT_EQ(observe("/32000/0/0", "B", {"lt=5", "gt=4"}), "4.00");
    EXPECT_EQ(observe("/32000/0/2", "B", {"gt=4"}), "4.00");
    EXPECT_EQ(observe("/32000/0/0", "B", {"gt"}), "4.00");
    EXPECT_EQ(observe("/32000/0/0", "B", {"colour=red"}), "4.00");
    EXPECT_EQ(ask({code::get, "/32000/0/0", 40}), "2.05 40 </32000/0/0>;pmin=3600;gt=2");
    number().set(Value(1.0));
    EXPECT_EQ(notified(), "");
    number().set(Value(101.0));
    EXPECT_EQ(notified(), "2:101");
    write("/32000/0/0", {"gt=1000"});
    number().set(Value(99.0));
    EXPECT_EQ(notified(), "3:99");
}

TEST_F(Observing, InstancesThatComeAndGoAreNotified) {
    observe("/32000");
    add_bench(1);
    tree.changed({32000, 1});
    EXPECT_EQ(take_sent().size(), 2U);  // the notification and the Update of the registration
    resource({32000, 1, 0}).set(Value(1.0));
    EXPECT_EQ(brief(take_one()).substr(0, 8), "2.05 112");
}

TEST_F(Observing, AChangeDuringAReadingIsNotifiedAfterIt) {
    observe("/32000/0/0");
    number().slow = true;
    number().set(Value(21.0));
    number().set(Value(22.0));
    number().finish();
    EXPECT_EQ(notified(), "2:22");
    number().set(Value(23.0));
    EXPECT_FALSE(number().waiting == nullptr);
    number().slow = false;
    number().finish();
    EXPECT_EQ(notified(), "3:23");
}

TEST_F(Observing, AResetToASeparateFirstAnswerEndsIt) {  // RFC 7641 §3.6
    number().slow = true;
    send({.method = code::get, .path = "/32000/0/0", .observe = 0});
    advance(settings.slow_handler);
    EXPECT_TRUE(take_one().code.is_empty());
    number().slow = false;
    number().finish();
    const auto first = take_one();
    EXPECT_EQ(first.type, coap::Type::confirmable);
    EXPECT_EQ(first.uint_option(OptionNumber::observe), 1U);
    EXPECT_EQ(client->observations(0).size(), 1U);
    receive(coap::Type::reset, code::empty, first.message_id);
    EXPECT_TRUE(client->observations(0).empty());
    number().set(Value(21.0));
    EXPECT_TRUE(take_sent().empty());
}

TEST_F(Observing, ALargeNotificationComesInBlocks) {  // RFC 7959 §2.6
    const std::string large(1500, 'x');
    observe("/32000/0/2");
    resource({32000, 0, 2}).set(Value(large));
    const auto first = take_one();
    EXPECT_EQ(first.payload.size(), 1024U);
    EXPECT_EQ(first.uint_option(OptionNumber::block2), 0x0EU);
    EXPECT_EQ(first.uint_option(OptionNumber::observe), 2U);
    resource({32000, 0, 2}).value = Value(std::string("changed meanwhile"));
    const auto rest = exchange({.method = code::get, .path = "/32000/0/2", .block2 = 0x16});
    EXPECT_EQ(rest.payload.size(), 476U);
    EXPECT_EQ(rest.find(OptionNumber::etag)->value, first.find(OptionNumber::etag)->value);
}

TEST_F(Observing, BeyondTheLimitAnObserveIsARead) {
    settings.most_observations = 1;
    restart();
    EXPECT_NE(
        exchange({.method = code::get, .path = "/32000/0/0", .observe = 0, .token = "A"}).find(OptionNumber::observe),
        nullptr);
    EXPECT_EQ(
        exchange({.method = code::get, .path = "/32000/0/0", .observe = 0, .token = "B"}).find(OptionNumber::observe),
        nullptr);
}

TEST_F(Observing, ManyNotificationsLeaveRoomForRequests) {
    for (int token = 0; token < 50; ++token) observe("/32000/0/0", std::to_string(token));
    transport.hold = true;
    number().set(Value(21.0));
    EXPECT_EQ(transport.sent.size(), 2U);
    send({code::get, "/3/0/9"});
    EXPECT_EQ(brief(transport.sent.back()), "2.05 0 87");
    transport.hold = false;
    while (!transport.held.empty()) {
        transport.held.front()();
        transport.held.pop_front();
    }
    EXPECT_EQ(take_sent().size(), 51U);
}

}  // namespace
}  // namespace agent::lwm2m::testing
