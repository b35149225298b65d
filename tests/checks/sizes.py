#!/usr/bin/env python3
"""One idea a file: about 250 lines are enough for one. Names what is longer, and refuses what is far longer.

sizes.py ROOT; data that happens to be C++ (the tables of the core objects, for example) is listed in TABLES."""
import sys

import tree

ABOUT, AT_MOST = 250, 350
SUFFIXES = (".hpp", ".cpp", ".py", ".java", ".sh")
TABLES = ()


def problems_in(path, text):
    lines = text.count("\n")
    if lines <= ABOUT or path in TABLES:
        return [], []
    line = f"{path}: {lines} lines"
    return ([], [line]) if lines <= AT_MOST else ([line + f", more than {AT_MOST}: split it by its ideas"], [])


def main(root):
    problems, long = [], []
    for path in tree.sources(root, SUFFIXES):
        refused, noted = problems_in(path.as_posix(), (tree.pathlib.Path(root) / path).read_text(encoding="utf-8"))
        problems += refused
        long += noted
    for line in long:
        print(f"note: {line}, more than about {ABOUT}")
    tree.report("sizes", problems)


if __name__ == "__main__":
    main(sys.argv[1])
