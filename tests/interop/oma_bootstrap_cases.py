"""OMA enabler tests of the bootstrap interface, 0 to 9."""
import harness
from gateway import Emulator
from leshan import Leshan
from leshan_bootstrap import BootstrapServer, server
from oma import KEY, Oma

BOOTSTRAP_KEY = "ffeeddccbbaa99887766554433221100"


class Bootstrap(Oma):
    """An agent that knows its bootstrap server only. A test says what that has for it, then starts the agent."""

    def setUp(self):
        harness.Case.setUp(self)
        self.leshan = Leshan(self)
        self.leshan.add_key("gw1", "gw1-id", KEY)
        self.bootstrap = BootstrapServer(self)
        self.bootstrap.add_key("gw1", "gw1-bs", BOOTSTRAP_KEY)
        self.emulator = Emulator(self, "--set", "handshake_timeout=3s")
        self.account = server(self.leshan.uri(True), key=KEY)

    def boot(self, name="agent"):
        accounts = (f'bootstrap:\n  uri: "{self.bootstrap.uri}"\n'
                    f'  psk: {{ identity: "gw1-bs", key: {{ hex: "{BOOTSTRAP_KEY}" }} }}\n  hold_off: 0s\n  silence: 10s\n')
        return self.start_agent(name, accounts)

    def comes(self):
        self.bootstrap.event("end")
        self.registered = self.leshan.event("REGISTRATION", "gw1")
        self.undergo()
        return self.registered

    def test_LightweightM2M_1_1_int_0(self):
        """Client-initiated bootstrap: asked for, written, discovered, finished."""
        self.bootstrap.plan("gw1", [self.account], after=["discover /"])
        self.boot()
        self.assertTrue(self.bootstrap.event("authorized")["secure"])
        links = self.bootstrap.event("answer", request="BootstrapDiscoverRequest")["content"]
        text = ",".join(links)
        self.assertIn("</1/0>;ssid=123", text)
        self.assertRegex(text, r"</0/\d+>;ssid=123")
        self.assertIn("</3/0>", text)
        self.assertEqual(self.bootstrap.event("answer", request="BootstrapFinishRequest")["code"], "CHANGED(204)")
        self.comes()

    def test_LightweightM2M_1_1_int_1(self):
        """Full bootstrap with a pre-shared key: the device registers with what it got, and is served."""
        self.bootstrap.plan("gw1", [self.account])
        self.boot()
        self.assertEqual(self.comes()["lifetime"], 300)
        self.assertTrue(self.leshan.client("gw1")["secure"])
        self.assertEqual(self.read("/3/0/0"), "Acme")
        self.assertNotIn(KEY, self.agent.program.errors().lower())

    def test_LightweightM2M_1_1_int_4(self):
        """Bootstrap-Delete: what was there before is gone, the account of the bootstrap server is not."""
        self.bootstrap.plan("gw1", [self.account, server("coaps://127.0.0.1:9", 124, key=KEY)], after=["discover /"])
        self.boot()
        self.assertIn("</1/1>;ssid=124", ",".join(self.bootstrap.event("answer", request="BootstrapDiscoverRequest")["content"]))
        self.comes()
        self.bootstrap.plan("gw1", [self.account], after=["discover /"], delete=["/"])
        self.assertEqual(self.status("POST", "/1/0/9"), "CHANGED(204)")
        text = ",".join(self.bootstrap.event("answer", request="BootstrapDiscoverRequest")["content"])
        self.assertNotIn("ssid=124", text)
        self.assertEqual(text.count("</0/"), 2)  # the bootstrap server's and the server's
        self.comes()

    def test_LightweightM2M_1_1_int_5(self):
        """Bootstrap-Request Trigger: a server sends the device to its bootstrap server."""
        self.bootstrap.plan("gw1", [self.account])
        self.boot()
        self.comes()
        self.bootstrap.plan("gw1", [server(self.leshan.uri(True), key=KEY, lifetime=600)])
        self.assertEqual(self.status("POST", "/1/0/9"), "CHANGED(204)")
        self.assertEqual(self.comes()["lifetime"], 600)

    def test_LightweightM2M_1_1_int_6(self):
        """Bootstrap sequence: an account that was kept is used; the bootstrap server is asked only without one."""
        self.bootstrap.plan("gw1", [self.account])
        self.boot()
        self.comes()
        self.assertEqual(self.agent.program.end(), 0)
        self.boot()
        self.leshan.event("REGISTRATION", "gw1")
        self.assertEqual(len(self.bootstrap.steps("authorized")), 1)
        self.assertEqual(self.agent.program.end(), 0)
        self.boot("as-new")
        self.comes()
        self.assertEqual(len(self.bootstrap.steps("authorized")), 2)

    def test_LightweightM2M_1_1_int_7(self):
        """Fallback to bootstrap: when no registration succeeds the device asks again."""
        retry = {"communicationRetryCount": 1, "CommunicationRetryTimer": 1, "SequenceDelayTimer": 1, "SequenceRetryCount": 1,
                 "bootstrapOnRegistrationFailure": True}
        self.bootstrap.plan("gw1", [server(self.leshan.uri(True), key="11" * 16, **retry)])
        self.boot()
        self.bootstrap.event("end")
        self.bootstrap.plan("gw1", [self.account])
        self.comes()

    def test_LightweightM2M_1_1_int_8(self):
        """Bootstrap-Read: the bootstrap server reads object Server after it has written."""
        self.bootstrap.plan("gw1", [self.account], after=["read /1", "read /1/0"])
        self.boot()
        for path in ("/1", "/1/0"):
            answer = self.bootstrap.event("answer", request="BootstrapReadRequest", path=path)
            self.assertEqual(answer["code"], "CONTENT(205)")
            self.assertIn("300", answer["content"])
        self.comes()

    def test_LightweightM2M_1_1_int_9(self):
        """Consistency: an account without its Server instance makes Finish fail with 4.06, and nothing is kept of it."""
        self.bootstrap.plan("gw1", [{**self.account, "server": None}])
        self.boot()
        self.assertEqual(self.bootstrap.event("refusal", request="BootstrapFinishRequest")["code"], "NOT_ACCEPTABLE(406)")
        self.bootstrap.plan("gw1", [self.account])
        self.comes()
