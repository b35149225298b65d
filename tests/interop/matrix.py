#!/usr/bin/env python3
"""Runs the flow of switch_flow.py with many combinations of the module's open questions, or the OMA suite with each.

matrix.py pairwise [SEED]       rows in which each two of all switches meet in all four ways
matrix.py full                  every combination of the field notes' switches
matrix.py NAME,NAME,...         one row; none: no switch
matrix.py oma [NAME...] [N...]  the OMA enabler tests, or those with these numbers, with each switch or these, one at a time
matrix.py sample                the lines of the OMA sample that scripts/test takes: switch, number, case

All but named rows leave out what switches.py names as not handled."""
import concurrent.futures
import itertools
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "demo_server"), str(HERE.parent / "daemon")]

import oma_matrix  # noqa: E402  (after the path to it)
from switch_flow import Flow  # noqa: E402
from switches import FIELD_NOTES, SWITCHES, UNHANDLED, pairwise  # noqa: E402

import unittest  # noqa: E402


def rows(arguments):
    kind = arguments[0] if arguments else "pairwise"
    if kind == "pairwise":
        return pairwise(set(SWITCHES) - set(UNHANDLED), *map(int, arguments[1:]))
    if kind == "full":
        names = [name for name in FIELD_NOTES if name not in UNHANDLED]
        return [set(row) for count in range(len(names) + 1) for row in itertools.combinations(names, count)]
    return [set() if kind == "none" else set(kind.split(","))]


def run_here(row):
    class Row(Flow):
        def runTest(self):
            self.flow(row)
    return unittest.TextTestRunner(verbosity=0).run(Row()).wasSuccessful()


def run_apart(row):
    """A process of its own for each row: (row, whether it went well, what it said)."""
    text = ",".join(sorted(row)) or "none"
    done = subprocess.run([sys.executable, __file__, text], capture_output=True, text=True, errors="replace")
    return text, done.returncode == 0, done.stdout + done.stderr


def main(arguments):
    if arguments[:1] == ["oma"]:
        return oma_matrix.main(arguments[1:])
    if arguments == ["sample"]:
        print("\n".join(oma_matrix.sample()))
        return 0
    wanted = rows(arguments)
    if unknown := set().union(*wanted) - set(SWITCHES):
        sys.exit(f"matrix: there is no switch {', '.join(sorted(unknown))}; there are {', '.join(SWITCHES)}")
    if len(wanted) == 1:
        return 0 if run_here(wanted[0]) else 1
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("AGENT_TEST_JOBS", "2"))) as pool:
        for text, well, said in pool.map(run_apart, wanted):
            print("ok    " if well else "FAILED", text, flush=True)
            if not well:
                failed += 1
                print(said, flush=True)
    print(f"{len(wanted) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # reader threads of programs that are gone are not waited for
