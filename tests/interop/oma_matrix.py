"""The whole OMA suite once for each of the module's open questions; matrix.py oma."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import unittest

from oma_switches import ABOUT, IMPOSSIBLE, ROWS, SAMPLE, number_of
from run import names
from switches import SWITCHES, UNHANDLED

HERE = pathlib.Path(__file__).resolve().parent


def cases():
    """{number: name for run.py}, in the order of the numbers."""
    loader = unittest.defaultTestLoader
    modules = sorted(file.stem for file in HERE.glob("oma_*_cases.py"))
    found = {number_of(name): name for module in modules for name in names(loader.loadTestsFromName(module))}
    found.pop(None, None)
    return dict(sorted(found.items()))


def run(switch, name):
    """(exit code, what it said) of a case with that switch."""
    done = subprocess.run([sys.executable, HERE / "run.py", name], capture_output=True, text=True, errors="replace",
                          env={**os.environ, "AGENT_SWITCHES": switch})
    return done.returncode, done.stdout + done.stderr


def tell(switch, results):
    """Prints the line of a switch; what failed. `results`: {number: (exit code, what it said)}"""
    impossible = IMPOSSIBLE.get(switch, {})
    failed = {number: said for number, (code, said) in results.items() if code not in (0, 77)}
    skipped = {number: said for number, (code, said) in results.items() if code == 77}
    refused = [number for number, (code, _) in results.items() if code == 0 and number in impossible]
    parts = [f"{len(results) - len(failed) - len(skipped) - len(refused)} passed"]
    for why in dict.fromkeys(impossible[number].why for number in refused):
        parts.append(f"not possible, and answered as it should be: {', '.join(f'int-{n}' for n in refused if impossible[n].why == why)} ({why})")
    for why in dict.fromkeys(said.strip().splitlines()[-1] for said in skipped.values()):
        parts.append(f"skipped: {', '.join(f'int-{n}' for n, said in skipped.items() if said.strip().endswith(why))} ({why})")
    if failed:
        parts.append(f"failed: {', '.join(f'int-{number}' for number in failed)}")
    side = switch if "=" in switch else f"{switch}={SWITCHES[switch]}"
    print("FAILED" if failed else "ok    ", f"{side}: {'; '.join(parts)}", flush=True)
    for number, said in failed.items():
        print(f"--- {switch} int-{number}\n{said}", flush=True)
    return list(failed)


def main(arguments):
    wanted = [word for word in arguments if not word.isdigit()] or ROWS
    if unknown := set(wanted) - set(ROWS):
        sys.exit(f"matrix: there is no {', '.join(sorted(unknown))} for the OMA suite; there are {', '.join(ROWS)}")
    all_cases, numbers = cases(), {int(word) for word in arguments if word.isdigit()}
    if missing := numbers - set(all_cases):
        sys.exit(f"matrix: there is no int-{', int-'.join(map(str, sorted(missing)))}")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("AGENT_TEST_JOBS", "4"))) as pool:
        rows = [(switch, {number: pool.submit(run, switch, name) for number, name in all_cases.items()
                          if f".{ABOUT.get(switch, '')}" in name and (not numbers or number in numbers)}) for switch in wanted]
        for switch, futures in rows:
            failed += len(tell(switch, {number: future.result() for number, future in futures.items()}))
    print(f"{sum(len(futures) for _, futures in rows)} runs, {failed} failed")
    return 1 if failed else 0


def sample():
    """The lines of scripts/test's sample: switch, number, name for run.py."""
    all_cases = cases()
    return [f"{switch} {number} {all_cases[number]}" for switch, numbers in SAMPLE.items() if switch not in UNHANDLED
            for number in numbers]
