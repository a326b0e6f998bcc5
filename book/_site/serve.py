"""Serve the built book on this machine alone, and say where."""

import argparse
import errno
import os
import sys
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).parents[2] / "_build" / "html"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serve files, and keep the terminal for what the reader should see."""

    def log_message(self, *_):
        """Say nothing about single requests."""


def open_server(folder, port):
    """Return a server on the port, or on the next one that is free."""
    handler = partial(QuietHandler, directory=folder)
    for candidate in range(port, min(port + 100, 65536)):
        try:
            return ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    sys.exit(f"No port from {port} on is free; choose another with --port.")


def has_display():
    """Tell whether a browser window can open here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main():
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    port = parser.parse_args().port
    if not (SITE / "index.html").exists():
        sys.exit("There is no built book yet: run make html.")
    with open_server(SITE, port) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"The book is at {address} (Ctrl-C ends it)", flush=True)
        if has_display():
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
