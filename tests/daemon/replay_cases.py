"""A conversation that one agent had with its module, played again to another."""
import json
import signal

import harness
from agentd_cases import AgentdCase
from demo_server import DemoServer
from gateway import Emulator

EX_NOINPUT = 66


class Replay(AgentdCase):
    def agent(self, device, uri, manufacturer="Acme"):
        path = self.configuration(device=device, uri=uri, sections="log: { level: trace }")
        path.write_text(path.read_text().replace("Acme", manufacturer).replace(
            "      16:", "      14: { value: '+01:00', writable: true }\n      16:"))
        return self.start_agent(path)

    def record(self):
        """What one agent logged that was read from, observed and written to."""
        server, emulator = DemoServer(self), Emulator(self)
        self.uri = server.uri(False)
        agent = self.agent(emulator.link, self.uri)
        server.event("registered", endpoint="gw1")
        self.assertEqual(server.ask("read /3/0/0 text")["value"], "Acme")
        self.assertEqual(server.ask("observe /3/0/14 text")["value"], "+01:00")
        self.assertEqual(server.ask("write /3/0/14 +02:00")["code"], "2.04")
        agent.end(signal.SIGTERM)
        recording = self.folder / "recorded.log"
        recording.write_text(agent.errors())
        return recording

    def play(self, recording, **options):
        """Another agent and the player, both ended once the agent has served all of it."""
        link = self.folder / "replayed.port"
        player = self.start("player", harness.programs() / "bc660k-emulator", "--replay", recording, "--replay-speed", "20", "--link", link)
        player.wait_for(lambda line: line.startswith("port "), "port")
        agent = self.agent(link, self.uri, **options)
        agent.saw("registered server=0 location=/rd/0001")
        agent.saw("operation: served server=0 operation=Read path=/3/0/0 code=2.05")
        agent.saw("operation: served server=0 operation=Observe path=/3/0/14 code=2.05")
        agent.saw("operation: served server=0 operation=Write path=/3/0/14 code=2.04")
        agent.end(signal.SIGTERM)
        player.wait_for(lambda line: line.startswith("complete "), "end of the recording")
        return player

    def test_goes_as_it_went(self):
        player = self.play(self.record())
        self.assertRegex(player.lines[-1], r"^complete (\d+) of \1 recorded commands, 0 differences$")
        self.assertEqual(player.end(signal.SIGTERM), 0)

    def test_says_where_an_agent_goes_another_way(self):
        player = self.play(self.record(), manufacturer="Other")
        self.assertRegex("\n".join(player.lines),
                         r'difference line \d+: recorded AT\+QCOAPSEND=0,2,205,0,4,"41636D65"\n    now AT\+QCOAPSEND=0,2,205,0,5,"4F74686572"\n')
        self.assertTrue(player.lines[-1].endswith(" 1 difference"), player.lines)
        self.assertEqual(player.end(signal.SIGTERM), 1)

    def test_a_file_without_a_conversation_is_refused(self):
        (self.folder / "empty").write_text(json.dumps({"event": "coap"}))
        for name, said in (("none", "cannot be read"), ("empty", "there is no AT conversation in it")):
            player = self.start(name, harness.programs() / "bc660k-emulator", "--replay", self.folder / name)
            self.assertEqual(player.process.wait(harness.PATIENCE), EX_NOINPUT)
            self.assertIn(said, player.errors())
