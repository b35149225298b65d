"""The gateway's side of a test: the emulated module, an AT conversation with it, and the agent that drives it."""
import json
import os
import pathlib
import re
import select
import socket
import termios
import time
import tty

import harness
import switches

HERE = pathlib.Path(__file__).resolve().parent


class Emulator:
    """The emulated module, with what AGENT_SWITCHES says; later options win."""

    def __init__(self, case, *options, name="emulator", link=None):
        self.folder = case.folder
        self.link = link or case.folder / f"{name}.port"
        self.trace_file, self.control_path = case.folder / f"{name}.trace", case.folder / f"{name}.control"
        self.program = case.start(name, harness.programs() / "bc660k-emulator", "--link", self.link, "--trace", self.trace_file,
                                  "--pcap", case.folder / f"{name}.pcap", "--control", self.control_path,
                                  *switches.emulator_settings(switches.row()), *options)
        self.program.wait_for(lambda line: line.startswith("port "), "port")

    def control(self, command):
        """The answer to a command of the control channel."""
        with socket.socket(socket.AF_UNIX) as channel:
            # A path of a Unix socket has at most 107 bytes; the folder's descriptor makes any path short.
            folder = os.open(self.folder, os.O_PATH)
            try:
                channel.connect(f"/proc/self/fd/{folder}/{self.control_path.name}")
            finally:
                os.close(folder)
            channel.sendall(command.encode() + b"\n")
            answer = json.loads(channel.makefile().readline())
        assert answer["ok"], f"{command}: {answer}"
        return answer

    def datagrams(self):
        """The latest CoAP datagrams: {direction: up or down, summary, hex, ...}."""
        return self.control("datagrams 64")["datagrams"]

    def said(self, direction):
        """All text of the line in one direction, "to_module" or "from_module"."""
        return "".join(entry["text"] for entry in harness.json_lines(self.trace_file) if entry.get("dir") == direction)


class AtLine:
    """The serial line from a program's end."""

    def __init__(self, path):
        self.port = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.port, termios.TCSANOW)
        self.text = ""

    def close(self):
        os.close(self.port)

    def wait_for(self, pattern, timeout=harness.PATIENCE):
        """The match of the pattern in what the module says; what is before its end is consumed."""
        deadline = time.monotonic() + timeout
        while not (match := re.search(pattern, self.text, re.S)):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.port], [], [], left)[0]:
                raise AssertionError(f"the module never said {pattern!r}; it said {self.text!r}")
            self.text += os.read(self.port, 4096).decode(errors="replace")
        self.text = self.text[match.end():]
        return match

    def command(self, text, timeout=harness.PATIENCE):
        """Sends AT + text and returns what the module says up to its OK."""
        os.write(self.port, f"AT{text}\r".encode())
        match = self.wait_for(r"(.*?)\r\n(OK|ERROR|\+CME ERROR: \d+)\r\n", timeout)
        assert match.group(2) == "OK", f"AT{text}: {match.group(2)}"
        return match.group(1)


class Agent:
    """lwm2m-agentd with the configuration of agent.yaml, or of another file with the same placeholders."""

    def __init__(self, case, emulator, uri, psk=None, name="agent", template="agent.yaml", environment=None,
                 prefix=(), **changes):
        state = case.folder / f"{name}.state"
        state.mkdir(exist_ok=True)
        if not (state / "temperature").exists():
            (state / "temperature").write_text("21500\n")
        self.state, self.temperature = state, state / "temperature"
        text = (HERE / template).read_text()
        if psk:
            key = case.folder / f"{name}.key"
            key.touch(mode=0o600)
            key.write_text(psk[1] + "\n")
            text = text.replace("@PSK@", f'psk: {{ identity: "{psk[0]}", key: {{ file: "{key}" }} }}')
        text = text.replace("@PSK@", "")
        values = {"ENDPOINT": "gw1", "DEVICE": emulator.link, "SERVER_URI": uri, "STATE": state, "MODELS": HERE / "models",
                  "LIFETIME": "5min", "EXECUTED": case.folder / f"{name}.executed",
                  "MODEM": switches.asked_of_agent() if switches.asked() else "", **changes}
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        self.executed_file = pathlib.Path(values["EXECUTED"])
        configuration = case.folder / f"{name}.yaml"
        configuration.touch(mode=0o600)  # it may hold a key
        configuration.write_text(text)
        self.program = case.start(name, *prefix, harness.programs() / "lwm2m-agentd", "--config", configuration, environment=environment)
        self.log = harness.LogWatch(self.program)

    def executed(self):
        """The arguments of each execution of /26241/0/2 so far."""
        return self.executed_file.read_text().splitlines() if self.executed_file.exists() else []
