"""How the demo looks: aligned steps with the lines of the serial line below them, in colour on a terminal."""
import shutil
import time

from demo_line import shortened


class Screen:
    def __init__(self, out):
        self.out, self.coloured = out, out.isatty()
        self.width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
        self.start = time.monotonic()

    def paint(self, text, colour):
        return f"\033[{colour}m{text}\033[0m" if self.coloured else text

    def say(self, text=""):
        print(text, file=self.out, flush=True)

    def title(self, text):
        self.say(f"\n{self.paint(text, '1')}\n")

    def step(self, good, text, seconds):
        mark = self.paint("✔", "32") if good else self.paint("✘", "31")
        self.say(f" {mark} {text:<{self.width - 14}} {self.paint(f'{seconds:6.2f} s', '2')}")

    def detail(self, text):
        self.say(f"     {text}")

    def line(self, direction, text):
        arrow, colour = ("▸", "36") if direction == "to_module" else ("◂", "33")
        self.say("       " + self.paint(f"{arrow} {shortened(text, self.width - 11)}", colour))
