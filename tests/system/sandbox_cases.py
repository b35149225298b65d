"""The sandbox: its figure as systemd measures it, what it keeps from handlers, and that each example opens what it says."""
import re

from demo_server import DemoServer
from scene import UNIT, SystemCase, harness

# What servers read of each is said by a program in the sandbox.
PROBES = """  - id: 33000
    name: Probe
    resources:
      0: { type: string, operations: R, command: { argv: [/bin/bash, -c, "exec 3<>/dev/tcp/127.0.0.1/@PORT@ && echo connected"] } }
      1: { type: string, operations: RW, file: { path: /srv/meter/display }, writable: true }
      2: { type: string, operations: R, command: { argv: [/bin/sh, -c, "head -c 0 /dev/agent-probe 2>&1; echo asked"] } }
      3: { type: string, operations: R, command: { argv: [/bin/sh, -c, "for port in ttyS0 ttyUSB9; do timeout 1 sh -c 'exec 3</dev/'$port; done 2>&1; echo asked"] } }
      4: { type: string, operations: R, command: { argv: [/bin/sh, -c, "ls /root 2>&1 && echo listed"] } }
      5: { type: string, operations: R, command: { argv: [/bin/sh, -c, "grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status"] } }
      6: { type: string, operations: R, command: { argv: [/usr/bin/systemctl, start, gateway-firmware.service] } }
      8: { type: string, operations: R, command: { argv: [/usr/bin/busctl, call, org.freedesktop.login1, /org/freedesktop/login1, org.freedesktop.login1.Manager, CanReboot] } }
      7: { type: string, operations: R, command: { argv: [/bin/sh, -c, "cat /etc/credstore/* /etc/shadow 2>&1; true"] } }
  - id: 3303
    name: Temperature
    resources: { 5700: { type: float, operations: R, file: { path: /proc/meminfo, match: '^MemTotal: *([0-9]+)' } } }
  - { id: 6, fill: { gpsd: "127.0.0.1:@GPSD@", timeout: 2s } }
"""
# One of each kind of handler that needs nothing but what the unit gives.
PLAIN = """  - id: 26241
    name: Plain
    resources:
      0: { type: string, operations: RW, value: a, writable: true, persist: true }
      1: { type: string, operations: R, file: { path: /etc/os-release, match: '^ID=(.*)' } }
      2: { type: string, operations: R, command: { argv: [/bin/uname, -s] } }
      3: { type: string, operations: R, at: { query: "AT+CGMM", match: "(Quectel.*)" } }
      4: { type: time, operations: R, clock: system }
      5: { operations: E, execute: { command: [/bin/sh, -c, "echo $0 >/var/lib/lwm2m-agent/executed", "{arguments}"] } }
      6: { type: string, operations: RW, value: a, on_write: { command: [/usr/bin/test, "{value}", "=", good] } }
  - { id: 4, fill: auto }
  - { id: 7, fill: auto }
"""
GPSD = """
import json, socket
door = socket.create_server(("127.0.0.1", 0))
print("port", door.getsockname()[1], flush=True)
while True:
    peer, _ = door.accept()
    peer.sendall(b'{"class":"VERSION","release":"3.22","proto_major":3,"proto_minor":14}\\n')
    peer.sendall(json.dumps({"class": "TPV", "mode": 3, "lat": 52.5, "lon": 13.4, "time": "2026-01-01T00:00:00.000Z"}).encode() + b"\\n")
"""


class Sandbox(SystemCase):
    def start_probes(self, *drop_ins, text=None):
        gpsd = self.start_in_its_network("gpsd", "-c", GPSD)
        _, found = gpsd.wait_for(lambda line: re.match(r"port (\d+)", line), "port")
        server = DemoServer(self)
        server.ports["tcp"] = found.group(1)
        objects = PROBES.replace("@PORT@", found.group(1)).replace("@GPSD@", found.group(1))
        self.configure(self.module(), server.uri(False), objects=objects)
        self.machine.run("install", "-d", "-o", "lwm2m-agent", "/srv/meter")
        self.machine.write("/srv/meter/display", "hello\n", 0o644, "lwm2m-agent")
        self.drop_in(*drop_ins, text=text)
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        return server

    def start_in_its_network(self, name, *python):
        program = harness.Program(name, ["nsenter", f"--target={self.machine.leader}", "--net", "python3", "-u", *python], self.folder)
        self.running.append(program)
        return program

    def read(self, server, path):
        answer = server.ask(f"read {path} text")
        return answer.get("value", answer["code"])

    def test_figure_is_at_most_1_5(self):
        self.scene()
        self.systemctl("start", UNIT)
        for unit in (UNIT, "lwm2m-agent@north.service"):
            said = self.machine.say("systemd-analyze", "security", "--no-pager", unit)
            figure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", said).group(1))
            print(f"{unit}: {figure} ", end="", flush=True)
            self.assertLessEqual(figure, 1.5, said)

    def test_keeps_from_handlers_what_they_were_not_given(self):
        # A device that everybody may open, were it not for the unit: /dev/kmsg under another name.
        self.machine.run("sh", "-c", "test -e /dev/agent-probe || mknod -m 666 /dev/agent-probe c 1 11")
        for port, number in (("ttyS0", "4 64"), ("ttyUSB9", "188 9")):
            self.machine.run("sh", "-c", f"test -e /dev/{port} || mknod -m 660 /dev/{port} c {number}; chgrp dialout /dev/{port}")
        server = self.start_probes()
        self.assertNotRegex(self.read(server, "/33000/0/3"), "not permitted|denied|5.00", "serial ports are allowed")
        self.assertEqual(self.read(server, "/33000/0/0"), "5.00", "the network")
        self.assertEqual(self.read(server, "/33000/0/1"), "hello", "reading is allowed")
        self.assertEqual(server.ask("write /33000/0/1 bye")["code"], "5.00", "writing")
        self.assertIn("Operation not permitted", self.read(server, "/33000/0/2"), "a device")
        self.assertEqual(self.read(server, "/33000/0/4"), "5.00", "/root")
        self.assertEqual(self.read(server, "/33000/0/5"), "CapEff:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2")
        self.assertEqual(self.read(server, "/6/0/0"), "5.00", "gpsd")
        self.assertNotIn("root:", self.read(server, "/33000/0/7"))
        self.assertGreater(float(self.read(server, "/3303/0/5700")), 1000, "files that everybody reads")
        self.assertTrue(self.journal("LWM2M_EVENT=source_failed", "LWM2M_PATH=/33000/0/0"))

    def test_leaves_every_kind_of_handler_usable_that_needs_nothing_else(self):
        _, server = self.scene(objects=PLAIN)
        self.systemctl("start", UNIT)
        self.assertEqual([self.read(server, f"/26241/0/{resource}") for resource in range(4)], ["a", "debian", "Linux", "Quectel_BC660K-GL"])
        self.assertGreater(int(self.read(server, "/26241/0/4")), 1_700_000_000)
        self.assertEqual(server.ask("write /26241/0/0 b")["code"], "2.04")
        self.assertEqual(server.ask("execute /26241/0/5 1")["code"], "2.04")
        self.assertEqual(self.machine.say("cat", "/var/lib/lwm2m-agent/executed"), "1")
        self.assertEqual([server.ask(f"write /26241/0/6 {value}")["code"] for value in ("bad", "good")], ["5.00", "2.04"])
        self.assertLess(int(self.read(server, "/4/0/2")), 0)

    def test_lets_them_write_files_with_its_example(self):
        server = self.start_probes("files", text="[Service]\nReadWritePaths=/srv/meter\n")
        self.assertEqual(server.ask("write /33000/0/1 bye")["code"], "2.04")
        self.assertEqual(self.machine.say("cat", "/srv/meter/display"), "bye")

    def test_lets_them_use_the_network_with_its_example(self):
        server = self.start_probes("network")
        self.assertEqual(self.read(server, "/33000/0/0"), "connected")

    def test_lets_them_ask_gpsd_with_its_example(self):
        server = self.start_probes("gpsd")
        self.assertAlmostEqual(float(self.read(server, "/6/0/0")), 52.5)

    def test_lets_them_hand_work_to_root_with_its_polkit_rule(self):
        self.machine.write("/run/systemd/system/gateway-firmware.service",
                           "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/id\n")
        rule = "/usr/share/doc/lwm2m-agent/examples/polkit/50-lwm2m-agent.rules"
        self.addCleanup(lambda: self.machine.run("rm", "-f", "/etc/polkit-1/rules.d/50-lwm2m-agent.rules"))
        server = self.start_probes("firmware")
        self.assertEqual(self.read(server, "/33000/0/6"), "5.00")
        self.assertNotEqual(self.read(server, "/33000/0/8"), 's "yes"', "restarting the gateway")
        self.machine.run("install", "-m", "644", rule, "/etc/polkit-1/rules.d")
        self.wait_until(lambda: self.read(server, "/33000/0/6") == "", "leave to start the unit")
        self.assertEqual(self.property("ActiveState", "gateway-firmware.service"), "active")
        self.assertEqual(self.read(server, "/33000/0/8"), 's "yes"')

    def test_every_example_is_understood(self):
        names = self.machine.say("ls", "/usr/share/doc/lwm2m-agent/examples/drop-ins").split()
        self.assertGreater(len(names), 5)
        self.drop_in(*(name.removesuffix(".conf") for name in names))
        said = self.machine.run("systemd-analyze", "verify", "--man=no", f"/lib/systemd/system/{UNIT}", check=False)
        self.assertEqual(said.stdout + said.stderr, "")
