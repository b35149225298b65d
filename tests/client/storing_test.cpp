// Notifications while the server can't be reached or has forgotten us, and those that the transport refuses.
#include "tests/client/storing.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned text = 0;

TEST_F(Storing, WhatIsDueWhileTheServerIsOutOfReachIsSentInOrderWithItsTimes) {
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    lose_connection();
    set({21, 22});
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    set({23});
    EXPECT_EQ(notified(), "");
    come_back();
    const auto request = take_series();
    EXPECT_EQ(request.type, coap::Type::confirmable);
    EXPECT_EQ(request.code, code::post);
    EXPECT_EQ(request.uri_path(), "/dp");
    EXPECT_EQ(request.content_format(), coap::ContentFormat::senml_json);
    EXPECT_EQ(text_of(request), R"([{"bn":"/32000/0/","bt":1767225600,"n":"0","v":21},{"n":"0","t":1,"v":22},)"
                                R"({"n":"2","t":2,"vs":"busy"},{"n":"0","t":2,"v":23}])");
    EXPECT_EQ(by_observation, "A:23 B:busy ");  // how things are now
    answer(request, code::changed);
    EXPECT_EQ(client->backlog(0).notifications, 0U);
    EXPECT_EQ(client->backlog(0).bytes, 0U);
    EXPECT_EQ(client->backlog(0).delivered, 4U);
    set({24});
    EXPECT_EQ(notified(), "3:24");
}

TEST_F(Storing, ATimeIsFinerThanASecondOnlyWhereTwoFallIntoOne) {
    observe("/32000/0/0");
    lose_connection();
    advance(1500ms);
    number().set(Value(21.0));
    advance(250ms);
    number().set(Value(22.0));
    advance(1s);
    number().set(Value(23.0));
    come_back();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225601,"v":21},{"t":0.75,"v":22},{"t":1,"v":23}])");
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
    const auto now = take_one();
    EXPECT_EQ(text_of(now), "21");
    receive(coap::Type::acknowledgement, code::empty, now.message_id);
    EXPECT_EQ(series(), R"([{"n":"/32000/0/0","t":1767225600,"v":21}])");
}

TEST_F(Storing, TheAttributesDecideWhatIsStored) {
    observe("/32000/0/0", "A", {"gt=50", "pmax=100"});
    lose_connection();
    set({21, 60, 61, 40});
    advance(100s);
    come_back();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225601,"v":60},{"t":2,"v":40},{"t":102,"v":40}])");
}

TEST_F(Storing, HqmaxLimitsWhatIsStoredOfAnObservation) {
    observe("/32000/0/0", "A", {"hqmax=2"});
    observe("/32000/0", "B", {"hqmax=0"});
    observe("/32000/0/2", "C");
    lose_connection();
    set({21, 22, 23, 24});
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    come_back();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225602,"v":23},{"t":1,"v":24},)"
                        R"({"bn":"/32000/0/2","t":2,"vs":"busy"}])");
    EXPECT_EQ(client->backlog(0).dropped, 7U);
}

TEST_F(Storing, BeyondTheLimitTheOldestIsDroppedAndCounted) {
    settings.storing.most = 2;
    restart();
    observe("/32000/0/0");
    lose_connection();
    set({21, 22, 23, 24, 25});
    EXPECT_EQ(client->backlog(0).notifications, 2U);
    EXPECT_EQ(client->backlog(0).dropped, 3U);
    EXPECT_EQ(
        std::ranges::count_if(
            log.lines, [](const auto& line) { return line.find("stored notifications dropped") != std::string::npos; }),
        1);  // not a line for each
    advance(10min);
    set({26});
    EXPECT_TRUE(log.has("stored notifications dropped server=0 dropped=3 in_all=4 reason=\"too many wait\""));
    come_back();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225604,"v":25},{"t":601,"v":26}])");
}

TEST_F(Storing, BytesAreLimitedToo) {
    settings.storing.most_bytes = 1000;
    restart();
    observe("/32000/0/2");
    lose_connection();
    for (const auto letter : {'a', 'b', 'c'}) {
        resource({32000, 0, 2}).set(Value(std::string(400, letter)));
        advance(1s);
    }
    EXPECT_EQ(client->backlog(0).notifications, 2U);
    EXPECT_LE(client->backlog(0).bytes, 1000U);
    EXPECT_EQ(client->backlog(0).dropped, 1U);
}

TEST_F(Storing, IsSwitchedOffByTheServer) {
    ask({code::put, "/1/0/6", {}, text, "0"});
    observe("/32000/0/0", "A", {"con=1"});
    observe("/32000/0/2", "B", {"pmax=10"});
    number().set(Value(20.0));
    take_one();  // is never acknowledged
    lose_connection();
    set({21, 22});
    advance(60s);
    EXPECT_EQ(store.backlog_writes, 0);
    EXPECT_EQ(client->backlog(0).notifications, 0U);
    come_back();
    EXPECT_EQ(notified(), "");
    advance(10s);
    EXPECT_EQ(notified(), "2:idle");
    set({23});
    EXPECT_EQ(notified(), "3:23");
}

TEST_F(Storing, AFailureWhileOutOfReachEndsNothing) {
    observe("/32000/0/0");
    lose_connection();
    number().failure = Failure{code::internal_server_error, "the sensor is gone"};
    set({21});
    number().failure.reset();
    advance(30s);
    come_back();
    EXPECT_EQ(series(), R"([{"n":"/32000/0/0","t":1767225630,"v":21}])");
}

TEST_F(Storing, AServerThatForgotUsGetsWhatWasStoredBySend) {
    observe("/32000/0/0", "A");
    lose_connection();
    set({21, 22});
    come_back_forgotten();
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":1,"v":22}])");
    EXPECT_EQ(by_observation, "");  // it observes nothing any more
    EXPECT_EQ(observe("/32000/0/0", "C"), "2.05 0 22");
    EXPECT_EQ(notified(), "");
}

TEST_F(Storing, GoesOnWhileRegistersAreNotAnswered) {
    observe("/32000/0/0", "A");
    lose_connection();
    set({21});
    advance(1s);
    client->on_connected(0);
    answer(take_one(), code::not_found);
    EXPECT_EQ(take_one().uri_path(), "/rd");
    set({22});  // the server may not have got the Register yet
    client->on_disconnected(0, make_error_code(boost::system::errc::network_down));
    set({23});
    advance(5min);
    transport.sent.clear();
    client->on_connected(0);
    answer(take_one(), code::created, {"rd", "3"});
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":2,"v":22},{"t":3,"v":23}])");
    EXPECT_EQ(client->observations(0).size(), 0U);
}

TEST_F(Storing, WhatIsObservedBeforeTheRegisterIsAnsweredStays) {
    observe("/32000/0/0", "A");
    lose_connection();
    advance(2s);
    client->on_connected(0);
    answer(take_one(), code::not_found);
    const auto request = take_one();
    EXPECT_EQ(observe("/32000/0/2", "B"), "2.05 0 idle");  // it overtook the answer
    answer(request, code::created, {"rd", "2"});
    ASSERT_EQ(client->observations(0).size(), 1U);
    EXPECT_EQ(client->observations(0).front().path, ObjectPath(32000, 0, 2));
    EXPECT_EQ(store.observations.at(123).size(), 1U);
}

TEST_F(Storing, SoIsWhatChangesWhileTheModuleHasNoNetwork) {
    observe("/32000/0/0", "A");
    client->on_network(false);
    set({21, 22});
    EXPECT_EQ(notified(), "");
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
    client->on_network(true);
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":1,"v":22}])");
    EXPECT_EQ(by_observation, "A:22 ");
}

TEST_F(Storing, WhatIsLostAgainRightAfterItCameBackIsNotStoredTwice) {
    observe("/32000/0/0", "A");
    lose_connection();
    set({21, 22});
    advance(1s);
    client->on_connected(0);
    transport.hold = true;
    answer(take_one(), code::changed);
    take_sent();
    lose_connection();
    transport.hold = false;
    transport.held.clear();
    EXPECT_EQ(client->backlog(0).notifications, 2U);
}

TEST_F(Storing, AnAcknowledgementThatNeverCameIsStored) {
    observe("/32000/0/0", "A", {"con=1"});
    set({21});
    EXPECT_EQ(notified(), "2:21");
    lose_connection();
    set({22});
    come_back();
    const auto now = take_one();
    EXPECT_EQ(text_of(now), "22");
    receive(coap::Type::acknowledgement, code::empty, now.message_id);
    EXPECT_EQ(series(), R"([{"bn":"/32000/0/0","bt":1767225600,"v":21},{"t":1,"v":22}])");
}

TEST_F(Storing, WhatIsGivenUpAlthoughTheServerCanBeReachedIsStoredOnce) {
    observe("/32000/0/0", "A", {"con=1"});
    set({21});
    int lost = 0;
    for (int tries = 0; tries < 10; ++tries, advance(30s)) {
        for (auto sent = take_sent(); !sent.empty(); sent = take_sent())
            for (const auto& message : sent) {
                client->on_delivery(0, message.message_id, Delivery::timed_out);
                lost += message.find(coap::OptionNumber::observe) != nullptr ? 1 : 0;
            }
    }
    EXPECT_GT(lost, 6);
    EXPECT_TRUE(log.has("notification given up"));
    EXPECT_EQ(client->backlog(0).notifications, 1U);
    EXPECT_EQ(client->backlog(0).dropped, 0U);
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
            for (const auto* segment : {"rd", "1"}) created.add_string(coap::OptionNumber::location_path, segment);
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
