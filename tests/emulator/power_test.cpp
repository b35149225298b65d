// Boot, reset, sleep: what the line hears and what is lost (field notes, "Serial line").
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

class PowerStates : public ModuleBench {};

TEST_F(PowerStates, AColdStartBootsThenRegisters) {
    heard();
    start(true);
    EXPECT_EQ(tell("AT"), "AT\r\r\nERROR\r\n");
    pass(1s);
    EXPECT_EQ(heard(), "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n");
    pass(500ms);
    EXPECT_EQ(heard(), "\r\n+IP: 10.65.33.151\r\n");
    EXPECT_EQ(tell("ATE0"), "ATE0\r\r\nOK\r\n");
}

TEST_F(PowerStates, AResetLosesAllCoapSettingsAndKeepsNvram) {
    tell("AT+QCOAPCFG=\"dtls\",0,1");
    tell("AT+QCOAPCFG=\"psk\",0,\"id\",\"00\"");
    open(1);
    tell("AT+CEREG=1");
    tell("AT+QSCLK=2");
    EXPECT_EQ(tell("AT+QRST=1"), ok);
    EXPECT_FALSE(peer().open);
    pass(2s);
    EXPECT_EQ(
        heard(),
        "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+CEREG: 2\r\n\r\n+CEREG: 1\r\n\r\n+IP: 10.65.33.151\r\n");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"dtls\",0"), "\r\n+QCOAPCFG: \"dtls\",0\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"psk\",0"), "\r\n+QCOAPCFG: \"psk\",\"\",\"\"\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), ok);
    EXPECT_EQ(tell("AT+QSCLK?"), "\r\n+QSCLK: 0\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+CMEE?"), "\r\n+CMEE: 1\r\n\r\nOK\r\n");
}

TEST_F(PowerStates, LightSleepLosesTheFirstLine) {
    tell("AT+QSCLK=2");
    pass(10s);
    EXPECT_EQ(module->power().state(), Power::State::light_sleep);
    EXPECT_EQ(tell("AT"), "");
    EXPECT_EQ(tell("AT"), ok);
    pass(9s);
    EXPECT_EQ(tell("AT"), ok) << "activity puts sleep off";
}

TEST_F(PowerStates, AUrcInLightSleepIsSaidAndWakesTheModule) {
    open();
    tell("AT+QSCLK=2");
    pass(20s);
    deliver(message(coap::Type::confirmable, coap::code::get, 9));
    EXPECT_EQ(heard(), "\r\n+QCOAPURC: 0,0,1,9,0\r\n");
    EXPECT_EQ(tell("AT"), ok);
}

TEST_F(PowerStates, DeepSleepIsDeafAndMuteUntilALineWakesIt) {
    tell("AT+QNBIOTEVENT=1,1");
    fault("deep-sleep-enter");
    EXPECT_EQ(heard(), "\r\n+QNBIOTEVENT: \"ENTER DEEPSLEEP\"\r\n");
    fault("urc=+CTZEU: 0");
    EXPECT_EQ(heard(), "");
    EXPECT_EQ(tell("AT"), "\r\n+QNBIOTEVENT: \"EXIT DEEPSLEEP\"\r\n");
    EXPECT_EQ(tell("AT"), ok);
}

TEST_F(PowerStates, PowerSavingComesAfterTheActiveTimeAndEndsWithASend) {
    tell("AT+QNBIOTEVENT=1,1");
    tell("AT+CPSMS=1,,,\"00101010\",\"00000101\"");  // T3324 10 s
    open();
    heard();
    pass(19900ms);  // radio_idle 10 s, then T3324
    EXPECT_EQ(heard(), "");
    pass(200ms);
    EXPECT_EQ(heard(), "\r\n+QNBIOTEVENT: \"ENTER PSM\"\r\n");
    deliver(message(coap::Type::confirmable, coap::code::get, 9));
    EXPECT_EQ(heard(), "") << "not reachable";
    EXPECT_EQ(module->air_counters().lost, 1U);
    EXPECT_EQ(tell("AT+QCOAPSEND=0,1,1,0,0"), "\r\nOK\r\n\r\n+QNBIOTEVENT: \"EXIT PSM\"\r\n");
    EXPECT_EQ(peer().sent.size(), 1U);
    deliver(message(coap::Type::confirmable, coap::code::get, 9));
    EXPECT_EQ(heard(), "\r\n+QCOAPURC: 0,0,1,9,0\r\n");
}

TEST_F(PowerStates, PowerSavingWithSleepClockOneGoesOnToDeepSleep) {
    tell("AT+QNBIOTEVENT=1,1");
    tell("AT+CPSMS=1,,,\"00101010\",\"00000101\"");
    tell("AT+QSCLK=1");
    open();
    heard();
    pass(40s);
    EXPECT_EQ(heard(), "\r\n+QNBIOTEVENT: \"ENTER PSM\"\r\n\r\n+QNBIOTEVENT: \"ENTER DEEPSLEEP\"\r\n");
    EXPECT_FALSE(peer().open);
}

TEST_F(PowerStates, PoweredDownItIsSilentUntilThePowerKey) {
    EXPECT_EQ(tell("AT+QPOWD=0"), "\r\nOK\r\n\r\nNORMAL POWER DOWN\r\n");
    EXPECT_EQ(tell("AT"), "");
    fault("power-on");
    pass(1s);
    EXPECT_EQ(heard(), "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n");
}

}  // namespace
}  // namespace agent::modem::emulator
