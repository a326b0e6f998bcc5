"""Hands on the numbers of an explorer: type, add, fill, reset, and take it along."""

import base64
import re
import struct
from urllib.parse import parse_qsl

import numpy as np
import pytest
from expected import MINUS, VIEWS
from explorer import EXPLORERS, home, number, read, state_of, visit_moment
from playwright.sync_api import expect
from test_explorers_shown import check_frame
from visit import axe

from convlab.explorers.explorer import LARGEST

CELL = {  # of every explorer, one that can be changed, and one that cannot
    "tensor": ("x:0,1,2,0", "memory:3"),
    "forward": ("w:0,1,1,0", "z:0,0,0,0"),
    "im2col": ("b:0", "Z:0,0,0"),
    "backward": ("dz:0,1,1,0", "dx:0,1,1,0"),
    "matrices": ("x:0,1,2,0", "z:0,0,0,0"),
}
WEIGHTS = [*np.ndindex(2, 2, 3)]
UNITS = [*np.ndindex(2, 4, 4)]
PICTURE = """async () => {
  const [item] = await navigator.clipboard.read();
  const reader = new FileReader();
  reader.readAsDataURL(await item.getType("image/png"));
  await new Promise((done) => { reader.onload = done; });
  return reader.result.split(",")[1];
}"""
TAKE_REPORTS = """() => {
  const issues = document.createElement("meta");
  issues.name = "issues";
  issues.content = "https://example.org/issues/new";
  document.head.append(issues);
}"""
PUBLISHED = "https://example.org/course/explorers/forward.html"
PUBLISH = """(address) => {
  const link = document.createElement("link");
  link.rel = "canonical";
  link.href = address;
  document.head.append(link);
}"""
TAKE_BACK = "document.querySelector('link[rel=canonical]')?.remove()"
SEND_NO_REPORTS = "document.querySelector('meta[name=issues]')?.remove()"
SETTLE = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
TOPS = """(root) => ["bar", "tools"].map((name) => {
  const box = root.querySelector(`.${name}`).getBoundingClientRect();
  return Math.round(box.y - root.getBoundingClientRect().y);
})"""


@pytest.fixture(params=EXPLORERS)
def name(request):
    return request.param


@pytest.fixture
def page(explorer_page, name):
    """Return the page of an explorer, in its first view and unchanged."""
    page = explorer_page(name)
    visit_moment(page, name, state_of(EXPLORERS[name](H=4, W=5, step=1)))
    visit_moment(page, name, state_of(EXPLORERS[name](H=4, W=5)))
    page.mouse.move(0, 0)
    return page


@pytest.fixture
def root(page, name):
    return page.locator(f'[data-explorer="{name}"]')


def cell_of(root, cell):
    array, index = cell.split(":")
    return root.locator(f'table[data-array="{array}"] [data-index="{index}"]')


def shown(root):
    """Return what the link says of the edits."""
    found = re.search(r"edits=([^&]*)", root.locator("a.link").get_attribute("href"))
    return found[1] if found else ""


def check(page, name, edits, **state):
    """Compare everything that is shown with convlab's, after edits."""
    explorer = EXPLORERS[name](H=4, W=5, edits=edits, **state)
    layer = VIEWS[name, explorer.view](explorer.sizes, edits)
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    check_frame(read(page, name), layer, 0)


def test_only_given_numbers_can_be_changed(root, name):
    given, computed = (cell_of(root, cell) for cell in CELL[name])
    if name == "im2col":
        root.get_by_role("button", name="Product").press("Enter")
    expect(given).to_have_attribute("data-edit", "")
    expect(computed).not_to_have_attribute("data-edit", re.compile(""))
    computed.focus()
    expect(root.get_by_role("textbox")).to_be_disabled()


@pytest.mark.parametrize("name", ["forward", "backward"])
def test_a_number_is_typed_over_another_and_everything_follows(page, root, name):
    cell = CELL[name][0]
    cell_of(root, cell).focus()
    page.keyboard.type("-7")
    assert cell_of(root, cell).inner_text() == f"{MINUS}7", "at once"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(cell_of(root, cell)).to_be_focused()
    assert shown(root) == f"{re.sub('[:,]', '.', cell)}*-6"
    check(page, name, {cell: -6})
    root.get_by_role("button", name="Reset the numbers").press("Enter")
    assert shown(root) == ""
    check(page, name, {})


@pytest.mark.parametrize("name", ["forward"])
def test_a_number_may_begin_like_the_one_it_replaces(page, root):
    cell = cell_of(root, "w:0,1,1,0")
    assert cell.inner_text() == "1"
    cell.focus()
    page.keyboard.type("12")
    assert cell.inner_text() == "12"
    page.keyboard.press("Escape")
    assert cell.inner_text() == "1"


@pytest.mark.parametrize("name", ["forward"])
def test_a_pointer_that_passes_leaves_what_is_typed(page, root):
    cell_of(root, "w:0,1,1,0").focus()
    page.keyboard.type("-")
    cell_of(root, "x:0,0,0,0").hover()
    page.mouse.move(0, 0)
    page.keyboard.type("7")
    assert cell_of(root, "w:0,1,1,0").inner_text() == f"{MINUS}7"


@pytest.mark.parametrize("name", ["backward"])
def test_gather_and_scatter_agree_but_for_rounding(page, root):
    """The terms of a pixel cancel, and in another order something is left."""
    tenths = {f"w:{f},{p},{q},0": 0.1 * (3 * p + q + 1) for f, p, q in WEIGHTS}
    signs = {f"dz:0,{a},{b},{f}": (-1) ** f * 0.3 for f, a, b in UNITS}
    explorer = EXPLORERS["backward"](F=2, view="scatter", edits=tenths | signs)
    explorer.step = explorer.steps(explorer.sizes) - 1
    visit_moment(page, "backward", state_of(explorer))
    assert root.locator("td.agrees").count() == explorer.H * explorer.W
    assert "and Gather finds the same numbers there" in read(page, "backward").sentence


@pytest.mark.parametrize("name", ["forward"])
@pytest.mark.parametrize(
    "typed", ["-x", "1,2,3", "--", "1e999", f"-{2 * LARGEST:.0e}", "7" * 400]
)
def test_what_is_no_number_gets_a_message_and_changes_nothing(page, root, typed):
    cell = cell_of(root, "w:0,1,1,0")
    cell.focus()
    page.keyboard.press("F2")
    page.keyboard.insert_text(typed)
    page.keyboard.press("Enter")
    assert f"“{typed}” is not a number" in read(page, "forward").sentence
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    assert cell.inner_text() == "1"
    assert shown(root) == ""


@pytest.mark.parametrize("name", ["forward"])
def test_a_tap_and_the_buttons_change_a_number(page, root):
    cell_of(root, "x:0,1,2,0").click()
    root.get_by_role("button", name="one more").click(click_count=2)
    root.get_by_role("button", name="one less").click(click_count=3)
    cell_of(root, "x:0,1,2,0").click()  # which lets go of the question
    check(page, "forward", {"x:0,1,2,0": 2})


@pytest.mark.parametrize("name", ["forward", "im2col"])
def test_an_array_is_filled_with_ones(page, root, name):
    if name == "im2col":
        root.get_by_role("button", name="Product").press("Enter")
    root.get_by_role("combobox", name="fill").select_option("w: ones")
    edits = {f"w:0,{p},{q},0": 1 for p in range(2) for q in range(3)}
    check(page, name, edits, view="product" if name == "im2col" else "")
    root.get_by_role("button", name="Reset the numbers").press("Enter")


def test_a_link_brings_the_edits_back(page, root, name, visit):
    if name == "im2col":
        root.get_by_role("button", name="Product").press("Enter")
    cell_of(root, CELL[name][0]).focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    here = read(page, name)
    other = visit()
    other.page.goto(f"{other.site}{home(name)}{here.link}")
    other.page.locator(f'[data-explorer="{name}"]').wait_for()
    assert read(other.page, name).numbers == here.numbers


@pytest.mark.parametrize("name", ["forward"])
@pytest.mark.parametrize(
    "edits",
    [
        *("w.0.0.0.0*NaN", "w.0.0.0.0*Infinity", "w.9.0.0.0*1", "w.0.0.0*1", "z.0*1"),
        *("__proto__.0*1", "w.0.0.0.0*", "w.-1.0.0.0*1", "constructor.0*1", "w*1"),
        "w.0.0.0.0*<b>1</b>",
    ],
)
def test_a_hostile_link_gets_a_message(page, edits):
    before = read(page, "forward")
    page.evaluate(
        """(edits) => new Promise((done) => {
          addEventListener("hashchange", done, { once: true });
          location.hash = `explorer=forward&edits=${edits}`;
        })""",
        edits,
    )
    after = read(page, "forward")
    assert "was ignored" in after.sentence
    assert after.numbers == before.numbers


@pytest.mark.parametrize("name", ["backward"])
def test_a_letter_of_the_equation_lights_its_arrays(page, root):
    letter = root.locator('math [data-letter="dz"]')
    letter.focus()
    dimmed = root.locator(".grid.dim").count()
    assert 0 < dimmed < root.locator(".grid").count()
    bright = root.locator(".grid:not(.dim)")
    roles = bright.evaluate_all("(all) => all.map((each) => each.dataset.role)")
    assert {*roles} == {"dz"}
    page.evaluate("document.activeElement.blur()")
    expect(root.locator(".grid.dim")).to_have_count(0)
    cell_of(root, "dx:0,1,1,0").hover()
    expect(root.locator("math .lit")).to_have_attribute("data-letter", "dx")


@pytest.mark.parametrize("name", ["forward"])
def test_colours_tell_size_and_the_number_tells_the_sign(page, root):
    colours = root.get_by_role("button", name="Colours")
    colours.press("Enter")
    heat = (
        "(cells) => cells.map((e) => [e.innerText, e.style.getPropertyValue('--heat')])"
    )
    cells = root.locator('[data-array="w"] td[data-index]').evaluate_all(heat)
    numbers = [number(text) for text, _ in cells]
    most = max(map(abs, numbers))
    assert [float(part) for _, part in cells] == [abs(n) / most for n in numbers]
    colours.press("Enter")
    expect(colours).to_have_attribute("aria-pressed", "false")


def test_the_controls_stay_where_they_are_at_every_step(page, root, name):
    page.evaluate(SETTLE)
    tops = root.evaluate(TOPS)
    for _ in range(read(page, name).last):
        root.press("ArrowRight")
        assert root.evaluate(TOPS) == tops


@pytest.mark.parametrize("name", ["backward"])
def test_the_sentence_keeps_off_an_explorer_barely_in_view(page, root):
    top = root.evaluate("(e) => e.getBoundingClientRect().y + scrollY")
    page.evaluate("(y) => scrollTo(0, y - innerHeight + 100)", top)
    bar = root.locator(".bar").bounding_box()["y"] + page.evaluate("scrollY")
    assert bar > top + 190
    page.evaluate("(y) => scrollTo(0, y - innerHeight + 400)", top)
    bar = root.locator(".bar").bounding_box()
    assert bar["y"] + bar["height"] <= page.evaluate("innerHeight") + 1


@pytest.mark.parametrize("name", ["forward"])
def test_it_fills_the_screen_for_a_class(page, root):
    enlarge = root.get_by_role("button", name="Enlarge")
    before = root.locator("td").first.bounding_box()["width"]
    enlarge.click()
    expect(page.locator("[data-explorer=forward]:fullscreen")).to_have_count(1)
    expect(root.get_by_role("button", name="Leave full screen")).to_be_visible()
    assert root.locator("td").first.bounding_box()["width"] > 1.4 * before
    root.get_by_role("button", name="2 channels, 3 kernels").click()
    for grid in root.locator(".scroller").all():
        assert grid.evaluate("(e) => e.scrollWidth <= e.clientWidth"), "it fits anew"
    root.get_by_role("button", name="Leave full screen").click()
    expect(page.locator(":fullscreen")).to_have_count(0)


@pytest.mark.parametrize("name", ["forward"])
def test_the_link_and_a_picture_are_copied(page, root):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    scrolled = page.evaluate("scrollY")
    root.locator("a.link").click()
    expect(root.locator("a.link")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(
        home("forward") + root.locator("a.link").get_attribute("href")
    )
    assert page.evaluate("scrollY") == scrolled
    root.get_by_role("button", name="Copy picture").click()
    expect(root.locator("[aria-live]")).to_have_text("Picture copied.")
    picture = base64.b64decode(page.evaluate(PICTURE))
    width, height = struct.unpack(">II", picture[16:24])
    box = root.locator(".arrays").bounding_box()
    assert width > 2 * box["width"]
    assert height > 2 * box["height"]


@pytest.mark.parametrize("name", ["forward"])
def test_a_step_is_reported_where_there_is_a_repository(page, root):
    report = root.locator("a.report")
    page.evaluate(SEND_NO_REPORTS)
    root.press("Home")
    expect(report).to_be_hidden()
    page.evaluate(TAKE_REPORTS)
    page.evaluate(TAKE_BACK)
    root.press("ArrowRight")
    expect(report).to_be_visible()
    assert (report.get_attribute("target"), report.get_attribute("rel")) == (
        "_blank",
        "noopener",
    )
    address, _, query = report.get_attribute("href").partition("?")
    assert address == "https://example.org/issues/new"
    filled = dict(parse_qsl(query))
    assert filled["title"].startswith("Forward: a window becomes a unit of z")
    where, said, blank = filled["body"].split("\n\n")
    moment = root.locator("a.link").get_attribute("href")
    assert where == f"**Where:** forward.html{moment}", "not where this copy lies"
    assert said == f"**It says:** {root.locator('[aria-live]').inner_text()}"
    assert blank == "**It should say, and why:** "
    page.evaluate(PUBLISH, PUBLISHED)
    root.press("ArrowRight")
    assert PUBLISHED in dict(parse_qsl(report.get_attribute("href")))["body"]
    assert axe(page, '[data-explorer="forward"]') == []
    page.evaluate(TAKE_BACK)
    page.evaluate(SEND_NO_REPORTS)


@pytest.mark.parametrize("name", ["forward"])
def test_space_plays_and_a_preset_sets_sizes(page, root):
    root.press(" ")
    expect(root.get_by_role("button", name="Pause")).to_be_visible()
    root.press(" ")
    stride = root.get_by_role("button", name="Stride 2")
    stride.click()
    expect(stride).to_have_attribute("aria-pressed", "true")
    assert "stride=2" in read(page, "forward").link
    root.get_by_role("button", name="First sizes").click()
    assert "stride=1" in read(page, "forward").link


def test_a_small_one_leads_to_its_page_and_follows_no_link(visit):
    page = visit().open("forward.html")
    small = page.locator("[data-small]").first
    for tool in ("Copy picture", "Stride 2"):
        expect(small.get_by_role("button", name=tool)).to_be_hidden()
    expect(small.get_by_role("button", name="Reset the numbers")).to_be_visible()
    small.press("End")
    page.evaluate("location.hash = 'explorer=forward&step=1'")
    expect(page.locator("[data-explorer]:not([data-small])")).to_have_attribute(
        "data-step", "1"
    )
    expect(small).to_have_attribute("data-step", "3")
    small.get_by_role("link", name="Open it with all controls").click()
    page.wait_for_url(f"**/{home('forward')}#*")
    expect(page.locator("[data-explorer=forward]")).to_have_attribute("data-step", "3")


@pytest.mark.parametrize("name", ["forward"])
def test_the_frame_of_the_window_follows_its_cells(page, root):
    over = """(root) => {
      const frame = root.querySelector("[data-role=x] .window").getBoundingClientRect();
      const cells = [...root.querySelectorAll("[data-array=x] .current")];
      const boxes = cells.map((cell) => cell.getBoundingClientRect());
      return [
        Math.min(...boxes.map((box) => box.left)) - frame.left,
        Math.max(...boxes.map((box) => box.right)) - frame.right,
        Math.min(...boxes.map((box) => box.top)) - frame.top,
        Math.max(...boxes.map((box) => box.bottom)) - frame.bottom,
      ];
    }"""
    size = page.viewport_size
    for width in (1280, 700, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLE)
        page.evaluate(SETTLE)
        assert max(map(abs, root.evaluate(over))) < 2
    page.set_viewport_size(size)
