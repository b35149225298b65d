"""The packages: what an installation makes, what an upgrade keeps, what a removal leaves and a purge takes."""
import scene
from scene import UNIT, SystemCase


class Package(SystemCase):
    def tearDown(self):
        # Whatever a test has done to it, the next one finds the current version installed.
        self.machine.run("dpkg", "--purge", "lwm2m-agent")
        scene.the.install(scene.the.packages)
        super().tearDown()

    def state_files(self):
        return self.machine.run("sh", "-c", "ls -d /var/lib/lwm2m-agent /var/lib/lwm2m-agent@* 2>/dev/null", check=False).stdout.split()

    def test_makes_the_user_and_its_folder_and_starts_nothing(self):
        self.machine.run("dpkg", "--purge", "lwm2m-agent")
        self.machine.run("rmdir", "/etc/lwm2m-agent", check=False)
        scene.the.install(scene.the.packages)
        self.assertRegex(self.machine.say("getent", "passwd", "lwm2m-agent"), r"^lwm2m-agent:x:\d+:\d+:LwM2M agent:/var/lib/lwm2m-agent:.*nologin$")
        self.assertTrue(self.machine.say("getent", "group", "lwm2m-agent"))
        self.assertEqual(self.machine.say("stat", "--format=%a %U %G", "/etc/lwm2m-agent"), "750 root lwm2m-agent")
        self.assertEqual((self.property("ActiveState"), self.property("UnitFileState")), ("inactive", "disabled"))

    def test_three_steps_are_the_whole_installation(self):
        self.scene()  # the YAML file
        self.systemctl("enable", "--now", UNIT)
        self.wait_for_property("ActiveState", "active")
        self.assertEqual(self.property("UnitFileState"), "enabled")

    def test_an_upgrade_keeps_state_configuration_and_goes_on_running(self):
        scene.the.install(scene.the.previous)
        self.assertIn("0.0.9", self.machine.say("dpkg-query", "--show", "lwm2m-agent"))
        _, server = self.scene()
        self.drop_in("files")
        self.systemctl("enable", "--now", UNIT)
        server.event("registered", endpoint="gw1")
        self.assertEqual(server.ask("write /3/0/14 +07:00")["code"], "2.04")
        before, process = self.machine.say("sha256sum", "/etc/lwm2m-agent/agent.yaml"), self.property("MainPID")
        scene.the.install(scene.the.packages)
        server.event("registered", endpoint="gw1")
        self.assertNotEqual(self.property("MainPID"), process)
        self.assertEqual(server.ask("read /3/0/14 text")["value"], "+07:00")
        self.assertEqual(self.machine.say("sha256sum", "/etc/lwm2m-agent/agent.yaml"), before)
        self.assertEqual(self.property("UnitFileState"), "enabled")
        self.assertIn("files.conf", self.property("DropInPaths"))

    def test_an_upgrade_does_not_start_what_was_not_running(self):
        scene.the.install(scene.the.previous)
        self.scene()
        scene.the.install(scene.the.packages)
        self.assertEqual(self.property("ActiveState"), "inactive")

    def test_a_removal_stops_it_and_leaves_state_that_a_purge_takes(self):
        _, server = self.scene()
        self.systemctl("enable", "--now", UNIT)
        server.event("registered", endpoint="gw1")
        self.assertEqual(server.ask("write /3/0/14 +08:00")["code"], "2.04")
        self.machine.run("install", "-d", "/var/lib/lwm2m-agent@north")
        self.machine.run("apt-get", "remove", "--yes", "lwm2m-agent")
        server.event("deregistered", endpoint="gw1")
        self.assertEqual(self.state_files(), ["/var/lib/lwm2m-agent", "/var/lib/lwm2m-agent@north"])
        self.machine.run("apt-get", "purge", "--yes", "lwm2m-agent")
        self.assertEqual(self.state_files(), [])
        links = self.machine.say("find", "/etc/systemd/system", "-name", "lwm2m-agent*.service")
        self.assertEqual(links, "")
        self.assertEqual(self.machine.say("ls", "/etc/lwm2m-agent"), "agent.yaml", "what an administrator wrote stays")

    def test_has_a_page_and_completion_for_every_program(self):
        files = self.machine.say("dpkg", "--listfiles", "lwm2m-agent", "lwm2m-agent-tools").splitlines()
        programs = [file.rsplit("/", 1)[1] for file in files if file.startswith("/usr/bin/")]
        self.assertIn("lwm2m-agentd", programs)
        for program in programs:
            self.assertTrue([file for file in files if f"/man/man{'8' if program.endswith('d') else '1'}/{program}." in file], program)
            self.assertIn(f"/usr/share/bash-completion/completions/{program}", files)
        self.assertIn("/usr/share/man/man5/lwm2m-agent.yaml.5.gz", files)
