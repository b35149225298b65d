// Faults: each WHAT and each WHEN.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

class FaultsOnDemand : public ModuleBench {
protected:
    void schedule(std::string_view text) { ASSERT_TRUE(faults->schedule(text)) << text; }
};

TEST_F(FaultsOnDemand, AFaultComesAtItsTime) {
    schedule("5s:urc=+X: 1");
    pass(4999ms);
    EXPECT_EQ(heard(), "");
    pass(1ms);
    EXPECT_EQ(heard(), "\r\n+X: 1\r\n");
}

TEST_F(FaultsOnDemand, AFaultComesWithTheNthCommandOrWithEach) {
    schedule("AT+CSQ#2:lose-ok");
    EXPECT_EQ(tell("AT+CSQ"), "\r\n+CSQ: 18,0\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+CSQ"), "\r\n+CSQ: 18,0\r\n");
    EXPECT_EQ(tell("AT+CSQ"), "\r\n+CSQ: 18,0\r\n\r\nOK\r\n");
    schedule("AT+CBC#*:error=30");
    EXPECT_EQ(tell("AT+CBC"), "\r\n+CME ERROR: 30\r\n");
    EXPECT_EQ(tell("AT+CBC"), "\r\n+CME ERROR: 30\r\n");
}

TEST_F(FaultsOnDemand, AResetInsteadOfACommandLeavesItWithoutAnAnswer) {
    schedule("AT+CSQ:reset");
    EXPECT_EQ(tell("AT+CSQ"), "");
    pass(1s);
    EXPECT_TRUE(heard().starts_with("\r\nRDY\r\n"));
    EXPECT_EQ(module->counters().resets, 1U);
}

TEST_F(FaultsOnDemand, AResetCutsTheLineAtAnyByteItSays) {
    const std::string whole = "\r\n+CSQ: 18,0\r\n\r\nOK\r\n";
    for (std::size_t byte = 1; byte <= whole.size(); ++byte) {
        schedule("out=" + std::to_string(byte) + ":reset");
        EXPECT_EQ(tell("AT+CSQ"), whole.substr(0, byte));
        pass(5s);
        heard();
    }
    EXPECT_EQ(tell("AT+CSQ"), whole);
}

TEST_F(FaultsOnDemand, AResetForgetsTheHalfLineItHeard) {
    schedule("in=6:reset");
    EXPECT_EQ(tell("AT+CSQ"), "");
    pass(5s);
    heard();
    EXPECT_EQ(tell("AT+CSQ"), "\r\n+CSQ: 18,0\r\n\r\nOK\r\n");
}

TEST_F(FaultsOnDemand, MuteIsForATimeOrUntilTold) {
    fault("mute=2s");
    EXPECT_EQ(tell("AT"), "");
    pass(2s);
    EXPECT_EQ(tell("AT"), ok);
    fault("mute");
    pass(1h);
    EXPECT_EQ(tell("AT"), "");
    fault("unmute");
    EXPECT_EQ(tell("AT"), ok);
}

TEST_F(FaultsOnDemand, GarbageIsSaidAndBytesAreDropped) {
    fault("garbage=40");
    EXPECT_EQ(heard().size(), 40U);
    fault("drop=3");
    EXPECT_EQ(tell("AT"), "K\r\n");
    fault("raw=0D0A00FF");
    EXPECT_EQ(heard(), std::string("\r\n\0\xFF", 4));
}

TEST_F(FaultsOnDemand, AnAnswerMayComeLate) {
    fault("delay=7s");
    EXPECT_EQ(tell("AT"), "");
    pass(7s);
    EXPECT_EQ(heard(), ok);
    EXPECT_EQ(tell("AT"), ok);
}

TEST_F(FaultsOnDemand, AContextMayLoseItsSession) {
    open();
    fault("disconnect=0");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), "\r\n+QCOAPOPEN: 0,\"192.0.2.7\",5683,0\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), wrong_state);
}

TEST_F(FaultsOnDemand, ASettingMayChangeInFlight) {
    schedule("1s:set=rssi=3");
    pass(1s);
    EXPECT_EQ(tell("AT+CSQ"), "\r\n+CSQ: 3,0\r\n\r\nOK\r\n");
}

TEST_F(FaultsOnDemand, WhatIsNoFaultIsRefused) {
    for (const auto* text : {"", "reset", "5s:", "5s:explode", "5:reset", "in=0:reset", "in=x:reset", "AT#0:reset",
                             "AT#x:reset", ":reset"}) {
        EXPECT_EQ(faults->schedule(text).error(), Error::bad_fault) << text;
    }
    for (const auto* text : {"mute=5", "garbage=x", "garbage=65537", "delay", "raw=0", "set=rssi", "set=rssi=x",
                             "reset=1", "disconnect=5"}) {
        EXPECT_EQ(faults->apply(text).error(), Error::bad_value) << text;
    }
    EXPECT_EQ(faults->apply("resett").error(), Error::bad_fault);
}

TEST_F(FaultsOnDemand, CoverageIsLostForATime) {
    tell("AT+CEREG=1");
    fault("network-down=5s");
    EXPECT_EQ(heard(), "\r\n+CEREG: 2\r\n");
    pass(5s);
    EXPECT_EQ(heard(), "");
    pass(500ms);
    EXPECT_EQ(heard(), "\r\n+CEREG: 1\r\n\r\n+IP: 10.65.33.151\r\n");
}

TEST_F(FaultsOnDemand, ALostSessionIsAVoidUntilTheContextIsOpenedAnew) {
    open();
    fault("session-lost=0");
    tell("AT+QCOAPSEND=0,1,1,0,0");
    deliver(message(coap::Type::confirmable, coap::code::get, 9));
    EXPECT_TRUE(peer().sent.empty());
    EXPECT_EQ(heard(), "");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), "\r\n+QCOAPOPEN: 0,\"192.0.2.7\",5683,3\r\n\r\nOK\r\n")
        << "the module knows nothing of it";
    tell("AT+QCOAPCLOSE=0");
    heard();
    open();
    tell("AT+QCOAPSEND=0,1,1,0,0");
    EXPECT_EQ(peer(1).sent.size(), 1U);
}

TEST_F(FaultsOnDemand, AnotherAddressIsToldAndLeavesServersBehind) {
    open();
    fault("address=10.65.33.200");
    EXPECT_EQ(heard(), "\r\n+IP: 10.65.33.200\r\n");
    EXPECT_EQ(tell("AT+CGPADDR"), "\r\n+CGPADDR: 0,\"10.65.33.200\"\r\n\r\nOK\r\n");
    tell("AT+QCOAPSEND=0,1,1,0,0");
    EXPECT_TRUE(peer().sent.empty());
}

}  // namespace
}  // namespace agent::modem::emulator
