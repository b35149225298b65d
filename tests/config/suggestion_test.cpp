#include "config/suggestion.hpp"

#include <array>

#include <gtest/gtest.h>

namespace agent::config {
namespace {

constexpr std::array<std::string_view, 5> known{"baud", "device", "recovery", "st", "lifetime"};

TEST(Suggestion, FindsTheWordThatWasMeant) {
    EXPECT_EQ(nearest("bauds", known), "baud");
    EXPECT_EQ(nearest("buad", known), "baud");
    EXPECT_EQ(nearest("devcie", known), "device");
    EXPECT_EQ(nearest("life_time", known), "lifetime");
    EXPECT_EQ(nearest("recoverry", known), "recovery");
    EXPECT_EQ(did_you_mean("bauds", known), " (did you mean baud?)");
}

TEST(Suggestion, IsSilentWhenNothingIsNear) {
    EXPECT_EQ(nearest("xyz", known), "");
    EXPECT_EQ(nearest("", known), "");
    EXPECT_EQ(nearest("modem", known), "");
    EXPECT_EQ(nearest(std::string(100'000, 'b'), known), "");
    EXPECT_EQ(did_you_mean("xyz", known), "");
}

}  // namespace
}  // namespace agent::config
