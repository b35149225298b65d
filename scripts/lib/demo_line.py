"""The emulator's trace of the serial line as the lines that a person reads."""
import json


class Line:
    """Reads what has come to the trace since it was last asked."""

    def __init__(self, path):
        self.file = open(path, encoding="utf-8", errors="replace")
        self.partial = ""
        self.pieces = {"to_module": "", "from_module": ""}

    def news(self):
        """[(direction, line)...]: whole lines only, without the results of commands (OK) and without echo."""
        found = []
        self.partial += self.file.read()
        *entries, self.partial = self.partial.split("\n")
        for entry in entries:
            try:
                entry = json.loads(entry)
            except ValueError:
                continue
            direction = entry.get("dir")
            if direction not in self.pieces:
                continue
            self.pieces[direction] += entry["text"]
            *lines, self.pieces[direction] = self.pieces[direction].replace("\r", "\n").split("\n")
            found += [(direction, line) for line in lines if line and line != "OK" and not (direction == "from_module" and
                                                                                            line.startswith("AT"))]
        return found


def shortened(line, width):
    """The line within width characters: long runs of hexadecimal digits or text lose their middle."""
    if len(line) <= width:
        return line
    head = max(width * 2 // 3, 10)
    return f"{line[:head]} … {line[-max(width - head - 3, 1):]}"
