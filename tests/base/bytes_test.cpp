#include "lwm2m/base/bytes.hpp"

#include <gtest/gtest.h>

namespace agent {
namespace {

TEST(Hex, RoundTripsEveryByte) {
    Bytes all;
    for (int i = 0; i < 256; ++i) all.push_back(static_cast<std::uint8_t>(i));
    EXPECT_EQ(from_hex(to_hex(all)), all);
}

TEST(Hex, TakesEitherCaseAndRefusesTheRest) {
    EXPECT_EQ(from_hex("aBfF"), (Bytes{0xAB, 0xFF}));
    EXPECT_EQ(from_hex(""), Bytes{});
    EXPECT_FALSE(from_hex("abc"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_FALSE(from_hex("0 "));
}

}  // namespace
}  // namespace agent
