"""OMA enabler tests of single objects, 651 to 710 and 1200 to 1635, and of several servers, 950 and 951."""
from gateway import AtLine
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
    """The timers, the eDRX cycle and the modes (4, 5, 9, 13) are the module's own, asked by AT+CPSMS and AT+CEDRXS."""
    sleep = "psm"
    objects = """
  - id: 10
    definition: "@MODELS@/10.xml"
    fill: auto
    resources:
      6: { value: 0 }
      8: { value: { hex: "12" } }
      11: { value: { 0: "11:0" } }
      14: { value: 1, writable: true }
"""
    # One hour, two minutes awake (what the agent asks for, by its 93 s), a cycle of 81.92 s.
    values = {4: "3600", 5: "120", 6: "0", 8: "12", 9: "05", 11: {0: "11:0"}, 13: "3", 14: "1"}

    def start_agent(self, *arguments, **options):
        line = AtLine(self.emulator.link)
        line.command('+CPSMS=1,,,"00000110","00100010"')
        line.command('+CEDRXS=1,5,"0101"')
        line.close()
        return super().start_agent(*arguments, **options)

    def check_links(self, *resources):
        links = self.discover("/10")
        self.assertEqual(links["/10"]["ver"], "1.1")
        self.assertLessEqual({"/10/0", *(f"/10/0/{id}" for id in resources)}, set(links))

    def check_regular(self, *resources):
        """Observes each, and is notified of each again and again though nothing changes: by their pmax."""
        for id in resources:
            self.assertEqual(self.observe(f"/10/0/{id}"), self.values[id])
        for _ in range(2):
            for id in resources:
                self.assertEqual(self.notification(f"/10/0/{id}"), self.values[id])

    def test_LightweightM2M_1_1_int_1200(self):
        """Cellular Connectivity, with the numbers that the test specification has: its readable resources."""
        self.assertEqual(self.read("/10/0", format="TLV"), self.values)

    def test_LightweightM2M_1_1_int_1201(self):
        """Cellular Connectivity 1.1: Discover says the version and what there is of power saving."""
        self.check_links(4, 5, 6, 8, 9, 11, 13, 14)
        self.assertEqual(set(self.read("/10/0", format="TLV")), {4, 5, 6, 8, 9, 11, 13, 14})

    def test_LightweightM2M_1_1_int_1202(self):
        """Setting the power saving mode: those there are are read, the one to use is written and read back."""
        self.check_links(6, 11, 13, 14)
        self.assertGreater(int(self.read("/10/0/13")), 0)
        self.assertEqual(self.update("/10/0", (14, "unsigned_integer", 2), format="TLV"), "CHANGED(204)")
        self.assertEqual(self.read("/10/0/14"), "2")
        self.assertEqual(self.write("/10/0/14", "unsigned_integer", 3, format="TLV"), "CHANGED(204)")
        self.assertEqual(self.read("/10/0/14"), "3")

    def test_LightweightM2M_1_1_int_1203(self):
        """Observing the power saving modes: notified regularly, by pmin and pmax (shorter than the specification's)."""
        self.check_links(6, 11, 13, 14)
        self.assertEqual(self.attributes("/10/0/13", pmin=1, pmax=2), "CHANGED(204)")
        self.assertEqual(self.attributes("/10/0/14", pmin=1, pmax=2), "CHANGED(204)")
        self.check_regular(13, 14)

    def test_LightweightM2M_1_1_int_1204(self):
        """Observing the timers and the eDRX parameters: notified regularly, by pmin and pmax (shorter than the specification's)."""
        self.check_links(4, 5, 6, 8, 9)
        for id in (4, 5, 8, 9):
            self.assertEqual(self.attributes(f"/10/0/{id}", pmin=1, pmax=2), "CHANGED(204)")
        self.check_regular(4, 5, 8, 9)


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
    def undergo(self):
        self.other.event("REGISTRATION", "gw1")
        super().undergo()

    def served(self):
        try:
            return super().served() and self.other.read("gw1", "/3/0/0", timeout=5) == "Acme"
        except AssertionError:
            return False

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
