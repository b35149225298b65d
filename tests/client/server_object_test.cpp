// Object 1 as its server sees it (LwM2M Core 1.1 Appendix E.2), beside what registering and sending do with it.
#include <gmock/gmock.h>

#include "bootstrap_rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using ::testing::HasSubstr;
using ::testing::Not;

class ServerObject : public BootstrapTest {
protected:
    std::string read(const std::string& path) { return ask({code::get, path, text}); }
    std::string write(const std::string& path, const std::string& value) {
        return ask({code::put, path, {}, text, value});
    }
    /// A session of the bootstrap server's in which it does `what`; afterwards the servers register anew.
    void bootstrap(const std::function<void()>& what) {
        static_cast<void>(client->request_bootstrap());
        begin_session();
        what();
        EXPECT_EQ(finish(), "2.04");
        client->on_connected(0);
        accept_register(0);
        take_sent();
    }
};

TEST_F(ServerObject, IsDiscoveredWithWhatTheAgentKnowsOfIt) {
    start_registered();
    EXPECT_EQ(
        ask({code::get, "/1/0", links}),
        "2.05 40 </1/0>,</1/0/0>,</1/0/1>,</1/0/2>,</1/0/3>,</1/0/4>,</1/0/5>,</1/0/6>,</1/0/7>,</1/0/8>,</1/0/9>,"
        "</1/0/10>,</1/0/21>,</1/0/22>,</1/0/23>");
    EXPECT_EQ(read("/1/0/11"), "4.04");  // the module tells no alert
    EXPECT_EQ(read("/1/0/12"), "4.04");  // no bootstrap server has been here
}

TEST_F(ServerObject, LinksTheAccessPointThatItsServerWrote) {
    start_registered();
    EXPECT_EQ(read("/1/0/10"), "4.04");
    EXPECT_EQ(write("/1/0/10", "3303:0"), "4.00");
    EXPECT_TRUE(log.has("it links no instance of object 11"));
    EXPECT_EQ(write("/1/0/10", "11:2"), "2.04");
    EXPECT_EQ(read("/1/0/10"), "2.05 0 11:2");
    restart();
    EXPECT_EQ(read("/1/0/10"), "2.05 0 11:2");
    EXPECT_EQ(write("/1/0/10", "65535:65535"), "2.04");  // none
    EXPECT_EQ(read("/1/0/10"), "2.05 0 65535:65535");
}

TEST_F(ServerObject, LinksTheConfiguredAccessPoint) {
    settings.servers[0].apn_link = ObjectLink{11, 0};
    start_registered();
    EXPECT_EQ(read("/1/0/10"), "2.05 0 11:0");
}

TEST_F(ServerObject, IsNotTriggeredBySms) {
    start_registered();
    EXPECT_EQ(read("/1/0/21"), "2.05 0 0");
    EXPECT_EQ(write("/1/0/21", "0"), "2.04");
    EXPECT_EQ(write("/1/0/21", "1"), "4.00");
    EXPECT_TRUE(log.has("the module brings no SMS to the agent"));
    EXPECT_EQ(read("/1/0/21"), "2.05 0 0");
    restart();
    EXPECT_EQ(read("/1/0/21"), "2.05 0 0");
}

TEST_F(ServerObject, PrefersTheOneTransportThereIs) {
    start_registered();
    EXPECT_EQ(read("/1/0/22"), "2.05 0 U");
    EXPECT_EQ(write("/1/0/22", "U"), "2.04");
    for (const auto* other : {"T", "S", "UT", "UQ", "u", ""}) EXPECT_EQ(write("/1/0/22", other), "4.00") << other;
    EXPECT_TRUE(log.has("UDP is the only transport"));
    EXPECT_EQ(read("/1/0/22"), "2.05 0 U");
}

TEST_F(ServerObject, IsWrittenAsAWholeOrNotAtAll) {
    start_registered();
    const auto partly = [&](bool trigger) {
        codec::InstanceContent content{0, {{5, Value(std::int64_t{600})}, {21, Value(trigger)}}};
        return ask({code::post, "/1/0", {}, tlv, in_tlv({1, 0}, {content})});
    };
    EXPECT_EQ(partly(true), "4.00");
    EXPECT_EQ(read("/1/0/5"), "2.05 0 86400");
    EXPECT_EQ(partly(false), "2.04");
    EXPECT_EQ(read("/1/0/5"), "2.05 0 600");
}

TEST_F(ServerObject, SaysWhenItWasBootstrapped) {
    std::int64_t now = 1'700'000'000;
    settings.clock = [&] { return now; };
    start_registered();
    bootstrap([&] { EXPECT_EQ(put("/1/0", server(0, 123)), "2.04"); });
    EXPECT_EQ(read("/1/0/12"), "2.05 0 1700000000");
    EXPECT_THAT(ask({code::get, "/1/0", links}), HasSubstr("</1/0/12>"));
    EXPECT_EQ(write("/1/0/12", "5"), "4.05");
    now += 60;
    restart();
    EXPECT_EQ(read("/1/0/12"), "2.05 0 1700000000");
    bootstrap([&] { EXPECT_EQ(bs({code::put, "/3/0/14", {}, text, "+02:00"}), "2.04"); });
    EXPECT_EQ(read("/1/0/12"), "2.05 0 1700000000");  // nothing of the account was touched
    bootstrap([&] { EXPECT_EQ(put("/0/1", security(1, 123, "coap://192.0.2.1")), "2.04"); });
    EXPECT_EQ(read("/1/0/12"), "2.05 0 1700000060");
}

TEST_F(ServerObject, IsNotSaidToBeBootstrappedWhenThatFailedOrNobodyKnowsTheTime) {
    start_registered();
    bootstrap([&] { EXPECT_EQ(bs({code::put, "/1/0/12", {}, text, "7"}), "2.04"); });
    EXPECT_EQ(read("/1/0/12"), "4.04");
    settings.clock = [] { return std::int64_t{1'700'000'000}; };
    restart();
    static_cast<void>(client->request_bootstrap());
    begin_session();
    EXPECT_EQ(put("/1/0", server(0, 123)), "2.04");
    client->on_disconnected(bootstrap_index, make_error_code(boost::system::errc::io_error));
    client->on_connected(0);
    accept_register(0);
    take_sent();
    EXPECT_EQ(read("/1/0/12"), "4.04");
}

TEST_F(ServerObject, TakesItsValuesFromABootstrap) {
    start_registered();
    bootstrap([&] {
        auto content = server(0, 123);
        content.resources.push_back({10, Value(ObjectLink{11, 4})});
        content.resources.push_back({21, Value(true)});  // what the device can't do is no reason to refuse the account
        content.resources.push_back({22, Value(std::string("T"))});
        EXPECT_EQ(put("/1/0", content), "2.04");
        EXPECT_EQ(bs({code::put, "/1/0/21", {}, text, "1"}), "4.00");  // asked for by name it is told
        EXPECT_EQ(bs({code::put, "/1/0/22", {}, text, "T"}), "4.00");
        EXPECT_EQ(bs({code::put, "/1/0/22", {}, text, "U"}), "2.04");
        EXPECT_EQ(bs({code::put, "/1/0/10", {}, text, "3:0"}), "4.00");
    });
    EXPECT_EQ(read("/1/0/10"), "2.05 0 11:4");
    EXPECT_EQ(read("/1/0/21"), "2.05 0 0");
    EXPECT_EQ(read("/1/0/22"), "2.05 0 U");
    restart();
    EXPECT_EQ(read("/1/0/10"), "2.05 0 11:4");
}

}  // namespace
}  // namespace agent::lwm2m::testing
