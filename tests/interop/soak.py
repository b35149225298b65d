#!/usr/bin/env python3
"""The soak: soak.py MINUTES SEED. A real agent under load and faults, and what it uses all along; scripts/soak builds and runs it."""
import collections
import os
import pathlib
import random
import signal
import statistics
import sys
import threading
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from fault_scene import QUICK, Scene  # noqa: E402  (after the path to it)
from gateway import Emulator  # noqa: E402

# A gateway is asked for something about once a minute and tells as often of its own accord. Here it is every 0.3 seconds, both.
PERIOD = 0.3
FAULT_EVERY = (4, 12)  # seconds
SAMPLE_EVERY = 2.0
KIB = 1024


class Sample:
    """What a process and its state directory use; sizes in KiB."""
    NAMES = {"rss": ("resident KiB", 1.10, 1024), "pss": ("its share (Pss) KiB", 1.10, 1024), "fds": ("descriptors", 1, 2),
             "threads": ("threads", 1, 0), "state": ("state directory KiB", 1.1, 1280)}  # tolerance: factor and what may come on top

    def __init__(self, process, state):
        self.rss = self.number(f"/proc/{process}/status", "VmRSS:")
        self.threads = self.number(f"/proc/{process}/status", "Threads:")
        self.pss = self.number(f"/proc/{process}/smaps_rollup", "Pss:")
        self.fds = len(os.listdir(f"/proc/{process}/fd"))
        self.state = sum(size(path) for path in state.rglob("*")) // KIB

    @staticmethod
    def number(path, name):
        with open(path) as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def size(path):
    try:
        return path.stat().st_size
    except OSError:
        return 0  # it was a journal of the database, and is gone


class Soak(Scene):
    minutes, seed = 1.0, 1

    def runTest(self):
        self.dice = random.Random(self.seed)
        self.counts, self.samples = collections.Counter(), []
        self.begin(LIFETIME="20s")
        self.agentctl("log-level", "error")
        began = time.monotonic()
        end = began + self.minutes * 60
        next_fault, next_sample = began + 5, began
        while (now := time.monotonic()) < end:
            self.load()
            if now >= next_fault:
                self.do_harm()
                next_fault = time.monotonic() + self.dice.uniform(*FAULT_EVERY)
            if now >= next_sample:
                self.samples.append(Sample(self.agent.program.process.pid, self.agent.state))
                next_sample = now + SAMPLE_EVERY
            time.sleep(max(0.0, PERIOD - (time.monotonic() - now)))
        self.calm()
        self.wait_until(lambda: self.code(self.question) == "2.05", "the end of all faults")
        self.report((time.monotonic() - began) / 60)

    def load(self):
        number = self.counts["requests"] = self.counts["requests"] + 1
        self.agent.temperature.write_text(f"{20000 + number % 10000}\n")
        if number % 25 == 1:
            command = "observe /3303/0/5700 text"
        else:
            command = self.dice.choice((self.question, "read /3303/0/5700 text", "read /26241/0 tlv", f"write /3/0/14 +{number}", "discover /3",
                                        f"update-tlv /19/0 0/0=x:{number:08X}", f"attributes /3303/0/5700 pmax={1 + number % 60}",
                                        "execute /26241/0/2", f"read /33000/0/{number % 5}", "read /3/0/17 text"))
        self.counts[self.code(command) or "unanswered"] += 1

    # Each of them ends by itself, or in calm().
    LINE = ("mute=2s", "garbage=300", "lose-ok", "lose-ok=3", "drop=7", "error=3", "error=50", "delay=2s", "reset", "network-down=2s", "disconnect=0",
            "session-lost=0", "deep-sleep-enter", "urc=+CEREG: 2", "urc=RDY", "set loss=0.2", "set duplication=0.5", "set reorder=0.3", "set delay=100ms..500ms")

    def do_harm(self):
        # What the last one had changed is put right first: there is one lasting fault at a time.
        self.calm()
        what = self.dice.choice((*self.LINE, "address", "sim", "unplug", "restart", "stop", "flood"))
        self.counts["faults"] += 1
        harm = {"address": self.change_address, "sim": self.pull_sim, "unplug": self.unplug, "restart": self.restart_server,
                "stop": self.stop_server, "flood": self.flood}.get(what)
        harm() if harm else self.emulator.control(what)

    def calm(self):
        for setting in ("loss=0", "duplication=0", "reorder=0", "delay=0ms", "sim=present"):
            self.emulator.control(f"set {setting}")

    def change_address(self):
        self.emulator.control(f"address=10.65.{self.dice.randrange(256)}.{self.dice.randrange(1, 255)}")

    def pull_sim(self):
        self.emulator.control("sim-remove")
        self.emulator.control("fault 2s:sim-insert")

    def unplug(self):
        self.end(self.emulator.program, by=signal.SIGKILL)
        if os.path.islink(self.emulator.link):
            os.unlink(self.emulator.link)
        (self.folder / "emulator.control").unlink(missing_ok=True)
        self.emulator = Emulator(self, *QUICK, link=self.emulator.link)

    def restart_server(self):
        ports = self.server.ports
        self.end(self.server.program, by=signal.SIGKILL)
        self.server = self.new_server(ports=ports)

    def stop_server(self):
        process = self.server.program.process
        process.send_signal(signal.SIGSTOP)
        going_on = threading.Timer(3, process.send_signal, (signal.SIGCONT,))
        going_on.start()
        self.addCleanup(going_on.cancel)

    def flood(self):
        contexts = self.emulator.control("contexts")["contexts"]
        if not contexts or contexts[0]["status"] != "connected":
            return
        for number in range(50):  # GET /3/0/17, which takes three seconds
            self.emulator.control(f"inject 0 4201{self.dice.randrange(65536):04x}{number:04x}b1330130023137")

    def report(self, minutes):
        quarter = len(self.samples) // 4
        second, last = self.samples[quarter:2 * quarter], self.samples[3 * quarter:]
        counts = self.counts
        print(f"\n{minutes:.1f} minutes, seed {self.seed}: {counts['requests']} requests, {counts['unanswered']} of them unanswered, "
              f"{counts['faults']} faults, {len(self.samples)} samples")
        print(f"recoveries: {self.recoveries()}")
        print(f"{'':24}{'first':>10}{'2nd quarter':>14}{'last quarter':>14}{'most':>10}")
        grown = []
        for name, (title, factor, extra) in Sample.NAMES.items():
            values = [getattr(sample, name) for sample in self.samples]
            early, late = (statistics.median(getattr(sample, name) for sample in part) for part in (second, last))
            has_grown = late > early * factor + extra
            print(f"{title:24}{values[0]:10}{early:14.0f}{late:14.0f}{max(values):10}{'   GROWN' if has_grown else ''}")
            grown += [title] if has_grown else []
        self.assertEqual(grown, [], "has grown from the second to the last quarter")
        self.assertGreater(counts["requests"], 2 * counts["unanswered"], "most requests are answered")


def main(arguments):
    Soak.minutes, Soak.seed = float(arguments[0]), int(arguments[1])
    return 0 if unittest.TextTestRunner(verbosity=0).run(unittest.TestSuite([Soak()])).wasSuccessful() else 1


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)
