// What `lwm2m-agentctl doctor` makes of the facts.
#include "daemon/agentctl/doctor.hpp"

#include <gtest/gtest.h>

namespace agent::daemon::agentctl {
namespace {

Facts healthy() {
    Facts facts{.configuration = "/etc/a.yaml", .device_path = "/dev/ttyUSB0"};
    facts.device = {
        .there = true, .is_terminal = true, .access = "root:dialout 0660", .holder = "lwm2m-agentd (pid 7)"};
    facts.lookups = {{"lwm2m.example.net", ""}};
    facts.process = {.no_new_privileges = true, .filtered = true};
    facts.status = nlohmann::ordered_json::parse(
        R"({"ok":true,"version":"1.2.3","running_s":60.0,"module":{"state":"ready","device":"/dev/ttyUSB0",)"
        R"("model":"BC660K-GL","revision":"A05","iccid":"8986","rsrp_dbm":-79},)"
        R"("servers":[{"server":123,"state":"registered","location":"/rd/1"}]})");
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
              "ok  module         BC660K-GL A05\n"
              "ok  SIM            ICCID 8986\n"
              "ok  network        attached and registered\n"
              "ok  signal         RSRP -79 dBm\n"
              "ok  clock          it is synchronised\n"
              "ok  DNS            lwm2m.example.net has an address\n"
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
        {"DNS", [](Facts& facts) { facts.lookups[0].error = "Name or service not known"; },
         "doubtful DNS: lwm2m.example.net: Name or service not known; the gateway can't resolve it; with `resolve: "
         "module` "
         "the module has to"},
        {"server",
         [](Facts& facts) {
             facts.status["servers"][0]["state"] = "waiting";
             facts.status["servers"][0]["reason"] = "no answer";
         },
         "bad server 123: waiting (no answer); uri, key and identity as the server has them? `lwm2m-agentctl trace` "
         "shows "
         "the talk"},
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
