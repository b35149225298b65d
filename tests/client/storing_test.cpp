// Notifications while the server can't be reached or has forgotten us, and those that the transport refuses.
#include "tests/client/observing.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned text = 0;

class Storing : public Observing {
protected:
    void lose_connection() {
        client->on_disconnected(0, make_error_code(boost::system::errc::network_down));
        advance(Duration::zero());
        transport.sent.clear();
    }
    /// The connection comes back and the server still knows us.
    void come_back() {
        advance(2s);
        client->on_connected(0);
        answer(take_one(), code::changed);
    }
    /// The server has forgotten us: the Update is answered 4.04 and a Register follows.
    void come_back_forgotten() {
        advance(2s);
        client->on_connected(0);
        answer(take_one(), code::not_found);
        answer(take_one(), code::created, {"rd", "2"});
    }
    void set(std::initializer_list<double> values) {
        for (const auto value : values) {
            number().set(Value(value));
            advance(1s);
        }
    }
};

TEST_F(Storing, WhatIsDueWhileTheServerIsOutOfReachIsSentInOrder) {
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    lose_connection();
    set({21, 22});
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    set({23});
    EXPECT_EQ(notified(), "");
    come_back();
    EXPECT_EQ(notified(), "2:21 3:22 2:busy 4:23");
    set({24});
    EXPECT_EQ(notified(), "5:24");
}

TEST_F(Storing, NothingIsSentWhileAConnectionIsBeingDropped) {
    observe("/32000/0/0", "A", {"con=1"});
    number().set(Value(21.0));
    advance(Duration::zero());
    for (int failures = 0; failures < 2; ++failures) {
        client->on_delivery(0, take_one().message_id, Delivery::failed);
        advance(30s);
    }
    take_one();
    // What is under way fails now, and for the last time.
    client->on_disconnected(0, make_error_code(boost::system::errc::network_down));
    advance(Duration::zero());
    EXPECT_TRUE(transport.sent.empty());
    come_back();
    EXPECT_EQ(notified(), "5:21");
}

TEST_F(Storing, TheAttributesDecideWhatIsStored) {
    observe("/32000/0/0", "A", {"gt=50", "pmax=100"});
    lose_connection();
    set({21, 60, 61, 40});
    advance(100s);
    come_back();
    EXPECT_EQ(notified(), "2:60 3:40 4:40");
}

TEST_F(Storing, HqmaxLimitsWhatIsStoredOfAnObservation) {
    observe("/32000/0/0", "A", {"hqmax=2"});
    observe("/32000/0", "B", {"hqmax=0"});
    observe("/32000/0/2", "C");
    lose_connection();
    set({21, 22, 23, 24});
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    come_back();
    EXPECT_EQ(notified(), "2:23 3:24 2:busy");
}

TEST_F(Storing, BeyondTheLimitTheOldestIsDropped) {
    settings.most_stored_notifications = 2;
    restart();
    observe("/32000/0/0");
    lose_connection();
    set({21, 22, 23});
    come_back();
    EXPECT_EQ(notified(), "2:22 3:23");
    EXPECT_TRUE(log.has("stored notification dropped server=0 path=/32000/0/0"));
}

TEST_F(Storing, IsSwitchedOffByTheServer) {
    ask({code::put, "/1/0/6", {}, text, "0"});
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B", {"pmax=10"});
    lose_connection();
    set({21, 22});
    advance(60s);
    come_back();
    EXPECT_EQ(notified(), "");
    advance(10s);
    EXPECT_EQ(notified(), "2:idle");
    set({23});
    EXPECT_EQ(notified(), "2:23");
}

TEST_F(Storing, AFailureWhileOutOfReachEndsNothing) {
    observe("/32000/0/0");
    lose_connection();
    number().failure = Failure{code::internal_server_error, "the sensor is gone"};
    set({21});
    number().failure.reset();
    advance(30s);
    come_back();
    EXPECT_EQ(notified(), "2:21");
}

TEST_F(Storing, AServerThatForgotUsGetsWhatWasStoredWhenItObservesAgain) {
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    lose_connection();
    set({21, 22});
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    come_back_forgotten();
    number().value = Value(25.0);
    EXPECT_EQ(notified(), "");
    send({.method = code::get, .path = "/32000/0/0", .observe = 0, .token = "C"});
    EXPECT_EQ(notified(), "1:25 2:21 3:22 4:25");  // the value of now comes last, too
    EXPECT_EQ(notified(), "");
    EXPECT_EQ(observe("/3/0/9", "D"), "2.05 0 87");
    send({.method = code::get, .path = "/32000/0/2", .observe = 0, .token = "E"});
    EXPECT_EQ(notified(), "1:busy 2:busy 3:busy");
}

TEST_F(Storing, AnAcknowledgementThatNeverCameIsStored) {
    observe("/32000/0/0", "A", {"con=1"});
    set({21});
    EXPECT_EQ(notified(), "2:21");
    lose_connection();
    set({22});
    come_back();
    const auto again = take_one();
    EXPECT_EQ(text_of(again), "21");
    receive(coap::Type::acknowledgement, code::empty, again.message_id);
    EXPECT_EQ(notified(), "4:22");
}

TEST_F(Storing, WhatTheTransportRefusesIsSentAgainLater) {
    observe("/32000/0/0");
    transport.broken = true;
    number().set(Value(21.0));
    EXPECT_EQ(notified(), "2:21");
    transport.broken = false;
    number().set(Value(22.0));
    advance(29s);
    EXPECT_EQ(notified(), "");
    advance(1s);
    EXPECT_EQ(notified(), "3:21 4:22");
}

class OwnWrites : public ClientTest {
protected:
    OwnWrites() {
        settings.servers.front().lifetime_s = 0;
        settings.servers.push_back(settings.servers.front());
        settings.servers.back().instance = 1;
        settings.servers.back().short_id = 7;
        add_bench();
        settings.access = {{.object = 32000, .rights = {{0, access::all}}}};
        start();
        for (const auto server : {ServerIndex{0}, ServerIndex{1}}) {
            client->on_connected(server);
            const auto request = take_one();
            coap::Message created{.type = coap::Type::acknowledgement,
                                  .code = code::created,
                                  .message_id = request.message_id,
                                  .token = request.token};
            created.add_string(coap::OptionNumber::location_path, "rd");
            client->on_message(server, created);
        }
        for (const auto server : {ServerIndex{0}, ServerIndex{1}}) {
            observe(server, "n", {"32000", "0", "0"});
            observe(server, "i", {"32000", "0"});
            observe(server, "t", {"32000", "0", "2"});
        }
        take_sent();
    }
    void observe(ServerIndex server, const std::string& what, std::initializer_list<const char*> path) {
        coap::Message message{
            .code = code::get, .message_id = ++next_id, .token = token_of(std::to_string(server) + what)};
        message.add_uint(coap::OptionNumber::observe, 0);
        for (const auto* segment : path) message.add_string(coap::OptionNumber::uri_path, segment);
        client->on_message(server, message);
    }
    /// The tokens of the notifications sent since, which say server and path.
    std::string notified() {
        std::vector<std::string> tokens;
        for (const auto& message : take_sent())
            if (message.find(coap::OptionNumber::observe) != nullptr)
                tokens.emplace_back(as_text(message.token.bytes()));
        std::ranges::sort(tokens);
        std::string all;
        for (const auto& token : tokens) all += token + " ";
        return all;
    }
};

TEST_F(OwnWrites, AreNotifiedToTheOtherServersOnly) {
    send({code::put, "/32000/0/0", {}, text, "50"});
    EXPECT_EQ(notified(), "1i 1n ");
    send({code::put, "/32000/0/2", {}, text, "busy"});
    EXPECT_EQ(notified(), "1i 1t ");
}

TEST_F(OwnWrites, AreWhatTheServerKnowsFromThenOn) {
    send({code::put, "/32000/0/0", {}, text, "50"});
    take_sent();
    resource({32000, 0, 0}).set(Value(50.0));  // the handler says so as well
    EXPECT_EQ(notified(), "0i ");
    resource({32000, 0, 0}).set(Value(51.0));
    EXPECT_EQ(notified(), "0i 0n 1i 1n ");
}

TEST_F(OwnWrites, AreOnlyNotedWhenItIsTimeToLook) {
    send({code::put, "/32000/0", {}, {}, "", {"epmax=10"}});
    send({code::put, "/32000/0/0", {}, text, "50"});
    take_sent();
    advance(30s);
    EXPECT_EQ(notified(), "");
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    EXPECT_EQ(notified(), "0i 0t 1i 1t ");
}

}  // namespace
}  // namespace agent::lwm2m::testing
