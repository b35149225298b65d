"""The control socket and lwm2m-agentctl: a real agent with the emulated module and the demo server, and the tool's own words."""
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess

import harness
from agentd_cases import AgentdCase
from demo_server import DemoServer
from gateway import Emulator

EX_OK, REFUSED, EX_USAGE, EX_UNAVAILABLE, EX_CANTCREAT, EX_NOPERM = 0, 1, 64, 69, 73, 77


class ControlCase(AgentdCase):
    def setUp(self):
        super().setUp()
        self.socket = self.folder / "control"

    def tool(self, *words, **options):
        """The tool's end: its exit code, what it showed and what it complained of."""
        return subprocess.run([harness.programs() / "lwm2m-agentctl", "--socket", self.socket, *words], capture_output=True,
                              text=True, timeout=harness.PATIENCE, cwd=self.folder, **options)

    def told(self, *words):
        """What the tool shows when all is well."""
        said = self.tool(*words)
        self.assertEqual((said.returncode, said.stderr), (EX_OK, ""), words)
        return said.stdout

    def ask(self, *words):
        return json.loads(self.told("--json", *words))

    def start_controlled(self, **options):
        """An agent that is registered at the demo server."""
        self.server = DemoServer(self)
        self.emulator = Emulator(self)
        self.agent = self.start_agent(self.configuration(
            device=self.emulator.link, uri=self.server.uri(False), sections=f"control: {{ socket: {self.socket} }}", **options))
        self.server.event("registered", endpoint="gw1")
        self.agent.saw("registered server=0")
        return self.agent


class Answers(ControlCase):
    def test_status_shows_the_registered_device(self):
        self.start_controlled()
        screen = self.told("status")
        self.assertRegex(screen, r"^lwm2m-agentd \d+\.\d+\.\d+, gw1, running for \d+ s\n")
        self.assertRegex(screen, r"\nmodule      ready  \S*BC660K-GL  \S+\n +\S+/emulator\.port  IMEI \d{15}  RSRP -\d+ dBm")
        self.assertRegex(screen, r"\nserver 123  registered at /rd/0001, lifetime 5 min, Update in \d min( \d+ s)?\n"
                                 rf" +{self.server.uri(False)}  context open  LwM2M 1\.1  0 observations\n")
        status = self.ask("status")
        self.assertEqual((status["ok"], status["servers"][0]["server"], status["servers"][0]["lifetime_s"]), (True, 123, 300))

    def test_reads_writes_and_executes(self):
        self.start_controlled()
        self.assertEqual(self.told("read", "/3/0/0"), "Acme\n")
        self.assertRegex(self.told("read", "/3/0"), r"(?m)^/3/0/11/0 +0 +Error Code$")
        self.server.ask("observe /3/0/0 text")
        self.assertEqual(self.told("write", "/3/0/0", "Other"), "")
        self.assertEqual(self.server.event("notification", path="/3/0/0")["value"], "Other")
        self.assertEqual(self.told("execute", "/3/0/4"), "")
        self.agent.saw("local_execute path=/3/0/4")
        self.assertRegex(self.told("observations"), r"(?m)^123 +/3/0/0 +1\b")

    def test_creates_and_deletes_instances(self):
        self.server = DemoServer(self)
        self.emulator = Emulator(self)
        path = self.configuration(device=self.emulator.link, uri=self.server.uri(False), sections=f"control: {{ socket: {self.socket} }}")
        path.write_text(path.read_text().replace("objects:\n", "objects:\n  - id: 19\n    resources: { 0: { writable: true } }\n"
                                                 "    create: { resources: { 0: { writable: true }, 1: { writable: true } } }\n"))
        self.agent = self.start_agent(path)
        self.server.event("registered", endpoint="gw1")
        self.assertEqual(self.told("create", "/19", "0/0=AQID", "1=5"), "/19/1\n")
        self.assertIn("</19/1>", self.server.event("updated", endpoint="gw1")["objects"])
        self.assertEqual(self.told("read", "/19/1/0/0"), "AQID\n")
        self.assertEqual(self.told("delete", "/19/1"), "")
        self.assertNotIn("</19/1>", self.server.event("updated", endpoint="gw1")["objects"])
        said = self.tool("create", "/3")
        self.assertEqual(said.returncode, REFUSED)
        self.assertIn("servers create no instances of /3 (4.05 Method Not Allowed)\n    /3\n    ^~\n", said.stderr)
        said = self.tool("create", "/19", "9=1")
        self.assertIn("object 19 (BinaryAppDataContainer) has no resource 9 (4.00 Bad Request)\n    9=1\n    ^\n", said.stderr)

    def test_sends_to_the_servers(self):
        self.start_controlled()
        self.assertEqual(self.told("send", "/3/0/0", "/3/0/11"), "server 123 has taken it\n")
        data = self.server.event("data", endpoint="gw1")
        self.assertIn("senml", data["format"])
        self.assertIn(b"Acme".hex(), data["hex"].lower())
        said = self.tool("send", "/3/0/4")
        self.assertEqual(said.returncode, REFUSED)
        self.assertIn("server 123: /3/0/4 can't be read", said.stderr)

    def test_lists_the_objects(self):
        self.start_controlled()
        self.assertRegex(self.told("objects", "/3"), r"^/3 Device 1\.\d\n  /3/0/0 +R +String +Manufacturer\n  /3/0/4 +E +Reboot\n")
        self.assertIn("/1 LwM2M Server", self.told("objects"))

    def test_explains_what_is_wrong_like_a_compiler(self):
        self.start_controlled()
        said = self.tool("read", "/3/0/999")
        self.assertEqual((said.returncode, said.stdout), (REFUSED, ""))
        self.assertEqual(said.stderr, "lwm2m-agentctl: error: object 3 (Device) has no resource 999 (4.04 Not Found)\n"
                                      "    /3/0/999\n"
                                      "         ^~~\n"
                                      "help: `lwm2m-agentctl objects /3/0` lists what is there\n")
        said = self.tool("read", "/3/x/9")
        self.assertEqual(said.returncode, EX_USAGE)
        self.assertIn("    /3/x/9\n       ^\n", said.stderr)
        said = self.tool("write", "/3/0/11/0", "many")
        self.assertEqual(said.returncode, REFUSED)
        self.assertIn("'many' is not a value of type Integer", said.stderr)
        said = self.tool("bootstrap")
        self.assertEqual(said.returncode, REFUSED)
        self.assertIn("there is no bootstrap server (4.05 Method Not Allowed)\nhelp: a `bootstrap:`", said.stderr)

    def test_updates_at_once(self):
        self.start_controlled()
        self.assertEqual(self.told("update"), "Update to server 123\n")
        self.server.event("updated", endpoint="gw1")

    def test_stops_and_starts_a_server(self):
        self.start_controlled()
        self.assertIn("server 123 is stopped until", self.told("stop", "123"))
        self.server.event("deregistered", endpoint="gw1")
        self.wait_until(lambda: "stopped (`lwm2m-agentctl start 123`" in self.told("status"), "the stopped server")
        self.assertEqual(self.tool("update").returncode, REFUSED)
        self.assertEqual(self.told("start", "123"), "server 123 is registering\n")
        self.server.event("registered", endpoint="gw1")

    def test_changes_how_much_is_logged(self):
        self.start_controlled()
        self.assertEqual(self.told("log-level"), "info\n")
        self.assertNotIn("AT+QCOAPSEND", self.agent.errors())
        self.assertEqual(self.told("log-level", "trace"), "trace\n")
        self.server.ask("read /3/0/0 text")
        self.agent.saw("> AT+QCOAPSEND=0")
        self.assertEqual(self.told("log-level", "info"), "info\n")
        lines = self.agent.errors().count("AT+QCOAPSEND")
        self.server.ask("read /3/0/0 text")
        self.assertEqual(self.agent.errors().count("AT+QCOAPSEND"), lines)

    def test_counts_messages_by_operation_as_they_were_on_the_air(self):
        self.start_controlled()
        for _ in range(3):
            self.server.ask("read /3/0/0 text")
        datagrams = self.emulator.datagrams()
        stats = self.ask("stats")
        rows = {row["operation"]: row for row in stats["traffic"] if row["server"] == "123"}
        reads = [datagram for datagram in datagrams if "GET /3/0/0" in datagram["summary"]]
        self.assertEqual(rows["Read"]["received"], {"messages": 3, "bytes": sum(len(read["hex"]) // 2 for read in reads)})
        self.assertEqual(rows["Read"]["sent"]["messages"], 3)
        register = next(datagram for datagram in datagrams if "POST /rd" in datagram["summary"])
        self.assertEqual(rows["Register"]["sent"], {"messages": 1, "bytes": len(register["hex"]) // 2})
        self.assertGreater(stats["line"]["bytes_sent"], 500)
        self.assertEqual(stats["recoveries"], {"module": 0, "contexts": 0, "port": 0, "resynchronised": 0, "reopened": 0, "radio_cycles": 0,
                                               "restarts": 0, "hard_resets": 0})
        self.assertRegex(self.told("stats"), r"(?m)^123 +Read +3 +\d+ +3 +\d+$")

    def test_follows_what_happens(self):
        self.start_controlled()
        follower = self.start("follower", harness.programs() / "lwm2m-agentctl", "--socket", self.socket, "events")
        self.wait_until(lambda: self.server.ask("read /3/0/0 text") and follower.lines, "the first event")
        follower.wait_for(lambda line: re.fullmatch(r"\S+Z  operation    server=123 operation=Read path=/3/0/0 code=2\.05", line), "Read")
        self.emulator.control("reset")
        follower.wait_for(lambda line: "Z  module       state=" in line, "module event")
        follower.wait_for(lambda line: "Z  registration server=123 state=registered" in line, "registration event")
        self.wait_until(lambda: self.ask("stats")["recoveries"]["module"] == 1, "the counted recovery")
        self.agent.end()
        follower.wait_for(lambda line: "operation" not in line and "state=" in line, "any")
        self.assertEqual(follower.end(signal.SIGTERM), EX_UNAVAILABLE)
        self.assertIn("the agent ended the connection", follower.errors())


class Traces(ControlCase):
    def test_show_the_line_and_the_messages_and_write_what_wireshark_dissects(self):
        self.start_controlled()
        capture = self.folder / "coap.pcapng"
        self.assertNotIn("> AT+", self.agent.errors())
        tracer = self.start("tracer", harness.programs() / "lwm2m-agentctl", "--socket", self.socket, "trace", "--pcapng", capture)
        def is_request(line):
            return re.search(r" {20}<- 123  CON GET /3/0/0 mid=\d+", line)
        # The first Read may have been under way when the trace began.
        self.wait_until(lambda: self.server.ask("read /3/0/0 text") and any(map(is_request, tracer.lines)), "a request in the trace")
        at, _ = tracer.wait_for(is_request, "the request")
        tracer.wait_for(lambda line: re.search(r" {20}-> 123  ACK 2\.05 .*mid=\d+", line), "the answer", at)
        tracer.wait_for(lambda line: "  > AT+QCOAPSEND=0" in line, "the command", at)
        self.assertNotIn("> AT+", self.agent.errors(), "the log is none of the trace's business")
        tracer.end(signal.SIGTERM)
        if not shutil.which("tshark"):
            self.skipTest("there is no tshark")
        seen = subprocess.run(["tshark", "-r", capture, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "coap.code", "-e", "coap.opt.uri_path_recon",
                               "-e", "ip.src", "-e", "frame.comment"], capture_output=True, text=True, timeout=harness.PATIENCE)
        self.assertEqual(seen.returncode, 0, seen.stderr)
        self.assertRegex(seen.stdout, r"(?m)^CoAP\t1\t/?3/0/0\t192\.0\.2\.100\tserver 123$")
        self.assertRegex(seen.stdout, r"(?m)^CoAP\t69\t.*\t192\.0\.2\.1\tserver 123$")

    def test_costs_nothing_when_nobody_follows_any_more(self):
        self.start_controlled()
        tracer = self.start("tracer", harness.programs() / "lwm2m-agentctl", "--socket", self.socket, "trace", "--json")
        self.wait_until(lambda: self.server.ask("read /3/0/0 text") and len(tracer.lines) > 1, "the first event")
        self.assertEqual(json.loads(tracer.lines[1])["event"] in ("at", "coap"), True)
        tracer.end(signal.SIGTERM)
        self.assertEqual(self.server.ask("read /3/0/0 text")["value"], "Acme")
        self.assertEqual(self.told("read", "/3/0/0"), "Acme\n")

    def test_a_file_that_cannot_be_written_is_said(self):
        self.start_controlled()
        said = self.tool("trace", "--pcapng", self.folder / "none" / "x")
        self.assertEqual(said.returncode, EX_CANTCREAT)
        self.assertIn("the file cannot be written: No such file or directory", said.stderr)


class Doors(ControlCase):
    def test_nobody_listens(self):
        said = self.tool("status")
        self.assertEqual(said.returncode, EX_UNAVAILABLE)
        self.assertIn("no agent listens there: No such file or directory", said.stderr)
        self.assertIn("help: is the agent running", said.stderr)

    def test_answers_before_there_is_a_module(self):
        agent = self.start_agent(self.configuration(sections=f"control: {{ socket: {self.socket} }}"))
        agent.saw("port_missing")
        self.assertRegex(self.told("status"), r"\nmodule      off")
        said = self.tool("read", "/3/0/0")
        self.assertEqual(said.returncode, REFUSED)
        self.assertIn("there are no objects yet", said.stderr)

    def test_is_closed_when_the_configuration_says_so(self):
        agent = self.start_agent(self.configuration(sections="control: false"))
        agent.saw("port_missing")
        self.assertNotIn("control_", agent.errors())

    def test_is_gone_with_the_agent(self):
        agent = self.start_agent(self.configuration(sections=f"control: {{ socket: {self.socket} }}"))
        agent.saw("control_ready")
        self.assertEqual(agent.end(), 0)
        self.assertFalse(self.socket.exists())

    def test_a_socket_left_by_a_killed_agent_is_taken_over(self):
        path = self.configuration(sections=f"control: {{ socket: {self.socket} }}")
        agent = self.start_agent(path)
        agent.saw("control_ready")
        agent.end(signal.SIGKILL)
        self.assertIn("help: the agent that made it is gone", self.tool("status").stderr)
        self.start_agent(path).saw("control_ready")
        self.assertIn("module      off", self.told("status"))

    def test_a_socket_that_cannot_be_made_is_no_reason_to_end(self):
        agent = self.start_agent(self.configuration(sections=f"control: {{ socket: {self.folder}/none/control }}"))
        agent.saw("control_unavailable")
        agent.saw("port_missing")
        self.assertEqual(agent.end(), 0)

    def test_lets_in_members_of_the_group_and_refuses_others(self):
        if os.geteuid() != 0:
            self.skipTest("only root can ask as somebody else")
        nobody = pwd.getpwnam("nobody")
        self.folder.chmod(0o755)
        agent = self.start_agent(self.configuration(sections=f"control: {{ socket: {self.socket}, group: daemon }}"))
        agent.saw("control_ready")
        refused = self.tool("status", user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])
        self.assertEqual((refused.returncode, refused.stdout), (EX_NOPERM, ""))
        self.assertIn(f"user {nobody.pw_uid} is neither root nor the agent's own user nor in the group daemon\nhelp: use sudo", refused.stderr)
        agent.saw(f"control_denied uid={nobody.pw_uid}")
        member = self.tool("status", user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=["daemon"])
        self.assertEqual(member.returncode, EX_OK, member.stderr)

    def test_speaks_plain_lines_of_json(self):
        agent = self.start_agent(self.configuration(sections=f"control: {{ socket: {self.socket} }}"))
        agent.saw("control_ready")
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(harness.PATIENCE)
            line.connect(str(self.socket))
            line.sendall(b'{"command":"log-level"}\nstatus\n')
            answers = line.makefile()
            self.assertEqual(json.loads(answers.readline()), {"ok": True, "level": "info", "before": "info"})
            self.assertEqual(json.loads(answers.readline())["error"]["kind"], "malformed")


class ToolsCommandLine(ControlCase):
    def test_explains_itself(self):
        said = self.told("--help")
        for word in ("status", "events", "--json", "LWM2M_AGENT_SOCKET", "Exit codes", "77"):
            self.assertIn(word, said)
        self.assertRegex(self.told("--version"), r"^lwm2m-agentctl \d+\.\d+\.\d+\n$")

    def test_finds_the_socket_by_the_environment(self):
        said = subprocess.run([harness.programs() / "lwm2m-agentctl", "status"], capture_output=True, text=True, timeout=harness.PATIENCE,
                              env={**os.environ, "LWM2M_AGENT_SOCKET": str(self.folder / "elsewhere")})
        self.assertEqual(said.returncode, EX_UNAVAILABLE)
        self.assertIn(f"{self.folder}/elsewhere", said.stderr)
