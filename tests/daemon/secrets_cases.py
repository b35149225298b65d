"""No secret is shown: everything runs at its most talkative, and all of it is searched for each secret in every spelling."""
import base64
import json
import os
import pathlib
import re
import socket
import stat
import threading

import harness
from agentd_cases import AgentdCase
from bootstrap_scene import LWM2M_JSON, SENML_CBOR, SENML_JSON, TEXT, TLV, BootstrapServer, account, tlv
from control_cases import ControlCase
from demo_server import DemoServer
from gateway import AtLine, Emulator
from secret_search import Secrets, shifted_base64, spellings

KEYS = {"hex": bytes.fromhex("c0ffee11deadbeef0123456789abcdef"), "text": b"correct horse battery", "file": bytes.fromhex("5eed" * 8),
        "credential": bytes.fromhex("a1b2c3d4e5f60718293a4b5c6d7e8f90")}
AIR = bytes.fromhex("7e57ab1e0ddba11f00dfeedc0dec0ffe")
PIN, PASSWORD = "90210487", "hunter2-and-more"

CONFIGURATION = """version: 1
endpoint: gw1
state_directory: "{folder}/state"
modem: {{ device: "{device}", sim_pin: {{ text: "{pin}" }} }}
bootstrap: {{ uri: "{uri}", psk: {{ identity: id-credential, key: {{ credential: bs-psk }} }}, hold_off: 0s }}
servers:
  - {{ short_id: 1, uri: "{uri}", lifetime: 5min, psk: {{ identity: id-hex, key: {{ hex: "{hex}" }} }} }}
  - {{ short_id: 2, uri: "{uri}", lifetime: 5min, psk: {{ identity: id-text, key: {{ text: "{text}" }} }} }}
  - {{ short_id: 3, uri: "{uri}", lifetime: 5min, psk: {{ identity: id-file, key: {{ file: "{folder}/secrets/psk" }} }} }}
objects:
  - id: 3
    resources: {{ 0: {{ value: Acme }}, 4: {{ execute: {{ command: [/bin/sleep, "60"], timeout: 60s }} }}, 11: {{ value: {{ 0: 0 }} }}, 16: {{ value: U }} }}
  - id: 5
    access: {{ default: RWE }}
    firmware:
      install: {{ command: [/bin/false, "{{file}}"] }}
      version: {{ file: {{ path: /etc/hostname }} }}
      pull: [http]
control: {{ socket: "{folder}/control" }}
log: {{ level: trace, to: stderr }}
"""


def process_text(pid):
    """What everybody may see of a process: its command line; and what its environment holds."""
    return b"".join(pathlib.Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ", "comm"))


def descendants(pid):
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [*children, *(below for child in children for below in descendants(child))]


class SecretsCase(ControlCase):
    def everything_said(self, *programs):
        """All that programs have written outside their own memory, by name. The configuration and the state are no part of it."""
        said = {}
        for program in programs:
            said[program.name] = program.log.read_bytes() + "\n".join(program.lines).encode()
        for name in ("emulator.trace", "emulator.pcap", "coap.pcapng"):
            if (self.folder / name).exists():
                said[name] = (self.folder / name).read_bytes()
        for question in ("state", "contexts", "counters", "datagrams 64", "get"):
            said[f"emulator {question}"] = json.dumps(self.emulator.control(question))
        for words in (["status"], ["--json", "status"], ["objects"], ["stats"], ["observations"], ["read", "/0"], ["read", "/0/0"],
                      ["read", "/0/0/5"], ["read", "/0/1/5"], ["read", "/1"], ["read", "/3"], ["write", "/0/0/5", "00"], ["doctor", "-c", self.path]):
            answer = self.tool(*words)
            said["agentctl " + " ".join(map(str, words))] = answer.stdout + answer.stderr
        said["process"] = process_text(self.agent.process.pid)
        return said

    def follow(self, *words):
        program = self.start("-".join(words).replace("--", ""), harness.programs() / "lwm2m-agentctl", "--socket", self.socket, *words)
        return program

    def assert_nowhere(self, secrets, said):
        found = {name: leaks for name, text in said.items() if (leaks := secrets.leaks(text))}
        self.assertEqual(found, {})

    def state_files(self):
        return [path for path in (self.folder / "state").rglob("*")]


class Search(AgentdCase):
    def test_finds_a_secret_in_every_spelling_and_place(self):
        secrets = Secrets(key=AIR)
        for name, text in spellings(AIR).items():
            with self.subTest(spelling=name):
                self.assertIn(f"key: {name}", " ".join(secrets.leaks(b"before " + text + b" after")))
        for before in range(7):  # wherever it begins in what was encoded
            for encode in (base64.b64encode, base64.urlsafe_b64encode, base64.b16encode):
                self.assertTrue(secrets.leaks(encode(bytes(range(before)) + AIR + b"tail")), (before, encode))
        self.assertEqual(secrets.leaks("nothing of it " + AIR.hex()[:30]), [])
        self.assertTrue(all(len(shifted_base64(AIR, b"+/", shift)) >= 20 for shift in range(3)))

    def test_finds_what_the_module_shows_when_it_is_asked(self):
        emulator = Emulator(self)
        line = AtLine(emulator.link)
        self.addCleanup(line.close)
        line.command(f'+QCOAPCFG="psk",0,"gw1","{AIR.hex().upper()}"')
        self.assertTrue(Secrets(key=AIR).leaks(line.command('+QCOAPCFG="psk",0')))
        self.assertEqual(Secrets(key=AIR).leaks(emulator.trace_file.read_bytes()), [])


class Secrecy(SecretsCase):
    def hanging_package_server(self):
        """An HTTP server that takes a request and never answers: (port, what it was asked)."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        heard = []

        def serve():
            connection, _ = listener.accept()
            heard.append(connection.recv(4096))
            heard.append(connection)  # stays open
        threading.Thread(target=serve, daemon=True).start()
        return listener.getsockname()[1], heard

    def start_all(self):
        identities = {f"id-{name}": key.hex() for name, key in KEYS.items()}
        self.server = DemoServer(self, identities)
        self.emulator = Emulator(self, "--set", f"sim_pin={PIN}")
        secrets = self.folder / "secrets"
        secrets.mkdir(mode=0o700)
        for name, content in (("psk", KEYS["file"].hex()), ("bs-psk", KEYS["credential"].hex())):
            (secrets / name).touch(mode=0o600)
            (secrets / name).write_text(content)
        self.path = self.folder / "agent.yaml"
        self.path.touch(mode=0o600)
        self.path.write_text(CONFIGURATION.format(folder=self.folder, device=self.emulator.link, uri=self.server.uri(True), pin=PIN,
                                                  hex=KEYS["hex"].hex(), text=KEYS["text"].decode()))
        self.environment = {"CREDENTIALS_DIRECTORY": str(secrets)}
        self.agent = self.start_agent(self.path, self.environment)
        self.wait_until(lambda: self.socket.exists(), "the control socket")
        self.followers = [self.follow("--json", "trace"), self.follow("events")]
        self.followers.append(self.start("trace", harness.programs() / "lwm2m-agentctl", "--socket", self.socket, "trace", "--pcapng",
                                         self.folder / "coap.pcapng"))
        for short_id in range(3):
            self.agent.saw(f"registered server={short_id}")

    def test_of_the_configuration_its_files_and_credentials_and_of_a_package_uri(self):
        self.start_all()
        port, asked = self.hanging_package_server()
        uri = f"http://fleet:{PASSWORD}@127.0.0.1:{port}/fw.bin"
        self.assertEqual(self.server.ask(f"write /5/0/1 {uri}")["code"], "2.04")
        self.wait_until(lambda: asked, "the request for the package")
        self.assertIn(base64.b64encode(f"fleet:{PASSWORD}".encode()), asked[0])  # the password is used
        children = self.wait_until(lambda: descendants(self.agent.process.pid), "the program that fetches")
        self.tool("bootstrap")
        self.agent.saw("bootstrap requesting")
        self.followers[-1].wait_for(lambda line: 'QCOAPCFG="psk"' in line, "the traced command with a key")
        said = self.everything_said(self.agent, *self.followers, self.emulator.program)
        said.update({f"process {child}": process_text(child) for child in children})
        for words in (["--print-config"], ["--check-config"]):
            shown = self.run_agent(*words, "-c", self.path, env={**os.environ, **self.environment})
            self.assertEqual(shown.returncode, 0, shown.stderr)
            said[words[0]] = shown.stdout + shown.stderr
        secrets = {**KEYS, "PIN": PIN.encode(), "password": PASSWORD.encode()}
        self.assert_nowhere(Secrets(**secrets), said)
        # The server may read its URI; the emulator's trace then has what the agent has sent, the agent's has not.
        self.assertEqual(self.server.ask("read /5/0/1 text")["value"], uri)
        self.followers[-1].wait_for(lambda line: re.search(r'AT\+QCOAPSEND=\d,2,205,0,\d+,"\*\*\*$', line), "the answer")
        said = self.everything_said(self.agent, *self.followers, self.emulator.program)
        del said["emulator.trace"]
        self.assert_nowhere(Secrets(**secrets), said)
        self.assertIn('AT+QCOAPCFG="psk",0,***', self.agent.errors())
        self.assertIn("AT+CPIN=***", self.agent.errors())
        self.assertIn(f"uri=http://***@127.0.0.1:{port}/fw.bin", self.agent.errors())
        # Keys of the configuration are not copied, and nobody else reads what is kept.
        kept = {str(path): path.read_bytes() for path in self.state_files() if path.is_file()}
        self.assert_nowhere(Secrets(**KEYS, PIN=PIN.encode()), kept)

    def test_of_mistakes_near_a_secret(self):
        key = "c0ffee11deadbeef0123456789abcdef"
        secrets = Secrets(key=bytes.fromhex(key), PIN=PIN.encode(), password=PASSWORD.encode())
        mistakes = ["psk: {{ identity: x, key:{0} }}", "psk: {{ identity: x, key: {0} }}", "psk: {0}", "psk:{0}", "psk: {{ {0} }}",
                    "psk: {{ identity: x, {0}: }}", "psk: {{ identity: x, key: {{ hexx: {0} }} }}", "psk: {{ identity: x, key: {{ hex: {0}0 }} }}",
                    "psk: {{ identity: x, key: {{ hex:{0} }} }}", "psk: {{ identity: x, key: {{ file: \"\", hex: {0} }} }}",
                    "psk: [{0}]", "psk: {{ identity: x, key: {{ hex: {0} }}, key: {{ hex: {0} }} }}", "psk: {{ identity: x, key: {{ hex: \"{0} }} }}",
                    "psk: {{ identity: x, key: {{ hex: *{0} }} }}", "psk: {{ identity: x, key: {{ hex: !{0} x }} }}", "{0}", "{0}: 1", "psk_{0}: 1",
                    "psk: {{ identity: x, key: {{ text: {0}, format: {0} }} }}", "uri: \"coaps://u:{0}@h\""]
        for mistake in mistakes:
            for pin in ("sim_pin: {0}", "sim_pin:{0}", "sim_pin: {{ {0} }}", "sim_pin: {{ text:{0} }}", "sim_pin: {{ file: {0}\n"):
                with self.subTest(mistake=mistake, pin=pin):
                    path = self.configuration(uri="coaps://127.0.0.1", more=", " + mistake.format(key))
                    path.write_text(path.read_text().replace('" }\nservers', '", ' + pin.format(PIN) + " }\nservers"))
                    for task in ("--check-config", "--print-config"):
                        said = self.run_agent(task, "-c", path)
                        self.assertEqual(said.returncode, 78)
                        self.assertEqual(secrets.leaks(said.stdout + said.stderr), [], said.stderr)

    def test_of_the_state_directory_from_others(self):
        self.start_all()
        for path in [self.folder / "state", *self.state_files()]:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)


class SecrecyOnTheAir(SecretsCase):
    """Keys that a bootstrap server writes, in each content format, and what it writes wrongly before."""

    def bootstraps_with(self, form):
        self.server = DemoServer(self, {"id-air": AIR.hex()})
        self.emulator = Emulator(self)
        wrong = [("/0/1/5", TEXT, AIR.hex().encode() + b"!"), ("/0/1/2", TEXT, AIR.hex().encode()), ("/0/1/10", TEXT, base64.b64encode(AIR)),
                 ("/0/1", SENML_JSON, json.dumps([{"bn": "/0/1/", "n": "2", "vs": AIR.hex()}]).encode()),
                 ("/0/1", SENML_JSON, b'[{"n":"5","vd":"' + base64.b64encode(AIR) + b'" nonsense'), ("/0/1", form, AIR),
                 ("/0/1", 50, AIR.hex().encode())]
        writes = [*wrong, ("/0/1", form, account(form, self.server.uri(True), "id-air", AIR)), ("/1/0", TLV, tlv({0: b"\x7b", 1: b"\x01\x2c", 7: b"U"}))]
        bootstrap = BootstrapServer(self, writes)
        self.path = self.configuration(device=self.emulator.link, sections=f"control: {{ socket: {self.socket} }}\n"
                                       f"bootstrap: {{ uri: \"{bootstrap.uri}\", hold_off: 10s }}\nlog: {{ level: trace }}")
        lines = [line for line in self.path.read_text().splitlines() if "short_id" not in line and line != "servers:"]
        self.path.write_text("\n".join(lines) + "\n")
        self.agent = self.start_agent(self.path)
        self.wait_until(lambda: self.socket.exists(), "the control socket")
        followers = [self.follow("--json", "trace"), self.follow("events"),
                     self.start("trace", harness.programs() / "lwm2m-agentctl", "--socket", self.socket, "trace", "--pcapng", self.folder / "coap.pcapng")]
        self.server.event("registered", endpoint="gw1")
        self.agent.saw("bootstrap finished")
        self.assertTrue([code for code in bootstrap.codes if code.startswith("4.")], bootstrap.codes)
        followers[-1].wait_for(lambda line: "bootstrap  CON PUT /0/1" in line, "the Write that holds the key")
        secrets = Secrets(key=AIR)
        self.assert_nowhere(secrets, self.everything_said(self.agent, *followers, self.emulator.program))
        # It is kept, where nobody else reads it.
        kept = [path for path in self.state_files() if path.is_file()]
        self.assertTrue(secrets.leaks(b"".join(path.read_bytes() for path in kept)))
        for path in [self.folder / "state", *kept]:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)

    def test_in_tlv(self):
        self.bootstraps_with(TLV)

    def test_in_senml_cbor(self):
        self.bootstraps_with(SENML_CBOR)

    def test_in_senml_json(self):
        self.bootstraps_with(SENML_JSON)

    def test_in_lwm2m_json(self):
        self.bootstraps_with(LWM2M_JSON)


