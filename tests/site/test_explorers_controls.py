"""Operate every explorer: by keyboard, mouse and touch, by link, and by playing."""

import json
import re

import numpy as np
import pytest
from expected import VIEWS
from explorer import EXPLORERS, FOLLOW, HOME, fragment, read, state_of, visit_moment
from playwright.sync_api import expect

from convlab.explorers import BackwardExplorer
from convlab.explorers.layer_sizes import Sizes

MOMENT = {"H": 4, "W": 5, "F": 2}  # every control can go up and down
FOCUS = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  return {
    tag: node.localName,
    name: node.ariaLabel ?? node.innerText.trim(),
    array: node.closest("table")?.dataset.array,
    inside: node.closest("[data-explorer]")?.dataset.explorer,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
  };
}"""
LAST_LINE = "tbody tr:last-child td[data-index]"
FOCUS_BEFORE = """(node) => {
  const links = [...document.querySelectorAll("article ul a")];
  const before = links.filter((link) =>
    link.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  before.at(-1).focus();
}"""


@pytest.fixture(scope="module")
def shared(begin_visit):
    reader = begin_visit()
    reader.open(HOME)
    yield reader
    assert not reader.faults
    reader.page.close()


@pytest.fixture(params=EXPLORERS)
def name(request):
    return request.param


@pytest.fixture
def page(shared, name):
    """Return the page of all explorers, this one at the same moment for every test."""
    first, other = (EXPLORERS[name](**MOMENT, step=step) for step in (0, 1))
    visit_moment(shared.page, name, state_of(other))  # or the next link does nothing
    visit_moment(shared.page, name, state_of(first))
    shared.page.mouse.move(0, 0)
    yield shared.page
    assert not shared.faults


@pytest.fixture
def root(page, name):
    return page.locator(f'[data-explorer="{name}"]')


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
    for control in ("Step back", "Step", "Play", "position", "Link to this moment"):
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


def test_sliders_end_where_python_says_no(page, root, name):
    """Neither too early nor too late: one more would be refused."""
    shown, explorer = read(page, name), EXPLORERS[name](**MOMENT)
    for size, (low, high) in shown.limits.items():
        present = getattr(explorer, size)
        assert low <= present <= high
        for value in range(low, high + 1):
            setattr(explorer, size, value)
        for value in {low - 1, high + 1}:
            with pytest.raises(ValueError, match=r"."):
                setattr(explorer, size, value)
        setattr(explorer, size, present)
    for end in ("Home", "End"):
        for size in shown.limits:
            root.get_by_role("slider", name=re.compile(f"^{size},")).press(end)
            state = dict(re.findall(r"(\w+)=(\w*)", read(page, name).link))
            sizes = {key: int(state[key]) for key in explorer.limits}
            assert EXPLORERS[name](**sizes), "Python takes what the slider offers"


def distance(first, second):
    """Return how far the present window has moved between two steps."""
    corners = [
        np.min([*shown.marks["x", "current"]], axis=0) for shown in (first, second)
    ]
    return corners[1][2] - corners[0][2]


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


def test_a_link_leads_to_the_same_moment(page, root, name, visit):
    root.get_by_label("position").press("End")
    root.locator("table:visible").first.locator("td").nth(2).click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    here = read(page, name)
    other = visit()
    other.page.goto(f"{other.site}{HOME}{here.link}")
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
        {"padding": [[1, 1, 1], [0, 0]]},
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
    page.goto(f"{addresses['http']}{HOME}#{moment}")
    cell = page.locator('[data-explorer="im2col"] [data-index="0,1,2,0"]')
    cell.tap()
    expect(page.locator('[data-explorer="im2col"] [aria-live]')).to_contain_text(
        "stands in 4 cells"
    )
    context.close()


def test_each_view_can_be_switched_to(shared):
    for name, view in VIEWS:
        root = shared.page.locator(f'[data-explorer="{name}"]')
        buttons = root.get_by_role("group", name="view").get_by_role("button")
        if view:
            button = buttons.nth(EXPLORERS[name].VIEWS.index(view))
            button.press("Enter")
            expect(button).to_have_attribute("aria-pressed", "true")
            assert f"view={view}" in read(shared.page, name).link
        else:
            expect(buttons.filter(visible=True)).to_have_count(0)


def test_a_question_about_running_sums_is_kept_while_stepping(shared):
    scatter = EXPLORERS["backward"](view="scatter", H=3, W=4)
    state = state_of(scatter, pinned="dx:0,1,1,0")
    visit_moment(shared.page, "backward", state)
    root = shared.page.locator('[data-explorer="backward"]')
    for stamps in (2, 3, 4):
        root.get_by_role("button", name="Step", exact=True).press("Enter")
        sentence = read(shared.page, "backward").sentence
        assert f"has received {stamps} of its 4 stamps" in sentence


def test_every_moment_of_the_gallery_is_there(shared):
    links = shared.page.locator('article li a[href^="#explorer="]')
    moments = links.evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    assert len(moments) >= 15
    for moment in moments:
        name = re.match(r"#explorer=(\w+)", moment)[1]
        shared.page.evaluate(FOLLOW, moment)
        assert read(shared.page, name).link == moment


def test_a_moment_stays_while_the_pointer_rests_where_it_was(shared):
    page = shared.page
    page.get_by_role("link", name="A unit of the second image, address 42").click()
    frame = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    for _ in range(3):  # the browser reacts to the page that moved
        page.evaluate(frame)
    assert read(page, "tensor").sentence.endswith(" = 42.")
    page.mouse.move(0, 0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_explorers_wear_the_theme_of_the_page(visit, theme):
    page = visit(theme=theme).open(HOME)
    for root in page.locator("[data-explorer]").all():
        background = root.evaluate("e => getComputedStyle(e).backgroundColor")
        numbers = [int(part) for part in background.strip("rgba()").split(",")[:3]]
        assert (sum(numbers) / 3 > 128) == (theme == "light"), background
    around = page.locator(".widget-subarea").all()
    assert len(around) == len(EXPLORERS)
    for box in around:
        beneath = box.evaluate("e => getComputedStyle(e).backgroundColor")
        assert beneath == "rgba(0, 0, 0, 0)", "a box shows around the explorer"


def test_the_tab_key_finds_an_explorer_before_it_is_scrolled_to(visit):
    reader = visit()
    reader.page.goto(f"{reader.site}im2col.html")
    explorer = reader.page.locator('[data-explorer="im2col"]')
    reader.page.wait_for_function("document.readyState === 'complete'")
    expect(explorer).to_have_count(0)
    reader.page.keyboard.press("Tab")
    expect(explorer).to_be_attached()
    assert reader.page.evaluate("scrollY") == 0


# An explorer and its model alone, without a page around: what comes and goes.

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
    state = {name: getattr(explorer, name) for name in NAMES}
    page.evaluate(BEGIN, [explorer._esm, json.loads(json.dumps(state))])
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
