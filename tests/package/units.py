#!/usr/bin/env python3
"""The units: as tight as they are meant to be, the instance's like the single one's, and no drop-in that opens more than it says."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import place

UNITS = place.SOURCE / "systemd"
SINGLE, INSTANCE = UNITS / "lwm2m-agent.service", UNITS / "lwm2m-agent@.service"
# What an instance has of its own.
OWN = re.compile(r"^(Description|After|BindsTo|ConditionPathExists|ExecStart|DeviceAllow)=")


def settings(path):
    return [line for line in path.read_text().splitlines() if line and not line.startswith(("#", "["))]


class Units(unittest.TestCase):
    def test_an_instance_differs_in_its_names_and_its_port_alone(self):
        alike = [[line for line in settings(path) if not OWN.match(line)] for path in (SINGLE, INSTANCE)]
        self.assertEqual(*alike)
        self.assertEqual([line for line in settings(INSTANCE) if line.startswith("DeviceAllow=")], ["DeviceAllow=/dev/lwm2m/%i rw"])

    def test_a_sandbox_may_hold_nothing_but_serial_ports(self):
        allowed = [line for line in settings(SINGLE) if line.startswith("DeviceAllow=")]
        self.assertGreater(len(allowed), 2)
        for line in allowed:
            self.assertRegex(line, r"^DeviceAllow=char-(188|166|tty[A-Za-z]+) rw$")

    @unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze")
    def test_figure_is_at_most_1_5(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in (SINGLE, INSTANCE):
                name = path.name.replace("@", "@north")
                shutil.copy(path, pathlib.Path(folder, name))
                said = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", pathlib.Path(folder, name)],
                                      capture_output=True, text=True)
                figure = re.search(r"Overall exposure level for \S+: ([\d.]+)", said.stdout)
                self.assertTrue(figure, said.stdout + said.stderr)
                self.assertLessEqual(float(figure.group(1)), 1.5, said.stdout)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze")
    def test_is_understood_with_every_drop_in(self):
        with tempfile.TemporaryDirectory() as folder:
            unit = pathlib.Path(folder, SINGLE.name)
            unit.write_text(SINGLE.read_text().replace("/usr/bin/lwm2m-agentd", "/bin/true").replace("/usr/bin/lwm2m-agentctl", "/bin/true"))
            for drop_in in sorted((UNITS / "drop-ins").glob("*.conf")):
                with self.subTest(drop_in=drop_in.name):
                    target = pathlib.Path(folder, f"{SINGLE.name}.d")
                    target.mkdir()
                    shutil.copy(drop_in, target)
                    said = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
                    self.assertNotRegex(said.stderr, rf"{SINGLE.name}|{drop_in.name}")
                    shutil.rmtree(target)


if __name__ == "__main__":
    place.main()
