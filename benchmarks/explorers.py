"""Measure the explorers of the built book: a step, a resize, a hover, and the loading.

The browser's own trace says how long its main thread worked. "script" is the handling
of an event, without layout and painting, which have their own columns. Each figure is
a median and, after the bar, the worst. Nothing passes or fails: what is over its budget
is marked with a "!". Loading is timed by the clock: leave the machine idle meanwhile.
So is the first check of an exercise, in its page and, once make lite has made it, in
JupyterLite; beside the seconds of the clock stand those that the processor worked.
"""

import argparse
import os
import sys
import threading
from contextlib import contextmanager

from built_site import SITE, why_stale
from playwright.sync_api import sync_playwright

import loading
import stepping
from find_browser import find_browser
from largest import EXPLORERS, all_views, choose, large_settings
from live import measure_live
from serve import open_server
from tables import print_live, print_loads, print_steps

LIVE = "live"


def main():
    """Measure what was asked for, and print the figures."""
    options = read_options()
    problem = why_stale()
    if problem:
        sys.exit(f"There is nothing to measure yet. {problem}")
    with open_gallery() as (browser, site):
        print(describe_machine(browser))
        new_page = page_maker(browser)
        steps = list(measure_steps(new_page, site, options.only))
        loads = list(measure_loads(new_page, site, options))
        print_steps(steps)
        print_loads(loads)
        print(describe_machine(browser))
    if options.only in (None, LIVE):
        print_live(*measure_live(options.runs, tell))
        print(describe_load())


def read_options():
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = list(dict.fromkeys([*EXPLORERS, *loading.PAGES, LIVE]))
    parser.add_argument(
        "--only",
        choices=names,
        metavar="NAME",
        help="one explorer, one page, or the live cells: " + ", ".join(names),
    )
    parser.add_argument(
        "--runs", type=int, default=5, help="loads of each page; default: %(default)s"
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error(f"--runs must be at least 1; got {options.runs}")
    return options


@contextmanager
def open_gallery():
    """Serve the site and start a browser; give both."""
    with open_server(SITE, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = find_browser(playwright)
        start = playwright.chromium.launch
        browser = start(executable_path=path, args=["--disable-gpu"])
        yield browser, f"http://127.0.0.1:{server.server_port}/"
        browser.close()
        server.shutdown()


def page_maker(browser):
    """Return a function that opens an empty page in a profile of its own."""

    def new_page():
        size = {"width": 1280, "height": 900}
        return browser.new_context(viewport=size, reduced_motion="reduce").new_page()

    return new_page


def measure_steps(new_page, site, only):
    """Give a row for each explorer, view and setting."""
    for name in EXPLORERS:
        if only not in (None, name):
            continue
        tell(f"{name}: looking for its largest settings")
        large = large_settings(name)
        page = new_page()
        page.goto(f"{site}explorers.html#explorer={name}")
        page.wait_for_selector(f'[data-explorer="{name}"] td[data-index]')
        page.wait_for_timeout(500)  # the other explorers of the page
        for view in all_views(name):
            stage = stepping.Stage(page, name, view)
            sample = choose(name, view, large)
            for why, figures in stepping.largest_and_slowest(stage, sample, tell):
                yield stepping.row(stage, why, figures)
        page.context.close()


def measure_loads(new_page, site, options):
    """Give a row for each page."""
    for name in loading.PAGES:
        if options.only in (None, name):
            tell(f"{name}.html: loading it {options.runs} times")
            loads = loading.measure_loads(new_page, f"{site}{name}.html", options.runs)
            yield loading.row(name, loads)


def describe_machine(browser):
    """Name what the figures depend on."""
    return f"{describe_load()}; Chromium {browser.version}"


def describe_load():
    """Say how much the machine has to do besides."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    busy = " (busy: loading takes longer than it should)" if load > cores else ""
    return f"{cores} cores, load {load:.1f}{busy}"


def tell(text):
    """Say what is going on."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
