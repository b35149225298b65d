"""lwm2m-agentd as a process: its command line, exit codes, what the service manager is told, and how it takes trouble."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading

import harness
from demo_server import DemoServer
from gateway import Agent, Emulator

EX_USAGE, EX_CANTCREAT, EX_TEMPFAIL, EX_CONFIG = 64, 73, 75, 78
KEY = "00112233445566778899aabbccddeeff"
PIN = "4711"

SMALL = """version: 1
endpoint: gw1
state_directory: "{state}"
modem: {{ device: "{device}" }}
servers:
  - {{ short_id: 123, uri: "{uri}", lifetime: 5min{more} }}
objects:
  - id: 3
    resources:
      0: {{ value: Acme }}
      4: {{ execute: {{ command: [/bin/true] }} }}
      11: {{ value: {{ 0: 0 }} }}
      16: {{ value: U }}
{sections}
"""


class NotifySocket:
    """The service manager's end of sd_notify(3)."""

    def __init__(self, case):
        self.name = f"\0lwm2m-agent-test-{os.getpid()}-{id(case)}"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.name)
        self.socket.settimeout(harness.PATIENCE)
        self.said = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            try:
                self.said += self.socket.recv(4096).decode().splitlines()
            except OSError:
                return

    def environment(self):
        return {"NOTIFY_SOCKET": "@" + self.name[1:]}


class AgentdCase(harness.Case):
    def configuration(self, device="/nonexistent/modem", uri="coap://127.0.0.1:5683", more="", sections=""):
        path = self.folder / "agent.yaml"
        path.write_text(SMALL.format(state=self.folder / "state", device=device, uri=uri, more=more, sections=sections))
        path.chmod(0o600)
        return path

    def run_agent(self, *arguments, **options):
        return subprocess.run([harness.programs() / "lwm2m-agentd", *arguments], capture_output=True, text=True,
                              timeout=harness.PATIENCE, cwd=self.folder, **options)

    def start_agent(self, path, environment=None):
        program = self.start("agent", harness.programs() / "lwm2m-agentd", "--config", path, environment=environment)
        program.saw = harness.LogWatch(program).wait_for
        return program


class CommandLine(AgentdCase):
    def test_explains_itself(self):
        said = self.run_agent("--help")
        self.assertEqual(said.returncode, 0)
        for word in ("--config", "--check-config", "--print-config", "78"):
            self.assertIn(word, said.stdout)
        self.assertRegex(self.run_agent("--version").stdout, r"^lwm2m-agentd \d+\.\d+\.\d+\n$")

    def test_refuses_words_it_does_not_know(self):
        for words in (["--nonsense"], ["extra"], ["--config"], ["--check-config", "--print-config"]):
            with self.subTest(words=words):
                said = self.run_agent(*words)
                self.assertEqual(said.returncode, EX_USAGE)
                self.assertNotEqual(said.stderr, "")

    def test_checks_a_configuration_without_touching_the_device(self):
        said = self.run_agent("--check-config", "--config", self.configuration())
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertIn("is valid (1 server(s), 1 object(s))", said.stdout)
        self.assertFalse((self.folder / "state").exists())

    def test_names_every_problem_with_its_place(self):
        path = self.configuration(more=", lifetme: 1h", sections="logs: { level: loud }")
        for task in (["--check-config"], ["--print-config"], []):
            with self.subTest(task=task):
                said = self.run_agent(*task, "--config", path)
                self.assertEqual(said.returncode, EX_CONFIG)
                self.assertRegex(said.stderr, r"agent\.yaml:6:\d+: servers\[0\]\.lifetme: unknown key \(did you mean lifetime\?\)")
                self.assertRegex(said.stderr, r"agent\.yaml:\d+:1: logs: unknown key \(did you mean log\?\)")

    def test_a_missing_file_is_a_wrong_configuration(self):
        said = self.run_agent("--config", self.folder / "nothing.yaml")
        self.assertEqual(said.returncode, EX_CONFIG)
        self.assertIn("nothing.yaml: No such file or directory", said.stderr)

    def test_prints_the_configuration_without_its_secrets(self):
        path = self.configuration(uri="coaps://127.0.0.1", more=f', psk: {{ identity: gw1, key: {{ hex: "{KEY}" }} }}')
        said = self.run_agent("--print-config", "--config", path)
        self.assertEqual(said.returncode, 0)
        self.assertNotIn(KEY, said.stdout + said.stderr)
        self.assertIn("***", said.stdout)
        again = self.folder / "again.yaml"
        again.write_text(said.stdout.replace("***", KEY))
        again.chmod(0o600)
        self.assertEqual(self.run_agent("--print-config", "--config", again).stdout, said.stdout)


class Trouble(AgentdCase):
    def test_a_state_directory_that_cannot_be_used_ends_it(self):
        (self.folder / "state").write_text("a file")
        said = self.run_agent("--config", self.configuration())
        self.assertEqual(said.returncode, EX_CANTCREAT)
        self.assertIn(f"{self.folder}/state", said.stderr)

    def test_two_agents_do_not_share_a_state_directory(self):
        path = self.configuration()
        first = self.start_agent(path)
        first.saw("port_missing")
        said = self.run_agent("--config", path)
        self.assertEqual(said.returncode, EX_CANTCREAT)
        self.assertIn("another agent is using it", said.stderr)
        self.assertEqual(first.end(), 0)

    def test_waits_for_a_device_that_is_missing_and_says_so_once(self):
        server = DemoServer(self)
        link = self.folder / "emulator.port"
        agent = self.start_agent(self.configuration(device=link, uri=server.uri(False)))
        agent.saw("there is no such device")
        Emulator(self)
        server.event("registered", endpoint="gw1")
        self.assertEqual(agent.errors().count("port_missing"), 1)

    def test_comes_back_when_the_device_does(self):
        server = DemoServer(self)
        emulator = Emulator(self)
        agent = self.start_agent(self.configuration(device=emulator.link, uri=server.uri(False)))
        agent.saw("registered server=0")
        self.assertEqual(emulator.program.end(), 0)
        agent.saw("port_missing")
        Emulator(self)
        server.event("updated", endpoint="gw1")
        self.assertEqual(server.ask("read /3/0/0 text")["value"], "Acme")

    def test_names_who_holds_the_port(self):
        emulator = Emulator(self)
        state = self.folder / "other"
        holder = self.configuration(device=emulator.link)
        first = self.start_agent(holder)
        first.saw("port_open")
        second = self.folder / "second.yaml"
        second.write_text(holder.read_text().replace(str(self.folder / "state"), str(state)))
        program = self.start("second", harness.programs() / "lwm2m-agentd", "--config", second)
        harness.LogWatch(program).wait_for(f"in use by lwm2m-agentd (pid {first.process.pid})")

    def test_gives_up_when_the_start_takes_longer_than_allowed(self):
        said = self.run_agent("--config", self.configuration(sections="start: { timeout: 1s }"))
        self.assertEqual(said.returncode, EX_TEMPFAIL)
        self.assertIn("start_timed_out", said.stderr)

    def test_ends_in_time_though_no_server_answers(self):
        server = DemoServer(self)
        emulator = Emulator(self)
        agent = self.start_agent(self.configuration(device=emulator.link, uri=server.uri(False), sections="stop: { timeout: 2s }"))
        agent.saw("registered server=0")
        emulator.control("set up_loss=1")
        self.assertEqual(agent.end(), 0)

    def test_a_second_signal_ends_it_at_once(self):
        server = DemoServer(self)
        emulator = Emulator(self)
        agent = self.start_agent(self.configuration(device=emulator.link, uri=server.uri(False), sections="stop: { timeout: 5min }"))
        agent.saw("registered server=0")
        emulator.control("mute 1h")
        agent.process.send_signal(signal.SIGTERM)
        agent.saw("stopping")
        self.assertEqual(agent.end(signal.SIGINT), 0)


class ToldCase(AgentdCase):
    def start_told(self, sections="", **options):
        self.manager = NotifySocket(self)
        return self.start_agent(self.configuration(sections=sections, **options), {**self.manager.environment(), "WATCHDOG_USEC": "1000000"})

    def said(self, pattern):
        return self.wait_until(lambda: [line for line in self.manager.said if re.fullmatch(pattern, line)], pattern)


class ServiceManagerIsTold(ToldCase):
    def test_ready_when_registered_and_not_before(self):
        server = DemoServer(self)
        emulator = Emulator(self, "--set", "registration=2")
        agent = self.start_told(device=emulator.link, uri=server.uri(False))
        self.said(r"STATUS=waiting for the network \(.*\)")
        self.assertNotIn("READY=1", self.manager.said)
        emulator.control("set registration=1")
        self.said("READY=1")
        self.said(r"STATUS=registered at /rd/0001, lifetime 300 s")
        self.said("WATCHDOG=1")
        self.assertEqual(agent.end(), 0)
        self.said("STOPPING=1")
        self.assertEqual(self.manager.said.count("READY=1"), 1)

    def test_ready_earlier_when_the_configuration_says_so(self):
        self.start_told("start: { ready_when: started }")
        self.said("READY=1")
        self.said(r"STATUS=.*there is no such device.*")

    def test_ready_with_the_module_when_the_configuration_says_so(self):
        emulator = Emulator(self)
        self.start_told("start: { ready_when: module }", device=emulator.link, uri="coap://127.0.0.1:9")
        self.said("READY=1")


class Secrets(AgentdCase):
    def test_are_in_no_log_at_the_finest_level(self):
        server = DemoServer(self, {"gw1": KEY})
        emulator = Emulator(self, "--set", f"sim_pin={PIN}")
        path = self.configuration(device=emulator.link, uri=server.uri(True), more=f', psk: {{ key: {{ hex: "{KEY}" }} }}',
                                  sections="log: { level: trace }")
        text = path.read_text().replace('" }\nservers', f'", sim_pin: {{ text: "{PIN}" }} }}\nservers')
        path.write_text(text)
        agent = self.start_agent(path)
        server.event("registered", endpoint="gw1")
        self.assertIn("AT+QCOAPOPEN=0", agent.errors())
        said = (agent.errors() + "".join(agent.lines)).lower()
        for secret in (KEY, bytes.fromhex(KEY).hex(), f'"{PIN}"'):
            self.assertNotIn(secret, said)
        arguments = pathlib.Path(f"/proc/{agent.process.pid}/cmdline").read_bytes()
        self.assertNotIn(KEY.encode(), arguments)


class AnotherAgent(AgentdCase):
    def test_keeps_what_was_acknowledged_through_kill_9(self):
        server = DemoServer(self)
        emulator = Emulator(self)
        agent = Agent(self, emulator, server.uri(False))
        server.event("registered", endpoint="gw1")
        self.assertEqual(server.ask("write /3/0/14 +05:00")["code"], "2.04")
        agent.program.end(signal.SIGKILL)
        Agent(self, emulator, server.uri(False))
        server.event("updated", endpoint="gw1")  # the registration goes on
        self.assertEqual(server.ask("read /3/0/14 text")["value"], "+05:00")
