// The serial line: echo, what is ignored, latency, speed, and bounds.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

class SerialLine : public ModuleBench {};

TEST_F(SerialLine, EchoIsOnAtFirstAndCanBeSwitched) {
    Module fresh(timers, random, settings, network,
                 {[this](std::string_view bytes) { output += bytes; }, {}, [] { return std::time_t{}; }});
    fresh.start(false);
    fresh.receive("at\r");
    EXPECT_EQ(heard(), "at\r\r\nOK\r\n");
    fresh.receive("ATE0\r");
    EXPECT_EQ(heard(), "ATE0\r\r\nOK\r\n");
    fresh.receive("AT\r");
    EXPECT_EQ(heard(), "\r\nOK\r\n");
    fresh.receive("ATE1\rAT\r");
    EXPECT_EQ(heard(), "\r\nOK\r\nAT\r\r\nOK\r\n");
}

TEST_F(SerialLine, LineFeedsAreIgnoredAndBackspaceDeletes) {
    EXPECT_EQ(tell("\nA\nT+C\nSX\bQ"), "\r\n+CSQ: 18,0\r\n\r\nOK\r\n");
}

TEST_F(SerialLine, BytesMayComeOneByOne) {
    for (const char byte : std::string("AT+CGATT?\r")) module->receive({&byte, 1});
    EXPECT_EQ(heard(), "\r\n+CGATT: 1\r\n\r\nOK\r\n");
}

TEST_F(SerialLine, ALineWithoutAnEndIsBoundedAndRefused) {
    for (int i = 0; i < 1000; ++i) module->receive(std::string(1000, 'A'));
    EXPECT_EQ(heard(), "");
    EXPECT_EQ(tell(""), wrong_parameters);
    EXPECT_EQ(tell("AT"), ok);
}

TEST_F(SerialLine, LatencyPassesBeforeTheAnswerAndUrcsComeBetween) {
    let("latency", "20ms");
    EXPECT_EQ(tell("AT+CSQ"), "");
    fault("urc=+CTZEU: 0");
    EXPECT_EQ(heard(), "\r\n+CTZEU: 0\r\n");
    pass(19ms);
    EXPECT_EQ(heard(), "");
    pass(1ms);
    EXPECT_EQ(heard(), "\r\n+CSQ: 18,0\r\n\r\nOK\r\n");
}

TEST_F(SerialLine, LatencyIsDrawnFromItsRange) {
    let("latency", "15ms..50ms");
    for (int i = 0; i < 50; ++i) {
        tell("AT");
        pass(14ms);
        EXPECT_EQ(heard(), "");
        pass(37ms);
        EXPECT_EQ(heard(), ok);
    }
}

TEST_F(SerialLine, CommandsSentEarlyWaitForTheAnswerBefore) {
    let("latency", "10ms");
    module->receive("AT+CSQ\rAT+CBC\rAT\r");
    pass(25ms);
    EXPECT_EQ(heard(), "\r\n+CSQ: 18,0\r\n\r\nOK\r\n\r\n+CBC: 3470\r\n\r\nOK\r\n");
    pass(5ms);
    EXPECT_EQ(heard(), ok);
}

TEST_F(SerialLine, AHostThatNeverStopsTalkingLosesBytesNotTheModule) {
    let("latency", "1h");
    for (int i = 0; i < 100; ++i) module->receive(std::string(1000, 'x') + "\rAT\r");
    EXPECT_GT(module->counters().bytes_unheard, 0U);
}

TEST_F(SerialLine, BothDirectionsKeepTheBaudRate) {
    let("baud", "9600");  // 1.0417 ms a byte
    module->receive("AT+CSQ\r");
    pass(7ms);
    EXPECT_EQ(heard(), "") << "seven bytes need 7.29 ms to arrive";
    pass(1ms);
    EXPECT_LE(heard().size(), 1U);
    pass(100ms);
    EXPECT_TRUE(heard().ends_with("OK\r\n"));

    const auto began = timers.now();
    const std::string text(960, 'x');
    module->line().raw(text);
    std::size_t got = 0;
    while (got < text.size()) {
        pass(1ms);
        got += heard().size();
        const auto most = std::chrono::duration<double>(timers.now() - began).count() * 960;
        ASSERT_LE(static_cast<double>(got), most + 1);
    }
    EXPECT_NEAR(std::chrono::duration<double>(timers.now() - began).count(), 1.0, 0.01);
}

TEST_F(SerialLine, AResetCommandSaysOkBeforeItResetsOnASlowLineToo) {
    let("baud", "9600");
    module->receive("AT+QRST=1\r");
    pass(900ms);
    EXPECT_EQ(heard(), ok);
    pass(1s);
    EXPECT_TRUE(heard().starts_with("\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n"));
}

}  // namespace
}  // namespace agent::modem::emulator
