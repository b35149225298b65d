// Write on every level, replacing and updating, as one transaction.
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using namespace std::string_literals;
constexpr unsigned text = 0, tlv = 11542;

const auto number = "\xC4\x00\x41\xA4\x00\x00"s;  // resource 0: 20.5
const auto text_on = "\xC2\x02on"s;               // resource 2: on
const auto levels = "\x83\x03\x41\x07\x09"s;      // resource 3, instance 7: 9
const auto level_1 = "\x83\x03\x41\x01\x63"s;     // resource 3, instance 1: 99
const auto bare_level_1 = "\x41\x01\x63"s;        // instance 1: 99
const auto out_of_place = "\x41\x00\x63"s;        // instance 0: 99

class Writing : public ClientTest {
protected:
    Writing() {
        settings.servers.front().lifetime_s = 0;
        add_bench();
        for (const Id id : {Id{0}, Id{1}, Id{2}, Id{3}}) resource({32000, 0, id}).keeps = true;
        start_registered();
    }
    std::string put(const std::string& path, unsigned format, const std::string& payload) {
        return ask({code::put, path, {}, format, payload});
    }
    std::string post(const std::string& path, unsigned format, const std::string& payload) {
        return ask({code::post, path, {}, format, payload});
    }
    std::string level(Id instance) { return ask({code::get, "/32000/0/3/" + std::to_string(instance)}); }
};

TEST_F(Writing, PutOnAMultipleResourceReplacesItsInstances) {
    EXPECT_EQ(put("/32000/0/3", tlv, levels), "2.04");
    EXPECT_EQ(level(7), "2.05 0 9");
    EXPECT_EQ(level(0), "4.04");
    EXPECT_EQ(store.values.at({32000, 0, 3}), ResourceValue(InstanceValues{{7, std::int64_t{9}}}));
}

TEST_F(Writing, PostOnAMultipleResourceAddsAndChangesInstances) {
    EXPECT_EQ(post("/32000/0/3", tlv, levels), "2.04");
    EXPECT_EQ(post("/32000/0/3", tlv, level_1), "2.04");
    EXPECT_EQ(level(0) + level(1) + level(7), "2.05 0 102.05 0 992.05 0 9");
}

TEST_F(Writing, InAFormatThatTheModuleDidNotPrintIsRecognised) {
    EXPECT_EQ(put("/32000/0/3", coap::unprinted_format, levels), "2.04");
    EXPECT_EQ(level(7), "2.05 0 9");
    EXPECT_EQ(post("/32000/0/3", coap::unprinted_format, level_1), "2.04") << "no Execute";
    EXPECT_EQ(put("/32000/0/3/1", coap::unprinted_format, "\x15"), "2.04");
    EXPECT_EQ(level(1), "2.05 0 21");
    EXPECT_EQ(post("/32000/0", coap::unprinted_format, R"([{"bn":"/32000/0/","n":"2","vs":"on"}])"), "2.04");
    EXPECT_EQ(ask({code::get, "/32000/0/2"}), "2.05 0 on");
    EXPECT_EQ(post("/32000/0", coap::unprinted_format, "on"), "4.15");
}

TEST_F(Writing, AResourceInstanceIsWrittenByPutAndByPost) {
    EXPECT_EQ(put("/32000/0/3/1", text, "21"), "2.04");
    EXPECT_EQ(level(0) + level(1), "2.05 0 102.05 0 21");
    EXPECT_EQ(post("/32000/0/3/1", text, "22"), "2.04");
    EXPECT_EQ(level(1), "2.05 0 22");
    EXPECT_EQ(put("/32000/0/3/1", tlv, level_1), "2.04");
    EXPECT_EQ(level(0) + level(1), "2.05 0 102.05 0 99");
    EXPECT_EQ(put("/32000/0/3/1", tlv, bare_level_1), "2.04");
}

TEST_F(Writing, OfAResourceInstanceIsRefusedWithTheCodeOfTheSpecification) {
    EXPECT_EQ(put("/32000/0/3/5", text, "21"), "4.04");
    EXPECT_EQ(put("/32000/0/3/1", text, "high"), "4.00");
    EXPECT_EQ(put("/32000/0/3/1", tlv, out_of_place), "4.00");
    EXPECT_EQ(put("/32000/0/0/0", text, "1"), "4.04");
    EXPECT_EQ(put("/32000/0/3", text, "21"), "4.15");
    EXPECT_EQ(put("/3/0/7/0", text, "21"), "4.05");
    EXPECT_EQ(put("/32000/0/3/1/0", text, "21"), "4.04");
    EXPECT_EQ(ask({code::post, "/32000/0/3/1", {}, {}, "21"}), "4.05");
    EXPECT_EQ(level(1), "2.05 0 20");
}

TEST_F(Writing, PostOnAnInstanceUpdatesWhatItMentions) {  // LightweightM2M-1.1-int-215
    resource({32000, 0, 1}).resets = true;
    EXPECT_EQ(post("/32000/0", tlv, number + text_on + levels), "2.04");
    EXPECT_EQ(ask({code::get, "/32000/0/2"}), "2.05 0 on");
    EXPECT_EQ(level(0) + level(7), "2.05 0 102.05 0 9");
    EXPECT_EQ(resource({32000, 0, 1}).events, "");
}

TEST_F(Writing, PutOnAnInstanceTakesOptionalResourcesAwayThatItDoesNotMention) {
    for (const Id id : {Id{0}, Id{1}, Id{2}}) resource({32000, 0, id}).resets = true;
    store.values[{32000, 0, 1}] = Value(true);
    EXPECT_EQ(put("/32000/0", tlv, text_on), "2.04");
    EXPECT_EQ(ask({code::get, "/32000/0/0"}), "2.05 0 20.5");  // mandatory
    EXPECT_EQ(ask({code::get, "/32000/0/1"}), "4.04");
    EXPECT_EQ(ask({code::get, "/32000/0/2"}), "2.05 0 on");
    EXPECT_EQ(level(0), "2.05 0 10");  // its handler keeps what it has
    EXPECT_FALSE(store.values.contains({32000, 0, 1}));
    EXPECT_EQ(store.calls, 1);
}

TEST_F(Writing, AnInstanceIsWrittenWhollyOrNotAtAll) {  // LightweightM2M-1.1-int-256
    resource({32000, 0, 1}).resets = true;
    resource({32000, 0, 2}).failure = Failure{code::bad_request, "no such mode"};
    EXPECT_EQ(put("/32000/0", tlv, number + text_on), "4.00");
    EXPECT_EQ(resource({32000, 0, 0}).events, "prepare revert ");
    EXPECT_EQ(resource({32000, 0, 1}).events, "");
    EXPECT_EQ(store.calls, 0);
    EXPECT_EQ(post("/32000/0", tlv, number + "\xC1\x63\x01"s), "4.04");  // resource 99
    resource({32000, 0, 2}).failure.reset();
    store.full = true;
    EXPECT_EQ(put("/32000/0", tlv, number + text_on), "5.00");
    EXPECT_EQ(ask({code::get, "/32000/0/2"}), "2.05 0 idle");
    EXPECT_EQ(resource({32000, 0, 1}).events, "");
}

TEST_F(Writing, WhatWasTakenAwayIsNotNotifiedToWhomTookIt) {
    resource({32000, 0, 1}).resets = true;
    ask({.method = code::get, .path = "/32000/0/1", .observe = 0, .token = "A"});
    ask({.method = code::get, .path = "/32000/0", .observe = 0, .token = "B"});
    send({code::put, "/32000/0", {}, tlv, text_on});
    EXPECT_EQ(take_sent().size(), 1U);
}

}  // namespace
}  // namespace agent::lwm2m::testing
