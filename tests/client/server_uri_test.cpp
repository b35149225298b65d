#include <gtest/gtest.h>

#include "lwm2m/client/server_account.hpp"

namespace agent::lwm2m {
namespace {

TEST(ServerUri, TakesApartWhatObject0Holds) {
    std::string why;
    const auto uri = ServerUri::parse("coaps://lwm2m.example.net:15684/a%20b/c?x=1&y=%26", why);
    ASSERT_TRUE(uri) << why;
    EXPECT_TRUE(uri->secure);
    EXPECT_EQ(uri->host, "lwm2m.example.net");
    EXPECT_EQ(uri->port, 15684);
    EXPECT_EQ(uri->path, (std::vector<std::string>{"a b", "c"}));
    EXPECT_EQ(uri->query, (std::vector<std::string>{"x=1", "y=&"}));
}

TEST(ServerUri, HasTheDefaultPortsOfItsSchemes) {
    std::string why;
    EXPECT_EQ(ServerUri::parse("coap://192.0.2.1", why)->port, 5683);
    EXPECT_EQ(ServerUri::parse("coaps://[2001:db8::1]/", why)->port, 5684);
    EXPECT_EQ(ServerUri::parse("coaps://[2001:db8::1]/", why)->host, "2001:db8::1");
    EXPECT_TRUE(ServerUri::parse("coaps://[2001:db8::1]/", why)->path.empty());
}

TEST(ServerUri, ReadsBackAsItsText) {
    std::string why;
    for (const auto* text : {"coap://192.0.2.1", "coaps://[2001:db8::1]:7000/rd/x?q=1&r", "coap://host:1",
                             "coap://h/a%2Fb/%25?x=1%26y&%3F"}) {
        EXPECT_EQ(ServerUri::parse(text, why)->text(), text);
    }
}

TEST(ServerUri, RefusesWhatIsNoCoapUriWithAReason) {
    for (const auto* text : {"", "http://x", "coap", "coaps", "coap:/x", "coap://", "coap://:5683", "coap://h:0",
                             "coap://h:65536", "coap://h:5683x", "coap://[::1", "coap://[]", "coap://h#f", "coap://a b",
                             "coap://h/%zz", "coap://h/%2", "coap://user@h"}) {
        std::string why;
        EXPECT_FALSE(ServerUri::parse(text, why)) << text;
        EXPECT_FALSE(why.empty()) << text;
    }
}

}  // namespace
}  // namespace agent::lwm2m
