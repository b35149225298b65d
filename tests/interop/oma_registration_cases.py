"""OMA enabler tests of the registration interface, 101 to 109, and of the channel's security, 401."""
import signal

from gateway import Emulator
from oma import KEY, Oma, account


class Registration(Oma):
    def test_LightweightM2M_1_1_int_101(self):
        """Initial registration: endpoint, lifetime, version, binding and objects reach the server."""
        client = self.leshan.client("gw1")
        self.assertEqual((client["lifetime"], client["lwM2mVersion"], client["bindingMode"], client["queuemode"]),
                         (300, "1.1", "U", False))
        self.assertLessEqual({"/1/0", "/3/0", "/4/0", "/19/0"}, {link["url"] for link in client["objectLinks"]})
        self.assertFalse({link["url"] for link in client["objectLinks"]} & {"/0", "/0/0", "/0/1"})

    def test_LightweightM2M_1_1_int_102(self):
        """Registration update: a written lifetime is told by an Update that says nothing else."""
        self.assertEqual(self.write("/1/0/1", "integer", 20, format="TEXT"), "CHANGED(204)")
        update = self.leshan.event("COAPLOG", "gw1", lambda seen: seen["incoming"] and seen["code"] == "POST")
        self.assertIn('"Uri-Query":"lt=20"', update["options"].replace(" ", ""))
        self.leshan.event("UPDATED", "gw1", lambda data: data["registration"]["lifetime"] == 20)

    def test_LightweightM2M_1_1_int_103(self):
        """De-registration: Disable makes the device take leave, and it comes back after the Disable Timeout."""
        self.assertEqual(self.write("/1/0/5", "integer", 2, format="TEXT"), "CHANGED(204)")
        try:
            self.assertEqual(self.status("POST", "/1/0/4"), "CHANGED(204)")
        except AssertionError as error:  # the leave follows the answer at once, and Leshan may be done with it first
            self.assertIn("RequestCanceledException", str(error))
        answers = [seen["summary"] for seen in self.emulator.datagrams() if seen["direction"] == "up" and "2.04" in seen["summary"]]
        self.assertEqual(len(answers), 2)  # of the Write and the Execute
        self.assertFalse(self.leshan.event("DEREGISTRATION", "gw1")["expired"])
        self.leshan.event("REGISTRATION", "gw1")

    def test_LightweightM2M_1_1_int_104(self):
        """Registration update trigger: the device updates when it is told to."""
        self.assertEqual(self.status("POST", "/1/0/8"), "CHANGED(204)")
        self.leshan.event("UPDATED", "gw1")

    def test_LightweightM2M_1_1_int_107(self):
        """Extending the lifetime: before it ends the device updates by itself and stays registered."""
        self.assertEqual(self.write("/1/0/1", "integer", 8, format="TEXT"), "CHANGED(204)")
        first = self.leshan.event("UPDATED", "gw1", lambda data: data["registration"]["lifetime"] == 8)["registration"]
        second = self.leshan.event("UPDATED", "gw1")["registration"]
        self.assertLess(second["lastUpdate"] - first["lastUpdate"], 8000)
        self.assertEqual(second["registrationId"], self.registered["registrationId"])


class Forgotten(Oma):
    lifetime = "8s"

    def test_LightweightM2M_1_1_int_105(self):
        """Discarded registration update: a server that has forgotten the device answers 4.04, and it registers anew."""
        self.leshan.forget("gw1")
        again = self.leshan.event("REGISTRATION", "gw1")
        self.assertNotEqual(again["registrationId"], self.registered["registrationId"])
        answers = [seen["summary"] for seen in self.emulator.datagrams() if seen["direction"] == "down"]
        self.assertTrue(any("4.04" in answer for answer in answers), answers)


class QueueMode(Oma):
    more = ", binding: UQ"
    lifetime = "12s"
    leshan_options = ("-Dleshan.awake=2000",)

    def test_LightweightM2M_1_1_int_108(self):
        """Queue mode: the server learns of it from the registration."""
        self.assertTrue(self.leshan.client("gw1")["queuemode"])

    def test_LightweightM2M_1_1_int_109(self):
        """Behaviour in queue mode: asleep for the server after a while, awake again with the device's next message."""
        self.leshan.event("SLEEPING", "gw1")
        self.leshan.event("AWAKE", "gw1")
        self.assertEqual(self.read("/3/0/0"), "Acme")


class Security(Oma):
    def test_LightweightM2M_1_1_int_401(self):
        """Pre-shared key: the device registers over DTLS with its key, is served there, and no other key gets in."""
        self.assertTrue(self.leshan.client("gw1")["secure"])
        self.assertEqual(self.read("/3/0", format="TLV")[0], "Acme")
        self.assertEqual(self.agent.program.end(signal.SIGTERM), 0)
        self.leshan.event("DEREGISTRATION", "gw1")
        other = Emulator(self, "--set", "handshake_timeout=4s", name="other")
        wrong = self.start_agent("intruder", "servers:\n" + account(self.leshan.uri(True), key="ff" * 16), other)
        wrong.log.wait_for("-9")  # the handshake ends as the note says
        self.assertIsNone(self.leshan.client("gw1"))
        self.assertNotIn(KEY, self.agent.program.errors().lower())
