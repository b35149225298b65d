#include "modem/emulator/at_command.hpp"

#include <gtest/gtest.h>

namespace agent::modem::emulator {
namespace {

using Form = AtCommand::Form;

TEST(AtCommand, KnowsTheFourForms) {
    EXPECT_EQ(parse_command("AT+QCOAPOPEN=?")->form, Form::test);
    EXPECT_EQ(parse_command("AT+QCOAPOPEN?")->form, Form::read);
    EXPECT_EQ(parse_command("AT+QCOAPOPEN=1")->form, Form::write);
    EXPECT_EQ(parse_command("AT+QCOAPOPEN")->form, Form::execute);
}

TEST(AtCommand, NamesAreInAnyCase) {
    EXPECT_EQ(parse_command("at+qcoapsend=0")->name, "+QCOAPSEND");
    EXPECT_EQ(parse_command("aT+cEreg?")->name, "+CEREG");
    EXPECT_EQ(parse_command("ate0")->name, "E");
    EXPECT_EQ(parse_command("at")->name, "");
}

TEST(AtCommand, SkipsNoiseBeforeThePrefixAndIgnoresALineWithoutIt) {
    EXPECT_EQ(parse_command("\x01\xFF"
                            "xAT+CSQ")
                  ->name,
              "+CSQ");
    EXPECT_FALSE(parse_command("hello"));
    EXPECT_FALSE(parse_command("A"));
}

TEST(AtCommand, CommasAndEqualsSignsInQuotesBelongToTheText) {
    const auto command = parse_command("AT+QCOAPOPTION=0,0,15,13,\"a=1,b=2?c=3&d\"");
    ASSERT_EQ(command->parameters.size(), 5U);
    EXPECT_EQ(command->parameter(4).text, "a=1,b=2?c=3&d");
    EXPECT_TRUE(command->parameter(4).quoted());
    EXPECT_EQ(command->parameter(2).number(), 15U);
}

TEST(AtCommand, TellsAbsentFromEmpty) {
    const auto command = parse_command("AT+CPSMS=1,,,\"\",");
    ASSERT_EQ(command->parameters.size(), 5U);
    EXPECT_TRUE(command->parameter(1).absent());
    EXPECT_TRUE(command->parameter(3).quoted());
    EXPECT_TRUE(command->parameter(4).absent());
    EXPECT_TRUE(command->parameter(9).absent());
}

TEST(AtCommand, NumbersAreDigitsWithinALimit) {
    const auto command = parse_command("AT+X=5,-1,0x5,99999999999,\"5\",65536, 7");
    EXPECT_EQ(command->parameter(0).number(), 5U);
    for (const std::size_t index : {1U, 2U, 3U, 4U, 6U}) EXPECT_FALSE(command->parameter(index).number()) << index;
    EXPECT_FALSE(command->parameter(5).number(65535));
}

TEST(AtCommand, AnOpenQuoteOrTextBehindOneIsMalformed) {
    EXPECT_TRUE(parse_command("AT+X=\"abc")->malformed);
    EXPECT_TRUE(parse_command("AT+X=\"abc\"d,1")->malformed);
    EXPECT_TRUE(parse_command("AT+X?1")->malformed);
    EXPECT_FALSE(parse_command("AT+X=\"abc\",1")->malformed);
}

}  // namespace
}  // namespace agent::modem::emulator
