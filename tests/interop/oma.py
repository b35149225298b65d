"""What the OMA enabler tests stand on: Leshan, the emulated module and an agent with configuration C.3 (oma.yaml)."""
import functools

import harness
import oma_switches
import switches
from gateway import HERE, Agent, Emulator
from leshan import Leshan, instance, plain, resource

KEY = "00112233445566778899aabbccddeeff"

# The tests that are written and wait for a feature: run.py reports them as skipped, by name, with this reason.
PENDING = {}

# A value that comes in blocks, for the switches that this matters to.
METER = """
  - id: 26241
    definition: "@MODELS@/26241.xml"
    resources: {{ 0: {{ value: "{text}" }} }}
""".format(text="0123456789" * 120)

# Portfolio, for the tests that create and delete instances.
PORTFOLIO = """
  - id: 16
    definition: "@MODELS@/16.xml"
    instances: { 0: { deletable: true, resources: { 0: { value: { 0: "host-0" }, writable: true, persist: true } } } }
    create: { most: 4, resources: { 0: { persist: true } } }
"""


def account(uri, short_id=123, identity="gw1-id", key=KEY, lifetime="5min", more=""):
    """A server of the configuration."""
    return (f'  - {{ short_id: {short_id}, uri: "{uri}", lifetime: {lifetime}, '
            f'psk: {{ identity: "{identity}", key: {{ hex: "{key}" }} }}{more} }}\n')


class Oma(harness.Case):
    """An agent that is registered over DTLS with a pre-shared key. A test changes what it needs before setUp, or starts its own."""
    lifetime = "5min"
    more = ""     # of the server's account
    objects = ""  # further objects of the configuration
    leshan_options = ()
    needs = ()     # of the module: switches on their other side, unless AGENT_SWITCHES says otherwise
    sleep = "off"  # the module's

    def __init__(self, method="runTest"):
        super().__init__(method)
        if refusal := oma_switches.refusal(method, switches.asked()):
            setattr(self, method, functools.partial(self.refused, getattr(self, method), refusal))

    def refused(self, body, refusal):
        """Runs a case that can't go well with the switch: it fails by what the server is answered, and the device goes on."""
        with self.assertRaisesRegex(AssertionError, refusal.answer, msg=refusal.why):
            body()
        self.assertTrue(self.served(), "the device is not served after that")

    def setUp(self):
        super().setUp()
        self.leshan = Leshan(self, options=self.leshan_options)
        self.leshan.add_key("gw1", "gw1-id", KEY)
        self.emulator = Emulator(self, *switches.emulator_settings(switches.row(self.needs)))
        self.start_agent()
        self.registered = self.leshan.event("REGISTRATION", "gw1")
        self.undergo()

    def undergo(self):
        """What the switches want to happen to the module; then the device is as it was."""
        if commands := switches.events():
            for command in commands:
                self.emulator.control(command)
            self.wait_until(self.served, f"an answer after {', '.join(commands)}")
            self.registered = self.leshan.client("gw1")
            self.leshan.seen = self.leshan.mark()

    def served(self):
        try:
            return self.read("/3/0/0", timeout=5) == "Acme"
        except AssertionError:  # not registered, or no answer
            return False

    def start_agent(self, name="agent", accounts=None, emulator=None):
        accounts = accounts or "servers:\n" + account(self.leshan.uri(True), lifetime=self.lifetime, more=self.more)
        for file, text in (("battery", "87\n"), ("signal", "-85\n")):
            state = self.folder / f"{name}.state"
            state.mkdir(exist_ok=True)
            (state / file).write_text(text)
        row = switches.row(self.needs)
        objects = (METER if row & switches.LARGE else "") + self.objects
        objects = objects.replace("@FOLDER@", str(self.folder)).replace("@MODELS@", str(HERE / "models"))
        self.agent = Agent(self, emulator or self.emulator, "", name=name, template="oma.yaml", ACCOUNTS=accounts, OBJECTS=objects,
                           OBSERVE="observe: [{ path: /3, con: true }, { path: /4, con: true }]" if row & switches.CONFIRMABLE else "",
                           MODEM=switches.asked_of_agent(self.needs, sleep=self.sleep))
        return self.agent

    def status(self, method, path, body=None, **query):
        return self.leshan.ask(method, "gw1", path, body, **query)["status"]

    def read(self, path, **query):
        return self.leshan.read("gw1", path, **query)

    def write(self, path, kind, value, **query):
        """Writes a resource, or a resource instance, whichever the path names."""
        return self.status("PUT", path, resource(path, kind, value), **query)

    def update(self, path, *resources, **query):
        """A partial update of an instance with (id, type, value) of its resources."""
        return self.status("PUT", path, instance(path, *resources), replace="false", **query)

    def attributes(self, path, **values):
        return self.status("PUT", f"{path}/attributes", **values)

    def discover(self, path):
        """{path: {attribute: value}}"""
        answer = self.leshan.ask("GET", "gw1", f"{path}/discover")
        self.assertEqual(answer["status"], "CONTENT(205)")
        return {link["url"]: link["attributes"] for link in answer["objectLinks"]}

    def observe(self, path, **query):
        answer = self.leshan.ask("POST", "gw1", f"{path}/observe", **query)
        self.assertEqual(answer["status"], "CONTENT(205)")
        return plain(answer["content"])

    def notification(self, path, wanted=lambda value: True):
        """The value of the next notification of the path that has the wanted one."""
        return plain(self.leshan.event("NOTIFICATION", "gw1",
                                       lambda data: data.get("res") == path and wanted(plain(data["val"])))["val"])

    def composite(self, method, paths, what="", fmt="SENML_CBOR", **query):
        """{path: value} of a composite read, observation or cancellation; a path without a value is None."""
        answer = self.leshan.ask(method, "gw1", f"/composite{what}", paths=",".join(paths), pathformat=fmt, nodeformat=fmt, **query)
        self.assertEqual(answer["status"], "CONTENT(205)", answer)
        return {path: plain(node) for path, node in answer["content"].items()}

    def write_composite(self, fmt, **nodes):
        """Writes {path: (type, value)}."""
        body = {path: resource(path, *value) for path, value in nodes["nodes"].items()}
        return self.leshan.ask("PUT", "gw1", "/composite", body, nodeformat=fmt)["status"]

    def raw(self, method, path, **fields):
        """A CoAP request that Leshan itself would not say: {"code", "format", "payload"}."""
        return self.leshan.call("POST", "/clients/gw1/raw", {"method": method, "path": path, **fields})
