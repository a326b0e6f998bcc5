"""Serve the built book as a static host does: compressed, and kept for ten minutes."""

import gzip
import threading
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

PACKED = {".html", ".js", ".mjs", ".css", ".svg", ".json", ".txt", ".wasm"}


@cache
def pack(path):
    """Return the bytes of a file, compressed if hosts compress its kind."""
    body = path.read_bytes()
    return gzip.compress(body, 6) if path.suffix in PACKED else body


class Host(SimpleHTTPRequestHandler):
    """A handler that compresses text and programs, as GitHub Pages and its like do."""

    protocol_version = "HTTP/1.1"
    sent: ClassVar[list] = []  # of every file its path and how many bytes it took

    def do_GET(self):
        """Send a file, or say that there is none."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = pack(path)
        self.sent.append((self.path, len(body)))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing about single requests."""


@contextmanager
def serve(folder):
    """Serve a folder on this machine alone, and yield its address."""
    handler = partial(Host, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
