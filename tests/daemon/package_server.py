"""A small HTTP server of one file for the firmware tests: package_server.py FILE [FOLDER-FOR-A-CERTIFICATE]. It prints its
port, then each request. /fw with ranges and an entity tag; /cut breaks off once after 100000 bytes; /changed breaks off and is
another file then; /hop/N redirects N times; /busy is 503 once; /plain redirects to http; the rest is 404."""
import functools
import http.server
import pathlib
import re
import ssl
import subprocess
import sys

CUT = 100000
seen = set()
say = functools.partial(print, flush=True)


def first(path):
    return path not in seen and not seen.add(path)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers.get("Range")
        say(f"GET {self.path} {wanted or 'all'}")
        content, tag, limit = pathlib.Path(sys.argv[1]).read_bytes(), '"one"', None
        if hop := re.fullmatch(r"/hop/(\d+)", self.path):
            left = int(hop.group(1))
            return self.redirect(f"/hop/{left - 1}" if left else "/fw")
        if self.path == "/plain":
            return self.redirect(f"http://{self.headers['Host']}/fw")
        if self.path == "/busy" and first(self.path):
            return self.send_error(503)
        if self.path in ("/cut", "/changed") and first(self.path):
            limit = CUT
        elif self.path == "/changed":
            content, tag = content[::-1], '"two"'
        elif self.path not in ("/fw", "/busy", "/cut"):
            return self.send_error(404)
        self.send_file(content, tag, wanted, limit)

    def send_file(self, content, tag, wanted, limit):
        begin = 0
        if wanted and self.headers.get("If-Range") == tag:
            begin = int(re.fullmatch(r"bytes=(\d+)-", wanted).group(1))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", len(content) - begin)
        self.end_headers()
        self.wfile.write(content[begin:limit])

    def redirect(self, where):
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", 0)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) > 2:
    folder = pathlib.Path(sys.argv[2])
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem",
                    "-out", folder / "cert.pem"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
say(server.server_port)
server.serve_forever()
