#!/usr/bin/env python3
"""The JSON Schema takes the examples and refuses what the decoder refuses. That both know the same keys: tests/config/schema_test.cpp."""
import copy
import json
import re
import unittest

import place

try:
    import jsonschema
    import yaml
except ImportError as missing:
    place.skip(f"python3-jsonschema and python3-yaml are not installed ({missing.name})")

SCHEMA = json.loads((place.SOURCE / "config/lwm2m-agent.schema.json").read_text())
EXAMPLES = place.SOURCE / "config/examples"
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: only true and false are boolean, and dates are text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp",
                                                                        "tag:yaml.org,2002:int")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))


def with_text_keys(node):
    if isinstance(node, dict):
        return {str(key): with_text_keys(value) for key, value in node.items()}
    return [with_text_keys(item) for item in node] if isinstance(node, list) else node


def load(text):
    return with_text_keys(yaml.load(text, Loader))


def problems(document):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in VALIDATOR.iter_errors(document)]


class Schema(unittest.TestCase):
    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_takes_the_examples(self):
        for path in sorted(EXAMPLES.glob("*.yaml")):
            with self.subTest(example=path.name):
                text = re.sub(r"@(DEVICE|PSK_FILE|STATE|MODELS)@", "/tmp/place", path.read_text()).replace("@SERVER_URI@", "coaps://a")
                self.assertEqual(problems(load(text)), [])

    def test_takes_what_the_long_example_has_in_its_comments(self):
        text = (EXAMPLES / "agent.example.yaml").read_text()
        # A comment that begins with a key, and those below it that go on.
        uncommented = re.sub(r"^(\s*)# ((?:bootstrap|timing|encoding|queue_limit|pmin|pmax|store_notifications|mute_send|disable_timeout|"
                             r"order|initial_delay|block_on_failure|bootstrap_on_failure|retry|pause|ca|owner)\b.*|  .*: .*|    [a-z]*: .*|"
                             r"  \{.*|    poll.*)$", r"\1\2", text, flags=re.M)
        document = load(uncommented.replace("  #   create some; default: the lowest short_id, and nobody creates\n", ""))
        self.assertIn("bootstrap", document)
        self.assertIn("timing", document["modem"])
        self.assertIn("order", document["servers"][0])
        self.assertEqual(problems(document), [])

    def test_refuses_what_is_wrong(self):
        good = load((EXAMPLES / "minimal.yaml").read_text())
        self.assertEqual(problems(good), [])
        for path, value in [("version", 2), ("endpont", "x"), ("modem/bauds", 9600), ("modem/baud", 1234), ("modem/device", "ttyUSB0"),
                            ("servers/0/lifetime", "1 day"), ("servers/0/lifetime", 3600), ("servers/0/short_id", 0),
                            ("servers/0/short_id", "123"), ("servers/0/uri", "http://a"), ("servers/0/psk", {"key": "secret"}),
                            ("servers/0/psk", {"key": {"hex": "00", "file": "/a"}}), ("objects/0/resources/x", {}),
                            ("objects/0/resources/0", {"vlaue": 1}), ("objects/0/resources/0", {"command": ["/bin/true"]}),
                            ("objects/0/resources/0", {"command": {"argv": ["true"]}}), ("objects/0/id", 65535), ("log", {"level": "loud"}),
                            ("objects/0/access", {"2": "RX"}), ("modem/sim_pin", {"hex": "31"}), ("servers", [])]:
            with self.subTest(path=path, value=value):
                document = copy.deepcopy(good)
                *parents, last = path.split("/")
                node = document
                for part in parents:
                    node = node[int(part)] if isinstance(node, list) else node[part]
                node[last] = value
                self.assertNotEqual(problems(document), [])


if __name__ == "__main__":
    place.main()
