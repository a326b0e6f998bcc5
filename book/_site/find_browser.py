"""Find a Chromium to drive: $CHROMIUM, one on this machine, or Playwright's own."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no other origin
]
NAMES = [
    "chromium-headless-shell",  # a third faster than the full browser
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
]
MAC = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
HELP = """No browser to open the built site with. Do one of these:
    Debian     sudo apt-get install chromium-headless-shell
    macOS      install Chrome or Chromium in /Applications
    anywhere   .venv/bin/playwright install --with-deps chromium
or name one: CHROMIUM=/path/to/chromium make ..."""


def find_browser(playwright):
    """Return the path of a Chromium; exit and say how to get one when none is there."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        return found or sys.exit(f"CHROMIUM={named} is not a program that can be run.")
    found = next(filter(None, map(shutil.which, NAMES + MAC)), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else sys.exit(HELP))


if __name__ == "__main__":
    with sync_playwright() as playwright:
        print(find_browser(playwright))
