"""The OMA enabler tests with each open question about the module (switches.py) on its other side: what can't go well then, and why."""
import re
from typing import NamedTuple

from switches import SWITCHES, UNHANDLED


class Refusal(NamedTuple):
    why: str
    answer: str  # what the case then fails by: a pattern of what the server is answered


def of(refusal, *numbers):
    return {number: refusal for number in numbers}


COMPOSITE = Refusal("composite operations are FETCH and iPATCH, and the module answers those itself", r"METHOD_NOT_ALLOWED\(405\)|4\.05")
ACCEPT = Refusal("the Accept is not printed, so the answer is in the format of the question", r"\('2\.05', 112\) != ")
BLOCKS = Refusal("a package of more than one message can't be answered with 2.31 Continue: 4.13", r"REQUEST_ENTITY_TOO_LARGE\(413\)")

# By the switch as AGENT_SWITCHES says it and the test's number. The case is run nevertheless: it has to fail by that answer.
IMPOSSIBLE = {
    "unlisted_methods": of(COMPOSITE, 229, 230, 235, 236, 257, 280, 281, 304, 305, 308, 309, 310),
    "unlisted_formats": of(ACCEPT, 235),
    # The last one's answer is as wanted; what it waits for then is the result of a package that is not taken at all.
    "unlisted_codes=refused": of(BLOCKS, 755, 760, 770) | of(BLOCKS._replace(answer="state and result .* never came"), 774),
}

# Sides that are the usual one: with what happens to the module in every case, or where cases need the other side.
USUAL = ("deep_sleep_contexts=lost", "network_loss=disconnects", "unlisted_codes=refused")
# The latter, and the cases that they are about.
ABOUT = {"unlisted_codes=refused": "Firmware"}

ROWS = [name for name in (*SWITCHES, *USUAL) if name not in UNHANDLED]

# What scripts/test takes of all that: for each of the field notes' questions tests that exercise what it changes. Only nothing does so for
# ack_responses: Leshan answers in the acknowledgement, always; confirmable responses come in tests/emulator and tests/simulation.
SAMPLE = {
    "options": (102, 301, 203),
    "head": (203, 301),
    "con_result": (301, 306),
    "ack_responses": (102, 306),
    "empty_ack": (301, 303),
    "unlisted_formats": (1, 215, 229),
    "unlisted_codes": (226, 770),
    "unlisted_codes=refused": (770,),
    "unlisted_methods": (226, 229),
    "opaque": (228, 235, 237),
    "deep_sleep_contexts": (102, 301),
    "deep_sleep_contexts=lost": (301,),
}


def number_of(method):
    """The number of an OMA enabler test by the name of its method, or None."""
    found = re.search(r"LightweightM2M_1_[01]_int_(\d+)$", method)
    return int(found.group(1)) if found else None


def refusal(method, asked):
    """Why that test can't go well with those switches, or None."""
    for name, value in asked.items():
        said = name if value == SWITCHES[name] else f"{name}={value}"
        if found := IMPOSSIBLE.get(said, {}).get(number_of(method)):
            return found
    return None
