// Options, the three forms of data, and how received messages are shown (QCOAP note 2.3.4, 2.3.6, 3), on virtual time.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

using coap::OptionNumber;

class QcoapMessages : public ModuleBench {
protected:
    QcoapMessages() { open(); }

    std::string send(std::string_view rest = "1,1,0,0") { return tell("AT+QCOAPSEND=0," + std::string(rest)); }
    /// The bytes of the one option that a command makes.
    std::string option(const std::string& name_length_value) {
        EXPECT_EQ(tell("AT+QCOAPOPTION=0,0," + name_length_value), ok) << name_length_value;
        send();
        const auto options = sent().options;
        return options.size() == 1
                   ? std::to_string(static_cast<unsigned>(options[0].number)) + ":" + to_hex(as_bytes(options[0].value))
                   : std::to_string(options.size()) + " options";
    }
    std::string shown(const coap::Message& message) {
        deliver(message);
        return heard();
    }
};

TEST_F(QcoapMessages, SendsAllSixteenOptionsOfTheNote) {
    EXPECT_EQ(option("1,4,\"00FF10a0\""), "1:00FF10A0");
    EXPECT_EQ(option("1,0,\"\""), "1:");
    EXPECT_EQ(option("3,4,\"host\""), "3:686F7374");
    EXPECT_EQ(option("4,2,\"ABCD\""), "4:ABCD");
    EXPECT_EQ(option("5,0,\"\""), "5:");
    EXPECT_EQ(option("5,0"), "5:");
    EXPECT_EQ(option("5,0,"), "5:");
    EXPECT_EQ(option("6,1,\"0\""), "6:");
    EXPECT_EQ(option("6,1,1"), "6:01");
    EXPECT_EQ(option("6,0,\"\""), "6:");
    EXPECT_EQ(option("8,2,\"rd\""), "8:7264");
    EXPECT_EQ(option("11,2,\"rd\""), "11:7264");
    EXPECT_EQ(option("12,2,\"40\""), "12:28");
    EXPECT_EQ(option("12,5,\"11542\""), "12:2D16");
    EXPECT_EQ(option("14,2,\"60\""), "14:3C");
    EXPECT_EQ(option("15,4,\"ep=1\""), "15:65703D31");
    EXPECT_EQ(option("17,1,\"0\""), "17:");
    EXPECT_EQ(option("20,1,\"q\""), "20:71");
    EXPECT_EQ(option("23,2,\"22\""), "23:16");
    EXPECT_EQ(option("27,2,30"), "27:1E");
    EXPECT_EQ(option("28,4,\"1300\""), "28:0514");
    EXPECT_EQ(option("35,8,\"coap://x\""), "35:636F61703A2F2F78");
}

TEST_F(QcoapMessages, DividesUriPathUnlessToldNotTo) {
    tell("AT+QCOAPOPTION=0,0,11,5,\"3/0/9\"");
    send();
    EXPECT_EQ(sent().uri_path(), "/3/0/9");
    EXPECT_EQ(sent().options.size(), 3U);
    tell("AT+QCOAPOPTION=0,0,11,6,\"/3/0/9\",0");
    send();
    EXPECT_EQ(sent().options.size(), 3U);
    tell("AT+QCOAPOPTION=0,0,11,5,\"3/0/9\",1");
    send();
    EXPECT_EQ(sent().values(OptionNumber::uri_path), std::vector<std::string_view>{"3/0/9"});
    tell("AT+QCOAPOPTION=0,0,11,0,\"\"");
    send();
    EXPECT_TRUE(sent().options.empty());
}

TEST_F(QcoapMessages, DividesUriQueryAndPutsOptionsInOrder) {
    tell("AT+QCOAPOPTION=0,0,15,8,\"ep=a&b=U\"");
    tell("AT+QCOAPOPTION=0,0,12,2,\"40\"");
    tell("AT+QCOAPOPTION=0,0,11,2,\"rd\"");
    send("0,2,0,2,\"4142\"");
    EXPECT_EQ(sent().values(OptionNumber::uri_query), (std::vector<std::string_view>{"ep=a", "b=U"}));
    EXPECT_EQ(sent().options.front().number, OptionNumber::uri_path);
    EXPECT_EQ(as_text(sent().payload), "AB");
}

TEST_F(QcoapMessages, RefusesWrongOptions) {
    const auto long_value = std::string(256, 'x');
    for (const auto& line : std::vector<std::string>{"0,0,2,1,\"x\"",
                                                     "0,0,7,1,\"1\"",
                                                     "0,0,9,1,\"x\"",
                                                     "0,0,60,1,\"1\"",
                                                     "0,1,11,2,\"rd\"",
                                                     "0,0,11,3,\"rd\"",
                                                     "0,0,11,2,rd",
                                                     "0,0,11,2,\"rd\",2",
                                                     "0,0,12,2,\"40\",0",
                                                     "0,0,12,2,40",
                                                     "0,0,12,0,\"\"",
                                                     "0,0,12,5,\"65536\"",
                                                     "0,0,12,1,\"x\"",
                                                     "0,0,3,0,\"\"",
                                                     "0,0,4,0,\"\"",
                                                     "0,0,4,9,\"010203040506070809\"",
                                                     "0,0,4,2,\"ABC\"",
                                                     "0,0,4,2,\"AB\"",
                                                     "0,0,1,9,\"010203040506070809\"",
                                                     "0,0,5,1,\"x\"",
                                                     "0,0,6,8,\"16777216\"",
                                                     "0,0,23,8,\"16777216\"",
                                                     "0,0,14,10,\"4294967296\"",
                                                     "0,0,17,0,\"\"",
                                                     "0,0,35,0,\"\"",
                                                     "0,0,11",
                                                     "0,0,11,2",
                                                     "5,0,11,2,\"rd\"",
                                                     "0,0,15,256,\"" + long_value + "\"",
                                                     "0,0,11,2,\"rd\",0,0"}) {
        EXPECT_EQ(tell("AT+QCOAPOPTION=" + line), wrong_parameters) << line;
    }
    EXPECT_EQ(tell("AT+QCOAPOPTION=1,0,11,2,\"rd\""), wrong_state);
}

TEST_F(QcoapMessages, OptionsHaveAnEnd) {
    std::string answer;
    for (int i = 0; i < 40; ++i) answer = tell("AT+QCOAPOPTION=0,0,11,3,\"a/b\"");
    EXPECT_EQ(answer, "\r\n+CME ERROR: 23\r\n");
}

TEST_F(QcoapMessages, PromptUntilCtrlZ) {
    module->receive("AT+QCOAPSEND=0,1,2,0\r");
    EXPECT_EQ(heard(), "\r\n> ");
    module->receive("a\rb\nAT\r\x1A");
    EXPECT_EQ(heard(), ok);
    EXPECT_EQ(as_text(sent().payload), "a\rb\nAT\r");
    EXPECT_EQ(tell("AT"), ok);
}

TEST_F(QcoapMessages, EscAtThePromptSendsNothing) {
    module->receive("AT+QCOAPSEND=0,1,2,0\r");
    heard();
    module->receive("abc\x1B");
    EXPECT_EQ(heard(), "\r\n+CME ERROR: 52\r\n");
    EXPECT_TRUE(peer().sent.empty());
}

TEST_F(QcoapMessages, PromptWithALengthTakesEveryByteAsItIs) {
    module->receive("AT+QCOAPSEND=0,1,2,0,5\r");
    EXPECT_EQ(heard(), "\r\n> ");
    module->receive("\x1A\x1B\r\n");
    EXPECT_EQ(heard(), "");
    module->receive("\xFF");
    EXPECT_EQ(heard(), ok);
    EXPECT_EQ(to_hex(sent().payload), "1A1B0D0AFF");
}

TEST_F(QcoapMessages, TooMuchAtThePromptIsRefusedAndBounded) {
    module->receive("AT+QCOAPSEND=0,1,2,0\r");
    heard();
    for (int i = 0; i < 100; ++i) module->receive(std::string(1000, 'x'));
    module->receive("\x1A");
    EXPECT_EQ(heard(), wrong_parameters);
    EXPECT_TRUE(peer().sent.empty());
}

TEST_F(QcoapMessages, AnEmptyMessageIsFourBytes) {
    tell("AT+QCOAPHEAD=0,3,4660");
    EXPECT_EQ(send("2,0,0,0"), ok);
    EXPECT_EQ(to_hex(peer().sent.back()), "60001234");
    EXPECT_EQ(send("3,0,0,0"), ok);
    EXPECT_EQ(to_hex(peer().sent.back()), "70001234");
}

TEST_F(QcoapMessages, ShowsARequestWithItsOptions) {
    auto request = message(coap::Type::confirmable, coap::code::get, 21152, "E8532E3363BE54B9");
    request.add_uint(OptionNumber::observe, 0);
    request.add_string(OptionNumber::uri_path, "3");
    request.add_string(OptionNumber::uri_path, "0");
    EXPECT_EQ(shown(request), "\r\n+QCOAPURC: 0,0,1,21152,134,8,\"E8532E3363BE54B9\",6,\"0\",11,\"3\",11,\"0\"\r\n");
}

TEST_F(QcoapMessages, ShowsTextAsTextAndTheRestInHexadecimal) {
    auto put = message(coap::Type::non_confirmable, coap::code::put, 7);
    put.payload = to_bytes("a\"\r\nOK");
    EXPECT_EQ(shown(put), "\r\n+QCOAPURC: 0,1,3,7,1,6,\"61220D0A4F4B\"\r\n");
    for (const unsigned format : {0U, 41U, 50U}) {
        put.options = {coap::Option::uint(OptionNumber::content_format, format)};
        EXPECT_EQ(shown(put), "\r\n+QCOAPURC: 0,1,3,7,3,12,\"" + std::to_string(format) + "\",6,\"a\"\r\nOK\"\r\n");
    }
    for (const unsigned format : {40U, 42U, 47U, 60U, 11542U}) {
        put.options = {coap::Option::uint(OptionNumber::content_format, format)};
        EXPECT_EQ(shown(put), "\r\n+QCOAPURC: 0,1,3,7,3,12,\"" + std::to_string(format) + "\",6,\"61220D0A4F4B\"\r\n");
    }
}

TEST_F(QcoapMessages, ShowsOpaqueOptionsInHexadecimalAndUnknownOnesByNumber) {
    auto put = message(coap::Type::confirmable, coap::code::put, 7, "01");
    put.add_string(OptionNumber::if_match, "\x01\xAB");
    put.add({OptionNumber::if_none_match, {}});
    put.add_uint(OptionNumber::size1, 1300);
    put.add({static_cast<OptionNumber>(2048), "\x7F"});
    EXPECT_EQ(shown(put), "\r\n+QCOAPURC: 0,0,3,7,136,1,\"01\",1,\"01AB\",5,\"\",60,\"1300\",2048,\"7F\"\r\n");
}

TEST_F(QcoapMessages, CountsAtMostSixtyThreeOptions) {
    auto get = message(coap::Type::confirmable, coap::code::get, 7);
    for (int i = 0; i < 70; ++i) get.add_string(OptionNumber::uri_path, "");
    const auto urc = shown(get);
    EXPECT_TRUE(urc.starts_with("\r\n+QCOAPURC: 0,0,1,7,126,11,\"\"")) << urc;
}

TEST_F(QcoapMessages, MalformedDatagramsAreCountedAndNotShown) {
    deliver(*from_hex("40"));
    deliver(*from_hex("FFFFFFFFFF"));
    EXPECT_EQ(heard(), "");
    EXPECT_EQ(module->air_counters().malformed, 2U);
}

}  // namespace
}  // namespace agent::modem::emulator
