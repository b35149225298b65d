// Object 2 over the wire: who may do what when there are several servers (LwM2M Core 1.1 §8).
#include "lwm2m/client/access_control.hpp"

#include <gmock/gmock.h>

#include "bootstrap_rig.hpp"

namespace agent::lwm2m::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace code = coap::code;

class Access : public BootstrapTest {
protected:
    Access() {
        settings.servers[0].security_instance = 1;
        auto second = settings.servers[0];
        second.security_instance = 2;
        second.instance = 1;
        second.short_id = 124;
        settings.servers.push_back(second);
    }
    void start_both() {
        start();
        for (ServerIndex index = 0; index < 2; ++index) {
            client->on_connected(index);
            registers[index] = text_of(transport.sent.back());
            accept_register(index);
            take_sent();
        }
    }
    /// The device after a restart, with what was kept.
    void restart() {
        client.reset();
        tree.remove(0);
        tree.remove(1);
        tree.remove(2);
        start_both();
    }
    std::string as(ServerIndex index, Ask ask) {
        ask.server = index;
        const auto id = send(ask);
        for (const auto& message : take_sent())
            if (message.message_id == id) return brief(message);
        return "nothing";
    }
    std::string owner(const Ask& ask) { return as(0, ask); }
    std::string other(const Ask& ask) { return as(1, ask); }
    /// Path of the instance of object 2 for an object instance.
    std::string access_to(Id object, Id instance) {
        for (const auto& present : tree.find(2)->instances()) {
            Value values[2];
            for (const Id id : {Id{0}, Id{1}}) {
                present->find(id)->handler->read(
                    [&](const Outcome<ResourceValue>& value) { values[id] = std::get<Value>(*value); });
            }
            if (values[0] == Value(std::int64_t{object}) && values[1] == Value(std::int64_t{instance})) {
                return "/2/" + std::to_string(present->id());
            }
        }
        return "/2/none";
    }
    static std::string rights(const InstanceValues& values) { return in_tlv({2, 0, 2}, {{0, {{2, values}}}}); }
    std::string grant(Id object, Id instance, Id short_id, std::int64_t bits) {
        return owner({code::put, access_to(object, instance) + "/2", {}, tlv, rights({{short_id, Value(bits)}})});
    }

    std::string registers[2];
};

TEST_F(Access, ASingleServerMayDoEverythingAndSeesNoObject2) {
    settings.servers.pop_back();
    start_registered();
    EXPECT_EQ(tree.find(2), nullptr);
    EXPECT_EQ(brief(exchange({code::get, "/2"})), "4.04");
    EXPECT_EQ(brief(exchange({code::put, "/3/0/14", {}, text, "+02:00"})), "2.04");
    EXPECT_TRUE(store.kept_below(ObjectPath(2)).empty());
}

TEST_F(Access, EveryInstanceHasOneOfObject2AndItsServerAsItsOwner) {
    start_both();
    EXPECT_EQ(registers[0], "</1/0>,</1/1>,</2/0>,</2/1>,</2/2>,</2/3>,</3/0>,</19/0>");
    EXPECT_EQ(owner({code::get, access_to(1, 0) + "/3"}), "2.05 0 123");
    EXPECT_EQ(owner({code::get, access_to(1, 1) + "/3"}), "2.05 0 124");
    EXPECT_EQ(owner({code::get, access_to(3, 0) + "/3"}), "2.05 0 123");
    EXPECT_EQ(owner({code::get, access_to(3, 0), tlv}), "2.05 11542 C10003C101008002C1037B");
}

TEST_F(Access, WhoIsNotTheOwnerMayDiscoverAndNothingElse) {
    start_both();
    const std::tuple<Ask, const char*, const char*> rows[] = {
        {{code::get, "/3/0/9"}, "2.05 0 87", "4.01"},
        {{code::get, "/3/0"}, nullptr, "4.01"},
        {{code::get, "/3"}, nullptr, "4.01"},
        {{code::get, "/19"}, nullptr, "4.01"},
        {{code::get, "/3/0/9", {}, {}, "", {}, 0}, nullptr, "4.01"},
        {{code::put, "/3/0/14", {}, text, "+02:00"}, "2.04", "4.01"},
        {{code::post, "/3/0", {}, tlv, ""}, "2.04", "4.01"},
        {{code::post, "/3/0/4"}, "2.04", "4.01"},
        {{code::put, "/3/0/9", {}, {}, "", {"pmin=5"}}, "2.04", "4.01"},
        {{code::put, "/3", {}, {}, "", {"pmin=5"}}, "2.04", "2.04"},
        {{code::get, "/3/0/14", links}, nullptr, "2.05 40 </3/0/14>;pmin=5"},
        {{code::get, "/3/0/99"}, "4.04", "4.04"},
        {{code::get, "/1/0/1"}, "2.05 0 300", "4.01"},
        {{code::put, "/1/0/1", {}, text, "60"}, "2.04", "4.01"},
        {{code::get, "/0/1"}, "4.01", "4.01"},
    };
    for (const auto& [ask, by_owner, by_other] : rows) {
        EXPECT_EQ(other(ask), by_other) << ask.method.name() << " " << ask.path;
        if (by_owner != nullptr) {
            EXPECT_EQ(owner(ask), by_owner) << ask.method.name() << " " << ask.path;
        }
    }
    EXPECT_EQ(other({code::get, "/1/1/1"}), "2.05 0 300");
    EXPECT_EQ(owner({code::get, "/1/1/1"}), "4.01");
    EXPECT_TRUE(log.has("refused server=1 operation=\"Read\" path=/3/0/9 code=4.01"));
}

TEST_F(Access, SaysNothingOfTheDevicesBehindTheGateway) {  // LwM2M Gateway 1.1 §7
    const auto device = DevicePrefix::parse("d0").value();
    tree.add(*core_definition(3), device);
    add(ObjectPath(3, 0, 9).under(device), Value(std::int64_t{50}));
    add(ObjectPath(3, 0, 14).under(device), Value(std::string("+01:00")));
    start_both();
    EXPECT_EQ(registers[0], "</1/0>,</1/1>,</2/0>,</2/1>,</2/2>,</2/3>,</3/0>,</19/0>");
    EXPECT_EQ(other({code::get, "/3/0/9"}), "4.01");
    for (const ServerIndex server : {ServerIndex{0}, ServerIndex{1}}) {
        EXPECT_EQ(as(server, {code::get, "/d0/3/0/9"}), "2.05 0 50");
        EXPECT_EQ(as(server, {code::get, "/d0/3", tlv}).substr(0, 10), "2.05 11542");
        EXPECT_EQ(as(server, {code::put, "/d0/3/0/14", {}, text, "+02:00"}), "2.04");
    }
}

TEST_F(Access, AnOwnerGrantsRightsThatOutliveARestart) {  // 1: R, 2: W, 4: E
    start_both();
    EXPECT_EQ(grant(3, 0, 124, 1), "2.04");
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(other({code::get, "/3/0/9"}), "2.05 0 87");
        EXPECT_EQ(other({code::put, "/3/0/9", {}, {}, "", {"pmin=5"}}), "2.04");
        EXPECT_EQ(other({code::put, "/3/0/14", {}, text, "+02:00"}), "4.01");
        EXPECT_EQ(other({code::post, "/3/0/4"}), "4.01");
        EXPECT_EQ(owner({code::put, "/3/0/14", {}, text, "+01:00"}), "2.04");  // without an entry of its own
        restart();
    }
    EXPECT_EQ(grant(3, 0, 124, 6), "2.04");
    EXPECT_EQ(other({code::get, "/3/0/9"}), "4.01");
    EXPECT_EQ(other({code::put, "/3/0/14", {}, text, "+02:00"}), "2.04");
    EXPECT_EQ(other({code::post, "/3/0/4"}), "2.04");
    EXPECT_EQ(grant(3, 0, 0, 1), "2.04");  // everybody who is not named
    EXPECT_EQ(other({code::get, "/3/0/9"}), "2.05 0 87");
    EXPECT_EQ(other({code::post, "/3/0/4"}), "4.01");
    EXPECT_EQ(grant(3, 0, 123, 1), "2.04");  // an owner binds itself, too
    EXPECT_EQ(owner({code::post, "/3/0/4"}), "4.01");
}

TEST_F(Access, OnlyTheOwnerChangesAnInstanceOfObject2AndEverybodyMaySeeIt) {
    start_both();
    const auto access = access_to(3, 0);
    EXPECT_THAT(other({code::get, "/2", tlv}), HasSubstr("2.05 11542 "));
    EXPECT_EQ(other({code::get, access + "/3"}), "2.05 0 123");
    EXPECT_EQ(other({code::put, access + "/2", {}, tlv, rights({{124, Value(std::int64_t{31})}})}), "4.01");
    EXPECT_EQ(other({code::put, access + "/3", {}, text, "124"}), "4.01");
    EXPECT_EQ(owner({code::del, access}), "4.01");
    EXPECT_EQ(owner({code::put, access + "/0", {}, text, "4"}), "4.05");
    EXPECT_EQ(owner({code::put, access + "/2", {}, tlv, rights({{124, Value(std::int64_t{32})}})}), "4.00");
    EXPECT_EQ(owner({code::put, access + "/3", {}, text, "777"}), "4.00");
    EXPECT_EQ(owner({code::put, access + "/3", {}, text, "124"}), "2.04");  // given away
    EXPECT_EQ(owner({code::get, "/3/0/9"}), "4.01");
    EXPECT_EQ(owner({code::put, access + "/3", {}, text, "123"}), "4.01");
    restart();
    EXPECT_EQ(other({code::put, "/3/0/14", {}, text, "+02:00"}), "2.04");
}

TEST_F(Access, OfAnObjectOnlyWhatMayBeReadIsRead) {  // §8.2.3
    start_both();
    const auto both = owner({code::get, "/1", links});
    EXPECT_EQ(both, other({code::get, "/1", links}));
    const auto first = owner({code::get, "/1", tlv});
    const auto second = other({code::get, "/1", tlv});
    EXPECT_THAT(first, HasSubstr("C1007B"));  // short id 123
    EXPECT_THAT(first, Not(HasSubstr("C1007C")));
    EXPECT_THAT(second, HasSubstr("C1007C"));
    EXPECT_THAT(second, Not(HasSubstr("C1007B")));
}

TEST_F(Access, ANotificationIsNotSentToWhoMayNoLongerReadIt) {  // §8.2.4
    start_both();
    EXPECT_EQ(grant(3, 0, 124, 1), "2.04");
    EXPECT_EQ(other({code::get, "/3/0/9", {}, {}, "", {}, 0}), "2.05 0 87");
    resource({3, 0, 9}).set(Value(std::int64_t{50}));
    EXPECT_EQ(brief(take_one()), "2.05 0 50");
    EXPECT_EQ(grant(3, 0, 124, 2), "2.04");
    resource({3, 0, 9}).set(Value(std::int64_t{49}));
    const auto end = take_one();
    EXPECT_EQ(brief(end), "4.01");
    client->on_message(1, {.type = coap::Type::acknowledgement, .code = code::empty, .message_id = end.message_id});
    EXPECT_TRUE(client->observations(1).empty());
}

TEST_F(Access, TheSettingsSayWhatNobodyHasWritten) {
    settings.access = {{.object = 3, .owner = 124, .rights = {{123, access::read}}},
                       {.object = 19, .owner = 999, .rights = {{0, access::read}, {999, access::all}}}};
    start_both();
    EXPECT_EQ(owner({code::get, "/3/0/9"}), "2.05 0 87");
    EXPECT_EQ(owner({code::post, "/3/0/4"}), "4.01");
    EXPECT_EQ(other({code::post, "/3/0/4"}), "2.04");
    EXPECT_EQ(other({code::get, "/19/0/0"}).substr(0, 4), "2.05");  // 123 owns it: 999 is nobody
    EXPECT_EQ(other({code::put, "/19/0/0", {}, tlv, ""}), "4.01");
    settings.access[0].rights[123] = access::execute;  // and they may change their mind
    restart();
    EXPECT_EQ(owner({code::post, "/3/0/4"}), "2.04");
}

TEST_F(Access, AnInstanceThatComesLaterBelongsToItsCreatorOrToTheDefaultOwner) {
    start_both();
    tree.find(19)->add_instance(5);
    tree.changed({19, 5});
    EXPECT_EQ(other({code::get, access_to(19, 5) + "/3"}), "2.05 0 123");
    const auto gone = access_to(19, 5);
    tree.find(19)->remove_instance(5);
    tree.changed({19, 5});
    EXPECT_EQ(access_to(19, 5), "/2/none");
    EXPECT_EQ(other({code::get, gone}), "4.04");
    EXPECT_TRUE(store.kept_below(*ObjectPath::parse(gone)).empty());
}

TEST_F(Access, ComesWithTheBootstrapThatMakesASecondServer) {
    settings.servers.pop_back();
    start_registered();
    static_cast<void>(client->request_bootstrap());
    begin_session();
    EXPECT_EQ(put("/0/2", security(2, 202, "coap://second.example.net")), "2.04");
    EXPECT_EQ(put("/1/1", server(1, 202)), "2.04");
    codec::InstanceContent entry{7, {}};
    entry.resources.push_back({0, Value(std::int64_t{3})});
    entry.resources.push_back({1, Value(std::int64_t{0})});
    entry.resources.push_back({2, InstanceValues{{123, Value(std::int64_t{1})}}});
    entry.resources.push_back({3, Value(std::int64_t{202})});
    EXPECT_EQ(put("/2/7", entry), "2.04");
    EXPECT_EQ(finish(), "2.04");
    for (ServerIndex index = 0; index < 2; ++index) {
        client->on_connected(index);
        accept_register(index);
        take_sent();
    }
    EXPECT_EQ(access_to(3, 0), "/2/7");
    EXPECT_EQ(as(0, {code::get, "/3/0/9"}), "2.05 0 87");
    EXPECT_EQ(as(0, {code::post, "/3/0/4"}), "4.01");
    EXPECT_EQ(as(1, {code::post, "/3/0/4"}), "2.04");
    EXPECT_EQ(as(1, {code::get, "/19/0/0"}), "4.01");  // nobody said: the lowest short id
    // Back to one server: everything is allowed again, and the rights are forgotten.
    static_cast<void>(client->request_bootstrap());
    begin_session();
    write_account();
    EXPECT_EQ(finish(), "2.04");
    EXPECT_EQ(tree.find(2), nullptr);
    EXPECT_TRUE(store.kept_below(ObjectPath(2)).empty());
}

class AccessRights : public ClientTest {
protected:
    AccessRights() {
        auto second = settings.servers[0];
        second.security_instance = second.instance = 1;
        second.short_id = 124;
        settings.servers.push_back(second);
        settings.access = {{.object = 19, .owner = 124, .rights = {}}};
    }
};

TEST_F(AccessRights, ToCreateAndToDeleteAreRightsOfTheirOwn) {  // §8.2.1
    Accounts accounts(settings, store, {});
    AccessControl control(settings, accounts, tree, store, {});
    control.load();
    EXPECT_TRUE(control.allows(1, Operation::create, ObjectPath(19)));
    EXPECT_FALSE(control.allows(0, Operation::create, ObjectPath(19)));
    EXPECT_FALSE(control.allows(0, Operation::create, ObjectPath(3)));  // nobody was named
    EXPECT_TRUE(control.allows(1, Operation::remove, {19, 0}));
    EXPECT_FALSE(control.allows(0, Operation::remove, {19, 0}));
    ASSERT_TRUE(store.keep(control.ownership({19, 1}, 0)));
    tree.find(19)->add_instance(1);
    control.created({19, 1}, 0);
    EXPECT_TRUE(control.allows(0, Operation::remove, {19, 1}));
    EXPECT_FALSE(control.allows(1, Operation::remove, {19, 1}));
    AccessControl again(settings, accounts, tree, store, {});
    tree.remove(2);
    again.load();
    EXPECT_TRUE(again.allows(0, Operation::remove, {19, 1}));  // the creator is kept
    EXPECT_EQ(again.resources(), control.resources());
}

TEST_F(AccessRights, WhatIsKeptAndMakesNoSenseIsPassedOver) {
    store.values = {{{2, 0, 0}, Value(std::int64_t{3})},
                    {{2, 0, 1}, Value(std::int64_t{0})},
                    {{2, 0, 2}, InstanceValues{{124, Value(std::int64_t{99})}}},
                    {{2, 0, 3}, Value(std::int64_t{777})},
                    {{2, 1, 0}, Value(std::string("3"))},
                    {{2, 2, 0}, Value(std::int64_t{99})},
                    {{2, 2, 1}, Value(std::int64_t{0})},
                    {{2, 9, 0}, Value(std::int64_t{3})},
                    {{2, 9, 1}, Value(std::int64_t{0})}};
    Accounts accounts(settings, store, {});
    AccessControl control(settings, accounts, tree, store, {});
    control.load();
    EXPECT_TRUE(control.allows(0, Operation::write, {3, 0}));
    EXPECT_FALSE(control.allows(1, Operation::read, {3, 0}));
}

}  // namespace
}  // namespace agent::lwm2m::testing
