"""What scripts/demo shows: a gateway that registers through AT commands at an LwM2M server, step by step."""
import argparse
import pathlib
import re
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/interop"), str(ROOT / "scripts/lib")]

import harness  # noqa: E402
from demo_line import Line  # noqa: E402
from demo_screen import Screen  # noqa: E402
from gateway import Emulator  # noqa: E402

ENDPOINT = "gw-demo"


class Stage:
    """What the drivers of tests/interop expect of a test: a folder, and a way to start programs in it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lwm2m-agent-demo."))
        self.programs = []

    def start(self, name, *arguments, environment=None):
        program = harness.Program(name, arguments, self.folder, environment)
        self.programs.append(program)
        return program

    def end(self):
        for program in reversed(self.programs):
            program.end(timeout=20)


class Demo:
    def __init__(self, options, screen):
        self.options, self.screen = options, screen
        self.stage = Stage()
        self.steps, self.agent, self.server, self.line = [], None, None, None
        self.commands = self.bytes = 0

    def step(self, text, action, wanted=r"", most=12):
        """Runs one step and shows it with those lines of the serial line that match `wanted`. False when it failed."""
        began = time.monotonic()
        try:
            details = action() or []
        except Exception as error:  # whatever went wrong, the newcomer is told and told where to look
            self.screen.step(False, text, time.monotonic() - began)
            self.screen.detail(str(error).strip())
            self.steps.append((False, text))
            return False
        self.screen.step(True, text, time.monotonic() - began)
        for detail in details:
            self.screen.detail(detail)
        self.show_line(wanted, most)
        self.steps.append((True, text))
        return True

    def show_line(self, wanted, most):
        if not self.line:
            return
        time.sleep(0.1)  # the module's last lines of this step, for the eye only
        news = self.line.news()
        self.commands += sum(direction == "to_module" for direction, _ in news)
        self.bytes += sum(len(text) + 2 for _, text in news)
        shown = [entry for entry in news if wanted and re.search(wanted, entry[1])]
        for direction, text in shown[:most]:
            self.screen.line(direction, text)
        if len(shown) > most:
            self.screen.detail(f"  … and {len(shown) - most} more")

    def start_module(self):
        emulator = Emulator(self.stage, "--cold-start", "--set", "boot=300ms", "--set", "attach=300ms", "--latency", "5ms..15ms")
        self.emulator, self.line = emulator, Line(emulator.trace_file)
        return [f"on {emulator.link}"]

    def start_server(self):
        from demo_servers import Eclipse, Small
        self.key = secrets.token_hex(16)
        self.server = (Eclipse if self.options.server == "leshan" else Small)(self.stage, ENDPOINT, self.key)
        return [f"at {self.server.uri(not self.options.plain)}"]

    def configuration(self):
        folder = self.stage.folder
        state = folder / "state"
        state.mkdir()
        self.temperature = state / "temperature"
        self.temperature.write_text("21500\n")
        key = folder / "demo.psk"
        key.touch(mode=0o600)
        key.write_text(self.key + "\n")
        text = (ROOT / "config/examples/demo.yaml").read_text()
        if self.options.plain:
            text = "".join(line for line in text.splitlines(True) if "@PSK_FILE@" not in line or line.startswith("#"))
        for name, value in {"DEVICE": self.emulator.link, "SERVER_URI": self.server.uri(not self.options.plain), "PSK_FILE": key,
                            "STATE": state, "MODELS": ROOT / "config/examples/models"}.items():
            text = text.replace(f"@{name}@", str(value))
        path = folder / "demo.yaml"
        path.write_text(text)
        return path

    def start_agent(self):
        self.agent = self.stage.start("agent", self.options.programs / "lwm2m-agentd", "--config", self.configuration())
        harness.LogWatch(self.agent).wait_for("registered server=", 60)
        return []

    def registered(self):
        said = self.server.registered()
        return [f"{self.server.name} sees {ENDPOINT}: LwM2M {said['version']}, lifetime {said['lifetime']} s, "
                f"{'DTLS with a pre-shared key' if said['secure'] else 'plain CoAP'}",
                "objects " + " ".join(said["objects"])]

    def read_instance(self):
        values = self.server.read_all("/3/0")
        return [", ".join(f"{path} = {value}" for path, value in list(values.items())[:4]) + f", … ({len(values)} values in one TLV)"]

    def write(self):
        before = self.server.read("/3/0/14")
        code = self.server.write("/3/0/14", "+02:00")
        return [f"{code}: {before} became {self.server.read('/3/0/14')}"]

    def notifications(self):
        seen = [self.server.observe("/3303/0/5700")]
        for degrees in (22.1, 22.8, 23.4):
            self.temperature.write_text(f"{degrees * 1000:.0f}\n")
            seen.append(self.server.notification("/3303/0/5700"))
            self.screen.detail(f"the thermometer moves to {degrees} °C and the server is notified: {seen[-1]}")
        return [f"first {seen[0]}, then three notifications"]

    def deregister(self):
        code = self.agent.end(signal.SIGTERM, 30)
        self.server.deregistered()
        if code != 0:
            raise AssertionError(f"the agent ended with {code}")
        return [f"{self.server.name} has seen {ENDPOINT} leave; the agent ended with 0"]

    def run(self):
        screen, qcoap = self.screen, r"^AT\+QCOAP|^\+QCOAP"
        screen.title("A gateway, its NB-IoT module and an LwM2M server, without any hardware")
        screen.say(f"   {screen.paint('▸ to the module', '36')}   {screen.paint('◂ from the module', '33')}\n")
        security = "" if self.options.plain else ", with DTLS and a key that was made a moment ago"
        begun = (self.step("The emulated BC660K-GL is there", self.start_module)
                 and self.step(f"The server listens{security}", self.start_server)
                 and self.step("The agent starts: the module is brought up, the context opened, the device registered", self.start_agent,
                               r"^AT\+(CGSN|CFUN|CEREG|CGATT|QCOAP)|^\+(CGSN|CEREG|CGATT|QCOAP)", 24)
                 and self.step("The server has the registration", self.registered))
        done = begun and all([
            self.step("The server reads the manufacturer, /3/0/0", lambda: [f"it answers {self.server.read('/3/0/0')}"], qcoap),
            self.step("The server reads the whole device object, /3/0", self.read_instance, qcoap),
            self.step("The server writes the UTC offset, /3/0/14", self.write, qcoap),
            self.step("The server executes a reboot (here one that harms nobody), /3/0/4", lambda: [self.server.execute("/3/0/4")], qcoap),
            self.step("The server observes the temperature, /3303/0/5700", self.notifications, qcoap, 16)])
        if done and self.options.keep:
            self.play()
        if begun:
            done = self.step("The agent is told to stop and de-registers", self.deregister, qcoap) and done
        return done

    def play(self):
        screen, folder = self.screen, self.stage.folder
        screen.title("It goes on running. Ctrl-C ends it.")
        for hint in [*self.server.how_to_play(), f"echo 25000 > {self.temperature}", f"tail -f {self.emulator.trace_file}",
                     f"tail -f {self.agent.log}", f"tshark -r {folder}/emulator.pcap", f"the configuration: {folder}/demo.yaml"]:
            screen.detail(hint)
        shown = len(self.server.program.lines)

        def show():
            at = shown
            while True:
                at, line = self.server.program.wait_for(lambda line: line, "event", at, 1e9)
                screen.say("   " + line)
                at += 1
        threading.Thread(target=lambda: silently(show), daemon=True).start()
        try:
            for line in sys.stdin:
                self.server.program.say(line.strip())
            signal.pause()
        except (KeyboardInterrupt, BrokenPipeError):
            screen.say()

    def summary(self, done):
        screen, good = self.screen, sum(good for good, _ in self.steps)
        self.show_line("", 0)
        if done:
            screen.say(f"\n {screen.paint('All ' + str(good) + ' steps went well', '1;32')}: {self.commands} AT commands, "
                       f"{self.bytes} bytes on the serial line, {time.monotonic() - screen.start:.1f} s.\n")
            return
        failed = next((text for good, text in self.steps if not good), "the demo was interrupted")
        screen.say(f"\n {screen.paint('Failed', '1;31')}: {failed}\n")
        screen.detail(f"what each program said is in {self.stage.folder}; the last lines:")
        for program in self.stage.programs:
            screen.say(f"\n     {screen.paint(program.name, '1')}")
            for line in program.tail(8).splitlines():
                screen.detail("  " + line)


def silently(action):
    try:
        action()
    except (AssertionError, ValueError, BrokenPipeError):
        pass


def main():
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--programs", type=lambda text: pathlib.Path(text).resolve(), default=ROOT / "build/release/bin", help=argparse.SUPPRESS)
    parser.add_argument("--server", choices=["demo", "leshan"], default="demo", help="which LwM2M server")
    parser.add_argument("--plain", action="store_true", help="CoAP without DTLS")
    parser.add_argument("--keep", action="store_true", help="leave it running afterwards, to play with")
    options = parser.parse_args()
    harness.os.environ["AGENT_PROGRAMS"] = str(options.programs)
    harness.os.environ.setdefault("AGENT_BUILD", str(ROOT / "build"))

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    demo, done = Demo(options, Screen(sys.stdout)), False
    try:
        done = demo.run()
    except (KeyboardInterrupt, BrokenPipeError):
        pass
    finally:
        silently(demo.stage.end)
        silently(lambda: demo.summary(done))
        if done:
            shutil.rmtree(demo.stage.folder, ignore_errors=True)
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
