#include "lwm2m/codec/link_format.hpp"

#include <gtest/gtest.h>

namespace agent::lwm2m::codec {
namespace {

TEST(LinkFormat, WritesLinksAndTheirAttributes) {
    LinkWriter writer;
    writer.link({}).quoted("rt", "oma.lwm2m").attribute("ct", "11542");
    writer.link({1, 0})
        .link(ObjectPath(3))
        .attribute("ver", "1.1")
        .link({3, 0, 7})
        .attribute("dim", "2")
        .attribute("obs");
    EXPECT_EQ(writer.take(), "</>;rt=\"oma.lwm2m\";ct=11542,</1/0>,</3>;ver=1.1,</3/0/7>;dim=2;obs");
}

TEST(LinkFormat, LeavesOutThePrefixOfADevice) {  // LwM2M Gateway 1.1 §8.3.1
    LinkWriter writer;
    writer.link(*ObjectPath::parse("/d0/3/0")).attribute("pmin", "1").link(*ObjectPath::parse("/d0/3/0/9"));
    EXPECT_EQ(writer.take(), "</3/0>;pmin=1,</3/0/9>");
}

TEST(LinkFormat, ReadsWhatTheNoteSendsAndMore) {
    const auto links = parse_links("</>;rt=\"oma.lwm2m\";ct=11543,</1/0>, </3/0> ; a=\"x,;\\\"y\"").value();
    ASSERT_EQ(links.size(), 3U);
    EXPECT_EQ(links[0].target, "/");
    EXPECT_EQ(links[0].attributes[0].second, "oma.lwm2m");
    EXPECT_EQ(links[2].attributes[0].second, "x,;\"y");
    EXPECT_TRUE(parse_links("").value().empty());
    for (const auto* text : {"/1/0", "</1/0", "</1/0>,", "</1/0>;", "</1/0>;a=\"x", "</1/0>x"})
        EXPECT_FALSE(parse_links(text)) << text;
}

}  // namespace
}  // namespace agent::lwm2m::codec
