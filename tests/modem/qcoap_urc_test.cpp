#include <random>

#include <gmock/gmock.h>

#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/urc.hpp"
#include "modem/qcoap/urc_scanner.hpp"

namespace agent::modem::qcoap {
namespace {

using testing::ElementsAre;
using enum coap::OptionNumber;

struct Framed {
    at::Frame::Kind kind;
    std::string text;
    friend bool operator==(const Framed&, const Framed&) = default;
    friend void PrintTo(const Framed& framed, std::ostream* out) {
        *out << static_cast<int>(framed.kind) << ' ' << testing::PrintToString(framed.text);
    }
};
constexpr auto line = at::Frame::Kind::line;
constexpr auto urc = at::Frame::Kind::urc;
constexpr auto damaged = at::Frame::Kind::damaged_urc;

void drain(at::Framer& framer, std::vector<Framed>& frames) {
    at::Frame frame;
    while (framer.next(frame)) frames.push_back({frame.kind, std::string(frame.text)});
}

std::vector<Framed> frames_of(std::string_view bytes, bool give_up = false) {
    at::Framer framer(urc_recogniser);
    std::vector<Framed> frames;
    framer.feed(bytes);
    drain(framer, frames);
    if (give_up) framer.give_up_urc();
    drain(framer, frames);
    return frames;
}

struct Row {
    const char* from;
    std::string text;
    coap::Type type;
    coap::Code code;
    coap::MessageId id;
    std::string token;
    std::vector<coap::Option> options;
    std::string payload;
    unsigned missing = 0;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.from; }

const std::string libcoap_index =
    "This is a test server made with libcoap (see https://libcoap.net)\n"
    "Copyright (C) 2010--2021 Olaf Bergmann <bergmann@tzi.org> and others\n\n";

coap::Option text(coap::OptionNumber number, std::string_view value) { return coap::Option::string(number, value); }
coap::Option number(coap::OptionNumber name, std::uint32_t value) { return coap::Option::uint(name, value); }

class QcoapUrc : public testing::TestWithParam<Row> {};

TEST_P(QcoapUrc, IsFramedAndRead) {
    const auto& row = GetParam();
    EXPECT_THAT(frames_of("\r\n" + row.text + "\r\n\r\nOK\r\n"),
                ElementsAre(Framed{urc, row.text}, Framed{line, "OK"}));

    const auto received = parse_urc(row.text);
    ASSERT_TRUE(received) << received.error().message();
    EXPECT_EQ(received->client.value(), 0U);
    EXPECT_EQ(received->options_missing, row.missing);
    const coap::Message expected{.type = row.type,
                                 .code = row.code,
                                 .message_id = row.id,
                                 .token = *coap::Token::from(*from_hex(row.token)),
                                 .options = row.options,
                                 .payload = to_bytes(row.payload)};
    EXPECT_EQ(received->message, expected) << received->message.summary();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, QcoapUrc,
    testing::Values(
        Row{"note 2.3.6, libcoap's test server, line feeds as libcoap sends them",
            "+QCOAPURC: 0,2,205,26924,133,6,\"514CE1000000\",12,\"0\",14,\"196607\"," +
                std::to_string(libcoap_index.size()) + ",\"" + libcoap_index + "\"",
            coap::Type::acknowledgement,
            coap::code::content,
            26924,
            "514CE1000000",
            {number(content_format, 0), number(max_age, 196607)},
            libcoap_index},
        Row{"note 4.1, answer to Register",
            "+QCOAPURC: 0,2,201,12345,132,4,\"01020304\",8,\"rd\",8,\" 867725030012276\"",
            coap::Type::acknowledgement,
            coap::code::created,
            12345,
            "01020304",
            {text(location_path, "rd"), text(location_path, " 867725030012276")},
            ""},
        Row{"note 4.1, Observe of /3/0",
            "+QCOAPURC: 0,0,1,21152,134,8,\"E8532E3363BE54B9\",6,\"0\",11,\"3\",11,\"0\"",
            coap::Type::confirmable,
            coap::code::get,
            21152,
            "E8532E3363BE54B9",
            {number(observe, 0), text(uri_path, "3"), text(uri_path, "0")},
            ""},
        Row{"field notes, empty ACK",
            "+QCOAPURC: 0,2,0,77,0",
            coap::Type::acknowledgement,
            coap::code::empty,
            77,
            "",
            {},
            ""},
        Row{"reset", "+QCOAPURC: 0,3,0,65535,0", coap::Type::reset, coap::code::empty, 65535, "", {}, ""},
        Row{"Write of TLV, format shown as decimal text",
            "+QCOAPURC: 0,0,3,9,137,1,\"AB\",11,\"3\",11,\"0\",11,\"14\",12,\"11542\",3,\"C10E31\"",
            coap::Type::confirmable,
            coap::code::put,
            9,
            "AB",
            {text(uri_path, "3"), text(uri_path, "0"), text(uri_path, "14"), number(content_format, 11542)},
            "\xC1\x0E\x31"},
        Row{"sister firmware, Content-Format 11542 counted and not printed",
            "+QCOAPURC: 0,0,3,9,137,1,\"AB\",11,\"3\",11,\"0\",11,\"14\",3,\"C10E31\"",
            coap::Type::confirmable,
            coap::code::put,
            9,
            "AB",
            {text(uri_path, "3"), text(uri_path, "0"), text(uri_path, "14"),
             number(content_format, coap::unprinted_format)},
            "\xC1\x0E\x31",
            1},
        Row{"sister firmware, Accept 112 counted and not printed",
            "+QCOAPURC: 0,0,1,9,134,1,\"AB\",11,\"3\",11,\"0\"",
            coap::Type::confirmable,
            coap::code::get,
            9,
            "AB",
            {text(uri_path, "3"), text(uri_path, "0")},
            "",
            1},
        Row{"sister firmware, Accept not printed before a text that looks like the AT dialogue",
            "+QCOAPURC: 0,0,3,9,135,1,\"AB\",11,\"3\",12,\"0\",15,\"x\r\n\r\nOK\r\n\",\"7\r\n\"",
            coap::Type::confirmable,
            coap::code::put,
            9,
            "AB",
            {text(uri_path, "3"), number(content_format, 0)},
            "x\r\n\r\nOK\r\n\",\"7\r\n",
            1},
        Row{"text with quotes, line ends, a result code and a prompt",
            "+QCOAPURC: 0,0,3,9,133,1,\"AB\",11,\"3\",12,\"50\",26,\"{\"a\":\"\r\n\r\nOK\r\n>\r\n+CSQ: 1\"}\"",
            coap::Type::confirmable,
            coap::code::put,
            9,
            "AB",
            {text(uri_path, "3"), number(content_format, 50)},
            "{\"a\":\"\r\n\r\nOK\r\n>\r\n+CSQ: 1\"}"},
        Row{"link format comes in hexadecimal",
            "+QCOAPURC: 0,2,205,9,3,12,\"40\",4,\"3C2F333E\"",
            coap::Type::acknowledgement,
            coap::code::content,
            9,
            "",
            {number(content_format, 40)},
            "</3>"},
        Row{"no content format: hexadecimal",
            "+QCOAPURC: 0,0,2,9,131,1,\"AB\",11,\"5\",2,\"3031\"",
            coap::Type::confirmable,
            coap::code::post,
            9,
            "AB",
            {text(uri_path, "5")},
            "01"},
        Row{"no content format, but text all the same",
            "+QCOAPURC: 0,0,2,9,131,1,\"AB\",11,\"5\",4,\"cafe\"",
            coap::Type::confirmable,
            coap::code::post,
            9,
            "AB",
            {text(uri_path, "5")},
            "cafe"},
        Row{"text format, but printed in hexadecimal",
            "+QCOAPURC: 0,0,3,9,3,12,\"0\",2,\"4142\"",
            coap::Type::confirmable,
            coap::code::put,
            9,
            "",
            {number(content_format, 0)},
            "AB"},
        Row{"nothing quoted",
            "+QCOAPURC: 0,0,3,9,133,2,AB01,11,3,12,0,5,hello",
            coap::Type::confirmable,
            coap::code::put,
            9,
            "AB01",
            {text(uri_path, "3"), number(content_format, 0)},
            "hello"},
        Row{"blanks after the commas",
            "+QCOAPURC: 0, 0, 1, 9, 130, 1, \"AB\", 11, \"3\"",
            coap::Type::confirmable,
            coap::code::get,
            9,
            "AB",
            {text(uri_path, "3")},
            ""},
        Row{"opaque and empty options",
            "+QCOAPURC: 0,0,3,9,8,1,\"0A0B\",4,\"xyz\",5,\"\",6,\"\"",
            coap::Type::confirmable,
            coap::code::put,
            9,
            "",
            {{if_match, "\x0A\x0B"}, {etag, "xyz"}, {if_none_match, ""}, {observe, ""}},
            ""},
        Row{"block options are numbers",
            "+QCOAPURC: 0,0,1,9,4,23,\"22\",28,\"0\"",
            coap::Type::confirmable,
            coap::code::get,
            9,
            "",
            {number(block2, 22), number(size2, 0)},
            ""},
        Row{"FETCH by number", "+QCOAPURC: 0,0,5,9,0", coap::Type::confirmable, coap::code::fetch, 9, "", {}, ""},
        Row{"a code outside the note",
            "+QCOAPURC: 0,2,231,9,0",
            coap::Type::acknowledgement,
            coap::code::continue_,
            9,
            "",
            {},
            ""},
        Row{"data of no bytes",
            "+QCOAPURC: 0,0,2,9,1,0,\"\"",
            coap::Type::confirmable,
            coap::code::post,
            9,
            "",
            {},
            ""}));

struct DamagedRow {
    const char* from;
    std::string stream;
    std::vector<Framed> frames;
};
void PrintTo(const DamagedRow& row, std::ostream* out) { *out << row.from; }

class DamagedQcoapUrc : public testing::TestWithParam<DamagedRow> {};

TEST_P(DamagedQcoapUrc, NeverSwallowsWhatFollows) { EXPECT_EQ(frames_of(GetParam().stream, true), GetParam().frames); }

INSTANTIATE_TEST_SUITE_P(
    Rows, DamagedQcoapUrc,
    testing::Values(DamagedRow{"text longer than its length",
                               "\r\n+QCOAPURC: 0,0,3,9,3,12,\"0\",2,\"hello\"\r\n\r\nOK\r\n",
                               {{damaged, "+QCOAPURC: 0,0,3,9,3,12,\"0\",2,\"hello\""}, {line, "OK"}}},
                    DamagedRow{"text shorter than its length",
                               "\r\n+QCOAPURC: 0,0,3,9,3,12,\"0\",99,\"hello\"\r\n\r\nOK\r\n",
                               {{damaged, "+QCOAPURC: 0,0,3,9,3,12,\"0\",99,\"hello\""}, {line, "OK"}}},
                    DamagedRow{"hexadecimal cut short",
                               "\r\n+QCOAPURC: 0,0,3,9,3,12,\"42\",99,\"C1\"\r\n\r\nOK\r\n",
                               {{damaged, "+QCOAPURC: 0,0,3,9,3,12,\"42\",99,\"C1\""}, {line, "OK"}}},
                    DamagedRow{"cut off by a restart",
                               "\r\n+QCOAPURC: 0,0,3,9,3,12,\"4\r\nRDY\r\n",
                               {{damaged, "+QCOAPURC: 0,0,3,9,3,12,\"4"}, {line, "RDY"}}},
                    DamagedRow{"cut off by another URC",
                               "\r\n+QCOAPURC: 0,0,3,9,3,12,\"4\r\n+QCOAPURC: 0,2,0,77,0\r\n",
                               {{damaged, "+QCOAPURC: 0,0,3,9,3,12,\"4"}, {urc, "+QCOAPURC: 0,2,0,77,0"}}},
                    DamagedRow{"more options than counted",
                               "\r\n+QCOAPURC: 0,0,1,9,2,11,\"3\",11,\"0\"\r\n\r\nOK\r\n",
                               {{damaged, "+QCOAPURC: 0,0,1,9,2,11,\"3\",11,\"0\""}, {line, "OK"}}},
                    DamagedRow{"cut off by a reset after the first of three Uri-Path options",
                               "\r\n+QCOAPURC: 0,0,1,9,134,1,\"AB\",11,\"3\"\r\nRDY\r\n",
                               {{damaged, "+QCOAPURC: 0,0,1,9,134,1,\"AB\",11,\"3\""}, {line, "RDY"}}},
                    DamagedRow{"a token of the wrong length",
                               "\r\n+QCOAPURC: 0,0,1,9,128,4,\"AB\"\r\nRDY\r\n",
                               {{damaged, "+QCOAPURC: 0,0,1,9,128,4,\"AB\""}, {line, "RDY"}}},
                    DamagedRow{
                        "nothing but the name", "\r\n+QCOAPURC:\r\nRDY\r\n", {{damaged, "+QCOAPURC:"}, {line, "RDY"}}},
                    DamagedRow{"an absurd length",
                               "\r\n+QCOAPURC: 0,0,1,9,1,4000000000,\"\"\r\nRDY\r\n",
                               {{damaged, "+QCOAPURC: 0,0,1,9,1,4000000000,\"\""}, {line, "RDY"}}}));

TEST(QcoapUrcStream, GivesTheSameFramesForEveryCut) {
    const std::string stream =
        "\r\n+QCOAPURC: 0,0,3,9,133,1,\"AB\",11,\"3\",12,\"50\",26,\"{\"a\":\"\r\n\r\nOK\r\n>\r\n+CSQ: 1\"}\"\r\n"
        "\r\n+QCOAPURC: 0,0,3,9,137,1,\"AB\",11,\"3\",11,\"0\",11,\"14\",3,\"C10E31\"\r\n\r\nOK\r\n"
        "\r\n+QCOAPURC: 0,0,3,9,3,12,\"0\",2,\"hello\"\r\n\r\n> \r\n+QCOAPURC: 0,2,0,77,0\r\n"
        "\r\n+QCOAPURC: 0,0,3,9,135,1,\"AB\",11,\"3\",12,\"0\",15,\"x\r\n\r\nOK\r\n\",\"7\r\n\"\r\n\r\nOK\r\n";
    const auto whole = frames_of(stream);
    ASSERT_EQ(whole.size(), 8U);
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        at::Framer framer(urc_recogniser);
        std::vector<Framed> frames;
        for (std::size_t at = 0; at < stream.size();) {
            const auto size = round == 0 ? 1 : 1 + random() % 40;
            framer.feed(std::string_view(stream).substr(at, size));
            drain(framer, frames);
            at += size;
        }
        ASSERT_EQ(frames, whole) << "round " << round;
    }
}

TEST(QcoapUrcReading, TakesOpaqueOptionsAsTheyAreWhereTheFirmwareDoes) {
    const auto received = parse_urc("+QCOAPURC: 0,2,203,9,2,4,\"0A0B\"", true);
    ASSERT_TRUE(received);
    EXPECT_EQ(received->message.options.front().value, "0A0B");
}

TEST(QcoapUrcReading, RefusesWhatIsNoNumber) {
    EXPECT_EQ(parse_urc("+QCOAPURC: 0,2,205,9,2,14,\"soon\"").error(), Error::malformed_urc);
    EXPECT_EQ(parse_urc("+QCOAPURC: 0,2,299,9,2,14,\"1\"").error(), Error::malformed_urc);
    EXPECT_EQ(parse_urc("+CSQ: 1,2").error(), Error::malformed_urc);
}

}  // namespace
}  // namespace agent::modem::qcoap
