"""lwm2m-agentctl doctor, with an agent and without."""
import json
import re
import socket

import harness
from control_cases import EX_OK, REFUSED, ControlCase
from demo_server import DemoServer
from gateway import Emulator


class Doctor(ControlCase):
    def doctor(self, *words):
        return self.tool(*words, "doctor", "--config", self.folder / "agent.yaml")

    def test_finds_a_healthy_device(self):
        self.start_controlled()
        said = self.doctor()
        self.assertEqual(said.returncode, EX_OK, said.stdout)
        for line in (r"ok +configuration +\S+/agent\.yaml is valid", r"ok +device +\S+/emulator\.port, \w+:\w+ \d{4}",
                     r"ok +port +used by lwm2m-agentd \(pid \d+\)", r"ok +agent +lwm2m-agentd \d\S*, running for \d+ s",
                     r"\? +sandbox +.*not filtered\n +next: start it by its systemd unit", r"ok +module +\S*BC660K-GL \S+",
                     r"ok +SIM +ICCID \d+", r"ok +network +attached and registered", r"ok +signal +RSRP -\d+ dBm",
                     r"ok +server 123 +registered at /rd/0001"):
            self.assertRegex(said.stdout, rf"(?m)^{line}")

    def test_names_what_stops_it_and_the_next_step(self):
        self.emulator = Emulator(self, "--set", "registration=2")
        self.agent = self.start_agent(self.configuration(device=self.emulator.link, uri="coap://no-such-host.invalid",
                                                         sections=f"control: {{ socket: {self.socket} }}"))
        self.agent.saw("state=waiting_for_network")
        self.wait_until(lambda: "BAD  network" in self.doctor().stdout, "the network that is missing")
        said = self.doctor("--json")
        self.assertEqual(said.returncode, REFUSED)
        findings = {finding["what"]: finding for finding in json.loads(said.stdout)["findings"]}
        self.assertIn("APN", findings["network"]["next"])
        self.assertEqual(findings["DNS"]["verdict"], "doubtful")

    def test_asks_the_module_for_address_time_and_names(self):
        self.server = DemoServer(self)
        self.emulator = Emulator(self, "--host", "lwm2m.example.net=127.0.0.1")
        uri = self.server.uri(False).replace("127.0.0.1", "lwm2m.example.net")
        self.agent = self.start_agent(self.configuration(device=self.emulator.link, uri=uri, sections=f"control: {{ socket: {self.socket} }}"))
        self.server.event("registered", endpoint="gw1")
        self.wait_until(lambda: self.ask("status")["servers"][0]["state"] == "registered", "the registration")
        said = self.doctor()
        self.assertRegex(said.stdout, r"(?m)^ok +address +\d+\.\d+\.\d+\.\d+$")
        self.assertRegex(said.stdout, r"(?m)^ok +module clock +20\d\d-\d\d-\d\dT")
        self.assertRegex(said.stdout, r"(?m)^ok +DNS +lwm2m\.example\.net is 127\.0\.0\.1 for the module$")
        self.assertNotIn("addresses", self.ask("status")["module"], "asked for by the doctor alone")

    def test_tells_how_far_the_road_to_a_server_is_open(self):
        key = "00" * 16
        self.server = DemoServer(self, {"gw1": "11" * 16})
        silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(silent.close)
        silent.bind(("127.0.0.1", 0))
        self.emulator = Emulator(self, "--set", "handshake_timeout=2s", "--set", "ack_timeout=100ms")
        path = self.configuration(device=self.emulator.link, uri=self.server.uri(True), more=f", psk: {{ key: {{ hex: '{key}' }} }}",
                                  sections=f"control: {{ socket: {self.socket} }}")
        others = (f"  - {{ short_id: 124, uri: \"coap://127.0.0.1:{silent.getsockname()[1]}\" }}\n"
                  f"  - {{ short_id: 125, uri: \"{self.server.uri(False)}/elsewhere\" }}\n  - {{ short_id: 126, uri: \"coap://nowhere.invalid\" }}\n")
        path.write_text(path.read_text().replace("objects:\n", others + "objects:\n"))
        self.agent = self.start_agent(path)
        wanted = {"server 123": "DTLS handshake", "server 124": "the request is not answered", "server 125": "it refuses|it has no registration",
                  "server 126": "its name has no address"}

        def found():
            self.findings = {finding["what"]: finding for finding in json.loads(self.doctor("--json").stdout)["findings"]}
            return all(re.search(text, self.findings.get(name, {}).get("found", "")) for name, text in wanted.items())
        try:
            self.wait_until(found, "what stops each server", timeout=2 * harness.PATIENCE)
        except AssertionError:
            self.fail(json.dumps(self.findings, indent=1))
        self.assertEqual({self.findings[name]["verdict"] for name in wanted}, {"bad"})

    def test_asks_the_module_itself_where_no_agent_runs(self):
        self.emulator = Emulator(self)
        self.configuration(device=self.emulator.link)
        said = self.doctor()
        for line in (r"BAD +agent +no agent listens", r"ok +module +\S*BC660K-GL \S+", r"ok +SIM +ICCID \d+", r"ok +network +attached and registered",
                     r"ok +signal +RSRP -\d+ dBm", r"ok +address +\d+\.", r"ok +module clock +20", r"\? +server 123 +nobody has tried"):
            self.assertRegex(said.stdout, rf"(?m)^{line}")
        asked = self.emulator.said("to_module")
        self.assertEqual(set(asked.split("\r")), {"AT", "AT+CGMM", "AT+CGMR", "AT+CGSN=1", "AT+CPIN?", "AT+QCCID", "AT+CEREG?", "AT+CGATT?", "AT+CESQ",
                                                  "AT+CGPADDR", "AT+CCLK?", ""}, "questions only")
        # The port is free again.
        self.server = DemoServer(self)
        self.agent = self.start_agent(self.configuration(device=self.emulator.link, uri=self.server.uri(False)))
        self.server.event("registered", endpoint="gw1")

    def test_says_what_a_module_without_an_agent_waits_for(self):
        self.emulator = Emulator(self, "--set", "sim_pin=1234")
        self.configuration(device=self.emulator.link)
        self.assertRegex(self.doctor().stdout, r"(?m)^BAD +SIM +the SIM is SIM PIN\n +next: ")
        self.emulator.control("mute 1h")
        self.assertRegex(self.doctor().stdout, r"(?m)^BAD +module +it does not answer: no answer to AT\n +next: ")

    def test_works_without_an_agent_and_with_a_bad_configuration(self):
        self.configuration(sections="logs: 1")
        said = self.doctor()
        self.assertEqual(said.returncode, REFUSED)
        self.assertRegex(said.stdout, r"(?m)^BAD +configuration +.*logs: unknown key \(did you mean log\?\)\n +next: `lwm2m-agentd --check-config")
        self.assertRegex(said.stdout, r"(?m)^BAD +agent +no agent listens at .*\n +next: `systemctl status lwm2m-agent`")

    def test_names_who_else_has_the_port(self):
        self.emulator = Emulator(self)
        self.configuration(device=self.emulator.link)
        with open(self.emulator.link, "rb", buffering=0):
            self.assertRegex(self.doctor().stdout, r"(?m)^BAD +port +used by (python\S*|run\.py|bc660k-emulat\S*) \(pid \d+\)")
