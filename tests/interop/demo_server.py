"""lwm2m-demo-server as a test drives it: commands in, events out."""
import json
import os

import harness


class DemoServer:
    def __init__(self, case, keys=None, name="demo-server", options=(), ports=None):
        """`ports` are those of an earlier one, whose place this one takes."""
        ports = ports or {}
        arguments = [harness.programs() / "lwm2m-demo-server", "--json", "--listen", f"127.0.0.1:{ports.get('coap', 0)}", *options]
        if keys:
            path = case.folder / f"{name}.psk"
            path.touch(mode=0o600)
            path.write_text("".join(f"{identity}={key}\n" for identity, key in keys.items()))
            arguments += ["--listen-dtls", f"127.0.0.1:{ports.get('coaps', 0)}", "--psk-file", path]
        self.program = case.start(name, *arguments)
        self.seen = 0
        self.ports = {}
        for _ in range(2 if keys else 1):
            event = self.event("listening")
            self.ports[event["scheme"]] = event["port"]

    def uri(self, secure):
        return f"coaps://127.0.0.1:{self.ports['coaps']}" if secure else f"coap://127.0.0.1:{self.ports['coap']}"

    def event(self, name, timeout=harness.PATIENCE, **fields):
        """The next event of that name whose fields have those values; the events before it are skipped."""
        def wanted(line):
            event = json.loads(line)
            return event if event["event"] == name and all(event.get(key) == value for key, value in fields.items()) else None
        at, event = self.program.wait_for(wanted, f"event {name} {fields or ''}", self.seen, timeout)
        self.seen = at + 1
        return event

    def ask(self, command, event="response"):
        """Types a command and returns the response to it."""
        self.program.say(command)
        return self.event(event, command=command)

    def values(self, command):
        """{path: text, number or hex} of a response in TLV."""
        answer = self.ask(command)
        assert answer["code"] == "2.05", answer
        return {value["path"]: value.get("text", value["hex"]) for value in answer["values"]}
