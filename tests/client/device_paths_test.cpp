// The devices behind the gateway over the wire: objects of their own below their prefix (LwM2M Gateway 1.1 §8).
#include <gmock/gmock.h>

#include "lwm2m/client/device_objects.hpp"
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace code = coap::code;
using coap::OptionNumber;
constexpr unsigned text = 0, links = 40, senml_json = 110, tlv = 11542;

const auto d0 = DevicePrefix::parse("d0").value();
const auto d1 = DevicePrefix::parse("d1").value();

/// Makes instances of object 32000 with a number that is kept.
class Factory : public InstanceFactory {
public:
    explicit Factory(const ObjectDefinition& definition) : definition_(definition) {}
    std::size_t most() const override { return 2; }
    bool provides(Id) const override { return false; }
    Outcome<std::unique_ptr<ObjectInstance>> make(Id id, GivenValues&) override {
        auto instance = std::make_unique<ObjectInstance>(id, InstanceKind::created);
        auto handler = std::make_unique<FakeResource>(std::nullopt);
        handler->keeps = true;
        instance->add({definition_.find(0), std::move(handler)});
        return instance;
    }

private:
    const ObjectDefinition& definition_;
};

class DevicePaths : public ClientTest {
protected:
    DevicePaths() {
        settings.servers.front().lifetime_s = 0;
        add_bench();
        for (const auto& [device, number] : {std::pair{d0, 1.5}, std::pair{d1, 2.5}}) {
            tree.add(bench_object(), device);
            add(ObjectPath(32000, 0, 0).under(device), Value(number)).keeps = true;
            add(ObjectPath(32000, 0, 3).under(device), InstanceValues{{0, std::int64_t{10}}});
            add(ObjectPath(32000, 0, 4).under(device), std::nullopt);
        }
        tree.find(child(ObjectPath(32000)))
            ->set_factory(std::make_unique<Factory>(tree.find(child(ObjectPath(32000)))->definition()));
        tree.add(*core_definition(3), d0);
        add(child({3, 0, 0}), Value("Child"s));
        const auto& gateway = tree.add(*core_definition(25));
        for (const auto& device : {d0, d1}) {
            const ObjectPath instance(25, device == d0 ? 0 : 1);
            add(instance / 1, Value(device.text()));
            tree.add_resource(instance, *gateway.definition().find(3), std::make_unique<DeviceObjects>(tree, device));
        }
    }
    static ObjectPath child(const ObjectPath& path) { return path.under(d0); }
    std::string read(const std::string& path) { return ask({code::get, path, text}); }
    std::string observe(const std::string& path, const std::string& token) {
        return ask({.method = code::get, .path = path, .observe = 0, .token = token});
    }
    std::string write_number(const std::string& path, const std::string& value) {
        return ask({code::put, path, {}, text, value});
    }
    /// "T:21 U:22": what was notified since.
    std::string notified() {
        std::string all;
        for (const auto& message : take_sent())
            all += (all.empty() ? "" : " ") + std::string(as_text(message.token.bytes())) + ":" + text_of(message);
        return all;
    }
};

TEST_F(DevicePaths, AreNotInTheRegistration) {
    start();
    client->on_connected(0);
    EXPECT_EQ(text_of(take_one()), "</1/0>,</3/0>,</19/0>,</25>;ver=2.0,</25/0>,</25/1>,</32000/0>");
}

TEST_F(DevicePaths, ReadTheDevicesOwnObjects) {
    start_registered();
    EXPECT_EQ(read("/3/0/0"), "2.05 0 Acme");
    EXPECT_EQ(read("/d0/3/0/0"), "2.05 0 Child");
    EXPECT_EQ(listener.operations.back(), "Read /d0/3/0/0 2.05");
    EXPECT_EQ(read("/32000/0/0"), "2.05 0 20.5");
    EXPECT_EQ(read("/d0/32000/0/0"), "2.05 0 1.5");
    EXPECT_EQ(read("/d1/32000/0/0"), "2.05 0 2.5");
    for (const auto* path : {"/d1/3/0/0", "/d0/3/1/0", "/d0/3/0/1", "/d0/19/0/0", "/d2/3/0/0", "/d0", "/d0/0",
                             "/d0/3/0/0/0", "/d0/32000/0/3/0/0", "/d0/d0/3/0"})
        EXPECT_EQ(read(path), "4.04") << path;
    EXPECT_EQ(ask({code::get, "/d0/3/0", tlv}), "2.05 11542 C500" + to_hex(as_bytes("Child")));
    EXPECT_EQ(text_of(exchange({code::get, "/d0/3/0", senml_json})), R"([{"n":"/d0/3/0/0","vs":"Child"}])");
}

TEST_F(DevicePaths, AreDiscoveredWithoutTheirPrefix) {
    start_registered();
    ask({code::put, "/d0/32000/0/0", {}, {}, "", {"pmin=7"}});
    EXPECT_EQ(ask({code::get, "/d0/32000", links}),
              "2.05 40 </32000>,</32000/0>,</32000/0/0>;pmin=7,</32000/0/3>;dim=1,</32000/0/4>");
    EXPECT_EQ(ask({code::get, "/d1/32000/0", links}),
              "2.05 40 </32000/0>,</32000/0/0>,</32000/0/3>;dim=1,</32000/0/4>");
    EXPECT_EQ(ask({code::get, "/d0", links}), "4.04");
    EXPECT_THAT(ask({code::get, "/32000/0/0", links}), "2.05 40 </32000/0/0>");
}

TEST_F(DevicePaths, AreWrittenAndKeptApart) {
    start_registered();
    EXPECT_EQ(write_number("/d0/32000/0/0", "7.5"), "2.04");
    EXPECT_EQ(read("/d0/32000/0/0"), "2.05 0 7.5");
    EXPECT_EQ(read("/d1/32000/0/0"), "2.05 0 2.5");
    EXPECT_EQ(read("/32000/0/0"), "2.05 0 20.5");
    EXPECT_EQ(store.kept(child({32000, 0, 0})), ResourceValue(Value(7.5)));
    EXPECT_FALSE(store.kept({32000, 0, 0}));
    EXPECT_EQ(ask({code::post, "/d1/32000/0", {}, senml_json, R"([{"n":"/d1/32000/0/0","v":8}])"}), "2.04");
    EXPECT_EQ(read("/d1/32000/0/0"), "2.05 0 8");
    EXPECT_EQ(ask({code::post, "/d1/32000/0", {}, senml_json, R"([{"n":"/32000/0/0","v":9}])"}), "4.00");
    EXPECT_EQ(ask({code::put, "/d0/32000/0/3/0", {}, text, "11"}), "2.04");
    EXPECT_EQ(read("/d0/32000/0/3/0"), "2.05 0 11");
    EXPECT_EQ(read("/32000/0/3/0"), "2.05 0 10");
}

TEST_F(DevicePaths, AreExecuted) {
    start_registered();
    EXPECT_EQ(ask({code::post, "/d1/32000/0/4", {}, text, "1"}), "2.04");
    EXPECT_EQ(resource(ObjectPath(32000, 0, 4).under(d1)).last_arguments, "1");
    EXPECT_EQ(resource(child({32000, 0, 4})).executions, 0);
    EXPECT_EQ(resource({32000, 0, 4}).executions, 0);
    EXPECT_EQ(ask({code::post, "/d0/32000/0/0", {}, text, ""}), "4.05");
}

TEST_F(DevicePaths, AreObservedEachOnItsOwn) {
    start_registered();
    EXPECT_EQ(observe("/32000/0/0", "G"), "2.05 0 20.5");
    EXPECT_EQ(observe("/d0/32000/0/0", "A"), "2.05 0 1.5");
    EXPECT_EQ(observe("/d1/32000/0/0", "B"), "2.05 0 2.5");
    EXPECT_EQ(ask({code::put, "/d1/32000/0/0", {}, {}, "", {"pmin=10"}}), "2.04");
    EXPECT_EQ(resource(child({32000, 0, 0})).events, "watch ");
    resource(child({32000, 0, 0})).set(Value(3.0));
    EXPECT_EQ(notified(), "A:3");
    resource({32000, 0, 0}).set(Value(4.0));
    EXPECT_EQ(notified(), "G:4");
    resource(ObjectPath(32000, 0, 0).under(d1)).set(Value(5.0));
    EXPECT_EQ(notified(), "");
    advance(10s);
    EXPECT_EQ(notified(), "B:5");
    EXPECT_EQ(ask({.method = code::get, .path = "/d0/32000/0/0", .observe = 1, .token = "A"}), "2.05 0 3");
    resource(child({32000, 0, 0})).set(Value(6.0));
    EXPECT_EQ(notified(), "");
    EXPECT_EQ(resource(child({32000, 0, 0})).events, "watch unwatch ");
}

TEST_F(DevicePaths, KeepObservationsAndAttributesOverARestart) {
    start_registered();
    ask({code::put, "/d1/32000/0/0", {}, {}, "", {"pmin=10"}});
    observe("/d1/32000/0/0", "B");
    client.reset();
    transport.sent.clear();
    start();
    client->on_connected(0);
    answer(take_one(), code::changed);
    take_sent();
    resource(ObjectPath(32000, 0, 0).under(d1)).set(Value(5.0));
    advance(10s);
    EXPECT_THAT(notified(), HasSubstr("B:5"));
    ASSERT_EQ(client->observations(0).size(), 1U);
    EXPECT_EQ(client->observations(0).front().path.text(), "/d1/32000/0/0");
    EXPECT_EQ(client->observations(0).front().attributes.pmin, 10U);
}

TEST_F(DevicePaths, FollowThePeriodsOfTheServerObject) {
    start_registered();
    observe("/d0/32000/0/0", "A");
    EXPECT_EQ(ask({code::put, "/1/0/2", {}, text, "5"}), "2.04");
    resource(child({32000, 0, 0})).set(Value(3.0));
    EXPECT_EQ(notified(), "");
    advance(5s);
    EXPECT_EQ(notified(), "A:3");
}

TEST_F(DevicePaths, InstancesAreCreatedAndDeletedAndToldBy25) {
    start_registered();
    EXPECT_EQ(observe("/25/0/3", "L"), "2.05 0 </3/0>,</32000/0>");
    EXPECT_EQ(observe("/25/1/3", "M"), "2.05 0 </32000/0>");
    const auto number = "\xC4\x00\x41\xA4\x00\x00"s;  // resource 0: 20.5
    send({code::post, "/d0/32000", {}, tlv, number});
    auto sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);  // and no Update
    EXPECT_EQ(sent[0].code, code::created);
    EXPECT_THAT(sent[0].values(OptionNumber::location_path), ElementsAre("d0", "32000", "1"));
    EXPECT_EQ(as_text(sent[1].token.bytes()), "L");
    EXPECT_EQ(text_of(sent[1]), "</3/0>,</32000/0>,</32000/1>");
    EXPECT_EQ(read("/d0/32000/1/0"), "2.05 0 20.5");
    EXPECT_EQ(read("/32000/1/0"), "4.04");
    EXPECT_EQ(store.kept(child({32000, 1, 0})), ResourceValue(Value(20.5)));
    EXPECT_EQ(ask({code::post, "/d1/32000", {}, tlv, number}), "4.05");  // it has no factory
    EXPECT_EQ(ask({code::del, "/d0/32000/0"}), "4.05");
    send({code::del, "/d0/32000/1"});
    sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].code, code::deleted);
    EXPECT_EQ(text_of(sent[1]), "</3/0>,</32000/0>");
    EXPECT_EQ(store.instances.at(child({32000, 1})), InstanceState::deleted);
}

TEST_F(DevicePaths, ComeIntoCompositeOperations) {
    start_registered();
    const auto fetch = [](std::string payload) {
        return Ask{.method = code::fetch, .path = "", .accept = senml_json, .format = senml_json, .payload = payload};
    };
    EXPECT_EQ(text_of(exchange(fetch(R"([{"n":"/3/0/9"},{"n":"/d1/32000/0/0"},{"n":"/d0/3"},{"n":"/d7/3"}])"))),
              R"([{"n":"/3/0/9","v":87},{"n":"/d0/3/0/0","vs":"Child"},{"n":"/d1/32000/0/0","v":2.5}])");
    const auto all = text_of(exchange(fetch(R"([{"n":"/"},{"n":"/d0/3/0/0"}])")));
    EXPECT_THAT(all, HasSubstr(R"("vs":"Child")"));
    EXPECT_THAT(all, HasSubstr(R"("vs":"Acme")"));
    EXPECT_THAT(all, ::testing::Not(HasSubstr("/d1")));
    const auto* const both = R"([{"n":"/32000/0/0","v":1},{"n":"/d1/32000/0/0","v":2}])";
    EXPECT_EQ(ask({.method = code::ipatch, .path = "", .format = senml_json, .payload = both}), "2.04");
    EXPECT_EQ(read("/32000/0/0"), "2.05 0 1");
    EXPECT_EQ(read("/d1/32000/0/0"), "2.05 0 2");
    EXPECT_EQ(read("/d0/32000/0/0"), "2.05 0 1.5");
    EXPECT_EQ(ask({.method = code::fetch, .path = "/d0", .format = senml_json, .payload = both}), "4.04");
}

TEST_F(DevicePaths, AreSentByTheDevice) {
    settings.send_format = coap::ContentFormat::senml_json;  // to be read here
    start_registered();
    const std::vector paths{child({32000, 0, 0}), ObjectPath(3, 0, 9)};
    client->send(0, paths, [](const Outcome<void>&) {});
    EXPECT_EQ(text_of(take_one()), R"([{"n":"/d0/32000/0/0","v":1.5},{"n":"/3/0/9","v":87}])");
}

TEST_F(DevicePaths, OfAnotherConfigurationAreToldBy25) {
    start_registered();
    observe("/25/1/3", "M");
    observe("/d1/32000/0/0", "B");
    client->reconfigure(
        settings,
        [this] {
            tree.remove(ObjectPath(32000).under(d1));
            tree.add(*core_definition(3), d1).add_instance(0);
            return std::vector{ObjectPath(3).under(d1), ObjectPath(32000).under(d1)};
        },
        [] {});
    advance(Duration::zero());
    std::vector<std::string> told;
    for (const auto& message : take_sent()) {
        told.push_back(message.code.text() + " " + std::string(as_text(message.token.bytes())) + " " +
                       text_of(message));
        if (message.type == coap::Type::confirmable)
            receive(coap::Type::acknowledgement, code::empty, message.message_id);
    }
    EXPECT_THAT(told, ::testing::UnorderedElementsAre("2.05 M </3/0>", "4.04 B "));
    EXPECT_EQ(read("/d1/32000/0/0"), "4.04");
    EXPECT_EQ(read("/32000/0/0"), "2.05 0 20.5");
}

}  // namespace
}  // namespace agent::lwm2m::testing
