#include "lwm2m/model/definition.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace agent::lwm2m {
namespace {

TEST(ResourceDefinition, ChecksTypeAndRange) {
    const ResourceDefinition number{
        .id = 9, .name = "Battery Level", .type = DataType::integer, .range = Range{0, 100}};
    EXPECT_TRUE(number.check(Value(std::int64_t{0})));
    EXPECT_TRUE(number.check(Value(std::int64_t{100})));
    EXPECT_EQ(number.check(Value(std::int64_t{101})).error().code, coap::code::bad_request);
    EXPECT_EQ(number.check(Value(std::int64_t{-1})).error().reason, "9 (Battery Level): -1 is not 0..100");
    EXPECT_EQ(number.check(Value(1.0)).error().reason, "9 (Battery Level) is of type Integer, not Float");
}

TEST(ResourceDefinition, ChecksTheLengthOfTextAndBytes) {
    const ResourceDefinition text{.type = DataType::string, .range = Range{1, 3}};
    EXPECT_TRUE(text.check(Value(std::string("abc"))));
    EXPECT_FALSE(text.check(Value(std::string())));
    EXPECT_FALSE(text.check(Value(std::string("abcd"))));
}

TEST(ResourceDefinition, RefusesNumbersThatAreNone) {
    const ResourceDefinition number{.type = DataType::floating};
    EXPECT_FALSE(number.check(Value(std::nan(""))));
    EXPECT_FALSE(number.check(Value(HUGE_VAL)));
}

TEST(ObjectDefinition, FindsResourcesByTheirId) {
    const auto* device = core_definition(3);
    ASSERT_NE(device, nullptr);
    EXPECT_EQ(device->find(9)->name, "Battery Level");
    EXPECT_EQ(device->find(99), nullptr);
    EXPECT_EQ(core_definition(8), nullptr);
    EXPECT_EQ(core_definition(3), device);
}

}  // namespace
}  // namespace agent::lwm2m
