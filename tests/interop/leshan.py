"""Eclipse Leshan as a test drives it: its REST calls and its event stream. The libraries come from scripts/lib/fetch-leshan."""
import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request

import harness

HERE = pathlib.Path(__file__).resolve().parent


def libraries(which="server"):
    """The folder of Leshan's libraries, of the server or the bootstrap server; skips the test when they cannot be had."""
    for program in ("java", "javac"):
        if not shutil.which(program):
            raise unittest.SkipTest(f"there is no {program} here: install openjdk-17-jdk-headless")
    found = subprocess.run([harness.ROOT / "scripts/lib/fetch-leshan", "--offline", which], capture_output=True, text=True)
    if found.returncode != 0:
        raise unittest.SkipTest("Eclipse Leshan is not here: scripts/lib/fetch-leshan could not reach Maven Central")
    return pathlib.Path(found.stdout.strip())


def classes(jars, front="leshan", main="Main"):
    """The folder of a compiled front; whoever comes first compiles it, the others wait."""
    sources = sorted((HERE / front).glob("*.java"))
    folder = pathlib.Path(os.environ.get("AGENT_BUILD", harness.ROOT / "build")) / f"{front}-front"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / f"{main}.class"
        if not done.exists() or any(source.stat().st_mtime > done.stat().st_mtime for source in sources):
            subprocess.run(["javac", "-cp", f"{jars}/*", "-d", folder, *sources], check=True)
    return folder


# A small, quickly started machine; the answers are few.
MACHINE = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=info")


def addresses(program):
    """{scheme: host:port} that a front tells at its start."""
    found, at = {}, 0
    for scheme in ("coap", "coaps", "http"):
        at, line = program.wait_for(lambda line: line.startswith(f"listening {scheme} ") and line, f"port for {scheme}", at)
        found[scheme] = line.split(" ")[2]
    return found


def call(address, method, path, body=None):
    """The answer of a front to a REST call."""
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://{address}/api{path}", data, method=method)
    try:
        with urllib.request.urlopen(request, timeout=harness.PATIENCE) as answer:
            text = answer.read().decode()
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None
    return json.loads(text) if text else None


def key_of(endpoint, identity, key):
    """What /security/clients/ takes."""
    return {"endpoint": endpoint, "tls": {"mode": "psk", "details": {"identity": identity, "key": key}}}


class Leshan:
    def __init__(self, case, models=(HERE / "models",), port=0, name="leshan", options=()):
        jars = libraries()
        self.program = case.start(name, "java", *MACHINE, *options, "-cp", f"{classes(jars)}:{jars}/*", "Main",
                                  HERE / "leshan/page.html", port, *models)
        self.addresses = addresses(self.program)
        self.events, self.changed, self.seen = [], threading.Condition(), 0
        threading.Thread(target=self.listen, daemon=True).start()
        with self.changed:
            assert self.changed.wait_for(lambda: self.events, harness.PATIENCE), "Leshan's event stream does not begin"

    def uri(self, secure):
        return f"coaps://{self.addresses['coaps']}" if secure else f"coap://{self.addresses['coap']}"

    def listen(self):
        try:
            with urllib.request.urlopen(f"http://{self.addresses['http']}/api/event") as stream:
                name = None
                for line in stream:
                    line = line.decode().rstrip("\n")
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: "):
                        self.heard(name, json.loads(line[6:]))
                    elif line == ": subscribed":
                        self.heard("SUBSCRIBED", {})
        except OSError:
            pass  # the server was ended

    def heard(self, name, data):
        with self.changed:
            self.events.append((name, data))
            self.changed.notify_all()

    def event(self, name, endpoint, wanted=lambda data: True, timeout=harness.PATIENCE):
        """The next event of that name for that endpoint; the events before it are skipped."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                while self.seen < len(self.events):
                    heard, data = self.events[self.seen]
                    self.seen += 1
                    of = data.get("endpoint") or data.get("ep") or data.get("registration", {}).get("endpoint")
                    if heard == name and of == endpoint and wanted(data):
                        return data
                left = deadline - time.monotonic()
                if left <= 0 or self.program.ended:
                    raise AssertionError(f"Leshan: no event {name} of {endpoint}\n{self.program.tail()}")
                self.changed.wait(left)

    def mark(self):
        """The place in the event stream; for kinds_since()."""
        with self.changed:
            return len(self.events)

    def kinds_since(self, mark, name):
        """How many events of that name there were since."""
        with self.changed:
            return sum(heard == name for heard, _ in self.events[mark:])

    def wire(self, endpoint):
        """The CoAP messages of a device so far."""
        with self.changed:
            return [data for name, data in self.events if name == "COAPLOG" and data["ep"] == endpoint]

    def call(self, method, path, body=None):
        return call(self.addresses["http"], method, path, body)

    def add_key(self, endpoint, identity, key):
        self.call("PUT", "/security/clients/", key_of(endpoint, identity, key))

    def forget(self, endpoint):
        """Drops a registration, as a server that restarts would."""
        self.call("DELETE", f"/clients/{endpoint}")

    def client(self, endpoint):
        return next((one for one in self.call("GET", "/clients") if one["endpoint"] == endpoint), None)

    def ask(self, method, endpoint, path, body=None, **query):
        """The device's answer as Leshan shows it: status, content, ..."""
        if not path.endswith("/attributes"):  # whose query is the attributes
            query = {"timeout": 40, **query}
        query = "&".join(f"{name}={value}" if value is not True else name for name, value in query.items())
        return self.call(method, f"/clients/{endpoint}{path}?{query}", body)

    def read(self, endpoint, path, **query):
        """The value of a resource, {id: value} of an instance, {id: {...}} of an object."""
        answer = self.ask("GET", endpoint, path, **query)
        assert answer["success"], answer
        return plain(answer["content"])


def resource(path, kind, value):
    """A resource, with {id: value} one with instances, or a resource instance, as the REST calls take it."""
    ids = [int(part) for part in path.strip("/").split("/")]
    if isinstance(value, dict):
        return {"id": ids[-1], "kind": "multiResource", "type": kind, "values": {str(key): one for key, one in value.items()}}
    return {"id": ids[-1], "kind": "resourceInstance" if len(ids) == 4 else "singleResource", "type": kind, "value": str(value)}


def instance(path, *resources):
    """An object instance of (id, type, value); without an id when the path is an object's."""
    ids = path.strip("/").split("/")
    whole = {"kind": "instance", "resources": [resource(f"/0/0/{id}", kind, value) for id, kind, value in resources]}
    return {"id": int(ids[1]), **whole} if len(ids) > 1 else whole


def plain(node):
    if node is None:
        return None
    kind = node["kind"]
    if kind == "obj":
        return {one["id"]: plain(one) for one in node["instances"]}
    if kind == "instance":
        return {one["id"]: plain(one) for one in node["resources"]}
    if kind == "multiResource":
        return {int(key): value for key, value in node["values"].items()}
    return node["value"]
