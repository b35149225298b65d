"""lwm2m-agentctl metrics, as the readers of Prometheus see it."""
import json
import signal
import subprocess

import harness
from control_cases import EX_CANTCREAT, EX_UNAVAILABLE, ControlCase


class Metrics(ControlCase):
    # Debian's own interpreter has Debian's modules.
    READER = """
import json, sys
try:
    from prometheus_client import parser
    from prometheus_client.openmetrics import parser as openmetrics
except ImportError:
    sys.exit(77)
text = sys.stdin.read()
json.dump([[[family.name, sample.name, sorted(sample.labels.items()), sample.value] for family in read(text) for sample in family.samples]
           for read in (openmetrics.text_string_to_metric_families, parser.text_string_to_metric_families)], sys.stdout)
"""

    def parsed(self, text):
        """{(name, labels): value}, as the readers of OpenMetrics and of the classic format both find them."""
        read = subprocess.run(["/usr/bin/python3", "-c", self.READER], input=text, capture_output=True, text=True, timeout=harness.PATIENCE)
        if read.returncode == 77:
            self.skipTest("there is no python3-prometheus-client")
        self.assertEqual((read.returncode, read.stderr), (0, ""))
        samples, classic = ({(name, *map(tuple, labels)): value for _, name, labels, value in found} for found in json.loads(read.stdout))
        self.assertEqual(samples, classic)
        return samples

    def test_are_what_the_agent_answers(self):
        self.start_controlled()
        self.server.ask("read /3/0/0 text")
        samples = self.parsed(self.told("metrics"))
        name = ("agent", self.folder.name)
        self.assertEqual(samples["lwm2m_agent_up", name], 1)
        self.assertEqual(samples["lwm2m_module_state", name, ("state", "ready")], 1)
        self.assertEqual(samples["lwm2m_server_registered", name, ("server", "123")], 1)
        self.assertEqual(samples["lwm2m_coap_messages_total", name, ("direction", "received"), ("operation", "Read"), ("server", "123")], 1)
        self.assertGreater(samples["lwm2m_line_bytes_sent_total", name], 300)

    def test_replace_their_file_also_when_the_agent_is_gone(self):
        self.start_controlled()
        file = self.folder / "agent.prom"
        self.assertEqual(self.told("metrics", "--output", file), "")
        self.assertIn("lwm2m_agent_up{", file.read_text())
        self.agent.end(signal.SIGTERM)
        said = self.tool("metrics", "--output", file)
        self.assertEqual(said.returncode, EX_UNAVAILABLE)
        self.assertEqual(list(self.parsed(file.read_text()).values()), [0])
        said = self.tool("metrics", "--output", self.folder / "none" / "x")
        self.assertEqual(said.returncode, EX_CANTCREAT)
