"""OMA enabler tests of the device management interface, 241 to 281: Execute, refusals, Discover, attributes, composite reads."""
from oma import Oma

DEVICE = {"/3/0", *(f"/3/0/{id}" for id in (0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 15, 16))}


class Operations(Oma):
    def test_LightweightM2M_1_1_int_241(self):
        """Execute: the device is told to restart, does it once, and registers again."""
        self.assertEqual(self.status("POST", "/3/0/4"), "CHANGED(204)")
        self.wait_until(lambda: self.agent.executed() == ["reboot"], "the restart")
        self.agent.program.end()
        self.leshan.event("DEREGISTRATION", "gw1")
        self.start_agent("after")
        self.leshan.event("REGISTRATION", "gw1")

    def test_LightweightM2M_1_1_int_256(self):
        """Write of a read-only resource: 4.05, and the value stays."""
        self.assertEqual(self.write("/1/0/0", "integer", 99, format="TLV"), "METHOD_NOT_ALLOWED(405)")
        self.assertEqual(self.read("/1/0/0"), "123")

    def test_LightweightM2M_1_1_int_257(self):
        """Write-Composite: all of it, or with one resource that can't be written nothing."""
        for fmt in ("SENML_JSON", "SENML_CBOR"):
            nodes = {"/1/0/2": ("integer", 102), "/1/0/6": ("boolean", "false"), "/3/0/15": ("string", "Europe/Oslo")}
            self.assertEqual(self.write_composite(fmt, nodes=nodes), "CHANGED(204)")
            self.assertEqual((self.read("/1/0/2"), self.read("/1/0/6"), self.read("/3/0/15")), ("102", False, "Europe/Oslo"))
            nodes = {"/1/0/2": ("integer", 7), "/3/0/0": ("string", "other")}
            self.assertEqual(self.write_composite(fmt, nodes=nodes), "METHOD_NOT_ALLOWED(405)")
            self.assertEqual(self.read("/1/0/2"), "102")

    def test_LightweightM2M_1_1_int_260(self):
        """Discover of an object, an instance and a resource, with attributes where they belong."""
        self.assertEqual(set(self.discover("/3")), {"/3"} | DEVICE)
        self.assertEqual(self.attributes("/3/0", pmin=10, pmax=200), "CHANGED(204)")
        links = self.discover("/3/0")
        self.assertEqual(set(links), DEVICE)
        self.assertEqual((links["/3/0"]["pmin"], links["/3/0"]["pmax"]), ("10", "200"))
        self.assertEqual([links[f"/3/0/{id}"]["dim"] for id in (6, 7, 8, 11)], ["2", "2", "2", "1"])
        self.assertEqual(self.attributes("/3/0/9", lt=1, gt=6, st=1), "CHANGED(204)")
        level = self.discover("/3/0")["/3/0/9"]
        self.assertEqual([float(level[name]) for name in ("lt", "gt", "st")], [1, 6, 1])
        level = self.discover("/3/0/9")["/3/0/9"]
        self.assertEqual([float(level[name]) for name in ("pmin", "pmax", "lt", "gt", "st")], [10, 200, 1, 6, 1])

    def test_LightweightM2M_1_1_int_261(self):
        """Write-Attributes on an object, an instance and a resource instance; Discover shows what is inherited."""
        self.assertEqual(set(self.discover("/3/0/11")), {"/3/0/11", "/3/0/11/0"})
        for path, query in (("/3", ["pmin=10", "pmax=200"]), ("/3/0", ["pmax=320"]),
                            ("/3/0/11/0", ["pmax=100", "epmin=1", "epmax=20"])):
            self.assertEqual(self.raw("PUT", path, query=query)["code"], "2.04")
        links = self.discover("/3/0/11")
        self.assertEqual(links["/3/0/11"], {"dim": "1", "pmin": "10", "pmax": "320"})
        self.assertEqual(links["/3/0/11/0"], {"pmax": "100", "epmin": "1", "epmax": "20"})

    def test_LightweightM2M_1_1_int_280(self):
        """Read-Composite of a resource, a resource instance and an instance."""
        content = self.composite("GET", ["/3/0/16", "/3/0/11/0", "/1/0"])
        self.assertEqual((content["/3/0/16"], content["/3/0/11/0"]), ("U", "0"))
        server = content["/1/0"]
        self.assertEqual((server[0], server[1], server[6], server[7]), ("123", "300", True, "U"))

    def test_LightweightM2M_1_1_int_281(self):
        """Read-Composite in which one resource can't be read: the others are answered."""
        content = self.composite("GET", ["/1/0/1", "/1/0/7", "/1/0/8"])
        self.assertEqual({path: value for path, value in content.items() if value is not None}, {"/1/0/1": "300", "/1/0/7": "U"})
