"""The unit: ready, status, watchdog, restarts, the device that comes and goes, journal, credentials."""
import signal

from scene import KEY, UNIT, SystemCase


class Service(SystemCase):
    def test_is_skipped_without_a_configuration(self):
        self.systemctl("start", UNIT)
        self.assertEqual(self.property("ActiveState"), "inactive")
        self.assertEqual(self.property("ConditionResult"), "no")

    def test_is_ready_when_registered_and_not_before(self):
        emulator, server = self.scene()
        emulator.control("set registration=2")
        self.systemctl("start", "--no-block", UNIT)
        self.wait_for_property("StatusText", r"waiting for the network \(.*\)")
        self.assertEqual(self.property("ActiveState"), "activating")
        emulator.control("set registration=1")
        server.event("registered", endpoint="gw1")
        self.wait_for_property("ActiveState", "active")
        self.wait_for_property("StatusText", "registered at /rd/0001, lifetime 300 s")
        self.assertIn('Status: "registered at /rd/0001, lifetime 300 s"', self.machine.say("systemctl", "status", UNIT))

    def test_de_registers_when_it_is_stopped(self):
        _, server = self.scene()
        self.systemctl("start", UNIT)
        self.systemctl("stop", UNIT)
        server.event("deregistered", endpoint="gw1")
        self.assertEqual((self.property("Result"), self.property("ExecMainStatus")), ("success", "0"))

    def test_is_ended_by_the_watchdog_when_it_stands_still_and_registers_again(self):
        _, server = self.scene()
        self.drop_in(text="[Service]\nWatchdogSec=3s\nRestartSec=100ms\n")
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        first = self.property("MainPID")
        self.systemctl("kill", "--signal=SIGSTOP", UNIT)
        server.event("updated", endpoint="gw1")  # it goes on with its registration
        self.wait_for_property("ActiveState", "active")
        self.assertNotEqual(self.property("MainPID"), first)
        self.assertIn("Watchdog timeout", self.machine.say("journalctl", "--unit", UNIT))

    def test_comes_back_after_kill_9_with_what_was_acknowledged(self):
        _, server = self.scene()
        self.drop_in(text="[Service]\nRestartSec=100ms\n")
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        self.assertEqual(server.ask("write /3/0/14 +05:00")["code"], "2.04")
        self.systemctl("kill", f"--signal={signal.SIGKILL.value}", UNIT)
        server.event("updated", endpoint="gw1")
        self.assertEqual(server.ask("read /3/0/14 text")["value"], "+05:00")
        self.assertEqual(self.property("NRestarts"), "1")

    def test_restart_keeps_what_was_written(self):
        _, server = self.scene()
        self.systemctl("start", UNIT)
        self.assertEqual(server.ask("write /3/0/14 +06:00")["code"], "2.04")
        self.systemctl("restart", UNIT)
        server.event("registered", endpoint="gw1")
        self.assertEqual(server.ask("read /3/0/14 text")["value"], "+06:00")

    def test_reloads_a_changed_configuration_and_keeps_its_registration(self):
        _, server = self.scene()
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        process = self.property("MainPID")
        self.machine.write("/etc/lwm2m-agent/agent.d/50-more.yaml", "objects: { 3303: { resources: { 5700: { type: float, operations: R, value: 21.5 } } } }\n", 0o640,
                           "root:lwm2m-agent")
        self.systemctl("reload", UNIT)
        self.assertIn("</3303/0>", server.event("updated", endpoint="gw1")["objects"])
        self.assertEqual(server.ask("read /3303/0/5700 text")["value"], "21.5")
        self.assertEqual((self.property("MainPID"), self.property("ActiveState")), (process, "active"))
        self.assertIn("Subject: The configuration has been reloaded", self.machine.say("journalctl", "--catalog", "--unit", UNIT))

    def test_a_reload_fails_when_the_file_is_bad_and_the_running_one_stays(self):
        _, server = self.scene()
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        self.machine.write("/etc/lwm2m-agent/agent.d/50-bad.yaml", "logs: {}\n", 0o640, "root:lwm2m-agent")
        self.assertNotEqual(self.systemctl("reload", UNIT, check=False).returncode, 0)
        self.wait_for_property("StatusText", r"registered at /rd/0001, lifetime 300 s; reload refused: .*50-bad\.yaml:1:1: logs: .*")
        self.assertEqual(self.property("ActiveState"), "active")
        self.assertEqual(server.ask("read /3/0/0 text")["value"], "Acme")
        said = self.machine.say("journalctl", "--catalog", "--unit", UNIT)
        self.assertIn("Subject: The changed configuration is refused", said)
        self.machine.run("rm", "/etc/lwm2m-agent/agent.d/50-bad.yaml")
        self.systemctl("reload", UNIT)
        self.wait_for_property("StatusText", "registered at /rd/0001, lifetime 300 s")

    def test_waits_for_a_device_that_is_removed_and_takes_it_back(self):
        emulator, server = self.scene()
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        process = self.property("MainPID")
        self.assertEqual(emulator.program.end(), 0)
        self.wait_for_property("StatusText", ".*there is no such device.*")
        self.module()
        server.event("updated", endpoint="gw1")
        self.assertEqual(server.ask("read /3/0/0 text")["value"], "Acme")
        self.assertEqual(self.property("MainPID"), process)

    def test_a_wrong_configuration_ends_it_for_good_and_the_journal_says_where(self):
        self.scene(sections="logs: {}")
        self.assertNotEqual(self.systemctl("start", UNIT, check=False).returncode, 0)
        self.assertEqual((self.property("ExecMainStatus"), self.property("SubState")), ("78", "failed"))
        said = self.machine.say("journalctl", "--catalog", "--unit", UNIT)
        self.assertRegex(said, r"agent\.yaml:\d+:1: logs: unknown key \(did you mean log\?\)")
        self.assertIn("Subject: The configuration is refused", said)


class Journal(SystemCase):
    def test_has_the_fields_that_people_filter_by(self):
        _, server = self.scene(sections="log: { level: debug }")
        self.systemctl("start", UNIT)
        self.assertEqual(server.ask("read /3/0/0 text")["value"], "Acme")
        self.wait_until(lambda: self.journal("LWM2M_PATH=/3/0/0", "LWM2M_OPERATION=Read", "COAP_CODE=2.05"), "line of the Read")
        registered = self.journal("LWM2M_EVENT=registered")
        self.assertEqual([entry["LWM2M_SERVER"] for entry in registered], ["0"])
        self.assertEqual(registered[0]["_SYSTEMD_UNIT"], UNIT)
        self.assertEqual(registered[0]["SYSLOG_IDENTIFIER"], "lwm2m-agentd")
        self.assertTrue(self.journal("LWM2M_EVENT=port_open")[0]["MODEM"].endswith("emulator.port"))

    def test_explains_what_happened(self):
        emulator, server = self.scene()
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        emulator.program.end()
        self.wait_for_property("StatusText", ".*there is no such device.*")
        said = self.machine.say("journalctl", "--catalog", "--unit", UNIT)
        for subject in ("The device is registered at a server", "The module is ready", f"The serial port {emulator.link} cannot be used"):
            self.assertIn(f"Subject: {subject}", said)
        self.assertIn(f"{emulator.link}: there is no such device", said)


class Credentials(SystemCase):
    psk = ", psk: { identity: gw1, key: { credential: psk } }"

    def encrypt(self, name, path):
        self.machine.run("systemd-creds", "encrypt", "--with-key=host", f"--name={name}", "-", path, text=KEY)
        self.assertNotIn(KEY, self.machine.say("cat", path))

    def test_come_under_names_of_an_administrator_from_files_that_only_root_reads(self):
        emulator, server = self.scene(secure=True)
        self.machine.write("/etc/lwm2m-agent/psk-456", KEY, 0o600)
        self.encrypt("psk-789", "/etc/lwm2m-agent/psk-789.cred")
        self.drop_in("credentials")
        for name in ("psk-456", "psk-789"):
            self.configure(emulator, server.uri(True), more=self.psk.replace("credential: psk", f"credential: {name}"))
            self.systemctl("restart", UNIT)
            self.assertEqual(server.event("registered", endpoint="gw1")["identity"], "gw1")

    def test_come_encrypted_for_this_machine(self):
        _, server = self.scene(secure=True, more=self.psk)
        self.machine.run("mkdir", "-p", "/etc/credstore.encrypted")
        self.encrypt("psk", "/etc/credstore.encrypted/lwm2m-agent.psk")
        self.systemctl("start", UNIT)
        self.assertEqual(server.event("registered", endpoint="gw1")["identity"], "gw1")

    def test_that_are_missing_are_named(self):
        self.scene(secure=True, more=self.psk)
        self.systemctl("start", UNIT, check=False)
        self.assertEqual(self.property("ExecMainStatus"), "78")
        self.assertIn("servers[0].psk.key.credential", self.machine.say("journalctl", "--unit", UNIT))
