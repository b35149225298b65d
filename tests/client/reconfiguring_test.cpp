// Other settings while the client runs: who is told what, and what goes on as it was.
#include <gmock/gmock.h>

#include "bootstrap_rig.hpp"

namespace agent::lwm2m::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
namespace code = coap::code;

class Reconfiguring : public BootstrapTest {
protected:
    Reconfiguring() {
        settings.bootstrap.reset();
        settings.servers[0].security_instance = 0;
        add_bench();
    }
    void add_server(std::uint16_t short_id, const std::string& host) {
        auto account = settings.servers[0];
        account.security_instance = account.instance = static_cast<Id>(settings.servers.size());
        account.short_id = short_id;
        account.uri.host = host;
        settings.servers.push_back(account);
    }
    /// Starts it, every server having accepted its Register.
    void start_all() {
        start();
        for (ServerIndex server = 0; server < settings.servers.size(); ++server) {
            client->on_connected(server);
            accept_register(server);
            take_sent();
        }
        events();
    }
    void reconfigure(Client::ChangeObjects change = [] { return std::vector<ObjectPath>{}; }) {
        done = false;
        client->reconfigure(settings, std::move(change), [this] { done = true; });
        advance(Duration::zero());
    }
    /// The tree's object 32000 anew, with other handlers.
    std::vector<ObjectPath> replace_bench() {
        tree.remove(32000);
        add_bench();
        return {ObjectPath(32000)};
    }
    void leave(ServerIndex server) {
        answer(transport.sent.back(), code::deleted, {}, server);
        advance(Duration::zero());
    }
    std::string observe(const std::string& path, const std::string& token) {
        return ask({.method = code::get, .path = path, .observe = 0, .token = token});
    }
    FakeResource& number() { return resource({32000, 0, 0}); }

    bool done = false;
};

TEST_F(Reconfiguring, WhatWaitsToBeSentKeepsItsFormat) {
    start_all();
    for (int i = 0; i < 3; ++i) client->send(0, std::vector<ObjectPath>{{32000, 0, 0}}, [](const auto&) {});
    const auto first = take_one();
    settings.send_format = coap::ContentFormat::senml_json;
    client->send(0, std::vector<ObjectPath>{{32000, 0, 0}}, [](const auto&) {});
    reconfigure();
    client->send(0, std::vector<ObjectPath>{{32000, 0, 0}}, [](const auto&) {});
    std::vector<std::pair<coap::ContentFormat, char>> formats;
    for (auto request = first;; request = take_one()) {
        formats.emplace_back(request.content_format().value(), text_of(request).front());
        if (formats.size() == 5) break;
        answer(request, code::changed);
    }
    using enum coap::ContentFormat;
    EXPECT_THAT(formats, ElementsAre(Pair(senml_cbor, '\x81'), Pair(senml_cbor, '\x81'), Pair(senml_cbor, '\x81'),
                                     Pair(senml_cbor, '\x81'), Pair(senml_json, '[')));
}

TEST_F(Reconfiguring, TellsNobodyWhatConcernsNobody) {
    add_server(124, "b.example");
    start_all();
    observe("/32000/0/0", "A");
    settings.stop_within = 1s;
    reconfigure();
    EXPECT_TRUE(done);
    advance(10s);
    EXPECT_THAT(take_sent(), IsEmpty());
    EXPECT_THAT(events(), IsEmpty());
    number().set(Value(21.0));
    EXPECT_EQ(text_of(take_one()), "21");
}

TEST_F(Reconfiguring, TellsOtherObjectsByAnUpdate) {
    start_all();
    reconfigure([this] {
        tree.add(*core_definition(5)).add_instance(0);
        return std::vector{ObjectPath(5)};
    });
    EXPECT_TRUE(done);
    const auto update = take_one();
    EXPECT_EQ(update.uri_path(), "/rd/new");
    EXPECT_THAT(text_of(update), HasSubstr("</5/0>"));
}

TEST_F(Reconfiguring, WatchesTheHandlersInThePlaceOfThoseThatWere) {
    start_all();
    observe("/32000/0/0", "A");
    reconfigure([this] {
        auto changed = replace_bench();
        number().value = Value(30.0);
        return changed;
    });
    EXPECT_EQ(text_of(take_one()), "30");
    EXPECT_THAT(number().events, HasSubstr("watch"));
    number().set(Value(31.0));
    EXPECT_EQ(text_of(take_one()), "31");
}

TEST_F(Reconfiguring, EndsObservationsOfWhatIsGone) {
    start_all();
    observe("/32000/0/0", "A");
    reconfigure([this] {
        tree.remove(32000);
        return std::vector{ObjectPath(32000)};
    });
    std::vector<std::string> sent;
    for (const auto& message : take_sent()) {
        sent.push_back(message.code.text());
        if (message.code == code::not_found) receive(coap::Type::acknowledgement, code::empty, message.message_id);
    }
    EXPECT_THAT(sent, Contains("4.04"));
    EXPECT_THAT(client->observations(0), IsEmpty());
    EXPECT_TRUE(store.observations[123].empty());
}

TEST_F(Reconfiguring, AnswersAReadThatTheOldHandlerWasAsked) {
    start_all();
    number().slow = true;
    send({.method = code::get, .path = "/32000/0/0"});
    advance(Duration::zero());
    reconfigure([this] { return replace_bench(); });
    EXPECT_EQ(brief(take_one()), "5.00");
}

TEST_F(Reconfiguring, WaitsForAWriteThatIsUnderWay) {
    start_all();
    number().slow = true;
    send({.method = code::put, .path = "/32000/0/0", .format = 0, .payload = "22"});
    advance(Duration::zero());
    bool changed = false;
    reconfigure([&] {
        changed = true;
        return std::vector<ObjectPath>{};
    });
    EXPECT_FALSE(changed);
    number().finish();
    advance(Duration::zero());
    EXPECT_TRUE(changed);
    EXPECT_TRUE(done);
}

TEST_F(Reconfiguring, TellsAnotherLifetimeByAnUpdate) {
    start_all();
    settings.servers[0].lifetime_s = 600;
    reconfigure();
    const auto update = take_one();
    EXPECT_EQ(update.uri_path(), "/rd/new");
    EXPECT_THAT(update.values(coap::OptionNumber::uri_query), ElementsAre("lt=600"));
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(Reconfiguring, GivesPathsTheirNewAttributes) {
    start_all();
    observe("/32000/0/0", "A");
    settings.observe = {{ObjectPath(32000, 0, 0), {.pmin = 60}}};
    reconfigure();
    number().set(Value(21.0));
    EXPECT_THAT(take_sent(), IsEmpty());
    advance(60s);
    EXPECT_EQ(text_of(take_one()), "21");
}

TEST_F(Reconfiguring, LeavesAServerThatIsNotTheSameAndRegistersAnew) {
    add_server(124, "b.example");
    start_all();
    settings.servers[1].uri.host = "c.example";
    reconfigure();
    EXPECT_FALSE(done) << "the one before has to be told";
    EXPECT_THAT(requests(), ElementsAre("1 DELETE /rd/new"));
    leave(1);
    EXPECT_TRUE(done);
    EXPECT_THAT(events(), ElementsAre("disconnect 1", "connect 1 coap://c.example"));
    take_sent();
    client->on_connected(1);
    EXPECT_THAT(requests(), ElementsAre(HasSubstr("1 POST /rd?")));
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
}

TEST_F(Reconfiguring, KeepsOnDiskWhatBelongsToTheServersThatStay) {
    add_server(124, "b.example");
    settings.access = {{.object = 32000, .owner = 123, .rights = {{124, access::read}}}};
    start_all();
    EXPECT_EQ(ask({.method = code::put, .path = "/32000/0/0", .query = {"pmin=5"}}), "2.04");
    EXPECT_EQ(ask({.method = code::put, .path = "/32000/0/0", .query = {"pmin=7"}, .server = 1}), "2.04");
    settings.servers[1].uri.host = "c.example";
    reconfigure();
    leave(1);
    EXPECT_TRUE(done);
    EXPECT_TRUE(store.registrations.contains(123));
    EXPECT_FALSE(store.registrations.contains(124));
    EXPECT_EQ(store.kept_attributes(123).size(), 1U);
    EXPECT_EQ(store.kept_attributes(124).size(), 0U);
}

TEST_F(Reconfiguring, DoesNotWaitForAServerThatDoesNotAnswer) {
    start_all();
    settings.stop_within = 5s;
    settings.servers[0].uri.host = "c.example";
    reconfigure();
    EXPECT_FALSE(done);
    advance(5s);
    EXPECT_TRUE(done);
    EXPECT_THAT(events(), Contains("connect 0 coap://c.example"));
}

TEST_F(Reconfiguring, RegistersAtAServerThatIsNew) {
    start_all();
    add_server(124, "b.example");
    reconfigure();
    EXPECT_TRUE(done);
    EXPECT_EQ(client->servers(), 2U);
    EXPECT_THAT(events(), ElementsAre("connect 1 coap://b.example"));
}

TEST_F(Reconfiguring, TakesAServerThatMovesUpWithItsRegistrationAndObservations) {
    add_server(124, "b.example");
    settings.access = {{.object = 32000, .owner = 123, .rights = {{124, access::read}}}};
    start_all();
    send({.method = code::get, .path = "/32000/0/0", .observe = 0, .token = "B", .server = 1});
    take_sent();
    settings.servers.erase(settings.servers.begin());
    settings.servers[0].instance = settings.servers[0].security_instance = 0;
    reconfigure();
    EXPECT_THAT(requests(), ElementsAre("0 DELETE /rd/new"));
    leave(0);
    EXPECT_TRUE(done);
    EXPECT_EQ(client->servers(), 1U);
    EXPECT_THAT(events(), ElementsAre("disconnect 0", "disconnect 1", "connect 0 coap://b.example"));
    take_sent();
    client->on_connected(0);
    const auto update = take_one();
    EXPECT_EQ(update.uri_path(), "/rd/new");
    answer(update, code::changed);
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 1U) << sent.front().summary() << "; " << sent.back().summary();
    EXPECT_EQ(text_of(sent.front()), "20.5") << "the observed value anew";
    EXPECT_EQ(client->observations(0).size(), 1U);
    EXPECT_EQ(client->counters().registers, 2U);
}

TEST_F(Reconfiguring, AnotherEndpointIsAnotherDeviceToEverybody) {
    start_all();
    settings.endpoint = "gw2";
    reconfigure();
    EXPECT_THAT(requests(), ElementsAre("0 DELETE /rd/new"));
    leave(0);
    take_sent();
    client->on_connected(0);
    EXPECT_THAT(requests(), ElementsAre(HasSubstr("ep=gw2")));
}

TEST_F(Reconfiguring, SendsByItsNewRules) {
    start_all();
    settings.send = {{.paths = {ObjectPath(32000, 0, 0)}, .every = 10s}};
    reconfigure();
    advance(10s);
    EXPECT_EQ(take_one().uri_path(), "/dp");
    settings.send.clear();
    reconfigure();
    advance(60s);
    for (const auto& message : take_sent()) EXPECT_NE(message.uri_path(), "/dp");
}

TEST_F(Reconfiguring, LeavesAServerThatAPersonHasStoppedAlone) {
    start_all();
    client->hold(0);
    leave(0);
    events();
    take_sent();
    settings.servers[0].lifetime_s = 600;
    reconfigure();
    EXPECT_TRUE(done);
    EXPECT_TRUE(client->is_held(0));
    EXPECT_THAT(events(), IsEmpty());
}

}  // namespace
}  // namespace agent::lwm2m::testing
