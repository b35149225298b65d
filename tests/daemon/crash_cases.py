"""kill -9 of the real agent at moments drawn from a seed, under load: what the server was told is what the agent has afterwards.

AGENT_KILLS (25 unless told) and AGENT_SEED make it longer and another one: scripts/crash runs 200."""
import json
import os
import random
import signal
import time

import harness
from demo_server import DemoServer
from gateway import Agent, Emulator

KILLS = int(os.environ.get("AGENT_KILLS", "25"))
SEED = int(os.environ.get("AGENT_SEED", "1"))


class Load:
    """Writes of a server that go on until the agent dies, and what it was told of each."""

    def __init__(self, server, random):
        self.server, self.random = server, random
        self.number = 0
        self.told = {"/3/0/14": "+01:00", "/3/0/15": "Europe/Berlin", "/26241/0/1": "3"}
        self.maybe = {path: set() for path in self.told}  # written, and no answer came
        self.attributes = {path: "" for path in self.told}
        self.maybe_attributes = {path: set() for path in self.told}
        self.acknowledged = 0

    def command(self):
        self.number += 1
        path = self.random.choice(sorted(self.told))
        if self.random.random() < 0.25:
            value = str(self.number)
            return f"attributes {path} pmax={value}", path, value, self.attributes, self.maybe_attributes
        value = str(self.number % 10) if path == "/26241/0/1" else f"+{self.number}"
        return f"write {path} {value}", path, value, self.told, self.maybe

    def run_until(self, end):
        """One request at a time, as fast as they are answered, until the moment `end`."""
        while time.monotonic() < end:
            text, path, value, told, maybe = self.command()
            maybe[path].add(value)
            at = len(self.server.program.lines)
            self.server.program.say(text)
            while (answer := self.answer_to(text, at)) is None and time.monotonic() < end:
                time.sleep(0.0005)
            if answer is None:
                return
            assert answer["event"] == "response" and answer["code"] == "2.04", answer
            told[path] = value
            maybe[path].clear()
            self.acknowledged += 1

    def answer_to(self, text, at):
        for line in self.server.program.lines[at:]:
            if f'"{text}"' in line and (event := json.loads(line)).get("command") == text:
                return event
        return None


class Crash(harness.Case):
    def start_agent(self):
        return Agent(self, self.emulator, self.server.uri(False), LIFETIME="10min")

    def check(self, load):
        for path, value in load.told.items():
            found = self.server.ask(f"read {path} text")["value"]
            self.assertIn(found, {value, *load.maybe[path]}, f"{path} after the kill")
            load.told[path] = found
            load.maybe[path].clear()
            links = self.server.ask(f"discover {path}")["value"]
            found = links.partition("pmax=")[2].partition(";")[0].partition(",")[0]
            self.assertIn(found, {load.attributes[path], *load.maybe_attributes[path]}, f"attributes of {path} after the kill: {links}")
            load.attributes[path] = found
            load.maybe_attributes[path].clear()

    def test_loses_nothing_that_it_acknowledged(self):
        dice = random.Random(SEED)
        self.server = DemoServer(self, options=("--timeout", "1"))
        self.emulator = Emulator(self)
        self.agent = self.start_agent()
        self.server.event("registered", endpoint="gw1")
        self.assertEqual(self.server.ask("observe /3303/0/5700 text")["code"], "2.05")
        load = Load(self.server, dice)
        registered_anew = 0
        for kill in range(KILLS):
            with self.subTest(kill=kill, seed=SEED):
                load.run_until(time.monotonic() + dice.uniform(0, 0.25))
                self.agent.program.end(signal.SIGKILL)
                temperature = 20000 + kill + 1
                self.agent.temperature.write_text(f"{temperature}\n")
                mark = len(self.server.program.lines)
                self.running.remove(self.agent.program)
                self.agent = self.start_agent()
                self.server.program.wait_for(lambda line: '"updated"' in line or '"registered"' in line, "contact", mark)
                registered_anew += any('"registered"' in line for line in self.server.program.lines[mark:])
                # The observation outlived the agent, and what changed meanwhile is told.
                self.server.program.wait_for(
                    lambda line: '"notification"' in line and f'"{temperature / 1000:g}"' in line, "notification of what changed", mark)
                self.check(load)
        print(f"{KILLS} kills, seed {SEED}: {load.acknowledged} acknowledged writes, {registered_anew} new registrations")
        self.assertEqual(registered_anew, 0)
        self.assertGreater(load.acknowledged, KILLS)

