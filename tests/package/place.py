"""Where the tests of this folder find things, and how they end: SOURCE and BUILD are the first two arguments."""
import pathlib
import sys
import unittest

SOURCE, BUILD = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3]) if len(sys.argv) > 2 else (pathlib.Path("."), pathlib.Path("."))
PROGRAMS = {"lwm2m-agentd": 8, "bc660k-emulator": 1, "lwm2m-demo-server": 1}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def main():
    unittest.main(argv=sys.argv[:1] + ["-v"])
