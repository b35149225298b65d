#!/usr/bin/env python3
"""Dependencies point one way, and the pure rooms stay pure (README, the map of the folders).

includes.py ROOT prints FILE:LINE: WHY for each include or call that breaks this."""
import re
import sys

import tree

# Who may include whom: a room sees itself and the rooms named here. The longest name that a path starts with is its room.
ROOMS = {
    "lwm2m/base": [],
    "lwm2m/coap": ["lwm2m/base"],
    "lwm2m/demo_server": ["lwm2m"],
    "lwm2m/model": ["lwm2m/base", "lwm2m/coap"],
    "lwm2m/codec": ["lwm2m/base", "lwm2m/coap", "lwm2m/model"],
    "lwm2m/client": ["lwm2m/base", "lwm2m/coap", "lwm2m/model", "lwm2m/codec"],
    "lwm2m": ["lwm2m/base", "lwm2m/coap", "lwm2m/model"],
    "modem/at": ["lwm2m/base"],
    "modem/qcoap": ["modem/at", "lwm2m/base", "lwm2m/coap"],
    "modem/module": ["modem/at", "lwm2m/base"],
    "modem": ["modem/at", "modem/qcoap", "modem/module", "lwm2m/base", "lwm2m/coap"],
    "modem/emulator": ["modem/at", "modem/qcoap", "lwm2m/base", "lwm2m/coap"],
    "config": ["lwm2m", "modem"],
    "daemon": ["lwm2m", "modem", "config"],
    "tests": ["lwm2m", "modem", "config", "daemon"],
}
# Programs of their own: nothing but their tests includes them.
PROGRAMS = ["lwm2m/demo_server", "modem/emulator"]

IMPURE_ROOMS = ["lwm2m/demo_server", "modem/emulator", "modem/serial_port"]
IMPURE_HEADERS = re.compile(
    r"<(boost/asio.*|fstream|iostream|filesystem|thread|mutex|condition_variable|future|coroutine|stop_token"
    r"|sys/.*|unistd\.h|fcntl\.h|poll\.h|termios\.h|signal\.h|csignal|netinet/.*|arpa/.*|netdb\.h|spdlog/.*|yaml-cpp/.*"
    r"|systemd/.*|sqlite3\.h)>")
IMPURE_CALLS = [
    (re.compile(r"\b(system_clock|steady_clock|high_resolution_clock|Clock)::now\s*\("), "asks for the time: use Timers::now()"),
    (re.compile(r"\bstd::random_device\b"), "makes its own randomness: use agent::Random"),
    (re.compile(r"\bstd::(thread|jthread|async)\b"), "starts a thread"),
    (re.compile(r"\bgetenv\s*\("), "reads the environment"),
]


def within(path, room):
    return path == room or path.startswith(room + "/") or (room not in ROOMS and path.startswith(room))


def room_of(path):
    return max((room for room in ROOMS if within(path, room)), key=len, default=None)


def is_pure(path):
    return path.startswith(("lwm2m/", "modem/")) and not any(within(path, room) for room in IMPURE_ROOMS)


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.S)


def include_problem(path, quoted):
    mine, theirs = room_of(path), room_of(quoted)
    if mine == "tests" or theirs is None and "/" not in quoted:
        return None
    if theirs is None:
        return f'includes "{quoted}", which is in no room of this project'
    if theirs in PROGRAMS and mine != theirs:
        return f'includes "{quoted}": {theirs} is a program of its own'
    if theirs != mine and not any(within(quoted, room) for room in ROOMS[mine]):
        return f'includes "{quoted}": {mine} must not depend on {theirs}'
    return None


def problems_in(path, text):
    if room_of(path) is None:
        return []
    found = []
    for number, line in enumerate(without_comments(text).split("\n"), 1):
        quoted = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        why = include_problem(path, quoted.group(1)) if quoted else None
        if is_pure(path):
            header = re.match(r"\s*#\s*include\s+(<[^>]+>)", line)
            if header and IMPURE_HEADERS.fullmatch(header.group(1)):
                why = f"includes {header.group(1)}: this room is pure"
            why = why or next((reason for call, reason in IMPURE_CALLS if call.search(line)), None)
        if why:
            found.append(f"{path}:{number}: {why}")
    return found


def main(root):
    found = []
    for path in tree.sources(root):
        found += problems_in(path.as_posix(), (tree.pathlib.Path(root) / path).read_text(encoding="utf-8"))
    tree.report("includes", found)


if __name__ == "__main__":
    main(sys.argv[1])
