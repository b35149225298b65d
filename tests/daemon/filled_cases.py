"""Objects that the agent fills by itself, read by a server through the emulated module."""
import json
import socket
import threading

import harness
from agentd_cases import AgentdCase
from demo_server import DemoServer
from gateway import Emulator

FILLED = """version: 1
endpoint: gw1
state_directory: "{state}"
modem: {{ device: "{device}", apn: iot.example.net }}
servers:
  - {{ short_id: 123, uri: "{uri}", lifetime: 5min }}
objects:
  - {{ id: 3, fill: auto, resources: {{ 0: {{ value: Acme }} }}, leave_out: [17] }}
  - {{ id: 4, fill: auto }}
  - {{ id: 6, fill: {{ gpsd: "127.0.0.1:{gpsd}" }} }}
  - {{ id: 7, fill: auto }}
  - {{ id: 10, fill: auto }}
  - {{ id: 19, fill: auto }}
gateway:
  devices: [{{ id: meter-7, objects: [/19/0] }}]
"""

FIX = {"class": "TPV", "mode": 3, "time": "2026-11-24T18:00:00.000Z", "lat": 52.5, "lon": 13.25, "altMSL": 34.5, "speed": 25, "track": 300}


class PlayedGpsd:
    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer:
                peer.recv(256)
                peer.sendall(json.dumps({"class": "VERSION"}).encode() + b"\n" + json.dumps(FIX).encode() + b"\n")
                peer.recv(256)  # until the agent has hung up


class FilledObjects(AgentdCase):
    def setUp(self):
        super().setUp()
        self.gpsd = PlayedGpsd()
        self.server = DemoServer(self)
        self.emulator = Emulator(self)
        path = self.folder / "filled.yaml"
        path.write_text(FILLED.format(state=self.folder / "state", device=self.emulator.link, uri=self.server.uri(False), gpsd=self.gpsd.port))
        self.agent = self.start_agent(path)
        self.registered = self.server.event("registered", endpoint="gw1")

    def text(self, path):
        return self.server.ask(f"read {path} text")["value"]

    def commands_since(self, before, name):
        return self.emulator.said("to_module")[before:].count(name)

    def test_are_registered(self):
        for link in ("</3/0>", "</4/0>", "</6/0>", "</7/0>", "</10/0>", "</19/0>", "</25/0>"):
            self.assertIn(link, self.registered["objects"])

    def test_describe_the_device(self):
        device = self.server.values("read /3/0 tlv")
        self.assertEqual(device["/3/0/0"], "Acme")
        self.assertTrue(device["/3/0/19"].startswith("lwm2m-agent "), device)
        self.assertNotIn("/3/0/17", device)
        self.assertGreater(int(self.text("/3/0/21")), int(self.text("/3/0/10")))
        self.assertRegex(self.text("/3/0/14"), r"^[+-]\d\d:\d\d$")

    def test_describe_the_network_with_each_command_once(self):
        before = len(self.emulator.said("to_module"))
        network = self.server.values("read /4/0 tlv")
        self.assertEqual((network["/4/0/4/0"], network["/4/0/7/0"]), ("10.65.33.151", "iot.example.net"))
        for name in ("AT+CESQ", "AT+QENG=0", "AT+CGPADDR", "AT+COPS?", "AT+QCGDEFCONT?"):
            self.assertEqual(self.commands_since(before, name), 1, name)
        for path, value in (("/4/0/0", "7"), ("/4/0/2", "-60"), ("/4/0/3", "-7"), ("/4/0/8", "43981"), ("/4/0/9", "11"),
                            ("/4/0/10", "460"), ("/4/0/11", "12"), ("/4/0/12", "1")):
            with self.subTest(path=path):
                self.assertEqual(self.text(path), value)
        self.assertEqual(self.text("/10/0/12"), "3")

    def test_say_where_the_gateway_is(self):
        for path, value in (("/6/0/0", "52.5"), ("/6/0/1", "13.25"), ("/6/0/2", "34.5"), ("/6/0/5", "1795543200"), ("/6/0/6", "25")):
            with self.subTest(path=path):
                self.assertEqual(self.text(path), value)
        self.assertEqual(self.server.ask("read /6/0/4 opaque")["hex"], "012C005A")
        self.assertEqual(self.server.ask("read /6/0/3")["code"], "4.04")

    def test_count_what_is_transferred(self):
        self.assertEqual(self.server.ask("execute /7/0/6")["code"], "2.04")
        self.assertEqual(self.text("/3/0/0"), "Acme")  # the only payload until Stop
        self.assertEqual(self.server.ask("execute /7/0/7")["code"], "2.04")
        self.assertEqual((self.text("/7/0/4"), self.text("/7/0/5")), ("4", "4"))
        self.assertEqual(self.text("/7/0/2"), "0")  # kilobytes

    def test_name_the_devices_behind_the_gateway(self):
        self.assertEqual(self.text("/25/0/0"), "meter-7")
        self.assertEqual(self.text("/25/0/1"), "d0")
        self.assertEqual(self.text("/25/0/3"), "</19/0>")
        self.assertEqual(self.server.ask("update-tlv /19/0 0/0=x:DEADBEEF")["code"], "2.04")
        self.assertEqual(self.server.ask("read /19/0/0/0 opaque")["hex"], "DEADBEEF")
