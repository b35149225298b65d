"""The project's own source files, for the checks of this folder."""
import os
import pathlib
import sys

OUTSIDE = {"build", ".git", ".cache", "__pycache__", "corpus"}


def sources(root, suffixes=(".hpp", ".cpp")):
    """Paths relative to root, sorted; nothing of build folders, whatever their place."""
    root = pathlib.Path(root)
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in OUTSIDE]
        found += [pathlib.Path(folder, name).relative_to(root) for name in files if name.endswith(tuple(suffixes))]
    return sorted(found)


def report(name, problems):
    """Prints the problems, one a line, and ends the program: 0 when there are none."""
    for problem in problems:
        print(problem)
    print(f"{name}: {len(problems)} problem(s)" if problems else f"{name}: clean")
    sys.exit(1 if problems else 0)
