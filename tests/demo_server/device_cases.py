"""lwm2m-demo-server as a process, against a device on a plain socket."""
import unittest

import coap
import harness
from coap import Message, code, uint
from demo_server import DemoServer


class DemoServerProcess(harness.Case):
    def setUp(self):
        super().setUp()
        self.server = DemoServer(self, options=["--timeout", "3"])
        self.answer = lambda request: Message(0, code("2.05"), 0, options=[uint(coap.CONTENT_FORMAT, 0)], payload=b"Acme")
        self.device = coap.Device(self.server.ports["coap"], "gw", lambda request: self.answer(request))
        self.addCleanup(self.device.close)
        created = self.device.register()
        self.assertEqual(created.code_text, "2.01")
        self.location = [part.decode() for part in created.values(coap.LOCATION_PATH)]
        self.server.event("registered", endpoint="gw", lifetime=60)

    def test_reads_text(self):
        answer = self.server.ask("read /3/0/0 text")
        self.assertEqual((answer["code"], answer["format"], answer["value"]), ("2.05", "text", "Acme"))
        request = self.device.heard[-1]
        self.assertEqual((request.type, request.path, request.uint(coap.ACCEPT)), (coap.CON, "/3/0/0", 0))

    def test_shows_tlv_values_with_their_paths(self):
        payload = bytes.fromhex("C8000441636D65C10964860641000141 0105".replace(" ", ""))
        self.answer = lambda request: Message(0, code("2.05"), 0, options=[uint(coap.CONTENT_FORMAT, 11542)], payload=payload)
        values = self.server.ask("read /3/0")["values"]
        self.assertEqual([value["path"] for value in values], ["/3/0/0", "/3/0/9", "/3/0/6/0", "/3/0/6/1"])
        self.assertEqual((values[0]["text"], values[1]["integer"]), ("Acme", 100))

    def test_joins_blocks(self):
        body = bytes(range(256)) * 3

        def answer(request):
            block = request.uint(coap.BLOCK2) or 2
            number, size = block >> 4, 16 << (block & 7)
            part = body[number * size:(number + 1) * size]
            more = 8 if (number + 1) * size < len(body) else 0
            return Message(0, code("2.05"), 0, options=[uint(coap.CONTENT_FORMAT, 42), uint(coap.BLOCK2, number << 4 | more | 2)],
                           payload=part)
        self.answer = answer
        self.assertEqual(bytes.fromhex(self.server.ask("read /19/0/0")["hex"]), body)

    def test_takes_a_separate_response_once_and_acknowledges_it(self):
        self.answer = lambda request: Message(0, 0, 0)
        self.server.program.say("read /3/0/0")
        request = self.wait_until(lambda: next((heard for heard in self.device.heard if heard.path == "/3/0/0"), None), "the request")
        response = Message(coap.CON, code("2.05"), 0, request.token, [uint(coap.CONTENT_FORMAT, 0)], b"late")
        self.assertEqual(self.device.send(response).type, coap.ACK)
        self.assertEqual(self.server.event("response")["value"], "late")
        self.device.socket.send(response.encode())
        self.server.ask("read /3/0/1", "timeout")
        self.assertEqual(sum('"late"' in line for line in self.server.program.lines), 1)

    def test_observes_cancels_and_forgets(self):
        def answer(request):
            options = [uint(coap.CONTENT_FORMAT, 0)] + ([uint(coap.OBSERVE, 1)] if request.uint(coap.OBSERVE) == 0 else [])
            return Message(0, code("2.05"), 0, options=options, payload=b"21.5")
        self.answer = answer
        self.assertEqual(self.server.ask("observe /3303/0/5700")["observe"], 1)
        token = self.device.heard[-1].token

        def notify(value, kind=coap.CON):
            return self.device.send(Message(kind, code("2.05"), 0, token, [uint(coap.OBSERVE, 2), uint(coap.CONTENT_FORMAT, 0)], value))
        self.assertEqual(notify(b"22").type, coap.ACK)
        self.assertEqual(self.server.event("notification", path="/3303/0/5700")["value"], "22")
        self.server.program.say("forget /3303/0/5700")
        self.server.program.say("clients")
        self.server.event("clients")
        self.assertEqual(self.device.reply_to(notify(b"23", coap.NON)).type, coap.RST)
        self.server.event("forgotten")

        self.server.ask("observe /3303/0/5700")
        token = self.device.heard[-1].token
        self.server.ask("cancel /3303/0/5700")
        self.assertEqual((self.device.heard[-1].uint(coap.OBSERVE), self.device.heard[-1].token), (1, token))
        self.assertEqual(notify(b"24").type, coap.RST)

    def test_repeats_an_earlier_request_as_it_was(self):
        self.server.ask("execute /3/0/4")
        self.assertIn("since", self.server.ask("again execute /3/0/4", "unusable")["problem"])
        self.server.ask("read /3/0/0")
        self.assertEqual(self.server.ask("again execute /3/0/4")["code"], "2.05")
        first, second = [message for message in self.device.heard if message.path == "/3/0/4"]
        self.assertEqual(first.encode(), second.encode())

    def test_says_when_nobody_answers(self):
        self.answer = lambda request: None
        self.assertEqual(self.server.ask("read /3/0", "timeout")["endpoint"], "gw")

    def test_renews_expires_and_forgets_registrations(self):
        self.assertEqual(self.device.register(lifetime=90, path=self.location).code_text, "2.04")
        self.server.event("updated", lifetime=90)
        self.device.register(lifetime=1)
        self.server.event("registered", lifetime=1)
        self.server.event("expired", endpoint="gw")
        self.assertEqual(self.device.register(path=self.location).code_text, "4.04")

    def test_asks_which_device_when_there_are_several(self):
        other = coap.Device(self.server.ports["coap"], "other", self.device.answers)
        self.addCleanup(other.close)
        other.register()
        self.server.event("registered", endpoint="other")
        self.assertIn("several", self.server.ask("read /3/0/0", "unusable")["problem"])
        self.server.program.say("use other")
        self.assertEqual(self.server.ask("read /3/0/0")["endpoint"], "other")

    def test_ends_by_quit_and_by_a_signal(self):
        self.server.program.say("quit")
        self.assertEqual(self.server.program.process.wait(10), 0)
        self.assertEqual(DemoServer(self, name="second").program.end(), 0)

    def test_names_what_is_wrong_with_its_arguments_and_keeps_keys_to_itself(self):
        path = self.folder / "keys"
        path.write_text("gw=0011\ngw2=001122x\n")
        for arguments, complaint in [(["--psk-file", path, "--listen-dtls", "127.0.0.1:0"], f"{path}:2: a line is IDENTITY=KEY"),
                                     (["--listen-dtls", "127.0.0.1:0"], "--listen-dtls needs --psk-file"),
                                     (["--listen", "127.0.0.1"], "an address is HOST:PORT")]:
            program = self.start("refused", harness.programs() / "lwm2m-demo-server", *arguments)
            self.assertEqual(program.process.wait(10), 1)
            self.assertIn(complaint, program.errors())
            self.assertNotIn("001122x", program.errors())


if __name__ == "__main__":
    unittest.main()
