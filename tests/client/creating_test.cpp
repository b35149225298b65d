// Create and Delete: instances that servers make and take away.
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using namespace std::string_literals;
constexpr unsigned text = 0, links = 40, tlv = 11542;

const auto number = "\xC4\x00\x41\xA4\x00\x00"s;  // resource 0: 20.5
const auto text_on = "\xC2\x02on"s;               // resource 2
const auto levels = "\x83\x03\x41\x07\x09"s;      // resource 3, instance 7: 9
const auto number_in_5 = "\x06\x05"s + number;    // instance 5
const auto unknown = "\xC1\x63\x01"s;             // resource 99
const auto wrong_size = "\xC3\x00\x41\xA4\x00"s;  // resource 0 in three bytes
const auto two_instances = "\x06\x05"s + number + "\x06\x06"s + number;

/// Makes instances with resources 0 to 4, of which 2 just holds its value and 1 has one of its own.
class Factory : public InstanceFactory {
public:
    explicit Factory(const ObjectDefinition& definition) : definition_(definition) {}
    std::size_t most() const override { return 2; }
    bool provides(Id resource) const override { return resource == 1 || resource == 4; }
    Outcome<std::unique_ptr<ObjectInstance>> make(Id id, GivenValues& given) override {
        auto instance = std::make_unique<ObjectInstance>(id, InstanceKind::created);
        for (Id resource = 0; resource < 5; ++resource) {
            std::optional<ResourceValue> value;
            if (resource == 1) value = Value(false);
            const auto held = std::ranges::find(given, resource, &GivenValues::value_type::first);
            if (resource == 2 && held != given.end()) {
                value = held->second;
                given.erase(held);
            }
            auto handler = std::make_unique<FakeResource>(std::move(value));
            handler->keeps = true;
            handler->slow = slow;
            handler->failure = failure;
            last = handler.get();
            instance->add({definition_.find(resource), std::move(handler)});
            if (resource == 0) first = last;
        }
        return instance;
    }

    FakeResource* first = nullptr;
    FakeResource* last = nullptr;
    std::optional<Failure> failure;
    bool slow = false;

private:
    const ObjectDefinition& definition_;
};

class Creating : public ClientTest {
protected:
    Creating() {
        add_bench();
        auto made = std::make_unique<Factory>(tree.find(32000)->definition());
        factory = made.get();
        tree.find(32000)->set_factory(std::move(made));
        start_registered();
    }
    coap::Message create(const std::string& payload, const std::string& path = "/32000") {
        send({code::post, path, {}, tlv, payload});
        return answer_and_update();
    }
    /// The answer; an Update of the registration that follows it is answered.
    coap::Message answer_and_update() {
        auto messages = take_sent();
        EXPECT_FALSE(messages.empty());
        if (messages.size() == 2) {
            update = messages[1];
            answer(update, code::changed);
            messages.pop_back();
        }
        return messages.size() == 1 ? messages.front() : coap::Message{};
    }
    static std::string location(const coap::Message& message) {
        std::string all;
        for (const auto segment : message.values(coap::OptionNumber::location_path)) all.append("/").append(segment);
        return all;
    }
    Factory* factory = nullptr;
    coap::Message update;
};

TEST_F(Creating, AnInstanceWhoseIdTheDeviceChooses) {
    const auto created = create(number + text_on + levels + unknown);
    EXPECT_EQ(created.code, code::created);
    EXPECT_EQ(location(created), "/32000/1");
    EXPECT_EQ(text_of(update), "</1/0>,</3/0>,</19/0>,</32000/0>,</32000/1>");
    EXPECT_EQ(ask({code::get, "/32000/1/0"}), "2.05 0 20.5");
    EXPECT_EQ(ask({code::get, "/32000/1/1"}), "2.05 0 0");
    EXPECT_EQ(ask({code::get, "/32000/1/2"}), "2.05 0 on");
    EXPECT_EQ(ask({code::get, "/32000/1/3/7"}), "2.05 0 9");
    EXPECT_EQ(ask({code::get, "/32000/1", links}),
              "2.05 40 </32000/1>,</32000/1/0>,</32000/1/1>,</32000/1/2>,</32000/1/3>;dim=1,</32000/1/4>");
    EXPECT_EQ(resource({32000, 1, 2}).events, "");  // it was born with it
    EXPECT_EQ(resource({32000, 1, 0}).events, "prepare commit ");
    EXPECT_EQ(store.instances.at({32000, 1}), InstanceState::created);
    EXPECT_EQ(store.values.at({32000, 1, 0}), ResourceValue(Value(20.5)));
    EXPECT_EQ(store.values.at({32000, 1, 2}), ResourceValue(Value("on"s)));
    EXPECT_EQ(store.calls, 1);  // all of it at once
    EXPECT_EQ(listener.operations.front(), "Create /32000/1 2.01");
}

TEST_F(Creating, AnInstanceWhoseIdTheServerChooses) {
    const auto created = create(number_in_5);
    EXPECT_EQ(created.code, code::created);
    EXPECT_EQ(location(created), "");
    EXPECT_EQ(ask({code::get, "/32000/5/0"}), "2.05 0 20.5");
    EXPECT_EQ(create(number_in_5).code, code::bad_request);  // it is there now
    EXPECT_EQ(location(create(number)), "/32000/1");
}

TEST_F(Creating, IsRefusedWithTheCodeOfTheSpecification) {
    struct Row {
        std::string payload;
        const char* path;
        const char* code;
    };
    for (const auto& row :
         {Row{"", "/32000", "4.00"},  // resource 0 is mandatory
          Row{text_on, "/32000", "4.00"}, Row{number + number, "/32000", "4.00"}, Row{wrong_size, "/32000", "4.00"},
          Row{two_instances, "/32000", "4.00"}, Row{number, "/3", "4.05"}, Row{number, "/19", "4.05"},
          Row{number, "/1", "4.05"}, Row{number, "/0", "4.01"}, Row{number, "/99", "4.04"}, Row{number, "", "4.05"}}) {
        EXPECT_EQ(create(row.payload, row.path).code.text(), row.code) << row.path << to_hex(as_bytes(row.payload));
    }
    EXPECT_EQ(ask({code::post, "/32000", {}, {}, number}), "4.00");
    EXPECT_EQ(ask({code::post, "/32000", {}, text, "20.5"}), "4.15");
    EXPECT_EQ(ask({code::post, "/32000", {}, tlv, number, {"x=1"}}), "4.00");
    EXPECT_TRUE(store.instances.empty());
}

TEST_F(Creating, HasItsLimit) {
    EXPECT_EQ(create(number).code, code::created);
    EXPECT_EQ(create(number).code, code::created);
    EXPECT_EQ(create(number).code, code::bad_request);
    send({code::del, "/32000/1"});
    EXPECT_EQ(answer_and_update().code, code::deleted);
    EXPECT_EQ(location(create(number)), "/32000/1");
}

TEST_F(Creating, AResourceThatRefusesItsValueLeavesNothingBehind) {
    factory->failure = Failure{code::bad_request, "too hot"};
    EXPECT_EQ(create(number).code, code::bad_request);
    EXPECT_EQ(ask({code::get, "/32000/1"}), "4.04");
    EXPECT_TRUE(store.instances.empty());
    factory->failure.reset();
    EXPECT_EQ(location(create(number)), "/32000/1");
}

TEST_F(Creating, WhatCannotBeKeptIsNotCreated) {
    store.full = true;
    EXPECT_EQ(create(number).code, code::internal_server_error);
    EXPECT_EQ(ask({code::get, "/32000/1"}), "4.04");
}

TEST_F(Creating, ASlowInstanceIsNotSeenBeforeItIsComplete) {
    factory->slow = true;
    send({code::post, "/32000", {}, tlv, number});
    auto* slow = factory->first;
    EXPECT_EQ(ask({code::get, "/32000/1"}), "4.04");
    EXPECT_EQ(create("\x06\x01"s + number).code, code::bad_request);  // its id is taken all the same
    slow->finish();
    EXPECT_EQ(location(answer_and_update()), "/32000/1");
    slow->slow = false;
    EXPECT_EQ(ask({code::get, "/32000/1/0"}), "2.05 0 20.5");
}

TEST_F(Creating, ItsChangesAreNotified) {
    create(number);
    ask({.method = code::get, .path = "/32000/1/0", .observe = 0});
    resource({32000, 1, 0}).set(Value(21.0));
    EXPECT_EQ(brief(take_one()), "2.05 0 21");
}

TEST_F(Creating, DeleteTakesItAwayWithEverythingThatHungOnIt) {
    create(number);
    ask({code::put, "/32000/1/0", {}, {}, "", {"gt=5"}});
    ask({.method = code::get, .path = "/32000/1/0", .observe = 0});
    send({code::del, "/32000/1"});
    auto messages = take_sent();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].code, code::deleted);
    EXPECT_EQ(messages[1].code, code::not_found);  // the end of the observation
    EXPECT_EQ(messages[1].type, coap::Type::confirmable);
    receive(coap::Type::acknowledgement, code::empty, messages[1].message_id);
    update = take_one();
    EXPECT_EQ(text_of(update), "</1/0>,</3/0>,</19/0>,</32000/0>");
    answer(update, code::changed);
    EXPECT_EQ(store.instances.at({32000, 1}), InstanceState::deleted);
    EXPECT_TRUE(store.values.empty());
    EXPECT_TRUE(store.attributes[123].empty());
    EXPECT_EQ(ask({code::del, "/32000/1"}), "4.04");
    create(number);
    EXPECT_EQ(ask({code::get, "/32000/1/0", links}), "2.05 40 </32000/1/0>");
}

TEST_F(Creating, DeleteIsForWhatWasCreatedOrMarked) {
    EXPECT_EQ(ask({code::del, "/32000/0"}), "4.05");
    EXPECT_EQ(ask({code::del, "/3/0"}), "4.05");
    EXPECT_EQ(ask({code::del, "/1/0"}), "4.05");
    tree.find(32000)->add_instance(7, InstanceKind::deletable);
    send({code::del, "/32000/7"});
    EXPECT_EQ(answer_and_update().code, code::deleted);
    create(number);
    store.full = true;
    EXPECT_EQ(ask({code::del, "/32000/1"}), "5.00");
    EXPECT_EQ(ask({code::get, "/32000/1/0"}), "2.05 0 20.5");
}

TEST_F(Creating, DeleteWaitsForAWriteThatIsUnderWay) {
    create(number);
    auto& slow = resource({32000, 1, 0});
    slow.slow = true;
    send({code::put, "/32000/1/0", {}, text, "1.5"});
    send({code::del, "/32000/1"});
    EXPECT_TRUE(take_sent().empty());
    slow.finish();
    const auto messages = take_sent();
    ASSERT_GE(messages.size(), 2U);
    EXPECT_EQ(messages[0].code, code::changed);
    EXPECT_EQ(messages[1].code, code::deleted);
}

TEST_F(Creating, DeleteDuringAReadingEndsTheReading) {
    create(number);
    resource({32000, 1, 0}).slow = true;
    send({code::get, "/32000/1/0"});
    send({code::del, "/32000/1"});
    EXPECT_EQ(answer_and_update().code, code::deleted);
    advance(1500ms);
    EXPECT_TRUE(take_one().code.is_empty());
    advance(120s);
    const auto late = take_sent();
    EXPECT_TRUE(std::ranges::count(late, code::internal_server_error, &coap::Message::code) == 1);
}

}  // namespace
}  // namespace agent::lwm2m::testing
