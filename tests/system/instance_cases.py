"""lwm2m-agent@NAME.service: several modules, each with a port that udev names and that starts and stops its agent."""
import scene
from demo_server import DemoServer
from scene import SystemCase

RULES = "/etc/udev/rules.d/59-lwm2m-agent.rules"
# Two terminals that every kernel has stand for serial ports: what is tested is udev, not them.
PORTS = {"north": "tty20", "south": "tty21"}


class Instances(SystemCase):
    @classmethod
    def setUpClass(cls):
        machine = scene.the.machine
        machine.run("systemctl", "start", "systemd-udevd.service")
        # In a container systemd listens to udev only if it was there when systemd began.
        machine.run("systemctl", "daemon-reexec")

    def setUp(self):
        super().setUp()
        self.addCleanup(lambda: self.machine.run("rm", "-f", RULES))
        rules = [f'SUBSYSTEM=="tty", KERNEL=="{port}", ENV{{LWM2M_AGENT}}="{name}"\n' for name, port in PORTS.items()]
        self.machine.write(RULES, "".join(rules))
        for port in PORTS.values():
            self.machine.run("sh", "-c", f"test -e /dev/{port} || mknod -m 660 /dev/{port} c 4 {port[3:]}")
        self.machine.run("udevadm", "control", "--reload")
        self.server = DemoServer(self)
        self.emulators = {name: self.module(name) for name in PORTS}
        for name, emulator in self.emulators.items():
            self.configure(emulator, self.server.uri(False), name=name, endpoint=f"gw-{name}")

    def happens(self, action, name):
        """What the kernel says of the port."""
        self.machine.run("sh", "-c", f"echo {action} >/sys/class/tty/{PORTS[name]}/uevent")

    def tearDown(self):
        for name in PORTS:
            self.happens("remove", name)
        super().tearDown()

    def test_start_and_stop_with_their_ports(self):
        self.happens("add", "north")
        self.server.event("registered", endpoint="gw-north")
        self.happens("add", "south")
        self.server.event("registered", endpoint="gw-south")
        for name in PORTS:
            self.wait_for_property("ActiveState", "active", f"lwm2m-agent@{name}.service")
        self.happens("remove", "south")
        self.server.event("deregistered", endpoint="gw-south")
        self.wait_for_property("ActiveState", "inactive", "lwm2m-agent@south.service")
        self.assertEqual(self.property("ActiveState", "lwm2m-agent@north.service"), "active")
        self.happens("add", "south")
        self.server.event("registered", endpoint="gw-south")

    def test_have_their_own_state_and_run_folders(self):
        for name in PORTS:
            self.happens("add", name)
            self.server.event("registered", endpoint=f"gw-{name}")
        for name in PORTS:
            self.server.program.say(f"use gw-{name}")
            self.assertEqual(self.server.ask(f"write /3/0/14 {'+01:30' if name == 'north' else '+02:30'}")["code"], "2.04")
            for folder, mode in ((f"/var/lib/lwm2m-agent@{name}", "700"), (f"/run/lwm2m-agent@{name}", "755")):
                self.assertEqual(self.machine.say("stat", "--format=%a %U", folder), f"{mode} lwm2m-agent")
            self.machine.run("test", "-e", f"/var/lib/lwm2m-agent@{name}/state.db")

    def test_leave_the_port_to_the_agent(self):
        self.happens("add", "north")
        self.wait_until(lambda: "north" in self.machine.run("ls", "/dev/lwm2m", check=False).stdout, "/dev/lwm2m/north")
        self.assertEqual(self.machine.say("readlink", "-f", "/dev/lwm2m/north"), "/dev/tty20")
        self.assertEqual(self.machine.say("stat", "--format=%a %G", "/dev/tty20"), "660 lwm2m-agent")
        said = self.machine.say("udevadm", "info", "--query=property", "/sys/class/tty/tty20").splitlines()
        for line in ("ID_MM_DEVICE_IGNORE=1", "ID_MM_PORT_IGNORE=1", "LWM2M_AGENT=north"):
            self.assertIn(line, said)
