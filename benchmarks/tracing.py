"""Read from the browser's own trace where the time of an action went."""

import json
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple

CATEGORIES = ["devtools.timeline", "blink.user_timing"]
SCRIPT = {"EventDispatch"}
LAYOUT = {"UpdateLayoutTree", "Layout"}
PAINT = {"PrePaint", "Paint", "Layerize"}
BEGIN = "() => { performance.mark('begun'); }"
SETTLE = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  performance.mark('settled');
  done();
})))"""


class Cost(NamedTuple):
    """Milliseconds that the main thread worked for one action."""

    script: float
    layout: float
    paint: float


@contextmanager
def traced(page, *more):
    """Trace a page; what is yielded holds the events when the block has ended."""
    browser, events = page.context.browser, []
    browser.start_tracing(page=page, categories=[*CATEGORIES, *more])
    try:
        yield events
    finally:
        whole = json.loads(browser.stop_tracing())["traceEvents"]
        events += sorted(_on_main_thread(whole), key=lambda event: event["ts"])


def perform(page, act):
    """Do something, and wait until the page has drawn what came of it."""
    page.evaluate(BEGIN)
    act()
    page.evaluate(SETTLE)


def costs(events):
    """Give the cost of each action that was performed while these were traced."""
    found, begun = [], None
    for event in events:
        if event["name"] == "begun":
            begun = event["ts"]
        elif event["name"] == "settled" and begun is not None:
            found.append(_cost([e for e in events if begun <= e["ts"] < event["ts"]]))
            begun = None
    return found


def column(found, part):
    """Give the median and the worst of one part of the costs."""
    values = [getattr(cost, part) for cost in found]
    return median(values), max(values)


def evaluation_to_paint(events):
    """Give the milliseconds from an explorer's script to the paint after 'drawn'."""
    drawn = next(event["ts"] for event in events if event["name"] == "drawn")
    scripts = [e["ts"] for e in events if e["name"] == "EvaluateScript"]
    paints = [e["ts"] + e.get("dur", 0) for e in events if e["name"] == "Paint"]
    begun = max((ts for ts in scripts if ts < drawn), default=drawn)  # or before it all
    return (min(ts for ts in paints if ts > drawn) - begun) / 1000


def _on_main_thread(events):
    mark = next(event for event in events if event["name"] in ("begun", "settled"))
    thread = mark["pid"], mark["tid"]
    return [e for e in events if (e["pid"], e["tid"]) == thread and e["ph"] in "XIR"]


def _cost(events):
    """Scripting is what handles events, without the layout it may force."""
    dispatches, layouts = _outermost(events, SCRIPT), _outermost(events, LAYOUT)
    forced = [e for e in layouts if any(_holds(outer, e) for outer in dispatches)]
    return Cost(
        _total(dispatches) - _total(forced),
        _total(layouts),
        _total(_outermost(events, PAINT)),
    )


def _outermost(events, names):
    found = []
    for event in events:  # in the order of time, so what holds another comes first
        inside = found and _holds(found[-1], event)
        if event["name"] in names and not inside:
            found.append(event)
    return found


def _holds(outer, event):
    return outer["ts"] <= event["ts"] < outer["ts"] + outer.get("dur", 0)


def _total(events):
    """Add up what the thread worked: not what other programs kept it waiting."""
    return sum(event.get("tdur", event.get("dur", 0)) for event in events) / 1000
