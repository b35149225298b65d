"""A bootstrap server of a few lines over plain CoAP, and an account's key in every content format that it may come in."""
import base64
import json
import socket
import struct
import threading

from coap import ACK, CON, CONTENT_FORMAT, URI_PATH, Message, code, uint

TEXT, TLV, SENML_JSON, SENML_CBOR, LWM2M_JSON = 0, 11542, 110, 112, 11543


def tlv(resources):
    """Resources {id: bytes} as LwM2M TLV."""
    out = b""
    for number, value in resources.items():
        short = len(value) < 8
        head = 0xC0 | (len(value) if short else 0x08)
        out += bytes([head, number]) + (b"" if short else bytes([len(value)])) + value
    return out


def cbor(value):
    def head(major, number):
        return bytes([major << 5 | number]) if number < 24 else bytes([major << 5 | 24, number])
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value)) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def account(form, uri, identity, key, short_id=123):
    """The payload of a Write of /0/1: a server with a pre-shared key."""
    values = {"0": uri, "1": False, "2": 0, "3": identity.encode(), "5": key, "10": short_id}
    if form == TLV:
        return tlv({0: uri.encode(), 1: b"\0", 2: b"\0", 3: identity.encode(), 5: key, 10: struct.pack(">H", short_id)})
    if form == SENML_CBOR:
        labels = {str: 3, bool: 4, int: 2, bytes: 8}
        return cbor([{**({-2: "/0/1/"} if name == "0" else {}), 0: name, labels[type(value)]: value} for name, value in values.items()])
    if form == SENML_JSON:
        labels = {str: "vs", bool: "vb", int: "v", bytes: "vd"}
        records = [{"n": name, labels[type(value)]: base64.urlsafe_b64encode(value).decode().rstrip("=") if isinstance(value, bytes) else value}
                   for name, value in values.items()]
        records[0] = {"bn": "/0/1/", **records[0]}
        return json.dumps(records).encode()
    labels = {str: "sv", bool: "bv", int: "v", bytes: "sv"}
    records = [{"n": name, labels[type(value)]: base64.b64encode(value).decode() if isinstance(value, bytes) else value}
               for name, value in values.items()]
    return json.dumps({"bn": "/0/1/", "e": records}).encode()


class BootstrapServer:
    """Writes `writes`, each (path, content format, payload), to whoever asks, then finishes. `codes` are the answers by path."""

    def __init__(self, case, writes):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.uri = f"coap://127.0.0.1:{self.socket.getsockname()[1]}"
        self.writes, self.codes, self.next_id = writes, [], 100
        threading.Thread(target=self.serve, daemon=True).start()
        case.addCleanup(self.socket.close)

    def requests(self):
        yield Message(CON, code("0.04"), 0, b"d", [])
        for at, (path, form, payload) in enumerate(self.writes):
            options = [(URI_PATH, segment.encode()) for segment in path.split("/")[1:]] + [uint(CONTENT_FORMAT, form)]
            yield Message(CON, code("0.03"), 0, bytes([at]), options, payload)
        yield Message(CON, code("0.02"), 0, b"f", [(URI_PATH, b"bs")])

    def serve(self):
        pending = None
        while True:
            try:
                data, device = self.socket.recvfrom(2048)
            except OSError:
                return
            message = Message.decode(data)
            if message.type == CON and message.path == "/bs":
                self.socket.sendto(Message(ACK, code("2.04"), message.message_id, message.token).encode(), device)
                pending = self.requests()
                self.codes.clear()
            elif message.type == CON:  # a separate answer
                self.socket.sendto(Message(ACK, 0, message.message_id).encode(), device)
            if message.type in (ACK, CON) and message.code >= code("2.00") or message.path == "/bs" and message.code == code("0.02"):
                if message.code >= code("2.00"):
                    self.codes.append(message.code_text)
                if request := next(pending, None):
                    self.next_id += 1
                    request.message_id = self.next_id
                    self.socket.sendto(request.encode(), device)
