"""Each open question about the module alone, and two rows with many of them; scripts/matrix runs all combinations."""
import unittest

from switch_flow import Flow
from switches import FIELD_NOTES, SWITCHES, UNHANDLED


class Switches(Flow):
    def test_none(self):
        self.flow(set())

    def test_all_of_them(self):
        self.flow(set(SWITCHES) - set(UNHANDLED))

    def test_every_other_one_with_codes_of_all_kinds(self):
        row = set(list(FIELD_NOTES)[1::2]) | {"duplicates", "prompt", "early_options"}
        self.flow(row, "extended_codes: true")


def alone(name):
    test = unittest.skip(UNHANDLED[name]) if name in UNHANDLED else lambda function: function
    return test(lambda self: self.flow({name}))


for switch, value in SWITCHES.items():
    setattr(Switches, f"test_{switch}_{value.replace('-', '_')}", alone(switch))

