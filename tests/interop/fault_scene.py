"""The stage of the fault matrix: a real agent, the emulated module and a server, one fault, and the time until all is well again.

With AGENT_FAULT_TABLE set, what was measured is added to that file: scripts/faults prints it as a table."""
import json
import os
import subprocess
import time

import harness
from demo_server import DemoServer
from gateway import Agent, Emulator

KEY = "00112233445566778899aabbccddeeff"
# Four transmissions in a second and a half: what takes a minute and a half on the air is soon over here.
QUICK = ("--set", "ack_timeout=200ms", "--set", "max_retransmit=2", "--set", "handshake_timeout=3s", "--set", "boot=300ms",
         "--set", "attach=100ms")


def note(fault, seconds):
    """A line of the table."""
    print(f"recovered in {seconds:6.2f} s from: {fault}", flush=True)
    if table := os.environ.get("AGENT_FAULT_TABLE"):
        with open(table, "a") as out:
            out.write(f"{seconds:.2f}\t{fault}\n")


class Scene(harness.Case):
    secure = True
    server_patience = 1  # seconds until it gives a request up

    def begin(self, environment=None, **changes):
        self.server = self.new_server()
        self.emulator = Emulator(self, *QUICK)
        self.agent = self.new_agent(environment=environment, **changes)
        self.server.event("registered", endpoint="gw1")
        self.assertEqual(self.code(self.question), "2.05")

    question = "read /3/0/0 text"

    def new_server(self, name="demo-server", ports=None):
        return DemoServer(self, {"gw1-id": KEY} if self.secure else None, name=name, options=("--timeout", self.server_patience), ports=ports)

    def new_agent(self, **changes):
        values = {"LIFETIME": "10min", "BINDING": "U", "RESET_AFTER": "2s", "HARD_RESET": "[/bin/true]",
                  "CONTROL": self.folder / "agent.control", **changes}
        return Agent(self, self.emulator, self.server.uri(self.secure), ("gw1-id", KEY) if self.secure else None,
                     template="faulty.yaml", **values)

    def end(self, program, **how):
        """Ends a program for good: nobody looks at it any more."""
        program.end(**how)
        self.running.remove(program)

    def code(self, command):
        """The code of the answer to a command of the server's; None when none came."""
        start = len(self.server.program.lines)
        self.server.program.say(command)
        return self.end_of(command, start).get("code")

    def end_of(self, command, start):
        """The event that ends it, one of the server's lines from `start` on."""
        def ended(line):
            event = json.loads(line)
            return event if event.get("command") == command and event["event"] in ("response", "timeout", "failed", "unusable") else None
        return self.server.program.wait_for(ended, f"end of {command}", start)[1]

    def measure(self, fault, well=None):
        """From now, the end of the fault, until the server can read (or `well`)."""
        began = time.monotonic()
        self.wait_until(well or (lambda: self.code(self.question) == "2.05"), f"recovery from: {fault}")
        note(fault, time.monotonic() - began)

    def agentctl(self, *words):
        said = subprocess.run([harness.programs() / "lwm2m-agentctl", "--socket", self.folder / "agent.control", "--json", *words],
                              capture_output=True, text=True, timeout=harness.PATIENCE)
        self.assertEqual((said.returncode, said.stderr), (0, ""), words)
        return json.loads(said.stdout)

    def recoveries(self):
        return self.agentctl("stats")["recoveries"]

    def memory_kib(self):
        """Of the agent, resident."""
        with open(f"/proc/{self.agent.program.process.pid}/status") as status:
            return int(next(line for line in status if line.startswith("VmRSS:")).split()[1])
