#include "modem/at/errors.hpp"
#include "modem/errors.hpp"
#include "modem/qcoap/errors.hpp"
#include "tests/modem/modem_fixture.hpp"

namespace agent::modem {
namespace {

using test::client;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ContextTest : public test::ModemFixture {
protected:
    static coap::Message request(coap::MessageId id = 7) {
        coap::Message message{.code = coap::code::post, .message_id = id};
        message.add_string(coap::OptionNumber::uri_path, "rd");
        return message;
    }
    void expect_open(const char* address = "192.0.2.1") {
        module.expect("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
        module.expect(std::string("AT+QCOAPOPEN=0,\"") + address + "\",5683\r").lines("OK", "+QCOAPOPEN: 0,0");
    }
    void expect_request(coap::MessageId id = 7) {
        module.expect("AT+QCOAPHEAD=0,3," + std::to_string(id) + "\r").ok();
        module.expect("AT+QCOAPOPTION=0,0,11,2,\"rd\"\r").ok();
        module.expect("AT+QCOAPSEND=0,0,2,0,0\r").ok();
    }
    void open() {
        bring_up();
        expect_open();
        modem->open(client, {.host = "192.0.2.1"});
        talk();
        ASSERT_EQ(modem->context(client), ContextState::open);
        contexts.clear();
    }
};

TEST_F(ContextTest, OpensWithDtlsAndKeepsTheKeyToItself) {
    bring_up();
    module.expect("AT+QCOAPCFG=\"dtls\",0,1\r").ok();
    module.expect("AT+QCOAPCFG=\"psk\",0,\"gw1\",\"C0FFEE\"\r").ok();
    module.expect("AT+QCOAPOPEN=0,\"2001:db8::1\",5684\r").lines("OK", "+QCOAPOPEN: 0,0");
    modem->open(client, {.host = "2001:db8::1", .port = 5684, .psk = Psk{"gw1", {0xC0, 0xFF, 0xEE}}});
    talk();
    EXPECT_THAT(contexts, ElementsAre("0 opening", "0 open"));
    for (const auto& line : trace) EXPECT_THAT(line, Not(HasSubstr("C0FFEE")));
    for (const auto& line : log.lines) EXPECT_THAT(line, Not(HasSubstr("C0FFEE")));
}

TEST_F(ContextTest, OpensWhenTheModuleIsReady) {
    modem->open(client, {.host = "192.0.2.1"});
    EXPECT_THAT(contexts, IsEmpty());
    behave_well();
    modem->start();
    inform("AT+QCOAPCFG=\"dtls\",0,0", "OK");
    module.always("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
    module.always("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").lines("OK", "+QCOAPOPEN: 0,0");
    talk();
    EXPECT_THAT(contexts, ElementsAre("0 opening", "0 open"));
}

TEST_F(ContextTest, TellsWhyItDidNotOpen) {
    bring_up();
    module.expect("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
    module.expect("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").lines("OK", "+QCOAPOPEN: 0,-9");
    modem->open(client, {.host = "192.0.2.1"});
    modem->send(client, request(), note_sent());
    talk();
    EXPECT_THAT(contexts, ElementsAre("0 opening", "0 closed: DTLS handshaking failure (result -9)"));
    EXPECT_THAT(sent, ElementsAre("DTLS handshaking failure (result -9)"));
}

TEST_F(ContextTest, DoesNotWaitForAResultForEver) {
    bring_up();
    module.expect("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
    module.expect("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").ok();
    module.expect("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
    modem->open(client, {.host = "192.0.2.1"});
    pass(2min);
    EXPECT_THAT(contexts.back(), HasSubstr("never told the result"));
}

TEST_F(ContextTest, ClosesALeftoverThatOccupiesItsIdentifier) {
    bring_up();
    module.expect("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
    module.expect("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").lines("OK", "+QCOAPOPEN: 0,-10");
    module.expect("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
    expect_open();
    modem->open(client, {.host = "192.0.2.1"});
    talk();
    EXPECT_EQ(modem->context(client), ContextState::open);
}

TEST_F(ContextTest, ClosesWhatAnEarlierRunLeftOpen) {
    module.always("AT+QCOAPOPEN?\r").lines("+QCOAPOPEN: 0,\"192.0.2.7\",5683,3", "OK");
    module.always("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
    bring_up();
    EXPECT_THAT(trace, Contains("AT+QCOAPCLOSE=0"));
    EXPECT_EQ(modem->context(client), ContextState::closed);
}

TEST_F(ContextTest, ResolvesANameByTheModule) {
    bring_up();
    module.expect("AT+QDNS=0,\"lwm2m.example.net\"\r").lines("OK", "+QDNS: \"192.0.2.5\"");
    expect_open("192.0.2.5");
    modem->open(client, {.host = "lwm2m.example.net"});
    talk();
    EXPECT_EQ(modem->context(client), ContextState::open);
    EXPECT_THAT(asked_of_host, IsEmpty());
}

TEST_F(ContextTest, ResolvesANameByTheHostWhereTheModuleCannot) {
    bring_up();
    module.expect("AT+QDNS=0,\"lwm2m.example.net\"\r").lines("+CME ERROR: 4");
    expect_open("192.0.2.9");
    modem->open(client, {.host = "lwm2m.example.net"});
    talk();
    EXPECT_THAT(asked_of_host, ElementsAre("lwm2m.example.net"));
    EXPECT_EQ(modem->context(client), ContextState::open);
}

TEST_F(ContextTest, SaysThatANameIsUnknown) {
    bring_up();
    host_answer = Error::name_not_resolved;
    module.expect("AT+QDNS=0,\"lwm2m.example.net\"\r").lines("OK", "+QDNS: FAIL");
    modem->open(client, {.host = "lwm2m.example.net"});
    talk();
    EXPECT_EQ(contexts.back(), "0 closed: the server's name could not be resolved");
}

TEST_F(ContextTest, SendsAndReceives) {
    open();
    expect_request();
    modem->send(client, request(), note_sent());
    talk();
    EXPECT_THAT(sent, ElementsAre("sent"));
    module.line("+QCOAPURC: 0,2,204,7,0");
    talk();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].code, coap::code::changed);
    EXPECT_EQ(messages[0].message_id, 7);
}

TEST_F(ContextTest, RefusesAMessageBeforeItsFirstByte) {
    open();
    auto message = request();
    message.add_string(coap::OptionNumber::uri_query, "a&b");
    modem->send(client, message, note_sent());
    EXPECT_THAT(sent, ElementsAre(make_error_code(qcoap::Error::option_not_expressible).message()));
    modem->send(*ClientId::from(1), request(), note_sent());
    EXPECT_EQ(sent.back(), "the CoAP context is not open");
}

TEST_F(ContextTest, LetsAnswersOvertakeRequests) {
    open();
    expect_request(1);
    module.expect("AT+QCOAPHEAD=0,3,99\r").ok();
    module.expect("AT+QCOAPSEND=0,2,0,0,0\r").ok();
    expect_request(2);
    modem->send(client, request(1), note_sent());
    modem->send(client, request(2), note_sent());
    modem->send(client, {.type = coap::Type::acknowledgement, .message_id = 99}, note_sent());
    talk();
    EXPECT_EQ(sent.size(), 3U);
}

TEST_F(ContextTest, ReopensAPoisonedContextBeforeTheNextMessage) {
    open();
    module.expect("AT+QCOAPHEAD=0,3,7\r").ok();
    module.expect("AT+QCOAPOPTION=0,0,11,2,\"rd\"\r").lines("+CME ERROR: 50");
    module.expect("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
    expect_open();
    expect_request(8);
    modem->send(client, request(7), note_sent());
    modem->send(client, request(8), note_sent());
    talk();
    EXPECT_THAT(sent, ElementsAre("+CME ERROR: 50 (Incorrect parameters)", "sent"));
    EXPECT_THAT(contexts,
                ElementsAre("0 poisoned: +CME ERROR: 50 (Incorrect parameters)", "0 closing", "0 opening", "0 open"));
    EXPECT_THAT(log.lines, Contains("context_poisoned client=0 command=\"AT+QCOAPOPTION=0,0,11,2,\"rd\"\" "
                                    "error=\"+CME ERROR: 50 (Incorrect parameters)\""));
}

TEST_F(ContextTest, PoisonsAfterATimeoutAndComesBack) {
    open();
    module.expect("AT+QCOAPHEAD=0,3,7\r").ok();
    module.expect("AT+QCOAPOPTION=0,0,11,2,\"rd\"\r");
    modem->send(client, request(), note_sent());
    talk();
    module.expect("AT\r").ok();
    module.expect("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
    expect_open();
    pass(10s);
    EXPECT_THAT(sent, ElementsAre("the module did not answer in time"));
    EXPECT_EQ(modem->context(client), ContextState::open);
}

TEST_F(ContextTest, BoundsItsQueue) {
    bring_up();
    module.expect("AT+QCOAPCFG=\"dtls\",0,0\r");
    modem->open(client, {.host = "192.0.2.1"});
    for (std::size_t i = 0; i < settings.queue_limit; ++i) modem->send(client, request(), note_sent());
    EXPECT_THAT(sent, IsEmpty());
    modem->send(client, request(), note_sent());
    EXPECT_THAT(sent, ElementsAre("too many messages wait for the CoAP context"));
}

TEST_F(ContextTest, TakesHundredsOfAnswersBesideItsOwnMessages) {
    bring_up();
    module.expect("AT+QCOAPCFG=\"dtls\",0,0\r");
    modem->open(client, {.host = "192.0.2.1"});
    const coap::Message answer{
        .type = coap::Type::acknowledgement, .code = coap::code::content, .message_id = 99, .payload = {'1'}};
    for (std::size_t i = 0; i < settings.answer_limit; ++i) modem->send(client, answer, note_sent());
    modem->send(client, request(), note_sent());
    EXPECT_THAT(sent, IsEmpty());
    modem->send(client, answer, note_sent());
    EXPECT_THAT(sent, ElementsAre("too many messages wait for the CoAP context"));
}

TEST_F(ContextTest, OpensAgainAfterARestart) {
    open();
    module.line("RDY");
    module.always("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
    module.always("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").lines("OK", "+QCOAPOPEN: 0,0");
    talk();
    EXPECT_THAT(contexts, ElementsAre("0 closed: the module restarted", "0 opening", "0 open"));
}

TEST_F(ContextTest, AsksForItsContextsAfterDeepSleep) {
    open();
    module.expect("AT+QCOAPOPEN?\r").lines("+QCOAPOPEN: 0,\"192.0.2.1\",5683,3", "OK");
    expect_request();
    module.line("+QNBIOTEVENT: \"EXIT DEEPSLEEP\"");
    talk();
    modem->send(client, request(), note_sent());
    talk();
    EXPECT_THAT(sent, ElementsAre("sent"));
    EXPECT_THAT(contexts, IsEmpty());

    module.expect("AT+QCOAPOPEN?\r").ok();
    expect_open();
    module.line("+QNBIOTEVENT: \"EXIT DEEPSLEEP\"");
    talk();
    EXPECT_THAT(contexts, ElementsAre("0 poisoned: the module lost the CoAP context", "0 opening", "0 open"));
}

TEST_F(ContextTest, AsksForItsContextsUntilTheModuleTells) {
    behave_well();
    module.expect("AT+QCOAPOPEN?\r");  // its answer is lost
    modem->open(client, {.host = "192.0.2.1"});
    modem->start();
    talk();
    module.expect("AT\r").ok();
    module.expect("AT+QCOAPOPEN?\r").ok();
    expect_open();
    pass(10s);
    EXPECT_EQ(modem->context(client), ContextState::open);
}

TEST_F(ContextTest, SaysThatItIsLostBeforeWhatWasSentOnItFails) {
    bring_up();
    module.expect("AT+QCOAPCFG=\"dtls\",0,0\r");
    modem->open(client, {.host = "192.0.2.1"});
    std::size_t states_told = 0;
    modem->send(client, request(), [&](const Result<void>&) { states_told = contexts.size(); });
    modem->port_closed();
    EXPECT_EQ(states_told, 2U) << "opening, then closed";
}

TEST_F(ContextTest, ForwardsTheFateOfAConfirmableMessage) {
    open();
    expect_request();
    modem->send(client, request(), note_sent());
    talk();
    module.line("+QCOAPSEND: 0,3");
    talk();
    EXPECT_THAT(statuses, ElementsAre("7 Timeout"));
}

TEST_F(ContextTest, AsksForTheFateThatNobodyTells) {
    open();
    expect_request();
    modem->send(client, request(), note_sent());
    talk();
    module.expect("AT+QCOAPSEND=0\r").lines("+QCOAPSEND: 0,1", "OK");
    module.expect("AT+QCOAPSEND=0\r").lines("+QCOAPSEND: 0,4", "OK");
    pass(30s);
    EXPECT_THAT(statuses, ElementsAre("7 Sent successfully"));
}

TEST_F(ContextTest, DoesNotAskWhenTheAnswerCame) {
    open();
    expect_request();
    modem->send(client, request(), note_sent());
    talk();
    module.line("+QCOAPURC: 0,2,204,7,0");
    pass(5min);
    EXPECT_THAT(statuses, IsEmpty());
}

TEST_F(ContextTest, ClosesForItsOwner) {
    open();
    module.expect("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
    int closed = 0;
    modem->close(client, [&] { ++closed; });
    talk();
    EXPECT_EQ(closed, 1);
    EXPECT_THAT(contexts, ElementsAre("0 closing", "0 closed"));
    modem->close(client, [&] { ++closed; });
    EXPECT_EQ(closed, 2) << "at once: there is none";
}

TEST_F(ContextTest, FailsWhatWaitsWhenThePortGoes) {
    open();
    module.expect("AT+QCOAPHEAD=0,3,7\r");
    modem->send(client, request(), note_sent());
    modem->send(client, request(8), note_sent());
    modem->port_closed();
    EXPECT_THAT(sent, ElementsAre("the serial port is closed", "the serial port is closed"));
    EXPECT_EQ(contexts.back(), "0 closed: the serial port is closed");
}

TEST_F(ContextTest, SurvivesDamagedUrcsAndSaysSoOncePerKind) {
    open();
    log.lines.clear();
    for (int i = 0; i < 3; ++i) module.line("+QCOAPURC: 0,0,3,9,3,12,\"0\",2,\"secret\"");
    module.line("+QCOAPURC: 0,0,3,9,137,1,\"AB\",11,\"3\",11,\"0\",11,\"14\",3,\"C10E31\"");
    talk();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].uri_path(), "/3/0/14");
    EXPECT_EQ(modem->counters().damaged_urcs, 3U);
    for (const auto& line : log.lines) EXPECT_THAT(line, Not(HasSubstr("secret")));
    for (const auto& line : trace) EXPECT_THAT(line, Not(HasSubstr("C10E31")));
    EXPECT_THAT(log.lines, Contains(HasSubstr("urc_options_not_printed")));
}

}  // namespace
}  // namespace agent::modem
