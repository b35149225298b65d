"""Eclipse Leshan's bootstrap server as a test drives it."""
import json

import harness
from leshan import MACHINE, addresses, call, classes, key_of, libraries


class BootstrapServer:
    def __init__(self, case, name="bootstrap-server"):
        jars = libraries("bootstrap")
        folder = classes(jars, "leshan_bootstrap", "Bootstrap")
        self.program = case.start(name, "java", *MACHINE, "-cp", f"{folder}:{jars}/*", "Bootstrap")
        self.addresses = addresses(self.program)
        self.uri = f"coaps://{self.addresses['coaps']}"
        self.seen = 0

    def add_key(self, endpoint, identity, key):
        call(self.addresses["http"], "PUT", "/security/clients/", key_of(endpoint, identity, key))

    def plan(self, endpoint, servers, before=(), after=(), delete=("/0", "/1")):
        """What the device gets: servers of server(); before and after it is asked "discover /", "read /1"."""
        body = {"before": list(before), "after": list(after), "toDelete": list(delete),
                "servers": {str(at): one["server"] for at, one in enumerate(servers) if one["server"]},
                "security": {str(at + 1): one["security"] for at, one in enumerate(servers)}}
        call(self.addresses["http"], "POST", f"/bootstrap/{endpoint}", body)

    def event(self, name, timeout=harness.PATIENCE, **fields):
        """The next step of that name whose fields have those values; the steps before it are skipped."""
        def wanted(line):
            step = json.loads(line[6:]) if line.startswith("event ") else {}
            return step if step.get("event") == name and all(step.get(key) == value for key, value in fields.items()) else None
        at, step = self.program.wait_for(wanted, f"step {name} {fields or ''}", self.seen, timeout)
        self.seen = at + 1
        return step

    def steps(self, name):
        return [line for line in self.program.lines if line.startswith("event ") and json.loads(line[6:])["event"] == name]


def server(uri, short_id=123, identity="gw1-id", key="", lifetime=300, **more):
    """A server's account as Leshan's bootstrap configuration has it; further fields are those of the Server object."""
    return {"server": {"shortId": short_id, "lifetime": lifetime, "binding": ["U"], **more},
            "security": {"bootstrapServer": False, "uri": uri, "securityMode": "PSK", "publicKeyOrId": list(identity.encode()),
                         "secretKey": signed(bytes.fromhex(key)), "serverId": short_id}}


def signed(octets):
    """Java's bytes."""
    return [octet - 256 if octet > 127 else octet for octet in octets]
