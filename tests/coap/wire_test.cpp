// The size of a message on the wire is what encode() makes of it.
#include "lwm2m/coap/wire.hpp"

#include <gtest/gtest.h>

namespace agent::coap {
namespace {

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

}  // namespace
}  // namespace agent::coap
