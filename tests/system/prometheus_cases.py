"""The agent's numbers on their way to Prometheus: the timer, the file, and a real node_exporter that reads it."""
from scene import UNIT, SystemCase

TIMER = "lwm2m-agent-metrics@lwm2m-agent.timer"
SERVICE = TIMER.replace(".timer", ".service")
FOLDER = "/var/lib/prometheus/node-exporter"


class Metrics(SystemCase):
    def quiet(self):
        self.machine.run("systemctl", "stop", TIMER, SERVICE, check=False)
        self.machine.run("rm", "-f", f"{FOLDER}/lwm2m-agent.prom")
        super().quiet()

    def scraped(self, pattern):
        """What node_exporter shows of the agent, once that matches."""
        def look():
            shown = self.machine.run("curl", "--silent", "--max-time", "10", "http://127.0.0.1:9100/metrics", check=False).stdout
            found = "\n".join(line for line in shown.splitlines() if "lwm2m" in line or "textfile_scrape_error" in line)
            return found if pattern in found else None
        return self.wait_until(look, pattern)

    def test_reach_node_exporter(self):
        _, server = self.scene()
        self.systemctl("start", UNIT)
        server.event("registered", endpoint="gw1")
        self.systemctl("start", TIMER)
        shown = self.scraped('lwm2m_server_registered{agent="lwm2m-agent",server="123"} 1')
        self.assertIn("node_textfile_scrape_error 0", shown)
        self.assertIn('lwm2m_agent_up{agent="lwm2m-agent"} 1', shown)
        self.assertIn('lwm2m_coap_messages_total{agent="lwm2m-agent",direction="received",operation="Register",server="123"} 1', shown)
        self.systemctl("stop", UNIT)
        self.systemctl("start", SERVICE)
        self.assertEqual(self.property("Result", SERVICE), "success")
        self.scraped('lwm2m_agent_up{agent="lwm2m-agent"} 0')
