"""The two servers of the demo, each with the same few verbs."""
import re

import harness
from demo_server import DemoServer
from leshan import Leshan

TIMEOUT = 45


class Small:
    """lwm2m-demo-server."""
    name = "lwm2m-demo-server"

    def __init__(self, stage, endpoint, key):
        self.endpoint = endpoint
        self.server = DemoServer(stage, {endpoint: key})
        self.program = self.server.program

    def uri(self, secure):
        return self.server.uri(secure)

    def registered(self):
        event = self.server.event("registered", TIMEOUT, endpoint=self.endpoint)
        return {"lifetime": event["lifetime"], "version": event["version"], "address": event["address"],
                "objects": re.findall(r"<(/[0-9/]+)>", event["objects"]), "secure": bool(event["identity"])}

    def ask(self, command):
        answer = self.server.ask(command)
        if not answer["code"].startswith("2."):
            raise AssertionError(f"{command}: {answer['code_name']}")
        return answer

    def read(self, path):
        return self.ask(f"read {path} text")["value"]

    def read_all(self, path):
        return {value["path"]: value.get("text") or value.get("integer", value["hex"]) for value in self.ask(f"read {path} tlv")["values"]}

    def write(self, path, value):
        return self.ask(f"write {path} {value}")["code_name"]

    def execute(self, path):
        return self.ask(f"execute {path}")["code_name"]

    def observe(self, path):
        return self.ask(f"observe {path} text")["value"]

    def notification(self, path):
        return self.server.event("notification", TIMEOUT, path=path)["value"]

    def deregistered(self):
        self.server.event("deregistered", TIMEOUT, endpoint=self.endpoint)

    def how_to_play(self):
        return ["type commands here: read /3/0 tlv, write /3/0/14 +02:00, observe /3303/0/5700, help"]


class Eclipse:
    """Eclipse Leshan."""
    name = "Eclipse Leshan"

    def __init__(self, stage, endpoint, key):
        self.endpoint = endpoint
        self.server = Leshan(stage, [harness.ROOT / "tests/interop/models", harness.ROOT / "config/examples/models"])
        self.server.add_key(endpoint, endpoint, key)
        self.program = self.server.program

    def uri(self, secure):
        return self.server.uri(secure)

    def registered(self):
        data = self.server.event("REGISTRATION", self.endpoint, timeout=TIMEOUT)
        return {"lifetime": data["lifetime"], "version": data["lwM2mVersion"], "address": data["address"], "secure": data["secure"],
                "objects": [link["url"] for link in data["objectLinks"]]}

    def ask(self, method, path, body=None, **query):
        answer = self.server.ask(method, self.endpoint, path, body, **query)
        if not answer["success"]:
            raise AssertionError(f"{method} {path}: {answer}")
        return answer

    def read(self, path):
        return self.server.read(self.endpoint, path, format="TEXT")

    def read_all(self, path):
        values = self.server.read(self.endpoint, path, format="TLV")
        flat = {}
        for resource, value in values.items():
            flat.update({f"{path}/{resource}/{key}": one for key, one in value.items()} if isinstance(value, dict) else
                        {f"{path}/{resource}": value})
        return flat

    def write(self, path, value):
        body = {"id": int(path.rsplit("/", 1)[1]), "kind": "singleResource", "type": "string", "value": value}
        return self.ask("PUT", path, body, format="TEXT")["status"]

    def execute(self, path):
        return self.ask("POST", path)["status"]

    def observe(self, path):
        return self.ask("POST", path + "/observe", format="TEXT")["content"]["value"]

    def notification(self, path):
        return self.server.event("NOTIFICATION", self.endpoint, lambda data: data["res"] == path, TIMEOUT)["val"]["value"]

    def deregistered(self):
        self.server.event("DEREGISTRATION", self.endpoint, timeout=TIMEOUT)

    def how_to_play(self):
        return [f"open http://{self.server.addresses['http']}/ in a web browser"]
