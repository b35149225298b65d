#include <gmock/gmock.h>

#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/message_encoder.hpp"

namespace agent::modem::qcoap {
namespace {

using testing::ElementsAre;
using enum coap::OptionNumber;

const ClientId client = *ClientId::from(0);

std::vector<std::string> lines(const coap::Message& message, const EncodingSettings& settings = {}) {
    const auto commands = encode(client, message, settings);
    if (!commands) return {commands.error().message()};
    std::vector<std::string> texts;
    for (const auto& command : *commands) texts.push_back("AT" + command.text());
    return texts;
}

error_code failure(const coap::Message& message) { return encode(client, message, {}).error(); }

coap::Message post() {
    return {.code = coap::code::post, .message_id = 12345, .token = *coap::Token::from(Bytes{1, 2, 3, 4})};
}

TEST(MessageEncoder, WritesTheNotesRegistration) {  // note 4.1, payload inline
    auto message = post();
    message.add_string(uri_path, "rd");
    message.add_uint(content_format, 40);
    for (const auto* query : {"lwm2m=1.0", "ep=867725030012276", "b=U", "lt=900"}) message.add_string(uri_query, query);
    message.payload = to_bytes("</1/0>");
    EXPECT_THAT(lines(message), ElementsAre(R"(AT+QCOAPHEAD=0,5,12345,4,"01020304")", R"(AT+QCOAPOPTION=0,0,11,2,"rd")",
                                            R"(AT+QCOAPOPTION=0,0,12,2,"40")",
                                            R"(AT+QCOAPOPTION=0,0,15,39,"lwm2m=1.0&ep=867725030012276&b=U&lt=900")",
                                            R"(AT+QCOAPSEND=0,0,2,0,6,"3C2F312F303E")"));
}

TEST(MessageEncoder, WritesAnAnswerInTwoCommands) {
    const coap::Message answer{.type = coap::Type::acknowledgement,
                               .code = coap::code::changed,
                               .message_id = 7,
                               .token = *coap::Token::from(Bytes{0xAB})};
    EXPECT_THAT(lines(answer), ElementsAre(R"(AT+QCOAPHEAD=0,5,7,1,"AB")", "AT+QCOAPSEND=0,2,204,0,0"));
}

TEST(MessageEncoder, WritesEmptyMessages) {
    EXPECT_THAT(lines({.type = coap::Type::acknowledgement, .message_id = 7}),
                ElementsAre("AT+QCOAPHEAD=0,3,7", "AT+QCOAPSEND=0,2,0,0,0"));
    EXPECT_THAT(lines({.type = coap::Type::reset, .message_id = 7}),
                ElementsAre("AT+QCOAPHEAD=0,3,7", "AT+QCOAPSEND=0,3,0,0,0"));
    EXPECT_EQ(failure({.type = coap::Type::reset, .payload = Bytes{1}}), Error::empty_message_not_empty);
}

TEST(MessageEncoder, JoinsASegmentsPathAndKeepsOddSegmentsWhole) {
    auto message = post();
    for (const auto* segment : {"a", "b", "c/d", "", "e"}) message.add_string(uri_path, segment);
    EXPECT_THAT(lines(message), ElementsAre(testing::_, R"(AT+QCOAPOPTION=0,0,11,3,"a/b")",
                                            R"(AT+QCOAPOPTION=0,0,11,3,"c/d",1)", R"(AT+QCOAPOPTION=0,0,11,0,"",1)",
                                            R"(AT+QCOAPOPTION=0,0,11,1,"e")", "AT+QCOAPSEND=0,0,2,0,0"));
}

TEST(MessageEncoder, SplitsALongQueryBetweenItsParts) {
    auto message = post();
    const std::string part(120, 'q');
    for (int i = 0; i < 3; ++i) message.add_string(uri_query, part);
    EXPECT_THAT(lines(message), ElementsAre(testing::_, "AT+QCOAPOPTION=0,0,15,241,\"" + part + "&" + part + "\"",
                                            "AT+QCOAPOPTION=0,0,15,120,\"" + part + "\"", testing::_));
}

TEST(MessageEncoder, PutsOptionsInTheOrderOfTheWire) {
    auto message = post();
    message.add_string(uri_query, "a");
    message.add_string(uri_path, "p");
    message.add_uint(observe, 0);
    EXPECT_THAT(lines(message), ElementsAre(testing::_, "AT+QCOAPOPTION=0,0,6,1,0", R"(AT+QCOAPOPTION=0,0,11,1,"p")",
                                            R"(AT+QCOAPOPTION=0,0,15,1,"a")", testing::_));
}

TEST(MessageEncoder, WritesEveryLocationSegmentByItself) {
    coap::Message message{.type = coap::Type::acknowledgement, .code = coap::code::created, .message_id = 1};
    message.add_string(location_path, "rd");
    message.add_string(location_path, "5a3f");
    EXPECT_THAT(lines(message), ElementsAre("AT+QCOAPHEAD=0,3,1", R"(AT+QCOAPOPTION=0,0,8,2,"rd")",
                                            R"(AT+QCOAPOPTION=0,0,8,4,"5a3f")", "AT+QCOAPSEND=0,2,201,0,0"));
}

TEST(MessageEncoder, LeavesSize1OutWhichTheNoteDoesNotHave) {
    coap::Message message{
        .type = coap::Type::acknowledgement, .code = coap::code::request_entity_too_large, .message_id = 1};
    message.add_uint(block1, 8);
    message.add_uint(size1, 8192);
    EXPECT_THAT(lines(message),
                ElementsAre("AT+QCOAPHEAD=0,3,1", "AT+QCOAPOPTION=0,0,27,1,8", "AT+QCOAPSEND=0,2,413,0,0"));
}

TEST(MessageEncoder, RefusesWhatTheNoteCannotExpress) {
    const auto with = [](coap::Option option) {
        auto message = post();
        message.add(std::move(option));
        return failure(message);
    };
    EXPECT_EQ(with({uri_query, "a&b"}), Error::option_not_expressible);
    EXPECT_EQ(with({uri_query, "a\"b"}), Error::option_not_expressible);
    EXPECT_EQ(with({uri_query, std::string(256, 'x')}), Error::option_too_long);
    EXPECT_EQ(with({proxy_scheme, "coap"}), Error::option_not_in_note);
    auto message = post();
    message.payload.resize(1025);
    EXPECT_EQ(failure(message), Error::payload_too_long);
    message = post();
    message.code = coap::code::fetch;
    EXPECT_EQ(failure(message), Error::code_not_in_note);
}

}  // namespace
}  // namespace agent::modem::qcoap
