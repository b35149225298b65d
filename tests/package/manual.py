#!/usr/bin/env python3
"""Manual pages, completions and --help of every program tell of the same options; lwm2m-agent.yaml(5) of every key of the schema."""
import json
import re
import shlex
import shutil
import subprocess
import sys
import unittest

import place

sys.path.insert(0, str(place.SOURCE / "packaging"))
import schema_page  # noqa: E402

MAN = place.SOURCE / "docs/man"


def help_of(program):
    return subprocess.run([place.BUILD / "bin" / program, "--help"], capture_output=True, text=True, check=True).stdout


def options_of(program):
    # In each of its groups of options: "Options:", "Answers for --generate-config:".
    return set(re.findall(r"^  (?:-\w,)?(--[a-z-]+)[ =\n].*", help_of(program), re.M))


def page_of(program):
    return (MAN / f"{program}.{place.PROGRAMS[program]}").read_text()


class Manual(unittest.TestCase):
    def test_pages_have_the_options_and_no_others(self):
        for program in place.PROGRAMS:
            with self.subTest(program=program):
                page = page_of(program).split(".SH OPTIONS", 1)[1].split(".SH ", 1)[0].replace("\\-", "-")
                named = re.findall(r"--[a-z-]+", "".join(re.findall(r"^\.BR? .*\n", page, re.M)))
                self.assertEqual(set(named), options_of(program))

    def test_completions_offer_the_options_and_no_others(self):
        for program in place.PROGRAMS:
            with self.subTest(program=program):
                path = place.SOURCE / "packaging/completions" / program
                ask = f"source {shlex.quote(str(path))}; _init_completion() {{ cur=--; prev=; }}; _{program.replace('-', '_')} {program}; echo ${{COMPREPLY[@]}}"
                offered = subprocess.run(["bash", "-euc", ask.replace("-euc", "-ec")], capture_output=True, text=True, check=True).stdout.split()
                self.assertEqual(set(offered), options_of(program))

    def test_completion_of_the_emulator_knows_its_settings(self):
        path = place.SOURCE / "packaging/completions/bc660k-emulator"
        emulator = place.BUILD / "bin/bc660k-emulator"
        ask = f"source {shlex.quote(str(path))}; _init_completion() {{ cur=lat; prev=--set; }}; compopt() {{ :; }}; _bc660k_emulator {shlex.quote(str(emulator))}; echo ${{COMPREPLY[@]}}"
        self.assertEqual(subprocess.run(["bash", "-ec", ask], capture_output=True, text=True).stdout.strip(), "latency=")

    def test_the_page_of_the_agent_has_its_exit_codes(self):
        codes = set(re.findall(r"\b(\d+) [a-z]", help_of("lwm2m-agentd").split("Exit codes:", 1)[1]))
        page = page_of("lwm2m-agentd").split(".SH EXIT STATUS", 1)[1].split(".SH ", 1)[0]
        self.assertEqual(set(re.findall(r"^\.B (\d+)$", page, re.M)), codes)

    def test_the_page_of_the_agent_names_every_drop_in(self):
        for path in (place.SOURCE / "systemd/drop-ins").glob("*.conf"):
            self.assertIn(f".B {path.name}\n", page_of("lwm2m-agentd"))

    def test_the_page_of_the_file_has_every_key(self):
        schema = json.loads((place.SOURCE / "config/lwm2m-agent.schema.json").read_text())
        page = schema_page.page_of(schema, (MAN / "lwm2m-agent.yaml.5.in").read_text()).replace("\\-", "-")
        maps = [schema, *schema["$defs"].values()]
        keys = {key for one in maps for key in one.get("properties", {})}
        self.assertGreater(len(keys), 80)
        self.assertEqual(set(re.findall(r'^\.BR (\S+) "', page.split(".SH KEYS", 1)[1], re.M)), keys)

    @unittest.skipUnless(shutil.which("man"), "there is no man")
    def test_pages_are_well_formed(self):
        made = place.BUILD / "packaging/lwm2m-agent.yaml.5"
        for path in [*(MAN / f"{program}.{section}" for program, section in place.PROGRAMS.items()), made]:
            with self.subTest(page=path.name):
                said = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path], capture_output=True, text=True)
                self.assertEqual((said.returncode, said.stderr), (0, ""))


if __name__ == "__main__":
    place.main()
