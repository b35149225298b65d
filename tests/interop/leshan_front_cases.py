"""The REST front before Leshan's libraries, against a device on a plain socket: what the other Leshan tests stand on."""
import coap
import harness
from coap import Message, code, uint
from leshan import Leshan


class LeshanFront(harness.Case):
    def setUp(self):
        super().setUp()
        self.leshan = Leshan(self)
        self.answer = lambda request: Message(0, code("2.04"), 0)
        self.device = coap.Device(int(self.leshan.addresses["coap"].split(":")[1]), "front", lambda request: self.answer(request))
        self.addCleanup(self.device.close)
        self.assertEqual(self.device.register("</1/0>,</3/0>,</3303/0>,</26241/0>").code_text, "2.01")
        self.leshan.event("REGISTRATION", "front")

    def content(self, payload, media, *options):
        self.answer = lambda request: Message(0, code("2.05"), 0, options=[uint(coap.CONTENT_FORMAT, media), *options], payload=payload)

    def test_reads_writes_executes_and_discovers(self):
        self.assertEqual((self.leshan.client("front")["lifetime"], self.leshan.client("front")["secure"]), (60, False))
        self.content(b"Acme", 0)
        self.assertEqual(self.leshan.read("front", "/3/0/0"), "Acme")
        self.content(bytes.fromhex("C80008 4D54522D30303031 C10103 C10301".replace(" ", "")), 11542)
        self.assertEqual(self.leshan.read("front", "/26241/0", format="TLV"), {0: "MTR-0001", 1: "3", 3: True})
        self.content(b"</3/0>,</3/0/9>;pmin=5", 40)
        links = self.leshan.ask("GET", "front", "/3/discover")["objectLinks"]
        self.assertEqual([link["url"] for link in links], ["/3/0", "/3/0/9"])

        self.answer = lambda request: Message(0, code("2.04"), 0)
        body = {"id": 1, "kind": "singleResource", "type": "integer", "value": "60"}
        self.assertTrue(self.leshan.ask("PUT", "front", "/1/0/1", body, format="TLV")["success"])
        self.assertEqual(self.device.heard[-1].payload, bytes.fromhex("C1013C"))
        self.assertTrue(self.leshan.ask("POST", "front", "/3/0/4", "0='5'")["success"])
        self.assertEqual((self.device.heard[-1].path, self.device.heard[-1].payload), ("/3/0/4", b"0='5'"))
        self.leshan.ask("PUT", "front", "/3/0/9/attributes", pmin=1, pmax=5)
        self.assertEqual(self.device.heard[-1].values(coap.URI_QUERY), [b"pmin=1", b"pmax=5"])

    def test_observes_and_passes_notifications_on(self):
        self.content(b"21.5", 0, uint(coap.OBSERVE, 1))
        self.assertEqual(self.leshan.ask("POST", "front", "/3303/0/5700/observe")["content"]["value"], "21.5")
        token = self.device.heard[-1].token
        options = [uint(coap.OBSERVE, 2), uint(coap.CONTENT_FORMAT, 0)]
        self.device.send(Message(coap.NON, code("2.05"), 0, token, options, b"22.5"))
        note = self.leshan.event("NOTIFICATION", "front")
        self.assertEqual((note["res"], note["val"]["value"]), ("/3303/0/5700", "22.5"))
        self.content(b"22.5", 0)
        self.assertTrue(self.leshan.ask("DELETE", "front", "/3303/0/5700/observe", active=True)["success"])
        self.assertEqual(self.device.heard[-1].uint(coap.OBSERVE), 1)
