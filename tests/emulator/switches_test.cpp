// The open questions of the field notes: each one's default and its alternative.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

using coap::OptionNumber;

class OpenQuestions : public ModuleBench {
protected:
    OpenQuestions() { open(); }
    coap::Message send(std::string_view rest = "1,1,0,0") {
        tell("AT+QCOAPSEND=0," + std::string(rest));
        return sent();
    }
    std::string shown(const coap::Message& message) {
        deliver(message);
        return heard();
    }
};

TEST_F(OpenQuestions, OptionsAreConsumedByASendOrKeptUntilTheContextCloses) {
    tell("AT+QCOAPOPTION=0,0,11,2,\"rd\"");
    EXPECT_EQ(send().options.size(), 1U);
    EXPECT_EQ(send().options.size(), 0U);
    let("options", "kept");
    tell("AT+QCOAPOPTION=0,0,11,2,\"rd\"");
    EXPECT_EQ(send().options.size(), 1U);
    EXPECT_EQ(send().options.size(), 1U);
    tell("AT+QCOAPOPTION=0,0,12,2,\"40\"");
    tell("AT+QCOAPOPTION=0,0,11,4,\"rd/1\"");
    const auto both = send().options;
    ASSERT_EQ(both.size(), 3U);
    EXPECT_EQ(both[0].value + both[1].value, "rd1");
    EXPECT_EQ(send("2,0,0,0").options.size(), 0U);  // an empty message
    EXPECT_EQ(send().options, both);
    tell("AT+QCOAPCLOSE=0");
    open();
    tell("AT+QCOAPSEND=0,1,1,0,0");
    EXPECT_EQ(sent(1).options.size(), 0U);
}

TEST_F(OpenQuestions, TheHeadIsKeptOrOneShot) {
    tell("AT+QCOAPHEAD=0,3,77");
    EXPECT_EQ(send().message_id, 77);
    EXPECT_EQ(send().message_id, 77);
    let("head", "one-shot");
    EXPECT_EQ(send().message_id, 77);
    EXPECT_NE(send().message_id, 77);
    EXPECT_FALSE(sent().token.empty());
}

TEST_F(OpenQuestions, TheEndOfAConfirmableSendIsReportedOrSilent) {
    auto ack = message(coap::Type::acknowledgement, coap::code::empty, send("0,1,0,0").message_id);
    EXPECT_TRUE(shown(ack).starts_with("\r\n+QCOAPSEND: 0,4\r\n"));
    let("con_result", "silent");
    ack.message_id = send("0,1,0,0").message_id;
    EXPECT_EQ(shown(ack), "\r\n+QCOAPURC: 0,2,0," + std::to_string(ack.message_id) + ",0\r\n");
    EXPECT_EQ(tell("AT+QCOAPSEND=0"), "\r\n+QCOAPSEND: 0,4\r\n\r\nOK\r\n");
}

TEST_F(OpenQuestions, ConfirmableResponsesAreAcknowledgedByTheHostOrByTheModule) {
    const auto response = message(coap::Type::confirmable, coap::code::content, 500, "01");
    shown(response);
    EXPECT_TRUE(peer().sent.empty());
    let("ack_responses", "yes");
    EXPECT_EQ(shown(response), "\r\n+QCOAPURC: 0,0,205,500,128,1,\"01\"\r\n");
    EXPECT_EQ(to_hex(peer().sent.back()), "600001F4");
    const auto count = peer().sent.size();
    shown(message(coap::Type::confirmable, coap::code::get, 501, "01"));
    EXPECT_EQ(peer().sent.size(), count) << "requests are the host's in any case";
}

TEST_F(OpenQuestions, AnEmptyAckIsShownOrSwallowed) {
    auto ack = message(coap::Type::acknowledgement, coap::code::empty, send("0,1,0,0").message_id);
    EXPECT_TRUE(shown(ack).ends_with("+QCOAPURC: 0,2,0," + std::to_string(ack.message_id) + ",0\r\n"));
    let("empty_ack", "swallowed");
    ack.message_id = send("0,1,0,0").message_id;
    EXPECT_EQ(shown(ack), "\r\n+QCOAPSEND: 0,4\r\n");
}

TEST_F(OpenQuestions, FormatsOutsideTheTableAreShownOrOnlyCounted) {
    auto get = message(coap::Type::confirmable, coap::code::get, 7);
    get.add_uint(OptionNumber::accept, 11542);
    EXPECT_EQ(shown(get), "\r\n+QCOAPURC: 0,0,1,7,2,17,\"11542\"\r\n");
    let("unlisted_formats", "counted");
    EXPECT_EQ(shown(get), "\r\n+QCOAPURC: 0,0,1,7,2\r\n");
    get.options = {coap::Option::uint(OptionNumber::accept, 40)};
    EXPECT_EQ(shown(get), "\r\n+QCOAPURC: 0,0,1,7,2,17,\"40\"\r\n");
}

TEST_F(OpenQuestions, ResponseCodesOutsideTheTableAreRefusedOrAccepted) {
    for (const auto* code : {"231", "408", "422"}) {
        const auto line = std::string("AT+QCOAPSEND=0,2,") + code + ",0,0";
        let("unlisted_codes", "refused");
        EXPECT_EQ(tell(line), wrong_parameters);
        let("unlisted_codes", "accepted");
        EXPECT_EQ(tell(line), ok);
        EXPECT_EQ(sent().code.text(), std::string(code, 1) + "." + (code + 1));
    }
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,5,0,0"), wrong_parameters) << "methods stay the note's";
    EXPECT_EQ(tell("AT+QCOAPSEND=0,2,199,0,0"), wrong_parameters);
    EXPECT_EQ(tell("AT+QCOAPSEND=0,2,299,0,0"), wrong_parameters);
}

TEST_F(OpenQuestions, MethodsAboveFourAreShownOrAnsweredByTheModule) {
    const auto fetch = message(coap::Type::confirmable, coap::code::fetch, 7, "AA");
    EXPECT_EQ(shown(fetch), "\r\n+QCOAPURC: 0,0,5,7,128,1,\"AA\"\r\n");
    EXPECT_EQ(shown(message(coap::Type::confirmable, coap::code::ipatch, 8, "AA")),
              "\r\n+QCOAPURC: 0,0,7,8,128,1,\"AA\"\r\n");
    let("unlisted_methods", "answered");
    EXPECT_EQ(shown(fetch), "");
    EXPECT_EQ(sent().summary(), "ACK 4.05 Method Not Allowed mid=7 token=AA");
    shown(message(coap::Type::non_confirmable, coap::code::fetch, 9, "AB"));
    EXPECT_EQ(sent().type, coap::Type::non_confirmable);
}

TEST_F(OpenQuestions, OpaqueValuesAreHexadecimalOrRaw) {
    auto get = message(coap::Type::confirmable, coap::code::get, 7);
    get.add_string(OptionNumber::etag, "a\xFF");
    EXPECT_EQ(shown(get), "\r\n+QCOAPURC: 0,0,1,7,2,4,\"61FF\"\r\n");
    tell("AT+QCOAPOPTION=0,0,4,2,\"6162\"");
    EXPECT_EQ(send().options.front().value, "ab");
    let("opaque", "raw");
    EXPECT_EQ(shown(get), "\r\n+QCOAPURC: 0,0,1,7,2,4,\"a\xFF\"\r\n");
    tell("AT+QCOAPOPTION=0,0,4,4,\"6162\"");
    EXPECT_EQ(send().options.front().value, "6162");
}

TEST_F(OpenQuestions, DeepSleepLosesOrKeepsContexts) {
    fault("deep-sleep-enter");
    EXPECT_FALSE(peer().open && module->qcoap().client(0).exists());
    fault("deep-sleep-exit");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), ok);
    open();
    let("deep_sleep_contexts", "kept");
    fault("deep-sleep-enter");
    fault("deep-sleep-exit");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), "\r\n+QCOAPOPEN: 0,\"192.0.2.7\",5683,3\r\n\r\nOK\r\n");
}

TEST_F(OpenQuestions, DuplicatesAreShownOrDroppedWithinTheExchangeLifetime) {
    const auto request = message(coap::Type::confirmable, coap::code::get, 7);
    let("duplicates", "dropped");
    EXPECT_NE(shown(request), "");
    EXPECT_EQ(shown(request), "");
    pass(248s);
    EXPECT_NE(shown(request), "");
}

TEST_F(OpenQuestions, OptionsOutsideTheTableAreShownOrHidden) {
    auto put = message(coap::Type::confirmable, coap::code::put, 7);
    put.add_uint(OptionNumber::size1, 9);
    EXPECT_EQ(shown(put), "\r\n+QCOAPURC: 0,0,3,7,2,60,\"9\"\r\n");
    let("unlisted_options", "hidden");
    EXPECT_EQ(shown(put), "\r\n+QCOAPURC: 0,0,3,7,0\r\n");
}

TEST_F(OpenQuestions, UrcsAtAnOpenPromptAreLostOrKept) {
    const auto request = message(coap::Type::confirmable, coap::code::get, 7);
    module->receive("AT+QCOAPSEND=0,1,2,0\r");
    heard();
    EXPECT_EQ(shown(request), "");
    EXPECT_EQ(module->line().counters().urcs_lost, 1U);
    let("prompt_urcs", "kept");
    EXPECT_EQ(shown(request), "\r\n+QCOAPURC: 0,0,1,7,0\r\n");
    module->receive("\x1A");
    EXPECT_EQ(heard(), ok);
}

TEST_F(OpenQuestions, PromptEscapeStringsAndRepliesHaveTheirOtherShapes) {
    let("prompt", "bare");
    let("escape", "ok");
    module->receive("AT+QCOAPSEND=0,1,2,0\r");
    EXPECT_EQ(heard(), "\r\n>");
    module->receive("\x1B");
    EXPECT_EQ(heard(), ok);
    let("strings", "lenient");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"psk\",0,id,00ff"), ok);
    let("psk_reply", "spaced");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"psk\",0"), "\r\n+QCOAPCFG: \"psk\", \"id\", \"00ff\"\r\n\r\nOK\r\n");
    let("early_options", "accepted");
    EXPECT_EQ(tell("AT+QCOAPHEAD=1,3,9"), ok);
    EXPECT_EQ(tell("AT+QCOAPOPTION=1,0,11,2,\"rd\""), ok);
    open(1);
    tell("AT+QCOAPSEND=1,1,1,0,0");
    EXPECT_EQ(sent(1).summary(), "NON GET /rd mid=9");
}

TEST_F(OpenQuestions, PingsAreShownOrAnswered) {
    const auto ping = message(coap::Type::confirmable, coap::code::empty, 7);
    EXPECT_EQ(shown(ping), "\r\n+QCOAPURC: 0,0,0,7,0\r\n");
    let("pings", "answered");
    EXPECT_EQ(shown(ping), "");
    EXPECT_EQ(to_hex(peer().sent.back()), "70000007");
}

TEST_F(OpenQuestions, LosingTheNetworkDisconnectsOrKeepsContexts) {
    fault("network-down");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), "\r\n+QCOAPOPEN: 0,\"192.0.2.7\",5683,0\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), "\r\n+CME ERROR: 30\r\n");
    fault("network-up");
    pass(1s);
    EXPECT_EQ(heard(), "\r\n+IP: 10.65.33.151\r\n");
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), wrong_state);
    tell("AT+QCOAPCLOSE=0");
    open();
    let("network_loss", "keeps");
    fault("network-down");
    fault("network-up");
    pass(1s);
    heard();
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), ok);
}

TEST(Settings, AreReadAndWrittenByName) {
    Settings settings;
    ASSERT_TRUE(set(settings, "latency", "15ms..50ms"));
    EXPECT_EQ(*get(settings, "latency"), "15ms..50ms");
    ASSERT_TRUE(set(settings, "loss", "0.25"));
    EXPECT_EQ(*get(settings, "up_loss"), "0.25");
    EXPECT_EQ(*get(settings, "down_loss"), "0.25");
    ASSERT_TRUE(set(settings, "sim_pin", "1234"));
    EXPECT_EQ(*get(settings, "sim_pin"), "***");
    EXPECT_EQ(set(settings, "latencies", "1s").error(), Error::unknown_setting);
    for (const auto& [name, value] : {std::pair{"latency", "5"},
                                      {"latency", "50ms..15ms"},
                                      {"loss", "1.5"},
                                      {"loss", "nan"},
                                      {"baud", "-1"},
                                      {"options", "maybe"},
                                      {"imei", "1\r"},
                                      {"sim_pin", "abc"},
                                      {"boot", "1e300s"}}) {
        EXPECT_EQ(set(settings, name, value).error(), Error::bad_value) << name << "=" << value;
    }
}

TEST(Settings, EveryListedValueCanBeSetAgain) {
    Settings settings;
    for (const auto& info : list_settings(settings)) {
        EXPECT_TRUE(set(settings, info.name, info.value)) << info.name << "=" << info.value;
        const auto& other = info.alternative.empty() ? info.value : info.alternative;
        EXPECT_TRUE(set(settings, info.name, other)) << info.name << "=" << other;
        EXPECT_FALSE(info.help.empty()) << info.name;
    }
}

}  // namespace
}  // namespace agent::modem::emulator
