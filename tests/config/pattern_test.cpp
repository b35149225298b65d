#include "config/pattern.hpp"

#include <gtest/gtest.h>

namespace agent::config {
namespace {

Pattern pattern(std::string_view expression) {
    std::string why;
    auto compiled = Pattern::compile(expression, why);
    EXPECT_TRUE(compiled) << why;
    return compiled.value();
}

TEST(Pattern, TakesTheFirstGroupOrAllOfTheMatch) {
    EXPECT_EQ(pattern(R"(^VERSION_ID="?([^"\n]*))").extract("NAME=x\nVERSION_ID=\"12\"\nID=debian\n"), "12");
    EXPECT_EQ(pattern(R"(\d+)").extract("about 42 of 100"), "42");
    EXPECT_EQ(pattern(R"(\+CESQ: .*,(\d+)$)").extract("+CESQ: 99,99,255,255,26,81"), "81");
    EXPECT_EQ(pattern("(a)|(b)").extract("b"), "");
    EXPECT_FALSE(pattern("x").extract("abc"));
}

TEST(Pattern, GivesEveryGroupToTheMap) {
    EXPECT_EQ(pattern(R"((\d+),(\d+))").find("7,9"), (std::vector<std::string>{"7,9", "7", "9"}));
    EXPECT_EQ(pattern(R"((\d+),(\d+))").groups(), 2u);
}

TEST(Pattern, RefusesWhatIsNoExpression) {
    std::string why;
    EXPECT_FALSE(Pattern::compile("(", why));
    EXPECT_TRUE(why.starts_with("not a regular expression: ")) << why;
    EXPECT_FALSE(Pattern::compile("a{100000}{100000}", why));
    EXPECT_FALSE(Pattern::compile(std::string(Pattern::longest + 1, 'a'), why));
    EXPECT_EQ(why, "a regular expression of more than 512 bytes");
}

TEST(Pattern, SearchesABoundedPartOfALongText) {
    const std::string filler(1024 * 1024, 'x');
    EXPECT_EQ(pattern("(.*)").extract(filler)->size(), Pattern::longest_text);
    EXPECT_FALSE(pattern("y").extract(filler + "y"));
}

TEST(Pattern, SurvivesDeepNesting) {
    std::string why;
    const std::string deep = std::string(Pattern::longest / 2, '(') + std::string(Pattern::longest / 2, ')');
    const auto compiled = Pattern::compile(deep, why);
    EXPECT_TRUE(compiled) << why;
    EXPECT_EQ(compiled->extract("x"), "");
}

}  // namespace
}  // namespace agent::config
