#include "config/expression.hpp"

#include <gtest/gtest.h>

namespace agent::config {
namespace {

std::optional<double> result(std::string_view text, std::vector<std::string> captures = {"all", "43", "-2.5"}) {
    std::string why;
    const auto expression = Expression::parse(text, 2, why);
    EXPECT_TRUE(expression) << text << ": " << why;
    return expression ? expression->evaluate(captures, why) : std::nullopt;
}

std::string why_not(std::string_view text) {
    std::string why;
    EXPECT_FALSE(Expression::parse(text, 1, why)) << text;
    return why;
}

TEST(Expression, ComputesWithTheGroupsOfTheMatch) {
    EXPECT_EQ(result("$1 - 140"), -97.0);
    EXPECT_EQ(result("$1"), 43.0);
    EXPECT_EQ(result("$1 * 2 + $2 * 4"), 76.0);
    EXPECT_EQ(result("2 - 3 - 4"), -5.0);
    EXPECT_EQ(result("2 - (3 - 4)"), 3.0);
    EXPECT_EQ(result("12 / 4 / 3"), 1.0);
    EXPECT_EQ(result("-$2 + -1.5e1"), -12.5);
    EXPECT_EQ(result("((( 7 )))"), 7.0);
}

TEST(Expression, HasNoResultThatIsNotANumber) {
    EXPECT_FALSE(result("$1 / 0"));
    EXPECT_FALSE(result("$1 + 1", {"all", "n/a", "1"}));
    EXPECT_FALSE(result("$1 + 1", {"all", "", "1"}));
    EXPECT_FALSE(result("$2", {"all", "1"}));
    EXPECT_FALSE(result("$1", {"all", "inf", "1"}));
    EXPECT_FALSE(result("$1 * $1", {"all", "1e300", "1"}));
}

TEST(Expression, SaysWhereItIsWrong) {
    EXPECT_EQ(why_not(""), "at character 1: a number, $1 to $9 or ( belongs here");
    EXPECT_EQ(why_not("$1 -"), "at character 5: a number, $1 to $9 or ( belongs here");
    EXPECT_EQ(why_not("$1 140"), "at character 4: an operator belongs here");
    EXPECT_EQ(why_not("($1"), "at character 4: a closing parenthesis belongs here");
    EXPECT_EQ(why_not("$0"), "at character 1: $1 to $9 name the groups of match");
    EXPECT_EQ(why_not("$2"), "at character 1: match has no group 2");
    EXPECT_EQ(why_not("rsrp - 140"), "at character 1: a number, $1 to $9 or ( belongs here");
    EXPECT_EQ(why_not(std::string(100, '(') + "1"), "at character 22: nested too deep");
    EXPECT_EQ(why_not(std::string(300, '1')), "an expression of more than 256 bytes");
    EXPECT_NE(why_not("inf"), "");
}

TEST(Expression, NumbersAreSpeltAsShortAsTheyReadBack) {
    EXPECT_EQ(number_text(-97.0), "-97");
    EXPECT_EQ(number_text(21.5), "21.5");
    EXPECT_EQ(number_text(0.1), "0.1");
    EXPECT_EQ(number_text(-0.0), "0");
}

}  // namespace
}  // namespace agent::config
