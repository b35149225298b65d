#include "lwm2m/coap/message.hpp"

#include <gtest/gtest.h>

#include "lwm2m/coap/block.hpp"

namespace agent::coap {
namespace {

TEST(Code, SaysItselfAsTheRfcDoes) {
    EXPECT_EQ(code::content.name(), "2.05 Content");
    EXPECT_EQ(code::get.name(), "GET");
    EXPECT_EQ(Code::of(2, 30).name(), "2.30");
    EXPECT_TRUE(code::get.is_request());
    EXPECT_FALSE(code::empty.is_request());
    EXPECT_EQ(code::not_found.byte(), 0x84);
}

TEST(Option, WritesUnsignedIntegersWithoutLeadingZeros) {
    EXPECT_EQ(Option::uint(OptionNumber::observe, 0).value, "");
    EXPECT_EQ(Option::uint(OptionNumber::content_format, 11542).value, "\x2D\x16");
    EXPECT_EQ(Option::uint(OptionNumber::max_age, 0x01020304).as_uint(), 0x01020304U);
    EXPECT_FALSE((Option{OptionNumber::max_age, "12345"}).as_uint());
}

TEST(Message, SummaryNamesWhatMattersAndHidesThePayload) {
    Message message{.code = code::put, .message_id = 7, .payload = to_bytes("secret")};
    message.add_string(OptionNumber::uri_path, "3");
    message.add_string(OptionNumber::uri_path, "0");
    message.add_uint(OptionNumber::content_format, 0);
    EXPECT_EQ(message.summary(), "CON PUT /3/0 mid=7 Content-Format=0 payload=6B");
}

TEST(Token, HoldsUpToEightBytes) {
    EXPECT_EQ(Token::from(Bytes(8, 1))->size(), 8U);
    EXPECT_FALSE(Token::from(Bytes(9, 1)));
    EXPECT_EQ(Token{}, *Token::from({}));
}

TEST(Block, RoundTripsAndRefusesTheReservedSize) {  // RFC 7959 §2.2
    const Block block{.number = 12, .more = true, .size_exponent = 5};
    EXPECT_EQ(block.value(), 12U << 4 | 8U | 5U);
    EXPECT_EQ(Block::from(block.value()), block);
    EXPECT_EQ(block.offset(), 12U * 512U);
    EXPECT_FALSE(Block::from(7));
    EXPECT_FALSE(Block::from(0x1000000));
}

}  // namespace
}  // namespace agent::coap
