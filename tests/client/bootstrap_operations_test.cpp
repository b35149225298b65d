// The operations of the bootstrap interface over the wire (LwM2M Core 1.1 §6.1.7): one request in, its answer out.
#include <gmock/gmock.h>

#include "bootstrap_rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;

class BootstrapOperations : public BootstrapTest {
protected:
    BootstrapOperations() {
        start_registered();
        static_cast<void>(client->request_bootstrap());
        begin_session();
    }
    std::string discover(const std::string& path) { return bs({code::get, path, links}); }
    std::string write(const std::string& path, const codec::Content& content) {
        return bs({code::put, path, {}, tlv, in_tlv(*ObjectPath::parse(path), content)});
    }
    std::string write_text(const std::string& path, const std::string& value) {
        return bs({code::put, path, {}, text, value});
    }
    static codec::InstanceContent access(Id instance, std::int64_t object, std::int64_t of, InstanceValues rights) {
        codec::InstanceContent content{instance, {}};
        content.resources.push_back({0, Value(object)});
        content.resources.push_back({1, Value(of)});
        content.resources.push_back({2, std::move(rights)});
        content.resources.push_back({3, Value(std::int64_t{123})});
        return content;
    }
};

TEST_F(BootstrapOperations, DiscoverTellsWhichAccountIsWhose) {
    EXPECT_EQ(discover(""),
              "2.05 40 </>;lwm2m=1.1,</0/0>,</0/1>;ssid=123;uri=\"coap://192.0.2.1\",</1/0>;ssid=123,</2>,</3/0>,"
              "</19/0>");
    EXPECT_EQ(discover("/0"), "2.05 40 </>;lwm2m=1.1,</0/0>,</0/1>;ssid=123;uri=\"coap://192.0.2.1\"");
    EXPECT_EQ(discover("/1"), "2.05 40 </>;lwm2m=1.1,</1/0>;ssid=123");
    EXPECT_EQ(discover("/3"), "2.05 40 </>;lwm2m=1.1,</3/0>");
    EXPECT_EQ(discover("/99"), "4.04");
    EXPECT_EQ(discover("/21"), "4.04");
    EXPECT_EQ(discover("/0/0"), "4.00");
}

TEST_F(BootstrapOperations, AreNotForTheDevicesBehindTheGateway) {  // LwM2M Gateway 1.1 §8.1
    const auto device = DevicePrefix::parse("d0").value();
    tree.add(*core_definition(3), device);
    add(ObjectPath(3, 0, 14).under(device), Value(std::string("+01:00")));
    for (const auto* path : {"/d0/3", "/d0/3/0", "/d0/1"}) {
        EXPECT_EQ(discover(path), "4.04");
        EXPECT_EQ(bs({code::get, path}), "4.04");
        EXPECT_EQ(bs({code::del, path}), "4.04");
    }
    EXPECT_EQ(write_text("/d0/3/0/14", "+02:00"), "4.04");
    EXPECT_EQ(discover("").find("d0"), std::string::npos);
    EXPECT_EQ(bs({code::del, ""}), "2.02");
    EXPECT_NE(tree.find(ObjectPath(3).under(device)), nullptr);
}

TEST_F(BootstrapOperations, AWriteMakesOrReplacesInstancesInAnyForm) {
    EXPECT_EQ(write("/0", {security(4, 204, "coap://d"), security(5, 205, "coaps://e")}), "2.04");
    EXPECT_EQ(write("/0/6", {security(6, 206, "coap://f")}), "2.04");
    EXPECT_EQ(write_text("/0/6/10", "207"), "2.04");
    EXPECT_EQ(bs({code::put, "/0/5/5", {}, opaque, "another-key-here"}), "2.04");
    EXPECT_EQ(write_text("/0/7/0", "coap://g"), "2.04");  // an instance of one resource
    EXPECT_EQ(discover("/0"),
              "2.05 40 </>;lwm2m=1.1,</0/0>,</0/1>;ssid=123;uri=\"coap://192.0.2.1\",</0/4>;ssid=204;uri=\"coap://d\","
              "</0/5>;ssid=205;uri=\"coaps://e\",</0/6>;ssid=207;uri=\"coap://f\",</0/7>;uri=\"coap://g\"");
    // A replaced instance has what the payload has, and nothing of before (§6.1.7.5).
    EXPECT_EQ(write("/0/6", {{6, {{0, Value(std::string("coap://h"))}}}}), "2.04");
    EXPECT_THAT(discover("/0"), ::testing::HasSubstr("</0/6>;uri=\"coap://h\",</0/7>"));
}

TEST_F(BootstrapOperations, AWriteTakesWhatServersSendAlongAndRefusesWhatCannotBe) {
    const std::tuple<Ask, const char*> rows[] = {
        {{code::put, "/0/1/4", {}, opaque, "x"}, "2.04"},
        {{code::put, "/0/1/6", {}, text, "3"}, "2.04"},
        {{code::put, "/0/1/7", {}, opaque, ""}, "2.04"},
        {{code::put, "/0/1/8", {}, opaque, ""}, "2.04"},
        {{code::put, "/0/1/9", {}, text, ""}, "2.04"},
        {{code::put, "/0/0/10", {}, text, "0"}, "2.04"},
        {{code::put, "/0/1/11", {}, text, "5"}, "2.04"},
        {{code::put, "/0/1/12", {}, text, "0"}, "2.04"},
        {{code::put, "/0/1/17", {}, text, "65535:65535"}, "2.04"},
        {{code::put, "/0/1/17", {}, text, "21:0"}, "4.00"},
        {{code::put, "/0/1/2", {}, text, "9"}, "4.00"},
        {{code::put, "/0/1/99", {}, text, "9"}, "4.15"},
        {{code::put, "/0/1/0", {}, {}, "coap://x"}, "4.15"},
        {{code::put, "/0/1/0", {}, 9999, "coap://x"}, "4.15"},
        {{code::put, "/0/1", {}, tlv, "\xC8"}, "4.00"},
        {{code::put, "/0/1/5", {}, text, "not base64!"}, "4.00"},
        {{code::put, "/1/0/1", {}, text, "-1"}, "4.00"},
        {{code::put, "/1/0/7", {}, text, "SMS"}, "4.00"},
        {{code::put, "/1/0/7", {}, text, "UT"}, "2.04"},
        {{code::put, "/1/0/17", {}, text, "3"}, "2.04"},
        {{code::put, "/1/0/21", {}, text, "0"}, "2.04"},
        {{code::put, "", {}, tlv, "x"}, "4.00"},
        {{code::put, "/99/0", {}, tlv, ""}, "4.00"},
        {{code::put, "/21/0", {}, tlv, ""}, "4.00"},
        {{code::put, "/3/7/14", {}, text, "x"}, "4.00"},
        {{code::put, "/3/0/0", {}, text, "x"}, "4.00"},
        {{code::put, "/3/0/14", {}, text, "+02:00"}, "2.04"},
        {{code::post, "/1/0/8"}, "4.05"},
        {{code::post, "/bs/x"}, "4.04"},
        {{code::fetch, "/1"}, "4.05"},
    };
    for (const auto& [ask, answer] : rows) EXPECT_EQ(bs(ask), answer) << ask.method.name() << " " << ask.path;
    expect_no_secret_in_the_log();
    EXPECT_FALSE(log.has("not base64!"));
}

TEST_F(BootstrapOperations, AReadIsOfObjects1And2Only) {  // LightweightM2M-1.1-int-8
    const std::string instance = "C1007BC201012CC10200C40500015180C10601C10755C10E00C10F00C11001C11500C11655C11700";
    EXPECT_EQ(bs({code::get, "/1/0", tlv}), "2.05 11542 " + instance);
    EXPECT_EQ(bs({code::get, "/1", tlv}), "2.05 11542 080028" + instance);
    EXPECT_EQ(bs({code::get, "/1/0/1", text}), "2.05 0 300");
    for (const auto* path : {"/0", "/0/0", "/0/0/5", "/3", "/3/0", "/21", ""}) {
        EXPECT_EQ(bs({code::get, path}), "4.05") << path;
    }
    EXPECT_EQ(bs({code::get, "/1/9"}), "4.04");
    EXPECT_EQ(bs({code::get, "/2/0"}), "4.04");
    EXPECT_EQ(bs({code::get, "/1/0", opaque}), "4.06");
    EXPECT_EQ(write("/2/3", {access(3, 3, 0, {{123, Value(std::int64_t{15})}})}), "2.04");
    EXPECT_EQ(bs({code::get, "/2/3", tlv}), "2.05 11542 C10003C101008302417B0FC1037B");
    EXPECT_EQ(bs({code::put, "/2/3/2/200", {}, text, "1"}), "2.04");  // beside what is there
    EXPECT_EQ(bs({code::get, "/2/3/2", tlv}), "2.05 11542 8602417B0F41C801");
}

TEST_F(BootstrapOperations, AReadWithoutAnAcceptIsAnsweredAsAnyServers) {
    EXPECT_EQ(write("/2/3", {access(3, 3, 0, {{123, Value(std::int64_t{15})}})}), "2.04");
    // [{-2: "/2/3/", 0: "0", 2: 3}, {0: "1", 2: 0}, {0: "2/123", 2: 15}, {0: "3", 2: 123}]
    EXPECT_EQ(bs({code::get, "/2/3"}),
              "2.05 112 84A321652F322F332F0061300203A20061310200A20065322F313233020FA200613302187B");
    EXPECT_EQ(bs({code::get, "/2/3/2"}), "2.05 112 81A2006A2F322F332F322F313233020F");
    EXPECT_EQ(bs({code::get, "/1/0/1"}), "2.05 0 300");
    EXPECT_EQ(bs({code::get, "/2/3/2", text}), "4.06");
}

TEST_F(BootstrapOperations, DeleteSparesTheBootstrapServersAccount) {  // LightweightM2M-1.1-int-4
    EXPECT_EQ(del("/0/0"), "4.00");
    EXPECT_EQ(del("/0/7"), "4.00");
    EXPECT_EQ(del("/0/0/0"), "4.00");
    EXPECT_EQ(del("/3"), "4.00");
    EXPECT_EQ(del("/3/0"), "4.00");
    EXPECT_EQ(del("/19"), "4.00");
    EXPECT_EQ(del("/99"), "4.00");
    EXPECT_EQ(del("/0/1"), "2.02");
    EXPECT_EQ(discover("/0"), "2.05 40 </>;lwm2m=1.1,</0/0>");
    EXPECT_EQ(del("/0"), "2.02");
    EXPECT_EQ(discover("/0"), "2.05 40 </>;lwm2m=1.1,</0/0>");
    EXPECT_EQ(del("/1"), "2.02");
    EXPECT_EQ(del("/1"), "2.02");
    EXPECT_EQ(del("/2"), "2.02");
    EXPECT_EQ(write("/0", {security(4, 204, "coap://d"), security(5, 205, "coaps://e")}), "2.04");
    EXPECT_EQ(del(""), "2.02");
    EXPECT_EQ(discover(""), "2.05 40 </>;lwm2m=1.1,</0/0>,</1>,</2>,</3/0>,</19/0>");
}

TEST_F(BootstrapOperations, WritesToOtherObjectsAreDoneByTheFinish) {
    auto& offset = resource({3, 0, 14});
    EXPECT_EQ(write_text("/3/0/14", "+02:00"), "2.04");
    codec::InstanceContent device{0, {}};
    device.resources.push_back({0, Value(std::string("not for them"))});  // read-only: passed over
    device.resources.push_back({15, Value(std::string("Asia/Tokyo"))});
    EXPECT_EQ(write("/3", {device}), "2.04");
    EXPECT_EQ(offset.events, "");
    EXPECT_EQ(finish(), "2.04");
    EXPECT_EQ(offset.value, ResourceValue(Value(std::string("+02:00"))));
    EXPECT_EQ(resource({3, 0, 15}).value, ResourceValue(Value(std::string("Asia/Tokyo"))));
    EXPECT_EQ(resource({3, 0, 0}).value, ResourceValue(Value(std::string("Acme"))));
}

TEST_F(BootstrapOperations, AWriteThatFailsAtTheFinishIsToldThen) {
    auto& zone = resource({3, 0, 15});
    zone.failure = Failure{code::internal_server_error, "exit status 1"};
    EXPECT_EQ(write_text("/3/0/14", "+02:00"), "2.04");
    EXPECT_EQ(write_text("/3/0/15", "Mars/Olympus"), "2.04");
    EXPECT_EQ(finish(), "4.06");
    EXPECT_EQ(resource({3, 0, 14}).value, ResourceValue(Value(std::string("+01:00"))));  // all of it or nothing
    EXPECT_EQ(client->bootstrap().state, BootstrapState::running);
    EXPECT_TRUE(log.has("reason=\"exit status 1\""));
    EXPECT_EQ(finish(), "4.06");  // what was acknowledged is not dropped
    zone.failure.reset();
    EXPECT_EQ(finish(), "2.04");
    EXPECT_EQ(zone.value, ResourceValue(Value(std::string("Mars/Olympus"))));
}

TEST_F(BootstrapOperations, AFinishThatTakesItsTimeIsAnsweredOnceAndNothingComesBetween) {
    auto& zone = resource({3, 0, 15});
    zone.slow = true;
    EXPECT_EQ(write_text("/3/0/15", "Asia/Tokyo"), "2.04");
    take_sent();
    EXPECT_EQ(finish(), "nothing");
    EXPECT_EQ(del("/1"), "5.03");
    zone.finish();
    advance(Duration::zero());
    EXPECT_EQ(transport.sent.back().code, code::changed);
    EXPECT_EQ(client->bootstrap().state, BootstrapState::idle);
}

TEST_F(BootstrapOperations, AnAbortWhileItIsBeingFinishedChangesNoAccount) {
    auto& zone = resource({3, 0, 15});
    zone.slow = true;
    write_account();
    EXPECT_EQ(write_text("/3/0/15", "Asia/Tokyo"), "2.04");
    EXPECT_EQ(finish(), "nothing");
    client->on_disconnected(bootstrap_index, make_error_code(boost::system::errc::connection_reset));
    zone.finish();
    advance(Duration::zero());
    EXPECT_EQ(client->account(0).short_id, 123);
    EXPECT_TRUE(store.accounts->resources.empty());
}

TEST_F(BootstrapOperations, ALongAnswerComesInBlocks) {
    Ask ask{code::get, "", links};
    ask.block2 = 0x00;  // of 16 bytes
    ask.server = bootstrap_index;
    take_sent();
    std::string whole;
    for (unsigned number = 0; number < 20; ++number) {
        ask.block2 = number << 4;
        const auto answer = exchange(ask);
        whole += text_of(answer);
        if ((answer.uint_option(coap::OptionNumber::block2).value() & 8U) == 0) break;
    }
    EXPECT_EQ("2.05 40 " + whole, discover(""));
}

}  // namespace
}  // namespace agent::lwm2m::testing
