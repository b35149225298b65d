#!/usr/bin/env python3
"""The scripts can be read by their interpreters, and those that are commands can be run.

scripts.py ROOT names those that cannot."""
import os
import pathlib
import subprocess
import sys

import tree


def problem_in(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        try:
            compile(text, str(path), "exec")
        except SyntaxError as error:
            return f"{path}:{error.lineno}: {error.msg}"
        return None
    if path.suffix != ".sh" and not text.startswith("#!"):
        return None
    if text.startswith("#!") and not os.access(path, os.X_OK):
        return f"{path}: begins with #! but cannot be run (chmod +x)"
    if "bash" in text.split("\n", 1)[0] or path.suffix == ".sh":
        read = subprocess.run(["bash", "-n", path], capture_output=True, text=True)
        if read.returncode != 0:
            return read.stderr.strip()
    return None


def main(root):
    root = pathlib.Path(root)
    paths = [root / path for path in tree.sources(root, (".py", ".sh"))]
    paths += [path for folder in ("scripts", "scripts/lib", ".ci") for path in (root / folder).glob("*")
              if path.is_file() and not path.suffix]
    tree.report("scripts", [problem for path in sorted(paths) if (problem := problem_in(path))])


if __name__ == "__main__":
    main(sys.argv[1])
