"""What changes while Eclipse Leshan is out of reach arrives later: the agent killed meanwhile, each value with its time."""
import signal
import sqlite3
import time

import harness
from gateway import Agent, Emulator
from leshan import Leshan, plain

TEMPERATURE = "/3303/0/5700"


class Storing(harness.Case):
    def setUp(self):
        super().setUp()
        self.leshan = Leshan(self)
        self.emulator = Emulator(self)
        self.agent = self.start_agent()
        self.leshan.event("REGISTRATION", "gw1")
        self.assertEqual(plain(self.leshan.ask("POST", "gw1", f"{TEMPERATURE}/observe")["content"]), "21.5")

    def start_agent(self):
        return Agent(self, self.emulator, self.leshan.uri(False), LIFETIME="20min")

    def lose_network(self):
        self.emulator.control("fault 0s:network-down")
        self.agent.log.wait_for("state=waiting_for_network")

    def change_while_away(self, degrees):
        """(before, after) of a change; the agent has stored it then."""
        before = self.waiting()
        began = time.time()
        self.agent.temperature.write_text(f"{float(degrees) * 1000:.0f}\n")
        self.wait_until(lambda: self.waiting() > before, "the stored value")
        return began, time.time()

    def waiting(self):
        """How many notifications are in the state database, which is the agent's: it is only looked at."""
        with sqlite3.connect(f"file:{self.agent.state}/state.db?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM notification").fetchone()[0]

    def series(self, count):
        """[(value, time)] of the temperature in time series, so many of them."""
        def seen():
            with self.leshan.changed:
                found = [(plain(node), entry["timestamp"]) for name, data in self.leshan.events if name == "SEND"
                         for entry in data["val"] for path, node in entry["nodes"].items() if path == TEMPERATURE]
            return found if len(found) >= count else None
        return self.wait_until(seen, "the time series")

    def check(self, values, periods):
        series = self.series(len(values))
        self.assertEqual([value for value, _ in series], values)
        for (_, timestamp), (began, ended) in zip(series, periods):
            self.assertGreaterEqual(timestamp / 1000, int(began))  # to the second
            self.assertLessEqual(timestamp / 1000, ended)
        self.wait_until(lambda: self.waiting() == 0, "the end of what is stored")

    def test_a_time_series_follows_when_the_network_is_back(self):
        self.lose_network()
        values = ["22.5", "23.5", "24.5"]
        periods = [self.change_while_away(value) for value in values]
        self.emulator.control("fault 0s:network-up")
        self.check(values, periods)

    def test_what_was_stored_outlives_a_kill(self):
        self.lose_network()
        values = ["22.5", "23.5"]
        periods = [self.change_while_away(value) for value in values]
        self.agent.program.end(signal.SIGKILL)
        self.emulator.control("fault 0s:network-up")
        self.agent = self.start_agent()
        self.check(values, periods)

    def test_a_server_that_forgot_the_device_gets_it_after_the_register(self):
        self.lose_network()
        values = ["22.5", "23.5"]
        periods = [self.change_while_away(value) for value in values]
        self.leshan.forget("gw1")
        self.emulator.control("fault 0s:network-up")
        self.leshan.event("REGISTRATION", "gw1")
        self.check(values, periods)
