#!/usr/bin/env python3
"""Runs the fault matrix and prints its table: faults.py [WORD]"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MODULES = ("fault_module_cases", "fault_server_cases", "fault_host_cases")
SKIPPED = 77


def run(name, table):
    done = subprocess.run([sys.executable, HERE / "run.py", name], capture_output=True, text=True,
                          env={**os.environ, "AGENT_FAULT_TABLE": table})
    if done.returncode not in (0, SKIPPED):
        print(f"{name} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}", flush=True)
    return name, done.returncode


def main(arguments):
    listed = subprocess.run([sys.executable, HERE / "run.py", "--list", *MODULES], capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split() if not arguments or arguments[0] in name]
    with tempfile.TemporaryDirectory() as folder:
        table = str(pathlib.Path(folder, "table"))
        pathlib.Path(table).touch()
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("AGENT_TEST_JOBS", "2"))) as pool:
            results = list(pool.map(lambda name: run(name, table), names))
        rows = [line.split("\t") for line in pathlib.Path(table).read_text().splitlines()]
    print("recovered in   fault")
    for seconds, fault in sorted(rows, key=lambda row: float(row[0])):
        print(f"{float(seconds):10.2f} s   {fault}")
    failed = [name for name, code in results if code not in (0, SKIPPED)]
    skipped = [name for name, code in results if code == SKIPPED]
    print(f"{len(results)} cases, {len(failed)} failed, {len(skipped)} skipped{': ' if skipped else ''}{' '.join(skipped)}")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
