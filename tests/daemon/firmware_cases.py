"""Object 5 from end to end: a server, the emulated module, lwm2m-agentd, and libcoap's coap-server with the package."""
import os
import pathlib
import shutil
import signal
import subprocess
import unittest

import harness
from coap_server_cases import free_port
from demo_server import DemoServer
from gateway import Emulator

PACKAGE_KEY = "package-key-1234"
CONFIGURATION = """version: 1
endpoint: gw1
state_directory: "{folder}/state"
modem: {{ device: "{device}" }}
servers:
  - {{ short_id: 123, uri: "{uri}", lifetime: 5min }}
registration: {{ retry: {{ first: 1s, most: 4s }} }}
objects:
  - id: 3
    resources:
      0: {{ value: Acme }}
      4: {{ execute: {{ command: [/bin/true] }} }}
      11: {{ value: {{ 0: 0 }} }}
      16: {{ value: U }}
  - id: 5
    firmware:
      verify: {{ command: [/bin/sh, -c, 'case "$(head -c 4 "$0")" in good) ;; type) exit 3;; *) exit 1;; esac', "{{file}}"], unsupported: 3 }}
      install: {{ command: [/bin/sh, "{folder}/install", "{{file}}"], delay: 0s, timeout: 10min }}
      version: {{ file: {{ path: "{folder}/version" }} }}
      pull: [coap, coaps]
      retry: {{ first: 1s, most: 2s, attempts: 100 }}
      keys: [{{ host: 127.0.0.1, psk: {{ identity: packages, key: {{ hex: "{key}" }} }} }}]
log: {{ level: debug, to: stderr }}
"""


class FirmwareUpdate(harness.Case):
    def setUp(self):
        super().setUp()
        self.server = DemoServer(self)
        self.emulator = Emulator(self)
        (self.folder / "version").write_text("1.0\n")
        self.installer(f'cp "$1" "{self.folder}/installed" && echo 2.0 > "{self.folder}/version"')
        self.path = self.folder / "agent.yaml"
        self.path.write_text(CONFIGURATION.format(folder=self.folder, device=self.emulator.link, uri=self.server.uri(False),
                                                  key=PACKAGE_KEY.encode().hex()))
        self.path.chmod(0o600)

    def installer(self, script):
        (self.folder / "install").write_text(script + "\n")

    def start_agent(self, contact="registered"):
        self.agent = self.start("agent", harness.programs() / "lwm2m-agentd", "--config", self.path)
        self.log = harness.LogWatch(self.agent)
        self.server.event(contact, endpoint="gw1")

    def kill_and_start(self):
        self.agent.end(signal.SIGKILL)
        self.start_agent(contact="updated")

    def now(self):
        """"state/result" as the server reads them."""
        return "/".join(str(self.server.ask(f"read /5/0/{id} text")["value"]) for id in (3, 5))

    def comes_to(self, wanted):
        self.wait_until(lambda: self.now() == wanted, f"state and result {wanted}")

    def push(self, content):
        return self.server.ask(f"write-opaque /5/0/0 {content.hex()}")["code"]

    def coap_server(self, name, content, key=None):
        """libcoap's server with a resource of that name: its URI, with a key that of DTLS."""
        program, client = shutil.which("coap-server-openssl"), shutil.which("coap-client-notls")
        if not program or not client:
            raise unittest.SkipTest("there is no coap-server-openssl here: install libcoap3-bin")
        port = free_port()
        self.start("coap-server", program, "-A", "127.0.0.1", "-p", port, "-d", "10", *(("-k", key) if key else ()))
        source = self.folder / name
        source.write_bytes(content)
        uri = f"coap://127.0.0.1:{port}/{name}"
        put = [client, "-m", "put", "-b", "512", "-t", "42", "-f", str(source), uri]
        get = [client, "-m", "get", "-b", "512", "-o", str(self.folder / "check"), uri]

        def there():
            subprocess.run(put, capture_output=True, timeout=harness.PATIENCE, check=False)
            subprocess.run(get, capture_output=True, timeout=harness.PATIENCE, check=False)
            check = self.folder / "check"
            return check.exists() and check.read_bytes() == content
        self.wait_until(there, "the package in coap-server")
        return f"coaps://127.0.0.1:{port + 1}/{name}" if key else uri

    def test_is_pulled_over_the_module_and_installed(self):
        content = b"good" + os.urandom(6000)
        uri = self.coap_server("fw", content)
        self.start_agent()
        self.assertEqual(self.server.ask(f"write /5/0/1 {uri}")["code"], "2.04")
        self.comes_to("2/0")
        self.assertEqual(pathlib.Path(self.folder, "state/firmware/package").read_bytes(), content)
        self.assertEqual(self.server.ask("execute /5/0/2")["code"], "2.04")
        self.comes_to("0/1")
        self.assertEqual((self.folder / "installed").read_bytes(), content)
        self.assertEqual(self.server.ask("read /5/0/7 text")["value"], "2.0")

    def test_is_pulled_by_coaps_with_the_key_of_its_server(self):
        content = b"good" + os.urandom(2000)
        uri = self.coap_server("fw", content, PACKAGE_KEY)
        self.start_agent()
        self.assertEqual(self.server.ask(f"write /5/0/1 {uri}")["code"], "2.04")
        self.comes_to("2/0")
        self.assertEqual(pathlib.Path(self.folder, "state/firmware/package").read_bytes(), content)
        self.assertNotRegex(self.agent.errors(), f"(?i){PACKAGE_KEY}|{PACKAGE_KEY.encode().hex()}")

    def test_is_not_pulled_by_coaps_with_another_key(self):
        uri = self.coap_server("fw", b"good", PACKAGE_KEY[::-1])
        self.start_agent()
        self.assertEqual(self.server.ask(f"write /5/0/1 {uri}")["code"], "2.04")
        self.log.wait_for("package_interrupted")
        self.assertEqual(self.now(), "1/0")

    def test_is_pushed_and_refused_for_each_cause(self):
        self.start_agent()
        self.assertEqual(self.server.ask("execute /5/0/2")["code"], "4.05")
        self.assertEqual(self.push(b"bad"), "2.04")
        self.comes_to("0/5")
        self.assertEqual(self.push(b"type"), "2.04")
        self.comes_to("0/6")
        self.assertEqual(self.server.ask("write /5/0/1 https://127.0.0.1/fw")["code"], "2.04")
        self.comes_to("0/9")
        self.assertEqual(self.push(b"good one"), "2.04")
        self.comes_to("2/0")
        self.assertEqual(self.push(b"good two"), "4.05")
        self.assertEqual(self.push(b"\0"), "2.04")
        self.assertEqual(self.now(), "0/0")

    def test_tells_observers_of_its_way(self):
        self.start_agent()
        self.assertEqual(self.server.ask("observe /5/0/3")["code"], "2.05")
        self.push(b"good one")
        self.server.event("notification", path="/5/0/3")
        self.comes_to("2/0")

    def test_goes_on_after_kill_9_in_every_state(self):
        self.start_agent()
        self.assertEqual(self.server.ask(f"write /5/0/1 coap://127.0.0.1:{free_port()}/fw")["code"], "2.04")
        self.kill_and_start()
        self.assertEqual(self.now(), "1/0")
        self.assertEqual(self.push(b"\0"), "2.04")
        self.assertEqual(self.push(b"good one"), "2.04")
        self.comes_to("2/0")
        self.kill_and_start()
        self.assertEqual(self.now(), "2/0")
        self.installer(f'echo $$ > "{self.folder}/begun"; exec sleep 600')
        self.assertEqual(self.server.ask("execute /5/0/2")["code"], "2.04")
        begun = self.folder / "begun"
        pid = int(self.wait_until(lambda: begun.exists() and begun.read_text(), "the installer"))
        self.addCleanup(lambda: os.kill(pid, signal.SIGKILL))
        self.assertEqual(self.now(), "3/0")
        (self.folder / "version").write_text("2.0\n")
        self.kill_and_start()
        self.comes_to("0/1")
        self.kill_and_start()
        self.assertEqual(self.now(), "0/1")
