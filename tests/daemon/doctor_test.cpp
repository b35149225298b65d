// What `lwm2m-agentctl doctor` makes of the facts.
#include "daemon/agentctl/doctor.hpp"

#include <gtest/gtest.h>

#include "daemon/agentctl/server_road.hpp"

namespace agent::daemon::agentctl {
namespace {

Facts healthy() {
    Facts facts{.configuration = "/etc/a.yaml", .device_path = "/dev/ttyUSB0"};
    facts.device = {
        .there = true, .is_terminal = true, .access = "root:dialout 0660", .holder = "lwm2m-agentd (pid 7)"};
    facts.state = {.path = "/var/lib/lwm2m-agent", .free_bytes = 3'500'000'000};
    facts.lookups = {{"lwm2m.example.net", ""}};
    facts.process = {.no_new_privileges = true, .filtered = true};
    facts.status = nlohmann::ordered_json::parse(
        R"({"ok":true,"version":"1.2.3","running_s":60.0,"module":{"state":"ready","device":"/dev/ttyUSB0",)"
        R"("model":"BC660K-GL","revision":"A05","iccid":"8986","rsrp_dbm":-79,"addresses":["10.20.30.40"],)"
        R"("clock":"2026-11-24T23:00:00Z","names":[{"host":"lwm2m.example.net","address":"192.0.2.1"}]},)"
        R"("servers":[{"server":123,"uri":"coaps://lwm2m.example.net","state":"registered","location":"/rd/1"}]})");
    facts.now_s = 1795561200;  // 2026-11-24T23:00:00Z
    return facts;
}

/// "verdict what: found; next" of what is not good.
std::vector<std::string> complaints(const Facts& facts) {
    std::vector<std::string> lines;
    for (const auto& finding : examine(facts)) {
        if (finding.verdict == Verdict::good) continue;
        lines.push_back(std::string(name_of(finding.verdict)) + " " + finding.what + ": " + finding.found + "; " +
                        finding.next);
        EXPECT_NE(finding.next, "") << finding.what;
    }
    return lines;
}

TEST(Doctor, HasNothingToSayOfAHealthyDevice) {
    EXPECT_EQ(complaints(healthy()), std::vector<std::string>{});
    EXPECT_TRUE(is_healthy(examine(healthy())));
    EXPECT_EQ(findings_text(examine(healthy())),
              "ok  configuration  /etc/a.yaml is valid\n"
              "ok  device         /dev/ttyUSB0, root:dialout 0660\n"
              "ok  port           used by lwm2m-agentd (pid 7)\n"
              "ok  agent          lwm2m-agentd 1.2.3, running for 1 min\n"
              "ok  sandbox        no new privileges, system calls filtered\n"
              "ok  state          /var/lib/lwm2m-agent, 3 GiB free\n"
              "ok  module         BC660K-GL A05\n"
              "ok  SIM            ICCID 8986\n"
              "ok  network        attached and registered\n"
              "ok  signal         RSRP -79 dBm\n"
              "ok  address        10.20.30.40\n"
              "ok  clock          it is synchronised\n"
              "ok  module clock   2026-11-24T23:00:00Z\n"
              "ok  DNS            lwm2m.example.net is 192.0.2.1 for the module\n"
              "ok  server 123     registered at /rd/1\n");
}

struct Row {
    const char* name;
    void (*change)(Facts&);
    const char* complaint;
};

TEST(Doctor, NamesWhatIsWrongAndTheNextStep) {
    const Row table[] = {
        {"configuration",
         [](Facts& facts) {
             facts.problems = {"/etc/a.yaml:1:1: x: unknown key", "another"};
         },
         "bad configuration: /etc/a.yaml:1:1: x: unknown key (and 1 more); `lwm2m-agentd --check-config -c "
         "/etc/a.yaml` "
         "lists all of it"},
        {"no device", [](Facts& facts) { facts.device = {}; },
         "bad device: /dev/ttyUSB0: there is no such device; is it plugged in? `ls -l /dev/serial/by-id` shows what "
         "is"},
        {"a file", [](Facts& facts) { facts.device.is_terminal = false; },
         "bad device: /dev/ttyUSB0 is no serial device; modem.device names it"},
        {"somebody else", [](Facts& facts) { facts.device.holder = "ModemManager (pid 9)"; },
         "bad port: used by ModemManager (pid 9); stop it; ModemManager leaves a device alone that has "
         "ID_MM_DEVICE_IGNORE=1 in udev"},
        {"nobody", [](Facts& facts) { facts.device.holder = ""; },
         "doubtful port: nobody that can be seen uses it; root sees every process"},
        {"sandbox", [](Facts& facts) { facts.process->filtered = false; },
         "doubtful sandbox: no new privileges, system calls not filtered; start it by its systemd unit"},
        {"disk read-only", [](Facts& facts) { facts.state->read_only = true; },
         "bad state: /var/lib/lwm2m-agent is read-only; `journalctl -k` may say why; until then what servers write is "
         "answered 5.00"},
        {"disk full", [](Facts& facts) { facts.state->free_bytes = 40960; },
         "bad state: /var/lib/lwm2m-agent, 40 KiB free; make room: where none is left, what servers write is answered "
         "5.00"},
        {"disk nearly full", [](Facts& facts) { facts.state->free_bytes = 5'000'000; },
         "doubtful state: /var/lib/lwm2m-agent, 4 MiB free; make room: where none is left, what servers write is "
         "answered 5.00"},
        {"file set aside",
         [](Facts& facts) {
             facts.state->set_aside = {"state.db.bad-1", "state.db.bad-2"};
         },
         "doubtful state: /var/lib/lwm2m-agent/state.db.bad-1 could not be read once; what servers had written before "
         "is in it; remove it when nobody needs that"},
        {"silent module",
         [](Facts& facts) {
             facts.status["module"]["state"] = "probing";
             facts.status["module"]["reason"] = "the port is open";
             facts.status["module"].erase("rsrp_dbm");
         },
         "bad module: it does not answer: the port is open; is it the module's AT port? does modem.baud fit? is the "
         "module powered?"},
        {"SIM",
         [](Facts& facts) {
             facts.status["module"]["state"] = "waiting_for_sim";
             facts.status["module"]["reason"] = "SIM PIN";
         },
         "bad SIM: SIM PIN; is a SIM in? does it want a PIN (modem.sim_pin)?"},
        {"network",
         [](Facts& facts) {
             facts.status["module"]["state"] = "waiting_for_network";
             facts.status["module"]["reason"] = "searching";
         },
         "bad network: searching; antenna? coverage? does the APN (modem.apn) belong to the SIM?"},
        {"signal", [](Facts& facts) { facts.status["module"]["rsrp_dbm"] = -120; },
         "doubtful signal: RSRP -120 dBm is weak; a better place for the antenna"},
        {"no signal", [](Facts& facts) { facts.status["module"]["rsrp_dbm"] = -130; },
         "bad signal: RSRP -130 dBm is weak; a better place for the antenna"},
        {"clock", [](Facts& facts) { facts.clock_is_set = false; },
         "doubtful clock: it is not synchronised; `timedatectl`"},
        {"1970", [](Facts& facts) { facts.clock_is_plausible = false; },
         "bad clock: the gateway does not know what day it is; `timedatectl`"},
        {"no address", [](Facts& facts) { facts.status["module"]["addresses"] = nlohmann::ordered_json::array(); },
         "bad address: the network gave the module none; does the APN (modem.apn) belong to the SIM, and is data "
         "allowed "
         "for it?"},
        {"no time of the network", [](Facts& facts) { facts.status["module"].erase("clock"); },
         "doubtful module clock: the network has not told the time; some networks never do; the agent goes by the "
         "gateway's "
         "own clock"},
        {"two times", [](Facts& facts) { facts.now_s += 3600; },
         "doubtful module clock: 2026-11-24T23:00:00Z: 1 h from the gateway's; `timedatectl`: the agent goes by the "
         "gateway's "
         "clock; a network may be wrong, too"},
        {"a name that nobody knows",
         [](Facts& facts) {
             facts.lookups[0].error = "Name or service not known";
             facts.status["module"]["names"][0] = {{"host", "lwm2m.example.net"}, {"error", "not resolved"}};
         },
         "bad DNS: lwm2m.example.net: Name or service not known, neither by the module nor by the gateway; is "
         "servers.uri "
         "spelt right? a private name needs the network's DNS, or an address"},
        {"DNS",
         [](Facts& facts) {
             facts.lookups[0].error = "Name or service not known";
             facts.status["module"]["names"].clear();
         },
         "doubtful DNS: lwm2m.example.net: Name or service not known; the gateway can't resolve it; with `resolve: "
         "module` "
         "the module has to"},
        {"server",
         [](Facts& facts) {
             facts.status["servers"][0]["state"] = "waiting";
             facts.status["servers"][0]["reason"] = "something new";
         },
         "bad server 123: waiting (something new); uri, key and identity as the server has them? `lwm2m-agentctl "
         "trace` "
         "shows the talk"},
        {"bootstrap server",
         [](Facts& facts) {
             facts.status["bootstrap"] = {
                 {"uri", "coap://bs"}, {"state", "waiting"}, {"reason", "the bootstrap server is silent"}};
         },
         "bad bootstrap server: it began and went silent (the bootstrap server is silent); its log says what it waits "
         "for"},
        {"stopped",
         [](Facts& facts) {
             facts.status["servers"][0]["state"] = "idle";
             facts.status["servers"][0]["stopped"] = true;
         },
         "doubtful server 123: stopped; `lwm2m-agentctl start 123`"},
        {"under way", [](Facts& facts) { facts.status["servers"][0]["state"] = "registering"; },
         "doubtful server 123: registering; ask again in a minute"},
        {"no agent",
         [](Facts& facts) {
             facts.status = nullptr;
             facts.silence = "no agent listens at /x: No such file or directory";
             facts.process.reset();
         },
         "bad agent: no agent listens at /x: No such file or directory; `systemctl status lwm2m-agent`"},
    };
    for (const auto& row : table) {
        auto facts = healthy();
        row.change(facts);
        EXPECT_EQ(complaints(facts), std::vector<std::string>{row.complaint}) << row.name;
    }
}

TEST(Doctor, TellsHowFarTheRoadToAServerIsOpen) {
    struct Station {
        const char* reason;
        bool secure;
        const char* found;
        const char* next;
    };
    const Station table[] = {
        {"the server's name could not be resolved", true, "its name has no address", "spelt right"},
        {"Host not found (authoritative)", false, "its name has no address", "spelt right"},
        {"DNS error", false, "its name has no address", "spelt right"},
        {"DTLS handshaking failure", true, "the DTLS handshake fails", "identity and key"},
        {"the module never told the result of opening the CoAP context", true, "nothing answers the DTLS handshake",
         "wrong identity or key"},
        {"the module never told the result of opening the CoAP context", false, "the module opens no context", "APN"},
        {"Socket connection failure", false, "the module has no way to its address", "APN"},
        {"no answer", true, "the context opens, and the request is not answered", "endpoint"},
        {"no answer", false, "the request is not answered", "address and port"},
        {"Register answered 4.00 Bad Request", true, "it refuses the Register as malformed", "version"},
        {"Register answered 4.03 Forbidden", true, "it refuses this endpoint", "provisioned"},
        {"Register answered 4.12 Precondition Failed", false, "it does not speak this LwM2M version", "1.0"},
        {"Bootstrap-Request answered 4.04 Not Found", false, "it refuses the device", "log"},
        {"Update answered 5.00 Internal Server Error", false, "it has trouble of its own", "tries again"},
    };
    for (const auto& [reason, secure, found, next] : table) {
        const auto road = road_to(reason, secure);
        EXPECT_EQ(road.found, found) << reason;
        EXPECT_NE(road.next.find(next), std::string::npos) << road.next;
    }
}

TEST(Doctor, AsksTheModuleWhereNoAgentRuns) {
    auto facts = healthy();
    facts.module = facts.status["module"];
    facts.status = nullptr;
    facts.silence = "no agent listens";
    facts.servers = {"123"};
    facts.process.reset();
    facts.device.holder = "";
    const std::vector<std::string> healthy_module{"bad agent: no agent listens; `systemctl status lwm2m-agent`",
                                                  "doubtful server 123: nobody has tried: no agent runs; start the "
                                                  "agent: whether the server answers shows when it "
                                                  "registers"};
    EXPECT_EQ(complaints(facts), healthy_module);
    facts.module["state"] = "waiting_for_sim";
    facts.module["reason"] = "the SIM is SIM PIN";
    EXPECT_EQ(complaints(facts)[1], "bad SIM: the SIM is SIM PIN; is a SIM in? does it want a PIN (modem.sim_pin)?");
}

TEST(Doctor, TellsProgramsTheSame) {
    auto facts = healthy();
    facts.device = {};
    const auto json = findings_json(examine(facts));
    EXPECT_EQ(json["ok"], false);
    EXPECT_EQ(json["findings"][1].dump(),
              R"({"what":"device","verdict":"bad","found":"/dev/ttyUSB0: there is no such device",)"
              R"("next":"is it plugged in? `ls -l /dev/serial/by-id` shows what is"})");
}

}  // namespace
}  // namespace agent::daemon::agentctl
