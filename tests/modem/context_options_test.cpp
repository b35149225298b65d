// A context of a module that keeps the options of a message for the ones after it.
#include "tests/modem/modem_fixture.hpp"

namespace agent::modem {
namespace {

using test::client;

class ContextOptionsTest : public test::ModemFixture {
protected:
    void SetUp() override {
        settings.encoding.kept_options = true;
        ModemFixture::SetUp();
        bring_up();
        expect_open();
        modem->open(client, {.host = "192.0.2.1"});
        talk();
        ASSERT_EQ(modem->context(client), ContextState::open);
    }
    void expect_open() {
        module.expect("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
        module.expect("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").lines("OK", "+QCOAPOPEN: 0,0");
    }
    void send(coap::MessageId id, coap::Code code, std::string_view path = "") {
        coap::Message message{.code = code, .message_id = id};
        if (!path.empty()) message.add_string(coap::OptionNumber::uri_path, path);
        modem->send(client, message, [](const Result<void>&) {});
    }
    void expect(const std::string& command) { module.expect("AT+QCOAP" + command + "\r").ok(); }
};

TEST_F(ContextOptionsTest, OnlyWhatIsAnotherIsSaid) {
    expect("HEAD=0,3,7");
    expect("OPTION=0,0,11,2,\"rd\"");
    expect("SEND=0,0,2,0,0");
    send(7, coap::code::post, "rd");
    talk();
    expect("HEAD=0,3,8");
    expect("SEND=0,0,2,0,0");
    send(8, coap::code::post, "rd");
    talk();
    expect("HEAD=0,3,9");
    expect("OPTION=0,0,11,0,\"\",1");
    expect("SEND=0,0,204,0,0");
    send(9, coap::code::changed);
    talk();
}

TEST_F(ContextOptionsTest, ANewContextHasNone) {
    expect("HEAD=0,3,7");
    expect("OPTION=0,0,11,2,\"rd\"");
    module.expect("AT+QCOAPSEND=0,0,2,0,0\r").lines("+CME ERROR: 50");
    module.expect("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
    expect_open();
    send(7, coap::code::post, "rd");
    talk();
    expect("HEAD=0,3,8");
    expect("OPTION=0,0,11,2,\"rd\"");
    expect("SEND=0,0,2,0,0");
    send(8, coap::code::post, "rd");
    talk();
}

}  // namespace
}  // namespace agent::modem
