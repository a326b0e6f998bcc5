"""Operate every explorer: by keyboard, mouse and touch, by link, and by playing."""

import re
from urllib.parse import parse_qsl

import numpy as np
import pytest
from alone import render_alone
from expected import VIEWS
from explorer import (
    EXPLORERS,
    FOLLOW,
    GALLERY,
    fragment,
    home,
    read,
    state_of,
    visit_moment,
)
from playwright.sync_api import expect

from convlab.explorers import BackwardExplorer

MOMENT = {"H": 4, "W": 5, "F": 2}  # every control can go up and down
FOCUS = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  return {
    tag: node.localName,
    name: node.ariaLabel ?? node.textContent.trim(),
    array: node.closest("table")?.dataset.array,
    inside: node.closest("[data-explorer]")?.dataset.explorer,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
  };
}"""
UNFOLD = "(details) => { details.open = true; }"
LAST_LINE = "tbody tr:last-child td[data-index]"
FOCUS_BEFORE = """(node) => {
  const links = [...document.querySelectorAll("a")].filter((link) =>
    link.checkVisibility({ visibilityProperty: true }));
  const before = links.filter((link) =>
    link.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  before.at(-1).focus();
}"""


@pytest.fixture(params=EXPLORERS)
def name(request):
    return request.param


@pytest.fixture
def page(explorer_page, name):
    """Return the page of an explorer, at the same moment for every test."""
    page = explorer_page(name)
    first, other = (EXPLORERS[name](**MOMENT, step=step) for step in (0, 1))
    visit_moment(page, name, state_of(other))  # or the next link does nothing
    visit_moment(page, name, state_of(first))
    page.locator(f'[data-explorer="{name}"] details').evaluate(UNFOLD)
    page.mouse.move(0, 0)
    return page


@pytest.fixture
def root(page, name):
    return page.locator(f'[data-explorer="{name}"]')


def read_link(link):
    """Return what a link says, by name."""
    return dict(parse_qsl(link.removeprefix("#")))


def step_of(root):
    return int(root.get_attribute("data-step"))


def test_a_keyboard_alone_reaches_and_moves_everything(page, root, name):
    root.evaluate(FOCUS_BEFORE)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.explorer"):
            break
    last = read(page, name).last
    for key, step in [("End", last), ("ArrowRight", last), ("Home", 0)]:
        page.keyboard.press(key)
        assert step_of(root) == step
    for key, step in [("ArrowLeft", 0), ("ArrowRight", 1), ("ArrowRight", 2)]:
        page.keyboard.press(key)
        assert step_of(root) == step
    stops = []
    while page.evaluate(FOCUS)["inside"] == name:
        stops.append(page.evaluate(FOCUS))
        assert stops[-1]["ring"], stops[-1]
        page.keyboard.press("Tab")
    shown = read(page, name)
    assert {stop["array"] for stop in stops} - {None} == set(shown.numbers)
    names = [stop["name"] for stop in stops]
    for control in ("Step back", "Step", "Play", "position", "Copy link"):
        assert names.count(control) == 1, names
    sizes = {text.split(",")[0] for text in names if ", " in text}
    assert sizes >= set(shown.limits)
    cells = [stop for stop in stops if stop["tag"] == "td"]
    assert len(cells) == root.locator("table:visible").count(), "a grid is one stop"


def test_keys_move_between_cells_and_ask(page, root, name):
    before = read(page, name).sentence
    table = root.locator("table:visible").first
    H, W = (table.locator(lines).count() for lines in ("tbody tr", LAST_LINE))
    table.locator("td[tabindex='0']").focus()
    i = j = 0
    moves = [("Home", 0, -9), ("ArrowDown", 1, 0), ("ArrowRight", 0, 1)]
    moves += [("ArrowRight", 0, 1), ("ArrowDown", 1, 0), ("ArrowLeft", 0, -1)]
    moves += [("ArrowUp", -1, 0), ("End", 0, 99), ("ArrowRight", 0, 1)]
    moves += [*[("ArrowDown", 1, 0)] * H, *[("ArrowUp", -1, 0)] * (H + 1)]
    moves += [("Home", 0, -99), ("ArrowLeft", 0, -1), ("ArrowDown", 1, 0)]
    for key, down, right in moves:
        page.keyboard.press(key)
        i, j = min(max(i + down, 0), H - 1), min(max(j + right, 0), W - 1)
        cell = table.locator("tbody tr").nth(i).locator("td[data-index]").nth(j)
        expect(cell).to_be_focused()
    assert read(page, name).sentence != before, "focus asks about the cell"
    page.keyboard.press("Enter")
    kept = read(page, name)
    page.keyboard.press("Shift+Tab")
    assert read(page, name).sentence == kept.sentence, "Enter keeps the answer"
    if "pinned" in kept.link:
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert "pinned" not in read(page, name).link
        assert read(page, name).sentence == before


def test_a_pointer_previews_and_a_click_pins(page, root, name):
    before = read(page, name)
    cell = root.locator("table:visible").first.locator("td[data-index]").nth(4)
    cell.hover()
    preview = read(page, name)
    assert preview.sentence != before.sentence
    page.mouse.move(0, 0)
    assert read(page, name).sentence == before.sentence, "a preview goes by itself"
    cell.click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert read(page, name).sentence == preview.sentence, "a click keeps it"


def test_buttons_and_slider_step_and_say_where(page, root, name):
    step = root.get_by_role("button", name="Step", exact=True)
    back = root.get_by_role("button", name="Step back")
    slider = root.get_by_role("slider", name="position", exact=True)
    last = read(page, name).last
    expect(back).to_have_attribute("aria-disabled", "true")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"\w"))
    slider.press("End")
    assert step_of(root) == last
    slider.press("ArrowLeft")
    assert step_of(root) == last - 1
    step.focus()
    for _ in range(3):
        step.press("Enter")
    assert step_of(root) == last
    expect(step).to_be_focused()
    expect(step).to_have_attribute("aria-disabled", "true")
    back.press("Space")
    assert step_of(root) == last - 1
    back.press("ArrowRight")
    assert step_of(root) == last
    live = root.locator("[aria-live]")
    expect(live).to_have_count(1)
    expect(live).to_have_attribute("aria-live", "polite")


def test_sliders_stop_where_python_says_no(page, root, name):
    """Neither too early nor too late: one more would be refused."""
    limits, plain = EXPLORERS[name](**MOMENT).limits, EXPLORERS[name].PLAIN
    ends = read(page, name).limits
    assert {size: tuple(limits[size]) for size in ends} == ends
    for end, side, by in (("Home", 0, -1), ("End", 1, 1)):
        for size in ends:
            slider = root.get_by_role("slider", name=re.compile(f"^{size},"))
            slider.press(end)
            state = dict(re.findall(r"(\w+)=(\w*)", read(page, name).link))
            sizes = {key: int(state.get(key, 1)) for key in limits if key not in plain}
            reached = EXPLORERS[name](**sizes)
            expect(slider).to_have_value(str(sizes[size]))
            for value in range(sizes[size] + by, limits[size][side] + by, by):
                with pytest.raises(ValueError, match=r"."):
                    setattr(reached, size, value)


def distance(first, second):
    """Return how far the present window has moved between two steps."""
    corners = [
        np.min([*shown.marks["x", "current"]], axis=0) for shown in (first, second)
    ]
    return corners[1][2] - corners[0][2]


def gap(shown):
    """Return how far apart the present window reads its pixels in a row."""
    columns = sorted({column for _, _, column, _ in shown.marks["x", "current"]})
    return columns[1] - columns[0]


def lengths(shown, array):
    return 1 + np.max([*shown.numbers[array]], axis=0)


@pytest.mark.parametrize(
    ("name", "meaning", "measure"),
    [
        ("tensor", "images", lambda now, _: lengths(now, "x")[0]),
        ("forward", "rows of x", lambda now, _: lengths(now, "x")[1]),
        ("forward", "columns of x", lambda now, _: lengths(now, "x")[2]),
        ("forward", "channels of x", lambda now, _: lengths(now, "x")[3]),
        ("forward", "kernels", lambda now, _: lengths(now, "w")[0]),
        ("forward", "rows of a kernel", lambda now, _: lengths(now, "w")[1]),
        ("forward", "columns of a kernel", lambda now, _: lengths(now, "w")[2]),
        ("forward", "pixels from window to window", distance),
        (
            "forward",
            "zeros on each side of x",
            lambda now, _: (lengths(now, "x")[1] - MOMENT["H"]) / 2,
        ),
        ("forward", "pixels from weight to weight", lambda now, _: gap(now)),
    ],
)
def test_a_slider_changes_what_it_names(page, root, name, meaning, measure):
    slider = root.get_by_role("slider", name=re.compile(f", {meaning}$"))
    for key in ("ArrowRight", "ArrowLeft"):
        slider.press(key)
        value = int(slider.input_value())
        now = read(page, name)
        root.get_by_role("slider", name="position").press("ArrowRight")
        assert measure(now, read(page, name)) == value
        root.get_by_role("slider", name="position").press("ArrowLeft")
        expect(slider).to_have_attribute("aria-valuetext", str(value))
        size = slider.get_attribute("aria-label").split(",")[0]
        expect(root.locator("summary")).to_contain_text(f"{size} {value}")


@pytest.mark.parametrize("name", ["forward", "backward"])
def test_a_slider_passes_over_what_groups_do_not_divide(page, root, name):
    """What it comes to is what Python takes."""
    moment = {"H": 4, "W": 5, "C": 2, "F": 4, "groups": 2}
    visit_moment(page, name, state_of(EXPLORERS[name](**moment)))
    for size, key, value in [
        *[("C", "ArrowRight", 4), ("C", "ArrowLeft", 2)],
        *[("F", "ArrowLeft", 2), ("F", "ArrowRight", 4), ("C", "ArrowRight", 4)],
        *[("groups", "ArrowRight", 4), ("groups", "ArrowLeft", 2)],
        *[("groups", "ArrowLeft", 1), ("C", "ArrowLeft", 3), ("groups", "End", 1)],
        *[("F", "ArrowLeft", 3), ("groups", "ArrowRight", 3)],
    ]:
        slider = root.get_by_role("slider", name=re.compile(f"^{size},"))
        slider.press(key)
        moment[size] = value
        assert int(slider.input_value()) == value, (size, key)
        expect(slider).to_have_attribute("aria-valuetext", str(value))
        shown = read(page, name)
        layer = EXPLORERS[name](**moment)
        assert len(shown.numbers["w"]) == layer.F * layer.sizes.K


def test_a_link_says_dilation_and_groups_only_where_they_are_not_1(explorer_page):
    page = explorer_page("forward")
    moment = {"H": 5, "W": 6, "C": 2, "F": 2, "KW": 2, "dilation": [2, 1], "groups": 2}
    wide = state_of(EXPLORERS["forward"](**moment))
    link = read_link(visit_moment(page, "forward", wide).link)
    assert (link["dilation"], link["groups"]) == ("[2,1]", "2")
    plain = state_of(EXPLORERS["forward"]())
    link = read_link(visit_moment(page, "forward", plain).link)
    assert link.keys() == {"explorer", *plain} - {"view", "edits"}
    assert not link.keys() & {"dilation", "groups"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"groups": 2, "C": 3, "F": 2},
        {"groups": 2, "C": 2, "F": 1},
        {"groups": 0},
        {"groups": [1, 1]},
        {"dilation": 3},  # no window fits
        {"dilation": 0},
        {"dilation": [1, 1, 1]},
        {"dilation": 1.5},
    ],
)
def test_a_link_to_a_layer_that_there_is_not_is_ignored(explorer_page, wrong):
    page = explorer_page("forward")
    state = state_of(EXPLORERS["forward"](H=4, W=5))
    before = visit_moment(page, "forward", state)
    after = visit_moment(page, "forward", state | wrong)
    assert "was ignored" in after.sentence
    assert after.numbers == before.numbers


def test_a_link_leads_to_the_same_moment(page, root, name, visit):
    root.get_by_label("position").press("End")
    root.locator("table:visible").first.locator("td").nth(2).click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    here = read(page, name)
    other = visit()
    other.page.goto(f"{other.site}{home(name)}{here.link}")
    explorer = other.page.locator(f'[data-explorer="{name}"]')
    explorer.wait_for()
    assert vars(read(other.page, name)) == vars(here)
    assert explorer.evaluate(
        "node => Math.abs(node.getBoundingClientRect().top) < innerHeight / 2"
    )


@pytest.mark.parametrize("name", ["im2col"])  # what follows is shared by all
@pytest.mark.parametrize(
    "wrong",
    [
        *({"KH": 9}, {"H": "tall"}, {"H": 2.5}, {"view": "none"}, {"view": "toString"}),
        *({"stride": 0}, {"stride": [1, 1, 1]}, {"padding": []}, {"step": 0.5}),
        *({"padding": [[1, 1, 1], [0, 0]]}, {"dilation": 2}),
    ],
)
def test_a_link_that_asks_too_much_is_ignored(page, name, wrong):
    before = read(page, name)
    after = visit_moment(page, name, state_of(EXPLORERS[name]()) | wrong)
    assert "was ignored" in after.sentence
    assert after.numbers == before.numbers
    page.keyboard.press("Tab")
    page.locator(f'[data-explorer="{name}"]').press("ArrowRight")
    assert "was ignored" not in read(page, name).sentence


def test_a_tap_pins(browser, addresses):
    context = browser.new_context(has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    moment = fragment("im2col", state_of(EXPLORERS["im2col"](view="matrix")))
    page.goto(f"{addresses['http']}{home('im2col')}#{moment}")
    cell = page.locator('[data-explorer="im2col"] [data-index="0,1,2,0"]')
    cell.tap()
    expect(page.locator('[data-explorer="im2col"] [aria-live]')).to_contain_text(
        "is copied to 4 cells"
    )
    context.close()


def test_each_view_can_be_switched_to(explorer_page):
    for name, view in VIEWS:
        page = explorer_page(name)
        root = page.locator(f'[data-explorer="{name}"]')
        buttons = root.get_by_role("group", name="view").get_by_role("button")
        if view:
            button = buttons.nth(EXPLORERS[name].VIEWS.index(view))
            button.press("Enter")
            expect(button).to_have_attribute("aria-pressed", "true")
            assert f"view={view}" in read(page, name).link
        else:
            expect(buttons.filter(visible=True)).to_have_count(0)


def test_a_pixel_of_the_padding_has_no_step_in_gather(explorer_page):
    gather = EXPLORERS["backward"](view="gather", padding=1, step=2)
    pinned = state_of(gather, pinned="dx:0,0,0,0")
    shown = visit_moment(explorer_page("backward"), "backward", pinned)
    assert shown.step == 2
    assert shown.sentence == (
        "dx[0, 0, 0, 0] belongs to the padding: it is cut off, and has no step."
    )


def test_a_question_about_running_sums_is_kept_while_stepping(explorer_page):
    page = explorer_page("backward")
    scatter = EXPLORERS["backward"](view="scatter", H=3, W=4)
    visit_moment(page, "backward", state_of(scatter, pinned="dx:0,1,1,0"))
    root = page.locator('[data-explorer="backward"]')
    for stamps in (2, 3, 4):
        root.get_by_role("button", name="Step", exact=True).press("Enter")
        sentence = read(page, "backward").sentence
        assert f"has received {stamps} of its 4 stamps" in sentence


def test_every_moment_of_a_page_is_there(explorer_page, name):
    page = explorer_page(name)
    links = page.locator('article li a[href^="#explorer="]')
    moments = links.evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    assert len(moments) >= 2
    for moment in moments:
        page.evaluate(FOLLOW, moment)
        assert read(page, name).link == moment


def test_a_moment_of_the_old_page_of_all_explorers_is_found(visit, name):
    reader = visit()
    moment = fragment(name, state_of(EXPLORERS[name](step=1)))
    reader.page.goto(f"{reader.site}{GALLERY}#{moment}")
    reader.page.wait_for_url(f"**/{home(name)}#*")
    root = reader.page.locator(f'[data-explorer="{name}"]')
    expect(root).to_have_attribute("data-step", "1")


def test_the_gallery_leads_to_every_explorer(visit):
    page = visit().open(GALLERY)
    links = page.locator("ul.gallery a")
    named = "(all) => all.map((a) => a.getAttribute('href'))"
    others = [home("wires"), home("descent"), "learning.html#draw-a-digit"]
    assert sorted(links.evaluate_all(named)) == sorted([*map(home, EXPLORERS), *others])
    for picture in page.locator("ul.gallery img").all():
        assert picture.evaluate("(image) => image.naturalWidth") > 0


def test_in_a_frame_there_is_the_explorer_and_its_source_alone(visit, name):
    reader = visit()
    moment = fragment(name, state_of(EXPLORERS[name](step=1)))
    reader.page.goto(f"{reader.site}{home(name)}?embed#{moment}")
    root = reader.page.locator(f'[data-explorer="{name}"]')
    expect(root).to_have_attribute("data-step", "1")
    for part in ("h1", "h2", ".bd-sidebar-primary", ".bd-header", "footer"):
        assert reader.page.locator(part).filter(visible=True).count() == 0, part
    source = reader.page.get_by_role("link", name=re.compile(r"forward and backward$"))
    assert source.get_attribute("href").endswith(home(name))


def test_a_moment_stays_while_the_pointer_rests_where_it_was(explorer_page):
    page = explorer_page("tensor")
    page.get_by_role("link", name="A unit of the second image, address 42").click()
    frame = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    for _ in range(3):  # the browser reacts to the page that moved
        page.evaluate(frame)
    assert read(page, "tensor").sentence.endswith(" = 42.")
    page.mouse.move(0, 0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_explorers_wear_the_theme_of_the_page(visit, theme):
    page = visit(theme=theme).open("im2col.html")
    root = page.locator("[data-explorer]").first
    background = root.evaluate("e => getComputedStyle(e).backgroundColor")
    numbers = [int(part) for part in background.strip("rgba()").split(",")[:3]]
    assert (sum(numbers) / 3 > 128) == (theme == "light"), background
    around = page.locator(".widget-subarea:has([data-explorer])").all()
    assert around
    for box in around:
        beneath = box.evaluate("e => getComputedStyle(e).backgroundColor")
        assert beneath == "rgba(0, 0, 0, 0)", "a box shows around the explorer"


def test_the_tab_key_finds_an_explorer_before_it_is_scrolled_to(visit):
    reader = visit()
    reader.page.goto(f"{reader.site}notation.html")
    explorer = reader.page.locator('[data-explorer="tensor"]')
    reader.page.wait_for_function("document.readyState === 'complete'")
    expect(explorer).to_have_count(0)
    reader.page.keyboard.press("Tab")
    expect(explorer).to_be_attached()
    assert reader.page.evaluate("scrollY") == 0


# An explorer and its model alone, without a page around: what comes and goes.

HIDE = "Object.defineProperty(document, 'hidden', { value: true })"


@pytest.fixture
def alone(browser):
    """Return an empty page with a Backward explorer, its model, and a clock to turn.

    It shows Scatter, which is not the view that the others would fall back to.
    """
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    explorer = BackwardExplorer(H=4, W=5, view="scatter")
    render_alone(page, explorer)
    yield page
    page.close()
    assert not faults


def set_model(page, **state):
    for name, value in state.items():
        page.evaluate("([name, value]) => model.set(name, value)", [name, value])
    page.evaluate("new Promise((done) => setTimeout(done))")


def test_what_another_widget_sets_is_put_right_and_handed_back(alone):
    for name, value, settled in [
        ("H", 2.4, 2),
        ("H", 99, 6),
        ("H", 0, 2),  # the kernel has two rows
        ("H", 4, 4),
        ("KW", 9, 4),
        ("KW", 3, 3),
        ("stride", -3, 1),
        ("step", 1.4, 1),
        ("step", 10**6, 8),
        ("view", "toString", "scatter"),
    ]:
        set_model(alone, **{name: value})
        assert alone.evaluate(f"model.state.{name}") == settled, (name, value)


def test_no_size_on_the_way_to_the_next_reaches_python(alone):
    """Python would refuse it: with two groups there are no three channels."""
    set_model(alone, C=2, F=2)
    set_model(alone, groups=2)
    alone.evaluate("""() => {
      const { set } = model;
      window.channels = [];
      model.set = (name, value) => {
        if (name === "C") channels.push(value);
        set(name, value);
      };
    }""")
    alone.locator("details").evaluate(UNFOLD)
    for key in ("ArrowRight", "ArrowLeft"):
        alone.get_by_role("slider", name="C, channels of x").press(key)
    assert alone.evaluate("channels") == [4, 2]


def test_a_widget_that_was_removed_no_longer_listens(alone):
    root = alone.locator("[data-explorer]")
    alone.evaluate("leave()")
    set_model(alone, step=3)
    assert step_of(root) == 0
    alone.evaluate("location.hash = 'explorer=backward&view=gather'")
    set_model(alone)
    assert alone.evaluate("model.state.view") == "scatter"


def test_a_widget_that_was_removed_ends_its_flight(alone):
    set_model(alone, view="gather", step=7)
    alone.locator(".flying").first.wait_for()
    alone.evaluate("leave()")
    assert alone.locator(".flying, .landing").count() == 0


def test_play_runs_to_the_end_and_stops_for_whatever_else_is_done(alone):
    """The clock moves only when the test moves it, so no step is missed."""
    root, sentence = alone.locator("[data-explorer]"), alone.locator("[aria-live]")
    play = alone.get_by_role("button", name="Play")
    pause = alone.get_by_role("button", name="Pause")
    alone.clock.install()
    alone.clock.pause_at(alone.evaluate("Date.now()") + 60_000)
    play.click()
    alone.clock.run_for(1000)
    assert step_of(root) == 1
    expect(sentence).to_have_attribute("aria-live", "off")
    pause.click()
    alone.clock.run_for(10_000)
    assert step_of(root) == 1
    expect(sentence).to_have_attribute("aria-live", "polite")
    play.click()
    alone.locator("details").evaluate(UNFOLD)
    alone.get_by_role("slider", name="H, rows of x").press("ArrowLeft")
    expect(play).to_be_visible()
    play.click()
    alone.clock.run_for(60_000)
    last = alone.get_by_role("slider", name="position").get_attribute("max")
    expect(root).to_have_attribute("data-step", last)
    expect(play).to_be_visible()
    play.click()  # from the beginning
    alone.evaluate(HIDE)
    alone.clock.run_for(2000)
    expect(play).to_be_visible()
    assert step_of(root) == 0


def test_play_goes_on_beneath_a_resting_pointer(alone):
    """Each step is shown, and not the answer for the cell below the pointer."""
    root, sentence = alone.locator("[data-explorer]"), alone.locator("[aria-live]")
    alone.clock.install()
    alone.clock.pause_at(alone.evaluate("Date.now()") + 60_000)
    alone.get_by_role("button", name="Play").press("Enter")
    root.locator('[data-array="dz"] [data-index="0,2,2,0"]').hover()
    expect(sentence).to_contain_text("dz[0, 2, 2, 0] =")
    for step in (1, 2, 3):
        alone.clock.run_for(900)
        assert step_of(root) == step
        a, b = divmod(step, 3)
        expect(sentence).to_contain_text(f"dz[0, {a}, {b}, 0] =")


@pytest.mark.parametrize("key", ["Control", "Alt", "Shift", "Meta"])
def test_keys_with_others_held_down_are_left_to_the_browser(alone, key):
    root = alone.locator("[data-explorer]")
    root.press(f"{key}+End")
    assert step_of(root) == 0
    alone.locator("td[data-index]").first.press(f"{key}+ArrowDown")
    assert alone.evaluate("document.activeElement.dataset.index") == "0,0,0,0"
