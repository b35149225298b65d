// What commands do, and what they are answered, to the letter.
#include "daemon/control/executor.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/control/executor_fixture.hpp"

namespace agent::daemon::control::testing {
namespace {

using lwm2m::Failure;
using lwm2m::RegistrationState;
using lwm2m::Value;
using namespace std::string_literals;

class Commands : public ExecutorTest {
protected:
    std::string last() const { return subject.did.empty() ? "nothing" : subject.did.back(); }
};

TEST_F(Commands, ReadAValueWithWhatItIs) {
    subject.values[9] = Value(std::int64_t{87});
    EXPECT_EQ(
        ask(R"({"command":"read","path":"/3/0/9"})"),
        R"({"ok":true,"values":[{"path":"/3/0/9","name":"Battery Level","units":"%","type":"Integer","value":87}]})");
    EXPECT_EQ(last(), "read /3/0/9");
}

TEST_F(Commands, ReadEveryTypeOfValue) {
    const std::pair<Value, const char*> table[] = {
        {"a\n\"ü\""s, R"("a\n\"ü\"")"},
        {"\xFF"s, "\"\xEF\xBF\xBD\""},
        {std::int64_t{-5}, "-5"},
        {std::uint64_t{18446744073709551615U}, "18446744073709551615"},
        {23.5, "23.5"},
        {true, "true"},
        {Bytes{1, 2, 255}, R"("AQL/")"},
        {lwm2m::Time{1367491215}, "1367491215"},
        {lwm2m::ObjectLink{3, 0}, R"("3:0")"},
        {lwm2m::CoreLink{"</3>"}, R"("</3>")"},
    };
    for (const auto& [value, text] : table) {
        subject.values[9] = value;
        const auto answer = ask(R"({"command":"read","path":"/3/0/9"})");
        EXPECT_NE(answer.find(R"("value":)"s + text + "}"), std::string::npos) << answer;
    }
}

TEST_F(Commands, ReadEveryInstanceOfAMultipleResource) {
    subject.values[11] = lwm2m::InstanceValues{{0, std::int64_t{1}}, {7, std::int64_t{2}}};
    EXPECT_EQ(ask(R"({"command":"read","path":"/3/0"})"),
              R"({"ok":true,"values":[{"path":"/3/0/11/0","name":"Error Code","type":"Integer","value":1},)"
              R"({"path":"/3/0/11/7","name":"Error Code","type":"Integer","value":2}]})");
}

TEST_F(Commands, WriteValuesOfTheResourcesType) {
    EXPECT_EQ(ask(R"({"command":"write","path":"/3/0/13","value":"1367491215"})"), R"({"ok":true})");
    EXPECT_EQ(last(), "write /3/0/13 1367491215");
    EXPECT_EQ(ask(R"({"command":"write","path":"/3/0/11","values":{"0":"0","1":"6"}})"), R"({"ok":true})");
    EXPECT_EQ(last(), "write /3/0/11 0=0 1=6");
    EXPECT_EQ(ask(R"({"command":"write","path":"/3/0/11","value":"1=6"})"), R"({"ok":true})");
    EXPECT_EQ(last(), "write /3/0/11 1=6");
    EXPECT_EQ(ask(R"({"command":"write","path":"/3/0/11/1","value":"6"})"), R"({"ok":true})");
    EXPECT_EQ(last(), "write /3/0/11/1 1=6");
    EXPECT_EQ(ask(R"({"command":"write","path":"/3/0/0","value":"1=6"})"), R"({"ok":true})");
    EXPECT_EQ(last(), "write /3/0/0 1=6");
}

TEST_F(Commands, SayOfAValueWhatTheResourceWants) {
    EXPECT_EQ(
        ask(R"({"command":"write","path":"/3/0/9","value":"full"})"),
        R"({"ok":false,"error":{"kind":"bad_argument","message":"'full' is not a value of type Integer",)"
        R"("where":{"text":"full","from":0,"length":4},"help":"Battery Level is of type Integer, 0..100","code":"4.00"}})");
    EXPECT_EQ(
        ask(R"({"command":"write","path":"/3/0/11","value":"6"})"),
        R"({"ok":false,"error":{"kind":"bad_argument","message":"/3/0/11 (Error Code) has several instances",)"
        R"("where":{"text":"/3/0/11","from":0,"length":7},"help":"write /3/0/11/0 VALUE, or all of its instances: )"
        R"(write /3/0/11 0=VALUE 1=VALUE","code":"4.00"}})");
    EXPECT_EQ(last(), "nothing");
}

TEST_F(Commands, SayWhichPartOfAPathIsMissingAndWhatIsThere) {
    const std::pair<const char*, const char*> table[] = {
        {"/9/0/1",
         R"("message":"there is no object 9","where":{"text":"/9/0/1","from":1,"length":1},"help":"there are 3, 19; )"
         R"(what the device has is written in its configuration")"},
        {"/3/12/9",
         R"("message":"object 3 (Device) has no instance 12","where":{"text":"/3/12/9","from":3,"length":2},)"
         R"("help":"its instances: 0")"},
        {"/3/0/999",
         R"("message":"object 3 (Device) has no resource 999","where":{"text":"/3/0/999","from":5,"length":3},)"
         R"("help":"`lwm2m-agentctl objects /3/0` lists what is there")"},
        {"/3/0/14",
         R"j("message":"this device does not have /3/0/14 (UTC Offset)","where":{"text":"/3/0/14","from":5,"length":2},)j"
         R"("help":"`lwm2m-agentctl objects /3/0` lists what is there")"},
        {"/3/0/9/1",
         R"("message":"/3/0/9 (Battery Level) has one value and no instances","where":{"text":"/3/0/9/1","from":7,)"
         R"("length":1},"help":"leave it out: /3/0/9")"},
    };
    for (const auto& [path, said] : table) {
        const auto answer = ask(R"({"command":"read","path":")"s + path + "\"}");
        EXPECT_EQ(answer, R"({"ok":false,"error":{"kind":"not_found",)"s + said + R"(,"code":"4.04"}})");
    }
    EXPECT_TRUE(subject.did.empty());
}

TEST_F(Commands, SayWhyAHandlerFailed) {
    subject.failure = Failure{coap::code::internal_server_error, "/usr/bin/meter exited with 3: no meter"};
    EXPECT_EQ(ask(R"({"command":"execute","path":"/3/0/4","arguments":"0='a'"})"),
              R"({"ok":false,"error":{"kind":"failed","message":"/usr/bin/meter exited with 3: no meter",)"
              R"("where":{"text":"/3/0/4","from":0,"length":6},"code":"5.00"}})");
    EXPECT_EQ(last(), "execute /3/0/4 0='a'");
}

TEST_F(Commands, WantAResourceToWriteOrExecute) {
    EXPECT_EQ(
        ask(R"({"command":"execute","path":"/3/0"})"),
        R"({"ok":false,"error":{"kind":"bad_argument","message":"only a resource can be executed",)"
        R"("where":{"text":"/3/0","from":0,"length":4},"help":"`lwm2m-agentctl objects /3/0` lists the resources"}})");
}

TEST_F(Commands, WaitForTheObjects) {
    subject.ready = false;
    for (const auto* line : {R"({"command":"objects"})", R"({"command":"read","path":"/3"})", R"({"command":"update"})",
                             R"({"command":"write","path":"/3/0/9","value":"1"})", R"({"command":"bootstrap"})",
                             R"({"command":"observations"})", R"({"command":"stop","server":1})"}) {
        EXPECT_EQ(ask(line).substr(0, 46), R"({"ok":false,"error":{"kind":"not_ready","messa)") << line;
    }
    EXPECT_TRUE(subject.did.empty());
    EXPECT_EQ(ask(R"({"command":"status"})").substr(0, 10), R"({"ok":true)");
    EXPECT_EQ(ask(R"({"command":"stats"})").substr(0, 10), R"({"ok":true)");
}

TEST_F(Commands, UpdateTheServersThatCanBe) {
    subject.report.servers = {server_report(0, 123, RegistrationState::registered),
                              server_report(1, 456, RegistrationState::disabled),
                              server_report(2, 789, RegistrationState::waiting)};
    EXPECT_EQ(ask(R"({"command":"update"})"), R"({"ok":true,"servers":[123,789]})");
    EXPECT_EQ(subject.did, (std::vector<std::string>{"update 0", "update 2"}));
    EXPECT_EQ(
        ask(R"({"command":"update","server":456})"),
        R"({"ok":false,"error":{"kind":"not_ready","message":"server 456 is disabled: there is nothing to update",)"
        R"("help":"`lwm2m-agentctl status` says when it will be registered"}})");
    EXPECT_EQ(ask(R"({"command":"update","server":1})"),
              R"({"ok":false,"error":{"kind":"not_found","message":"there is no server 1",)"
              R"("where":{"text":"1","from":0,"length":1},"help":"there are 123, 456, 789"}})");
}

TEST_F(Commands, StopAndStartAServer) {
    subject.report.servers = {server_report(0, 123, RegistrationState::registered)};
    EXPECT_EQ(ask(R"({"command":"stop","server":123})"), R"({"ok":true,"changed":true})");
    EXPECT_EQ(ask(R"({"command":"start","server":123})"), R"({"ok":true,"changed":false})");
    EXPECT_EQ(subject.did, (std::vector<std::string>{"stop 0", "start 0"}));
}

TEST_F(Commands, SayThatThereIsNoBootstrapServer) {
    subject.failure = Failure{coap::code::method_not_allowed, "there is no bootstrap server"};
    EXPECT_EQ(ask(R"({"command":"bootstrap"})"),
              R"({"ok":false,"error":{"kind":"not_allowed","message":"there is no bootstrap server",)"
              R"("help":"a `bootstrap:` in the configuration names one","code":"4.05"}})");
}

TEST_F(Commands, ChangeTheLogLevel) {
    EXPECT_EQ(ask(R"({"command":"log-level"})"), R"({"ok":true,"level":"info","before":"info"})");
    EXPECT_EQ(ask(R"({"command":"log-level","level":"trace"})"), R"({"ok":true,"level":"trace","before":"info"})");
    EXPECT_EQ(subject.level, LogLevel::trace);
}

TEST_F(Commands, CreateInstancesWithTheirValues) {
    EXPECT_EQ(ask(R"({"command":"create","path":"/19","values":{"0/0":"AQI=","0/2":"Aw==","1":"5"}})"),
              R"({"ok":true,"path":"/19/7"})");
    EXPECT_EQ(last(), "create /19 0=0:AQI=,2:Aw==, 1=5");
    EXPECT_EQ(ask(R"({"command":"create","path":"/19/3"})"), R"({"ok":true,"path":"/19/3"})");
    EXPECT_EQ(last(), "create /19/3");
    subject.failure = Failure{coap::code::method_not_allowed, "servers create no instances of /19"};
    EXPECT_EQ(ask(R"({"command":"create","path":"/19"})"),
              R"({"ok":false,"error":{"kind":"not_allowed","message":"servers create no instances of /19",)"
              R"("where":{"text":"/19","from":0,"length":3},"code":"4.05"}})");
}

TEST_F(Commands, SayWhichValueOfANewInstanceIsWrong) {
    const std::pair<const char*, const char*> table[] = {
        {R"({"99":"1"})",
         R"j("message":"object 19 (BinaryAppDataContainer) has no resource 99","where":{"text":"99=1","from":0,"length":2},)j"
         R"("help":"values are written as RESOURCE=VALUE","code":"4.00")"},
        {R"({"0":"AQI="})", R"("message":"Data has several instances","where":{"text":"0=AQI=","from":0,"length":1},)"
                            R"("help":"write 0/0=AQI=","code":"4.00")"},
        {R"({"1/0":"5"})", R"("message":"Data Priority has one value","where":{"text":"1/0=5","from":0,"length":3},)"
                           R"("help":"write 1=5","code":"4.00")"},
    };
    for (const auto& [values, said] : table) {
        EXPECT_EQ(ask(R"({"command":"create","path":"/19","values":)"s + values + "}"),
                  R"({"ok":false,"error":{"kind":"bad_argument",)"s + said + "}}");
    }
    EXPECT_EQ(
        ask(R"({"command":"create","path":"/19/0/1"})").substr(0, 100),
        R"({"ok":false,"error":{"kind":"bad_argument","message":"only an instance of an object can be created",)");
    EXPECT_TRUE(subject.did.empty());
}

TEST_F(Commands, DeleteInstances) {
    EXPECT_EQ(ask(R"({"command":"delete","path":"/19/0"})"), R"({"ok":true})");
    EXPECT_EQ(last(), "delete /19/0");
    EXPECT_EQ(ask(R"({"command":"delete","path":"/19"})"),
              R"({"ok":false,"error":{"kind":"bad_argument","message":"only an instance can be deleted",)"
              R"("where":{"text":"/19","from":0,"length":3},"help":"for example /19/2"}})");
}

TEST_F(Commands, SendToTheServersAndWaitForAllOfThem) {
    subject.report.servers = {server_report(0, 123, RegistrationState::registered),
                              server_report(1, 456, RegistrationState::registered)};
    subject.hold_answers = true;
    std::string answer;
    executor.run(*decode(R"({"command":"send","paths":["/3/0/9","/3/0/13"]})"),
                 [&](const std::string& said) { answer = said; });
    EXPECT_EQ(subject.did, (std::vector<std::string>{"send to 0 /3/0/9 /3/0/13", "send to 1 /3/0/9 /3/0/13"}));
    subject.held[1]({});
    EXPECT_EQ(answer, "");
    subject.held[0]({});
    EXPECT_EQ(answer, R"({"ok":true,"servers":[456,123]})");
    subject.held.clear();
    executor.run(*decode(R"({"command":"send","paths":["/3/0/9"],"server":456})"),
                 [&](const std::string& said) { answer = said; });
    EXPECT_EQ(last(), "send to 1 /3/0/9");
    subject.held[0](Failure{coap::code::forbidden, "the server has muted Send"});
    EXPECT_EQ(answer, R"({"ok":false,"error":{"kind":"not_allowed","message":"server 456: the server has muted Send",)"
                      R"("code":"4.03"}})");
}

TEST_F(Commands, SendNothingThatIsNotThereNorToAStoppedServer) {
    subject.report.servers = {server_report(0, 123, RegistrationState::idle)};
    subject.report.servers[0].held = true;
    EXPECT_EQ(ask(R"({"command":"send","paths":["/3/0/99"]})").substr(0, 41),
              R"({"ok":false,"error":{"kind":"not_found",")");
    EXPECT_EQ(ask(R"({"command":"send","paths":["/3/0/9"]})"),
              R"({"ok":false,"error":{"kind":"not_ready","message":"there is no server to send to",)"
              R"("help":"`lwm2m-agentctl status` lists the servers"}})");
    EXPECT_TRUE(subject.did.empty());
}

TEST_F(Commands, ListWhatIsObserved) {
    subject.report.servers = {server_report(0, 123, RegistrationState::registered)};
    subject.report.servers[0].observations = {
        {.path = {3, 0, 9}, .attributes = {.pmin = 10, .gt = 5.5}, .notifications = 4},
        {.path = lwm2m::ObjectPath(3), .also = {{4, 0}}}};
    EXPECT_EQ(ask(R"({"command":"observations"})"),
              R"({"ok":true,"observations":[{"server":123,"path":"/3/0/9","attributes":"pmin=10&gt=5.5",)"
              R"("notifications":4},{"server":123,"path":"/3","also":["/4/0"],"notifications":0}]})");
}

TEST_F(Commands, ReportTheStatus) {
    auto& report = subject.report;
    report.now = TimePoint{100s};
    report.version = "1.2.3";
    report.endpoint = "gw1";
    report.summary = "registered at /rd/1";
    report.running = 3661s;
    report.module = {.state = "ready", .device = "/dev/ttyUSB0"};
    report.module.identity.imei = "866425033312290";
    report.module.signal = {.rsrq_db = -9.5, .rsrp_dbm = -79};
    report.servers = {server_report(0, 123, RegistrationState::registered)};
    auto& registration = report.servers[0].registration;
    registration.location = "/rd/1";
    registration.lifetime_s = 300;
    registration.next = report.now + 207s;
    registration.expires = report.now + 300s;
    report.servers[0].observations.resize(2);
    report.servers[0].backlog = {.notifications = 4, .bytes = 300, .delivered = 2, .dropped = 1};
    report.bootstrap = {.uri = "coap://192.0.2.9", .status = {.state = lwm2m::BootstrapState::idle}};
    EXPECT_EQ(
        ask(R"({"command":"status"})"),
        R"({"ok":true,"version":"1.2.3","endpoint":"gw1","running_s":3661.0,"summary":"registered at /rd/1",)"
        R"("module":{"state":"ready","device":"/dev/ttyUSB0","imei":"866425033312290","rsrp_dbm":-79,"rsrq_db":-9.5},)"
        R"("servers":[{"server":123,"uri":"coap://192.0.2.1","context":"open","stopped":false,"state":"registered",)"
        R"("location":"/rd/1","lifetime_s":300,"version":"1.1","next_s":207.0,"expires_s":300.0,"observations":2,)"
        R"("stored":{"waiting":4,"bytes":300,"delivered":2,"dropped":1}}],)"
        R"("bootstrap":{"uri":"coap://192.0.2.9","state":"idle"}})");
}

TEST_F(Commands, ReportTheLastStepOfTheRecovery) {
    subject.report.now = TimePoint{} + 10min;
    auto& recoveries = subject.report.module.recoveries;
    recoveries.last = modem::RecoveryStep::hard_reset;
    recoveries.last_reason = "the module is silent";
    recoveries.last_at = TimePoint{} + 7min;
    recoveries.taken = {9, 8, 3, 2, 1};
    const auto answer = ask(R"({"command":"status"})");
    EXPECT_NE(answer.find(R"("recovery":{"step":"hard_reset","reason":"the module is silent","ago_s":180.0,)"
                          R"("radio_cycles":3,"restarts":2,"hard_resets":1}})"),
              std::string::npos)
        << answer;
}

TEST_F(Commands, ReportTheNumbers) {
    auto& numbers = subject.numbers;
    numbers.running = 5s;
    numbers.traffic = {{.server = "123", .operation = "Read", .sent = {2, 20}, .received = {2, 30}}};
    numbers.line.bytes_out = 1000;
    numbers.client.repetitions = 1;
    numbers.recoveries.module = 3;
    numbers.recoveries.steps.taken[static_cast<std::size_t>(modem::RecoveryStep::restart)] = 1;
    numbers.since = 1'767'225'600;
    numbers.backlogs = {{"123", {.notifications = 4, .bytes = 300, .delivered = 2, .dropped = 1}}};
    EXPECT_EQ(
        ask(R"({"command":"stats"})"),
        R"({"ok":true,"running_s":5.0,"traffic":[{"server":"123","operation":"Read","sent":{"messages":2,"bytes":20},)"
        R"("received":{"messages":2,"bytes":30}}],"since":1767225600,"client":{"requests":0,"repetitions":1,"refused":0,)"
        R"("notifications":0,"registers":0,"updates":0},"line":{"bytes_sent":1000,"bytes_received":0,"commands":0,)"
        R"("errors":0,"timeouts":0,"damaged_urcs":0,"dropped_bytes":0},)"
        R"("recoveries":{"module":3,"contexts":0,"port":0,"resynchronised":0,"reopened":0,"radio_cycles":0,"restarts":1,"hard_resets":0},)"
        R"("stored":[{"server":"123","waiting":4,"bytes":300,"delivered":2,"dropped":1}]})");
}

TEST_F(Commands, ListTheObjects) {
    EXPECT_EQ(ask(R"({"command":"objects","path":"/19"})"),
              R"({"ok":true,"objects":[{"path":"/19","name":"BinaryAppDataContainer","version":"1.0","instances":[)"
              R"({"path":"/19/0","resources":[{"path":"/19/0/0","name":"Data","operations":"RW","multiple":true,)"
              R"("type":"Opaque"}]}]}]})");
}

}  // namespace
}  // namespace agent::daemon::control::testing
