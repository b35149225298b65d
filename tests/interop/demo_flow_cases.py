"""The whole way: lwm2m-agentd, the emulated module, lwm2m-demo-server. No Java needed."""
import re
import signal

import harness
from demo_server import DemoServer
from gateway import Agent, Emulator

KEY = "00112233445566778899aabbccddeeff"


class DemoFlow:
    secure = False
    emulator_options = ()

    def setUp(self):
        super().setUp()
        self.server = DemoServer(self, {"gw1-id": KEY} if self.secure else None)
        self.emulator = Emulator(self, *self.emulator_options)
        self.agent = self.start_agent()
        self.registered = self.server.event("registered", endpoint="gw1")

    def start_agent(self, **changes):
        return Agent(self, self.emulator, self.server.uri(self.secure), ("gw1-id", KEY) if self.secure else None, **changes)

    def code(self, command):
        return self.server.ask(command)["code"]

    def test_registers_with_its_objects(self):
        self.assertEqual((self.registered["lifetime"], self.registered["version"]), (300, "1.1"))
        self.assertEqual(self.registered["identity"], "gw1-id" if self.secure else "")
        paths = re.findall(r"</([0-9/]+)>", self.registered["objects"])
        self.assertEqual(paths, ["1/0", "3/0", "19/0", "3303", "3303/0", "26241/0"])  # /3303 for its ver=

    def test_reads_resources_instances_and_objects(self):
        self.assertEqual(self.server.ask("read /3/0/0 text")["value"], "Acme")
        self.assertEqual(self.server.ask("read /3/0/2 text")["value"], "866425033312290")
        self.assertEqual(self.server.ask("read /3303/0/5700 text")["value"], "21.5")
        device = self.server.values("read /3/0 tlv")
        self.assertEqual((device["/3/0/0"], device["/3/0/1"], device["/3/0/14"]), ("Acme", "GW-1", "+01:00"))
        self.assertLessEqual({"/3/0/6/0", "/3/0/6/1", "/3/0/9", "/3/0/11/0", "/3/0/13", "/3/0/16"}, set(device))
        self.assertEqual(set(self.server.values("read /26241 tlv")), {"/26241/0/0", "/26241/0/1", "/26241/0/3"})

    def test_a_resource_that_fails_is_left_out_of_its_instance_and_is_an_error_alone(self):
        self.assertNotIn("/3/0/18", self.server.values("read /3/0 tlv"))
        self.assertEqual(self.code("read /3/0/18"), "5.00")
        self.agent.log.wait_for("/3/0/18")

    def test_writes_in_every_way(self):
        self.assertEqual(self.code("write /3/0/14 +02:00"), "2.04")
        self.assertEqual(self.server.ask("read /3/0/14 text")["value"], "+02:00")
        self.assertEqual(self.code("write-tlv /26241/0/1 7"), "2.04")
        self.assertEqual(self.server.ask("read /26241/0/1 text")["value"], "7")
        self.assertEqual(self.code("update-tlv /3/0 14=+03:00 15=Europe/Paris"), "2.04")
        self.assertEqual(self.server.ask("read /3/0/15 text")["value"], "Europe/Paris")
        self.assertEqual(self.code("update-tlv /19/0 0/0=x:DEADBEEF 0/1=x:00FF"), "2.04")
        self.assertEqual(self.server.ask("read /19/0/0/0 opaque")["hex"], "DEADBEEF")

    def test_executes_once_with_its_arguments(self):
        self.assertEqual(self.code("execute /26241/0/2 0='5'"), "2.04")
        self.assertEqual(self.agent.executed(), ["executed 0='5'"])

    def test_answers_a_retransmission_and_does_not_execute_it_again(self):
        self.assertEqual(self.code("execute /26241/0/2"), "2.04")
        self.code("read /3/0/0")
        self.assertEqual(self.code("again execute /26241/0/2"), "2.04")
        self.assertEqual(len(self.agent.executed()), 1)

    def test_discovers(self):
        links = self.server.ask("discover /26241")["value"]
        for path in ("</26241", "</26241/0>", "</26241/0/0>", "</26241/0/2>"):
            self.assertIn(path, links)
        self.code("attributes /3303/0/5700 pmin=1 pmax=30")
        self.assertRegex(self.server.ask("discover /3303/0/5700")["value"], r"</3303/0/5700>;.*pmin=1.*pmax=30|pmax=30.*pmin=1")

    def test_observes_with_notifications_and_cancels(self):
        self.assertEqual(self.server.ask("observe /3303/0/5700 text")["value"], "21.5")
        for degrees in ("22.5", "23.5", "24.5"):
            self.agent.temperature.write_text(f"{float(degrees) * 1000:.0f}\n")
            self.assertEqual(self.server.event("notification", path="/3303/0/5700")["value"], degrees)
        self.assertEqual(self.code("cancel /3303/0/5700"), "2.05")
        self.assertEqual(self.server.ask("observe /3303/0/5700 text")["value"], "24.5")
        self.server.program.say("forget /3303/0/5700")
        self.agent.temperature.write_text("25500\n")
        self.server.event("forgotten", path="/3303/0/5700")

    def test_a_slow_handler_gets_a_separate_response(self):
        answer = self.server.ask("read /3/0/17 text")
        self.assertEqual(answer["value"], "gateway")
        summaries = [seen["summary"] for seen in self.emulator.datagrams() if seen["direction"] == "up"]
        self.assertTrue(any(summary.startswith("ACK") and "0.00" in summary or "Empty" in summary for summary in summaries), summaries)
        self.assertTrue(any(summary.startswith("CON 2.05") for summary in summaries), summaries)

    def test_large_answers_come_in_blocks(self):
        octets = bytes(range(256)) * 8
        self.assertEqual(self.code(f"update-tlv /19/0 0/0=x:{octets[:900].hex()}"), "2.04")
        answer = self.server.ask("read /19/0 tlv block=64")
        self.assertEqual(answer["code"], "2.05")
        self.assertEqual(next(value["hex"] for value in answer["values"] if value["path"] == "/19/0/0/0"), octets[:900].hex().upper())

    def test_updates_when_the_lifetime_is_written(self):
        self.assertEqual(self.code("write /1/0/1 120"), "2.04")
        self.assertEqual(self.server.event("updated", endpoint="gw1")["lifetime"], 120)

    def test_registers_anew_when_the_server_has_forgotten_it(self):
        self.server.program.say("drop")
        self.server.program.say("clients")
        self.server.event("clients", count=0)
        # Only an Update learns of it: the Write of the lifetime cannot reach it any more, so its own end has to come near.
        self.agent.program.end()
        self.agent = self.start_agent(name="again", LIFETIME="10s")
        self.server.event("registered", endpoint="gw1", lifetime=10)
        self.server.program.say("drop")
        self.server.event("registered", endpoint="gw1", lifetime=10)

    def test_deregisters_on_sigterm(self):
        self.assertEqual(self.agent.program.end(signal.SIGTERM), 0)
        self.server.event("deregistered", endpoint="gw1")

    def test_refuses_with_the_code_of_the_specification(self):
        for command, wanted in [("read /9999/0", "4.04"), ("read /3/7", "4.04"), ("read /3/0/99", "4.04"), ("read /3/0/4", "4.05"),
                                ("write /3/0/0 other", "4.05"), ("execute /3/0/0", "4.05"), ("read /0/0/0", "4.01"), ("read /0", "4.01"),
                                ("raw get /3/0/0 accept=47", "4.06"), ("raw put /3/0/14 format=50 text={}", "4.15"),
                                ("write /26241/0/1 many", "4.00"), ("write-tlv /26241/0/3 7=1", "4.00"), ("delete /3/0", "4.05"),
                                ("raw get /3/0/0/0/0", "4.04"), ("raw put /3/0/14 format=11542 hex=C3", "4.00")]:
            with self.subTest(command=command):
                self.assertEqual(self.code(command), wanted)


class DemoServerOverDtls(DemoFlow, harness.Case):
    secure = True

    def test_a_wrong_key_never_registers_and_no_key_is_ever_written_down(self):
        other = Emulator(self, "--set", "handshake_timeout=4s", name="other")
        wrong = "ffeeddccbbaa99887766554433221100"
        agent = Agent(self, other, self.server.uri(True), ("gw1-id", wrong), name="intruder")
        agent.log.wait_for("-9")  # the handshake ends as the note says
        for program in self.running:
            for key in (KEY, wrong):
                self.assertNotIn(key, program.errors().lower())
        self.assertNotIn(KEY, self.emulator.said("to_module").lower())
        self.assertNotIn(wrong, other.said("to_module").lower())


class DemoServerOverPlainCoap(DemoFlow, harness.Case):
    secure = False


class DemoServerOverABadLine(DemoFlow, harness.Case):
    """Echo, slow and chatty, with lost and doubled datagrams: every flow ends as it does on a good one."""
    secure = True
    emulator_options = ("--set", "latency=5ms..15ms", "--baud", "115200", "--set", "duplication=0.2", "--set", "loss=0.05", "--seed", "7")
