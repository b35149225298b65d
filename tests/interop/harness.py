"""Programs under test in fresh folders: started, waited for, ended by their process id, their logs kept when a test fails."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

# Everything waits for events, never for a time; this only bounds how long (sanitizers on a busy machine are slow).
PATIENCE = float(os.environ.get("AGENT_TEST_PATIENCE", "60"))
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPLAINT = re.compile(r"(ERROR|WARNING): \w+Sanitizer|runtime error:")  # of a sanitizer, in what a program wrote


def programs():
    """The folder of the built programs."""
    return pathlib.Path(os.environ.get("AGENT_PROGRAMS", ROOT / "build" / "asan-ubsan" / "bin"))


class Program:
    """A running program whose standard output is read line by line into `lines`."""

    def __init__(self, name, arguments, folder, environment=None):
        self.name = name
        self.log = pathlib.Path(folder, f"{name}.log")
        self.lines, self.changed = [], threading.Condition()
        self.ended = False
        with open(self.log, "w") as errors:
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=folder,
                text=True, bufsize=1, errors="replace", env={**os.environ, **(environment or {})})
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        with open(self.log.with_suffix(".out"), "w") as copy:
            for line in self.process.stdout:
                copy.write(line)
                copy.flush()
                with self.changed:
                    self.lines.append(line.rstrip("\n"))
                    self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait_for(self, wanted, what, start=0, timeout=PATIENCE):
        """(index, wanted(line)) of the first line from `start` on for which `wanted` is true."""
        deadline, at = time.monotonic() + timeout, start
        with self.changed:
            while True:
                while at < len(self.lines):
                    if found := wanted(self.lines[at]):
                        return at, found
                    at += 1
                left = deadline - time.monotonic()
                if self.ended or left <= 0 or not self.changed.wait(left) and not len(self.lines) > at:
                    state = f"ended with {self.process.wait()}" if self.ended else f"still runs after {timeout:.0f} s"
                    raise AssertionError(f"{self.name}: no {what} ({state})\n{self.tail()}")

    def errors(self):
        return self.log.read_text(errors="replace")

    def tail(self, count=25):
        return "\n".join((self.errors().splitlines() + self.lines)[-count:])

    def end(self, by=signal.SIGTERM, timeout=PATIENCE):
        """Ends it and returns its exit code; negative when a signal ended it."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        try:
            result = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.name} did not end within {timeout:.0f} s\n{self.tail()}") from None
        self.reader.join(timeout=5)
        self.process.stdin.close()
        return result


class LogWatch:
    """Waits for text in a file that a program writes."""

    def __init__(self, program):
        self.program = program

    def wait_for(self, text, timeout=PATIENCE, count=1):
        deadline = time.monotonic() + timeout
        while self.program.errors().count(text) < count:
            if self.program.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self.program.name} never logged {text!r} {count} time(s)\n{self.program.tail()}")
            time.sleep(0.02)


class Case(unittest.TestCase):
    """A test with a folder and programs of its own. Programs end in reverse order; the folder stays when the test failed."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lwm2m-agent-test."))
        self.running = []
        self.addCleanup(self.clean_up)

    def start(self, name, *arguments, environment=None):
        program = Program(name, arguments, self.folder, environment)
        self.running.append(program)
        return program

    def wait_until(self, true, what, timeout=PATIENCE):
        """What `true()` returns, once it is true."""
        deadline = time.monotonic() + timeout
        while not (found := true()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{what} never came")
            time.sleep(0.02)
        return found

    def clean_up(self):
        complaints = []
        for program in reversed(self.running):
            try:
                program.end()
            except AssertionError as error:
                complaints.append(str(error))
            if complaint := COMPLAINT.search(program.errors()):
                complaints.append(f"{program.name}: a sanitizer complained\n{program.errors()[complaint.start():][:4000]}")
        result = getattr(self._outcome, "result", None)
        failed = complaints or any(getattr(test, "test_case", test) is self
                                   for test, _ in getattr(result, "failures", []) + getattr(result, "errors", []))
        if failed:
            print(f"logs: {self.folder}", flush=True)
            for program in self.running:
                print(f"--- {program.name} (last lines)\n{program.tail()}", flush=True)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        if complaints:
            raise AssertionError("\n".join(complaints))


def json_lines(path):
    """The objects of a file of JSON lines; a last line that is still being written is left out."""
    found = []
    for line in pathlib.Path(path).read_text(errors="replace").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
