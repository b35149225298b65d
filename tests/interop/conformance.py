#!/usr/bin/env python3
"""Writes docs/conformance.md from the OMA enabler tests here. With --check only says whether it is as it would be written."""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "docs/conformance.md"
sys.path[:0] = [str(HERE), str(HERE.parent / "demo_server"), str(HERE.parent / "daemon")]

import oma_matrix  # noqa: E402  (after the path to it)
from oma import PENDING  # noqa: E402
from oma_switches import ABOUT, IMPOSSIBLE, ROWS, SAMPLE  # noqa: E402
from switches import FIELD_NOTES, SWITCHES, UNHANDLED  # noqa: E402

NO_CERTIFICATES = "the module's DTLS knows pre-shared keys only"
NOT_COVERED = {
    "2": ("Client-initiated bootstrap with certificates", NO_CERTIFICATES),
    "3": ("Bootstrap from a smart card", "the SIM is the module's; its AT commands do not reach the bootstrap file"),
    "402 and above": ("Raw public keys, certificates, SMS security", NO_CERTIFICATES + "; SMS binding: the note has none"),
    "TCP": ("Every test over CoAP over TCP", "TCP binding: the module has none"),
    "801, 810": ("Location", "the module has no position; object 6 is the configuration's or gpsd's, see tests/daemon"),
    "901 to 910": ("Connectivity Statistics", "object 7 is the configuration's"),
    "1210 to 1250": ("Cellular Connectivity: power saving, APN", "the module's power saving and APN are the configuration's"),
}

HEAD = """# Conformance: the OMA enabler tests

Each test of the OMA enabler test specification for LwM2M 1.0 and 1.1 that the agent is put through: the real lwm2m-agentd, the emulated
module, and Eclipse Leshan's libraries (server 2.0.0-M18, bootstrap server 2.0.0-M14) at the other end, over DTLS with pre-shared keys.
The titles are in our own words. `ctest --preset asan-ubsan -L oma` runs them; a test is named by its id, `-R int-260$` runs one.
A test that waits for a feature is written, and is reported as skipped by name. This page is written by tests/interop/conformance.py.

| id | title | result |
| --- | --- | --- |
"""

OTHER_SIDES = """
## With each open question about the module on its other side

All of them again, once for each switch of the emulator (`bc660k-emulator --help` says what it is about): `scripts/matrix oma` runs this,
`scripts/matrix oma head 301` a part of it, and `ctest --preset asan-ubsan -L oma_switch`, as `scripts/test` does, a sample. A test that
can't go well then is run nevertheless: it has to fail by that answer, and the device has to be served afterwards. Three rows are the usual
side: two in which the module has slept deeply or has been without network after each registration, and one of the tests that otherwise
stand on the other side.

| switch | passes | can't go well |
| --- | --- | --- |
"""


def tests():
    """(number, title) of each test, by its number."""
    pattern = re.compile(r'def test_LightweightM2M_1_[01]_int_(\d+)\(self\):\n\s+"""(.*?)"""')
    found = [(int(number), title) for file in HERE.glob("oma_*_cases.py") for number, title in pattern.findall(file.read_text())]
    return sorted(found)


def other_side(switch, cases):
    """The row of a switch in the table."""
    shown = switch if "=" in switch else f"{switch}={SWITCHES[switch]}"
    if switch in UNHANDLED:
        return f"| {shown} | | {UNHANDLED[switch]} |"
    numbers = {number for number, name in cases.items() if f".{ABOUT.get(switch, '')}" in name}
    impossible = IMPOSSIBLE.get(switch, {})
    reasons = [f"{', '.join(str(number) for number in sorted(impossible) if impossible[number].why == why)}: {why}"
               for why in dict.fromkeys(refusal.why for refusal in impossible.values())]
    return f"| {shown} | {len(numbers - set(impossible))} of {len(numbers)} | {'; '.join(reasons)} |"


def other_sides():
    cases = oma_matrix.cases()
    if unknown := {number for numbers in IMPOSSIBLE.values() for number in numbers} - set(cases):
        sys.exit(f"conformance: IMPOSSIBLE names {sorted(unknown)}, and there is no such test")
    return OTHER_SIDES + "\n".join(other_side(switch, cases) for switch in (*UNHANDLED, *ROWS)) + "\n"


def document():
    rows = [f"| LightweightM2M-1.1-int-{number} | {title} | {f'waits for {PENDING[number]}' if number in PENDING else 'passes'} |"
            for number, title in tests()]
    rest = [f"| {number} | {title} | {why} |" for number, (title, why) in NOT_COVERED.items()]
    return HEAD + "\n".join(rows) + "\n" + other_sides() + "\n## Not covered\n\n| id | title | why |\n| --- | --- | --- |\n" + "\n".join(rest) + "\n"


def main(arguments):
    numbers = [number for number, _ in tests()]
    if unknown := set(PENDING) - set(numbers):
        sys.exit(f"conformance: PENDING names {sorted(unknown)}, and there is no such test")
    if len(numbers) != len(set(numbers)):
        sys.exit("conformance: a number has two tests")
    if lacking := [name for name in FIELD_NOTES if len(SAMPLE.get(name, ())) < 2]:
        sys.exit(f"conformance: the sample of scripts/test has not two tests with {', '.join(lacking)}")
    if "--check" not in arguments:
        DOCUMENT.write_text(document())
    elif DOCUMENT.read_text() != document():
        sys.exit("conformance: docs/conformance.md is not what tests/interop/conformance.py writes; run it")
    print(f"conformance: {len(numbers)} tests, {len(PENDING)} of them wait for a feature")


if __name__ == "__main__":
    main(sys.argv[1:])
