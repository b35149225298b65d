"""Devices behind the gateway, whose objects a server reaches below their prefixes: the real agent, the emulated module, DTLS."""
import json
import re
import signal
import subprocess

import harness
from demo_server import DemoServer
from gateway import HERE, Agent, Emulator

KEY = "00112233445566778899aabbccddeeff"

METER = """    - id: meter-7
      prefix: m_7
      objects:
        - id: 3
          resources:
            0: { value: "Meter" }
            4: { execute: { command: [/bin/sh, -c, 'echo "meter $1" >> "$0"', "@EXECUTED@", "{arguments}"] } }
            11: { value: { 0: 0 } }
            14: { value: "+02:00", writable: true, persist: true }
            16: { value: "U" }
        - id: 3303
          resources:
            5700: { type: float, operations: R, file: { path: "@STATE@/temperature", scale: 0.001 }, refresh: 200ms }
        - id: 26241
          definition: "@MODELS@/26241.xml"
          instances: { 0: { resources: { 0: { value: "MTR-0001" },
            1: { value: 3, writable: true, on_write: { command: [/bin/sh, -c, 'echo "$1 $2" >> "$0"', "@EXECUTED@", "{path}", "{value}"] } } } } }
          create: { most: 2, resources: { 0: { value: "MTR-0002" }, 1: { writable: true, persist: true } } }
"""
PUMP = """    - id: pump
      objects: [{ id: 3, resources: { 0: { value: "Pump" }, 4: { execute: { command: [/bin/true] } }, 11: { value: { 0: 0 } },
        14: { value: "+03:00", writable: true, persist: true }, 16: { value: "U" } } }]
      prefix: mx7
"""


class DevicePaths(harness.Case):
    def setUp(self):
        super().setUp()
        self.server = DemoServer(self, {"gw1-id": KEY})
        self.emulator = Emulator(self)
        self.agent = self.start_agent(METER + PUMP)
        self.registered = self.server.event("registered", endpoint="gw1")

    def start_agent(self, devices):
        for key, value in {"STATE": self.folder / "agent.state", "EXECUTED": self.folder / "agent.executed", "MODELS": HERE / "models"}.items():
            devices = devices.replace(f"@{key}@", str(value))
        return Agent(self, self.emulator, self.server.uri(True), ("gw1-id", KEY), template="devices.yaml", DEVICES=devices)

    def code(self, command):
        return self.server.ask(command)["code"]

    def text(self, path):
        return self.server.ask(f"read {path} text")["value"]

    def tool(self, *words):
        return subprocess.run([harness.programs() / "lwm2m-agentctl", "--socket", self.agent.state / "control", *words],
                              capture_output=True, text=True, timeout=harness.PATIENCE)

    def test_are_told_by_object_25_and_not_by_the_registration(self):
        self.assertEqual(re.findall(r"</([^>]+)>", self.registered["objects"]), ["1/0", "3/0", "25", "25/0", "25/1"])
        self.assertEqual((self.text("/25/0/0"), self.text("/25/0/1")), ("meter-7", "m_7"))
        self.assertEqual(self.text("/25/0/3"), "</3/0>,</3303/0>,</26241/0>")
        self.assertEqual((self.text("/25/1/1"), self.text("/25/1/3")), ("mx7", "</3/0>"))

    def test_are_read_each_on_its_own(self):
        self.assertEqual([self.text(f"{prefix}/3/0/0") for prefix in ("", "/m_7", "/mx7")], ["Gateway", "Meter", "Pump"])
        self.assertEqual(self.text("/m_7/3303/0/5700"), "21.5")
        senml = self.server.ask("raw get /m_7/3303/0 accept=110")
        self.assertEqual((senml["code"], json.loads(senml["value"])), ("2.05", [{"n": "/m_7/3303/0/5700", "v": 21.5}]))
        for path in ("/mx7/3303/0/5700", "/d0/3/0/0", "/m_7/3/1/0", "/m_7/0", "/m_7", "/m_7/m_7/3/0/0"):
            with self.subTest(path=path):
                self.assertEqual(self.code(f"raw get {path}"), "4.04")
        self.agent.log.wait_for("path=/mx7/3303/0/5700")

    def test_are_discovered_without_their_prefix(self):
        self.assertEqual(self.code("attributes /m_7/3/0/0 pmin=7"), "2.04")
        self.assertEqual(self.server.ask("discover /m_7/3/0")["value"],
                         "</3/0>,</3/0/0>;pmin=7,</3/0/4>,</3/0/11>;dim=1,</3/0/14>,</3/0/16>")
        self.assertNotIn("pmin", self.server.ask("discover /3/0")["value"])

    def test_are_written_and_executed(self):
        self.assertEqual(self.code("write /m_7/26241/0/1 9"), "2.04")
        self.assertEqual(self.text("/m_7/26241/0/1"), "9")
        self.assertEqual(self.code("execute /m_7/3/0/4 0='5'"), "2.04")
        self.assertEqual(self.agent.executed(), ["/m_7/26241/0/1 9", "meter 0='5'"])
        self.assertEqual(self.code("execute /m_7/3/0/0"), "4.05")
        self.assertEqual(self.code("write /m_7/3/0/0 Other"), "4.05")

    def test_values_and_attributes_are_those_of_the_prefix_after_a_kill_and_in_another_order(self):
        self.assertEqual(self.code("write /m_7/3/0/14 +05:00"), "2.04")
        self.assertEqual(self.code("write /mx7/3/0/14 +06:00"), "2.04")
        self.assertEqual(self.code("create /m_7/26241/4 1=8"), "2.01")
        self.assertEqual(self.code("attributes /mx7/3/0/14 pmin=9"), "2.04")
        self.agent.program.end(signal.SIGKILL)
        self.agent = self.start_agent(PUMP + METER)
        self.server.event("updated", endpoint="gw1")  # only from then on does it ask at the new address
        self.assertEqual([self.text(f"{prefix}/3/0/14") for prefix in ("", "/m_7", "/mx7")], ["+01:00", "+05:00", "+06:00"])
        self.assertEqual((self.text("/m_7/26241/4/0"), self.text("/m_7/26241/4/1")), ("MTR-0002", "8"))
        self.assertEqual(self.server.ask("discover /mx7/3/0/14")["value"], "</3/0/14>;pmin=9")
        self.assertEqual(self.text("/25/0/1"), "mx7")

    def test_are_observed(self):
        self.assertEqual(self.server.ask("observe /m_7/3303/0/5700 text")["value"], "21.5")
        self.agent.temperature.write_text("22500\n")
        self.assertEqual(self.server.event("notification", path="/m_7/3303/0/5700")["value"], "22.5")
        self.assertEqual(self.code("cancel /m_7/3303/0/5700 text"), "2.05")

    def test_instances_are_created_and_deleted_and_object_25_says_so(self):
        self.assertEqual(self.code("observe /25/0/3 text"), "2.05")
        self.assertEqual(self.code("create /m_7/26241/4 1=8"), "2.01")
        self.assertEqual(self.server.event("notification", path="/25/0/3")["value"], "</3/0>,</3303/0>,</26241/0>,</26241/4>")
        self.assertEqual(self.text("/m_7/26241/4/1"), "8")
        self.assertEqual(self.code("read /26241/4/1"), "4.04")
        self.assertEqual(self.code("delete /m_7/26241/4"), "2.02")
        self.assertEqual(self.server.event("notification", path="/25/0/3")["value"], "</3/0>,</3303/0>,</26241/0>")
        self.assertEqual(self.code("delete /m_7/26241/0"), "4.05")

    def test_are_reached_by_the_control_socket(self):
        self.agent.log.wait_for("registered server=0")
        self.assertIn("Meter", self.tool("read", "/m_7/3/0/0").stdout)
        self.assertEqual(self.tool("write", "/m_7/3/0/14", "+04:00").returncode, 0)
        self.assertEqual(self.text("/m_7/3/0/14"), "+04:00")
        self.assertIn("/m_7/26241/0/1", self.tool("objects", "/m_7/26241").stdout)
        missing = self.tool("read", "/m7/3/0/0")
        self.assertEqual(missing.returncode, 1)
        self.assertIn("there is no device with the prefix m7 (4.04 Not Found)\n    /m7/3/0/0\n     ^~", missing.stderr)

    def test_a_reload_changes_them_and_object_25_says_so(self):
        self.agent.log.wait_for("registered server=0")
        self.assertEqual(self.code("observe /25/1/3 text"), "2.05")
        self.assertEqual(self.code("write /m_7/3/0/14 +05:00"), "2.04")
        path = self.folder / "agent.yaml"
        text = path.read_text()
        self.assertIn('16: { value: "U" } } }]\n', text)
        path.write_text(text.replace('16: { value: "U" } } }]\n', '16: { value: "U" } } }, '
                                     "{ id: 3303, resources: { 5700: { type: float, operations: R, value: 7 } } }]\n"))
        told = self.tool("reload")
        self.assertEqual((told.stdout, told.stderr), ("in effect: gateway\n", ""))
        self.assertEqual(self.server.event("notification", path="/25/1/3")["value"], "</3/0>,</3303/0>")
        self.assertEqual(self.text("/mx7/3303/0/5700"), "7")
        self.assertEqual(self.text("/m_7/3/0/14"), "+05:00")
        self.assertFalse([line for line in self.server.program.lines if '"updated"' in line])
