"""Fault matrix, the server's part: restarted, unreachable, slow, late, doubling and reordering, changing its mind, asking for far too much."""
import re
import signal
import time

import harness
from fault_scene import KEY, QUICK, Scene, note
from gateway import Agent, Emulator
from leshan import Leshan

ROOM = 256  # requests that are served at once
FLOOD = 400


class FaultyServer(Scene):
    def restart_server(self):
        ports = self.server.ports
        self.end(self.server.program, by=signal.SIGKILL)
        self.server = self.new_server(name="restarted", ports=ports)

    def test_restarted(self):
        self.begin(LIFETIME="10s")
        self.restart_server()
        self.measure("the server restarted; its DTLS session and the registration were lost (lifetime 10 s)",
                     lambda: '"registered"' in "".join(self.server.program.lines))
        self.assertEqual(self.code(self.question), "2.05")

    def test_unreachable_for_a_time(self):
        self.begin(LIFETIME="10s")
        self.server.program.process.send_signal(signal.SIGSTOP)
        self.agent.log.wait_for("not registered server=0", count=2)
        self.server.program.process.send_signal(signal.SIGCONT)
        self.measure("the server was unreachable for a time")
        steps = self.recoveries()
        self.assertEqual((steps["radio_cycles"], steps["restarts"], steps["hard_resets"]), (0, 0, 0), "a silent server is no dead module")

    def test_slow_and_late(self):
        self.begin()
        self.emulator.control("set delay=700ms..900ms")  # past the module's first retransmission
        self.assertEqual(self.code("write /3/0/14 +02:00"), None)  # the server gave up; the agent has done it all the same
        self.assertIn(self.code("execute /26241/0/2"), ("2.04", None))
        self.emulator.control("set delay=0ms")
        self.measure("the server was slow, and answers late")
        self.assertEqual(self.server.ask("read /3/0/14 text")["value"], "+02:00")
        self.assertEqual(len(self.agent.executed()), 1)

    def test_doubled_and_reordered_datagrams(self):
        self.begin()
        self.emulator.control("set duplication=1")
        self.emulator.control("set reorder=0.4")
        answered = 0
        for number in range(20):
            answered += self.code(f"execute /26241/0/2 0='{number}'") == "2.04"
        self.emulator.control("set reorder=0")
        self.emulator.control("set duplication=0")
        self.measure("the server's datagrams were doubled and reordered")
        executed = self.agent.executed()
        self.assertEqual(len(executed), len(set(executed)), "nothing is executed twice")
        self.assertGreaterEqual(len(executed), answered)
        self.assertGreater(answered, 0)

    def test_changes_its_mind_amid_blocks(self):
        self.begin(MODEM="encoding: { extended_codes: true }")
        self.emulator.control("set unlisted_codes=accepted")
        first = "C8" + "00" * 63
        # The first of many blocks of 64 bytes, and then something else altogether.
        self.assertEqual(self.code(f"raw put /19/0 format=11542 option=27:0A hex={first}"), "2.31")
        self.assertEqual(self.code("update-tlv /19/0 0/0=x:DEADBEEF"), "2.04")
        self.assertEqual(self.code(f"raw put /19/0 format=11542 option=27:5A hex={first}"), "4.08")  # a block out of nothing
        self.assertIn(self.code("raw get /26241/0 option=23:7A"), ("4.00", "4.02"))  # the same of an answer
        self.assertEqual(self.server.ask("read /19/0/0/0 opaque")["hex"], "DEADBEEF")
        self.measure("the server changed its mind amid a block-wise transfer")

    def test_asks_for_far_too_much_at_once(self):
        self.secure = False
        self.begin()
        before = self.memory_kib()
        path = bytes.fromhex("B133 0130 023137".replace(" ", "")).hex()  # Uri-Path 3, 0, 17: takes three seconds
        for number in range(FLOOD):
            self.emulator.control(f"inject 0 42{1:02x}{20000 + number:04x}{number:04x}{path}")
        self.wait_until(lambda: self.answers("503") + self.answers("205") >= FLOOD, "the last answer")
        self.measure(f"the server asked for {FLOOD} things at once")
        self.assertGreaterEqual(self.answers("503"), FLOOD - ROOM)
        self.assertIn("AT+QCOAPOPTION=0,", self.emulator.said("to_module"))
        self.assertRegex(self.emulator.said("to_module"), r",14,\d*,?\"?10\b", "5.03 says when to come again (Max-Age)")
        self.assertLess(self.memory_kib() - before, 64 * 1024)
        self.assertEqual(self.agentctl("stats")["client"]["refused"], self.answers("503"))

    def answers(self, code):
        return len(re.findall(rf"AT\+QCOAPSEND=0,[0-2],{code}\b", self.emulator.said("to_module")))


class FaultyPlainServer(FaultyServer):
    secure = False

    def test_forgets_the_registration(self):
        self.begin(LIFETIME="10s")
        self.server.program.say("drop")
        self.measure("the server forgot the registration: 4.04 to the Update (lifetime 10 s)",
                     lambda: sum('"registered"' in line for line in self.server.program.lines) == 2)


class FaultyLeshan(harness.Case):
    def test_restarts(self):
        leshan = Leshan(self)
        leshan.add_key("gw1", "gw1-id", KEY)
        self.emulator = Emulator(self, *QUICK)
        values = {"LIFETIME": "15s", "BINDING": "U", "RESET_AFTER": "1min", "HARD_RESET": "[/bin/true]", "CONTROL": self.folder / "agent.control"}
        self.agent = Agent(self, self.emulator, leshan.uri(True), ("gw1-id", KEY), template="faulty.yaml", **values)
        leshan.event("REGISTRATION", "gw1")
        http, coap, coaps = (leshan.addresses[scheme].rsplit(":", 1)[1] for scheme in ("http", "coap", "coaps"))
        leshan.program.end(by=signal.SIGKILL)
        self.running.remove(leshan.program)
        began = time.monotonic()
        again = Leshan(self, name="restarted", port=http, options=(f"-Dleshan.coap={coap}", f"-Dleshan.coaps={coaps}"))
        again.add_key("gw1", "gw1-id", KEY)
        again.event("REGISTRATION", "gw1")
        note("Leshan restarted (with its start, lifetime 15 s)", time.monotonic() - began)
        self.assertEqual(again.read("gw1", "/3/0/0"), "Acme")
