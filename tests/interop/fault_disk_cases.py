"""Fault matrix, the disk: full or read-only, while the agent runs and when it starts. A file system of the test's own, in a mount namespace."""
import json
import os
import signal
import subprocess
import unittest

import harness
from fault_scene import Scene

SIZE_KIB = 2048


class Disk:
    """A file system of 2 MiB on a folder, seen by what is started with its `prefix` alone."""

    def __init__(self, case, folder):
        self.folder = folder
        user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
        mount = f"mount -t tmpfs -o size={SIZE_KIB}k,mode=700 disk '{folder}' && echo mounted && exec sleep infinity"
        self.keeper = case.start("disk", "unshare", *user, "--mount", "sh", "-c", mount)
        try:
            self.keeper.wait_for(lambda line: line == "mounted", "file system")
        except AssertionError:
            case.running.remove(self.keeper)
            raise unittest.SkipTest(f"no file system can be mounted here: {self.keeper.errors().strip()}") from None
        self.prefix = ("nsenter", "--target", self.keeper.process.pid, "--mount", *(("--user", "--preserve-credentials") if user else ()))
        self.inside = case.folder.joinpath(f"/proc/{self.keeper.process.pid}/root{folder}")

    def fill(self):
        """Takes every byte there is."""
        with open(self.inside / "ballast", "wb", buffering=0) as ballast:
            for size in (65536, 4096, 1):
                try:
                    while ballast.write(bytes(size)) == size:
                        pass
                except OSError:
                    pass

    def make_room(self):
        (self.inside / "ballast").unlink()

    def remount(self, how):
        subprocess.run([str(word) for word in (*self.prefix, "mount", "-o", f"remount,bind,{how}", self.folder)], check=True)


class FaultyDisk(Scene):
    secure = False

    def begin(self):
        state = self.folder / "agent.state"
        state.mkdir()
        self.disk = Disk(self, state)
        (self.disk.inside / "temperature").write_text("21500\n")
        super().begin(prefix=self.disk.prefix)
        self.put("+02:00", "2.04")

    def put(self, zone, code):
        self.assertEqual(self.code(f"write /3/0/14 {zone}"), code)

    def holds(self, zone):
        self.assertEqual(self.server.ask("read /3/0/14 text")["value"], zone)

    def still_serves(self, zone):
        """What needs no disk; a value that can't be kept is refused and not taken."""
        self.holds(zone)
        self.put("+09:00", "5.00")
        self.holds(zone)
        self.assertEqual(self.code("execute /26241/0/2"), "2.04")
        self.assertEqual(self.server.ask("read /3303/0/5700 text")["value"], "21.5")
        self.assertEqual([path.name for path in self.disk.inside.iterdir() if "bad" in path.name], [])

    def doctor(self):
        """What it says of the state directory."""
        said = subprocess.run([str(word) for word in (*self.disk.prefix, harness.programs() / "lwm2m-agentctl", "--json", "--socket",
                                                      self.folder / "agent.control", "doctor", "--config", self.folder / "agent.yaml")],
                              capture_output=True, text=True, timeout=harness.PATIENCE)
        return next(finding["found"] for finding in json.loads(said.stdout)["findings"] if finding["what"] == "state")

    def restart(self, by, meanwhile):
        self.end(self.agent.program, by=by)
        meanwhile()
        self.agent = self.new_agent(prefix=self.disk.prefix)
        self.wait_until(lambda: self.code(self.question) == "2.05", "the agent, started anew")

    def is_mended(self, fault):
        self.measure(fault, lambda: self.code("write /3/0/14 +03:00") == "2.04")
        self.restart(signal.SIGKILL, lambda: None)
        self.holds("+03:00")

    def test_full_for_a_time(self):
        self.begin()
        self.disk.fill()
        self.still_serves("+02:00")
        self.assertRegex(self.doctor(), " 0 KiB free$")
        self.disk.make_room()
        self.is_mended("disk full for a time")

    def test_full_when_the_agent_starts(self):
        self.begin()
        self.restart(signal.SIGKILL, self.disk.fill)
        self.still_serves("+02:00")
        self.disk.make_room()
        self.is_mended("disk full when the agent starts, after a kill")
        self.restart(signal.SIGTERM, self.disk.fill)
        self.still_serves("+03:00")
        self.disk.make_room()
        self.put("+02:00", "2.04")

    def test_read_only_when_the_agent_starts(self):
        self.begin()
        self.restart(signal.SIGKILL, lambda: self.disk.remount("ro"))
        self.still_serves("+02:00")
        self.assertRegex(self.doctor(), " is read-only$")
        self.disk.remount("rw")
        self.is_mended("disk read-only when the agent starts, after a kill")
        self.restart(signal.SIGTERM, lambda: self.disk.remount("ro"))
        self.still_serves("+03:00")
        self.disk.remount("rw")
        self.is_mended("disk read-only when the agent starts, after a stop")
