"""Time the explorers and the live cells of the built book, in Chromium.

For each explorer of a layer, at its first and at its largest sizes: the milliseconds of
script in a step and in an edit, those of the layout after a step, for which no limit is
set, and those between two frames while cells fly; the two scenes of learning, which
have no sizes, are left out. For each page with explorers: the time from scrolling to
the first of them until it is drawn. For an exercise: the time from a click on Check to
the verdict, in a new profile, where Python is fetched first, and once more. For the
search: the time from opening its page until the results are there, and that of a query.
Each figure is a median and the worst, beside what it may take. Nothing passes or fails:
leave the machine idle, and compare before and after a change.
"""

import argparse
import itertools
import json
import math
import sys
import threading
import tomllib
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

import convlab.explorers
from convlab.explorers.layer_sizes import Sizes
from find_browser import FLAGS, find_browser
from serve import open_server

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
PAGES = ["notation", "forward", "im2col", "backward", "explorers/backward"]
STEP, EDIT, FRAME = 16, 50, 17  # milliseconds that each may take
LOAD, FIRST, AGAIN = 1000, 5000, 100
QUERY = 50
KINDS = ["Tensor", "Forward", "Im2col", "Backward", "Matrices", "Wires"]
GO = """(hash) => {
  history.replaceState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}"""
STEPS = """(name) => {
  const root = document.querySelector(`[data-explorer="${name}"]`);
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  const stuck = () => [...root.querySelectorAll("[aria-disabled=true]")];
  const isLast = () => stuck().some(({ textContent }) => textContent === "Step");
  return Array.from({ length: 30 }, () => {
    if (isLast()) root.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
    const start = performance.now();
    root.dispatchEvent(new KeyboardEvent("keydown", key));
    const stepped = performance.now();
    root.getBoundingClientRect();
    return [stepped - start, performance.now() - stepped];
  });
}"""
EDITS = """(name) => {
  const root = document.querySelector(`[data-explorer="${name}"]`);
  root.querySelector("td[data-edit]")?.focus();
  const field = root.querySelector(".hand input");
  if (field.disabled) return [];  // nothing to change in this view
  field.focus();
  return Array.from({ length: 30 }, (_, k) => {
    field.value = k;
    const start = performance.now();
    field.dispatchEvent(new InputEvent("input"));
    const edited = performance.now();
    root.getBoundingClientRect(); // not left to the next
    return edited - start;
  });
}"""
FLY = """(name) => new Promise((done) => {
  const root = document.querySelector(`[data-explorer="${name}"]`);
  root.querySelector(".arrays").scrollIntoView();
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  root.dispatchEvent(new KeyboardEvent("keydown", key));
  const isFlying = () => root.querySelector(".flying") !== null;
  const begun = performance.now();
  const watch = (wasFlying) => {
    const flies = isFlying();
    if (flies !== wasFlying) performance.mark(flies ? "lifted" : "landed");
    if (!flies && (wasFlying || performance.now() - begun > 1000)) done();
    else requestAnimationFrame(() => watch(flies));
  };
  watch(false);
})"""
TRACED = ["blink.user_timing", "viz", "benchmark", "devtools.timeline"]
SHOW = """() => new Promise((done) => {
  const find = (kind) => [...document.querySelectorAll(`script[type$="${kind}+json"]`)];
  const { state } = JSON.parse(find("widget-state")[0].textContent);
  const isExplorer = ({ textContent }) =>
    state[JSON.parse(textContent).model_id].state._anywidget_id.includes(".explorers.");
  const start = performance.now();
  const look = () =>
    document.querySelector("[data-explorer] td[data-index]")
      ? done(performance.now() - start)
      : requestAnimationFrame(look);
  find("widget-view").find(isExplorer).parentElement.scrollIntoView();
  look();
})"""
TASK = "backward-1"
ANSWER = "def db(dz, x, w, *, stride=1, padding=0):\n    return dz.sum(axis=(0, 1, 2))"
WRITE = """document.addEventListener("DOMContentLoaded", () => {
  const cells = JSON.parse(document.getElementById("live-cells").textContent);
  bookProgress.write(cells.find((cell) => cell.task === "%s").name, %s);
});"""
CHECK = """(root) => new Promise((done) => {
  const verdict = root.querySelector("[data-verdict]");
  const start = performance.now();
  const watch = new MutationObserver(() => {
    if (!verdict.dataset.verdict) return;
    watch.disconnect();
    done([verdict.dataset.verdict, performance.now() - start]);
  });
  watch.observe(verdict, { attributeFilter: ["data-verdict"] });
  root.querySelector("[data-action=check]").click();
})"""
QUESTIONS = ROOT / "tests" / "site" / "search_questions.toml"
ASK = """(questions) => questions.map((question) => {
  const start = performance.now();
  bookRanking.rank(question);
  return performance.now() - start;
})"""


def main():
    """Measure what was asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=MEASURE, default=MEASURE)
    parser.add_argument("--runs", type=int, default=5, help="of each page; default: 5")
    options = parser.parse_args()
    if not (SITE / "index.html").exists():
        sys.exit("There is no built book yet: run make html.")
    with open_site() as (new_page, address):
        for kind in options.only:
            print(f"\n{kind:40}{'median, ms':>10}{'worst':>10}{'budget':>10}")
            for name, ms, budget in MEASURE[kind](new_page, address, options.runs):
                print(f"{name:40}{median(ms):10.1f}{max(ms):10.1f}{budget:10}")


@contextmanager
def open_site():
    """Serve the site; yield a function that opens a page in a new profile."""
    with open_server(SITE, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = find_browser(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        settings = {"viewport": {"width": 1280, "height": 900}}

        def new_page(reduced_motion="reduce"):
            return browser.new_context(
                **settings, reduced_motion=reduced_motion
            ).new_page()

        yield new_page, f"http://127.0.0.1:{server.server_port}/"
        browser.close()
        server.shutdown()


def moments(page, address):
    """Go to each view of each explorer, at its first and its largest sizes."""
    for kind in KINDS:
        explorer, name = getattr(convlab.explorers, f"{kind}Explorer")(), kind.lower()
        page.goto(f"{address}explorers/{name}.html#explorer={name}")
        page.wait_for_selector(f'[data-explorer="{name}"] td[data-index]')
        for sizes in dict.fromkeys((explorer.sizes, find_largest(explorer))):
            for view in explorer.VIEWS:
                state = {"explorer": name, **sizes._asdict(), "step": 0}
                state |= {"view": view} if view else {}
                page.evaluate(GO, f"#{urlencode(state)}")
                yield name, f"{name} {view} {'x'.join(map(str, sizes))}"


def measure_steps(new_page, address, _runs):
    """Yield explorer, view and sizes, and the script of thirty steps, in ms."""
    page = new_page()
    for name, moment in moments(page, address):
        yield moment, [script for script, _ in page.evaluate(STEPS, name)], STEP


def measure_layouts(new_page, address, _runs):
    """Yield explorer, view and sizes, and the layout after each step, in ms."""
    page = new_page()
    for name, moment in moments(page, address):
        yield moment, [layout for _, layout in page.evaluate(STEPS, name)], ""


def measure_edits(new_page, address, _runs):
    """Yield explorer, view and sizes, and the script of thirty edits, in ms."""
    page = new_page()
    for name, moment in moments(page, address):
        if ms := page.evaluate(EDITS, name):
            yield moment, ms, EDIT


def measure_frames(new_page, address, _runs):
    """Yield explorer, view and sizes, and the milliseconds from frame to frame."""
    page = new_page(reduced_motion="no-preference")
    for name, moment in moments(page, address):
        page.context.browser.start_tracing(page=page, categories=TRACED)
        page.evaluate(FLY, name)
        trace = json.loads(page.context.browser.stop_tracing())["traceEvents"]
        marks = {each["name"]: each["ts"] for each in trace if each.get("ts")}
        if "landed" not in marks:
            continue  # nothing flies there
        drawn = sorted(
            each["ts"]
            for each in trace
            if each["name"] == "DirectRenderer::DrawFrame"
            and each["ph"] != "E"
            and marks["lifted"] < each["ts"] < marks["landed"]
        )
        yield moment, [(b - a) / 1000 for a, b in itertools.pairwise(drawn)], FRAME


def find_largest(explorer):
    """Return the sizes within the sliders at which most entries are drawn."""

    def entries(sizes):
        try:
            counts = [math.prod(shape) for shape in explorer.drawn(sizes).values()]
        except ValueError:
            return 0  # no window fits
        return sum(counts) if max(counts) <= explorer.most_cells else 0

    ranges = (range(low, high + 1) for low, high in explorer.limits.values())
    return max(itertools.starmap(Sizes, itertools.product(*ranges)), key=entries)


def measure_loads(new_page, address, runs):
    """Yield each page, and the milliseconds until its first explorer is drawn."""
    for name in PAGES:
        found = []
        for _ in range(runs):
            page = new_page()
            page.goto(f"{address}{name}.html")
            found.append(page.evaluate(SHOW))
            page.context.close()
        yield f"{name}.html", found, LOAD


def measure_checks(new_page, address, runs):
    """Yield the milliseconds from a click on Check to its verdict."""
    first, again = [], []
    for _ in range(runs):
        page = new_page()
        page.add_init_script(WRITE % (TASK, json.dumps(ANSWER)))
        page.goto(f"{address}exercises/backward.html")
        page.wait_for_selector("html[data-live=ready]")
        root = page.locator(f'[data-task="{TASK}"]').element_handle()
        for found in (first, again):
            verdict, ms = page.evaluate(CHECK, root)
            if verdict != "right":
                sys.exit(f"The right answer was found {verdict}: run make html.")
            found.append(ms)
        page.context.close()
    yield "the first check, in a new profile", first, FIRST
    yield "the next", again, AGAIN


def measure_searches(new_page, address, runs):
    """Yield the milliseconds until results are shown, and those of each question."""
    asked = tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]
    opened, queries = [], []
    for _ in range(runs):
        page = new_page()
        page.goto(f"{address}search.html?q=rot180")
        page.wait_for_selector("[data-hit]")
        opened.append(page.evaluate("performance.now()"))
        queries += page.evaluate(ASK, [question["sentence"] for question in asked])
        page.context.close()
    yield "search.html, with results", opened, LOAD
    yield "a question typed into it", queries, QUERY


MEASURE = {
    "steps": measure_steps,
    "layouts": measure_layouts,
    "edits": measure_edits,
    "frames": measure_frames,
    "loads": measure_loads,
    "checks": measure_checks,
    "searches": measure_searches,
}

if __name__ == "__main__":
    main()
