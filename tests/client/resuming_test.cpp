// A restart within the lifetime: the registration and its observations go on.
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using coap::OptionNumber;

class Resuming : public ClientTest {
protected:
    Resuming() {
        add_bench();
        start_registered();
    }
    /// The agent is killed and starts again; what it sends first once it is connected.
    coap::Message come_back() {
        client.reset();
        transport.sent.clear();
        start();
        client->on_connected(0);
        return take_one();
    }
    std::string observe(const std::string& path, const std::string& token, std::vector<std::string> query = {}) {
        return ask({.method = code::get, .path = path, .query = std::move(query), .observe = 0, .token = token});
    }
    FakeResource& number() { return resource({32000, 0, 0}); }
    RegistrationState state() const { return client->registration(0).state; }
};

TEST_F(Resuming, AnUpdateAndNoRegisterFollowsARestart) {
    const auto update = come_back();
    EXPECT_EQ(update.code, code::post);
    EXPECT_EQ(update.uri_path(), "/rd/5a3f");
    EXPECT_TRUE(update.payload.empty());
    EXPECT_EQ(update.find(OptionNumber::uri_query), nullptr);
    EXPECT_FALSE(client->registration(0).acknowledged);
    answer(update, code::changed);
    EXPECT_TRUE(client->registration(0).acknowledged);
    EXPECT_EQ(client->registration(0).location, "/rd/5a3f");
    EXPECT_EQ(client->counters().registers, 0U);
}

TEST_F(Resuming, TheUpdateTellsWhatChangedMeanwhile) {
    client.reset();
    tree.find(32000)->add_instance(7);
    const auto update = come_back();
    EXPECT_EQ(update.uri_path(), "/rd/5a3f");
    EXPECT_NE(text_of(update).find("</32000/7>"), std::string::npos);
}

TEST_F(Resuming, AServerThatForgotTheDeviceIsRegisteredWith) {
    observe("/32000/0/0", "A");
    answer(come_back(), code::not_found);
    const auto request = take_one();
    EXPECT_EQ(request.uri_path(), "/rd");
    answer(request, code::created, {"rd", "new"});
    number().set(Value(21.0));
    EXPECT_TRUE(take_sent().empty());  // it forgot its observations, too
    EXPECT_TRUE(store.observations.empty() || store.observations[123].empty());
    EXPECT_EQ(store.registrations.at(123).location, (std::vector<std::string>{"rd", "new"}));
}

TEST_F(Resuming, ObservationsGoOnWithTheValueOfNow) {
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    number().set(Value(21.0));
    const auto before = *take_one().uint_option(OptionNumber::observe);
    const auto update = come_back();
    number().value = Value(22.0);
    EXPECT_TRUE(take_sent().empty());  // not before the server has said that it knows us
    answer(update, code::changed);
    auto sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].token, token_of("A"));
    EXPECT_EQ(text_of(sent[0]), "22");
    const auto after = *sent[0].uint_option(OptionNumber::observe);
    EXPECT_GT(after, before);
    EXPECT_LT(after - before, 1U << 23U);  // newer, as RFC 7641 §3.4 has it
    EXPECT_EQ(text_of(sent[1]), "idle");
    number().set(Value(23.0));
    EXPECT_EQ(text_of(take_one()), "23");
    EXPECT_NE(number().events.find("watch"), std::string::npos);
}

TEST_F(Resuming, ObservationsKeepTheirFormatAndAttributes) {
    ask({.method = code::get, .path = "/32000/0", .accept = 110, .observe = 0, .token = "J"});
    observe("/32000/0/0", "A", {"pmin=60"});
    ask({.method = code::fetch,
         .path = "",
         .accept = 110,
         .format = 110,
         .payload = R"([{"n":"/32000/0/0"},{"n":"/3/0/9"}])",
         .observe = 0,
         .token = "C"});
    const auto update = come_back();
    const auto status = client->observations(0);
    ASSERT_EQ(status.size(), 3U);
    answer(update, code::changed);
    std::map<std::string, std::string> told;
    const auto take = [&] {
        for (const auto& message : take_sent()) told[std::string(as_text(message.token.bytes()))] = text_of(message);
    };
    take();
    EXPECT_EQ(told.at("J").substr(0, 22), R"([{"bn":"/32000/0/","n")");
    EXPECT_EQ(told.at("C"), R"([{"n":"/3/0/9","v":87},{"n":"/32000/0/0","v":20.5}])");
    EXPECT_FALSE(told.contains("A"));
    advance(60s);
    take();
    EXPECT_EQ(told.at("A"), "20.5");
}

TEST_F(Resuming, WhatTheServerCancelledStaysCancelled) {
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    ask({.method = code::get, .path = "/32000/0/0", .observe = 1, .token = "A"});
    number().set(Value(21.0));
    answer(come_back(), code::changed);
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].token, token_of("B"));
}

TEST_F(Resuming, AnotherAccountIsNotGoneOnWith) {
    client.reset();
    settings.servers.front().uri.host = "192.0.2.9";
    EXPECT_EQ(come_back().uri_path(), "/rd");
}

TEST_F(Resuming, ADeregistrationIsForGood) {
    client->stop([] {});
    answer(take_one(), code::deleted);
    EXPECT_EQ(come_back().uri_path(), "/rd");
}

TEST_F(Resuming, ADeregistrationThatNobodyAnsweredIsNot) {
    const std::pair<const char*, std::function<void()>> rows[] = {
        {"no answer", [&] { advance(100s); }},
        {"a broken connection",
         [&] { client->on_disconnected(0, make_error_code(boost::system::errc::io_error), Cause::device); }},
        {"another answer", [&] { answer(take_one(), code::internal_server_error); }},
        {"the agent is in a hurry", [&] { advance(settings.stop_within); }},
    };
    for (const auto& [name, happens] : rows) {
        bool stopped = false;
        client->stop([&] { stopped = true; });
        happens();
        EXPECT_TRUE(stopped) << name;
        const auto update = come_back();
        EXPECT_EQ(update.uri_path(), "/rd/5a3f") << name;
        answer(update, code::changed);
        EXPECT_EQ(client->registration(0).location, "/rd/5a3f") << name;
    }
}

TEST_F(Resuming, AStopWhileTheServerCannotBeReachedKeepsTheRegistration) {
    observe("/32000/0/0", "A");
    client->on_disconnected(0, make_error_code(boost::system::errc::io_error), Cause::device);
    bool stopped = false;
    client->stop([&] { stopped = true; });
    EXPECT_TRUE(stopped);
    EXPECT_TRUE(take_sent().empty());
    number().value = Value(22.0);
    const auto update = come_back();
    EXPECT_EQ(update.uri_path(), "/rd/5a3f");
    answer(update, code::changed);
    EXPECT_EQ(text_of(take_one()), "22");  // so does its observation
}

TEST_F(Resuming, AnUpdateThatNobodyAnsweredLeavesTheRegistrationForTheNextStart) {
    client->update(0);
    take_sent();
    advance(100s);
    EXPECT_EQ(state(), RegistrationState::waiting);
    client->stop([] {});
    EXPECT_EQ(come_back().uri_path(), "/rd/5a3f");
}

TEST_F(Resuming, WhatTheServerHasForgottenIsForgottenByAStopToo) {
    client->update(0);
    answer(take_one(), code::not_found);
    client->on_disconnected(0, make_error_code(boost::system::errc::io_error), Cause::server);
    client->stop([] {});
    EXPECT_EQ(come_back().uri_path(), "/rd");
}

TEST_F(Resuming, AStopWithoutAWordIsNot) {
    client.reset();
    settings.deregister = false;
    answer(come_back(), code::changed);
    bool stopped = false;
    client->stop([&] { stopped = true; });
    EXPECT_TRUE(stopped);
    EXPECT_TRUE(take_sent().empty());
    EXPECT_EQ(come_back().uri_path(), "/rd/5a3f");
}

TEST_F(Resuming, AFullDiskKeepsNothingFromWorking) {
    store.full = true;
    EXPECT_EQ(observe("/32000/0/0", "A"), "2.05 0 20.5");
    EXPECT_TRUE(log.has("observation not kept server=0 reason=\"disk full\""));
    number().set(Value(21.0));
    EXPECT_EQ(text_of(take_one()), "21");
}

TEST_F(Resuming, EveryRestartCountsOnFromTheLast) {
    observe("/32000/0/0", "A");
    std::uint32_t last = 1;
    for (int restart = 0; restart < 100; ++restart) {
        answer(come_back(), code::changed);
        const auto sequence = *take_one().uint_option(OptionNumber::observe);
        const auto distance = (sequence - last) & 0xFFFFFFU;
        ASSERT_GT(distance, 0U) << restart;
        ASSERT_LT(distance, 1U << 23U) << restart;
        last = sequence;
    }
}

}  // namespace
}  // namespace agent::lwm2m::testing
