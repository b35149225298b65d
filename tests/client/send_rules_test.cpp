// What the settings have the device send, and when.
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;

class Rules : public ClientTest {
protected:
    Rules() {
        settings.send_format = coap::ContentFormat::senml_json;  // to be read here
        settings.servers.front().lifetime_s = 0;
        add_bench();
    }
    void start_with(SendRule rule) {
        settings.send = {std::move(rule)};
        start_registered();
        take_sent();
    }
    /// What the Send says that goes out now, answered; empty when there is none.
    std::string sent(coap::Code with = code::changed) {
        const auto messages = take_sent();
        if (messages.empty()) return {};
        EXPECT_EQ(messages.size(), 1U);
        EXPECT_EQ(messages.front().uri_path(), "/dp");
        answer(messages.front(), with);
        return text_of(messages.front());
    }
    FakeResource& number() { return resource({32000, 0, 0}); }
};

TEST_F(Rules, SendAtFixedTimes) {
    start_with({.paths = {{3, 0, 9}, {32000, 0, 0}}, .every = 15min});
    advance(15min - 1s);
    EXPECT_EQ(sent(), "");
    advance(1s);
    EXPECT_EQ(sent(), R"([{"n":"/3/0/9","v":87},{"n":"/32000/0/0","v":20.5}])");
    number().set(Value(21.0));
    EXPECT_EQ(sent(), "");
    advance(15min);
    EXPECT_EQ(sent(), R"([{"n":"/3/0/9","v":87},{"n":"/32000/0/0","v":21}])");
}

TEST_F(Rules, SendWhatChangesTogetherInOneMessage) {
    start_with({.paths = {{3, 0, 9}, {32000, 0}}, .on_change = true});
    EXPECT_EQ(number().events, "watch ");
    number().set(Value(21.0));
    resource({3, 0, 9}).set(Value(std::int64_t{80}));
    EXPECT_EQ(sent().substr(0, 22), R"([{"n":"/3/0/9","v":80})");
    EXPECT_EQ(sent(), "");
    resource({3, 0, 14}).set(Value(std::string("+02:00")));
    EXPECT_EQ(sent(), "");
}

TEST_F(Rules, LeaveTimeBetweenTwo) {
    start_with({.paths = {{32000, 0, 0}}, .on_change = true, .pmin = 1min});
    number().set(Value(21.0));
    EXPECT_EQ(sent(), R"([{"n":"/32000/0/0","v":21}])");
    number().set(Value(22.0));
    number().set(Value(23.0));
    advance(59s);
    EXPECT_EQ(sent(), "");
    advance(1s);
    EXPECT_EQ(sent(), R"([{"n":"/32000/0/0","v":23}])");
}

TEST_F(Rules, DoNotPileUpWhileTheServerIsAway) {
    start_with({.paths = {{32000, 0, 0}}, .every = 1min});
    client->on_disconnected(0, {});
    for (int minute = 0; minute < 100; ++minute) {
        number().value = Value(static_cast<double>(minute));
        advance(1min);
        take_sent();
    }
    EXPECT_FALSE(log.has("too many wait"));
}

TEST_F(Rules, SendAgainWhatCameWhileOneWasUnderWay) {
    start_with({.paths = {{32000, 0, 0}}, .on_change = true});
    number().set(Value(21.0));
    const auto first = take_one();
    number().set(Value(22.0));
    EXPECT_TRUE(take_sent().empty());
    answer(first, code::changed);
    EXPECT_EQ(sent(), R"([{"n":"/32000/0/0","v":22}])");
    EXPECT_EQ(sent(), "");
}

TEST_F(Rules, AServerIsNotSentWhatItWroteItself) {
    start_with({.paths = {{32000, 0, 0}}, .on_change = true});
    EXPECT_EQ(ask({code::put, "/32000/0/0", {}, 0, "7"}), "2.04");
    EXPECT_EQ(sent(), "");
}

TEST_F(Rules, GoOnlyToTheServersThatAreNamed) {
    settings.send = {{.paths = {{32000, 0, 0}}, .on_change = true, .servers = {7}}};
    start_registered();
    take_sent();
    number().set(Value(21.0));
    EXPECT_EQ(sent(), "");
}

TEST_F(Rules, EndWithTheAgent) {
    start_with({.paths = {{32000, 0, 0}}, .on_change = true, .every = 1min});
    client->stop([] {});
    take_sent();
    number().set(Value(21.0));
    advance(10min);
    for (const auto& message : take_sent()) EXPECT_NE(message.uri_path(), "/dp");
}

}  // namespace
}  // namespace agent::lwm2m::testing
