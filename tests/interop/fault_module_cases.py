"""Fault matrix, the module's part: each fault of the emulated module against the real agent over real DTLS, until the server reads again."""
import os
import signal

import harness
from fault_scene import QUICK, Scene
from gateway import Emulator


class FaultyModule(Scene):
    def fault(self, what):
        self.emulator.control(what)

    def test_no_answer_for_a_time(self):
        self.begin(RESET_AFTER="1min")
        self.fault("mute")
        self.agentctl("update")
        self.agent.log.wait_for("modem_silent")
        self.fault("unmute")
        self.measure("the module did not answer for a time")
        self.assertGreaterEqual(self.recoveries()["resynchronised"], 1)
        self.assertEqual((self.recoveries()["restarts"], self.recoveries()["hard_resets"]), (0, 0))

    def test_no_answer_until_it_is_restarted(self):
        self.begin()
        self.emulator.control("fault AT+QRST:unmute")
        self.fault("mute")  # nobody asks anything of it: the agent notices by itself
        self.agent.log.wait_for("modem_recovery step=restart")
        self.measure("the module hung until AT+QRST (from that on)")
        self.assertEqual(self.recoveries()["hard_resets"], 0)

    def test_dead_until_the_hard_reset(self):
        # What a GPIO is in the field is the power key of the emulator here.
        program = self.folder / "power-key"
        program.write_text("#!/usr/bin/python3\nimport os, socket, sys\nos.chdir(os.path.dirname(sys.argv[1]))\n"
                           "with socket.socket(socket.AF_UNIX) as key:\n    key.connect(os.path.basename(sys.argv[1]))\n"
                           "    key.sendall(b'power-on\\n')\n    key.recv(100)\n")
        program.chmod(0o755)
        self.begin(HARD_RESET=f'["{program}", "{self.folder}/emulator.control"]', RESET_AFTER="1s")
        self.fault("power-down")
        self.code(self.question)
        self.agent.log.wait_for("modem_recovery step=restart")
        self.agent.log.wait_for("modem_recovery step=hard_reset")
        self.measure("the module was dead until the hard reset (from that on)")
        steps = self.recoveries()
        self.assertEqual((steps["restarts"], steps["hard_resets"]), (1, 1))
        status = self.agentctl("status")["module"]["recovery"]
        self.assertEqual((status["step"], status["hard_resets"]), ("hard_reset", 1))

    def test_garbage_on_the_line(self):
        self.begin()
        for command in ("AT+QCOAPHEAD", "AT+QCOAPOPTION", "AT+QCOAPSEND"):
            self.emulator.control(f"fault {command}:garbage=300")
            self.code(self.question)
        self.fault("garbage=3000")
        self.measure("garbage on the serial line")

    def test_lost_results(self):
        self.begin()
        for command in ("AT+QCOAPHEAD", "AT+QCOAPOPTION", "AT+QCOAPSEND"):
            self.emulator.control(f"fault {command}:lose-ok")
            self.code(self.question)
        self.measure("final results were lost")
        self.assertGreaterEqual(self.recoveries()["reopened"], 1)

    def test_resets_by_itself_amid_anything(self):
        self.begin()
        for when in ("out=1", "out=20", "in=12", "in=40", "AT+QCOAPSEND", "AT+QCOAPOPTION", "AT+QCOAPOPEN=", "AT+CFUN?"):
            with self.subTest(when=when):
                self.emulator.control(f"fault {when}:reset")
                if when.startswith(("AT+QCOAPOPEN", "AT+CFUN")):
                    self.fault("reset")
                self.code(self.question)
                self.wait_until(lambda: self.code(self.question) == "2.05", f"recovery from a reset at {when}")
        resets = self.emulator.control("counters")["resets"]
        self.assertGreaterEqual(resets, 8)
        self.fault("reset")
        self.measure("the module reset by itself")

    def test_unplugged_and_back_under_another_name(self):
        self.begin()
        # As udev does it: the link of the configuration leads to the device, and is gone with it.
        self.end(self.emulator.program, by=signal.SIGKILL)
        os.unlink(self.emulator.link)
        self.agent.log.wait_for("port_missing")
        blocker = os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)  # the number that the device had is taken
        self.addCleanup(os.close, blocker)
        self.emulator = Emulator(self, *QUICK, name="other", link=self.emulator.link)
        self.measure("the tty went away and came back under another name")
        self.assertEqual(self.recoveries()["port"], 1)

    def test_the_sim_was_pulled(self):
        self.begin(RESET_AFTER="1min")
        self.fault("sim-remove")
        self.agent.log.wait_for("modem_state state=waiting_for_sim")
        self.fault("sim-insert")
        self.measure("the SIM was pulled and put back")

    def test_no_network_for_a_time(self):
        self.begin(RESET_AFTER="1min")
        self.fault("network-down=2s")
        self.agent.log.wait_for("modem_state state=waiting_for_network")
        self.wait_until(lambda: self.emulator.control("state")["attached"], "the network")
        self.measure("the network was lost for two seconds")

    def test_no_network_until_the_radio_is_cycled(self):
        self.begin()
        self.emulator.control("fault AT+CFUN=0:network-up")
        self.fault("network-down")
        self.agent.log.wait_for("modem_recovery step=radio_cycle")
        self.measure("the network was lost until the radio was cycled (from that on)")
        self.assertEqual(self.recoveries()["restarts"], 0)

    def test_power_saving(self):
        # Queue mode: the server waits until it hears of the device, whose Update comes before the lifetime ends.
        self.begin(MODEM="sleep: psm", BINDING="UQ", LIFETIME="10s")
        self.fault("psm-enter")
        self.assertIsNone(self.code(self.question))
        self.server.event("updated", endpoint="gw1")
        self.fault("psm-exit")
        self.measure("power saving mode")

    def test_deep_sleep_takes_the_contexts(self):
        self.begin(MODEM="sleep: psm", BINDING="UQ", LIFETIME="10s")
        self.fault("deep-sleep-enter")
        self.agent.log.wait_for("context_state client=0 state=poisoned")
        self.measure("deep sleep took the contexts (from the first message after it on)")

    def test_the_server_lost_the_session(self):
        self.begin(LIFETIME="10s")
        self.fault("session-lost=0")
        self.agent.log.wait_for("no answer")
        self.measure("the server had lost the DTLS session (from the unanswered Update on)")

    def test_a_message_finds_that_the_session_is_lost(self):
        self.begin()
        self.fault("session-lost=0")
        self.start("send", harness.programs() / "lwm2m-agentctl", "--socket", self.folder / "agent.control", "send", "/3/0/9")
        self.agent.log.wait_for("the server does not answer")
        self.measure("the server had lost the DTLS session (from the unanswered Send on)")
        self.assertEqual(self.recoveries()["reopened"], 1)

    def test_another_address(self):
        self.begin()
        self.fault("address=10.65.33.200")
        self.measure("the network gave the module another address")
        self.assertGreaterEqual(self.recoveries()["reopened"], 1)
        self.server.event("updated", endpoint="gw1")
