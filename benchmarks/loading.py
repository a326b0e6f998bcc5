"""Open a page as a first visitor, scroll to its first explorer, and use it."""

from statistics import median
from typing import NamedTuple

from tracing import evaluation_to_paint, perform, traced

PAGES = ["notation", "forward", "im2col", "backward", "explorers"]
READY = "async () => { await window.MathJax?.startup?.promise; }"
USE = """() => new Promise((done) => {
  const start = performance.now();
  const find = () => document.querySelector("[data-explorer]:has(td[data-index])");
  const watch = new MutationObserver(() => {
    if (!find()) return;
    performance.mark("drawn");
    watch.disconnect();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  const look = () => {
    const root = find();
    const before = root?.dataset.step;
    root?.dispatchEvent(new KeyboardEvent("keydown", key));
    if (!root || root.dataset.step === before) return requestAnimationFrame(look);
    setTimeout(() => done(performance.now() - start)); // after this frame is drawn
  };
  const stored = (kind) => [
    ...document.querySelectorAll(`script[type="application/vnd.jupyter.${kind}+json"]`),
  ];
  const { state } = JSON.parse(stored("widget-state")[0].textContent);
  const isExplorer = ({ textContent }) =>
    state[JSON.parse(textContent).model_id].state._anywidget_id.includes(".explorers.");
  stored("widget-view").find(isExplorer).parentElement.scrollIntoView();
  look();
})"""


class Loads(NamedTuple):
    """Milliseconds of every run: until it can be used, and until it is painted."""

    usable: list[float]
    painted: list[float]


def measure_loads(new_page, address, runs):
    """Load a page several times, in a new profile each time."""
    measured = [_load_once(new_page, address) for _ in range(runs)]
    return Loads(*zip(*measured, strict=True))


def _load_once(new_page, address):
    page = new_page()
    try:
        page.goto(address)
        page.evaluate(READY)
        with traced(page, "v8") as events:
            perform(page, lambda: None)
            usable = float(page.evaluate(USE))
            perform(page, lambda: None)
        return usable, evaluation_to_paint(events)
    finally:
        page.context.close()


def row(name, loads):
    """Give the figures as a row of the table."""
    figures = [f(values) for values in loads for f in (median, max)]
    return [f"{name}.html", *figures]
