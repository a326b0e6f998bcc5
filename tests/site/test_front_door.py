"""The first page: a layer to try out, above the fold."""

import re

import numpy as np
import pytest
from built_site import EVERY_PAGE, SITE
from playwright.sync_api import expect
from visit import Visit, axe, weigh

import cover
from convlab import backward, digits, forward
from convlab._style import format_number

X = digits.load().x[cover.DIGIT][None]
W = cover.EDGES[None, :, :, None]
OH, OW = forward(X, W).shape[1:3]
FIRST = divmod(int(forward(X, W).argmax()), OW)
TIMES = "\N{MULTIPLICATION SIGN}"
NOT_YET = "not there yet"
SHOWN = """(name) => [...document.querySelectorAll(
  `[data-array="${name}"] [role="gridcell"]`)].map((cell) => cell.ariaLabel)"""
UNIT = """() => [...document.querySelectorAll(".reach")].map(({ style }) =>
  ["--i", "--j"].map((name) => Number(style.getPropertyValue(name))))"""
LOWERED = """() => [...document.querySelectorAll('[data-array="dx"] .negative')]
  .filter((cell) => getComputedStyle(cell).backgroundPositionY !== "50%")
  .map((cell) => cell.dataset.index)"""
HOUR = 3600  # in seconds: more than a page takes to open
LIMIT = 15_000  # bytes, packed


class Cover:
    """The scene on a page, and where the pointer goes on it."""

    def __init__(self, page):
        self.page = page
        self.scene = page.locator("[data-cover]")
        self.sentence = self.scene.locator("[aria-live]")

    def shown(self, name):
        """Return what the cells of an array say, as [index, number]."""
        return [text.split(": ") for text in self.page.evaluate(SHOWN, name)]

    def cell(self, name, *index):
        place = ",".join(map(str, index))
        return self.scene.locator(f'[data-array="{name}"] [data-index="{place}"]')

    def middle(self, name, index):
        box = self.cell(name, *index).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, name, *way):
        """Press on the first cell, move to the others at once, and let go."""
        mouse = self.page.mouse
        mouse.move(*self.middle(name, way[0]))
        mouse.down()
        for index in way[1:]:
            mouse.move(*self.middle(name, index))
        mouse.up()

    def unit(self):
        """Return the unit that both windows are at."""
        forth, back = self.page.evaluate(UNIT)
        assert forth == back
        return tuple(forth)


def arrays(x):
    z = forward(x, W)
    dz = np.maximum(z, 0)
    return {"x": x, "z": z, "dz": dz, "dx": backward(dz, x, W).dx}


def check_numbers(scene, x):
    """See that every number is the one that convlab computes from x."""
    for name, a in arrays(x).items():
        entries = np.ndenumerate(a[0, :, :, 0])
        expected = [
            [f"{name}[{i}, {j}]", format_number(value)] for (i, j), value in entries
        ]
        assert scene.shown(name) == expected, name
    loss = np.sum(arrays(x)["dz"] ** 2) / 2
    expect(scene.scene.locator(".value")).to_have_text(format_number(loss))


def check_sum(scene, x, unit):
    """See that the sentence says the unit, with as many products as weights."""
    assert scene.unit() == unit
    text = scene.sentence.inner_text()
    assert text.startswith(f"z[{unit[0]}, {unit[1]}] = ")
    assert text.endswith(f" = {format_number(forward(x, W)[0, *unit, 0])}")
    assert text.count(TIMES) == np.count_nonzero(W)


@pytest.fixture
def paused(browser, addresses):
    """Return the page in a context of its own, in all of which time stands still."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.clock.install(time=0)
    page.goto(f"{addresses['http']}index.html")
    page.clock.pause_at(HOUR)
    yield page
    context.close()


@pytest.fixture
def scene(visit):
    reader = visit()
    yield Cover(reader.open("index.html"))
    assert not reader.faults


def test_it_begins_with_the_numbers_and_the_unit_of_the_picture(scene):
    check_numbers(scene, X)
    check_sum(scene, X, FIRST)


def test_the_window_goes_with_the_pointer_as_far_as_there_are_units(scene):
    i, j = FIRST
    corner = i + 2, j + 2  # held there, or it would jump to the pointer
    scene.drag("x", corner, (corner[0] + 2, corner[1] - 2))
    check_sum(scene, X, (i + 2, j - 2))
    scene.drag("x", (i + 2, j - 2), (7, 0))
    check_sum(scene, X, (OH - 1, 0))
    check_numbers(scene, X)


def test_a_minus_below_a_weight_of_the_window_is_moved_out_of_its_way(scene):
    scene.drag("dz", (0, 0), (1, 0))
    negative = arrays(X)["dx"][0, 1:4, 0:3, 0] < 0
    expected = [f"{1 + p},{q}" for p, q in np.argwhere(negative)]
    assert expected
    assert scene.page.evaluate(LOWERED) == expected


def test_a_stroke_draws_and_one_that_begins_on_a_dark_pixel_erases(scene):
    x = X.copy()
    x[0, 4:8, 0, 0] = 1
    scene.drag("x", (4, 0), (7, 0))  # at once: the pixels between are drawn as well
    check_numbers(scene, x)
    expect(scene.sentence).to_contain_text("x[7, 0] is 1 now, and L is")
    x[0, 7, 0:4, 0] = 0
    scene.drag("x", (7, 0), (7, 3))
    check_numbers(scene, x)
    assert scene.unit() == FIRST


def test_a_stroke_that_leaves_the_image_draws_nothing_there(scene):
    x, (left, top) = X.copy(), scene.middle("x", (7, 0))
    x[0, 7, 0, 0] = 1
    scene.page.mouse.move(left, top)
    scene.page.mouse.down()
    scene.page.mouse.move(left, top + 80)
    scene.page.mouse.move(left + 60, top + 80)
    scene.page.mouse.up()
    check_numbers(scene, x)


def test_a_unit_of_dz_says_what_it_adds_to_its_window(scene):
    scene.drag("dz", (0, 1), (2, 1))
    assert scene.unit() == (2, 1)
    gradient = format_number(arrays(X)["dz"][0, 2, 1, 0])
    added = f"dz[2, 1] = max(z[2, 1], 0) = {gradient}: it adds {gradient} {TIMES} w"
    expect(scene.sentence).to_contain_text(added)
    scene.drag("dz", (2, 1), (2, 5))
    z = format_number(arrays(X)["z"][0, 2, 5, 0])
    none = f"z[2, 5] = {z} is not positive, so dz[2, 5] = 0"
    expect(scene.sentence).to_contain_text(none)


def test_the_other_grids_can_be_dragged_too(scene):
    scene.drag("z", (5, 5), (3, 1))
    check_sum(scene, X, (3, 1))
    scene.drag("dx", (0, 7), (7, 7))
    assert scene.unit() == (OH - 1, OW - 1)


def test_the_keyboard_does_all_of_it(scene):
    keys = scene.page.keyboard
    scene.page.locator(".front-door button").last.focus()
    keys.press("Tab")
    expect(scene.cell("x", FIRST[0] + 1, FIRST[1] + 1)).to_be_focused()
    keys.press("ArrowLeft")
    check_sum(scene, X, (FIRST[0], FIRST[1] - 1))
    for _ in range(8):
        keys.press("ArrowDown")
    check_sum(scene, X, (OH - 1, FIRST[1] - 1))
    pixel = (7, FIRST[1])
    expect(scene.cell("x", *pixel)).to_be_focused()
    keys.press("Enter")
    x = X.copy()
    x[0, *pixel, 0] = 0 if x[0, *pixel, 0] >= 0.5 else 1
    check_numbers(scene, x)
    keys.press("Tab")
    keys.press("ArrowUp")
    check_sum(scene, x, (OH - 2, FIRST[1] - 1))
    keys.press("Tab")
    keys.press("ArrowRight")
    expect(scene.cell("dz", OH - 2, FIRST[1])).to_be_focused()
    expect(scene.sentence).to_contain_text(f"dz[{OH - 2}, {FIRST[1]}]")


def test_an_empty_image_and_the_three_again(scene):
    scene.page.get_by_role("button", name="Clear x").click()
    check_numbers(scene, np.zeros_like(X))
    scene.page.get_by_role("button", name="Reset x").click()
    check_numbers(scene, X)
    expect(scene.page.get_by_role("button", name="Clear x")).to_be_visible()


def test_play_fills_z_then_sends_the_gradient_back_and_any_touch_ends_it(paused):
    scene = Cover(paused)
    paused.get_by_role("button", name="Play").click()
    expect(scene.sentence).to_have_attribute("aria-live", "off")
    there = [number for _, number in scene.shown("z") if number != NOT_YET]
    assert there == [format_number(arrays(X)["z"][0, 0, 0, 0])]
    assert {number for _, number in scene.shown("dz")} == {NOT_YET}
    expect(scene.scene.locator(".value")).to_have_text("?")
    assert scene.unit() == (0, 0)
    for _ in range(OH * OW + 1):  # the loss, and the first unit that sends anything
        paused.clock.run_for(280)
    z = arrays(X)["z"][0, :, :, 0]
    unit = tuple(map(int, np.argwhere(z > 0)[0]))
    assert scene.unit() == unit
    one = np.zeros_like(forward(X, W))
    one[0, *unit, 0] = z[unit]
    stamped = [format_number(value) for value in backward(one, X, W).dx.ravel()]
    assert [number for _, number in scene.shown("dx")] == stamped
    scene.drag("z", (1, 1))
    check_numbers(scene, X)
    expect(scene.sentence).to_have_attribute("aria-live", "polite")
    expect(paused.get_by_role("button", name="Play")).to_be_visible()
    scene.cell("x", 2, 2).focus()
    paused.keyboard.press(" ")
    for _ in range(OH * OW + np.count_nonzero(z > 0) + 1):
        paused.clock.run_for(280)
    check_numbers(scene, X)
    expect(paused.get_by_role("button", name="Play")).to_be_visible()


def test_a_finger_draws_on_the_image_and_scrolls_beside_it(browser, addresses):
    context = browser.new_context(
        has_touch=True, viewport={"width": 390, "height": 844}
    )
    reader = Visit(context, addresses["file"])
    scene = Cover(reader.open("index.html"))
    devtools = context.new_cdp_session(reader.page)

    def touch(kind, *index):
        points = (
            [dict(zip("xy", scene.middle("x", index), strict=True))] if index else []
        )
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 4, 0)
    for row in (5, 6, 7):
        touch("touchMove", row, 0)
    touch("touchEnd")
    x = X.copy()
    x[0, 4:8, 0, 0] = 1
    check_numbers(scene, x)
    still = "[...document.querySelectorAll('*')].filter((each) => "
    still += "getComputedStyle(each).touchAction === 'none').map((each) => "
    still += "each.dataset.array ?? each.className)"
    assert set(reader.page.evaluate(still)) == {"x", "z", "dz", "dx", "window"}
    assert reader.page.evaluate("scrollY") == 0
    assert not reader.faults
    context.close()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_start_and_play_and_the_first_row_are_above_the_fold(visit, width, height):
    page = visit(width=width).open("index.html")
    page.set_viewport_size({"width": width, "height": height})
    seen = [
        page.get_by_role("link", name="Start chapter 1"),
        page.get_by_role("button", name="Play"),
        *(page.locator(f'[data-array="{name}"]') for name in ("x", "z")),
    ]
    for each in seen:
        box = each.bounding_box()
        assert 0 <= box["y"] <= height - box["height"]
        assert box["height"] >= 44
    assert seen[0].get_attribute("href") == "notation.html"


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_the_frames_lie_on_the_cells_that_they_mean(visit, width):
    scene = Cover(visit(width=width).open("index.html"))
    for way, image, units in [("there", "x", "z"), ("back", "dx", "dz")]:
        reach = scene.scene.locator(f".{way} .reach")
        places = [
            (reach.locator(".unit"), scene.cell(units, *FIRST), 1),
            (reach.locator(".window"), scene.cell(image, *FIRST), W.shape[2]),
        ]
        for frame, cell, length in places:
            frame, cell = frame.bounding_box(), cell.bounding_box()
            expected = [cell["x"], cell["y"], length * cell["width"]]
            assert [frame["x"], frame["y"], frame["width"]] == pytest.approx(
                expected, abs=0.5
            )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_barrier_while_it_plays(visit, theme):
    page = visit(theme=theme, width=390).open("index.html")
    page.get_by_role("button", name="Play").click()
    assert axe(page) == []


def test_paper_shows_the_picture_and_the_screen_the_scene(visit):
    page = visit().open("index.html")
    picture, scene = page.locator("img.cover"), page.locator("[data-cover]")
    assert (picture.is_visible(), scene.is_visible()) == (False, True)
    assert picture.get_attribute("alt")
    page.emulate_media(media="print")
    assert (picture.is_visible(), scene.is_visible()) == (True, False)
    assert page.locator(".front-door button").filter(visible=True).count() == 0


def test_without_scripts_the_picture_and_the_start_are_there(browser, addresses):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{addresses['http']}index.html")
    expect(page.locator("img.cover")).to_be_visible()
    expect(page.get_by_role("link", name="Start chapter 1")).to_be_visible()
    context.close()


def test_it_is_light_and_only_the_first_page_carries_it(visit):
    reader = visit()
    reader.open("index.html")
    weights = weigh(reader.responses)
    own = [size for path, size in weights.items() if re.search(r"/cover\.", path)]
    assert 0 < sum(own) < LIMIT
    pages = {name: (SITE / f"{name}.html").read_text("utf-8") for name in EVERY_PAGE}
    assert [name for name, text in pages.items() if "cover.js" in text] == ["index"]
