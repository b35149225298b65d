// What was stored on its way to the server: in parts, on disk until it is taken, with times of a clock that may be
// wrong.
#include "tests/client/storing.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned text = 0;
constexpr auto once = R"([{"n":"/32000/0/0","t":1767225600,"v":21}])";

class StoredSeries : public Storing {
protected:
    void store(std::initializer_list<double> values) {
        observe("/32000/0/0", "A");
        lose_connection();
        set(values);
    }
    std::vector<std::uint64_t> on_disk() {
        std::vector<std::uint64_t> ids;
        for (const auto& one : store_of_server().notifications) ids.push_back(one.id);
        return ids;
    }
    KeptBacklog& store_of_server() { return ClientTest::store.backlogs[123]; }
    bool is_sending() {
        for (const auto& message : take_sent())
            if (message.uri_path() == "/dp") return true;
        return false;
    }
};

TEST_F(StoredSeries, ManyAreWrittenAtOnce) {
    store({1, 2, 3, 4, 5, 6, 7, 8, 9});
    EXPECT_EQ(on_disk().size(), 0U);
    advance(1s);
    EXPECT_EQ(on_disk(), (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(ClientTest::store.backlog_writes, 1);
}

TEST_F(StoredSeries, AnOrderlyStopWritesTheRest) {
    store({21});
    EXPECT_EQ(on_disk().size(), 0U);
    client->stop([] {});
    EXPECT_EQ(on_disk().size(), 1U);
}

TEST_F(StoredSeries, WhatIsOnDiskOutlivesAKill) {
    store({21, 22});
    advance(10s);
    set({23});  // in the last ten seconds
    kill();
    EXPECT_EQ(client->backlog(0).notifications, 2U);
    advance(1min);
    client->on_connected(0);
    answer(take_one(), code::changed);
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":1,"v":22}])");
    EXPECT_EQ(by_observation, "A:23 ");
    EXPECT_EQ(on_disk().size(), 0U);
    EXPECT_EQ(store_of_server().delivered, 2U);
    EXPECT_EQ(store_of_server().last_id, 2U);
}

TEST_F(StoredSeries, StaysOnDiskUntilTheServerHasTakenIt) {
    store({21});
    advance(10s);
    come_back();
    EXPECT_EQ(text_of(take_series()), once);
    EXPECT_EQ(on_disk().size(), 1U);
    kill();
    client->on_connected(0);
    answer(take_one(), code::changed);
    const auto request = take_series();
    EXPECT_EQ(text_of(request), once);
    answer(request, code::changed);
    EXPECT_EQ(on_disk().size(), 0U);
    EXPECT_FALSE(is_sending());
}

TEST_F(StoredSeries, AnUnansweredOneIsSentAgainLater) {
    store({21});
    come_back();
    client->on_delivery(0, take_series().message_id, Delivery::timed_out);
    advance(29s);
    EXPECT_TRUE(take_sent().empty());
    advance(1s);
    client->on_delivery(0, take_series().message_id, Delivery::timed_out);
    advance(59s);
    EXPECT_TRUE(take_sent().empty());
    advance(1s);
    EXPECT_EQ(series(), once);
}

TEST_F(StoredSeries, ABusyServerIsAskedAgainLater) {
    store({21});
    come_back();
    answer(take_series(), code::service_unavailable);
    EXPECT_FALSE(is_sending());
    advance(30s);
    EXPECT_EQ(series(), once);
}

TEST_F(StoredSeries, GoesInSeveralPartsWhenThereIsMuch) {
    observe("/32000/0/2", "B");
    lose_connection();
    for (const auto letter : {'a', 'b', 'c'}) {
        resource({32000, 0, 2}).set(Value(std::string(400, letter)));
        advance(1s);
    }
    come_back();
    auto request = take_series();
    EXPECT_EQ(request.uint_option(coap::OptionNumber::block1), std::nullopt);
    EXPECT_NE(text_of(request).find("bbb"), std::string::npos);
    EXPECT_EQ(text_of(request).find("ccc"), std::string::npos);
    answer(request, code::changed);
    request = take_one();
    EXPECT_NE(text_of(request).find("ccc"), std::string::npos);
    answer(request, code::changed);
    EXPECT_TRUE(take_sent().empty());
    EXPECT_EQ(client->backlog(0).delivered, 3U);
}

TEST_F(StoredSeries, OneThatIsTooLargeForAMessageGoesInBlocks) {
    observe("/32000/0/2", "B");
    lose_connection();
    resource({32000, 0, 2}).set(Value(std::string(1500, 'x')));
    come_back();
    const auto sent = take_sent();
    const auto request = std::ranges::find(sent, code::post, &coap::Message::code);
    ASSERT_NE(request, sent.end());
    EXPECT_EQ(request->uint_option(coap::OptionNumber::block1), 0x0EU);
}

TEST_F(StoredSeries, PartsShrinkForAServerThatTakesLess) {
    observe("/32000/0/2", "B");
    lose_connection();
    for (const auto letter : {'a', 'b'}) {
        resource({32000, 0, 2}).set(Value(std::string(400, letter)));
        advance(1s);
    }
    come_back();
    answer(take_series(), code::request_entity_too_large);
    const auto request = take_one();
    EXPECT_EQ(text_of(request).find("bbb"), std::string::npos);
    answer(request, code::request_entity_too_large);  // even one alone
    EXPECT_EQ(client->backlog(0).dropped, 1U);
    answer(take_one(), code::changed);
    EXPECT_EQ(client->backlog(0).delivered, 1U);
}

TEST_F(StoredSeries, AnswersOfServersThatTakeNoSendDropAllButTheLastValue) {
    for (const auto answer_code : {code::method_not_allowed, code::not_acceptable, code::unsupported_content_format}) {
        restart();
        const auto before = client->backlog(0).dropped;
        store({21, 22});
        advance(10s);
        come_back();
        answer(take_series(), answer_code);
        EXPECT_EQ(by_observation, "A:22 ");
        EXPECT_FALSE(is_sending());
        EXPECT_EQ(client->backlog(0).dropped - before, 2U);
        EXPECT_EQ(on_disk().size(), 0U);
    }
}

TEST_F(StoredSeries, AServerThatMayHaveForgottenUsIsAskedBeforeAnythingIsDropped) {
    store({21});
    come_back();
    answer(take_series(), code::not_found);
    const auto update = take_one();
    EXPECT_EQ(update.uri_path(), "/rd/5a3f");
    answer(update, code::not_found);
    answer(take_one(), code::created, {"rd", "2"});
    EXPECT_EQ(series(), once);
}

TEST_F(StoredSeries, OneThatKnowsUsAndRefusesAllTheSameIsBelieved) {
    store({21});
    come_back();
    answer(take_series(), code::not_found);
    answer(take_one(), code::changed);
    EXPECT_FALSE(is_sending());
    advance(30s);
    answer(take_series(), code::not_found);
    EXPECT_FALSE(is_sending());
    EXPECT_EQ(client->backlog(0).dropped, 1U);
}

TEST_F(StoredSeries, AServerThatMutedSendIsToldTheLastValue) {
    ask({code::put, "/1/0/23", {}, text, "1"});
    store({21, 22});
    come_back();
    EXPECT_EQ(notified(), "2:22");
    EXPECT_EQ(client->backlog(0).dropped, 2U);
    EXPECT_TRUE(log.has("reason=\"the server has muted Send\""));
}

TEST_F(StoredSeries, AServerOfVersion10IsToldTheLastValue) {
    settings.servers.front().version = {1, 0};
    restart();
    store({21, 22});
    come_back();
    EXPECT_EQ(notified(), "2:22");
    EXPECT_EQ(client->backlog(0).dropped, 2U);
}

TEST_F(StoredSeries, AFullDiskStopsNothing) {
    store({21});
    ClientTest::store.full = true;
    advance(10s);
    EXPECT_TRUE(log.has("notifications not kept server=0 notifications=1 reason=\"disk full\""));
    set({22});
    ClientTest::store.full = false;
    advance(59s);
    EXPECT_EQ(on_disk().size(), 2U);
    EXPECT_TRUE(log.has("notifications kept again"));
    ClientTest::store.full = true;
    come_back();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":11,"v":22}])");
    EXPECT_FALSE(is_sending());
    EXPECT_EQ(on_disk().size(), 2U);  // that they are gone can't be kept either
    ClientTest::store.full = false;
    advance(1min);
    EXPECT_EQ(on_disk().size(), 0U);
}

TEST_F(StoredSeries, TheTimesFollowAClockThatIsSet) {
    clock_ahead = -std::chrono::duration_cast<std::chrono::milliseconds>(12h);  // 1970
    restart();
    store({21});
    advance(10s);
    set({22});
    EXPECT_EQ(store_of_server().notifications.front().time, 0ms);
    clock_ahead = std::chrono::seconds(1'767'225'600) - 12h;
    set({23});
    advance(10s);
    EXPECT_EQ(store_of_server().notifications.front().time, std::chrono::seconds(1'767'225'600));
    come_back();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":11,"v":22},{"t":12,"v":23}])");
}

TEST_F(StoredSeries, WhereNobodyKnowsTheTimeTheyAreRelativeToNow) {
    clock_ahead = -std::chrono::duration_cast<std::chrono::milliseconds>(12h);
    restart();
    store({21, 22});
    advance(1h);
    come_back();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":-3604,"v":21},{"t":1,"v":22}])");
}

TEST_F(StoredSeries, ThoseOfARunThatNeverKnewTheTimeAreFromJustBeforeTheNextOne) {
    clock_ahead = -std::chrono::duration_cast<std::chrono::milliseconds>(12h);
    restart();
    store({21});
    advance(99s);
    set({22});
    advance(10s);
    clock_ahead = std::chrono::seconds(1'767'225'600) - 12h - 111s;
    kill();
    client->on_connected(0);
    answer(take_one(), code::changed);
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225500,"v":21},{"t":100,"v":22}])");
}

TEST_F(StoredSeries, ThoseForAnotherServerOfTheSameNumberAreDropped) {
    store({21});
    advance(10s);
    settings.servers.front().uri.host = "elsewhere";
    restart();
    EXPECT_FALSE(is_sending());
    EXPECT_EQ(client->backlog(0).dropped, 1U);
    EXPECT_EQ(on_disk().size(), 0U);
}

TEST_F(StoredSeries, OtherSendsGoFirst) {
    store({21, 22});
    const ObjectPath path(3, 0, 9);
    client->send(0, std::span(&path, 1), [](const auto&) {});
    come_back();
    const auto request = take_series();
    EXPECT_EQ(text_of(request), R"([{"n":"/3/0/9","v":87}])");
    answer(request, code::changed);
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":1,"v":22}])");
}

}  // namespace
}  // namespace agent::lwm2m::testing
