// A stored conversation: what is read of it, and how it is played again.
#include "modem/emulator/replay.hpp"

#include <gtest/gtest.h>

namespace agent::modem::emulator {
namespace {

/// "AT+CPIN?[+CPIN: READY|OK](+IP: 10.0.0.1@1500)" of each exchange.
std::string shape_of(const Recording& recording) {
    std::string shape;
    for (const auto& line : recording.before) shape += "(" + line.text + ")";
    for (const auto& exchange : recording.exchanges) {
        shape += exchange.command + "[";
        for (const auto& line : exchange.reply) shape += line.text + "|";
        if (!exchange.reply.empty()) shape.pop_back();
        shape += "]";
        for (const auto& line : exchange.later)
            shape += "(" + line.text + "@" +
                     std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(line.after).count()) + ")";
        shape += "\n";
    }
    return shape;
}

TEST(Recording, IsWhatTheToolShows) {
    const auto recording = read_recording(
        "21:40:40.101  < RDY\r\n"
        "21:40:40.102  > AT+CPIN?\n"
        "21:40:40.102                                                  <- 123  CON GET /3/0/0 mid=43791\n"
        "21:40:40.105  < +QCOAPURC: 0,0,1,43791,136,4,\"F9E67D93\"\n"
        "21:40:40.107  < +CPIN: READY\n"
        "21:40:40.107  < OK\n"
        "23:59:59.900  < +IP: 10.0.0.1\n"
        "00:00:00.100  < +CEREG: 1\n"
        "00:00:00.200  > AT+QCOAPOPEN=0,\"127.0.0.1\",5683\n"
        "00:00:00.250  < +CME ERROR: 50\n"
        "00:00:00.250  > <12 bytes of data>\n");
    EXPECT_EQ(shape_of(recording),
              "(RDY)AT+CPIN?[+CPIN: READY|OK](+QCOAPURC: 0,0,1,43791,136,4,\"F9E67D93\"@3)(+IP: "
              "10.0.0.1@8359793)(+CEREG: 1@200)\n"
              "AT+QCOAPOPEN=0,\"127.0.0.1\",5683[+CME ERROR: 50]\n");
    EXPECT_EQ(recording.exchanges[1].line, 9U);
}

TEST(Recording, IsWhatTheToolTellsPrograms) {
    const auto recording =
        read_recording(R"({"ok":true})"
                       "\n"
                       R"({"event":"at","time":"2026-11-24T21:40:40.101Z","sent":true,"text":"ATE0"})"
                       "\n"
                       R"({"event":"coap","time":"2026-11-24T21:40:40.101Z","sent":true,"text":"> no"})"
                       "\n"
                       R"({"event":"at","time":"2026-11-24T21:40:40.111Z","sent":false,"text":"OK"})"
                       "\n"
                       R"({"event":"at","sent":"x","text":7})"
                       "\n{\n");
    EXPECT_EQ(shape_of(recording), "ATE0[OK]\n");
    EXPECT_EQ(recording.exchanges[0].reply[0].after, 10ms);
}

TEST(Recording, TakesWhatServersWroteFromTheMessagesBesideIt) {
    const auto urc =
        R"({"event":"at","sent":false,"text":"+QCOAPURC: 0,0,3,1,137,1,\"AA\",11,\"3\",11,\"0\",11,\"14\",12,\"0\",17,\"0\",6,\"<6 bytes>"})";
    const auto later = [](const std::string& text) {
        const auto recording = read_recording(R"({"event":"at","sent":true,"text":"AT"})"
                                              "\n" +
                                              text);
        return recording.exchanges.at(0).later.at(0).text;
    };
    const std::string head = R"(+QCOAPURC: 0,0,3,1,137,1,"AA",11,"3",11,"0",11,"14",12,"0",17,"0",6,")";
    const auto message =
        R"({"event":"coap","sent":false,"context":0,"hex":"41030001AAB13301300231341050FF2B30323A3030"})";
    EXPECT_EQ(later(urc), head + "000000\"") << "of a log";
    EXPECT_EQ(later(urc + std::string("\n") + message), head + "+02:00\"");
    const std::string binary =
        R"({"event":"at","sent":false,"text":"+QCOAPURC: 0,0,3,1,133,1,\"AA\",11,\"3\",12,\"42\",2,\"<2 bytes>"})";
    EXPECT_EQ(later(binary + "\n" + R"({"event":"coap","sent":false,"context":0,"hex":"41030001AAB133112AFF0102"})"),
              R"(+QCOAPURC: 0,0,3,1,133,1,"AA",11,"3",12,"42",2,"0102")");
}

TEST(Recording, IsWhatTheLogHolds) {
    const auto recording = read_recording(
        "2026-11-25T00:03:12.051+00:00 info    modem: modem_state state=ready reason=\"a > b\"\n"
        "2026-11-25T00:03:12.051+00:00 trace   at: > AT+CESQ\n"
        "2026-11-25T00:03:12.061+00:00 trace   at: < +CESQ: 99,99,255,255,26,81\n"
        "2026-11-25T00:03:12.061+00:00 trace   at: < OK\n"
        "Nov 25 00:03:12 gw1 lwm2m-agentd[141]: > AT+CSQ\n"
        "< OK\n");
    EXPECT_EQ(shape_of(recording), "AT+CESQ[+CESQ: 99,99,255,255,26,81|OK]\nAT+CSQ[OK]\n");
}

struct Player {
    explicit Player(std::string_view text, double speed = 1)
        : replay(timers, read_recording(text), speed,
                 {[this](std::string_view bytes) { said += bytes; },
                  [this](const Replay::Difference& difference) { differences += difference.text() + "\n"; },
                  {}}) {
        replay.start();
    }
    /// What the module says within that time.
    std::string say(std::string_view command, Duration within = 10ms) {
        said.clear();
        replay.receive(command);
        if (!command.empty()) replay.receive("\r");
        timers.advance(timers.now() + within);
        return said;
    }

    Timers timers{TimePoint{}};
    std::string said;
    std::string differences;
    Replay replay;
};

TEST(ReplayedModule, AnswersAsItWasRecorded) {
    Player player(
        "00:00:00.000  > ATE0\n00:00:00.010  < OK\n00:00:02.010  < +IP: 10.0.0.1\n"
        "00:00:02.020  > AT+CPIN?\n00:00:02.030  < +CPIN: READY\n00:00:02.030  < OK\n");
    EXPECT_EQ(player.say("ATE0", 9ms), "");
    EXPECT_EQ(player.say("", 1ms), "\r\nOK\r\n");
    EXPECT_EQ(player.say("", 1999ms), "");
    EXPECT_EQ(player.say("", 1ms), "\r\n+IP: 10.0.0.1\r\n");
    EXPECT_FALSE(player.replay.is_complete());
    EXPECT_EQ(player.say("AT+CPIN?"), "\r\n+CPIN: READY\r\n\r\nOK\r\n");
    EXPECT_TRUE(player.replay.is_complete());
    EXPECT_EQ(player.differences, "");
}

TEST(ReplayedModule, IsAsFastAsItIsTold) {
    Player player("00:00:00.000  > ATE0\n00:00:10.000  < OK\n", 1000);
    EXPECT_EQ(player.say("ATE0", 10ms), "\r\nOK\r\n");
}

TEST(ReplayedModule, AnswersAlsoWhatComesSoonerOrLaterThanItDid) {
    Player player(
        "00:00:00.000  > ATE0\n00:00:00.000  < OK\n00:01:00.000  < +URC: 1\n"
        "00:01:00.000  > AT+CSQ\n00:01:00.000  < +CSQ: 1,0\n00:01:00.000  < OK\n"
        "00:01:01.000  > AT+CESQ\n00:01:01.000  < +CESQ: 2\n00:01:01.000  < OK\n");
    player.say("ATE0");
    EXPECT_EQ(player.say("AT+CESQ"), "\r\n+CESQ: 2\r\n\r\nOK\r\n") << "a minute before the URC";
    EXPECT_FALSE(player.replay.is_complete() && player.say("", 0ms).empty());
    EXPECT_EQ(player.say("AT+CSQ"), "\r\n+CSQ: 1,0\r\n\r\nOK\r\n");
    EXPECT_EQ(player.say("AT+CSQ"), "\r\n+CSQ: 1,0\r\n\r\nOK\r\n") << "asked once more";
    EXPECT_EQ(player.say("AT"), "\r\nOK\r\n");
    EXPECT_EQ(player.say("", 60s), "\r\n+URC: 1\r\n");
    EXPECT_TRUE(player.replay.is_complete());
    EXPECT_EQ(player.differences, "");
}

TEST(ReplayedModule, TellsTheMessageIdsOfThisTime) {
    Player player(
        "00:00:00.000  > AT+QCOAPHEAD=0,3,28273\n00:00:00.000  < OK\n"
        "00:00:00.000  > AT+QCOAPSEND=0,0,2,0,2,\"AB\"\n00:00:00.000  < OK\n"
        "00:00:00.000  < +QCOAPURC: 0,2,201,28273,8,8,\"2F7264\"\n"
        "00:00:00.000  < +QCOAPURC: 0,0,1,28273,136,4,\"A4D6ED3A\"\n");
    EXPECT_EQ(player.say("AT+QCOAPHEAD=0,3,7"), "\r\nOK\r\n");
    EXPECT_EQ(player.say("AT+QCOAPSEND=0,0,2,0,2,\"AB\""),
              "\r\nOK\r\n\r\n+QCOAPURC: 0,2,201,7,8,8,\"2F7264\"\r\n"
              "\r\n+QCOAPURC: 0,0,1,28273,136,4,\"A4D6ED3A\"\r\n")
        << "a request's ID is the server's";
    EXPECT_EQ(player.differences, "");
}

TEST(ReplayedModule, TakesAnySecretForOneThatWasMasked) {
    Player player("00:00:00.000  > AT+QCOAPCFG=\"psk\",0,\"gw\",\"****\"\n00:00:00.000  < OK\n");
    EXPECT_EQ(player.say("AT+QCOAPCFG=\"psk\",0,\"gw\",\"0011\""), "\r\nOK\r\n");
    EXPECT_EQ(player.differences, "");
    Player other("00:00:00.000  > AT+QCOAPCFG=\"psk\",0,\"gw\",\"****\"\n00:00:00.000  < OK\n");
    EXPECT_EQ(other.say("AT+QCOAPCFG=\"psk\",0,\"xx\",\"0011\""), "\r\nERROR\r\n");
}

TEST(ReplayedModule, SaysWhatTheAgentSaysOtherwise) {
    Player player(
        "00:00:00.000  > AT+QCOAPHEAD=0,5,1,1,\"AA\"\n00:00:00.000  < OK\n"
        "00:00:00.000  > AT+QCOAPSEND=0,2,205,0,4,\"41636D65\"\n00:00:00.000  < OK\n");
    player.say("AT+QCOAPHEAD=0,5,1,1,\"AA\"");
    EXPECT_EQ(player.say("AT+QCOAPSEND=0,2,205,0,1,\"42\""), "\r\nOK\r\n");
    EXPECT_EQ(player.say("AT+NEW?"), "\r\nERROR\r\n");
    EXPECT_EQ(player.differences,
              "line 3: recorded AT+QCOAPSEND=0,2,205,0,4,\"41636D65\"\n    now AT+QCOAPSEND=0,2,205,0,1,\"42\"\n"
              "nothing like it was recorded: AT+NEW?\n");
    EXPECT_TRUE(player.replay.is_complete());
    EXPECT_EQ(player.replay.differences(), 2U);
}

}  // namespace
}  // namespace agent::modem::emulator
