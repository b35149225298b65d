"""When the service manager's watchdog is fed (sd_watchdog_enabled(3)): as long as the loop and the AT conversation go on, whatever the
module does."""
import os
import signal
import termios

import harness
from agentd_cases import ToldCase
from demo_server import DemoServer
from gateway import Emulator


class Watchdog(ToldCase):
    def fed(self):
        return self.manager.said.count("WATCHDOG=1")

    def goes_on(self, times=5):
        before = self.fed()
        self.wait_until(lambda: self.fed() >= before + times, "a watchdog that is fed")

    def start_registered(self):
        self.server = DemoServer(self)
        self.emulator = Emulator(self)
        self.agent = self.start_told(f"control: {{ socket: {self.folder}/control }}", device=self.emulator.link, uri=self.server.uri(False))
        self.said("READY=1")

    def test_is_fed_without_a_device(self):
        self.start_told()
        self.said(r"STATUS=.*there is no such device.*")
        self.goes_on()

    def test_is_fed_while_a_dead_module_is_looked_for(self):
        self.start_registered()
        self.emulator.control("mute 1h")
        self.start("tool", harness.programs() / "lwm2m-agentctl", "--socket", self.folder / "control", "update")
        self.agent.saw("modem_silent", timeout=3 * harness.PATIENCE)
        self.goes_on()

    def test_is_fed_while_a_port_that_takes_no_bytes_is_opened_afresh(self):
        self.start_registered()
        port = os.open(self.emulator.link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.addCleanup(os.close, port)
        termios.tcflow(port, termios.TCOOFF)
        self.server.program.say("read /3/0/0 text")
        self.agent.saw("the device takes no bytes")
        termios.tcflow(port, termios.TCOON)
        self.agent.saw("port_open", count=2)
        self.goes_on()
        self.server.event("updated", endpoint="gw1")

    def test_is_not_fed_while_the_agent_stands_still(self):
        self.start_registered()
        self.agent.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.agent.process.send_signal, signal.SIGCONT)
        before = self.fed()
        self.assertRaises(AssertionError, self.wait_until, lambda: self.fed() > before + 1, "food", timeout=3)
        self.agent.process.send_signal(signal.SIGCONT)
        self.goes_on()
