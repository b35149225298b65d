"""The flow that has to go well with every combination of the module's open questions (switches.py)."""
import harness
from demo_server import DemoServer
from gateway import Agent, Emulator
from switches import emulator_settings, modem_settings

KEY = "00112233445566778899aabbccddeeff"


class Flow(harness.Case):
    """Register, read, write, execute, discover, be notified, sleep, go through a reset of the network, de-register."""

    def flow(self, row, encoding=""):
        server = DemoServer(self, {"gw1-id": KEY}, options=("--timeout", "4"))
        emulator = Emulator(self, *emulator_settings(row))
        agent = Agent(self, emulator, server.uri(True), ("gw1-id", KEY), MODEM=modem_settings(row, encoding))
        self.server = server
        server.event("registered", endpoint="gw1")
        self.serve(accept_is_seen="unlisted_formats" not in row)
        self.execute(agent, repeated="duplicates" not in row)
        self.notify(agent)
        self.refuse(row)
        for before, after in (("deep-sleep-enter", "deep-sleep-exit"), ("network-down", "network-up")):
            emulator.control(before)
            emulator.control(after)
            self.wait_until(self.answers, f"an answer after {after}")
        self.assertEqual(agent.program.end(), 0)
        server.event("deregistered", endpoint="gw1")

    def code(self, command):
        return self.server.ask(command)["code"]

    def serve(self, accept_is_seen):
        self.assertEqual(self.server.ask("read /3/0/0 text")["value"], "Acme")
        self.assertEqual(self.code("read /3/0 tlv"), "2.05")
        if accept_is_seen:
            self.assertEqual(self.server.values("read /26241/0 tlv")["/26241/0/0"], "MTR-0001")
        self.assertEqual(self.code("update-tlv /19/0 0/0=x:DEADBEEF"), "2.04")
        self.assertEqual(self.code("write /3/0/14 +02:00"), "2.04")
        self.assertEqual(self.server.ask("read /3/0/14 text")["value"], "+02:00")
        self.assertEqual(self.code("write /1/0/1 120"), "2.04")
        self.server.event("updated", endpoint="gw1", lifetime=120)
        self.assertIn("</26241/0/2>", self.server.ask("discover /26241")["value"])
        self.assertEqual(self.server.ask("read /3/0/17 text")["value"], "gateway")  # slow: a separate response

    def execute(self, agent, repeated):
        self.assertEqual(self.code("execute /26241/0/2 0='5'"), "2.04")
        self.code("read /3/0/0")
        if repeated:  # a module that drops what it has seen leaves the agent nothing to answer
            self.assertEqual(self.code("again execute /26241/0/2 0='5'"), "2.04")
        self.assertEqual(agent.executed(), ["executed 0='5'"])

    def notify(self, agent):
        self.assertEqual(self.server.ask("observe /3303/0/5700 text")["value"], "21.5")
        for degrees in ("22.5", "23.5"):
            agent.temperature.write_text(f"{float(degrees) * 1000:.0f}\n")
            self.server.event("notification", path="/3303/0/5700", value=degrees)
        self.assertEqual(self.code("cancel /3303/0/5700"), "2.05")

    def refuse(self, row):
        wanted = {"read /9999/0": "4.04", "read /0/0/0": "4.01", "write /3/0/0 other": "4.05",
                  # An option that the module hides can't be refused.
                  "raw get /3/0/0 option=2049:00": "2.05" if "unlisted_options" in row else "4.02"}
        if "unlisted_methods" in row:
            wanted["raw fetch /3/0/0"] = "4.05"  # by the module
        for command, code in wanted.items():
            with self.subTest(command=command):
                self.assertEqual(self.code(command), code)

    def answers(self):
        """Whether the device is reached: where its context was lost, not before it has come back by itself."""
        self.server.program.say("write /3/0/15 Europe/Rome")
        at, line = self.server.program.wait_for(
            lambda line: line if "Europe/Rome" in line and '"event":"sent"' not in line else None, "end of the Write", self.server.seen)
        self.server.seen = at + 1
        return '"2.04"' in line
