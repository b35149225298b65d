"""What every test of this folder plays in: one booted machine with the packages, and around the agent in it an emulated module and a
server. The machine is booted once; each test sets up what it needs and leaves nothing running."""
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / name) for name in ("interop", "daemon")]
import harness  # noqa: E402
from demo_server import DemoServer  # noqa: E402
from gateway import Emulator  # noqa: E402
from machine import Machine  # noqa: E402

UNIT = "lwm2m-agent.service"
KEY = "00112233445566778899aabbccddeeff"
CONFIGURATION = """version: 1
endpoint: @ENDPOINT@
modem: { device: "@DEVICE@" }
servers: [{ short_id: 123, uri: "@URI@", lifetime: 5min @MORE@ }]
registration: { retry: { first: 1s, most: 5s } }
objects:
  - id: 3
    resources: { 0: { value: Acme }, 11: { value: { 0: 0 } }, 14: { value: "+01:00", writable: true, persist: true }, 16: { value: U } }
@OBJECTS@
stop: { timeout: 5s }
@SECTIONS@
"""
the = None  # the scene, from the first test on


def begin(base, packages, previous):
    """Boots the machine. `packages` are the .deb files, `previous` those of an earlier version."""
    global the
    folder = pathlib.Path(tempfile.mkdtemp(prefix="run.", dir=base.parent))
    folder.chmod(0o755)
    os.environ["AGENT_PROGRAMS"] = "/usr/bin"
    try:
        the = Scene(base, folder, packages, previous)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def end(keep):
    # What a test that was interrupted has left.
    for program in (program for case in the.cases for program in case.running):
        if program.process.poll() is None:
            program.process.kill()
            program.process.wait()
    the.machine.stop()
    if keep:
        print(f"kept: {the.folder} and {the.machine.shared}")
        return
    for folder in (the.folder, the.machine.shared):
        shutil.rmtree(folder, ignore_errors=True)


class Scene:
    def __init__(self, base, folder, packages, previous):
        self.folder, self.cases = folder, []
        self.packages, self.previous = ([f"/root/{file.name}" for file in files] for files in (packages, previous))
        self.machine = Machine(base, folder, [*packages, *previous])

    def install(self, files):
        self.machine.run("apt-get", "install", "--yes", "--quiet", "--allow-downgrades", *files, timeout=300)

    def is_installed(self):
        return self.machine.run("test", "-x", "/usr/bin/lwm2m-agentd", check=False).returncode == 0


class SystemCase(harness.Case):
    """A test with the agent installed and stopped, its configuration and state gone."""

    def setUp(self):
        super().setUp()
        self.machine = the.machine
        shutil.rmtree(self.folder)
        # The folder has the same path in the machine as here.
        the.cases.append(self)
        self.folder = the.machine.shared / str(len(the.cases))
        self.folder.mkdir()
        if not the.is_installed():
            the.install(the.packages)
        self.addCleanup(self.quiet)
        self.quiet()

    def quiet(self):
        """Stops what runs and removes what a test has written."""
        self.machine.run("systemctl", "stop", UNIT, "lwm2m-agent@*.service", check=False)
        self.machine.run("systemctl", "reset-failed", check=False)
        self.machine.run("sh", "-c", "rm -rf /var/lib/lwm2m-agent /var/lib/lwm2m-agent@* /etc/lwm2m-agent/* /etc/credstore* "
                         "/etc/systemd/system/lwm2m-agent*.service.d /srv/meter")
        self.machine.run("systemctl", "daemon-reload")

    def start(self, name, *arguments, environment=None):
        return super().start(name, *self.machine.inside(*arguments), environment=environment)

    def module(self, name="emulator", *options):
        """An emulated module whose port looks like a serial port: it belongs to dialout."""
        emulator = Emulator(self, *options, name=name)
        port = self.machine.say("readlink", "-f", emulator.link)
        self.machine.run("chgrp", "dialout", port)
        self.machine.run("chmod", "660", port)
        return emulator

    def configure(self, emulator, uri, name="agent", more="", objects="", sections="", endpoint="gw1", device=None):
        text = CONFIGURATION
        for key, value in {"DEVICE": device or emulator.link, "URI": uri, "MORE": more, "OBJECTS": objects, "SECTIONS": sections,
                           "ENDPOINT": endpoint}.items():
            text = text.replace(f"@{key}@", str(value))
        self.machine.write(f"/etc/lwm2m-agent/{name}.yaml", text, 0o640, "root:lwm2m-agent")

    def drop_in(self, *names, unit=UNIT, text=None):
        """Puts one of the shipped examples into effect, or a drop-in of the test's own."""
        folder = f"/etc/systemd/system/{unit}.d"
        for name in names:
            self.machine.run("install", "-D", "-m", "644", "-t", folder, f"/usr/share/doc/lwm2m-agent/examples/drop-ins/{name}.conf")
        if text:
            self.machine.write(f"{folder}/test.conf", text)
        self.machine.run("systemctl", "daemon-reload")

    def scene(self, secure=False, **options):
        """Emulator, server and a configuration for them: (emulator, server)."""
        emulator = self.module()
        server = DemoServer(self, {"gw1": KEY} if secure else None)
        self.configure(emulator, server.uri(secure), **options)
        return emulator, server

    def systemctl(self, *arguments, **options):
        return self.machine.run("systemctl", *arguments, timeout=harness.PATIENCE, **options)

    def property(self, name, unit=UNIT):
        return self.machine.say("systemctl", "show", "--value", f"--property={name}", unit)

    def wait_for_property(self, name, pattern, unit=UNIT, timeout=harness.PATIENCE):
        return self.wait_until(lambda: re.fullmatch(pattern, self.property(name, unit)), f"{name}={pattern} of {unit}", timeout)

    def journal(self, *matches, unit=UNIT):
        """The entries of the unit's current run with those fields."""
        invocation = self.property("InvocationID", unit)
        text = self.machine.say("journalctl", "--output=json", f"_SYSTEMD_INVOCATION_ID={invocation}", *matches)
        return [json.loads(line) for line in text.splitlines()]
