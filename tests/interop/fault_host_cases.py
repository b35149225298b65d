"""Fault matrix, the gateway's own part: its wall clock jumps or starts in 1970, and handlers hang, die, talk without end or are missing."""
import shutil
import subprocess
import time
import unittest

import harness
from fault_scene import Scene, note

HERE = harness.ROOT / "tests/interop"
YEAR = 365 * 86400


class FaultyClock(Scene):
    secure = False

    def begin_at(self, shift, **changes):
        """The agent under a wall clock that is wrong by `shift` seconds."""
        compiler = shutil.which("cc") or shutil.which("gcc")
        if not compiler:
            raise unittest.SkipTest("there is no C compiler")
        library = self.folder / "clock_shift.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "clock_shift.c", "-ldl"], check=True)
        self.shift = self.folder / "clock_shift"
        self.set_clock(shift)
        self.begin(environment={"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(self.shift),
                                "ASAN_OPTIONS": "verify_asan_link_order=0"}, **changes)

    def set_clock(self, shift):
        fresh = self.shift.with_suffix(".new")
        fresh.write_text(f"{int(shift)}\n")
        fresh.rename(self.shift)

    def told_time(self):
        return int(self.server.ask("read /3/0/13 text")["value"])

    def registrations(self):
        return sum('"registered"' in line for line in self.server.program.lines)

    def test_starts_in_1970_and_is_set_later(self):
        self.begin_at(-time.time(), LIFETIME="10s")
        self.assertLess(self.told_time(), 1000)
        self.assertEqual(self.server.ask("observe /3303/0/5700 text")["value"], "21.5")
        self.set_clock(0)  # the network time has come
        self.measure("the wall clock started in 1970 and was set")
        self.assertLess(abs(self.told_time() - time.time()), 60)
        self.agent.temperature.write_text("22500\n")
        self.assertEqual(self.server.event("notification", path="/3303/0/5700")["value"], "22.5")
        self.server.event("updated", endpoint="gw1")
        self.assertEqual(self.registrations(), 1, "the lifetime does not hang on the wall clock")

    def test_jumps(self):
        self.begin_at(0, LIFETIME="10s")
        self.code("attributes /3303/0/5700 pmax=2")
        self.assertEqual(self.code("observe /3303/0/5700 text"), "2.05")
        for jump in (YEAR, -YEAR, 86400, -3600):
            with self.subTest(jump=jump):
                self.set_clock(jump)
                self.assertLess(abs(self.told_time() - time.time() - jump), 60)
                began = time.monotonic()
                self.server.event("notification", path="/3303/0/5700")
                self.assertLess(time.monotonic() - began, 30, "pmax does not hang on the wall clock")
        self.set_clock(0)
        self.measure("the wall clock jumped by years, forth and back")
        self.server.event("updated", endpoint="gw1")
        self.assertEqual(self.registrations(), 1)
        # Kept on disk with the wall clock of a year ahead, taken up under the right one.
        self.set_clock(YEAR)
        self.assertEqual(self.code("write /3/0/14 +03:00"), "2.04")
        self.end(self.agent.program)
        self.agent = self.new_agent()
        self.wait_until(lambda: self.code(self.question) == "2.05", "the agent after its restart")
        self.assertEqual(self.server.ask("read /3/0/14 text")["value"], "+03:00")


class FaultyHandlers(Scene):
    secure = False
    server_patience = 20

    def test_hang_die_talk_without_end_or_are_missing(self):
        self.begin()
        before = self.memory_kib()
        for resource, what in enumerate(("hangs", "dies", "prints fifty megabytes", "is missing", "has no file")):
            with self.subTest(handler=what):
                command = f"read /33000/0/{resource}"
                start, began = len(self.server.program.lines), time.monotonic()
                self.server.program.say(command)
                # Nothing else suffers while it fails.
                self.assertEqual(self.code(self.question), "2.05")
                self.assertEqual(self.end_of(command, start).get("code"), "5.00")
                note(f"a handler that {what}: the time until its 5.00", time.monotonic() - began)
                self.agent.log.wait_for(f"source_failed path=/33000/0/{resource}")
        self.assertLess(self.memory_kib() - before, 32 * 1024)

    def test_a_program_that_hangs_when_executed(self):
        self.begin()
        self.code("execute /33000/0/5")
        self.assertEqual(self.code(self.question), "2.05")
        self.agent.log.wait_for("/33000/0/5")
        self.measure("a program that hung when it was executed")
