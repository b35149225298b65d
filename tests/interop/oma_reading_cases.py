"""OMA enabler tests of the device management interface, 201 to 237: reading and writing in each content format."""
import itertools

from oma import Oma

# /1/0 as the configuration has it, and what the tests write there.
SERVER = {0: "123", 1: "300", 6: True, 7: "U"}
SETTINGS = ((2, "integer", 101), (3, "integer", 1010), (5, "integer", 2000), (6, "boolean", "false"), (7, "string", "U"))


class Management(Oma):
    def check_device(self, device):
        self.assertEqual((device[0], device[1], device[2], device[3], device[16]), ("Acme", "GW-1", "serial-1", "1.2.3", "U"))
        self.assertEqual((device[6], device[7], device[11]), ({0: "1", 1: "5"}, {0: "3800", 1: "5000"}, {0: "0"}))

    def check_server(self, server):
        self.assertEqual({id: server[id] for id in SERVER}, SERVER)

    def query(self, fmt):
        self.check_device(self.read("/3/0", format=fmt))
        self.check_server(self.read("/1/0", format=fmt))

    def set(self, fmt):
        """Updates /1/0 in that format, reads it back, and puts back what was there."""
        before = self.read("/1/0", format=fmt)
        self.assertEqual(self.update("/1/0", *SETTINGS, format=fmt), "CHANGED(204)")
        after = self.read("/1/0", format=fmt)
        self.assertEqual((after[2], after[3], after[5], after[6], after[7]), ("101", "1010", "2000", False, "U"))
        back = [(id, kind, str(before[id]).lower() if kind == "boolean" else before[id]) for id, kind, _ in SETTINGS if id in before]
        self.assertEqual(self.update("/1/0", *back, format=fmt), "CHANGED(204)")
        self.assertEqual(self.read("/1/0", format=fmt)[6], before[6])

    def set_resources(self, fmt):
        for id, kind, value in SETTINGS[:4]:
            self.assertEqual(self.write(f"/1/0/{id}", kind, value, format=fmt), "CHANGED(204)")
            self.assertEqual(str(self.read(f"/1/0/{id}", format=fmt)).lower(), str(value))

    def set_in_senml(self, fmt):
        self.assertEqual(self.update("/1/0", (1, "integer", 61), (6, "boolean", "false"), format=fmt), "CHANGED(204)")
        server = self.read("/1/0", format=fmt)
        self.assertEqual((server[1], server[6]), ("61", False))
        self.assertEqual(self.write("/19/0/0", "opaque", {0: "00ff", 7: "beef"}, format=fmt), "CHANGED(204)")
        self.assertEqual(self.read("/19/0", format=fmt)[0], {0: "00ff", 7: "beef"})
        self.assertEqual(self.write("/1/0/1", "integer", 63, format=fmt), "CHANGED(204)")
        self.assertEqual(self.read("/1/0/1", format=fmt), "63")

    def test_LightweightM2M_1_1_int_201(self):
        """Reading basic information in plain text."""
        self.assertEqual([self.read(f"/3/0/{id}", format="TEXT") for id in (0, 1, 2)], ["Acme", "GW-1", "serial-1"])

    def test_LightweightM2M_1_1_int_203(self):
        """Reading basic information in TLV."""
        self.query("TLV")

    def test_LightweightM2M_1_1_int_204(self):
        """Reading basic information in LwM2M JSON."""
        self.query("JSON")

    def test_LightweightM2M_1_1_int_205(self):
        """Writing basic information in plain text."""
        self.set_resources("TEXT")

    def test_LightweightM2M_1_1_int_211(self):
        """Reading basic information in CBOR."""
        self.assertEqual([self.read(f"/1/0/{id}", format="CBOR") for id in SERVER], list(SERVER.values()))
        self.assertEqual(self.read("/3/0/0", format="CBOR"), "Acme")

    def test_LightweightM2M_1_1_int_212(self):
        """Writing basic information in CBOR."""
        self.set_resources("CBOR")

    def test_LightweightM2M_1_1_int_215(self):
        """Writing basic information in TLV."""
        self.set("TLV")

    def test_LightweightM2M_1_1_int_220(self):
        """Writing basic information in LwM2M JSON."""
        self.set("JSON")

    def test_LightweightM2M_1_1_int_221(self):
        """Object Security is for no server: Read, Write and Write-Attributes are refused with 4.01."""
        for path in ("/0", "/0/0", "/0/0/0"):
            self.assertEqual(self.status("GET", path), "UNAUTHORIZED(401)")
        self.assertEqual(self.write("/0/0/0", "string", "coap://192.0.2.1", format="TEXT"), "UNAUTHORIZED(401)")
        self.assertEqual(self.attributes("/0", pmin=10), "UNAUTHORIZED(401)")
        self.assertEqual(self.status("GET", "/0/discover"), "UNAUTHORIZED(401)")

    def test_LightweightM2M_1_1_int_222(self):
        """Read of an object: all its instances."""
        self.check_server(self.read("/1", format="TLV")[0])
        devices = self.read("/3", format="TLV")
        self.assertEqual(set(devices), {0})
        self.check_device(devices[0])

    def test_LightweightM2M_1_1_int_223(self):
        """Read of an object instance: all its readable resources, and no other."""
        self.assertEqual(set(self.read("/3/0", format="TLV")), {0, 1, 2, 3, 6, 7, 8, 9, 11, 13, 14, 15, 16})
        self.assertFalse(set(self.read("/1/0", format="TLV")) & {4, 8, 9})

    def test_LightweightM2M_1_1_int_224(self):
        """Read of a resource."""
        self.assertEqual([self.read(f"/1/0/{id}") for id in (0, 1, 7)], ["123", "300", "U"])

    def test_LightweightM2M_1_1_int_225(self):
        """Read of a resource instance."""
        self.assertEqual((self.read("/3/0/11/0", format="TEXT"), self.read("/3/0/7/1", format="TEXT")), ("0", "5000"))
        self.assertEqual(self.status("GET", "/3/0/7/2", format="TEXT"), "NOT_FOUND(404)")

    def test_LightweightM2M_1_1_int_226(self):
        """Write (partial update) of an object instance: the other resources stay."""
        before = self.read("/1/0", format="TLV")
        self.assertEqual(self.update("/1/0", (1, "integer", 60), (6, "boolean", "false"), format="TLV"), "CHANGED(204)")
        self.assertEqual(self.read("/1/0", format="TLV"), {**before, 1: "60", 6: False})

    def test_LightweightM2M_1_1_int_227(self):
        """Write (replace) of a resource: told by an Update when it is the lifetime."""
        self.assertEqual(self.write("/1/0/1", "integer", 63, format="TLV"), "CHANGED(204)")
        self.leshan.event("UPDATED", "gw1", lambda data: data["registration"]["lifetime"] == 63)
        self.assertEqual(self.read("/1/0/1"), "63")

    def test_LightweightM2M_1_1_int_228(self):
        """Write of a resource instance."""
        self.assertEqual(self.write("/19/0/0", "opaque", {0: "aa", 1: "bb"}, format="TLV"), "CHANGED(204)")
        self.assertEqual(self.write("/19/0/0/0", "opaque", "cc", format="OPAQUE"), "CHANGED(204)")
        self.assertEqual(self.read("/19/0/0", format="TLV"), {0: "cc", 1: "bb"})

    def test_LightweightM2M_1_1_int_229(self):
        """Read-Composite of objects, instances, resources and resource instances."""
        for fmt in ("SENML_JSON", "SENML_CBOR"):
            content = self.composite("GET", ["/3", "/1/0"], fmt=fmt)
            self.check_device(content["/3"][0])
            self.check_server(content["/1/0"])
            self.assertEqual(self.composite("GET", ["/1/0/1", "/3/0/11/0"], fmt=fmt), {"/1/0/1": "300", "/3/0/11/0": "0"})

    def test_LightweightM2M_1_1_int_230(self):
        """Write-Composite to several objects and to resource instances."""
        lifetimes = itertools.count(60)
        for fmt in ("SENML_JSON", "SENML_CBOR"):
            lifetime = str(next(lifetimes))
            nodes = {"/1/0/1": ("integer", lifetime), "/1/0/6": ("boolean", "false"),
                     "/19/0/0/0": ("opaque", "aa"), "/19/0/0/3": ("opaque", "dd")}
            self.assertEqual(self.write_composite(fmt, nodes=nodes), "CHANGED(204)")
            server = self.read("/1/0", format="TLV")
            self.assertEqual((server[1], server[6]), (lifetime, False))
            self.assertEqual(self.read("/19/0/0", format="TLV"), {0: "aa", 3: "dd"})

    def test_LightweightM2M_1_1_int_231(self):
        """Reading basic information in SenML JSON."""
        self.query("SENML_JSON")
        self.assertEqual(self.read("/3/0/11/0", format="SENML_JSON"), "0")

    def test_LightweightM2M_1_1_int_232(self):
        """Reading basic information in SenML CBOR."""
        self.query("SENML_CBOR")
        self.assertEqual(self.read("/3/0/11/0", format="SENML_CBOR"), "0")

    def test_LightweightM2M_1_1_int_233(self):
        """Writing basic information in SenML CBOR."""
        self.set_in_senml("SENML_CBOR")

    def test_LightweightM2M_1_1_int_234(self):
        """Writing basic information in SenML JSON."""
        self.set_in_senml("SENML_JSON")

    def test_LightweightM2M_1_1_int_235(self):
        """Read-Composite of the root: everything but objects 0 and 21."""
        answer = self.raw("FETCH", "", format=112, accept=110, payload="81a10061" + b"/".hex())
        self.assertEqual((answer["code"], answer["format"]), ("2.05", 110))
        text = bytes.fromhex(answer["payload"]).decode()
        for path in ("/1/0/", "/3/0/", "/4/0/"):
            self.assertIn(f'"{path}', text)
        for path in ("/0/", "/21/"):
            self.assertNotIn(f'"{path}', text)

    def test_LightweightM2M_1_1_int_236(self):
        """Read-Composite of what is partly there: the rest is left out."""
        content = self.composite("GET", ["/1/0", "/3/0/11/0", "/3339/0/5522", "/3353/0/6030"])
        self.check_server(content["/1/0"])
        self.assertEqual({path: value for path, value in content.items() if path != "/1/0" and value is not None}, {"/3/0/11/0": "0"})

    def test_LightweightM2M_1_1_int_237(self):
        """Read of an object without an Accept: in a format that the server understands."""
        self.check_server(self.read("/1")[0])
        self.check_device(self.read("/3")[0])
