"""What moves: a kernel that turns and lands colour on colour, and what is dragged."""

import math
from collections import defaultdict

import numpy as np
import pytest
from expected import VIEWS
from explorer import EXPLORERS, home, read, state_of, visit_moment
from playwright.sync_api import expect
from visit import Visit

GATHER = {
    "whole kernel": {"step": 14},
    "part of the kernel": {"step": 0},
    "stride 2": {"stride": 2, "step": 14},
    "several channels and kernels": {"C": 2, "F": 3, "step": 44},
    "padded": {"padding": 1, "step": 7},
    "dilation 2": {"H": 6, "dilation": 2, "step": 15},
    "dilation and stride": {"H": 6, "W": 7, "stride": 2, "dilation": 3, "step": 27},
    "groups": {"C": 4, "F": 4, "groups": 2, "step": 104},
}
HUES = """(root) => Object.fromEntries([...root.querySelectorAll("[data-weight]")].map(
  (cell) => [
    `${cell.closest("table").dataset.array}:${cell.dataset.index}`,
    [cell.dataset.weight, cell.style.getPropertyValue("--hue")],
  ],
))"""
# Stops every flight as soon as it begins, and notes how long it would have taken: no
# test has to be faster than it.
HOLD = """() => new MutationObserver((changes) => {
  for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (!node.classList?.contains("flying")) continue;
    const [flight] = node.getAnimations();
    flight.pause();
    const { endTime } = flight.effect.getComputedTiming();
    node.closest("[data-explorer]").dataset.flight = endTime;
  }
}).observe(document.body, { childList: true, subtree: true })"""
QUARTER = 0.425  # of a flight, when the kernel has turned by 90 degrees
# Puts every flight at a part of its way: where the copies are, and where they go.
FLOWN = """(root, part) => {
  const middle = (node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const copies = [...root.querySelectorAll(".flying")].map((copy) => {
    const [flight] = copy.getAnimations();
    flight.currentTime = part * flight.effect.getTiming().duration;
    const opacity = Number(getComputedStyle(copy).opacity);
    return [copy.dataset.weight, copy.textContent, opacity, middle(copy)];
  });
  const goals = [...root.querySelectorAll("[data-array=met] td.landing")];
  return { copies, goals: goals.map((cell) => [cell.dataset.weight, middle(cell)]) };
}"""


@pytest.fixture
def page(visit):
    return visit().open(home("backward"))


@pytest.fixture
def lively(browser, addresses):
    """Open the explorers for a reader who has nothing against motion, and hold it."""
    context = browser.new_context(reduced_motion="no-preference", has_touch=True)
    reader = Visit(context, addresses["http"])
    page = reader.open(home("backward"))
    page.evaluate(HOLD)
    yield page
    context.close()
    assert not reader.faults


def show(page, **state):
    """Show a moment of Backward; return its root and what convlab says of it."""
    explorer = EXPLORERS["backward"](view="gather", **state)
    visit_moment(page, "backward", state_of(explorer))
    root = page.locator('[data-explorer="backward"]')
    return root, VIEWS["backward", "gather"](explorer.sizes, {}), explorer.step


def wait_for_flight(root):
    """Wait for copies of cells, and return them and the cells they fly to."""
    root.locator(".flying").first.wait_for()
    return root.locator(".flying, .landing").element_handles()


def assert_over(cells):
    """Assert that the copies are gone, and that their goals show their numbers."""
    flies = "(cell) => cell.isConnected && cell.matches('.flying, .landing')"
    assert not [cell for cell in cells if cell.evaluate(flies)]


@pytest.mark.parametrize("state", GATHER.values(), ids=GATHER)
def test_a_unit_has_the_hue_of_the_weight_that_it_was_reached_through(page, state):
    root, layer, step = show(page, **state)
    now = layer.letters(step)
    hues = root.evaluate(HUES)
    by_array = defaultdict(dict)
    for cell, (weight, hue) in hues.items():
        array, index = cell.split(":")
        by_array[array][tuple(map(int, index.split(",")))] = weight, hue
    of_weight = dict(by_array["w"].values())
    assert len(of_weight) == len({*of_weight.values()}) == layer.KH * layer.KW
    assert all(f"{p},{q}" == w for (_, p, q, _), (w, _) in by_array["w"].items())
    kernels, own = layer.readers_of(now["c"])
    assert {(f, c) for f, *_, c in by_array["w"]} == {(f, own) for f in kernels}
    met = {
        (a, b, f): f"{p},{q}"
        for a, b, p, q in layer.paths(now["i"], now["j"])
        for f in kernels
    }
    assert {at[1:]: weight for at, (weight, _) in by_array["dz"].items()} == met
    assert {at: weight for at, (weight, _) in by_array["met"].items()} == met
    # Under the rotated kernel, each unit of dz has the hue that it has in dz.
    under = {at: weight for at, (weight, _) in by_array["spread"].items()}
    assert {*under} == layer.around(now["i"], now["j"], now["c"])
    shown = read(page, "backward")
    for (_, row, column, f), weight in under.items():
        labels, _ = shown.labels["spread", (0, row, column, f)]
        unit = [int(label) for label in labels if label]
        if len(unit) == 2:
            assert met[(*unit, f)] == weight
    for weight, hue in hues.values():
        assert hue == of_weight[weight]


@pytest.mark.parametrize("state", GATHER.values(), ids=GATHER)
def test_every_weight_lands_where_it_was_met_turned_by_180_degrees(lively, state):
    root, layer, step = show(lively, **state)
    before = read(lively, "backward")
    wait_for_flight(root)
    start, end = (root.evaluate(FLOWN, part) for part in (0, 1))
    now = layer.letters(step)
    kernels, own = layer.readers_of(now["c"])
    numbers = sorted(int(w) for w in layer.w[kernels, :, :, own].ravel())
    shown = sorted(
        int(text.replace("\N{MINUS SIGN}", "-")) for _, text, *_ in start["copies"]
    )
    assert shown == numbers
    assert len(end["goals"]) == len(layer.paths(now["i"], now["j"])) * len(kernels)
    landed = [copy for copy in end["copies"] if copy[2] == 1]
    for weight, place in end["goals"]:
        assert any(
            copy[0] == weight and math.dist(copy[3], place) < 2 for copy in landed
        )
    gone = [copy for copy in end["copies"] if copy[2] == 0]
    assert len(landed) + len(gone) == len(end["copies"])
    during = read(lively, "backward")
    assert (during.numbers, during.sentence) == (before.numbers, before.sentence)


def test_the_kernel_turns_about_itself_and_then_lands(lively):
    root, *_ = show(lively, step=14)
    wait_for_flight(root)
    start, quarter, end = (
        {weight: np.array(place) for weight, *_, place in found["copies"]}
        for found in (root.evaluate(FLOWN, part) for part in (0, QUARTER, 1))
    )
    for weight in start:
        right, down = start[weight] - start["0,0"]
        turned = quarter[weight] - quarter["0,0"]
        assert np.allclose(turned, [-down, right], atol=3)
        assert np.allclose(end[weight] - end["0,0"], [-right, -down], atol=3)


def test_a_step_ends_the_flight_at_once(lively):
    root, *_ = show(lively, step=14)
    cells = wait_for_flight(root)
    root.press("Home")
    assert_over(cells)


def test_a_click_that_trembles_does_not_end_the_flight(lively):
    root, *_ = show(lively, step=14)
    pixel = root.locator('[data-array="dx"] [data-index="0,3,3,0"]')
    pixel.click()
    cells = wait_for_flight(root)
    box = pixel.bounding_box()
    lively.mouse.move(box["x"] + 3, box["y"] + 3)
    assert root.locator(".flying").count() == 6
    root.locator('[data-array="dz"] [data-index="0,0,0,0"]').hover()
    assert_over(cells)


def test_while_playing_a_flight_ends_before_the_next_step(lively):
    root, *_ = show(lively, step=6)
    wait_for_flight(root)
    root.get_by_role("button", name="Play").click()
    expect(root).to_have_attribute("data-flight", "300")  # of two; a step takes 900


def test_nothing_flies_for_a_pinned_answer(lively):
    explorer = EXPLORERS["backward"](view="gather", step=14)
    visit_moment(lively, "backward", state_of(explorer, pinned="dz:0,1,1,0"))
    lively.wait_for_timeout(500)
    assert lively.locator(".flying").count() == 0


def test_nothing_flies_for_a_reader_who_asked_for_no_motion(page):
    root, *_ = show(page, step=14)
    page.clock.install()
    root.press("ArrowRight")
    page.clock.run_for(1000)
    assert root.locator(".flying, .landing").count() == 0


# Paints a colour, and reads it as red, green and blue.
CONTRAST = """(cells) => {
  const canvas = document.createElement("canvas").getContext("2d");
  const luminance = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
      part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return cells.map((cell) => {
    const { color, backgroundColor } = getComputedStyle(cell);
    const [one, other] = [luminance(color), luminance(backgroundColor)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_number_can_be_read_on_every_hue(visit, theme):
    page = visit(theme=theme).open(home("backward"))
    root, *_ = show(page, H=6, W=6, KH=4, KW=4)
    cells = root.locator('[data-array="w"] [data-weight]')
    backgrounds = "(all) => all.map((cell) => getComputedStyle(cell).backgroundColor)"
    assert len({*cells.evaluate_all(backgrounds)}) == 16
    assert min(cells.evaluate_all(CONTRAST)) >= 4.5


def drag(page, name, array, cells):
    """Drag the pointer over cells of an array; return the step after each."""
    grid = page.locator(f'[data-explorer="{name}"] table[data-array="{array}"]').first
    steps = []
    for k, index in enumerate(cells):
        cell = grid.locator(f'[data-index="{index}"]')
        if k == 0:
            cell.scroll_into_view_if_needed()
        cell.hover(force=True)
        if k == 0:
            page.mouse.down()
        else:
            steps.append(read(page, name).step)
    page.mouse.up()
    return steps


@pytest.mark.parametrize(
    ("view", "array", "cells", "steps"),
    [
        ("gather", "dx", ["0,2,2,0", "0,3,3,0", "0,1,4,0"], [21, 10]),
        ("scatter", "dz", ["0,0,0,0", "0,1,2,0", "0,3,1,0"], [6, 13]),
        ("weight", "dw", ["0,0,0,0", "0,1,1,0", "0,0,2,0"], [4, 2]),
    ],
)
def test_what_a_step_is_about_can_be_dragged(page, view, array, cells, steps):
    visit_moment(page, "backward", state_of(EXPLORERS["backward"](view=view)))
    assert drag(page, "backward", array, cells) == steps
    root = page.locator('[data-explorer="backward"]')
    expect(root).to_have_attribute("data-step", str(steps[-1]))


def test_the_window_is_dragged_over_the_image_and_stops_at_its_border(explorer_page):
    page = explorer_page("forward")
    explorer = EXPLORERS["forward"](H=5, W=6, stride=2)
    visit_moment(page, "forward", state_of(explorer))
    cells = ["0,0,0,0", "0,2,3,0", "0,4,5,0", "0,0,5,0"]
    assert drag(page, "forward", "x", cells) == [3, 3, 1]


def test_a_click_that_trembles_asks_and_does_not_drag(explorer_page):
    page = explorer_page("forward")
    before = visit_moment(page, "forward", state_of(EXPLORERS["forward"](H=5, W=6)))
    cell = page.locator('[data-explorer="forward"] [data-array="x"] [data-index]').last
    cell.hover()
    box = cell.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.up()
    after = read(page, "forward")
    assert after.step == before.step
    assert "pinned=x" in after.link


def test_the_whole_sum_stands_in_one_row_at_every_step(page):
    for step in (0, 14, 29):
        root, *_ = show(page, step=step)
        tables = root.locator(
            "table:is([data-array=w], [data-array=dz], [data-array=dx])"
        )
        tops = tables.evaluate_all(
            "(all) => all.map((e) => e.getBoundingClientRect().y)"
        )
        assert len({*map(round, tops)}) == 1, (step, tops)


@pytest.mark.parametrize(("start", "step"), [("0,2,2,0", 22), ("0,0,0,0", 14)])
def test_a_finger_drags_what_is_marked_and_scrolls_elsewhere(lively, start, step):
    root, *_ = show(lively, step=14)  # it marks the pixel (2, 2)
    dx = root.locator('[data-array="dx"]')
    is_marked = start == "0,2,2,0"
    touch_action = dx.locator(f'[data-index="{start}"]').evaluate(
        "(cell) => getComputedStyle(cell).touchAction"
    )
    assert touch_action == ("none" if is_marked else "auto")
    places = [
        dx.locator(f'[data-index="{index}"]').bounding_box()
        for index in (start, "0,3,4,0")
    ]
    points = [
        {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        for box in places
    ]
    touch = lively.context.new_cdp_session(lively).send
    for kind, at in zip(("touchStart", "touchMove"), points, strict=True):
        touch("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    touch("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(root).to_have_attribute("data-step", str(step))
