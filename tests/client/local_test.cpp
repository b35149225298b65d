// What the device does to its own objects.
#include "lwm2m/client/local.hpp"

#include "rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;

/// A value that servers can't write and that is the agent's own.
class OwnValue : public ResourceHandler {
public:
    explicit OwnValue(ResourceValue value) : value_(std::move(value)) {}
    void read(ReadDone done) override { done(value_); }
    const ResourceValue* cached() const override { return &value_; }
    void commit(const ResourceValue& value) override { value_ = value; }
    bool settable() const override { return true; }

private:
    ResourceValue value_;
};

class LocalAccess : public ClientTest {
protected:
    LocalAccess() {
        own({3, 0, 18}, Value(std::string("rev 1")));
        own({3, 0, 11}, InstanceValues{{0, std::int64_t{0}}});
        start_registered();
        advance(Duration::zero());
        take_sent();
    }
    void own(const ObjectPath& path, ResourceValue value) {
        tree.add_resource(path.prefix(2), *tree.find(3)->definition().find(path.resource()),
                          std::make_unique<OwnValue>(std::move(value)));
    }
    /// "ok", or the code and reason of the failure.
    std::string write(const ObjectPath& path, ResourceValue value) {
        std::string said = "nothing";
        client->local().write(path, std::move(value), [&](const Outcome<void>& outcome) { said = text_of(outcome); });
        return said;
    }
    std::string execute(const ObjectPath& path, std::string_view arguments) {
        std::string said = "nothing";
        client->local().execute(path, arguments, [&](const Outcome<void>& outcome) { said = text_of(outcome); });
        return said;
    }
    std::string read(const ObjectPath& path) {
        std::string said = "nothing";
        client->local().read(path, [&](const Outcome<codec::Content>& content) {
            if (!content) said = content.error().code.text() + " " + content.error().reason;
            if (content) said = std::to_string(content->front().resources.size()) + " resources";
        });
        return said;
    }
    static std::string text_of(const Outcome<void>& outcome) {
        return outcome ? "ok" : outcome.error().code.text() + " " + outcome.error().reason;
    }
    std::string observe(const std::string& path) {
        return brief(exchange({.method = code::get, .path = path, .accept = 0, .observe = 0}));
    }
};

TEST_F(LocalAccess, WritesWhatServersMayWriteAndTellsEveryObserver) {
    EXPECT_EQ(observe("/3/0/14"), "2.05 0 +01:00");
    resource({3, 0, 14}).keeps = true;
    EXPECT_EQ(write({3, 0, 14}, Value(std::string("+02:00"))), "ok");
    EXPECT_EQ(brief(take_one()), "2.05 0 +02:00");
    EXPECT_EQ(std::get<std::string>(std::get<Value>(*store.kept({3, 0, 14}))), "+02:00");
    EXPECT_EQ(resource({3, 0, 14}).events, "watch prepare commit ");
}

TEST_F(LocalAccess, ChangesTheAgentsOwnValuesThatServersMayNotWrite) {
    EXPECT_EQ(observe("/3/0/18"), "2.05 0 rev 1");
    EXPECT_EQ(write({3, 0, 18}, Value(std::string("rev 2"))), "ok");
    EXPECT_EQ(brief(take_one()), "2.05 0 rev 2");
}

TEST_F(LocalAccess, ChangesOneInstanceOfAnOwnValueAndLeavesTheOthers) {
    EXPECT_EQ(write({3, 0, 11, 1}, InstanceValues{{1, std::int64_t{6}}}), "ok");
    const auto* value = tree.find_resource({3, 0, 11})->handler->cached();
    EXPECT_EQ(std::get<InstanceValues>(*value), (InstanceValues{{0, std::int64_t{0}}, {1, std::int64_t{6}}}));
}

TEST_F(LocalAccess, RefusesWhatCannotBe) {
    EXPECT_EQ(write({3, 0, 99}, Value(std::int64_t{1})), "4.04 /3/0/99 is not there");
    EXPECT_EQ(write({3, 0, 9}, Value(std::int64_t{1})), "4.05 /3/0/9 is read-only");
    EXPECT_EQ(write({3, 0, 11}, Value(std::int64_t{1})), "4.00 /3/0/11 has several instances");
    EXPECT_EQ(write({3, 0, 18}, InstanceValues{}), "4.00 /3/0/18 has one value");
    EXPECT_EQ(write({3, 0, 18}, Value(std::int64_t{1})).substr(0, 5), "4.00 ");
    EXPECT_EQ(execute({3, 0, 9}, ""), "4.05 /3/0/9 can't be executed");
    EXPECT_EQ(execute({3, 0, 4}, "no arguments"), "4.00 these are no arguments");
    EXPECT_EQ(execute({3, 0, 99}, ""), "4.04 /3/0/99 is not there");
    EXPECT_EQ(read({3, 0, 4}), "4.05 /3/0/4 is executed, not read");
    EXPECT_EQ(read({3, 0, 99}), "4.04 /3/0/99 is not there");
    EXPECT_EQ(read({}), "4.00 the root has no values of its own");
}

TEST_F(LocalAccess, ReadsAndExecutes) {
    EXPECT_EQ(read({3, 0, 9}), "1 resources");
    EXPECT_EQ(read({3, 0}), "7 resources");
    EXPECT_EQ(execute({3, 0, 4}, "0='a',1"), "ok");
    EXPECT_EQ(resource({3, 0, 4}).last_arguments, "0='a',1");
}

/// Instances of object 19 with nothing but what they are given.
class Factory : public InstanceFactory {
public:
    explicit Factory(const ObjectDefinition& definition) : definition_(definition) {}
    std::size_t most() const override { return 2; }
    bool provides(Id) const override { return false; }
    Outcome<std::unique_ptr<ObjectInstance>> make(Id id, GivenValues& given) override {
        auto instance = std::make_unique<ObjectInstance>(id, InstanceKind::created);
        for (auto& [resource, value] : given)
            instance->add({definition_.find(resource), std::make_unique<OwnValue>(std::move(value))});
        given.clear();
        return instance;
    }

private:
    const ObjectDefinition& definition_;
};

TEST_F(LocalAccess, CreatesAndDeletesInstancesAsAServerWould) {
    auto& object = *tree.find(19);
    std::string said;
    const auto created = [&](const Outcome<ObjectPath>& outcome) {
        said = outcome ? outcome->text() : outcome.error().code.text() + " " + outcome.error().reason;
    };
    client->local().create(ObjectPath(19), std::nullopt, {}, created);
    EXPECT_EQ(said, "4.05 servers create no instances of /19");
    object.set_factory(std::make_unique<Factory>(object.definition()));
    client->local().create(ObjectPath(19), std::nullopt, {{0, InstanceValues{{0, Bytes{1}}}}}, created);
    EXPECT_EQ(said, "/19/1");
    advance(Duration::zero());
    const auto update = take_one();
    EXPECT_NE(testing::text_of(update).find("</19/1>"), std::string::npos) << "the server is told";
    answer(update, code::changed);
    client->local().create(ObjectPath(19), 1, {{0, InstanceValues{{0, Bytes{1}}}}}, created);
    EXPECT_EQ(said, "4.00 instance 1 is there already");
    client->local().remove({19, 1}, [&](const Outcome<void>& outcome) { said = text_of(outcome); });
    advance(Duration::zero());
    EXPECT_EQ(said, "ok");
    EXPECT_EQ(object.find(1), nullptr);
    client->local().remove({3, 0}, [&](const Outcome<void>& outcome) { said = text_of(outcome); });
    advance(Duration::zero());
    EXPECT_EQ(said, "4.05 /3/0 is not for servers to delete");
    client->local().remove({3, 0, 9}, [&](const Outcome<void>& outcome) { said = text_of(outcome); });
    EXPECT_EQ(said, "4.00 only an instance can be deleted");
}

TEST_F(LocalAccess, HoldsNoKey) {
    std::vector<Id> ids;
    client->local().read({0, 0}, [&](const Outcome<codec::Content>& content) {
        for (const auto& resource : content->front().resources) ids.push_back(resource.id);
    });
    EXPECT_TRUE(ids.empty()) << "servers can't read object 0, and neither does the device by this road";
    EXPECT_EQ(read({0, 0, 5}), "4.04 /0/0/5 is not there");
}

TEST_F(LocalAccess, KeepsAwayFromAServerUntilToldOtherwise) {
    client->hold(0);
    EXPECT_TRUE(client->is_held(0));
    const auto leave = take_one();
    EXPECT_EQ(leave.code, code::del);
    answer(leave, code::deleted);
    EXPECT_EQ(client->registration(0).state, RegistrationState::idle);
    client->update(0);
    advance(24h);
    EXPECT_TRUE(take_sent().empty());
    client->resume(0);
    client->on_connected(0);
    EXPECT_EQ(take_one().uri_path(), "/rd");
}

}  // namespace
}  // namespace agent::lwm2m::testing
