"""OMA enabler tests of the information reporting interface, 301 to 311: observations, composite ones, and Send."""
from leshan import instance, plain
from oma import Oma, PORTFOLIO



class Observing(Oma):
    def level(self, text):
        (self.agent.state / "battery").write_text(f"{text}\n")

    def composite_notification(self, wanted):
        """The values of the next composite notification that has the wanted ones."""
        def values(data):
            return data.get("kind") == "composite" and {path: plain(node) for path, node in data["val"].items()}
        return values(self.leshan.event("NOTIFICATION", "gw1", lambda data: values(data) and wanted(values(data))))


class Reporting(Observing):
    def test_LightweightM2M_1_1_int_301(self):
        """Observe: a notification per change, not before pmin and at the latest after pmax."""
        self.assertEqual(self.attributes("/3/0/9", pmin=1, pmax=4), "CHANGED(204)")
        self.assertEqual(self.observe("/3/0/9"), "87")
        self.level(60)
        self.assertEqual(self.notification("/3/0/9", lambda value: value == "60"), "60")
        self.assertEqual(self.notification("/3/0/9"), "60")  # pmax: unchanged

    def test_LightweightM2M_1_1_int_302(self):
        """Cancel by Reset: the notification after it was forgotten is the last one."""
        self.observe("/3/0/9")
        self.leshan.ask("DELETE", "gw1", "/3/0/9/observe")
        self.level(50)
        self.leshan.event("COAPLOG", "gw1", lambda seen: not seen["incoming"] and seen["type"] == "RST")
        self.agent.log.wait_for("no longer observed")

    def test_LightweightM2M_1_1_int_303(self):
        """Cancel by Observe=1: answered with the value, and nothing is notified any more."""
        self.observe("/3/0/9")
        self.level(50)
        self.notification("/3/0/9", lambda value: value == "50")
        self.assertEqual(self.status("DELETE", "/3/0/9/observe", active=True), "CONTENT(205)")
        self.agent.log.wait_for("no longer observed")
        self.level(40)
        self.wait_until(lambda: self.read("/3/0/9") == "40", "the new level")
        notified = [data for name, data in self.leshan.events if name == "NOTIFICATION"]
        self.assertNotIn("40", [plain(data["val"]) for data in notified])

    def test_LightweightM2M_1_1_int_304(self):
        """Observe-Composite: one observation of several resources, with attributes."""
        self.assertEqual(self.attributes("/3/0/9", pmin=1, pmax=30), "CHANGED(204)")
        content = self.composite("POST", ["/3/0/9", "/1/0/1"], "/observe")
        self.assertEqual(content, {"/3/0/9": "87", "/1/0/1": "300"})
        self.level(70)
        self.assertEqual(self.composite_notification(lambda values: values["/3/0/9"] == "70")["/3/0/9"], "70")

    def test_LightweightM2M_1_1_int_305(self):
        """Cancel of a composite observation."""
        paths = ["/3/0/9", "/1/0/1"]
        self.composite("POST", paths, "/observe")
        self.assertEqual(self.composite("DELETE", paths, "/observe", active=True), {"/3/0/9": "87", "/1/0/1": "300"})
        self.agent.log.wait_for("no longer observed")

    def test_LightweightM2M_1_1_int_310(self):
        """Observe-Composite and a server's writes: notified of resources and of instances alike."""
        self.composite("POST", ["/3/0/14", "/3/0/9"], "/observe")
        self.level(65)
        values = self.composite_notification(lambda values: values["/3/0/9"] == "65")
        self.assertEqual(values, {"/3/0/14": "+01:00", "/3/0/9": "65"})


class ReportingOfInstances(Observing):
    objects = PORTFOLIO

    def test_LightweightM2M_1_1_int_308(self):
        """Observe-Composite of an object: a created instance is notified."""
        self.composite("POST", ["/16", "/3/0/9"], "/observe")
        self.assertEqual(self.status("POST", "/16", instance("/16/1", (0, "string", {0: "host-1"})), format="TLV"), "CREATED(201)")
        values = self.composite_notification(lambda values: 1 in (values["/16"] or {}))
        self.assertEqual(values["/16"], {0: {0: {0: "host-0"}}, 1: {0: {0: "host-1"}}})

    def test_LightweightM2M_1_1_int_309(self):
        """Observe-Composite of an object: a deleted instance is gone from the notification."""
        self.assertEqual(self.status("POST", "/16", instance("/16/1", (0, "string", {0: "host-1"})), format="TLV"), "CREATED(201)")
        self.composite("POST", ["/16", "/3/0/9"], "/observe")
        self.assertEqual(self.status("DELETE", "/16/1"), "DELETED(202)")
        values = self.composite_notification(lambda values: 1 not in (values["/16"] or {}))
        self.assertEqual(values["/16"], {0: {0: {0: "host-0"}}})


class Sending(Observing):
    """The agent sends what the configuration lists, when it changes."""
    objects = """
send:
  - { paths: [/3/0/9, /4/0/2], on_change: true }
"""

    def sent(self, path, wanted):
        """The Send in which the path has the wanted value."""
        def value(data):
            return [plain(node) for entry in data["val"] for name, node in entry["nodes"].items() if name == path]
        return self.leshan.event("SEND", "gw1", lambda data: wanted in value(data))

    def test_LightweightM2M_1_1_int_306(self):
        """Send: the device tells values without being asked."""
        self.level(55)
        self.sent("/3/0/9", "55")

    def test_LightweightM2M_1_1_int_307(self):
        """Mute Send: while /1/0/23 is true nothing is sent."""
        self.assertEqual(self.write("/1/0/23", "boolean", "true", format="TLV"), "CHANGED(204)")
        self.level(55)
        self.wait_until(lambda: self.read("/3/0/9") == "55", "the new level")
        self.assertEqual(self.write("/1/0/23", "boolean", "false", format="TLV"), "CHANGED(204)")
        self.level(45)
        self.sent("/3/0/9", "45")
        sent = [plain(node) for name, data in self.leshan.events if name == "SEND" for entry in data["val"]
                for path, node in entry["nodes"].items() if path == "/3/0/9"]
        self.assertNotIn("55", sent)

    def test_LightweightM2M_1_1_int_311(self):
        """Send of several resources in one message."""
        (self.agent.state / "signal").write_text("-90\n")
        entry = self.sent("/4/0/2", "-90")["val"]
        self.assertEqual({path for part in entry for path in part["nodes"]}, {"/3/0/9", "/4/0/2"})

