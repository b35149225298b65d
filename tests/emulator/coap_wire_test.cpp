#include "modem/emulator/coap_wire.hpp"

#include <gtest/gtest.h>

#include "modem/emulator/error.hpp"

namespace agent::modem::emulator {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

TEST(CoapWire, ReadsTheGetOfRfc7252AppendixA) {
    const auto message = decode(hex("41017D3520BB74656D7065726174757265"));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->summary(), "CON GET /temperature mid=32053 token=20");
}

TEST(CoapWire, ReadsPayloadAndOptionsInOrder) {
    const auto message = decode(hex("64453039010203048272640433313233FF41"));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, coap::Type::acknowledgement);
    EXPECT_EQ(message->code, coap::code::content);
    EXPECT_EQ(message->values(coap::OptionNumber::location_path), (std::vector<std::string_view>{"rd", "3123"}));
    EXPECT_EQ(as_text(message->payload), "A");
}

TEST(CoapWire, WritesOptionsAscendingWhateverTheirOrderWas) {
    coap::Message message;
    message.code = coap::code::post;
    message.message_id = 1;
    message.add_uint(coap::OptionNumber::content_format, 40);
    message.add_string(coap::OptionNumber::uri_path, "rd");
    EXPECT_EQ(to_hex(encode(message)),
              "40020001B27264"
              "1128");
}

TEST(CoapWire, RoundTripsLongDeltasAndLengths) {
    for (const std::size_t length : {0U, 12U, 13U, 14U, 268U, 269U, 270U, 1024U}) {
        for (const unsigned number : {1U, 12U, 13U, 268U, 269U, 2049U, 65535U}) {
            coap::Message message;
            message.code = coap::code::get;
            message.add({static_cast<coap::OptionNumber>(number), std::string(length, 'x')});
            message.payload = Bytes(3, 7);
            const auto back = decode(encode(message));
            ASSERT_TRUE(back) << number << " " << length;
            EXPECT_EQ(*back, message);
        }
    }
}

TEST(CoapWire, AnEmptyMessageIsItsHeaderOnly) {
    coap::Message message;
    message.type = coap::Type::acknowledgement;
    message.message_id = 0xABCD;
    message.token = *coap::Token::from(Bytes{1, 2});
    message.payload = {1};
    EXPECT_EQ(to_hex(encode(message)), "6000ABCD");
}

TEST(CoapWire, RefusesWhatRfc7252CallsAFormatError) {
    for (const auto* datagram : {"", "40", "400100", "80010001", "49010001000000000000000000", "4101", "4401000101",
                                 "4001000141", "40010001D1", "40010001E101", "40010001F0", "400100010F", "40010001FF",
                                 "4000000100", "40010001EEFFFFFFFF00"}) {
        const auto message = decode(hex(datagram));
        ASSERT_FALSE(message) << datagram;
        EXPECT_EQ(message.error(), Error::malformed_datagram);
    }
}

}  // namespace
}  // namespace agent::modem::emulator
