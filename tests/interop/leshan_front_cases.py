"""The REST fronts before Leshan's libraries, against a device on a plain socket: what the other Leshan tests stand on."""
import coap
import harness
from coap import Message, code, uint
from leshan import Leshan, instance, plain, resource
from leshan_bootstrap import BootstrapServer, server

SENML_JSON, SENML_CBOR = 110, 112


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

    def test_creates_deletes_and_reaches_resource_instances(self):
        self.answer = lambda request: Message(0, code("2.01"), 0, options=[(coap.LOCATION_PATH, b"3303"), (coap.LOCATION_PATH, b"1")])
        answer = self.leshan.ask("POST", "front", "/3303", instance("/3303/1", (5701, "string", "Cel")), format="TLV")
        self.assertEqual((answer["status"], self.device.heard[-1].path), ("CREATED(201)", "/3303"))
        self.answer = lambda request: Message(0, code("2.02"), 0)
        self.assertEqual(self.leshan.ask("DELETE", "front", "/3303/1")["status"], "DELETED(202)")
        self.content(b"0", 0)
        self.assertEqual(self.leshan.read("front", "/3/0/11/0"), "0")
        self.answer = lambda request: Message(0, code("2.04"), 0)
        self.leshan.ask("PUT", "front", "/19/0/0/3", resource("/19/0/0/3", "opaque", "beef"), format="OPAQUE")
        self.assertEqual((self.device.heard[-1].path, self.device.heard[-1].payload), ("/19/0/0/3", b"\xbe\xef"))

    def test_reads_writes_and_observes_several_objects_at_once(self):
        asked = {"paths": "/1/0/1,/3/0/0", "pathformat": "SENML_CBOR", "nodeformat": "SENML_JSON"}
        self.content(b'[{"n":"/1/0/1","v":60},{"n":"/3/0/0","vs":"Acme"}]', SENML_JSON, uint(coap.OBSERVE, 1))
        for method, what in (("GET", ""), ("POST", "/observe")):
            answer = self.leshan.ask(method, "front", f"/composite{what}", **asked)
            self.assertEqual({path: plain(node) for path, node in answer["content"].items()}, {"/1/0/1": "60", "/3/0/0": "Acme"})
            request = self.device.heard[-1]
            self.assertEqual((request.code_text, request.uint(coap.CONTENT_FORMAT), request.uint(coap.ACCEPT)),
                             ("0.05", SENML_CBOR, SENML_JSON))
        options = [uint(coap.OBSERVE, 2), uint(coap.CONTENT_FORMAT, SENML_JSON)]
        note = b'[{"n":"/1/0/1","v":70},{"n":"/3/0/0","vs":"Acme"}]'
        self.device.send(Message(coap.NON, code("2.05"), 0, request.token, options, note))
        self.assertEqual(plain(self.leshan.event("NOTIFICATION", "front")["val"]["/1/0/1"]), "70")
        self.answer = lambda request: Message(0, code("2.04"), 0)
        nodes = {"/1/0/1": resource("/1/0/1", "integer", 60)}
        self.assertEqual(self.leshan.ask("PUT", "front", "/composite", nodes, nodeformat="SENML_JSON")["status"], "CHANGED(204)")
        self.assertEqual((self.device.heard[-1].code_text, self.device.heard[-1].payload), ("0.07", b'[{"bn":"/1/0/1","v":60}]'))

    def test_passes_on_what_a_device_sends_and_says_what_it_is_told(self):
        options = [(coap.URI_PATH, b"dp"), uint(coap.CONTENT_FORMAT, SENML_JSON)]
        sent = Message(coap.CON, code("0.02"), 0, b"\x02", options, b'[{"n":"/3303/0/5700","v":21.5}]')
        self.assertEqual(self.device.send(sent).code_text, "2.04")
        entry = self.leshan.event("SEND", "front")["val"][0]
        self.assertEqual(plain(entry["nodes"]["/3303/0/5700"]), "21.5")
        self.answer = lambda request: Message(0, code("4.05"), 0)
        raw = self.leshan.call("POST", "/clients/front/raw", {"method": "FETCH", "path": "/3", "format": 112, "payload": "80"})
        self.assertEqual((raw["code"], self.device.heard[-1].path, self.device.heard[-1].payload), ("4.05", "/3", b"\x80"))

    def test_forgets_a_registration(self):
        self.leshan.forget("front")
        self.assertIsNone(self.leshan.client("front"))


class LeshanBootstrapFront(harness.Case):
    def test_writes_an_account_and_asks_before_and_after(self):
        bootstrap = BootstrapServer(self)
        links = b'</>;lwm2m=1.1,</0/0>,</1/0>;ssid=123,</3/0>'

        def answer(request):
            if request.code_text == "0.01":
                return Message(0, code("2.05"), 0, options=[uint(coap.CONTENT_FORMAT, 40)], payload=links)
            return Message(0, code("2.02" if request.code_text == "0.04" else "2.04"), 0)
        device = coap.Device(int(bootstrap.addresses["coap"].split(":")[1]), "front", answer)
        self.addCleanup(device.close)
        bootstrap.plan("front", [server("coaps://127.0.0.1:5684", key="00" * 16)], before=["discover /"])
        options = [(coap.URI_PATH, b"bs"), (coap.URI_QUERY, b"ep=front")]
        self.assertEqual(device.send(Message(coap.CON, code("0.02"), 0, b"\x01", options)).code_text, "2.04")
        self.assertIn("</1/0>;ssid=123", bootstrap.event("answer", request="BootstrapDiscoverRequest")["content"])
        bootstrap.event("end")
        heard = [(request.code_text, request.path) for request in device.heard if 1 <= request.code < 32]
        self.assertEqual(heard, [("0.01", "/"), ("0.04", "/0"), ("0.04", "/1"), ("0.03", "/0/1"), ("0.03", "/1/0"), ("0.02", "/bs")])
