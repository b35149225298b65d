#!/usr/bin/env python3
"""Runs one test case by its name, or lists their names. Exit 77 when the case was skipped, so that ctest says so.

run.py --list MODULE...        names, one a line
run.py MODULE.CLASS.test_NAME  runs it
run.py --pending NAME          runs it although it is listed as waiting for a feature"""
import os
import pathlib
import re
import sys
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "demo_server"), str(HERE.parent / "daemon")]


def pending(name):
    """Why the OMA enabler test of that name can't pass yet, or None."""
    from oma import PENDING
    found = re.search(r"test_LightweightM2M_1_[01]_int_(\d+)", name)
    return PENDING.get(int(found.group(1))) if found else None


def names(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from names(test)
        else:
            yield test.id()


def main(arguments):
    loader = unittest.defaultTestLoader
    if arguments[0] == "--list":
        for module in arguments[1:]:
            print("\n".join(names(loader.loadTestsFromName(module))))
        return 0
    if arguments[0] == "--pending":
        arguments = arguments[1:]
    elif why := pending(arguments[0]):
        print(f"skipped: {arguments[0]} waits for {why}")
        return 77
    result = unittest.TextTestRunner(verbosity=2).run(loader.loadTestsFromName(arguments[0]))
    if not result.wasSuccessful() or result.testsRun == 0:
        return 1
    for _, why in result.skipped:
        print(f"skipped: {why}")
    return 77 if result.skipped else 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # reader threads of programs that are gone are not waited for
