#include <gtest/gtest.h>

#include "modem/at/command.hpp"
#include "modem/at/errors.hpp"
#include "modem/at/fields.hpp"

namespace agent::modem::at {
namespace {

TEST(Fields, ReadQuotedEmptyAndPlainOnes) {
    auto fields = Fields::of_line("+CEREG: 4,5,\"0001\",\"0000ABCD\",9,,,\"00100011\"");
    EXPECT_EQ(fields.integer(), 4);
    EXPECT_FALSE(fields.next_is_quoted());
    EXPECT_EQ(fields.number(0, 10), 5U);
    EXPECT_TRUE(fields.next_is_quoted());
    EXPECT_EQ(fields.text(), "0001");
    fields.skip(2);
    EXPECT_EQ(fields.text(), "");
    EXPECT_EQ(fields.integer(), std::nullopt) << "empty";
    EXPECT_FALSE(fields.at_end());
    EXPECT_EQ(fields.text(), "00100011");
    EXPECT_TRUE(fields.at_end());
    EXPECT_EQ(fields.text(), std::nullopt);
}

TEST(Fields, KeepCommasAndQuotesInsideQuotes) {
    Fields fields(R"("a,"b" c" , 7)");
    EXPECT_EQ(fields.text(), R"(a,"b" c)");
    EXPECT_EQ(fields.integer(), 7);
}

TEST(Fields, TakeAnUnclosedQuoteAsItIs) {
    Fields fields("\"open,1");
    EXPECT_EQ(fields.text(), "\"open");
    EXPECT_EQ(fields.integer(), 1);
}

TEST(Fields, RefuseNumbersThatAreNot) {
    EXPECT_EQ(parse_integer("-11"), -11);
    EXPECT_EQ(parse_integer("12x"), std::nullopt);
    EXPECT_EQ(parse_integer(""), std::nullopt);
    EXPECT_EQ(parse_integer("99999999999999999999"), std::nullopt);
    Fields fields("300,-1");
    EXPECT_EQ(fields.number(0, 255), std::nullopt);
    EXPECT_EQ(fields.number(0, 255), std::nullopt);
}

TEST(Supported, ReadsTheTestRepliesOfTheNote) {
    const auto open = parse_supported("+QCOAPOPEN: (0-4),<CoAP_server>,(1-65535)");
    ASSERT_TRUE(open);
    ASSERT_EQ(open->size(), 3U);
    EXPECT_TRUE((*open)[0].contains(4));
    EXPECT_FALSE((*open)[0].contains(5));
    EXPECT_EQ((*open)[1].name, "<CoAP_server>");
    EXPECT_EQ((*open)[2].ranges, (std::vector<Supported::Range>{{1, 65535}}));

    const auto option = parse_supported("+QCOAPOPTION: (0-4),(0),<opt_name>,(0-255),<opt_value>,(0,1)");
    ASSERT_TRUE(option);
    EXPECT_EQ(option->back().ranges, (std::vector<Supported::Range>{{0, 0}, {1, 1}}));
    EXPECT_FALSE(parse_supported("+X: (0-4"));
    EXPECT_FALSE(parse_supported("+X: (a-b)"));
}

TEST(Command, MasksItsSecret) {
    const auto command = Command("+CPIN=\"1234\"").secret_from(6);
    EXPECT_EQ(command.shown(), "AT+CPIN=***");
    EXPECT_TRUE(command.is_secret());
}

TEST(Command, ParsesWhatPeopleWrite) {
    const auto query = Command::parse("at+cesq");
    ASSERT_TRUE(query);
    EXPECT_EQ(query->text(), "+cesq");
    EXPECT_TRUE(query->owns("+CESQ: 99,99,255,255,26,81"));
    EXPECT_TRUE(query->owns("a bare text"));
    EXPECT_FALSE(query->owns("+CSCON: 1"));
    EXPECT_FALSE(query->owns("RDY"));
    for (const auto* bad : {"", "A", "+CSQ", "AT+CSQ\rAT+CFUN=0", "AT\x1A"}) {
        EXPECT_EQ(Command::parse(bad).error(), Error::malformed_command) << bad;
    }
}

TEST(CmeError, CarriesTheNotesWording) {
    EXPECT_EQ(make_error_code(CmeError::incorrect_parameters).message(), "+CME ERROR: 50 (Incorrect parameters)");
    EXPECT_EQ(error_code(777, cme_category()).message(), "+CME ERROR: 777");
}

}  // namespace
}  // namespace agent::modem::at
