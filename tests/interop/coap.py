"""CoAP messages (RFC 7252) and a device that answers from a table, for tests that need a second end without the agent."""
import dataclasses
import socket
import threading

CON, NON, ACK, RST = range(4)
OBSERVE, LOCATION_PATH, URI_PATH, CONTENT_FORMAT, URI_QUERY, ACCEPT, BLOCK2, BLOCK1 = 6, 8, 11, 12, 15, 17, 23, 27


def code(text):
    """"2.05" or "0.01" as the byte on the wire."""
    whole, detail = text.split(".")
    return int(whole) << 5 | int(detail)


@dataclasses.dataclass
class Message:
    type: int
    code: int
    message_id: int
    token: bytes = b""
    options: list = dataclasses.field(default_factory=list)  # (number, bytes), in any order
    payload: bytes = b""

    @property
    def code_text(self):
        return f"{self.code >> 5}.{self.code & 31:02}"

    @property
    def path(self):
        return "/" + "/".join(value.decode() for number, value in self.options if number == URI_PATH)

    def values(self, number):
        return [value for other, value in self.options if other == number]

    def uint(self, number):
        found = self.values(number)
        return int.from_bytes(found[0], "big") if found else None

    def encode(self):
        out = bytearray([1 << 6 | self.type << 4 | len(self.token), self.code]) + self.message_id.to_bytes(2, "big") + self.token
        last = 0
        for number, value in sorted(self.options, key=lambda option: option[0]):
            delta, delta_more = extend(number - last)
            length, length_more = extend(len(value))
            out += bytes([delta << 4 | length]) + delta_more + length_more + value
            last = number
        return bytes(out) + (b"\xff" + self.payload if self.payload else b"")

    @staticmethod
    def decode(data):
        token_end = 4 + (data[0] & 15)
        message = Message(data[0] >> 4 & 3, data[1], int.from_bytes(data[2:4], "big"), data[4:token_end])
        at, number = token_end, 0
        while at < len(data) and data[at] != 0xFF:
            nibbles, at = data[at], at + 1
            delta, at = extended(nibbles >> 4, data, at)
            length, at = extended(nibbles & 15, data, at)
            number += delta
            message.options.append((number, data[at:at + length]))
            at += length
        message.payload = data[at + 1:]
        return message


def extend(number):
    if number < 13:
        return number, b""
    return (13, bytes([number - 13])) if number < 269 else (14, (number - 269).to_bytes(2, "big"))


def extended(nibble, data, at):
    if nibble < 13:
        return nibble, at
    return (data[at] + 13, at + 1) if nibble == 13 else (int.from_bytes(data[at:at + 2], "big") + 269, at + 2)


def uint(number, value):
    return number, value.to_bytes((value.bit_length() + 7) // 8, "big")


class Device:
    """Registers by plain CoAP and answers each request with answers(request), a Message without type, id and token, or None
    for silence. `heard` keeps what came."""

    def __init__(self, port, endpoint, answers, host="127.0.0.1"):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect((host, port))
        self.endpoint, self.answers = endpoint, answers
        self.heard, self.replies, self.changed = [], {}, threading.Condition()
        self.next_id = 1000
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()

    def listen(self):
        while data := self.receive():
            message = Message.decode(data)
            with self.changed:
                self.heard.append(message)
                if message.type in (ACK, RST):
                    self.replies[message.message_id] = message
                self.changed.notify_all()
            if message.type in (CON, NON) and 1 <= message.code < 32:
                answer = self.answers(message)
                if answer:
                    answer.type = ACK if message.type == CON else NON
                    answer.message_id, answer.token = message.message_id, message.token
                    self.socket.send(answer.encode())

    def receive(self):
        try:
            return self.socket.recv(4096)
        except ConnectionError:
            return b"\x40\x00\x00\x00"  # the other end is not there (yet): as good as an empty message
        except OSError:
            return b""

    def send(self, message, timeout=5):
        """Sends a message of its own; of a confirmable one the acknowledgement or reset that came for it."""
        self.next_id += 1
        message.message_id = self.next_id
        self.socket.send(message.encode())
        return self.reply_to(message.message_id, timeout) if message.type == CON else message.message_id

    def reply_to(self, message_id, timeout=5):
        with self.changed:
            assert self.changed.wait_for(lambda: message_id in self.replies, timeout), f"no reply to {message_id}"
            return self.replies[message_id]

    def register(self, objects="</1/0>,</3/0>", lifetime=60, path=("rd",), method="0.02"):
        query = [f"lwm2m=1.1", f"ep={self.endpoint}", f"lt={lifetime}"]
        options = [(URI_PATH, part.encode()) for part in path] + [uint(CONTENT_FORMAT, 40)]
        options += [(URI_QUERY, part.encode()) for part in query]
        return self.send(Message(CON, code(method), 0, b"\x01", options, objects.encode()))
