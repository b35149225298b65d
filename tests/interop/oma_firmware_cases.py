"""OMA enabler tests of the firmware update object, 751 to 779."""
import http.server
import threading

from oma import Oma

IDLE, DOWNLOADED = "0", "2"
INITIAL, SUCCESS, NO_STORAGE, CONNECTION_LOST, NOT_INTACT, NO_SUCH_TYPE, BAD_URI, FAILED = "0", "1", "2", "4", "5", "6", "7", "8"

# What the programs of the configuration do with a package: its first word says how it goes.
VERIFY = 'case "$(head -c 7 "$1")" in damaged) exit 1;; strange) exit 3;; esac\n'
INSTALL = 'case "$(head -c 6 "$1")" in broken) exit 1;; esac\necho 2.0 > "${0%/*}/version"\n'


class Gateway(Oma):
    objects = """
  - id: 5
    firmware:
      package: { max_size: 8KiB }
      verify: { command: [/bin/sh, "@FOLDER@/verify", "{file}"], timeout: 20s, unsupported: 3 }
      install: { command: [/bin/sh, "@FOLDER@/install", "{file}"], delay: 0s, timeout: 30s }
      name: { value: "gateway" }
      version: { file: { path: "@FOLDER@/version" } }
      push: true
      pull: [http]
      retry: { first: 1s, most: 1s, attempts: 2 }
"""

    def start_agent(self, *arguments, **options):
        for name, text in (("verify", VERIFY), ("install", INSTALL), ("version", "1.0\n")):
            (self.folder / name).write_text(text)
        return super().start_agent(*arguments, **options)

    def state(self):
        firmware = self.read("/5/0", format="TLV")
        return firmware[3], firmware[5]

    def becomes(self, *wanted):
        self.wait_until(lambda: self.state() == wanted, f"state and result {wanted}")

    def push(self, package, wanted="CHANGED(204)"):
        self.assertEqual(self.write("/5/0/0", "opaque", package.hex(), format="OPAQUE"), wanted)

    def pull(self, uri):
        self.assertEqual(self.write("/5/0/1", "string", uri, format="TEXT"), "CHANGED(204)")

    def serve(self, package, announced=None):
        """The URI of a web server with that package; it breaks off when it has announced more than that."""
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(announced or len(package)))
                self.end_headers()
                self.wfile.write(package)

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}/package"

    def execute(self):
        return self.status("POST", "/5/0/2")


class Firmware(Gateway):
    # A package of more than one message needs a module that takes 2.31 Continue.
    needs = ("unlisted_codes",)

    def test_LightweightM2M_1_1_int_751(self):
        """Firmware Update: idle at first, and it says how packages may come."""
        firmware = self.read("/5/0", format="TLV")
        self.assertEqual((firmware[3], firmware[5], firmware[9]), (IDLE, INITIAL, "2"))
        self.assertIn("2", firmware[8].values())  # HTTP

    def test_LightweightM2M_1_1_int_755(self):
        """Package: a null byte resets, a package is downloaded."""
        self.push(b"\0")
        self.assertEqual(self.state(), (IDLE, INITIAL))
        self.push(b"good " * 300)
        self.becomes(DOWNLOADED, INITIAL)

    def test_LightweightM2M_1_1_int_756(self):
        """Package URI: an empty one resets, a package is fetched from another."""
        self.pull("")
        self.assertEqual(self.state(), (IDLE, INITIAL))
        self.pull(self.serve(b"good " * 300))
        self.becomes(DOWNLOADED, INITIAL)

    def test_LightweightM2M_1_1_int_760(self):
        """State is observed while a package comes."""
        self.assertEqual(self.attributes("/5/0", pmin=1, pmax=10), "CHANGED(204)")
        self.assertEqual(self.observe("/5/0/3"), IDLE)
        self.push(b"good " * 300)
        self.assertEqual(self.notification("/5/0/3", lambda value: value == DOWNLOADED), DOWNLOADED)

    def test_LightweightM2M_1_1_int_770(self):
        """Update of a package that the server wrote."""
        self.push(b"\0")
        self.push(b"good " * 300)
        self.becomes(DOWNLOADED, INITIAL)
        self.assertEqual(self.execute(), "CHANGED(204)")
        self.becomes(IDLE, SUCCESS)
        self.assertEqual(self.read("/5/0/7", format="TEXT"), "2.0")

    def test_LightweightM2M_1_1_int_771(self):
        """Update of a package that the device fetched."""
        self.pull(self.serve(b"good " * 300))
        self.becomes(DOWNLOADED, INITIAL)
        self.assertEqual(self.execute(), "CHANGED(204)")
        self.becomes(IDLE, SUCCESS)

    def test_LightweightM2M_1_1_int_772(self):
        """Update without a package is refused with 4.05."""
        self.assertEqual(self.execute(), "METHOD_NOT_ALLOWED(405)")
        self.assertEqual(self.state(), (IDLE, INITIAL))

    def test_LightweightM2M_1_1_int_773(self):
        """A package at a URI that is too large to keep: result 2."""
        self.pull(self.serve(b"x" * 9000))
        self.becomes(IDLE, NO_STORAGE)

    def test_LightweightM2M_1_1_int_774(self):
        """A written package that is too large to keep: 4.13, and result 2."""
        self.push(b"x" * 9000, "REQUEST_ENTITY_TOO_LARGE(413)")
        self.becomes(IDLE, NO_STORAGE)

    def test_LightweightM2M_1_1_int_775(self):
        """The connection is lost while a package is fetched: result 4."""
        self.pull(self.serve(b"good " * 300, announced=5000))
        self.becomes(IDLE, CONNECTION_LOST)

    def test_LightweightM2M_1_1_int_776(self):
        """A package that is not intact: result 5."""
        self.push(b"damaged " * 100)
        self.becomes(IDLE, NOT_INTACT)

    def test_LightweightM2M_1_1_int_777(self):
        """A package of a type that the device does not know: result 6."""
        self.push(b"strange " * 100)
        self.becomes(IDLE, NO_SUCH_TYPE)

    def test_LightweightM2M_1_1_int_778(self):
        """A URI that is none: result 7."""
        self.pull("http:///nowhere")
        self.becomes(IDLE, BAD_URI)

    def test_LightweightM2M_1_1_int_779(self):
        """An update that fails: result 8, the package is still there, and the old firmware runs."""
        self.push(b"broken " * 100)
        self.becomes(DOWNLOADED, INITIAL)
        self.assertEqual(self.execute(), "CHANGED(204)")
        self.becomes(DOWNLOADED, FAILED)
        self.assertEqual(self.read("/5/0/7", format="TEXT"), "1.0")


class FirmwareOfAStrictModule(Gateway):
    """The module takes the note's codes alone, and 2.31 Continue is none of them."""

    def test_a_package_in_blocks_is_refused_and_pulled_instead(self):
        self.push(b"good " * 300, "REQUEST_ENTITY_TOO_LARGE(413)")
        self.assertEqual(self.state(), (IDLE, INITIAL))
        self.push(b"good " * 100)
        self.becomes(DOWNLOADED, INITIAL)
        self.pull("")
        self.pull(self.serve(b"good " * 300))
        self.becomes(DOWNLOADED, INITIAL)
