#include "lwm2m/demo_server/directory.hpp"

#include <gtest/gtest.h>

namespace agent::demo_server {
namespace {

using coap::Message;
using coap::OptionNumber;
namespace code = coap::code;

class DemoServerDirectory : public testing::Test {
protected:
    static Message request(coap::Code method, std::vector<std::string_view> path,
                           std::vector<std::string_view> query = {}, std::string_view objects = {}) {
        Message message{.code = method};
        for (const auto segment : path) message.add_string(OptionNumber::uri_path, segment);
        for (const auto part : query) message.add_string(OptionNumber::uri_query, part);
        if (!objects.empty()) {
            message.add_uint(OptionNumber::content_format, 40);
            message.payload = to_bytes(objects);
        }
        return message;
    }
    Message ask(const Message& message) { return directory_.answer(message, Peer{}, now_); }
    std::string register_device(std::string_view lifetime = "lt=60") {
        const auto answer = ask(request(code::post, {"rd"}, {"lwm2m=1.1", "ep=gw", lifetime}, "</1/0>,</3/0>"));
        EXPECT_EQ(answer.code, code::created);
        return std::string(answer.values(OptionNumber::location_path).back());
    }

    TimePoint now_{};
    std::vector<std::string> events_;
    Directory directory_{
        [this](const Event& event) { events_.push_back(std::string(event.name) + ' ' + event.endpoint); }};
};

TEST_F(DemoServerDirectory, RegistersUpdatesAndDeregisters) {
    const auto location = register_device();
    EXPECT_EQ(directory_.find("gw")->objects, "</1/0>,</3/0>");
    EXPECT_EQ(ask(request(code::post, {"rd", location}, {"lt=90"})).code, code::changed);
    EXPECT_EQ(directory_.find("gw")->lifetime_s, 90U);
    EXPECT_EQ(ask(request(code::del, {"rd", location})).code, code::deleted);
    EXPECT_EQ(ask(request(code::del, {"rd", location})).code, code::not_found);
    EXPECT_EQ(events_, (std::vector<std::string>{"registered gw", "updated gw", "deregistered gw"}));
}

TEST_F(DemoServerDirectory, TakesDataOfRegisteredDevicesAlone) {
    auto data = request(code::post, {"dp"});
    data.add_uint(OptionNumber::content_format, 112);
    data.payload = Bytes{0x80};
    EXPECT_EQ(ask(data).code, code::not_found);
    register_device();
    EXPECT_EQ(ask(data).code, code::changed);
    EXPECT_EQ(events_.back(), "data gw");
    EXPECT_EQ(ask(request(code::get, {"dp"})).code, code::method_not_allowed);
    EXPECT_EQ(ask(request(code::post, {"dp", "1"})).code, code::not_found);
}

TEST_F(DemoServerDirectory, ExpiresWhenTheLifetimeHasPassedAndAnUpdateRenewsIt) {
    const auto location = register_device();
    now_ += 59s;
    directory_.expire(now_);
    EXPECT_EQ(ask(request(code::post, {"rd", location})).code, code::changed);
    EXPECT_EQ(directory_.next_end(), now_ + 60s);
    now_ += 60s;
    directory_.expire(now_);
    EXPECT_EQ(events_.back(), "expired gw");
    EXPECT_EQ(directory_.find("gw"), nullptr);
}

TEST_F(DemoServerDirectory, NeverExpiresALifetimeOfZero) {
    register_device("lt=0");
    directory_.expire(now_ + 1000000h);
    EXPECT_NE(directory_.find("gw"), nullptr);
    EXPECT_FALSE(directory_.next_end());
}

TEST_F(DemoServerDirectory, RefusesWhatALwm2mServerRefuses) {
    const std::string_view objects = "</3/0>";
    auto unconfirmed = request(code::post, {"rd"}, {"lwm2m=1.1", "ep=gw"}, objects);
    unconfirmed.type = coap::Type::non_confirmable;
    auto wrong_format = request(code::post, {"rd"}, {"lwm2m=1.1", "ep=gw"});
    wrong_format.payload = to_bytes(objects);
    EXPECT_EQ(ask(unconfirmed).code, code::bad_request);
    EXPECT_EQ(ask(wrong_format).code, code::bad_request);
    EXPECT_EQ(ask(request(code::post, {"rd"}, {"lwm2m=1.1"}, objects)).code, code::bad_request);
    EXPECT_EQ(ask(request(code::post, {"rd"}, {"lwm2m=1.1", "ep=gw"})).code, code::bad_request);
    EXPECT_EQ(ask(request(code::post, {"rd"}, {"lwm2m=1.1", "ep=gw", "lt=soon"}, objects)).code, code::bad_request);
    EXPECT_EQ(ask(request(code::post, {"rd"}, {"lwm2m=2.0", "ep=gw"}, objects)).code, code::precondition_failed);
    EXPECT_EQ(ask(request(code::get, {"rd"})).code, code::method_not_allowed);
    EXPECT_EQ(ask(request(code::post, {"other"})).code, code::not_found);
    EXPECT_EQ(ask(request(code::post, {"rd", "1", "2"})).code, code::not_found);
    EXPECT_TRUE(events_.empty());
}

TEST_F(DemoServerDirectory, ANewRegisterReplacesTheOldOne) {
    const auto first = register_device();
    const auto second = register_device();
    EXPECT_NE(first, second);
    EXPECT_EQ(directory_.all().size(), 1U);
    EXPECT_EQ(ask(request(code::post, {"rd", first})).code, code::not_found);
}

TEST_F(DemoServerDirectory, ADroppedRegistrationIsNotFoundAnyMore) {
    const auto location = register_device();
    EXPECT_TRUE(directory_.drop("gw"));
    EXPECT_FALSE(directory_.drop("gw"));
    EXPECT_EQ(ask(request(code::post, {"rd", location})).code, code::not_found);
}

}  // namespace
}  // namespace agent::demo_server
