// The recovery of a module as its owner and the serial line see it.
#include "modem/at/errors.hpp"
#include "modem/errors.hpp"
#include "tests/modem/modem_fixture.hpp"

namespace agent::modem {
namespace {

using test::client;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RecoveryTest : public test::ModemFixture {
protected:
    void SetUp() override {
        settings.recovery.hard_reset = {"/bin/reset"};
        ModemFixture::SetUp();
    }
    void open() {
        bring_up();
        serve_contexts();
        modem->open(client, {.host = "192.0.2.1"});
        talk();
        ASSERT_EQ(modem->context(client), ContextState::open);
        contexts.clear();
    }
    void serve_contexts() {
        module.always("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
        module.always("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").lines("OK", "+QCOAPOPEN: 0,0");
        module.always("AT+QCOAPCLOSE=0\r").lines("OK", "+QCOAPCLOSE: 0,0");
        module.always("AT+QCOAPSEND=0,0,2,0,0\r").ok();
        for (int id = 1; id < 9; ++id) module.always("AT+QCOAPHEAD=0,3," + std::to_string(id) + "\r").ok();
    }
    void send_unanswered(coap::MessageId id) {
        modem->send(client, {.code = coap::code::post, .message_id = id}, note_sent());
        talk();
        module.line("+QCOAPSEND: 0,3");
        talk();
    }
    void answer_nothing_but(const std::string& command = {}) {
        module.forget_habits();
        module.always("AT\r");
        if (!command.empty()) module.always(command).ok();
    }
    void know_network(const char* registration, const char* attach) {
        module.forget_habits();
        inform("AT+CEREG?", registration);
        inform("AT+CGATT?", attach);
        for (const auto* command : {"AT+CFUN=0", "AT+CFUN=1", "AT+QRST=1", "AT+CEREG=1"})
            module.always(command + std::string("\r")).ok();
        behave_well();
    }
    std::uint64_t count(RecoveryStep step) const { return modem->recoveries().count(step); }
    std::size_t said(const std::string& command) const {
        return static_cast<std::size_t>(std::ranges::count(trace, command));
    }
};

TEST_F(RecoveryTest, RestartsAModuleThatStaysSilentAndThenHasItReset) {
    bring_up();
    answer_nothing_but("AT+QRST=1\r");
    module.always("AT+CESQ\r");
    modem->execute(*at::Command::parse("AT+CESQ"), [](const Result<at::Reply>&) {});
    pass(6min);
    EXPECT_EQ(said("AT+QRST=1"), 1U);
    EXPECT_THAT(states, Contains("probing: the module is restarted: the module is silent"));
    EXPECT_THAT(log.lines, Contains("modem_recovery step=restart times=1 reason=\"the module is silent\""));
    EXPECT_THAT(hard_resets, IsEmpty());
    pass(30min);
    EXPECT_EQ(said("AT+QRST=1"), 2U);
    ASSERT_EQ(hard_resets.size(), 1U);
    EXPECT_EQ(states.back(), "probing: the module is reset by its program: the module is silent");
    EXPECT_GE(count(RecoveryStep::resynchronise), 1U);
    module.forget_habits();
    behave_well();
    pass(10min);
    EXPECT_EQ(modem->state(), State::probing) << "the program still runs";
    reset_done({});
    pass(1min);
    EXPECT_EQ(modem->state(), State::ready);
    EXPECT_EQ(count(RecoveryStep::restart), 2U);
    EXPECT_EQ(count(RecoveryStep::hard_reset), 1U);
    EXPECT_EQ(modem->recoveries().last, RecoveryStep::hard_reset);
}

TEST_F(RecoveryTest, NoticesAModuleThatDiedWhileNothingWasAskedOfIt) {
    bring_up();
    answer_nothing_but("AT+QRST=1\r");
    module.always("AT+CEREG?\r");
    pass(6min);
    EXPECT_EQ(modem->state(), State::probing);
    module.forget_habits();
    behave_well();
    pass(3min);
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(RecoveryTest, LetsAModuleThatMaySleepSleep) {
    settings.sleep = Sleep::light;
    make();
    module.always("AT+QSCLK=2\r").ok();
    bring_up();
    const auto asked = trace.size();
    pass(24h);
    EXPECT_EQ(trace.size(), asked);
}

TEST_F(RecoveryTest, LooksForTheModuleAlthoughTheProgramFailed) {
    answer_nothing_but("AT+QRST=1\r");
    modem->start();
    pass(40min);
    ASSERT_EQ(hard_resets.size(), 1U);
    reset_done("it took longer than 1 min");
    EXPECT_THAT(log.lines, Contains("hard_reset_failed reason=\"it took longer than 1 min\""));
    module.forget_habits();
    behave_well();
    pass(1min);
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(RecoveryTest, SwitchesTheRadioOffAndOnWhenThereIsNoNetwork) {
    open();
    know_network("+CEREG: 1,2", "+CGATT: 0");
    serve_contexts();
    module.line("+CEREG: 2");
    pass(4min);
    EXPECT_EQ(said("AT+CFUN=0"), 0U);
    pass(2min);
    EXPECT_EQ(said("AT+CFUN=0"), 1U);
    EXPECT_EQ(said("AT+CFUN=1"), 1U);
    EXPECT_THAT(states, Contains("configuring: the radio is switched off and on: there is no network"));
    EXPECT_THAT(contexts, Contains("0 closed: the module is being recovered"));
    pass(30min);
    EXPECT_EQ(said("AT+CFUN=0"), 2U);
    EXPECT_EQ(said("AT+QRST=1"), 1U);
    EXPECT_THAT(hard_resets, IsEmpty());
    know_network("+CEREG: 1,1", "+CGATT: 1");
    serve_contexts();
    pass(1min);
    EXPECT_EQ(modem->state(), State::ready);
    EXPECT_EQ(modem->context(client), ContextState::open) << "it was wanted all along";
}

TEST_F(RecoveryTest, LeavesAModuleAloneWhoseServersAreSilentUntilLong) {
    open();
    send_unanswered(1);
    send_unanswered(2);
    EXPECT_THAT(contexts, Contains("0 poisoned: the server does not answer"));
    EXPECT_EQ(modem->context(client), ContextState::open) << "opened anew";
    EXPECT_EQ(count(RecoveryStep::reopen), 1U);
    pass(119min);
    EXPECT_EQ(said("AT+CFUN=0"), 0U);
    know_network("+CEREG: 1,1", "+CGATT: 1");
    serve_contexts();
    pass(2min);
    EXPECT_EQ(said("AT+CFUN=0"), 1U);
    pass(72h);
    EXPECT_EQ(said("AT+QRST=1"), 0U);
    EXPECT_THAT(hard_resets, IsEmpty());
    EXPECT_GE(said("AT+CFUN=0"), 4U);
    EXPECT_LE(said("AT+CFUN=0"), 12U);
}

TEST_F(RecoveryTest, ForgetsTheSilenceWhenAServerSpeaks) {
    open();
    send_unanswered(1);
    pass(119min);
    module.line("+QCOAPURC: 0,0,1,9,0");
    pass(4h);
    EXPECT_EQ(said("AT+CFUN=0"), 0U);
    send_unanswered(2);
    EXPECT_THAT(contexts, Not(Contains(HasSubstr("poisoned")))) << "not two in a row";
}

TEST_F(RecoveryTest, OpensContextsAnewUnderAnotherAddress) {
    open();
    module.line("+IP: 10.65.33.151");
    talk();
    EXPECT_THAT(contexts, IsEmpty());
    module.forget_habits();
    inform("AT+CGPADDR", "+CGPADDR: 0,\"10.65.33.200\"");
    module.always("AT+QCOAPOPEN?\r").lines("+QCOAPOPEN: 0,\"192.0.2.1\",5683,3", "OK");
    behave_well();
    serve_contexts();
    module.line("+IP: 10.65.33.200");
    talk();
    EXPECT_THAT(contexts,
                ElementsAre("0 poisoned: the module has another address", "0 closing", "0 opening", "0 open"));
    EXPECT_THAT(log.lines, Contains("address_changed address=10.65.33.200"));
}

TEST_F(RecoveryTest, NoticesAnotherAddressThatNobodyTold) {
    open();
    module.forget_habits();
    inform("AT+CEREG?", "+CEREG: 1,2");
    behave_well();
    module.line("+CEREG: 2");
    talk();
    module.forget_habits();
    inform("AT+CGPADDR", "+CGPADDR: 0,\"10.65.33.200\"");
    module.always("AT+QCOAPOPEN?\r").lines("+QCOAPOPEN: 0,\"192.0.2.1\",5683,3", "OK");
    behave_well();
    serve_contexts();
    module.line("+CEREG: 1");
    talk();
    EXPECT_THAT(contexts, Contains("0 poisoned: the module has another address"));
    EXPECT_EQ(modem->context(client), ContextState::open);
}

TEST_F(RecoveryTest, SaysThatTheSimWasPulledAndComesBackWithIt) {
    bring_up();
    module.forget_habits();
    module.always("AT+CPIN?\r").lines("+CME ERROR: 10");
    behave_well();
    module.line("+CPIN: NOT READY");
    talk();
    EXPECT_EQ(states.back(), "waiting_for_sim: +CME ERROR: 10 (SIM not inserted)");
    module.forget_habits();
    behave_well();
    module.line("+CPIN: READY");
    talk();
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(RecoveryTest, LooksAtTheSimOfAModuleThatIsWithNoNetwork) {
    bring_up();
    module.forget_habits();
    inform("AT+CEREG?", "+CEREG: 1,0");
    inform("AT+CGATT?", "+CGATT: 0");
    module.always("AT+CPIN?\r").lines("+CME ERROR: 10");
    behave_well();
    module.line("+CEREG: 0");
    pass(10s);
    EXPECT_EQ(states.back(), "waiting_for_sim: +CME ERROR: 10 (SIM not inserted)");
}

TEST_F(RecoveryTest, DoesNothingToAModuleWhoseSimWaitsForAPerson) {
    inform("AT+CPIN?", "+CPIN: SIM PUK");
    behave_well();
    modem->start();
    pass(24h);
    EXPECT_EQ(states.back(), "waiting_for_sim: the SIM is SIM PUK");
    EXPECT_EQ(said("AT+CFUN=0"), 0U);
    EXPECT_THAT(hard_resets, IsEmpty());
}

TEST_F(RecoveryTest, LooksAtTheNetworkThatAContextCouldNotUse) {
    open();
    module.forget_habits();
    inform("AT+CEREG?", "+CEREG: 1,2");
    inform("AT+CGATT?", "+CGATT: 0");
    module.always("AT+QCOAPHEAD=0,3,1\r").lines("+CME ERROR: 30");
    behave_well();
    serve_contexts();
    modem->send(client, {.code = coap::code::post, .message_id = 1}, note_sent());
    pass(1s);
    EXPECT_EQ(states.back(), "waiting_for_network: searching");
}

TEST_F(RecoveryTest, HasADeviceThatStaysAwayReset) {
    bring_up();
    modem->port_closed();
    pass(6min);
    ASSERT_EQ(hard_resets.size(), 1U);
    EXPECT_THAT(states.back(), "off: the port is closed");
    reset_done({});
    modem->start();
    talk();
    EXPECT_EQ(modem->state(), State::ready);
}

}  // namespace
}  // namespace agent::modem
