// A bootstrap over the wire, from the first wait to the registration at the new servers.
#include <gmock/gmock.h>

#include "bootstrap_rig.hpp"

namespace agent::lwm2m::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
namespace code = coap::code;

class Bootstrapping : public BootstrapTest {
protected:
    /// Bootstrapped into account 201, registered there.
    void bootstrap_from_nothing() {
        settings.servers.clear();
        start();
        begin_session();
        write_account();
        EXPECT_EQ(finish(), "2.04");
        client->on_connected(0);
        accept_register(0);
        take_sent();
        events();
    }
};

TEST_F(Bootstrapping, GoesToTheBootstrapServerFirstWhenThereIsNoOther) {  // LightweightM2M-1.1-int-0
    settings.servers.clear();
    start();
    advance(9s);
    EXPECT_THAT(events(), IsEmpty());
    advance(6s);
    EXPECT_THAT(events(), ElementsAre("connect 4 coaps://bs.example.net"));
    EXPECT_EQ(client->servers(), 0U);
    client->on_connected(bootstrap_index);
    EXPECT_THAT(requests(), ElementsAre("4 POST /bs?ep=gw1&pct=112"));
    answer(transport.sent.back(), code::changed, {}, bootstrap_index);
    take_sent();

    EXPECT_EQ(bs({code::get, "", links}), "2.05 40 </>;lwm2m=1.1,</0/0>,</1>,</2>,</3/0>,</19/0>");
    write_account();
    EXPECT_EQ(bs({code::get, "/0", links}),
              "2.05 40 </>;lwm2m=1.1,</0/0>,</0/1>;ssid=201;uri=\"coaps://new.example.net\"");
    take_sent();
    EXPECT_EQ(client->servers(), 0U);  // not before it finishes
    EXPECT_EQ(finish(), "2.04");
    // The Finish was answered before anything else happened.
    EXPECT_EQ(transport.sent_to.front(), bootstrap_index);
    EXPECT_EQ(transport.sent.front().code, code::changed);
    EXPECT_THAT(events(), ElementsAre("connect 0 coaps://new.example.net"));
    EXPECT_EQ(listener.account_changes, 1);
    EXPECT_EQ(client->servers(), 1U);
    EXPECT_EQ(client->account(0).psk->identity, "gw1-201");
    client->on_connected(0);
    EXPECT_THAT(requests(), ElementsAre("0 POST /rd?lwm2m=1.1&ep=gw1&lt=300"));
    accept_register(0);
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
    expect_no_secret_in_the_log();
}

TEST_F(Bootstrapping, ItsRequestHasThePathAndQueryOfItsUriAndNoFormatIn10) {
    settings.servers.clear();
    settings.bootstrap->uri.path = {"a"};
    settings.bootstrap->uri.query = {"x=1"};
    settings.bootstrap->version = {1, 0};
    start();
    advance(15s);
    client->on_connected(bootstrap_index);
    EXPECT_THAT(requests(), ElementsAre("4 POST /a/bs?x=1&ep=gw1"));
    answer(transport.sent.back(), code::changed, {}, bootstrap_index);
    EXPECT_EQ(bs({code::get, "/1", links}), "2.05 40 lwm2m=\"1.0\",</1>");
    EXPECT_EQ(bs({code::get, "/1"}), "4.05");  // 1.0 has no Bootstrap-Read
}

TEST_F(Bootstrapping, TheNewAccountsAreThereAfterARestart) {
    bootstrap_from_nothing();
    client.reset();
    ObjectTree fresh;
    fresh.add(*core_definition(3)).add_instance(0);
    client.emplace(settings, fresh, store, timers, random, Log(log, "test", LogLevel::trace), transport, listener);
    client->start();
    EXPECT_THAT(events(), ElementsAre("connect 0 coaps://new.example.net"));
    client.reset();
}

TEST_F(Bootstrapping, WhatIsKeptIsWholeOrNothing) {  // LightweightM2M-1.1-int-9
    settings.servers.clear();
    start();
    begin_session();
    write_account();
    store.full = true;
    EXPECT_EQ(finish(), "5.00");
    EXPECT_EQ(client->servers(), 0U);
    EXPECT_EQ(client->bootstrap().state, BootstrapState::running);
    EXPECT_TRUE(store.accounts->resources.empty());
    store.full = false;
    EXPECT_EQ(finish(), "2.04");
    EXPECT_EQ(client->servers(), 1U);
}

TEST_F(Bootstrapping, AnInconsistentResultIsRefusedAndCanBePutRight) {  // LightweightM2M-1.1-int-9
    start_registered();
    ASSERT_TRUE(client->request_bootstrap());
    begin_session();
    EXPECT_EQ(put("/0/2", security(2, 202, "coaps://second.example.net")), "2.04");
    EXPECT_EQ(finish(), "4.06");
    EXPECT_TRUE(log.has("reason=\"/0/2 has no instance of object 1 with its short server id\""));
    EXPECT_EQ(client->account(0).short_id, 123);
    EXPECT_EQ(put("/1/1", server(1, 202)), "2.04");
    EXPECT_EQ(finish(), "2.04");
    EXPECT_EQ(client->servers(), 2U);
    EXPECT_EQ(client->account(0).short_id, 123);
    EXPECT_EQ(client->account(1).short_id, 202);
}

TEST_F(Bootstrapping, TheOtherServersAreLeftAloneMeanwhileAndComeBackWhenItFails) {
    start_registered();
    ASSERT_TRUE(client->request_bootstrap());
    advance(15s);
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);  // as long as nothing has begun
    events();
    client->on_connected(bootstrap_index);
    answer(transport.sent.back(), code::changed, {}, bootstrap_index);
    EXPECT_THAT(events(), ElementsAre("disconnect 0"));
    take_sent();
    EXPECT_EQ(del(""), "2.02");
    take_sent();
    send({code::get, "/3/0/0"});
    EXPECT_THAT(take_sent(), IsEmpty());  // nobody is at home for server 0
    advance(247s);
    EXPECT_THAT(events(), ElementsAre("disconnect 4", "connect 0 coap://192.0.2.1"));
    client->on_connected(0);
    EXPECT_THAT(requests(), ElementsAre("0 POST /rd/5a3f"));  // the server still knows us
    EXPECT_EQ(client->account(0).short_id, 123);
    EXPECT_EQ(listener.bootstraps.back().state, BootstrapState::waiting);
    EXPECT_EQ(listener.bootstraps.back().detail, "the bootstrap server is silent");
}

TEST_F(Bootstrapping, ALostConnectionRollsBack) {
    start_registered();
    ASSERT_TRUE(client->request_bootstrap());
    begin_session();
    write_account();
    client->on_disconnected(bootstrap_index, make_error_code(boost::system::errc::connection_reset));
    EXPECT_EQ(client->account(0).short_id, 123);
    advance(15s);
    begin_session();
    EXPECT_EQ(bs({code::get, "/1", links}), "2.05 40 </>;lwm2m=1.1,</1/0>;ssid=123");
}

TEST_F(Bootstrapping, IsTriedAgainAtOnceWhenItsOwnDeviceLostTheConnection) {
    settings.bootstrap->hold_off_s = 600;
    start_registered();
    ASSERT_TRUE(client->request_bootstrap());
    advance(900s);
    ASSERT_THAT(events(), Contains("connect 4 coaps://bs.example.net"));
    client->on_disconnected(bootstrap_index, make_error_code(boost::system::errc::io_error), Cause::device);
    events();
    advance(2s);
    EXPECT_THAT(events(), ElementsAre("connect 4 coaps://bs.example.net"));
    EXPECT_EQ(listener.bootstraps.back().failures, 0U);
}

TEST_F(Bootstrapping, MayBeBegunByTheServer) {  // LightweightM2M-1.1-int-5
    start_registered();
    EXPECT_EQ(bs({code::get, "", links}).substr(0, 6), "2.05 4");
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
    EXPECT_EQ(finish(), "4.00");
    EXPECT_EQ(put("/0/2", security(2, 202, "coap://second.example.net")), "2.04");
    EXPECT_EQ(client->registration(0).state, RegistrationState::idle);
    EXPECT_EQ(put("/1/2", server(2, 202)), "2.04");
    EXPECT_EQ(finish(), "2.04");
    EXPECT_EQ(client->servers(), 2U);
}

TEST_F(Bootstrapping, MayBeTriggeredByAServer) {
    start_registered();
    events();
    EXPECT_EQ(exchange({code::post, "/1/0/9"}).code, code::changed);
    advance(15s);
    EXPECT_THAT(events(), ElementsAre("connect 4 coaps://bs.example.net"));
}

TEST_F(Bootstrapping, CannotBeTriggeredWithoutABootstrapServer) {
    settings.bootstrap.reset();
    start_registered();
    EXPECT_EQ(exchange({code::post, "/1/0/9"}).code, code::method_not_allowed);
    EXPECT_EQ(client->request_bootstrap().error().code, code::method_not_allowed);
    EXPECT_EQ(client->bootstrap().state, BootstrapState::none);
    EXPECT_EQ(put("/0/2", security(2, 202, "coap://x")), "nothing");
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
}

TEST_F(Bootstrapping, ComesWhenRegistrationsHaveFailed) {  // LightweightM2M-1.1-int-7
    start();
    Duration waited{};
    for (const auto wait : {60s, 120s, 240s, 480s}) {
        client->on_disconnected(0, make_error_code(boost::system::errc::host_unreachable));
        advance(wait);
        waited += wait;
        EXPECT_EQ(client->bootstrap().state, BootstrapState::idle);
    }
    client->on_disconnected(0, make_error_code(boost::system::errc::host_unreachable));
    EXPECT_EQ(client->bootstrap().state, BootstrapState::waiting);
    events();
    advance(15s);
    EXPECT_THAT(events(), ElementsAre("connect 4 coaps://bs.example.net"));
}

TEST_F(Bootstrapping, DoesNotComeWhenTheServerDoesNotWantIt) {  // /1/x/16
    settings.servers[0].bootstrap_on_failure = false;
    settings.servers[0].retry.attempts = 1;
    start();
    for (int i = 0; i < 10; ++i) {
        client->on_disconnected(0, make_error_code(boost::system::errc::host_unreachable));
        EXPECT_EQ(client->bootstrap().state, BootstrapState::idle);
        advance(1h);
    }
}

TEST_F(Bootstrapping, IsCalledOffWhenTheRegistrationWorksAgain) {
    settings.servers[0].retry = {.first = 1s, .most = 1s, .attempts = 1, .pause = 2s, .jitter = 0};
    start();
    client->on_disconnected(0, make_error_code(boost::system::errc::host_unreachable));
    EXPECT_EQ(client->bootstrap().state, BootstrapState::waiting);
    advance(2s);
    client->on_connected(0);
    accept_register(0);
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
    EXPECT_EQ(client->bootstrap().state, BootstrapState::idle);
}

TEST_F(Bootstrapping, ThePlacesOfServersThatAreGoneAnswerNobody) {
    auto second = settings.servers[0];
    second.security_instance = 2;
    second.instance = 1;
    second.short_id = 124;
    settings.servers.push_back(second);
    start_registered();
    auto& slow = resource({3, 0, 0});
    slow.slow = true;
    send({code::get, "/3/0/0", {}, {}, {}, {}, 0});  // an observation that is not answered yet
    bs({code::del, "/0"});
    bs({code::del, "/1"});
    put("/0/1", security(1, 201, "coaps://new.example.net"));
    put("/1/0", server(0, 201));
    EXPECT_EQ(finish(), "2.04");
    EXPECT_EQ(client->servers(), 1U);
    EXPECT_EQ(tree.find(1)->instances().size(), 1U);
    client->on_connected(0);
    take_sent();
    slow.finish();
    EXPECT_THAT(take_sent(), IsEmpty());
    send({code::get, "/3/0/9", {}, {}, {}, {}, {}, {}, coap::Type::confirmable, "T", 1});
    EXPECT_THAT(take_sent(), IsEmpty());
    EXPECT_TRUE(client->observations(0).empty());
}

TEST_F(Bootstrapping, TheAccountOfTheBootstrapServerIsPurgedWhenItSaysSo) {  // /0/x/12
    settings.servers.clear();
    start();
    begin_session();
    write_account();
    EXPECT_EQ(bs({code::put, "/0/0/12", {}, text, "3600"}), "2.04");
    EXPECT_EQ(finish(), "2.04");
    events();
    advance(3599s);
    EXPECT_EQ(client->bootstrap().state, BootstrapState::idle);
    advance(1s);
    EXPECT_EQ(client->bootstrap().state, BootstrapState::none);
    EXPECT_THAT(events(), ::testing::Contains("disconnect 4"));
    EXPECT_EQ(client->request_bootstrap().error().code, code::method_not_allowed);
    for (const auto& kept : store.accounts->resources) EXPECT_FALSE(ObjectPath(0, 0).contains(kept.path));
    EXPECT_EQ(client->servers(), 1U);
}

TEST_F(Bootstrapping, ABootstrapServerMayReplaceItself) {  // LwM2M Core 1.1 §6.1.3.3
    settings.servers.clear();
    start();
    begin_session();
    write_account();
    EXPECT_EQ(put("/0/9", security(9, 0, "coaps://other.example.net", true)), "2.04");
    EXPECT_EQ(finish(), "2.04");
    events();
    advance(9s);
    EXPECT_THAT(events(), IsEmpty());  // the answer may need its time
    advance(1s);
    EXPECT_THAT(events(), ElementsAre("disconnect 4"));
    ASSERT_TRUE(client->request_bootstrap());
    advance(2s);
    EXPECT_THAT(events(), ElementsAre("connect 4 coaps://other.example.net"));
}

TEST_F(Bootstrapping, StopsWithoutAWord) {
    settings.servers.clear();
    start();
    begin_session();
    bool stopped = false;
    events();
    client->stop([&] { stopped = true; });
    EXPECT_TRUE(stopped);
    EXPECT_THAT(events(), ElementsAre("disconnect 4"));
    advance(24h);
    EXPECT_THAT(events(), IsEmpty());
    EXPECT_EQ(put("/0/1", security(1, 201, "coap://x")), "nothing");
}

}  // namespace
}  // namespace agent::lwm2m::testing
