#include "lwm2m/model/path.hpp"

#include <gtest/gtest.h>

namespace agent::lwm2m {
namespace {

TEST(ObjectPath, ReadsAndWritesEveryLevel) {
    for (const auto* text : {"/", "/3", "/3/0", "/3/0/9", "/3/0/7/1", "/65534/65534/65534/65534"}) {
        const auto path = ObjectPath::parse(text);
        ASSERT_TRUE(path) << text;
        EXPECT_EQ(path->text(), text);
    }
    EXPECT_EQ(ObjectPath::parse("3/0"), ObjectPath(3, 0));
    EXPECT_EQ(ObjectPath::parse(""), ObjectPath());
}

TEST(ObjectPath, RefusesWhatIsNoPath) {
    for (const auto* text :
         {"/3/", "//3", "/x", "/65535", "/65536", "/-1", "/+1", "/03", "/3/0/9/1/2", " /3", "/3 ", "/3/0x1"})
        EXPECT_FALSE(ObjectPath::parse(text)) << text;
    const std::string_view segments[] = {"3", "0", "1", "2", "3"};
    EXPECT_FALSE(ObjectPath::from_segments(segments));
    EXPECT_EQ(ObjectPath::from_segments(std::span(segments).first(2)), ObjectPath(3, 0));
}

TEST(ObjectPath, KnowsWhatLiesBelow) {
    EXPECT_TRUE(ObjectPath().contains({3, 0, 1}));
    EXPECT_TRUE(ObjectPath(3).contains({3, 0}));
    EXPECT_FALSE(ObjectPath(3, 0).contains(ObjectPath(3)));
    EXPECT_FALSE(ObjectPath(3, 0).contains({3, 1, 0}));
    EXPECT_EQ(ObjectPath(3, 0, 9).prefix(1), ObjectPath(3));
    EXPECT_EQ(ObjectPath(3, 0, 9).prefix(7), ObjectPath(3, 0, 9));
    EXPECT_NE(ObjectPath(0), ObjectPath());
    EXPECT_NE(std::hash<ObjectPath>{}(ObjectPath(3)), std::hash<ObjectPath>{}(ObjectPath(3, 0)));
}

}  // namespace
}  // namespace agent::lwm2m
