#include "lwm2m/demo_server/coap_server.hpp"

#include <list>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

namespace agent::demo_server {
namespace {

class DemoServerPorts : public testing::Test {
protected:
    CoapServer& another() { return servers_.emplace_back(CoapServer::Callbacks{}, Keys{}); }
    std::list<CoapServer> servers_;
};

TEST_F(DemoServerPorts, AreOfOneListenerOnly) {
    const auto address = another().listen("127.0.0.1:0", false);
    try {
        another().listen(address, false);
        FAIL() << "two servers listen on " << address;
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), address + ": cannot listen there: Address already in use");
    }
}

TEST_F(DemoServerPorts, AreNeverChosenTwice) {
    auto& server = another();
    std::set<std::string> addresses;
    for (int listener = 0; listener < 300; ++listener)
        EXPECT_TRUE(addresses.insert(server.listen("127.0.0.1:0", false)).second);
}

TEST_F(DemoServerPorts, AreFreeAgainAtOnce) {
    const auto address = another().listen("127.0.0.1:0", false);
    servers_.clear();
    EXPECT_EQ(another().listen(address, false), address);
    servers_.clear();
    EXPECT_EQ(another().listen("[::1]:0", false).substr(0, 6), "[::1]:");
}

}  // namespace
}  // namespace agent::demo_server
