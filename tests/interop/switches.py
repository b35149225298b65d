"""What the note leaves open about the module, as settings of the emulator, and what goes along with each of them: in the agent's
configuration, and what has to happen to the module before it matters at all.

AGENT_SWITCHES=head,opaque runs any case of this folder with those on their other side; NAME=VALUE names a side."""
import itertools
import os
import random

# The other side of each question: name of the emulator's setting, its value. The field notes list the first ten.
FIELD_NOTES = {"options": "kept", "head": "one-shot", "con_result": "silent", "ack_responses": "yes", "empty_ack": "swallowed",
               "unlisted_formats": "counted", "unlisted_codes": "accepted", "unlisted_methods": "answered", "opaque": "raw",
               "deep_sleep_contexts": "kept"}
SWITCHES = {**FIELD_NOTES, "duplicates": "dropped", "unlisted_options": "hidden", "prompt_urcs": "kept", "prompt": "bare",
            "escape": "ok", "strings": "lenient", "early_options": "accepted", "pings": "answered", "psk_reply": "spaced",
            "network_loss": "keeps", "dns_reply": "quoted"}

# What the agent cannot do, with the reason.
UNHANDLED = {}

# What the agent has to be told of a module whose switch is on its other side: keys of modem.encoding.
ENCODING = {"opaque": "raw_opaque_options: true", "options": "kept_options: true", "unlisted_codes": "extended_codes: true"}

# Where it matters what happens to the module meanwhile: commands of the emulator's control channel.
EVENTS = {"deep_sleep_contexts": ("deep-sleep-enter", "deep-sleep-exit"), "network_loss": ("network-down", "network-up")}

# Notifications that the server acknowledges: the end of a CON send, and an empty ACK.
CONFIRMABLE = {"con_result", "empty_ack"}
# An answer in blocks: its ETag is the one opaque option that the agent sends.
LARGE = {"opaque"}


def asked():
    """{name: value} of AGENT_SWITCHES."""
    found = {}
    for word in filter(None, os.environ.get("AGENT_SWITCHES", "").split(",")):
        name, _, value = word.partition("=")
        if name not in SWITCHES:
            raise ValueError(f"AGENT_SWITCHES: there is no switch {name}; there are {', '.join(SWITCHES)}")
        found[name] = value or SWITCHES[name]
    return found


def row(needed=()):
    """The switches on their other side: what a case needs, and what AGENT_SWITCHES says."""
    switches = {**{name: SWITCHES[name] for name in needed}, **asked()}
    return {name for name, value in switches.items() if value == SWITCHES[name]}


def events():
    """What happens to the module in every case, by what AGENT_SWITCHES says."""
    return [command for name in asked() for command in EVENTS.get(name, ())]


def emulator_settings(row):
    return [option for name in sorted(row) for option in ("--set", f"{name}={SWITCHES[name]}")]


def modem_settings(row, encoding="", sleep="psm"):
    """What the agent's configuration says about a module of that row. It may sleep: only then does it tell when it has slept."""
    keys = [text for name, text in ENCODING.items() if name in row]
    return f"sleep: {sleep}\n  encoding: {{ {', '.join((*keys, *filter(None, [encoding])))} }}"


def asked_of_agent(needed=(), encoding="", sleep="off"):
    """The same for a case that needs some switches, with what AGENT_SWITCHES says."""
    return modem_settings(row(needed), encoding, "psm" if "deep_sleep_contexts" in asked() else sleep)


def pairwise(names, seed=1):
    """Rows of switches such that each two of them meet in all four ways: greedy, the same for the same seed."""
    dice = random.Random(seed)
    names = sorted(names)
    left = {(a, x, b, y) for a, b in itertools.combinations(names, 2) for x in (0, 1) for y in (0, 1)}
    rows = []

    def met(row):
        return {(a, a in row, b, b in row) for a, b in itertools.combinations(names, 2)} & left
    while left:
        tries = [{name for name in names if dice.random() < 0.5} for _ in range(60)]
        best = max(tries, key=lambda row: len(met(row)))
        if new := met(best):
            left -= new
            rows.append(best)
    return rows
