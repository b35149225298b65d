"""Another configuration while the agent runs: what is put into effect, what goes on as it was, and what is refused."""
import signal

from agentd_cases import NotifySocket
from control_cases import REFUSED, ControlCase
from demo_server import DemoServer
from gateway import Emulator

CONFIGURATION = """version: 1
endpoint: gw1
state_directory: "{state}"
modem: {{ device: "{device}" }}
control: {{ socket: {socket} }}
servers:
  - {{ short_id: 123, uri: "{uri}", lifetime: 5min }}
objects:
  - id: 3
    resources: {{ 0: {{ value: Acme }}, 4: {{ execute: {{ command: [/bin/true] }} }}, 11: {{ value: {{ 0: 0 }} }}, 14: {{ value: "+01:00", writable: true }}, 16: {{ value: U }} }}
  - id: 3303
    resources: {{ 5700: {{ type: float, operations: R, value: 20 }} }}
stop: {{ timeout: 5s }}
"""


class ReloadCase(ControlCase):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "agent.yaml"

    def start_configured(self, secure=False, **options):
        self.server, self.emulator = DemoServer(self), Emulator(self)
        self.path.write_text(CONFIGURATION.format(state=self.folder / "state", device=self.emulator.link, socket=self.socket,
                                                  uri=self.server.uri(False)))
        self.path.chmod(0o600)
        self.agent = self.start_agent(self.path, **options)
        self.server.event("registered", endpoint="gw1")
        self.agent.saw("registered server=0")

    def change(self, *replacements):
        text = self.path.read_text()
        for old, new in replacements:
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.path.write_text(text)

    def drop_in(self, text, name="50-test.yaml"):
        folder = self.folder / "agent.d"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)

    def reload(self):
        return self.told("reload")

    def events(self, name):
        return [line for line in self.server.program.lines if f'"event":"{name}"' in line.replace(" ", "")]


class InEffect(ReloadCase):
    def test_nothing_is_sent_when_nothing_has_changed(self):
        self.start_configured()
        self.server.ask("observe /3303/0/5700 text")
        before = self.ask("stats")["client"]
        self.assertEqual(self.reload(), "nothing has changed\n")
        after = self.ask("stats")["client"]
        self.assertEqual({key: after[key] for key in ("registers", "updates", "notifications")},
                         {key: before[key] for key in ("registers", "updates", "notifications")})

    def test_new_objects_are_told_by_an_update(self):
        self.start_configured()
        self.drop_in("objects: { 3304: { resources: { 5700: { type: float, operations: R, value: 55 } } } }\n")
        self.assertEqual(self.reload(), "in effect: objects\n")
        self.assertIn("</3304/0>", self.server.event("updated", endpoint="gw1")["objects"])
        self.assertEqual(self.server.ask("read /3304/0/5700 text")["value"], "55")
        self.assertEqual(self.ask("stats")["client"]["registers"], 1)

    def test_values_and_observations_stay_where_their_paths_do(self):
        self.start_configured()
        self.assertEqual(self.server.ask("write /3/0/14 +05:00")["code"], "2.04")
        self.server.ask("observe /3/0/14 text")
        self.server.ask("observe /3303/0/5700 text")
        self.change(("value: Acme", "value: Other"), ("value: 20 }", "value: 21 }"))
        self.assertEqual(self.reload(), "in effect: objects\n")
        self.assertEqual(self.server.event("notification", path="/3303/0/5700")["value"], "21")
        self.assertEqual(self.server.ask("read /3/0/14 text")["value"], "+05:00")
        self.assertEqual(self.server.ask("read /3/0/0 text")["value"], "Other")
        self.assertRegex(self.told("observations"), r"(?m)^123 +/3/0/14 +")

    def test_an_observation_ends_with_the_path_it_is_of(self):
        self.start_configured()
        self.server.ask("observe /3303/0/5700 text")
        self.drop_in("objects: { 3303: ~ }\n")
        self.reload()
        self.assertNotIn("</3303/0>", self.server.event("updated", endpoint="gw1")["objects"])
        self.agent.saw("observation ends server=0 path=/3303/0/5700")
        self.assertIn("4.04", "".join(d["summary"] for d in self.emulator.datagrams()))
        self.assertNotIn("/3303/0/5700", self.told("observations"))

    def test_attributes_and_sends_and_the_log_level(self):
        self.start_configured()
        self.drop_in("observe: [{ path: /3303/0/5700, pmax: 1s }]\nlog: { level: debug }\nsend: [{ paths: [/3/0/0], every: 1s }]\n")
        self.server.ask("observe /3303/0/5700 text")
        self.assertEqual(self.reload(), "in effect: observe, send, log\n")
        self.server.event("notification", path="/3303/0/5700")
        self.server.event("data", endpoint="gw1")
        self.assertEqual(self.told("log-level"), "debug\n")

    def test_the_format_of_what_is_sent(self):
        self.start_configured()
        self.told("send", "/3/0/0")
        self.assertEqual(self.server.event("data", endpoint="gw1")["format"], "senml-cbor")
        self.drop_in("registration: { send_format: senml-json }\n")
        self.assertEqual(self.reload(), "in effect: registration\n")
        self.told("send", "/3/0/0")
        data = self.server.event("data", endpoint="gw1")
        self.assertEqual(data["format"], "senml-json")
        self.assertEqual(data["value"], '[{"n":"/3/0/0","vs":"Acme"}]')

    def test_a_lifetime_is_told_by_an_update(self):
        self.start_configured()
        self.drop_in("servers: { 123: { lifetime: 10min } }\n")
        self.assertEqual(self.reload(), "in effect: servers\n")
        self.assertEqual(self.server.event("updated", endpoint="gw1")["lifetime"], 600)
        self.assertEqual(self.ask("stats")["client"]["registers"], 1)


class Servers(ReloadCase):
    def other(self):
        return DemoServer(self, name="other-server")

    def test_one_that_is_added_is_registered_at_and_the_first_goes_on(self):
        self.start_configured()
        other = self.other()
        self.drop_in(f'servers: {{ 7: {{ uri: "{other.uri(False)}" }} }}\n')
        self.reload()
        other.event("registered", endpoint="gw1")
        self.assertEqual(len(self.events("registered")), 1)
        self.assertEqual([server["server"] for server in self.ask("status")["servers"]], [123, 7])

    def test_one_that_is_removed_is_told_and_the_other_goes_on(self):
        self.start_configured()
        other = self.other()
        self.drop_in(f'servers: {{ 7: {{ uri: "{other.uri(False)}" }} }}\n')
        self.reload()
        other.event("registered", endpoint="gw1")
        self.drop_in(f'servers: {{ 123: ~, 7: {{ uri: "{other.uri(False)}" }} }}\n')
        self.reload()
        self.server.event("deregistered", endpoint="gw1")
        other.event("updated", endpoint="gw1")
        self.assertEqual([server["server"] for server in self.ask("status")["servers"]], [7])
        self.assertEqual(other.ask("read /3/0/0 text")["value"], "Acme")

    def test_one_that_moves_elsewhere_is_left_and_registered_at_anew(self):
        self.start_configured()
        other = self.other()
        self.drop_in(f'servers: {{ 123: {{ uri: "{other.uri(False)}" }} }}\n')
        self.assertEqual(self.reload(), "in effect: servers\n")
        self.server.event("deregistered", endpoint="gw1")
        other.event("registered", endpoint="gw1")

    def test_another_endpoint_registers_anew(self):
        self.start_configured()
        self.change(("endpoint: gw1", "endpoint: gw2"))
        self.assertEqual(self.reload(), "in effect: endpoint\n")
        self.server.event("deregistered", endpoint="gw1")
        self.server.event("registered", endpoint="gw2")


class Module(ReloadCase):
    def test_is_brought_up_again_and_the_registration_goes_on(self):
        self.start_configured()
        self.assertEqual(self.server.ask("write /3/0/14 +07:00")["code"], "2.04")
        second = Emulator(self, name="second")
        self.drop_in(f'modem: {{ device: "{second.link}", apn: other.example }}\n')
        self.assertEqual(self.reload(), "in effect: modem\n")
        self.agent.saw(f"port_open device={second.link}")
        self.server.event("updated", endpoint="gw1")
        self.assertEqual(self.server.ask("read /3/0/14 text")["value"], "+07:00")
        self.assertIn("other.example", second.said("to_module"))
        self.assertEqual(len(self.events("registered")), 1)

    def test_that_never_came_is_looked_for_elsewhere(self):
        self.server, self.emulator = DemoServer(self), Emulator(self)
        self.path.write_text(CONFIGURATION.format(state=self.folder / "state", device="/nonexistent/modem", socket=self.socket,
                                                  uri=self.server.uri(False)))
        self.path.chmod(0o600)
        self.agent = self.start_agent(self.path)
        self.agent.saw("port_missing")
        self.drop_in(f'modem: {{ device: "{self.emulator.link}" }}\n')
        self.assertEqual(self.reload(), "in effect: modem\n")
        self.server.event("registered", endpoint="gw1")


class Refused(ReloadCase):
    def test_a_bad_file_leaves_the_running_configuration_in_place_and_says_why(self):
        notify = NotifySocket(self)
        self.start_configured(environment=notify.environment())
        self.wait_until(lambda: "READY=1" in notify.said, "READY")
        notify.said.clear()
        self.drop_in("objects: { 3303: { resources: { 5700: { vlaue: 1 } } } }\nstop: { timeout: soon }\n")
        said = self.tool("reload")
        self.assertEqual((said.returncode, said.stdout), (REFUSED, ""))
        self.assertIn("error: the configuration is refused: the running one stays in effect\n", said.stderr)
        self.assertRegex(said.stderr, r"\n    \S*/agent\.d/50-test\.yaml:1:\d+: objects\[1\]\.resources\.5700\.vlaue: unknown key")
        self.assertRegex(said.stderr, r"\n    \S*/agent\.d/50-test\.yaml:2:\d+: stop\.timeout: ")
        self.agent.saw("reload_refused problems=2")
        self.wait_until(lambda: "READY=1" in notify.said, "READY after the reload")
        self.assertIn("RELOADING=1", notify.said)
        self.assertTrue(any(line.startswith("MONOTONIC_USEC=") for line in notify.said))
        self.wait_until(lambda: any("registered at /rd/0001" in line and "reload refused: " in line for line in notify.said), "STATUS")
        status = self.told("status")
        self.assertRegex(status, r"\nreload      refused: the configuration before it is in effect\n +\S+50-test\.yaml:1:")
        self.assertEqual(self.server.ask("read /3303/0/5700 text")["value"], "20")
        self.drop_in("objects: { 3303: { resources: { 5700: { value: 1 } } } }\n")
        self.assertEqual(self.reload(), "in effect: objects\n")
        self.assertNotIn("refused", self.told("status"))

    def test_a_signal_reloads_as_well(self):
        self.start_configured()
        self.drop_in("endpoint: [\n")
        self.agent.process.send_signal(signal.SIGHUP)
        self.agent.saw("reload_refused problems=1")
        self.drop_in("objects: { 3304: { resources: { 5700: { type: float, operations: R, value: 55 } } } }\n")
        self.agent.process.send_signal(signal.SIGHUP)
        self.agent.saw('configuration_reloaded changed="objects"')
        self.server.event("updated", endpoint="gw1")

    def test_a_secret_that_everybody_may_read_is_refused(self):
        self.start_configured()
        self.drop_in('servers: { 123: { uri: "coaps://127.0.0.1", psk: { key: { hex: "00112233445566778899aabbccddeeff" } } } }\n')
        (self.folder / "agent.d" / "50-test.yaml").chmod(0o644)
        said = self.tool("reload")
        self.assertEqual(said.returncode, REFUSED)
        self.assertIn("a secret in a file of mode 0644", said.stderr)
        self.assertNotIn("00112233", said.stderr)

    def test_what_has_to_wait_for_a_restart_is_named_and_the_rest_is_in_effect(self):
        self.start_configured()
        self.change((f'state_directory: "{self.folder / "state"}"', f'state_directory: "{self.folder / "elsewhere"}"'))
        self.drop_in("log: { level: debug }\n")
        self.assertEqual(self.reload(), "in effect: log\nneeds a restart: state_directory\n")
        self.assertIn("restart     needed for state_directory\n", self.told("status"))
        self.assertFalse((self.folder / "elsewhere").exists())

