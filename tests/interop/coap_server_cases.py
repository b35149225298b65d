"""CoAP level: libcoap's own coap-server behind the emulated module, spoken to by AT commands alone."""
import re
import shutil
import socket
import unittest

import harness
from gateway import AtLine, Emulator


def free_port():
    """A UDP port whose successor is free too: coap-server takes that one for DTLS."""
    for _ in range(50):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as first, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                return port
            except (OSError, OverflowError):
                continue
    raise AssertionError("no two free ports in a row")


class CoapServerBehindTheModule(harness.Case):
    secure = False

    def setUp(self):
        super().setUp()
        program = shutil.which("coap-server-openssl")
        if not program:
            raise unittest.SkipTest("there is no coap-server-openssl here: install libcoap3-bin")
        port = free_port()
        self.server = self.start("coap-server", program, "-A", "127.0.0.1", "-p", port, "-k", "0123456789abcdef", "-v", "6", "-d", "10")
        emulator = Emulator(self)
        self.at = AtLine(emulator.link)
        self.addCleanup(self.at.close)
        for command in ("", "E0", "+CMEE=1"):
            self.at.command(command)
        if self.secure:
            self.at.command('+QCOAPCFG="dtls",0,1')
            self.at.command('+QCOAPCFG="psk",0,"gw1","30313233343536373839616263646566"')
        self.open(port + 1 if self.secure else port)

    def open(self, port):
        for _ in range(50):  # until coap-server listens
            self.at.command(f'+QCOAPOPEN=0,"127.0.0.1",{port}')
            if self.at.wait_for(r"\+QCOAPOPEN: 0,(-?\d+)\r\n").group(1) == "0":
                return
        raise AssertionError("coap-server does not come up")

    def request(self, message_id, method, path, payload=b"", options=()):
        self.at.command(f'+QCOAPHEAD=0,5,{message_id},2,"A1B2"')
        for option, value in ((11, path), *options):
            self.at.command(f'+QCOAPOPTION=0,0,{option},{len(value)},"{value}"')
        data = f',"{payload.hex().upper()}"' if payload else ""
        self.at.command(f"+QCOAPSEND=0,0,{method},0,{len(payload)}{data}")

    def response(self, message_id):
        """(code, rest of the URC) of the answer."""
        match = self.at.wait_for(rf'\+QCOAPURC: 0,2,(\d+),{message_id},\d+(?:,2,"A1B2")?(.*?)\r\n(?=\r\n|$)')
        return match.group(1), match.group(2)

    def test_gets_bytes_of_no_format_in_hexadecimal(self):
        self.request(1, 1, "")
        code, rest = self.response(1)
        self.assertEqual(code, "205")
        size, digits = re.search(r',(\d+),"?([0-9A-F]+)"?$', rest).groups()
        text = bytes.fromhex(digits).decode()
        self.assertIn("This is a test server made with libcoap", text)
        self.assertEqual(int(size), len(text))

    def test_gets_the_list_of_resources(self):
        self.request(1, 1, ".well-known/core")
        code, rest = self.response(1)
        self.assertEqual(code, "205")
        digits = re.search(r',12,"40".*,\d+,"?([0-9A-F]+)"?$', rest).group(1)
        self.assertIn('</time>;if="clock"', bytes.fromhex(digits).decode())

    def test_puts_gets_and_deletes(self):
        self.request(1, 3, "kept/here", b"hello", [(12, "0")])
        self.assertEqual(self.response(1)[0], "201")
        self.request(2, 1, "kept/here")
        code, rest = self.response(2)
        self.assertEqual(code, "205")
        self.assertRegex(rest, r"hello|68656C6C6F")
        self.request(3, 4, "kept/here")
        self.assertEqual(self.response(3)[0], "202")
        self.request(4, 1, "kept/here")
        self.assertEqual(self.response(4)[0], "404")

    def test_is_notified_of_the_time(self):
        self.request(1, 1, "time", options=[(6, "0")])
        self.assertEqual(self.response(1)[0], "205")
        for _ in range(2):
            self.at.wait_for(r'\+QCOAPURC: 0,[01],205,\d+,\d+,2,"A1B2",6,')

    def test_says_that_the_message_was_delivered(self):
        self.request(1, 1, "")
        self.at.wait_for(r"\+QCOAPSEND: 0,4\r\n")


class CoapServerBehindTheModuleOverDtls(CoapServerBehindTheModule):
    secure = True


if __name__ == "__main__":
    unittest.main()
