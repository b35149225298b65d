"""Where the tests of this folder find things, and how they end: SOURCE and BUILD are the first two arguments."""
import pathlib
import re
import sys
import unittest

SOURCE, BUILD = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3]) if len(sys.argv) > 2 else (pathlib.Path("."), pathlib.Path("."))
# {program: section of its manual page}
PROGRAMS = dict(re.findall(r"^agent_ships\((\S+) \w+ (\d)\)", (SOURCE / "packaging/CMakeLists.txt").read_text(), re.M))


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def main():
    unittest.main(argv=sys.argv[:1] + ["-v"])
