// What the emulator writes down and what it is asked by: --trace, --pcap, the control channel, the link, the command
// line.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "modem/emulator/coap_wire.hpp"
#include "modem/emulator/options.hpp"
#include "modem/emulator/secret_mask.hpp"
#include "tests/emulator/emulator_rig.hpp"

namespace agent::modem::emulator {
namespace {

using Json = nlohmann::json;

std::vector<coap::Message> changed(const coap::Message& request) {
    coap::Message answer;
    answer.type = coap::Type::acknowledgement;
    answer.code = coap::code::changed;
    answer.message_id = request.message_id;
    answer.token = request.token;
    return {answer};
}

class Records : public ::testing::Test {
protected:
    EmulatorOptions options() const {
        EmulatorOptions all;
        all.link = scratch.file("modem");
        all.control = scratch.file("control");
        all.trace = scratch.file("trace");
        all.pcap = scratch.file("pcap");
        return all;
    }
    ScratchDirectory scratch;
};

TEST_F(Records, TheTraceHoldsEveryByteInOrderWithoutSecrets) {
    {
        EmulatorRig rig(options());
        rig.run();
        rig.tell("AT+QCOAPCFG=\"psk\",0,\"gw,1\",\"00112233\"");
        rig.tell("ATE0");
        EXPECT_NE(rig.tell("AT+QCOAPCFG=\"psk\",0").find("00112233"), std::string::npos);
        rig.send("AT+CPIN=\"1234\"\r\xFF\x01\r");
        rig.tell("AT");
    }
    std::string to_module;
    std::string from_module;
    double last = 0;
    std::istringstream lines(read_file(scratch.file("trace")));
    for (std::string line; std::getline(lines, line);) {
        const auto entry = Json::parse(line);
        ASSERT_GE(entry["t"].get<double>(), last);
        last = entry["t"];
        (entry["dir"] == "to_module" ? to_module : from_module) += entry["text"].get<std::string>();
    }
    EXPECT_EQ(to_module,
              "AT+QCOAPCFG=\"psk\",0,\"gw,1\",\"********\"\rATE0\rAT+QCOAPCFG=\"psk\",0\rAT+CPIN=\"****"
              "\"\r\u00FF\u0001\rAT\r");
    EXPECT_TRUE(from_module.starts_with("AT+QCOAPCFG=\"psk\",0,\"gw,1\",\"********\"\r\r\nOK\r\n")) << from_module;
    EXPECT_NE(from_module.find("+QCOAPCFG: \"psk\",\"gw,1\",\"********\"\r\n"), std::string::npos);
    EXPECT_NEAR(last, std::chrono::duration<double>(Clock::now().time_since_epoch()).count(), 10);
}

TEST(SecretMasks, HideWhateverThePieces) {
    const std::string secret =
        "at+qcoapcfg=\"psk\",1,\"a\",\"beef\"\r\nAT+CPIN=1234\rAT+CPIN?\rAT+QCOAPOPTION=0,0,11,3,\"psk\"\r";
    const std::string hidden =
        "at+qcoapcfg=\"psk\",1,\"a\",\"****\"\r\nAT+CPIN=****\rAT+CPIN?\rAT+QCOAPOPTION=0,0,11,3,\"psk\"\r";
    for (std::size_t piece = 1; piece <= secret.size(); ++piece) {
        SecretMask mask;
        std::string masked;
        for (std::size_t at = 0; at < secret.size(); at += piece)
            masked += mask.mask(std::string_view(secret).substr(at, piece));
        EXPECT_EQ(masked, hidden);
    }
    SecretMask mask;
    EXPECT_EQ(mask.mask("\r\n+QCOAPCFG: \"psk\", \"a\", \"beef\"\r\n"), "\r\n+QCOAPCFG: \"psk\", \"a\", \"****\"\r\n");
    EXPECT_EQ(mask.mask("AT+QCOAPCFG=psk,1,a,beef\r"), "AT+QCOAPCFG=psk,1,a,****\r");
}

TEST(SecretMasks, HideThePayloadsThatHoldKeysOrPasswords) {
    const std::pair<const char*, const char*> rows[]{
        {"\r\n+QCOAPURC: 0,0,3,9,139,2,\"ABCD\",11,\"0\",11,\"1\",12,\"11542\",4,\"C0FFEE11\"\r\n",
         "\r\n+QCOAPURC: 0,0,3,9,139,2,\"ABCD\",11,\"0\",11,\"*\",12,\"*****\",4,\"********\"\r\n"},
        {"\r\n+QCOAPURC: 0,0,3,9,7,11,\"5\",11,\"0\",11,\"1\",12,\"http://u:p@h\"\r\n",
         "\r\n+QCOAPURC: 0,0,3,9,7,11,\"5\",11,\"*\",11,\"*\",12,\"************\"\r\n"},
        {"\r\n+QCOAPURC: 0,0,3,9,7,11,\"3\",11,\"0\",11,\"14\",2,\"4142\"\r\n",
         "\r\n+QCOAPURC: 0,0,3,9,7,11,\"3\",11,\"0\",11,\"14\",2,\"4142\"\r\n"},
        {"\r\n+QDNS: 0,11,\"0\",\"192.0.2.1\"\r\n", "\r\n+QDNS: 0,11,\"0\",\"192.0.2.1\"\r\n"},
    };
    for (const auto& [text, hidden] : rows) EXPECT_EQ(SecretMask().mask(text), hidden);
}

TEST(ShownDatagrams, KeepTheirSizeAndTheirOptions) {
    coap::Message message{.code = coap::code::put, .message_id = 7, .payload = to_bytes("key")};
    message.add_string(coap::OptionNumber::uri_path, "0");
    message.add_string(coap::OptionNumber::uri_path, "1");
    const auto shown = decode(shown_datagram(encode(message)));
    ASSERT_TRUE(shown);
    message.payload = to_bytes("***");
    EXPECT_EQ(*shown, message);
    const auto garbage = to_bytes("no CoAP");
    EXPECT_EQ(shown_datagram(garbage), garbage);
}

TEST_F(Records, WiresharkReadsThePcapOfADtlsContextAsCoap) {
    if (access("/usr/bin/tshark", X_OK) != 0) GTEST_SKIP() << "tshark is not installed";
    {
        EmulatorRig rig(options());
        auto& v4 = rig.add_peer(false, CoapPeer::Security{"gw1", {1, 2, 3}}, changed);
        auto& v6 = rig.add_peer(true, std::nullopt, changed);
        rig.run();
        rig.tell("AT+QCOAPCFG=\"dtls\",0,1");
        rig.tell("AT+QCOAPCFG=\"psk\",0,\"gw1\",\"010203\"");
        rig.tell("AT+QCOAPOPEN=0,\"127.0.0.1\"," + std::to_string(v4.port()), "+QCOAPOPEN: 0,0\r\n");
        rig.tell("AT+QCOAPOPEN=1,\"::1\"," + std::to_string(v6.port()), "+QCOAPOPEN: 1,0\r\n");
        for (const char* id : {"0", "1"}) {
            rig.tell(std::string("AT+QCOAPHEAD=") + id + ",5,4660,1,\"AB\"");
            rig.tell(std::string("AT+QCOAPOPTION=") + id + ",0,11,5,\"3/0/9\"");
            rig.tell(std::string("AT+QCOAPSEND=") + id + ",0,3,0,2,\"4142\"", ",1,\"AB\"\r\n");
        }
    }
    const auto command =
        "/usr/bin/tshark -r " + scratch.file("pcap") +
        " -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields -E separator=, -e ip.checksum.status"
        " -e udp.checksum.status -e coap.type -e coap.code -e coap.mid -e coap.opt.uri_path_recon -e _ws.malformed "
        "2>/dev/null";
    auto* pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string text(4096, '\0');
    text.resize(fread(text.data(), 1, text.size(), pipe));
    EXPECT_EQ(pclose(pipe), 0);
    EXPECT_EQ(text, "1,1,0,3,4660,/3/0/9,\n1,1,2,68,4660,/3/0/9,\n,1,0,3,4660,/3/0/9,\n,1,2,68,4660,/3/0/9,\n");
}

TEST_F(Records, TheControlChannelShowsAndSteers) {
    EmulatorRig rig(options());
    auto& peer = rig.add_peer(false, std::nullopt, changed);
    rig.run();
    rig.tell("ATE0");
    rig.tell("AT+QCOAPCFG=\"psk\",0,\"gw1\",\"C0FFEE\"");
    rig.tell("AT+QCOAPOPEN=2,\"127.0.0.1\"," + std::to_string(peer.port()), "+QCOAPOPEN: 2,0\r\n");
    rig.tell("AT+QCOAPHEAD=2,3,258");
    rig.tell("AT+QCOAPSEND=2,0,4,0,0", ",0\r\n");

    ControlClient control(scratch.file("control"));
    const auto ask = [&control](std::string_view line) { return Json::parse(control.ask(line)); };
    EXPECT_EQ(ask("state")["power"], "awake");
    EXPECT_EQ(ask("state")["registration"], 1);
    const auto contexts = ask("contexts")["contexts"];
    ASSERT_EQ(contexts.size(), 1U);
    EXPECT_EQ(contexts[0]["id"], 2);
    EXPECT_EQ(contexts[0]["status"], "connected");
    EXPECT_EQ(contexts[0]["send_status"], 4);
    EXPECT_EQ(ask("counters")["datagrams_sent"], 1);
    const auto datagrams = ask("datagrams 2")["datagrams"];
    ASSERT_EQ(datagrams.size(), 2U);
    EXPECT_EQ(datagrams[0]["hex"], "40040102");
    EXPECT_EQ(datagrams[1]["summary"], "ACK 2.04 Changed mid=258");
    EXPECT_EQ(ask("set rssi=7")["ok"], true);
    EXPECT_EQ(ask("get rssi")["value"], "7");
    EXPECT_EQ(rig.tell("AT+CSQ"), "\r\n+CSQ: 7,0\r\n\r\nOK\r\n");
    EXPECT_EQ(ask("inject 2 5001000A")["ok"], true);
    EXPECT_EQ(rig.read_until(",0\r\n"), "\r\n+QCOAPURC: 2,1,1,10,0\r\n");
    EXPECT_EQ(ask("urc +CTZEU: \"+08\"")["ok"], true);
    EXPECT_EQ(rig.read_until("\"\r\n"), "\r\n+CTZEU: \"+08\"\r\n");
    EXPECT_EQ(ask("fault AT+CSQ:lose-ok")["ok"], true);
    EXPECT_EQ(rig.tell("AT+CSQ\rAT"), "\r\n+CSQ: 7,0\r\n\r\nOK\r\n");
    EXPECT_EQ(ask("mute 1h")["ok"], true);
    EXPECT_EQ(ask("state")["muted"], true);
    EXPECT_EQ(ask("unmute")["ok"], true);
    for (const auto* wrong : {"", "nonsense", "get nonsense", "set rssi=x", "set", "fault 5s", "inject 2 4",
                              "inject 3 40010001", "inject", "datagrams 65"}) {
        const auto answer = ask(wrong);
        EXPECT_EQ(answer["ok"], false) << wrong;
        EXPECT_FALSE(answer["error"].get<std::string>().empty()) << wrong;
    }
    EXPECT_EQ(control.ask("settings").find("C0FFEE"), std::string::npos);
    EXPECT_EQ(ask("quit")["ok"], true);
    rig.stop();
}

TEST_F(Records, TheLinkIsStableAndGoneAtTheEnd) {
    std::filesystem::create_symlink("/nowhere", scratch.file("modem"));
    {
        EmulatorRig rig(options());
        EXPECT_EQ(rig.port(), scratch.file("modem"));
        rig.run();
        EXPECT_EQ(rig.tell("ATE0"), "ATE0\r\r\nOK\r\n");
        rig.close_port();
        rig.open_port();
        EXPECT_EQ(rig.tell("AT"), "\r\nOK\r\n") << "the module lives on when its host goes";
    }
    EXPECT_FALSE(std::filesystem::is_symlink(scratch.file("modem")));
    EXPECT_FALSE(std::filesystem::exists(scratch.file("control")));
}

TEST_F(Records, AHostThatWasKilledLocksNobodyOut) {
    EmulatorRig rig(options());
    rig.run();
    rig.lock_port();  // TIOCEXCL, which nobody takes back
    EXPECT_EQ(rig.tell("ATE0"), "ATE0\r\r\nOK\r\n");
    rig.close_port();
    ControlClient(scratch.file("control")).ask("state");  // the emulator has seen the host go
    rig.open_port();
    EXPECT_FALSE(rig.port_is_locked());
    EXPECT_EQ(rig.tell("AT"), "\r\nOK\r\n");
}

TEST_F(Records, AFileInThePlaceOfTheLinkIsLeftAlone) {
    std::ofstream(scratch.file("modem")) << "mine";
    EXPECT_THROW(EmulatorRig rig(options()), std::system_error);
    EXPECT_EQ(read_file(scratch.file("modem")), "mine");
}

TEST_F(Records, WhatIsSaidToNobodyIsLostAsOnAWire) {
    auto all = options();
    all.pcap.clear();
    EmulatorRig rig(std::move(all));
    rig.run();
    rig.tell("ATE0");
    rig.close_port();
    ControlClient control(scratch.file("control"));
    for (int i = 0; i < 4; ++i) control.ask("garbage 65536");
    rig.open_port();
    EXPECT_EQ(rig.tell("AT"), "\r\nOK\r\n");
}

ParsedOptions parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "bc660k-emulator");
    return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(CommandLine, SetsEverythingThatIsListed) {
    const auto parsed =
        parse({"--link", "/tmp/m", "--set", "options=kept", "--set", "imei=1", "--latency", "20ms", "--baud", "115200",
               "--seed", "9", "--host", "a.example=192.0.2.1", "--fault", "5s:reset", "--cold-start"});
    ASSERT_TRUE(parsed.options);
    EXPECT_TRUE(parsed.options->settings.switches.options_kept);
    EXPECT_EQ(parsed.options->settings.identity.imei, "1");
    EXPECT_EQ(parsed.options->settings.timing.latency.most, 20ms);
    EXPECT_EQ(parsed.options->settings.timing.baud, 115200U);
    EXPECT_EQ(parsed.options->hosts.at("a.example"), "192.0.2.1");
    EXPECT_TRUE(parsed.options->cold_start);
}

TEST(CommandLine, NamesWhatIsWrong) {
    for (const auto& arguments : std::vector<std::vector<const char*>>{{"--set", "nonsense=1"},
                                                                       {"--set", "options"},
                                                                       {"--set", "options=maybe"},
                                                                       {"--host", "a=b"},
                                                                       {"--latency", "5"},
                                                                       {"--nonsense"}}) {
        ::testing::internal::CaptureStderr();
        const auto parsed = parse(arguments);
        EXPECT_FALSE(::testing::internal::GetCapturedStderr().empty()) << arguments[0];
        EXPECT_FALSE(parsed.options);
        EXPECT_EQ(parsed.exit_code, 64);
    }
}

TEST(CommandLine, HelpListsEverySettingFaultAndControlCommand) {
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(parse({"--help"}).exit_code, 0);
    const auto help = ::testing::internal::GetCapturedStdout();
    for (const auto& info : list_settings(Settings{}))
        EXPECT_NE(help.find("\n  " + info.name + " "), std::string::npos) << info.name;
    EXPECT_NE(help.find(Faults::help()), std::string::npos);
    EXPECT_NE(help.find(Control::help()), std::string::npos);
}

TEST_F(Records, TheProgramSaysItsPortAndEndsOnSigterm) {
    for (const int signal : {SIGTERM, SIGINT}) {
        int output[2];
        ASSERT_EQ(pipe(output), 0);
        const auto link = scratch.file("modem");
        const auto child = fork();
        if (child == 0) {
            dup2(output[1], STDOUT_FILENO);
            execl(EMULATOR_PROGRAM, "bc660k-emulator", "--link", link.c_str(), nullptr);
            _exit(127);
        }
        close(output[1]);
        std::string said(256, '\0');
        said.resize(static_cast<std::size_t>(std::max<ssize_t>(read(output[0], said.data(), said.size()), 0)));
        EXPECT_EQ(said, "port " + link + "\n");
        const auto began = Clock::now();
        kill(child, signal);
        int status = -1;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
        EXPECT_LT(Clock::now() - began, 5s);
        EXPECT_FALSE(std::filesystem::is_symlink(link));
        close(output[0]);
    }
}

}  // namespace
}  // namespace agent::modem::emulator
