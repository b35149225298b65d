// Several servers: the order of their registrations and what object 1 says of each (LwM2M Core 1.1 §6.2.1.1).
#include <gmock/gmock.h>

#include "bootstrap_rig.hpp"

namespace agent::lwm2m::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
namespace code = coap::code;

class SeveralServers : public BootstrapTest {
protected:
    SeveralServers() {
        settings.bootstrap.reset();
        settings.servers[0].retry = {.first = 10s, .most = 10s, .attempts = 2, .pause = 100s, .jitter = 0};
        for (std::uint16_t more = 1; more < 4; ++more) {
            auto account = settings.servers[0];
            account.security_instance = static_cast<Id>(more + 1);
            account.instance = more;
            account.short_id = static_cast<std::uint16_t>(123 + more);
            settings.servers.push_back(account);
        }
    }
    /// Which servers are being connected to, in the order in which that was begun.
    std::string connects() {
        std::string indices;
        for (const auto& event : events())
            if (event.starts_with("connect")) indices += event[8];
        return indices;
    }
    void fail(ServerIndex index) {
        client->on_disconnected(index, make_error_code(boost::system::errc::host_unreachable));
    }
    void register_at(ServerIndex index) {
        client->on_connected(index);
        accept_register(index);
        take_sent();
    }
};

TEST_F(SeveralServers, RegisterAtOnceWithoutAnOrder) {
    start();
    EXPECT_EQ(connects(), "0123");
    EXPECT_EQ(client->servers(), 4U);
    EXPECT_EQ(tree.find(1)->instances().size(), 4U);
}

TEST_F(SeveralServers, RegisterInTheOrderOfTheirPriorities) {  // /1/x/13
    settings.servers[0].priority = 7;
    settings.servers[1].priority = 2;
    settings.servers[3].priority = 2;
    start();
    EXPECT_EQ(connects(), "12");  // 2 has no place in the order
    register_at(1);
    EXPECT_EQ(connects(), "3");
    register_at(3);
    EXPECT_EQ(connects(), "0");
}

TEST_F(SeveralServers, GoOnInTheOrderWhenARegistrationHasFailed) {
    for (auto& account : settings.servers) account.priority = account.instance;
    settings.servers[1].block_on_failure = true;
    start();
    EXPECT_EQ(connects(), "0");
    fail(0);
    advance(10s);
    EXPECT_EQ(connects(), "0");  // one attempt is not all
    fail(0);
    EXPECT_EQ(connects(), "1");
    fail(1);
    advance(10s);
    fail(1);
    EXPECT_EQ(connects(), "1");  // /1/x/15: the others wait for it
    advance(100s);
    EXPECT_EQ(connects(), "01");
    register_at(1);
    EXPECT_EQ(connects(), "2");
}

TEST_F(SeveralServers, WaitBeforeTheirFirstRegisterOnly) {  // /1/x/14
    settings.servers.resize(2);
    settings.servers[0].priority = 1;
    settings.servers[1].priority = 2;
    settings.servers[1].initial_delay_s = 30;
    start();
    register_at(0);
    EXPECT_EQ(connects(), "0");
    advance(29s);
    EXPECT_EQ(connects(), "");
    advance(1s);
    EXPECT_EQ(connects(), "1");
    register_at(1);
    fail(1);
    advance(2s);
    EXPECT_EQ(connects(), "1");
}

TEST_F(SeveralServers, AreNotStartedByWhatHappensAfterAStop) {
    settings.servers.resize(2);
    settings.servers[0].priority = 1;
    settings.servers[1].priority = 2;
    start();
    client->on_connected(0);
    connects();
    client->stop([] {});
    advance(1h);
    EXPECT_EQ(connects(), "");
}

TEST_F(SeveralServers, EachHasItsOwnInstanceOfObject1) {
    settings.servers.resize(2);
    settings.servers[1].lifetime_s = 600;
    settings.servers[1].binding = "UQ";
    settings.servers[1].mute_send = true;
    start();
    client->on_connected(1);
    EXPECT_THAT(requests(), ElementsAre("1 POST /rd?lwm2m=1.1&ep=gw1&lt=600&Q"));
    EXPECT_EQ(text_of(transport.sent.back()), "</1/0>,</1/1>,</2/0>,</2/1>,</2/2>,</2/3>,</3/0>,</19/0>");
    accept_register(1);
    take_sent();
    Ask ask{code::get, "/1/1", 11542};
    ask.server = 1;
    EXPECT_EQ(brief(exchange(ask)), "2.05 11542 C1007CC2010258C10200C40500015180C10601C2075551C11500C11655C11701");
}

TEST_F(SeveralServers, WhatOneWritesToItsAccountIsKeptAndTold) {
    settings.servers.resize(1);
    start_registered();
    EXPECT_EQ(exchange({code::put, "/1/0/23", {}, text, "1"}).code, code::changed);
    EXPECT_TRUE(client->account(0).mute_send);
    EXPECT_EQ(store.values.at({1, 0, 23}), ResourceValue(Value(true)));
    EXPECT_THAT(requests(), IsEmpty());
    send({code::put, "/1/0/1", {}, text, "1000"});
    EXPECT_THAT(requests(), ElementsAre("0 POST /rd/5a3f?lt=1000"));
    answer(transport.sent.back(), code::changed);
    take_sent();
    send({code::put, "/1/0/7", {}, text, "UQ"});
    EXPECT_THAT(requests(), ElementsAre("0 POST /rd?lwm2m=1.1&ep=gw1&lt=1000&Q"));
    // 13 to 20 are for a bootstrap server alone.
    take_sent();
    for (const auto* path : {"/1/0/13", "/1/0/16", "/1/0/20"}) {
        EXPECT_EQ(exchange({code::get, path}).code, code::not_found) << path;
    }
}

TEST_F(SeveralServers, ADisabledOneComesBackAfterItsOwnTime) {  // /1/x/4, /1/x/5
    settings.servers.resize(1);
    start_registered();
    EXPECT_EQ(exchange({code::put, "/1/0/5", {}, text, "77"}).code, code::changed);
    send({code::post, "/1/0/4"});
    EXPECT_THAT(requests(), ElementsAre("0 DELETE /rd/5a3f"));
    answer(transport.sent.back(), code::deleted);
    connects();
    advance(76s);
    EXPECT_EQ(connects(), "");
    advance(1s);
    EXPECT_EQ(connects(), "0");
    take_sent();
    client.reset();
    ObjectTree fresh;
    client.emplace(settings, fresh, store, timers, random, Log(log, "test", LogLevel::trace), transport, listener);
    client->start();
    register_at(0);  // a restart forgets that it was disabled
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
    client.reset();
}

}  // namespace
}  // namespace agent::lwm2m::testing
