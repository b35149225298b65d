#include "modem/at/errors.hpp"
#include "tests/modem/modem_fixture.hpp"

namespace agent::modem {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class BringUpTest : public test::ModemFixture {};

TEST_F(BringUpTest, BringsAWellBehavedModuleUp) {
    for (const auto* command : {"AT", "ATE0", "AT+CMEE=1"}) module.expect(command + std::string("\r")).ok();
    behave_well();
    modem->start();
    talk();
    EXPECT_EQ(states, (std::vector<std::string>{"probing: the port is open", "configuring: the module answers",
                                                "configuring: the SIM is ready", "ready: registered"}));
    const module::Identity identity{.imei = "866425033312290",
                                    .imsi = "460046711609872",
                                    .iccid = "89860446111880202938",
                                    .manufacturer = "Quectel_Ltd",
                                    .model = "BC660K-GL",
                                    .revision = "BC660KGLAAR01A05"};
    EXPECT_EQ(modem->identity(), identity);
    EXPECT_THAT(log.lines, Contains("modem_state state=ready reason=\"registered\""));
}

TEST_F(BringUpTest, WakesAModuleThatMissesTheFirstBytes) {
    for (int i = 0; i < 4; ++i) module.expect("AT\r");
    module.expect("AT\r").reply("AT\r").ok();
    behave_well();
    modem->start();
    pass(3s);
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(BringUpTest, WaitsForAModuleThatStillBoots) {
    module.expect("AT\r").lines("ERROR");
    module.expect("AT\r").lines("ERROR");
    behave_well();
    modem->start();
    pass(2s);
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(BringUpTest, TriesEachSpeedAndNeverGivesUp) {
    settings.bauds = {115200, 9600};
    make();
    module.always("AT\r");
    module.always("AT+QRST=1\r");
    modem->start();
    pass(10min);
    EXPECT_THAT(bauds, testing::SizeIs(testing::Ge(8)));
    EXPECT_EQ(bauds[0], 115200U);
    EXPECT_EQ(bauds[1], 9600U);
    EXPECT_EQ(states.back(), "probing: no answer to AT at 115200, 9600 baud");
    module.forget_habits();
    behave_well();
    pass(5min);
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(BringUpTest, SwitchesTheRadioOn) {
    behave_well();
    module.forget_habits();
    inform("AT+CFUN?", "+CFUN: 0");
    behave_well();
    module.always("AT+CFUN=1\r").ok();
    modem->start();
    talk();
    EXPECT_EQ(modem->state(), State::ready);
    EXPECT_THAT(trace, Contains("AT+CFUN=1"));
}

TEST_F(BringUpTest, UnlocksTheSimWithoutShowingThePin) {
    settings.sim_pin = "4711";
    make();
    inform("AT+CPIN?", "+CPIN: SIM PIN");
    behave_well();
    module.expect("AT\r").ok();
    for (const auto* command : {"ATE0", "AT+CMEE=1"}) module.expect(command + std::string("\r")).ok();
    modem->start();
    module.always("AT+CPIN=\"4711\"\r").reply("AT+CPIN=\"4711\"\r").ok();
    talk();
    EXPECT_EQ(states.back(), "waiting_for_sim: the SIM is being unlocked");
    module.forget_habits();
    behave_well();
    module.line("+CPIN: READY");
    talk();
    EXPECT_EQ(modem->state(), State::ready);
    for (const auto& line : trace) EXPECT_THAT(line, Not(HasSubstr("4711")));
    for (const auto& line : log.lines) EXPECT_THAT(line, Not(HasSubstr("4711")));
}

TEST_F(BringUpTest, NeverTriesAWrongPinTwice) {
    settings.sim_pin = "4711";
    make();
    inform("AT+CPIN?", "+CPIN: SIM PIN");
    behave_well();
    int tries = 0;
    module.always("AT+CPIN=\"4711\"\r").lines("+CME ERROR: 16");
    modem->start();
    pass(10min);
    for (const auto& line : trace) tries += line == "AT+CPIN=***" ? 1 : 0;
    EXPECT_EQ(tries, 1);
    EXPECT_EQ(states.back(), "waiting_for_sim: the SIM refused the configured PIN; it is not tried again");
}

TEST_F(BringUpTest, SaysWhyItWaitsForTheSim) {
    module.always("AT+CPIN?\r").lines("+CME ERROR: 10");
    behave_well();
    modem->start();
    pass(1min);
    EXPECT_EQ(states.back(), "waiting_for_sim: +CME ERROR: 10 (SIM not inserted)");
    module.forget_habits();
    behave_well();
    pass(1min);
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(BringUpTest, WaitsForTheNetworkAndHearsOfIt) {
    inform("AT+CEREG?", "+CEREG: 0,2");
    module.always("AT+CEREG=1\r").ok();
    inform("AT+CGATT?", "+CGATT: 0");
    behave_well();
    modem->start();
    pass(10s);
    EXPECT_EQ(states.back(), "waiting_for_network: searching");
    module.forget_habits();
    inform("AT+CEREG?", "+CEREG: 1,5");
    behave_well();
    module.line("+CEREG: 5");
    talk();
    EXPECT_EQ(states.back(), "ready: registered, roaming");
    module.forget_habits();
    inform("AT+CEREG?", "+CEREG: 1,3");
    behave_well();
    module.line("+CEREG: 3");
    talk();
    EXPECT_EQ(states.back(), "waiting_for_network: registration denied");
}

TEST_F(BringUpTest, SetsAnotherApnAndAttachesAgain) {
    settings.apn = "iot.example.net";
    make();
    inform("AT+QCGDEFCONT?", "+QCGDEFCONT: \"IP\",\"old\"");
    behave_well();
    for (const auto* command : {"AT+QCGDEFCONT=\"IP\",\"iot.example.net\"", "AT+CFUN=0", "AT+CFUN=1"}) {
        module.always(command + std::string("\r")).ok();
    }
    modem->start();
    talk();
    EXPECT_EQ(modem->state(), State::ready);
    std::string order;
    for (const auto& line : trace) {
        if (line.starts_with("AT+QCGDEFCONT=") || line.starts_with("AT+CFUN=")) order += line + ";";
    }
    EXPECT_EQ(order, "AT+QCGDEFCONT=\"IP\",\"iot.example.net\";AT+CFUN=0;AT+CFUN=1;");
}

TEST_F(BringUpTest, AsksForTheActiveTimeOfTheAwakeWindow) {
    settings.sleep = Sleep::psm;
    settings.active_time = 93s;
    make();
    module.always("AT+QSCLK=1\r").ok();
    inform("AT+CPSMS?", "+CPSMS: 1,,,\"00100110\",\"00000001\"");
    behave_well();
    module.always("AT+QNBIOTEVENT=1,1\r").ok();
    module.always("AT+CPSMS=1,,,\"00100110\",\"00100010\"\r").ok();
    modem->start();
    talk();
    EXPECT_EQ(modem->state(), State::ready);
    EXPECT_THAT(trace, Contains("AT+CPSMS=1,,,\"00100110\",\"00100010\""));  // the update stays, 2 minutes awake
}

TEST_F(BringUpTest, LeavesAnActiveTimeThatFitsAlone) {
    settings.sleep = Sleep::psm;
    settings.active_time = 93s;
    settings.periodic_update = 1h;
    make();
    module.always("AT+QSCLK=1\r").ok();
    inform("AT+CPSMS?", "+CPSMS: 1,,,\"00100110\",\"00100010\"");
    behave_well();
    module.always("AT+QNBIOTEVENT=1,1\r").ok();
    modem->start();
    talk();
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(BringUpTest, LeavesTheRightApnAlone) {
    settings.apn = "iot.example.net";
    make();
    inform("AT+QCGDEFCONT?", "+QCGDEFCONT: \"IP\",\"iot.example.net\"");
    bring_up();
}

TEST_F(BringUpTest, SetsSleepAndAsksForItsEvents) {
    settings.sleep = Sleep::psm;
    make();
    module.always("AT+QSCLK=1\r").ok();
    module.always("AT+CPSMS=1\r").ok();
    module.always("AT+QNBIOTEVENT=1,1\r").ok();
    bring_up();
    EXPECT_THAT(trace, Contains("AT+CPSMS=1"));
    EXPECT_THAT(trace, Contains("AT+QNBIOTEVENT=1,1"));
}

TEST_F(BringUpTest, StartsOverWhenTheModuleRestartsInTheMiddle) {
    inform("AT+CPIN?", "+CPIN: NOT READY");
    behave_well();
    modem->start();
    talk();
    EXPECT_EQ(modem->state(), State::waiting_for_sim);
    module.forget_habits();
    behave_well();
    module.line("RDY");
    talk();
    EXPECT_THAT(states, Contains("probing: the module restarted"));
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(BringUpTest, StartsOverWhenTheModuleFallsSilent) {
    bring_up();
    module.forget_habits();
    module.always("AT\r");
    module.always("AT+CESQ\r");
    std::vector<std::string> replies;
    modem->execute(*at::Command::parse("AT+CESQ"), [&](const Result<at::Reply>& reply) {
        replies.push_back(reply ? "reply" : reply.error().message());
    });
    pass(20s);
    EXPECT_THAT(replies, ElementsAre("the module did not answer in time"));
    EXPECT_THAT(states, Contains("probing: the module is silent"));
    module.forget_habits();
    behave_well();
    pass(5min);
    EXPECT_EQ(modem->state(), State::ready);
}

TEST_F(BringUpTest, RefusesCommandsBeforeTheModuleAnswered) {
    error_code error;
    modem->execute(at::Command("+CESQ"), [&](const Result<at::Reply>& reply) { error = reply.error(); });
    EXPECT_EQ(error, at::Error::not_ready);
}

TEST_F(BringUpTest, StopsWithThePortAndStartsAgain) {
    bring_up();
    modem->port_closed();
    EXPECT_EQ(states.back(), "off: the port is closed");
    pass(1min);
    modem->start();
    talk();
    EXPECT_EQ(modem->state(), State::ready);
}

}  // namespace
}  // namespace agent::modem
