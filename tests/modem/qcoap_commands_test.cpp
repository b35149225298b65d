#include <gtest/gtest.h>

#include "modem/at/errors.hpp"
#include "modem/qcoap/codes.hpp"
#include "modem/qcoap/config.hpp"
#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/head.hpp"
#include "modem/qcoap/open.hpp"
#include "modem/qcoap/option.hpp"
#include "modem/qcoap/option_rules.hpp"
#include "modem/qcoap/send.hpp"

namespace agent::modem::qcoap {
namespace {

const ClientId client = *ClientId::from(0);

at::Reply reply(std::string line) { return {{std::move(line)}}; }
coap::Token token(std::string_view hex) { return *coap::Token::from(*from_hex(hex)); }
std::string at(const at::Command& command) { return "AT" + command.text(); }

TEST(QcoapConfig, SpellsTheNotesExamples) {  // note 2.3.1
    EXPECT_EQ(at(config::set_dtls(client, true)), R"(AT+QCOAPCFG="dtls",0,1)");
    EXPECT_EQ(at(config::query_dtls(client)), R"(AT+QCOAPCFG="dtls",0)");
    EXPECT_EQ(config::parse_dtls(reply(R"(+QCOAPCFG: "dtls",1)")).value(), true);
    EXPECT_EQ(config::parse_dtls(reply(R"(+QCOAPCFG: "dtls")")).error(), at::Error::malformed_reply);

    const Psk psk{"869154040004132", *from_hex("46694A6871617A3062706D68454C6E4C")};
    const auto set = config::set_psk(client, psk);
    ASSERT_TRUE(set);
    EXPECT_EQ(at(*set), R"(AT+QCOAPCFG="psk",0,"869154040004132","46694A6871617A3062706D68454C6E4C")");
    EXPECT_EQ(set->shown(), R"(AT+QCOAPCFG="psk",0,***)");
    EXPECT_EQ(at(config::query_psk(client)), R"(AT+QCOAPCFG="psk",0)");
    EXPECT_TRUE(config::query_psk(client).is_secret());
    const auto parsed =
        config::parse_psk(reply(R"(+QCOAPCFG: "psk", "869154040004132", "46694a6871617a3062706d68454c6e4c")"));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, psk);
}

TEST(QcoapConfig, RefusesAPskBeyondTheNote) {
    EXPECT_TRUE(config::set_psk(client, {std::string(152, 'i'), Bytes(128, 1)}));
    EXPECT_EQ(config::set_psk(client, {std::string(153, 'i'), Bytes(16, 1)}).error(), Error::invalid_psk);
    EXPECT_EQ(config::set_psk(client, {"i", Bytes(129, 1)}).error(), Error::invalid_psk);
    EXPECT_EQ(config::set_psk(client, {"a\"b", Bytes(16, 1)}).error(), Error::invalid_psk);
}

TEST(QcoapOpen, SpellsTheNotesExamples) {  // note 2.3.2
    EXPECT_EQ(at(open::test()), "AT+QCOAPOPEN=?");
    const auto ranges = open::parse_test(reply("+QCOAPOPEN: (0-4),<CoAP_server>,(1-65535)"));
    ASSERT_TRUE(ranges);
    EXPECT_TRUE((*ranges)[0].contains(0));
    EXPECT_EQ(at(open::write(client, "220.180.239.212", 8032).value()), R"(AT+QCOAPOPEN=0,"220.180.239.212",8032)");
    EXPECT_EQ(at(open::read()), "AT+QCOAPOPEN?");
    EXPECT_TRUE(open::read().owns(R"(+QCOAPOPEN: 0,"220.180.239.212",8032,3)"));
    EXPECT_FALSE(open::read().owns("+QCOAPOPEN: 0,0")) << "the URC";
    const auto entries = open::parse_read(reply(R"(+QCOAPOPEN: 0,"220.180.239.212",8032,3)"));
    EXPECT_EQ(entries, (std::vector<open::Entry>{{client, "220.180.239.212", 8032, ConnectionStatus::connected}}));
}

TEST(QcoapOpen, ReadsTheUrcAndItsResult) {  // note 5
    EXPECT_FALSE(open::parse_urc("+QCOAPOPEN: 0,0")->result.failed());
    const auto failed = open::parse_urc("+QCOAPOPEN: 4,-9");
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->client.value(), 4U);
    EXPECT_EQ(failed->result, ResultCode::dtls_handshake_failure);
    EXPECT_EQ(failed->result.message(), "DTLS handshaking failure (result -9)");
    for (const auto* bad :
         {"+QCOAPOPEN: 5,0", "+QCOAPOPEN: 0", "+QCOAPOPEN: 0,\"192.0.2.1\",1,3", "+QCOAPCLOSE: 0,0"}) {
        EXPECT_FALSE(open::parse_urc(bad)) << bad;
    }
    EXPECT_EQ(open::write(client, "", 1).error(), Error::invalid_address);
    EXPECT_EQ(open::write(client, "192.0.2.1", 0).error(), Error::invalid_address);
    EXPECT_EQ(open::write(client, std::string(101, '1'), 1).error(), Error::invalid_address);
}

TEST(QcoapClose, SpellsTheNotesExamples) {  // note 2.3.3
    EXPECT_EQ(at(close::test()), "AT+QCOAPCLOSE=?");
    EXPECT_TRUE(close::parse_test(reply("+QCOAPCLOSE: (0-4)")));
    EXPECT_EQ(at(close::write(client)), "AT+QCOAPCLOSE=0");
    EXPECT_FALSE(close::parse_urc("+QCOAPCLOSE: 0,0")->result.failed());
}

TEST(QcoapHead, SpellsEveryModeOfTheNote) {  // note 2.3.5
    EXPECT_EQ(at(head::test()), "AT+QCOAPHEAD=?");
    EXPECT_TRUE(head::parse_test(reply("+QCOAPHEAD: (0-4),(0-5),(0-65535),(1-8),<token>")));
    const auto spelled = [](const head::Mode& mode) { return at(head::write(client, mode).value()); };
    EXPECT_EQ(spelled(head::RandomBoth{}), "AT+QCOAPHEAD=0,0");
    EXPECT_EQ(spelled(head::RandomId{token("02040608")}), R"(AT+QCOAPHEAD=0,1,4,"02040608")");
    EXPECT_EQ(spelled(head::RandomIdWithoutToken{}), "AT+QCOAPHEAD=0,2");
    EXPECT_EQ(spelled(head::IdWithoutToken{13940}), "AT+QCOAPHEAD=0,3,13940");
    EXPECT_EQ(spelled(head::IdWithRandomToken{13940}), "AT+QCOAPHEAD=0,4,13940");
    EXPECT_EQ(spelled(head::IdAndToken{13940, token("02040608")}), R"(AT+QCOAPHEAD=0,5,13940,4,"02040608")");
    EXPECT_EQ(head::write(client, head::IdAndToken{1, {}}).error(), Error::invalid_token);
    EXPECT_EQ(head::write(client, head::RandomId{}).error(), Error::invalid_token);
}

struct OptionRow {
    const char* from;
    coap::Option option;
    const char* parameters;
};
void PrintTo(const OptionRow& row, std::ostream* out) { *out << row.from; }

class QcoapOption : public testing::TestWithParam<OptionRow> {};

TEST_P(QcoapOption, IsSpelledByTheNotesRules) {
    const auto command = option::write(client, GetParam().option, {});
    ASSERT_TRUE(command) << command.error().message();
    EXPECT_EQ(command->text(), std::string("+QCOAPOPTION=0,0,") + GetParam().parameters);
}

using enum coap::OptionNumber;
INSTANTIATE_TEST_SUITE_P(
    Rows, QcoapOption,
    testing::Values(OptionRow{"note 2.3.4 Uri-Path", {uri_path, "rd"}, R"(11,2,"rd")"},
                    OptionRow{"note 2.3.4 Uri-Query", {uri_query, "ep=86370303"}, R"(15,11,"ep=86370303")"},
                    OptionRow{"note 4.1 Content-Format", coap::Option::uint(content_format, 40), R"(12,2,"40")"},
                    OptionRow{"note 4.1 Uri-Query",
                              {uri_query, "lwm2m=1.0&ep=867725030012276&b=U&lt=900"},
                              R"(15,39,"lwm2m=1.0&ep=867725030012276&b=U&lt=900")"},
                    OptionRow{"If-Match", {if_match, "\x01\xAB"}, R"(1,2,"01AB")"},
                    OptionRow{"Uri-Host", {uri_host, "h"}, R"(3,1,"h")"},
                    OptionRow{"ETag", {etag, "\x0F"}, R"(4,1,"0F")"},
                    OptionRow{"If-None-Match", {if_none_match, ""}, R"(5,0,"")"},
                    OptionRow{"Observe of nought", coap::Option::uint(observe, 0), "6,1,0"},
                    OptionRow{"Location-Path", {location_path, "rd"}, R"(8,2,"rd")"},
                    OptionRow{"Max-Age", coap::Option::uint(max_age, 196607), "14,6,196607"},
                    OptionRow{"Accept", coap::Option::uint(accept, 0), R"(17,1,"0")"},
                    OptionRow{"Location-Query", {location_query, "a=b"}, R"(20,3,"a=b")"},
                    OptionRow{"Block2", coap::Option::uint(block2, 3U << 4 | 8U | 6U), "23,2,62"},
                    OptionRow{"Block1", coap::Option::uint(block1, 6), "27,1,6"},
                    OptionRow{"Size2", coap::Option::uint(size2, 5000), "28,4,5000"},
                    OptionRow{"Proxy-Uri", {proxy_uri, "coap://h"}, R"(35,8,"coap://h")"}));

TEST(QcoapOptionRules, AreTheNotesSixteen) { EXPECT_EQ(option_rules().size(), 16U); }

TEST(QcoapOptionRules, RefuseWhatTheNoteCannotCarry) {
    const auto error = [](const coap::Option& option) { return option::write(client, option, {}).error(); };
    EXPECT_EQ(error({size1, "\x01"}), Error::option_not_in_note);
    EXPECT_EQ(error({uri_host, ""}), Error::option_too_short);
    EXPECT_EQ(error({etag, ""}), Error::option_too_short);
    EXPECT_EQ(error({etag, "123456789"}), Error::option_too_long);
    EXPECT_EQ(error({uri_path, std::string(256, 'x')}), Error::option_too_long);
    EXPECT_EQ(error({if_none_match, "x"}), Error::option_malformed);
    EXPECT_EQ(error({max_age, "12345"}), Error::option_malformed);
    for (const auto* bad : {"a\"b", "a\rb", "a\nb", "a\x1A", "a\x1B"}) {
        EXPECT_EQ(error({uri_query, bad}), Error::option_not_expressible) << bad;
    }
}

TEST(QcoapOptionRules, FollowTheFirmwareWhereTheNoteLeavesRoom) {
    EncodingSettings settings{.quote_integer_options = true, .raw_opaque_options = true};
    EXPECT_EQ(option::write(client, coap::Option::uint(max_age, 60), settings)->text(),
              R"(+QCOAPOPTION=0,0,14,2,"60")");
    EXPECT_EQ(option::write(client, {etag, "v1"}, settings)->text(), R"(+QCOAPOPTION=0,0,4,2,"v1")");
}

TEST(QcoapOptionRules, KeepASegmentWhole) {
    EXPECT_EQ(option::write(client, {uri_path, "a/b"}, {}, option::PathFlag::whole)->text(),
              R"(+QCOAPOPTION=0,0,11,3,"a/b",1)");
    EXPECT_EQ(at(option::test()), "AT+QCOAPOPTION=?");
    EXPECT_TRUE(option::parse_test(reply("+QCOAPOPTION: (0-4),(0),<opt_name>,(0-255),<opt_value>,(0,1)")));
}

TEST(QcoapSend, SpellsTheFormsOfTheNote) {  // note 2.3.6
    const auto hello = to_bytes("hello");
    const auto spelled = [&](PayloadForm form, BytesView payload) {
        return send::write(client, coap::Type::confirmable, coap::code::post, payload, {.payload_form = form}).value();
    };
    EXPECT_EQ(at(spelled(PayloadForm::inline_hex, hello)), R"(AT+QCOAPSEND=0,0,2,0,5,"68656C6C6F")");
    EXPECT_EQ(at(spelled(PayloadForm::prompt_length, hello)), "AT+QCOAPSEND=0,0,2,0,5");
    EXPECT_EQ(spelled(PayloadForm::prompt_length, hello).data(), "hello");
    EXPECT_EQ(at(spelled(PayloadForm::prompt_ctrl_z, hello)), "AT+QCOAPSEND=0,0,2,0");
    EXPECT_EQ(spelled(PayloadForm::prompt_ctrl_z, hello).data(), "hello\x1A");
    for (const auto form : {PayloadForm::inline_hex, PayloadForm::prompt_length, PayloadForm::prompt_ctrl_z}) {
        EXPECT_EQ(at(spelled(form, {})), "AT+QCOAPSEND=0,0,2,0,0") << "no payload, no prompt";
        EXPECT_EQ(at(spelled(form, to_bytes("\x1A\x1B"))), R"(AT+QCOAPSEND=0,0,2,0,2,"1A1B")") << "would end the data";
    }
    EXPECT_EQ(at(send::test()), "AT+QCOAPSEND=?");
    EXPECT_TRUE(send::parse_test(reply("+QCOAPSEND: (0-4),(0-3),<method/rsrcode>,(0),(0-1024),<data>")));
}

TEST(QcoapSend, ShowsNoPasswordOfAUri) {
    const auto shown = [](std::string_view payload) {
        return send::write(client, coap::Type::acknowledgement, coap::code::content, to_bytes(payload), {})->shown();
    };
    EXPECT_EQ(shown("http://u:p@h/f"), "AT+QCOAPSEND=0,2,205,0,14,\"***");
    EXPECT_EQ(shown("a@b"), R"(AT+QCOAPSEND=0,2,205,0,3,"614062")");
}

TEST(QcoapSend, AsksForTheFateOfAMessage) {
    EXPECT_EQ(at(send::query(client)), "AT+QCOAPSEND=0");
    EXPECT_EQ(send::parse_query(reply("+QCOAPSEND: 0,4")).value(), SendStatus::delivered);
    EXPECT_EQ(send::parse_query(reply("+QCOAPSEND: 0,6")).error(), at::Error::malformed_reply);
    EXPECT_EQ(to_string(SendStatus::reset), "Get reset message");
    EXPECT_EQ(send::parse_urc("+QCOAPSEND: 3,3")->status, SendStatus::timed_out);
}

TEST(QcoapSend, RefusesCodesOutsideTheNoteUnlessTold) {
    const auto send_code = [](coap::Code code, bool extended) {
        return send::write(client, coap::Type::acknowledgement, code, {}, {.extended_codes = extended});
    };
    EXPECT_EQ(send_code(coap::code::continue_, false).error(), Error::code_not_in_note);
    EXPECT_EQ(send_code(coap::code::continue_, true)->text(), "+QCOAPSEND=0,2,231,0,0");
    EXPECT_EQ(send_code(coap::code::fetch, false).error(), Error::code_not_in_note);
    const Bytes large(1025, 0);
    EXPECT_EQ(send::write(client, coap::Type::confirmable, coap::code::post, large, {}).error(),
              Error::payload_too_long);
}

TEST(QcoapCodes, AreDecimal) {
    EXPECT_EQ(to_decimal(coap::code::content), 205U);
    EXPECT_EQ(to_decimal(coap::code::get), 1U);
    EXPECT_EQ(from_decimal(415), coap::code::unsupported_content_format);
    EXPECT_EQ(from_decimal(0), coap::code::empty);
    EXPECT_EQ(from_decimal(232), std::nullopt);
    EXPECT_EQ(from_decimal(801), std::nullopt);
}

}  // namespace
}  // namespace agent::modem::qcoap
