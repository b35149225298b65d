#include "lwm2m/model/path.hpp"

#include <algorithm>
#include <vector>

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

TEST(ObjectPath, MayBeginWithThePrefixOfADevice) {
    const auto d0 = DevicePrefix::parse("d0").value();
    for (const auto* text :
         {"/d0/3", "/d0/3/0", "/d0/3/0/9", "/D-7_x/3/0/7/1", "/a_b-c_d-ef/65534/65534/65534/65534"}) {
        const auto path = ObjectPath::parse(text);
        ASSERT_TRUE(path) << text;
        EXPECT_EQ(path->text(), text);
        EXPECT_FALSE(path->is_own());
    }
    EXPECT_EQ(ObjectPath::parse("d0/3/0"), ObjectPath(3, 0).under(d0));
    const std::string_view segments[] = {"d0", "3", "0", "7", "1", "2"};
    EXPECT_EQ(ObjectPath::from_segments(std::span(segments).first(5)), ObjectPath(3, 0, 7, 1).under(d0));
    EXPECT_FALSE(ObjectPath::from_segments(segments));
    EXPECT_FALSE(ObjectPath::from_segments(std::span(segments).first(1)));
    for (const auto* text : {"/d0", "/d0/", "/d0//3", "/3/d0", "/d0/d1/3", "/d.0/3", "/d 0/3", "/abcdefghijk/3",
                             "/70000/3", "/d0/3/0/7/1/2"})
        EXPECT_FALSE(ObjectPath::parse(text)) << text;
}

TEST(ObjectPath, OfOneDeviceIsNoneOfAnother) {
    const auto d0 = DevicePrefix::parse("d0").value(), d1 = DevicePrefix::parse("d1").value();
    const auto path = ObjectPath(3, 0, 9).under(d0);
    EXPECT_EQ(path.device(), d0);
    EXPECT_EQ(path.under({}), ObjectPath(3, 0, 9));
    EXPECT_EQ(path.prefix(1), ObjectPath(3).under(d0));
    EXPECT_EQ(path.prefix(2) / 9, path);
    EXPECT_EQ((path / 1).text(), "/d0/3/0/9/1");
    EXPECT_TRUE(ObjectPath(3).under(d0).contains(path));
    EXPECT_FALSE(ObjectPath(3).contains(path));
    EXPECT_FALSE(ObjectPath(3).under(d1).contains(path));
    EXPECT_FALSE(ObjectPath().contains(path));
    EXPECT_NE(path, ObjectPath(3, 0, 9));
    EXPECT_NE(std::hash<ObjectPath>{}(path), std::hash<ObjectPath>{}(ObjectPath(3, 0, 9)));
    EXPECT_NE(std::hash<ObjectPath>{}(path), std::hash<ObjectPath>{}(ObjectPath(3, 0, 9).under(d1)));
    std::vector<ObjectPath> paths{ObjectPath(3, 1).under(d0), ObjectPath(3).under(d1), ObjectPath(9), path,
                                  ObjectPath(3).under(d0),    ObjectPath(3, 0, 9)};
    std::ranges::sort(paths);
    std::string texts;
    for (const auto& each : paths) texts += each.text() + " ";
    EXPECT_EQ(texts, "/3/0/9 /9 /d0/3 /d0/3/0/9 /d0/3/1 /d1/3 ");
    EXPECT_LE(sizeof(ObjectPath), 16U);
}

TEST(DevicePrefix, KeepsItsText) {
    for (const auto* text : {"a", "-", "_", "Z9", "zzzzzzzzzz", "----------", "0a", "9999999999a"}) {
        const auto prefix = DevicePrefix::parse(text);
        ASSERT_EQ(prefix.has_value(), std::string_view(text).size() <= DevicePrefix::longest) << text;
        EXPECT_TRUE(!prefix || prefix->text() == text);
    }
    EXPECT_FALSE(DevicePrefix::parse(""));
    EXPECT_FALSE(DevicePrefix::parse("007"));
    EXPECT_TRUE(DevicePrefix().is_empty());
    EXPECT_EQ(DevicePrefix().text(), "");
}

}  // namespace
}  // namespace agent::lwm2m
