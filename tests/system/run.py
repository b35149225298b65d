#!/usr/bin/env python3
"""Boots a Debian root and plays the tests of this folder in it (scripts/test-system prepares both).

run.py --root ROOT --packages DEB... --previous DEB... [--keep] [NAME...]: names as unittest has them, MODULE.CLASS.test_NAME"""
import argparse
import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import scene  # noqa: E402

SKIPPED = 77
MODULES = ["service_cases", "sandbox_cases", "journal_cases", "instance_cases", "package_cases", "prometheus_cases"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    paths = {"nargs": "+", "type": lambda text: pathlib.Path(text).resolve(), "required": True}
    parser.add_argument("--root", type=lambda text: pathlib.Path(text).resolve(), required=True)
    parser.add_argument("--packages", **paths)
    parser.add_argument("--previous", **paths)
    parser.add_argument("--keep", action="store_true", help="leave the root and the logs")
    parser.add_argument("names", nargs="*", default=MODULES)
    options = parser.parse_args()
    os.umask(0o022)
    try:
        scene.begin(options.root, options.packages, options.previous)
    except (AssertionError, OSError, subprocess.SubprocessError) as error:
        # Before anything of this project is in it.
        print(f"skipped: this machine cannot boot a container: {error}")
        return SKIPPED
    try:
        result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromNames(options.names or MODULES))
    finally:
        scene.end(options.keep)
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # reader threads of programs that are gone are not waited for
