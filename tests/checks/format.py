#!/usr/bin/env python3
"""Every C++ file is as clang-format with the tree's .clang-format would write it.

format.py ROOT names the files that are not, with the first line that differs. Exit 77 (skipped) without clang-format."""
import shutil
import subprocess
import sys

import tree


def problem_in(root, path):
    text = (tree.pathlib.Path(root) / path).read_text(encoding="utf-8")
    wanted = subprocess.run(["clang-format", f"--assume-filename={root}/{path}"], input=text, capture_output=True, text=True,
                            check=True).stdout
    if wanted == text:
        return None
    pairs = enumerate(zip(text.split("\n"), wanted.split("\n")), 1)
    line = next((number for number, (is_now, should_be) in pairs if is_now != should_be), 1)
    return f"{path}:{line}: clang-format writes this otherwise"


def main(root):
    if not shutil.which("clang-format"):
        print("format: skipped, there is no clang-format")
        sys.exit(77)
    found = [problem_in(root, path.as_posix()) for path in tree.sources(root)]
    tree.report("format", [problem for problem in found if problem])


if __name__ == "__main__":
    main(sys.argv[1])
