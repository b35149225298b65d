#include "lwm2m/coap/wire.hpp"

#include <gtest/gtest.h>

namespace agent::coap {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

TEST(Wire, WritesOptionsAscendingWhateverTheirOrderWas) {
    Message message{.code = code::post, .message_id = 1};
    message.add_uint(OptionNumber::content_format, 40);
    message.add_string(OptionNumber::uri_path, "rd");
    EXPECT_EQ(to_hex(encode(message)), "40020001B272641128");
}

TEST(Wire, KnowsTheSizeWithoutWriting) {
    for (const std::size_t length : {0U, 1U, 12U, 13U, 14U, 268U, 269U, 270U, 1024U}) {
        for (const unsigned number : {1U, 12U, 13U, 268U, 269U, 2049U, 65535U}) {
            Message message{.code = code::get, .message_id = 1, .token = *Token::from(as_bytes("abcd"))};
            message.add({static_cast<OptionNumber>(number), std::string(length, 'x')});
            message.add_string(OptionNumber::uri_path, "3");
            message.add_string(OptionNumber::uri_path, "0");
            message.payload = Bytes(length, 1);
            EXPECT_EQ(encoded_size(message), encode(message).size()) << length << " bytes of option " << number;
        }
    }
}

TEST(Wire, AnEmptyMessageIsItsHeader) {
    Message message{.type = Type::acknowledgement, .message_id = 0x1234, .token = *Token::from(as_bytes("T"))};
    message.payload = to_bytes("ignored");
    EXPECT_EQ(to_hex(encode(message)), "60001234");
    EXPECT_EQ(encoded_size(message), 4U);
}

TEST(Wire, ReadsTheGetOfRfc7252AppendixA) {
    const auto message = decode(hex("41017D3520BB74656D7065726174757265"));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->summary(), "CON GET /temperature mid=32053 token=20");
}

TEST(Wire, ReadsPayloadAndOptionsInOrder) {
    const auto message = decode(hex("64453039010203048272640433313233FF41"));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, Type::acknowledgement);
    EXPECT_EQ(message->code, code::content);
    EXPECT_EQ(message->values(OptionNumber::location_path), (std::vector<std::string_view>{"rd", "3123"}));
    EXPECT_EQ(as_text(message->payload), "A");
}

TEST(Wire, RoundTripsLongDeltasAndLengths) {
    for (const std::size_t length : {0U, 12U, 13U, 14U, 268U, 269U, 270U, 1024U}) {
        for (const unsigned number : {1U, 12U, 13U, 268U, 269U, 2049U, 65535U}) {
            Message message;
            message.code = code::get;
            message.add({static_cast<OptionNumber>(number), std::string(length, 'x')});
            message.payload = Bytes(3, 7);
            const auto back = decode(encode(message));
            ASSERT_TRUE(back) << number << " " << length;
            EXPECT_EQ(*back, message);
        }
    }
}

TEST(Wire, RefusesWhatRfc7252CallsAFormatError) {
    for (const auto* datagram : {"", "40", "400100", "80010001", "49010001000000000000000000", "4101", "4401000101",
                                 "4001000141", "40010001D1", "40010001E101", "40010001F0", "400100010F", "40010001FF",
                                 "4000000100", "40010001EEFFFFFFFF00"}) {
        EXPECT_FALSE(decode(hex(datagram))) << datagram;
    }
}

}  // namespace
}  // namespace agent::coap
