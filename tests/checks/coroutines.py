#!/usr/bin/env python3
"""Four spellings of co_await that g++ 12 compiles into heap corruption without a warning. Name the value first.

coroutines.py ROOT prints FILE:LINE: WHY for each full expression that holds one of them."""
import re
import sys

import tree

RULES = [
    (re.compile(r"\?[^;]*\bco_await\b|\bco_await\b[^;]*\?"), "co_await under ?: (write if and else)"),
    (re.compile(r"\bco_await\b[^;]*\[[^\]]*\w[^\]]*\]\s*(\([^)]*\)\s*)?(mutable\s*)?(->[^{;]+)?\{"),
     "a lambda with captures in the full expression of a co_await (name it first)"),
    (re.compile(r"\bco_await\b[^;]*[\w>(,]\s*\{"), "a braced temporary in the full expression of a co_await (name it first)"),
    (re.compile(r"[\w>=]\s*\{[^;{}]*\bco_await\b"), "co_await inside a braced initialiser (name it first)"),
]
# What opens a block of statements rather than a braced expression.
BLOCK = re.compile(r"(?:\)|\belse|\bdo|\btry|\bnoexcept|\bmutable|->\s*[\w:<>, ]+)\s*\{")


def blank(text):
    """Comments and literals as spaces, so that what is left has the same offsets and only code in it."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"' + r"|'(?:\\.|[^'\\\n])*'"
    return re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.S)


def expressions(text):
    """(offset, expression) of each full expression that awaits; blocks before it are cut off, lambdas inside it are not."""
    for match in re.finditer(r"[^;]*\bco_await\b[^;]*;", blank(text)):
        start, awaits = 0, match.group().index("co_await")
        for block in BLOCK.finditer(match.group()):
            if block.end() <= awaits:
                start = block.end()
        yield match.start() + awaits, match.group()[start:]


def problems_in(path, text):
    found = []
    if "co_await" not in text:
        return found
    for offset, expression in expressions(text):
        why = next((reason for rule, reason in RULES if rule.search(expression)), None)
        if why:
            found.append(f"{path}:{text.count(chr(10), 0, offset) + 1}: {why}")
    return found


def main(root):
    found = []
    for path in tree.sources(root):
        found += problems_in(path.as_posix(), (tree.pathlib.Path(root) / path).read_text(encoding="utf-8"))
    tree.report("coroutines", found)


if __name__ == "__main__":
    main(sys.argv[1])
