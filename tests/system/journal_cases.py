"""The journal: no secret in it, none in a core, and every field where a central server reads it."""
import base64
import json
import os
import pathlib

from demo_server import DemoServer
from scene import KEY, UNIT, SystemCase
from secret_search import Secrets

PIN = "90210487"
EXAMPLES = "/usr/share/doc/lwm2m-agent/examples/central-logs"
PEOPLE_FILTER_BY = ("LWM2M_SERVER", "LWM2M_PATH", "LWM2M_OPERATION", "COAP_MID", "MODEM", "AT_COMMAND", "MESSAGE_ID")


class SecretJournal(SystemCase):
    psk = ", psk: { identity: gw1, key: { credential: psk } }"
    secrets = Secrets(key=bytes.fromhex(KEY), PIN=PIN.encode())

    def start_with_secrets(self, drop_in):
        emulator = self.module("emulator", "--set", f"sim_pin={PIN}")
        self.machine.run("mkdir", "-p", "/etc/credstore.encrypted")
        for name, value in (("psk", KEY), ("sim-pin", PIN)):
            self.machine.run("systemd-creds", "encrypt", "--with-key=host", f"--name={name}", "-", f"/etc/credstore.encrypted/lwm2m-agent.{name}", text=value)
        server = DemoServer(self, {"gw1": KEY})
        self.configure(emulator, server.uri(True), more=self.psk, sections="log: { level: trace }")
        path = "/etc/lwm2m-agent/agent.yaml"
        text = self.machine.say("cat", path).replace("modem: { ", "modem: { sim_pin: { credential: sim-pin }, ") + "\n"
        self.machine.write(path, text, 0o640, "root:lwm2m-agent")
        self.drop_in(text=drop_in)
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        return server

    def cores(self):
        """The cores that lie where kernel.core_pattern and the unit put them."""
        return self.machine.say("find", "/var/lib/lwm2m-agent", "/run/lwm2m-agent", "-name", "core*").split()

    def crash(self):
        first = self.property("MainPID")
        self.systemctl("kill", "--kill-whom=main", "--signal=SIGABRT", UNIT)
        self.wait_until(lambda: self.property("MainPID") not in (first, "0"), "the agent that is started again")

    def whole_journal(self):
        return self.machine.say("journalctl", "--output=export", "--all")

    def test_holds_no_secret_at_the_finest_level(self):
        server = self.start_with_secrets("[Service]\nRestartSec=100ms\n")
        self.assertEqual(server.ask("read /3/0/0 text")["value"], "Acme")
        self.crash()
        self.wait_until(lambda: self.journal("AT_COMMAND=AT+QCOAPCFG"), "the command with the key")
        self.assertEqual(self.secrets.leaks(self.whole_journal()), [])
        # The search is one that finds: the same text with one line more.
        self.machine.run("logger", "--tag", "planted", f'AT+QCOAPCFG="psk",0,"gw1","{KEY.upper()}"')
        self.wait_until(lambda: self.secrets.leaks(self.whole_journal()), "the planted key")

    def test_a_crash_leaves_no_core_unless_one_is_asked_for(self):
        if pathlib.Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/")):
            self.skipTest("this machine takes cores elsewhere")
        self.start_with_secrets("[Service]\nRestartSec=100ms\nWorkingDirectory=/var/lib/lwm2m-agent\n")
        limits = self.machine.say("cat", f"/proc/{self.property('MainPID')}/limits")
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        self.crash()
        self.assertEqual(self.cores(), [])
        # Whoever asks for one gets one, which is why it has to be asked for: it holds the key.
        self.drop_in("core-dump")
        self.systemctl("restart", UNIT)
        self.crash()
        core, = self.wait_until(self.cores, "a core")
        held = self.machine.run("sh", "-c", f"base64 {core} | tr -d '\\n'").stdout
        self.assertTrue(self.secrets.leaks(base64.b64decode(held)))


class CentralLogs(SystemCase):
    folder_of_the_server = "/var/log/journal/remote"

    def tearDown(self):
        self.machine.run("systemctl", "stop", "systemd-journal-upload.service", "systemd-journal-remote.socket", "systemd-journal-remote.service", check=False)
        super().tearDown()

    def start_server(self):
        self.machine.run("install", "-D", "-m", "644", f"{EXAMPLES}/journal-remote.conf", "/etc/systemd/system/systemd-journal-remote.service.d/central.conf")
        self.machine.run("install", "-d", "-o", "systemd-journal-remote", "-g", "systemd-journal-remote", self.folder_of_the_server)
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "start", "systemd-journal-remote.socket")

    def start_upload(self):
        text = self.machine.say("cat", f"{EXAMPLES}/journal-upload.conf").replace("https://logs.example.net", "http://127.0.0.1")
        self.machine.write("/etc/systemd/journal-upload.conf.d/central.conf", text + "\n")
        self.machine.run("install", "-D", "-m", "644", f"{EXAMPLES}/journal-upload-restart.conf", "/etc/systemd/system/systemd-journal-upload.service.d/central.conf")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "start", "systemd-journal-upload.service")

    def arrived(self, invocation, *matches):
        said = self.machine.run("journalctl", f"--directory={self.folder_of_the_server}", "--output=json", "--all",
                                f"_SYSTEMD_INVOCATION_ID={invocation}", *matches, check=False)
        return [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]

    def test_have_every_field_of_every_line(self):
        _, server = self.scene(sections="log: { level: trace }")
        self.systemctl("start", UNIT)
        self.start_server()
        self.start_upload()
        self.assertEqual(server.ask("read /3/0/0 text")["value"], "Acme")
        self.wait_until(lambda: self.journal("LWM2M_PATH=/3/0/0", "LWM2M_OPERATION=Read"), "line of the Read")
        invocation = self.property("InvocationID")
        self.systemctl("stop", UNIT)
        self.wait_until(lambda: self.arrived(invocation, "LWM2M_EVENT=stopped"), "the last line")
        here = self.machine.say("journalctl", "--output=json", "--all", f"_SYSTEMD_INVOCATION_ID={invocation}")
        here = [json.loads(line) for line in here.splitlines()]
        there = self.arrived(invocation)

        def own(entries):
            """What the agent has written itself of each line, in order."""
            return [{name: value for name, value in entry.items() if not name.startswith("_")} for entry in entries]
        self.assertEqual(own(there), own(here))
        for name in PEOPLE_FILTER_BY:
            self.assertTrue([entry for entry in there if name in entry], name)
        read, = self.arrived(invocation, "LWM2M_PATH=/3/0/0", "LWM2M_OPERATION=Read")
        self.assertEqual((read["COAP_CODE"], read["_SYSTEMD_UNIT"]), ("2.05", UNIT))
        request = self.arrived(invocation, "LWM2M_EVENT=message_received", "LWM2M_PATH=/3/0/0")[0]
        answers = self.arrived(invocation, f"COAP_MID={request['COAP_MID']}", "LWM2M_EVENT=message_sent")
        self.assertEqual([answer["COAP_CODE"] for answer in answers], ["2.05"])
        self.assertTrue(self.arrived(invocation, "AT_COMMAND=AT+QCOAPSEND"))
        self.assertEqual({os.path.basename(entry["MODEM"]) for entry in there if "MODEM" in entry}, {"emulator.port"})

    def test_come_after_the_server_was_away(self):
        _, server = self.scene()
        self.start_server()
        self.start_upload()
        self.machine.run("systemctl", "stop", "systemd-journal-remote.socket", "systemd-journal-remote.service")
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        invocation = self.property("InvocationID")
        self.assertEqual(self.arrived(invocation), [])
        self.machine.run("systemctl", "start", "systemd-journal-remote.socket")
        registered, = self.wait_until(lambda: self.arrived(invocation, "LWM2M_EVENT=registered"), "the line of the outage")
        self.assertEqual(len(registered["MESSAGE_ID"]), 32)
