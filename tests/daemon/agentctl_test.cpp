// What a person sees of lwm2m-agentctl.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sysexits.h>

#include "daemon/agentctl/json_access.hpp"
#include "daemon/agentctl/options.hpp"
#include "daemon/agentctl/problem_reader.hpp"
#include "daemon/agentctl/show.hpp"
#include "daemon/agentctl/trace.hpp"

namespace agent::daemon::agentctl {
namespace {

/// The line that the words of the command line become, or "exit N".
std::string line_of(std::vector<std::string> words) {
    words.insert(words.begin(), "lwm2m-agentctl");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    const auto parsed = parse_options(static_cast<int>(argv.size()), argv.data());
    ::testing::internal::GetCapturedStderr();
    ::testing::internal::GetCapturedStdout();
    return parsed.options ? control::encode(parsed.options->command) : "exit " + std::to_string(parsed.exit_code);
}

TEST(AgentctlWords, BecomeCommands) {
    const std::pair<std::vector<std::string>, const char*> table[] = {
        {{"status"}, R"({"command":"status"})"},
        {{"objects"}, R"({"command":"objects"})"},
        {{"objects", "/3"}, R"({"command":"objects","path":"/3"})"},
        {{"read", "/3/0/9"}, R"({"command":"read","path":"/3/0/9"})"},
        {{"write", "/3/0/14", "+02:00"}, R"({"command":"write","path":"/3/0/14","value":"+02:00"})"},
        {{"write", "/3/0/9", "-5"}, R"({"command":"write","path":"/3/0/9","value":"-5"})"},
        {{"write", "/3/0/9", "1", "--json"}, R"({"command":"write","path":"/3/0/9","value":"1"})"},
        {{"write", "/3/0/9", ""}, R"({"command":"write","path":"/3/0/9","value":""})"},
        {{"write", "/3/0/11", "0=0", "1=a=b"}, R"({"command":"write","path":"/3/0/11","values":{"0":"0","1":"a=b"}})"},
        {{"write", "/3/0/11", "0=0"}, R"({"command":"write","path":"/3/0/11","value":"0=0"})"},
        {{"create", "/19", "0/0=AQI=", "1=5"}, R"({"command":"create","path":"/19","values":{"0/0":"AQI=","1":"5"}})"},
        {{"create", "/19/2"}, R"({"command":"create","path":"/19/2","values":{}})"},
        {{"delete", "/19/2"}, R"({"command":"delete","path":"/19/2"})"},
        {{"send", "/3/0/9", "/3303"}, R"({"command":"send","paths":["/3/0/9","/3303"]})"},
        {{"send", "/3/0/9", "--server", "123"}, R"({"command":"send","paths":["/3/0/9"],"server":123})"},
        {{"trace"}, R"({"command":"trace"})"},
        {{"trace", "--pcapng", "/tmp/x"}, R"({"command":"trace"})"},
        {{"execute", "/3/0/4"}, R"({"command":"execute","path":"/3/0/4"})"},
        {{"execute", "/3/0/4", "0='a'"}, R"({"command":"execute","path":"/3/0/4","arguments":"0='a'"})"},
        {{"update"}, R"({"command":"update"})"},
        {{"update", "123"}, R"({"command":"update","server":123})"},
        {{"stop", "123"}, R"({"command":"stop","server":123})"},
        {{"start", "123"}, R"({"command":"start","server":123})"},
        {{"bootstrap"}, R"({"command":"bootstrap"})"},
        {{"reload"}, R"({"command":"reload"})"},
        {{"observations"}, R"({"command":"observations"})"},
        {{"stats"}, R"({"command":"stats"})"},
        {{"log-level"}, R"({"command":"log-level"})"},
        {{"log-level", "trace"}, R"({"command":"log-level","level":"trace"})"},
        {{"events"}, R"({"command":"events"})"},
        {{"--json", "--socket", "/tmp/x", "status"}, R"({"command":"status"})"},
        {{"status", "--json"}, R"({"command":"status"})"},
        {{"--help"}, "exit 0"},
        {{"--version"}, "exit 0"},
        {{}, "exit 64"},
        {{"nonsense"}, "exit 64"},
        {{"read"}, "exit 64"},
        {{"read", "/3/x"}, "exit 64"},
        {{"read", "/3", "/4"}, "exit 64"},
        {{"write", "/3/0/14"}, "exit 64"},
        {{"write", "/3/0/14", "a", "b"}, "exit 64"},
        {{"write", "/3/0/14", "--jsn"}, "exit 64"},
        {{"create", "/19", "0"}, "exit 64"},
        {{"create", "/19", "/0=1"}, "exit 64"},
        {{"create", "/19", "0/1/2=1"}, "exit 64"},
        {{"send"}, "exit 64"},
        {{"send", "/x"}, "exit 64"},
        {{"send", "/3", "--server", "x"}, "exit 64"},
        {{"stop"}, "exit 64"},
        {{"stop", "one"}, "exit 64"},
        {{"log-level", "loud"}, "exit 64"},
        {{"status", "--nonsense"}, "exit 64"},
    };
    for (const auto& [words, line] : table) EXPECT_EQ(line_of(words), line) << ::testing::PrintToString(words);
}

TEST(AgentctlProblems, LookLikeThoseOfACompiler) {
    const auto answer = Json::parse(
        R"({"ok":false,"error":{"kind":"not_found","message":"object 3 (Device) has no resource 999",)"
        R"("where":{"text":"/3/0/999","from":5,"length":3},"help":"`lwm2m-agentctl objects /3/0` lists what is there",)"
        R"("code":"4.04"}})");
    EXPECT_EQ(problem_text(problem_in(answer)),
              "lwm2m-agentctl: error: object 3 (Device) has no resource 999 (4.04 Not Found)\n"
              "    /3/0/999\n"
              "         ^~~\n"
              "help: `lwm2m-agentctl objects /3/0` lists what is there\n");
    EXPECT_EQ(problem_text({.kind = "failed", .message = "it\nfailed"}), "lwm2m-agentctl: error: it failed\n");
}

TEST(AgentctlProblems, SurviveAnswersThatMakeNoSense) {
    for (const auto* text : {"{}", "[]", R"({"error":7})", R"({"error":{"where":7,"code":"x"}})",
                             R"({"error":{"where":{"text":"ab","from":99,"length":1e300},"code":"9.99"}})"}) {
        const auto shown = problem_text(problem_in(Json::parse(text)));
        EXPECT_EQ(shown.substr(0, 23), "lwm2m-agentctl: error: ") << text;
    }
}

TEST(AgentctlScreens, StatusShowsWhatWasDoneToBringTheModuleBack) {
    const auto answer = Json::parse(
        R"({"ok":true,"version":"1.2.3","endpoint":"gw1","running_s":1.0,"module":{"state":"probing","device":"/dev/a",)"
        R"("recovery":{"step":"hard_reset","reason":"the module is silent","ago_s":180.0,"radio_cycles":0,)"
        R"("restarts":2,"hard_resets":1}},"servers":[]})");
    EXPECT_NE(status_text(answer).find(
                  "\nrecovery    hard reset 3 min ago (the module is silent); so far 2 restarts, 1 hard reset\n"),
              std::string::npos)
        << status_text(answer);
}

TEST(AgentctlScreens, StatusShowsTheDeviceAtAGlance) {
    const auto answer = Json::parse(
        R"({"ok":true,"version":"1.2.3","endpoint":"gw1","running_s":11525.0,"summary":"registered at /rd/1",)"
        R"("module":{"state":"ready","device":"/dev/ttyUSB0","manufacturer":"Quectel_Ltd","model":"Quectel_BC660K-GL",)"
        R"("revision":"BC660KGLAAR01A01","imei":"866425033312290","rsrp_dbm":-79,"rsrq_db":-9.5},)"
        R"("servers":[{"server":123,"uri":"coap://192.0.2.1","context":"open","stopped":false,"state":"registered",)"
        R"("location":"/rd/1","lifetime_s":300,"version":"1.1","next_s":207.0,"expires_s":300.0,"observations":2},)"
        R"({"server":456,"uri":"coap://192.0.2.2","context":"closed","stopped":false,"state":"waiting",)"
        R"("reason":"no answer","lifetime_s":0,"version":"1.1","next_s":65.2,"observations":1,"stored":{"waiting":4,"dropped":1}},)"
        R"({"server":789,"uri":"coap://192.0.2.3","context":"closed","stopped":true,"state":"idle","version":"1.0",)"
        R"("observations":0}],"bootstrap":{"uri":"coap://192.0.2.9","state":"idle"}})");
    EXPECT_EQ(status_text(answer),
              "lwm2m-agentd 1.2.3, gw1, running for 3 h 12 min\n"
              "module      ready  Quectel_BC660K-GL  BC660KGLAAR01A01\n"
              "            /dev/ttyUSB0  IMEI 866425033312290  RSRP -79 dBm  RSRQ -9.5 dB\n"
              "server 123  registered at /rd/1, lifetime 5 min, Update in 3 min 27 s\n"
              "            coap://192.0.2.1  context open  LwM2M 1.1  2 observations\n"
              "server 456  waiting (no answer), next attempt in 1 min 5 s\n"
              "            coap://192.0.2.2  context closed  LwM2M 1.1  1 observation  stored 4, dropped 1\n"
              "server 789  stopped (`lwm2m-agentctl start 789` registers it again)\n"
              "            coap://192.0.2.3  context closed  LwM2M 1.0  0 observations\n"
              "bootstrap   idle\n"
              "            coap://192.0.2.9\n");
}

TEST(AgentctlScreens, ASingleValueIsShownBare) {
    EXPECT_EQ(values_text(Json::parse(R"({"values":[{"path":"/3/0/0","name":"Manufacturer","value":"Acme"}]})")),
              "Acme\n");
    EXPECT_EQ(values_text(Json::parse(R"({"values":[{"path":"/3/0/9","value":87}]})")), "87\n");
    EXPECT_EQ(values_text(Json::parse(R"({"values":[{"path":"/3/0/0","value":"a\u001b[31m\nb"}]})")), "a [31m b\n");
}

TEST(AgentctlScreens, SeveralValuesAreATable) {
    EXPECT_EQ(values_text(
                  Json::parse(R"({"values":[{"path":"/3/0/0","name":"Manufacturer","type":"String","value":"Acme"},)"
                              R"({"path":"/3/0/9","name":"Battery Level","units":"%","type":"Integer","value":87}]})")),
              "/3/0/0  Acme  Manufacturer\n"
              "/3/0/9  87    Battery Level, %\n");
}

TEST(AgentctlScreens, ObjectsShowOperationsAndTypes) {
    EXPECT_EQ(objects_text(Json::parse(
                  R"({"objects":[{"path":"/19","name":"BinaryAppDataContainer","version":"1.1","instances":[)"
                  R"({"path":"/19/0","resources":[{"path":"/19/0/0","name":"Data","operations":"RW","multiple":true,)"
                  R"("type":"Opaque"},{"path":"/19/0/1","name":"Priority","operations":"RW","type":"Unsigned Integer",)"
                  R"("range":"0..255"}]}]}]})")),
              "/19 BinaryAppDataContainer 1.1\n"
              "  /19/0/0  RW  Opaque[]          Data\n"
              "  /19/0/1  RW  Unsigned Integer  Priority, 0..255\n");
}

TEST(AgentctlScreens, StatsLeaveOutWhatIsZero) {
    EXPECT_EQ(
        statistics_text(Json::parse(
            R"({"running_s":5.0,"traffic":[{"server":"123","operation":"Read","sent":{"messages":2,"bytes":2040},)"
            R"("received":{"messages":2,"bytes":30}}],"client":{"requests":2,"repetitions":0},)"
            R"("line":{"bytes_sent":1000,"commands":0},"recoveries":{"module":0},"since":1767225600,)"
            R"("stored":[{"server":"123","waiting":4,"bytes":300,"delivered":2,"dropped":1}]})")),
        "running for 5 s, counted since 2026-01-01 00:00 UTC\n\n"
        "SERVER  OPERATION  SENT  BYTES  RECEIVED  BYTES\n"
        "123     Read          2   2040         2     30\n"
        "\n"
        "client       2 requests\n"
        "serial line  1000 bytes sent\n"
        "recoveries   none needed\n"
        "stored       server 123: 4 notifications wait, 2 were delivered later, 1 were dropped\n");
}

TEST(AgentctlScreens, StatsWithoutATimeSayNone) {
    for (const auto* since : {"-1", "1e300", "null", "\"x\""})
        EXPECT_EQ(statistics_text(Json::parse(fmt::format(R"({{"running_s":5.0,"since":{}}})", since))),
                  "running for 5 s\n\nno message has been sent or received\n\n");
}

TEST(AgentctlScreens, EventsAreOneLineEach) {
    EXPECT_EQ(
        event_text(Json::parse(R"({"event":"operation","time":"2026-01-01T00:00:00.000Z","server":"123",)"
                               R"j("operation":"Write (partial update)","path":"/3/0","code":"2.04"})j")),
        "2026-01-01T00:00:00.000Z  operation    server=123 operation=\"Write (partial update)\" path=/3/0 code=2.04\n");
}

TEST(AgentctlTrace, HasTheLineOnTheLeftAndTheMessagesOnTheRight) {
    EXPECT_EQ(
        trace_text(Json::parse(R"({"event":"at","time":"2026-01-01T20:31:30.123Z","sent":true,"text":"AT+CSQ"})")),
        "20:31:30.123  > AT+CSQ\n");
    EXPECT_EQ(trace_text(Json::parse(R"({"event":"at","time":"2026-01-01T20:31:30.123Z","sent":false,"text":"OK"})")),
              "20:31:30.123  < OK\n");
    EXPECT_EQ(trace_text(Json::parse(R"({"event":"coap","time":"2026-01-01T20:31:30.123Z","server":"123","sent":true,)"
                                     R"("summary":"CON POST /rd mid=7"})")),
              "20:31:30.123" + std::string(50, ' ') + "-> 123  CON POST /rd mid=7\n");
}

TEST(AgentctlTrace, TakesOutTheMessages) {
    const auto message =
        captured(Json::parse(R"({"event":"coap","time_us":1764016290123456,"server":"123","context":2,"sent":true,)"
                             R"("summary":"","hex":"40010007"})"));
    ASSERT_TRUE(message);
    EXPECT_EQ(to_hex(message->coap), "40010007");
    EXPECT_EQ(message->context, 2U);
    EXPECT_TRUE(message->sent);
    EXPECT_EQ(message->time_us, 1764016290123456U);
    EXPECT_EQ(message->comment, "server 123");
    for (const auto* text :
         {"{}", "[]", R"({"event":"at"})", R"({"event":"coap","hex":"4"})",
          R"({"event":"coap","hex":"40","context":-1})", R"({"event":"coap","hex":"40","context":1e9})",
          R"({"event":"coap","hex":"40","time_us":1e300})"})
        EXPECT_FALSE(captured(Json::parse(text))) << text;
}

TEST(AgentctlTrace, WritesPacketsByThePcapngDraft) {
    EXPECT_EQ(to_hex(pcapng_header()),
              "0A0D0D0A1C0000004D3C2B1A01000000FFFFFFFFFFFFFFFF1C000000"  // section header
              "01000000280000006500000000000000"                          // interface: raw IP
              "02000B006C776D326D2D6167656E7400000000"
              "0028000000");
    const auto packet = pcapng_packet({.coap = *from_hex("40010007"), .sent = true, .time_us = 0x0000000100000002});
    EXPECT_EQ(to_hex(packet),
              "060000004C0000000000000001000000020000002000000020000000"
              "4500002000004000"
              "4011B667"
              "C0000201C0000264"  // 192.0.2.1 -> 192.0.2.100
              "C0001633000C6534"  // 49152 -> 5683, 12 bytes
              "40010007"
              "020004000200000000000000"  // outbound; end of the options
              "4C000000");
}

TEST(AgentctlScreens, SurviveAnswersThatMakeNoSense) {
    for (const auto* text :
         {"{}", "[]", "7", R"({"servers":7,"module":[],"values":[7,{}],"objects":[[]],"traffic":[[],7]})",
          R"({"traffic":[{"sent":7}],"client":{"a":[]},"observations":[{}]})"}) {
        const auto answer = Json::parse(text);
        status_text(answer);
        objects_text(answer);
        values_text(answer);
        observations_text(answer);
        statistics_text(answer);
        event_text(answer);
    }
}

TEST(AgentctlScreens, SayPeriodsAsPeopleDo) {
    EXPECT_EQ(period_text(0.2), "0 s");
    EXPECT_EQ(period_text(59.4), "59 s");
    EXPECT_EQ(period_text(60), "1 min");
    EXPECT_EQ(period_text(3661), "1 h 1 min");
    EXPECT_EQ(period_text(86400 * 3 + 7200), "3 d 2 h");
    EXPECT_EQ(period_text(-5), "0 s");
}

TEST(AgentctlAnswers, SayWhatAReloadHasChanged) {
    const auto text_of = [](const char* answer) {
        return answer_text(control::command::Reload{}, Json::parse(answer));
    };
    EXPECT_EQ(text_of(R"({"ok":true,"changed":[]})"), "nothing has changed\n");
    EXPECT_EQ(text_of(R"({"ok":true,"changed":["objects","log"],"needs_restart":["control"],"warnings":["a: b"]})"),
              "in effect: objects, log\nneeds a restart: control\nwarning: a: b\n");
    const auto refused = problem_in(Json::parse(
        R"({"ok":false,"error":{"kind":"failed","message":"it is refused","details":["a.yaml:1:2: no","b.yaml:3:4: \u001bno"]}})"));
    EXPECT_EQ(problem_text(refused), "lwm2m-agentctl: error: it is refused\n    a.yaml:1:2: no\n    b.yaml:3:4:  no\n");
}

}  // namespace
}  // namespace agent::daemon::agentctl
