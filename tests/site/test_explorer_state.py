"""An explorer and its model alone, without a page around: what comes and goes."""

import json

import pytest

from convlab.explorers import BackwardExplorer
from convlab.explorers.layer_sizes import Sizes

NAMES = [*Sizes._fields, "arrays", "limits", "most_cells", "view", "step", "pinned"]
BEGIN = """async ([source, state]) => {
  const events = new EventTarget();
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  window.model = {
    state,
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      events.dispatchEvent(new Event(`change:${name}`));
    },
    save_changes: () => {},
    on: (event, act) => events.addEventListener(event, act),
    off: (event, act) => events.removeEventListener(event, act),
  };
  window.leave = widget.render({ model: window.model, el: document.body });
}"""
STEP = "document.querySelector('[data-explorer]').dataset.step"
PLAY = "[...document.querySelectorAll('button')].find((b) => /Pl|Pa/.test(b.innerText))"


@pytest.fixture
def page(browser):
    """Return an empty page with a Backward explorer, and its model as `model`."""
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    explorer = BackwardExplorer(H=4, W=5)
    state = {name: getattr(explorer, name) for name in NAMES}
    page.evaluate(BEGIN, [explorer._esm, json.loads(json.dumps(state))])
    yield page
    page.close()
    assert not faults


def set_model(page, **state):
    for name, value in state.items():
        page.evaluate("([name, value]) => model.set(name, value)", [name, value])
    page.evaluate("new Promise((done) => setTimeout(done))")


@pytest.mark.parametrize(
    ("name", "value", "settled"),
    [
        ("H", 2.4, 2),
        ("H", 99, 6),
        ("H", 0, 2),  # the kernel has two rows
        ("KW", 9, 4),
        ("stride", -3, 1),
        ("step", 1.4, 1),
        ("step", 10**6, 8),
        ("view", "toString", "scatter"),
    ],
)
def test_what_another_widget_sets_is_put_right_and_handed_back(
    page, name, value, settled
):
    set_model(page, **{name: value})
    assert page.evaluate(f"model.state.{name}") == settled


def test_a_widget_that_was_removed_no_longer_listens(page):
    page.evaluate("leave()")
    set_model(page, step=3)
    assert page.evaluate(STEP) == "0"
    page.evaluate("location.hash = 'explorer=backward&view=gather'")
    set_model(page)
    assert page.evaluate("model.state.view") == "scatter"


def test_playing_stops_when_a_size_changes_and_when_the_page_is_left(page):
    page.evaluate(f"{PLAY}.click()")
    assert page.evaluate(f"{PLAY}.innerText") == "Pause"
    page.locator('.sizes input[aria-label^="H,"]').evaluate(
        "(slider) => { slider.value = 3; slider.dispatchEvent(new Event('input')); }"
    )
    assert page.evaluate(f"{PLAY}.innerText") == "Play"
    page.evaluate(f"{PLAY}.click()")
    hide = "Object.defineProperty(document, 'hidden', { value: true })"
    page.evaluate(hide)
    page.wait_for_function(f"{PLAY}.innerText === 'Play'")
    assert page.evaluate(STEP) == "0"


@pytest.mark.parametrize("key", ["Control", "Alt", "Shift", "Meta"])
def test_keys_with_others_held_down_are_left_to_the_browser(page, key):
    page.locator("[data-explorer]").press(f"{key}+End")
    assert page.evaluate(STEP) == "0"
    cell = page.locator("td[data-index]").first
    cell.press(f"{key}+ArrowDown")
    assert page.evaluate("document.activeElement.dataset.index") == "0,0,0,0"
