"""Check an exercise in its page and in JupyterLite, in a new profile and once more.

In a page the clock starts with the click on Check. Typing would begin to fetch Python
before it, so the right answer is there already when the page is opened. JupyterLite
fetches Python when it is opened: there, the seconds to open belong to the verdict.
"""

import gzip
import re
import time
from contextlib import contextmanager, suppress
from statistics import median
from tempfile import TemporaryDirectory

import psutil
from built_site import SITE
from host import Host, pack, serve
from playwright.sync_api import sync_playwright

from doing import EXERCISE, InJupyterLite, InPage, open_page
from find_browser import FLAGS, find_browser

LATER = 10  # checks after the first, in each run
PATIENCE = 120_000  # milliseconds
LIVE = re.compile(r"/_static/(live|progress)")
LIST = re.compile(rb'<script type="application/json" id="live-cells">.*?</script>')


@contextmanager
def new_profile(playwright):
    """Give a page of a browser that has seen nothing, and keeps what it sees."""
    with TemporaryDirectory() as profile:
        start = playwright.chromium.launch_persistent_context
        context = start(profile, executable_path=find_browser(playwright), args=FLAGS)
        context.set_default_timeout(PATIENCE)
        yield context.pages[0]
        context.close()


def megabytes():
    """Add up what was sent since this was cleared."""
    return sum(size for _, size in Host.sent) / 1e6


def cpu_seconds():
    """Add up what every process below this one has used: the browser and its driver."""
    used = 0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            used += sum(process.cpu_times()[:2])
    return used


def weigh(playwright):
    """Give the kilobytes of a page before a click, and those of its live cells."""
    Host.sent.clear()
    with serve(SITE) as address, new_profile(playwright) as page:
        open_page(page, address)
        page.wait_for_load_state("networkidle")
    html = (SITE / f"{EXERCISE}.html").read_bytes()
    listed = len(gzip.compress(html, 6)) - len(gzip.compress(LIST.sub(b"", html), 6))
    live = sum(size for path, size in Host.sent if LIVE.search(path))
    return megabytes() * 1000, (live + listed) / 1000


def visit(place):
    """Open it and check; give megabytes, and for each the seconds and the CPU's."""
    Host.sent.clear()
    figures = []
    for act in (place.open, place.check):
        start, used = time.monotonic(), cpu_seconds()
        act()
        figures += [time.monotonic() - start, cpu_seconds() - used]
        place.rest()
    return [megabytes(), *figures]


def measure_once(playwright, kind, address):
    """Give the figures of a new profile, of a later visit, and of a later check."""
    with new_profile(playwright) as page:
        place = kind(page, address)
        new = visit(place)
        later = median(place.check_again() for _ in range(LATER))
        page.goto("about:blank")
        return new, visit(place), [later]


def measure_live(runs, tell):
    """Give the rows of four tables: weight, new profiles, later visits and checks."""
    tables = [], [], []
    with sync_playwright() as playwright:
        weight = weigh(playwright)
        for kind in (InPage, InJupyterLite):
            if not kind.folder.exists():
                tell(f"{kind.name} is not there: make lite makes it")
                continue
            for path in filter(lambda each: each.is_file(), kind.folder.rglob("*")):
                pack(path)  # or the first reader would wait for it
            tell(f"{kind.name}: checking an exercise in {runs} new profiles")
            with serve(kind.folder) as address:
                found = [measure_once(playwright, kind, address) for _ in range(runs)]
            for rows, figures in zip(tables, zip(*found, strict=True), strict=True):
                rows.append([kind.name, *summary(figures)])
    return [[f"{EXERCISE}.html", *summary([weight])]], *tables


def summary(runs):
    """Give the median and the worst of each figure."""
    columns = zip(*runs, strict=True)
    return [pick(column) for column in columns for pick in (median, max)]
