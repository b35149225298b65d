"""lwm2m-agentd --generate-config: a configuration for the module that is connected, from options or from a person at a terminal."""
import os
import pty
import re
import select
import signal
import stat
import subprocess
import time

import harness
from agentd_cases import EX_CANTCREAT, EX_CONFIG, EX_USAGE, KEY, AgentdCase
from demo_server import DemoServer
from gateway import Emulator

EX_UNAVAILABLE = 69


class GenerateCase(AgentdCase):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "agent.yaml"

    def generate(self, *arguments):
        return self.run_agent("--generate-config", "--config", self.path, *arguments, stdin=subprocess.DEVNULL)

    def key_file(self, mode=0o600):
        path = self.folder / "given.key"
        path.write_text(KEY + "\n")
        path.chmod(mode)
        return path

    def assert_valid(self):
        said = self.run_agent("--check-config", "--config", self.path)
        self.assertEqual((said.returncode, said.stderr), (0, ""))


class FromOptions(GenerateCase):
    def test_writes_what_the_agent_registers_with(self):
        emulator, server = Emulator(self), DemoServer(self, {"gw7": KEY})
        said = self.generate("--device", emulator.link, "--endpoint", "gw7", "--server", server.uri(True), "--psk-key-file", self.key_file())
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertEqual(said.stdout, f"{self.path}: written\n")
        self.assertRegex(said.stderr, r"BC660K-GL \S+, IMEI \d{15}, SIM \d+, APN \S+\n")
        text = self.path.read_text()
        self.assertNotIn(KEY, text + said.stdout + said.stderr)
        self.assertRegex(text, r"(?m)^#   Quectel\S* \S*BC660K-GL, firmware \S+, IMEI \d{15}$")
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode) & 0o7, 0)
        self.assert_valid()
        with open(self.path, "a") as more:
            more.write(f'state_directory: "{self.folder / "state"}"\n')
        self.start_agent(self.path)
        server.event("registered", endpoint="gw7")
        self.assertRegex(server.ask("read /3/0/1 text")["value"], "BC660K")

    def test_replaces_nothing_unless_it_is_told_to(self):
        emulator = Emulator(self)
        self.path.write_text("mine\n")
        answers = ["--device", emulator.link, "--server", "coap://192.0.2.1"]
        said = self.generate(*answers)
        self.assertEqual(said.returncode, EX_CANTCREAT)
        self.assertIn("agent.yaml is there already: --force replaces it", said.stderr)
        self.assertEqual(self.path.read_text(), "mine\n")
        self.assertEqual(self.generate(*answers, "--force").returncode, 0)
        self.assert_valid()
        self.assertEqual(sorted(path.name for path in self.folder.glob("agent.yaml*")), ["agent.yaml"])

    def test_says_what_it_needs_when_there_is_nobody_to_ask(self):
        emulator = Emulator(self)
        for words, wanted in [([], "--server is needed"), (["--server", "coaps://a"], "coaps needs --psk-key-file or --psk-credential")]:
            with self.subTest(words=words):
                said = self.generate("--device", emulator.link, *words)
                self.assertEqual(said.returncode, EX_USAGE)
                self.assertIn(wanted, said.stderr)
        self.assertFalse(self.path.exists())

    def test_refuses_a_key_that_everybody_may_read_and_answers_that_make_no_configuration(self):
        emulator = Emulator(self)
        said = self.generate("--device", emulator.link, "--server", "coaps://a", "--psk-key-file", self.key_file(0o644))
        self.assertEqual(said.returncode, EX_CONFIG)
        self.assertIn("given.key has mode 0644", said.stderr)
        said = self.generate("--device", emulator.link, "--server", "http://a", "--endpoint", "{nonsense}")
        self.assertEqual(said.returncode, EX_CONFIG)
        self.assertIn("servers[0].uri", said.stderr)
        self.assertIn("unknown placeholder {nonsense}", said.stderr)
        self.assertFalse(self.path.exists())

    def test_names_a_credential_and_an_apn(self):
        emulator = Emulator(self)
        said = self.generate("--device", emulator.link, "--server", "coaps://a", "--psk-identity", "me", "--psk-credential", "psk",
                             "--apn", "other.example", "--short-id", "7")
        self.assertEqual(said.returncode, 0, said.stderr)
        printed = self.run_agent("--print-config", "--config", self.path).stdout
        for part in ('credential: "psk"', 'identity: "me"', 'apn: "other.example"', "short_id: 7"):
            self.assertIn(part, printed)

    def test_says_why_there_is_no_module(self):
        said = self.generate("--device", "/nonexistent/modem", "--server", "coap://a")
        self.assertEqual(said.returncode, EX_UNAVAILABLE)
        self.assertIn("/nonexistent/modem: there is no such device", said.stderr)


class FromATerminal(GenerateCase):
    def converse(self, arguments, answers):
        """Answers each question with what stands for it; what the terminal showed, and the exit code."""
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            os.execv(harness.programs() / "lwm2m-agentd", ["lwm2m-agentd", "--generate-config", "--config", str(self.path), *arguments])
        shown, deadline, asked, since = "", time.monotonic() + harness.PATIENCE, 0, 0
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 0.1)[0]:
                continue
            try:
                piece = os.read(terminal, 4096).decode()
            except OSError:
                break
            shown += piece
            if asked < len(answers) and answers[asked][0] in shown[since:]:
                os.write(terminal, answers[asked][1].encode() + b"\n")
                asked, since = asked + 1, len(shown)
        else:
            os.kill(process, signal.SIGKILL)
        return shown, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def test_asks_for_what_it_does_not_know_and_shows_no_key(self):
        emulator, server = Emulator(self), DemoServer(self, {"gw8": KEY})
        shown, exit_code = self.converse([], [("Serial port", str(emulator.link)), ("Endpoint name", "gw8"), ("Server (", server.uri(True)),
                                              ("PSK identity", ""), ("(not shown)", "nonsense"), ("(not shown)", KEY)])
        self.assertEqual(exit_code, 0, shown)
        self.assertIn("pairs of", shown)
        self.assertNotIn(KEY, shown)
        key = self.folder / "agent.psk"
        self.assertEqual(key.read_text(), KEY + "\n")
        self.assertEqual(stat.S_IMODE(key.stat().st_mode) & 0o7, 0)
        self.assertTrue(re.search(r'key:\n +file: "agent\.psk"', self.path.read_text()))
        self.assert_valid()
        with open(self.path, "a") as more:
            more.write(f'state_directory: "{self.folder / "state"}"\n')
        self.start_agent(self.path)
        server.event("registered", endpoint="gw8")
