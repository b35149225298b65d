"""The whole way to Eclipse Leshan: lwm2m-agentd, the emulated module, real DTLS, and a server that is not ours."""
import concurrent.futures
import re
import signal

import harness
from gateway import Agent, Emulator
from leshan import Leshan, plain

KEY = "00112233445566778899aabbccddeeff"


class LeshanFlow:
    secure = False

    def setUp(self):
        super().setUp()
        self.leshan = Leshan(self)
        if self.secure:
            self.leshan.add_key("gw1", "gw1-id", KEY)
        self.emulator = Emulator(self)
        self.agent = Agent(self, self.emulator, self.leshan.uri(self.secure), ("gw1-id", KEY) if self.secure else None)
        self.leshan.event("REGISTRATION", "gw1")

    def status(self, method, path, body=None, **query):
        return self.leshan.ask(method, "gw1", path, body, **query)["status"]

    def write(self, path, kind, value, **query):
        body = {"id": int(path.rsplit("/", 1)[1]), "kind": "singleResource", "type": kind, "value": value}
        return self.status("PUT", path, body, **query)

    def test_is_seen_among_the_clients(self):
        client = self.leshan.client("gw1")
        self.assertEqual((client["secure"], client["lifetime"], client["bindingMode"], client["lwM2mVersion"]),
                         (self.secure, 300, "U", "1.1"))
        links = {link["url"] for link in client["objectLinks"]}
        self.assertLessEqual({"/1/0", "/3/0", "/19/0", "/3303/0", "/26241/0"}, links)

    def test_reads_the_device_object_and_each_of_its_resources(self):
        device = self.leshan.read("gw1", "/3/0", format="TLV")
        self.assertEqual((device[0], device[1], device[2], device[9], device[14]), ("Acme", "GW-1", "866425033312290", "87", "+01:00"))
        self.assertEqual((device[6], device[11]), ({0: "1", 1: "5"}, {0: "0"}))
        for resource in (0, 1, 2, 3, 9, 14, 15, 16):
            with self.subTest(resource=resource):
                self.assertEqual(self.leshan.read("gw1", f"/3/0/{resource}"), device[resource])
        for resource in (6, 11):
            with self.subTest(resource=resource):
                self.assertEqual(self.leshan.read("gw1", f"/3/0/{resource}", format="TLV"), device[resource])
        self.assertLess(abs(self.leshan.read("gw1", "/3/0/13") - device[13]), 60_000)

    def test_reads_and_writes_the_binary_container(self):
        body = {"id": 0, "kind": "multiResource", "type": "opaque", "values": {"0": "deadbeef", "3": "00ff"}}
        self.assertEqual(self.status("PUT", "/19/0/0", body, format="TLV"), "CHANGED(204)")
        self.assertEqual(self.leshan.read("gw1", "/19/0", format="TLV"), {0: {0: "deadbeef", 3: "00ff"}, 1: "5"})

    def test_reads_and_writes_in_every_format(self):
        def device(**query):
            values = self.leshan.read("gw1", "/3/0", **query)
            return {resource: values[resource] for resource in values if resource not in (13, 14)}  # the time goes on, 14 is written below
        expected = device(format="TLV")
        self.assertEqual(device(), expected)
        for number, name in enumerate(("SENML_CBOR", "SENML_JSON", "JSON", "CBOR")):
            with self.subTest(format=name):
                if name != "CBOR":
                    self.assertEqual(device(format=name), expected)
                    self.assertEqual(self.leshan.read("gw1", "/3303", format=name), {0: {5700: "21.5", 5701: "Cel"}})
                    body = {"id": 0, "kind": "multiResource", "type": "opaque", "values": {"0": "deadbeef", "7": f"{number:02x}"}}
                    self.assertEqual(self.status("PUT", "/19/0/0", body, format=name), "CHANGED(204)")
                    self.assertEqual(self.leshan.read("gw1", "/19/0/0", format=name), {0: "deadbeef", 7: f"{number:02x}"})
                self.assertEqual(self.write("/3/0/14", "string", f"+0{number}:00", format=name), "CHANGED(204)")
                self.assertEqual(self.leshan.read("gw1", "/3/0/14", format=name), f"+0{number}:00")
                self.assertEqual(self.write("/26241/0/3", "boolean", "true", format=name), "CHANGED(204)")
                self.assertEqual(self.leshan.read("gw1", "/26241/0/3", format=name), True)
                self.assertEqual(self.leshan.read("gw1", "/3303/0/5700", format=name), "21.5")
                self.assertEqual(self.leshan.read("gw1", "/3/0/9", format=name), "87")
                self.assertLess(abs(self.leshan.read("gw1", "/3/0/13", format=name) - self.leshan.read("gw1", "/3/0/13")), 60_000)

    def test_reads_objects_that_the_configuration_defines(self):
        self.assertEqual(self.leshan.read("gw1", "/26241/0", format="TLV"), {0: "MTR-0001", 1: "3", 3: True})
        self.assertEqual(self.leshan.read("gw1", "/3303", format="TLV"), {0: {5700: "21.5", 5701: "Cel"}})

    def test_writes(self):
        self.assertEqual(self.write("/3/0/14", "string", "+02:00", format="TEXT"), "CHANGED(204)")
        self.assertEqual(self.leshan.read("gw1", "/3/0/14"), "+02:00")
        self.assertEqual(self.write("/26241/0/3", "boolean", "false", format="TLV"), "CHANGED(204)")
        resources = [{"id": 1, "kind": "singleResource", "type": "integer", "value": "9"}]
        self.assertEqual(self.status("PUT", "/26241/0", {"id": 0, "kind": "instance", "resources": resources}, replace="false",
                                     format="TLV"), "CHANGED(204)")
        self.assertEqual(self.leshan.read("gw1", "/26241/0", format="TLV"), {0: "MTR-0001", 1: "9", 3: False})

    def test_executes(self):
        self.assertEqual(self.status("POST", "/26241/0/2", "0='5'"), "CHANGED(204)")
        self.assertEqual(self.agent.executed(), ["executed 0='5'"])

    def test_discovers(self):
        self.assertEqual(self.status("PUT", "/3303/0/5700/attributes", pmin=2, pmax=60), "CHANGED(204)")
        links = {link["url"]: link["attributes"] for link in self.leshan.ask("GET", "gw1", "/3303/0/discover")["objectLinks"]}
        self.assertEqual(set(links), {"/3303/0", "/3303/0/5700", "/3303/0/5701"})
        self.assertEqual((links["/3303/0/5700"]["pmin"], links["/3303/0/5700"]["pmax"]), ("2", "60"))

    def test_observes_with_notifications_on_the_event_stream(self):
        self.assertEqual(self.leshan.ask("POST", "gw1", "/3303/0/5700/observe")["content"]["value"], "21.5")
        for degrees in ("22.5", "23.5", "24.5"):
            self.agent.temperature.write_text(f"{float(degrees) * 1000:.0f}\n")
            note = self.leshan.event("NOTIFICATION", "gw1", lambda data: data["val"]["value"] == degrees)
            self.assertEqual(note["res"], "/3303/0/5700")
        self.assertEqual(self.status("DELETE", "/3303/0/5700/observe", active=True), "CONTENT(205)")

    def test_a_passive_cancel_is_a_reset_to_the_next_notification(self):
        self.leshan.ask("POST", "gw1", "/3303/0/5700/observe")
        self.leshan.ask("DELETE", "gw1", "/3303/0/5700/observe")
        self.agent.temperature.write_text("30000\n")
        self.leshan.event("COAPLOG", "gw1", lambda data: not data["incoming"] and data["type"] == "RST")

    def seen(self, direction, what):
        """The datagrams of one direction whose summary holds all of `what`."""
        return [seen for seen in self.emulator.datagrams()
                if seen["direction"] == direction and all(part in seen["summary"] for part in what)]

    def test_a_retransmission_is_answered_and_not_executed_twice(self):
        # The answer to the first transmission is lost on the air, so Leshan sends the request again.
        self.emulator.control("set up_loss=1")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            request = pool.submit(self.status, "POST", "/26241/0/2", "0='once'")
            self.wait_until(lambda: self.agent.executed(), "the execution")
            mid = re.search(r"mid=\d+", self.seen("down", ["POST"])[0]["summary"]).group() + " "
            self.wait_until(lambda: self.agent.log.program.errors().count("operation=Execute") == 1, "the answer")
            self.wait_until(lambda: self.seen("up", ["ACK", mid]), "the answer on its way")
            self.emulator.control("set up_loss=0")
            self.assertEqual(request.result(), "CHANGED(204)")
        self.assertEqual(len(self.seen("down", ["POST", mid])), 2)
        answers = self.seen("up", ["ACK", mid])
        self.assertEqual((len(answers), len({answer["hex"] for answer in answers})), (2, 1))
        self.assertEqual(self.agent.executed(), ["executed 0='once'"])

    def test_updates_after_the_lifetime_is_written(self):
        self.assertEqual(self.write("/1/0/1", "integer", "120", format="TLV"), "CHANGED(204)")
        self.leshan.event("UPDATED", "gw1", lambda data: data["registration"]["lifetime"] == 120)
        self.assertEqual(self.leshan.client("gw1")["lifetime"], 120)

    def test_deregisters_on_sigterm(self):
        self.assertEqual(self.agent.program.end(signal.SIGTERM), 0)
        self.assertFalse(self.leshan.event("DEREGISTRATION", "gw1")["expired"])
        self.assertIsNone(self.leshan.client("gw1"))

    def test_large_answers_come_in_blocks(self):
        text = " ".join(f"event {number}" for number in range(300))
        (self.agent.state / "log").write_text(text)
        self.assertEqual(self.leshan.read("gw1", "/26241/0/4", format="TEXT"), text)
        self.assertEqual(self.leshan.read("gw1", "/26241/0", format="TLV"), {0: "MTR-0001", 1: "3", 3: True, 4: text})

    def test_refuses_with_the_code_of_the_specification(self):
        for method, path, body, wanted in [("GET", "/9999/0", None, "NOT_FOUND(404)"), ("GET", "/3/0/99", None, "NOT_FOUND(404)"),
                                           ("GET", "/3/0/4", None, "METHOD_NOT_ALLOWED(405)"),
                                           ("POST", "/3/0/0", None, "METHOD_NOT_ALLOWED(405)"),
                                           ("DELETE", "/3/0", None, "METHOD_NOT_ALLOWED(405)"),
                                           ("GET", "/0/0/0", None, "UNAUTHORIZED(401)")]:
            with self.subTest(method=method, path=path):
                self.assertEqual(self.status(method, path, body), wanted)
        self.assertEqual(self.write("/3/0/0", "string", "other"), "METHOD_NOT_ALLOWED(405)")


    def test_a_killed_agent_goes_on_with_its_registration_and_observations(self):
        """kill -9, then started again: an Update, no Register, and the server is told what changed meanwhile."""
        answer = self.leshan.ask("POST", "gw1", "/3303/0/5700/observe")
        self.assertEqual(plain(answer["content"]), "21.5")
        first = self.leshan.client("gw1")["registrationId"]
        before = self.leshan.mark()
        self.agent.program.end(signal.SIGKILL)
        self.agent.temperature.write_text("23000\n")
        self.agent = Agent(self, self.emulator, self.leshan.uri(self.secure), ("gw1-id", KEY) if self.secure else None)
        self.leshan.event("UPDATED", "gw1")
        if self.secure:  # without a key Californium takes no notification from another port, which a new context has
            self.leshan.event("NOTIFICATION", "gw1", lambda data: plain(data["val"]) in ("23", "23.0"))
            self.agent.temperature.write_text("24500\n")
            self.leshan.event("NOTIFICATION", "gw1", lambda data: plain(data["val"]) == "24.5")
        self.assertEqual(self.leshan.client("gw1")["registrationId"], first)
        self.assertEqual(self.leshan.kinds_since(before, "REGISTRATION"), 0)

class LeshanOverDtls(LeshanFlow, harness.Case):
    secure = True


class LeshanOverPlainCoap(LeshanFlow, harness.Case):
    secure = False
