"""OMA enabler tests of single objects, 651 to 710 and 1200 to 1635, and of several servers, 950 and 951."""
from leshan import Leshan, instance
from oma import KEY, Oma, PORTFOLIO, account


class Objects(Oma):
    def test_LightweightM2M_1_1_int_651(self):
        """Device: UTC offset and time zone are written to the instance and read back with the rest."""
        before = self.read("/3/0", format="TLV")
        self.assertEqual(self.update("/3/0", (14, "string", "+02:00"), (15, "string", "Europe/Paris"), format="TLV"), "CHANGED(204)")
        after = self.read("/3/0", format="TLV")
        self.assertEqual((after[14], after[15]), ("+02:00", "Europe/Paris"))
        self.assertEqual(self.update("/3/0", (14, "string", before[14]), (15, "string", before[15]), format="TLV"), "CHANGED(204)")
        again = self.read("/3/0", format="TLV")
        self.assertEqual({id: again[id] for id in again if id != 13}, {id: before[id] for id in before if id != 13})

    def test_LightweightM2M_1_1_int_652(self):
        """Device: the firmware version, in the format that the device prefers."""
        self.assertEqual(self.read("/3/0/3"), "1.2.3")

    def test_LightweightM2M_1_1_int_680(self):
        """Device has one instance: Create is refused with 4.05."""
        self.assertEqual(self.status("POST", "/3", instance("/3", (15, "string", "Europe/Rome")), format="TLV"), "METHOD_NOT_ALLOWED(405)")

    def test_LightweightM2M_1_1_int_685(self):
        """Device's instance stays: Delete is refused with 4.05."""
        self.assertEqual(self.status("DELETE", "/3/0"), "METHOD_NOT_ALLOWED(405)")
        self.assertEqual(self.read("/3/0/0"), "Acme")

    def test_LightweightM2M_1_1_int_701(self):
        """Connectivity Monitoring: bearer, bearers, signal strength and addresses are there."""
        monitoring = self.read("/4/0", format="TLV")
        self.assertEqual({id: monitoring[id] for id in (0, 1, 2, 4)}, {0: "7", 1: {0: "7"}, 2: "-85", 4: {0: "10.65.33.151"}})

    def test_LightweightM2M_1_1_int_710(self):
        """Connectivity Monitoring: observed as an instance, with pmin and pmax."""
        self.assertEqual(self.attributes("/4/0", pmin=1, pmax=6), "CHANGED(204)")
        self.assertEqual(self.observe("/4/0", format="TLV")[2], "-85")
        (self.agent.state / "signal").write_text("-99\n")
        self.assertEqual(self.notification("/4/0", lambda value: value[2] == "-99")[2], "-99")
        self.assertEqual(self.notification("/4/0")[2], "-99")  # pmax: unchanged


class Cellular(Oma):
    objects = """
  - id: 10
    definition: "@MODELS@/10.xml"
    resources: { 6: { value: 0 }, 11: { value: { 0: "11:0" } }, 13: { value: 1 }, 14: { value: 1, writable: true } }
"""

    def test_LightweightM2M_1_1_int_1200(self):
        """Cellular Connectivity: its readable resources."""
        self.assertEqual(self.read("/10/0", format="TLV"), {6: "0", 11: {0: "11:0"}, 13: "1", 14: "1"})

    def test_LightweightM2M_1_1_int_1201(self):
        """Cellular Connectivity 1.1: Discover says the version and the power saving modes."""
        links = self.discover("/10")
        self.assertEqual(links["/10"]["ver"], "1.1")
        self.assertLessEqual({"/10/0/6", "/10/0/11", "/10/0/13", "/10/0/14"}, set(links))
        self.assertEqual(set(self.read("/10/0", format="TLV")), {6, 11, 13, 14})


class Portfolio(Oma):
    objects = PORTFOLIO

    def test_LightweightM2M_1_1_int_1630(self):
        """Portfolio: a server creates an instance, which Discover and Read then show."""
        self.assertIn("/16/0/0", self.discover("/16"))
        identity = {0: "Host Device ID #2", 1: "Host Device Model #2"}
        self.assertEqual(self.status("POST", "/16", instance("/16/1", (0, "string", identity)), format="TLV"), "CREATED(201)")
        self.leshan.event("UPDATED", "gw1", lambda data: "/16/1" in [link["url"] for link in data["registration"]["objectLinks"]])
        self.assertLessEqual({"/16/0/0", "/16/1/0"}, set(self.discover("/16")))
        self.assertEqual(self.read("/16", format="TLV"), {0: {0: {0: "host-0"}}, 1: {0: identity}})

    def test_LightweightM2M_1_1_int_1635(self):
        """Portfolio: a server deletes the instance, and only the object is left."""
        self.assertIn("/16/0/0", self.discover("/16"))
        self.assertEqual(self.status("DELETE", "/16/0"), "DELETED(202)")
        self.assertEqual(set(self.discover("/16")), {"/16"})


class TwoServers(Oma):
    def setUp(self):
        self.other = None
        super().setUp()
        self.other.event("REGISTRATION", "gw1")

    def start_agent(self, *arguments, **options):
        self.other = Leshan(self, name="other-leshan")
        self.other.add_key("gw1", "gw1-other", KEY)
        options["accounts"] = ("servers:\n" + account(self.leshan.uri(True)) +
                               account(self.other.uri(True), 124, "gw1-other", lifetime="10min"))
        return super().start_agent(*arguments, **options)

    def test_LightweightM2M_1_1_int_950(self):
        """Two servers: the device registers with each, by the account of each."""
        self.assertEqual((self.leshan.client("gw1")["lifetime"], self.other.client("gw1")["lifetime"]), (300, 600))
        self.assertEqual((self.read("/3/0/0"), self.other.read("gw1", "/3/0/0")), ("Acme", "Acme"))

    def test_LightweightM2M_1_1_int_951(self):
        """Two servers: each sees the attributes that it has written itself."""
        self.assertEqual(self.attributes("/3/0", pmin=2, pmax=10), "CHANGED(204)")
        self.assertEqual(self.other.ask("PUT", "gw1", "/3/0/attributes", pmin=15, pmax=50)["status"], "CHANGED(204)")
        for server, wanted in ((self.leshan, ("2", "10")), (self.other, ("15", "50"))):
            links = {link["url"]: link["attributes"] for link in server.ask("GET", "gw1", "/3/0/discover")["objectLinks"]}
            self.assertEqual((links["/3/0"]["pmin"], links["/3/0"]["pmax"]), wanted)
            self.assertLessEqual({"/3/0/0", "/3/0/1", "/3/0/2", "/3/0/3", "/3/0/11", "/3/0/16"}, set(links))
