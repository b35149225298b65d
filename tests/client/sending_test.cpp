// Send: what the device reports of its own accord.
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using coap::OptionNumber;
constexpr unsigned text = 0;

class Sending : public ClientTest {
protected:
    Sending() {
        settings.send_format = coap::ContentFormat::senml_json;  // to be read here
        settings.servers.front().lifetime_s = 0;
        add_bench();
        start_registered();
    }
    void send_paths(std::initializer_list<ObjectPath> paths) {
        client->send(0, std::vector<ObjectPath>(paths), [this](const Outcome<void>& outcome) {
            outcomes += (outcome ? "done" : outcome.error().code.text()) + " ";
        });
    }
    std::string outcome_of(std::initializer_list<ObjectPath> paths) {
        send_paths(paths);
        return std::exchange(outcomes, {});
    }
    std::string outcomes;
};

TEST_F(Sending, PostsWhatWasReadToDp) {  // LightweightM2M-1.1-int-306
    send_paths({{3, 0, 9}, {32000, 0, 0}});
    const auto request = take_one();
    EXPECT_EQ(request.type, coap::Type::confirmable);
    EXPECT_EQ(request.code, code::post);
    EXPECT_EQ(request.uri_path(), "/dp");
    EXPECT_EQ(request.content_format(), coap::ContentFormat::senml_json);
    EXPECT_EQ(text_of(request), "[{\"n\":\"/3/0/9\",\"v\":87},{\"n\":\"/32000/0/0\",\"v\":20.5}]");
    EXPECT_EQ(outcomes, "");
    answer(request, code::changed);
    EXPECT_EQ(outcomes, "done ");
    EXPECT_EQ(listener.operations.back(), "Send /3/0/9 2.04");
}

TEST_F(Sending, TheServersAnswerIsTheOutcome) {
    send_paths({{3, 0, 9}});
    answer(take_one(), code::not_found);
    EXPECT_EQ(outcomes, "4.04 ");
    send_paths({{3, 0, 9}});
    client->on_delivery(0, take_one().message_id, Delivery::timed_out);
    EXPECT_EQ(outcomes, "4.04 5.04 ");
    EXPECT_TRUE(log.has("not sent server=0 path=/3/0/9 reason=\"Send answered 4.04 Not Found\""));
}

TEST_F(Sending, IsRefusedWhereServersMayNotRead) {
    EXPECT_EQ(outcome_of({}), "4.00 ");
    EXPECT_EQ(outcome_of({ObjectPath{}}), "4.00 ");
    EXPECT_EQ(outcome_of({{0, 0, 0}}), "4.01 ");
    EXPECT_EQ(outcome_of({{3, 0, 9}, {3, 0, 99}}), "4.04 ");
    EXPECT_EQ(outcome_of({{32000, 0, 5}}), "4.05 ");
    EXPECT_EQ(outcome_of({{32000, 0, 4}}), "4.05 ");
    resource({3, 0, 9}).failure = Failure{code::internal_server_error, "gone"};
    EXPECT_EQ(outcome_of({{3, 0, 9}}), "5.00 ");
    client->send(9, std::vector<ObjectPath>{{3, 0, 9}},
                 [this](const auto& outcome) { outcomes = outcome.error().code.text(); });
    EXPECT_EQ(outcomes, "4.04");
    EXPECT_TRUE(take_sent().empty());
}

TEST_F(Sending, AServerThatMutedItGetsNothing) {  // LightweightM2M-1.1-int-307
    EXPECT_EQ(ask({code::get, "/1/0/23"}), "2.05 0 0");
    EXPECT_EQ(ask({code::put, "/1/0/23", {}, text, "1"}), "2.04");
    EXPECT_EQ(outcome_of({{3, 0, 9}}), "4.03 ");
    EXPECT_EQ(ask({code::put, "/1/0/23", {}, text, "0"}), "2.04");
    send_paths({{3, 0, 9}});
    EXPECT_EQ(take_one().uri_path(), "/dp");
}

TEST_F(Sending, WhatWaitsWhenTheServerMutesItIsDropped) {
    send_paths({{3, 0, 9}});
    send_paths({{3, 0, 9}});
    const auto request = take_one();
    ask({code::put, "/1/0/23", {}, text, "1"});
    answer(request, code::changed);
    EXPECT_EQ(outcomes, "done 4.03 ");
    EXPECT_TRUE(take_sent().empty());
}

TEST_F(Sending, IsNotKnownToVersion10) {
    settings.servers.front().version = {1, 0};
    restart();
    EXPECT_EQ(outcome_of({{3, 0, 9}}), "4.05 ");
}

TEST_F(Sending, OneAfterTheOtherWithTheValuesOfTheirTime) {
    send_paths({{3, 0, 9}});
    resource({3, 0, 9}).value = Value(std::int64_t{86});
    send_paths({{3, 0, 9}});
    resource({3, 0, 9}).value = Value(std::int64_t{85});
    auto request = take_one();
    EXPECT_EQ(text_of(request), "[{\"n\":\"/3/0/9\",\"v\":87}]");
    answer(request, code::changed);
    request = take_one();
    EXPECT_EQ(text_of(request), "[{\"n\":\"/3/0/9\",\"v\":86}]");
    answer(request, code::changed);
    EXPECT_EQ(outcomes, "done done ");
}

TEST_F(Sending, ASlowReadingHoldsNobodyElseUp) {
    resource({3, 0, 9}).slow = true;
    send_paths({{3, 0, 9}});
    send_paths({{32000, 0, 0}});
    const auto request = take_one();
    EXPECT_EQ(text_of(request), "[{\"n\":\"/32000/0/0\",\"v\":20.5}]");
    resource({3, 0, 9}).finish();
    answer(request, code::changed);
    EXPECT_EQ(text_of(take_one()), "[{\"n\":\"/3/0/9\",\"v\":87}]");
}

TEST_F(Sending, DoesNotDisturbAnUpdateThatIsUnanswered) {
    client->update(0);
    const auto update = take_one();
    receive(coap::Type::acknowledgement, code::empty, update.message_id);
    send_paths({{3, 0, 9}});
    const auto request = take_one();
    EXPECT_NE(request.token, update.token);
    answer(request, code::changed);
    EXPECT_EQ(outcomes, "done ");
    client->on_message(
        0, {.type = coap::Type::confirmable, .code = code::changed, .message_id = 5, .token = update.token});
    EXPECT_EQ(take_one().type, coap::Type::acknowledgement);
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
}

TEST_F(Sending, WaitsForAServerThatIsOutOfReach) {
    send_paths({{3, 0, 9}});
    take_one();  // never answered
    client->on_disconnected(0, make_error_code(boost::system::errc::network_down));
    resource({3, 0, 9}).value = Value(std::int64_t{86});
    send_paths({{3, 0, 9}});
    advance(2s);
    client->on_connected(0);
    answer(take_one(), code::changed);
    auto request = take_one();
    EXPECT_EQ(text_of(request), "[{\"n\":\"/3/0/9\",\"v\":87}]");
    answer(request, code::changed);
    request = take_one();
    EXPECT_EQ(text_of(request), "[{\"n\":\"/3/0/9\",\"v\":86}]");
    answer(request, code::changed);
    EXPECT_EQ(outcomes, "done done ");
}

TEST_F(Sending, OnlySoManyMayWait) {
    settings.most_sends = 2;
    restart();
    for (int i = 0; i < 3; ++i) send_paths({{3, 0, 9}});
    EXPECT_EQ(outcomes, "5.03 ");
}

TEST_F(Sending, ALargeOneGoesInBlocks) {
    resource({32000, 0, 2}).value = Value(std::string(1500, 'x'));
    send_paths({{32000, 0, 2}});
    const auto request = take_one();
    EXPECT_EQ(request.uint_option(OptionNumber::block1), 0x0EU);
    EXPECT_EQ(request.payload.size(), 1024U);
}

}  // namespace
}  // namespace agent::lwm2m::testing
