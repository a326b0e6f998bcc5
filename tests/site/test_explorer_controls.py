"""Take hold of every explorer: by keyboard, mouse and touch, by link, and by itself."""

import re

import pytest
from explorer import EXPLORERS, HOME, VIEWS, fragment, read, state_of, visit_moment
from playwright.sync_api import expect

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


@pytest.fixture(scope="module")
def shared(begin_visit):
    reader = begin_visit()
    reader.open(HOME)
    yield reader
    reader.page.close()


@pytest.fixture(params=EXPLORERS)
def name(request):
    return request.param


@pytest.fixture
def page(shared, name):
    """Return the page of all explorers, this one at the same moment for every test."""
    first = EXPLORERS[name](**MOMENT)
    other = EXPLORERS[name](**MOMENT, step=1)
    visit_moment(shared.page, name, state_of(other))  # a link to here is no change
    visit_moment(shared.page, name, state_of(first))
    yield shared.page
    assert not shared.faults


@pytest.fixture
def root(page, name):
    return page.locator(f'[data-explorer="{name}"]')


def step_of(root):
    return int(root.get_attribute("data-step"))


def go_to_root_by_tab(page, root):
    """Tab into the explorer from the link before it."""
    root.evaluate("""(node) => {
      const links = [...document.querySelectorAll("article ul a")];
      const before = links.filter((link) =>
        link.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
      before.at(-1).focus();
    }""")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.explorer"):
            return
    pytest.fail("Tab does not lead to the explorer")


def test_a_keyboard_alone_reaches_and_moves_everything(page, root, name):
    go_to_root_by_tab(page, root)
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
    grids = root.locator("table:visible").count()
    cells = [stop for stop in stops if stop["tag"] == "td"]
    assert len(cells) == grids, "each grid is one stop"


def test_keys_move_between_cells_and_ask(page, root, name):
    before = read(page, name).sentence
    table = root.locator("table:visible").first
    table.locator("td[tabindex='0']").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    place = "document.activeElement.closest('tr').rowIndex"
    assert page.evaluate(f"[{place}, document.activeElement.cellIndex]") == [2, 2]
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
    page.keyboard.press("ArrowUp")


def test_a_pointer_previews_and_a_click_pins(page, root, name):
    before = read(page, name)
    cell = root.locator("table:visible").first.locator("td").nth(7)
    cell.hover()
    preview = read(page, name)
    assert preview.sentence != before.sentence
    page.mouse.move(0, 0)
    assert read(page, name).sentence == before.sentence, "a preview goes by itself"
    cell.click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert read(page, name).sentence == preview.sentence, "a click keeps it"


def test_the_buttons_step_and_keep_the_focus_at_the_ends(page, root, name):
    step = root.get_by_role("button", name="Step", exact=True)
    last = read(page, name).last
    step.focus()
    for _ in range(last + 2):
        step.press("Enter")
    assert step_of(root) == last
    expect(step).to_be_focused()
    expect(step).to_have_attribute("aria-disabled", "true")
    back = root.get_by_role("button", name="Step back")
    back.press("Space")
    assert step_of(root) == last - 1
    back.press("ArrowRight")
    assert step_of(root) == last


def test_the_slider_moves_and_says_where(page, root, name):
    slider = root.get_by_label("position")
    slider.press("End")
    assert step_of(root) == read(page, name).last
    place = slider.get_attribute("aria-valuetext")
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") != place


def test_sentence_is_the_one_live_region(root):
    live = root.locator("[aria-live]")
    expect(live).to_have_count(1)
    expect(live).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("end", ["min", "max"])
def test_no_slider_leads_to_an_illegal_size(page, root, name, end):
    kind = EXPLORERS[name]
    for size in read(page, name).limits:
        slider = root.locator(f'.sizes input[aria-label^="{size},"]')
        slider.press("Home" if end == "min" else "End")
        state = dict(re.findall(r"(\w+)=(\w*)", read(page, name).link))
        sizes = {key: int(state[key]) for key in kind().limits}
        assert kind(**sizes), "Python takes what the slider offers"
    slider.press("Home")


def test_sliders_end_where_python_says_no(page, name):
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


def test_a_link_leads_to_the_same_moment(page, root, name, visit):
    root.get_by_label("position").press("End")
    root.locator("table:visible").first.locator("td").nth(2).click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    here = read(page, name)
    other = visit()
    other.page.goto(f"{other.site}{HOME}{here.link}")
    other.page.locator(f'[data-explorer="{name}"]').wait_for()
    there = read(other.page, name)
    assert vars(there) == vars(here)
    assert other.page.locator(f'[data-explorer="{name}"]').evaluate(
        "node => Math.abs(node.getBoundingClientRect().top) < innerHeight / 2"
    )


@pytest.mark.parametrize("name", ["im2col"])  # what follows is shared by all
@pytest.mark.parametrize(
    "wrong",
    [
        {"KH": 9},
        {"H": "tall"},
        {"H": 2.5},
        {"view": "none"},
        {"view": "toString"},
        {"stride": 0},
        {"stride": [1, 1, 1]},
        {"padding": []},
        {"padding": [[1, 1, 1], [0, 0]]},
        {"step": 0.5},
    ],
)
def test_a_link_that_asks_too_much_is_ignored(page, name, wrong):
    before = read(page, name)
    state = state_of(EXPLORERS[name]()) | wrong
    after = visit_moment(page, name, state)
    assert "was ignored" in after.sentence
    assert after.numbers == before.numbers
    page.keyboard.press("Tab")
    page.locator(f'[data-explorer="{name}"]').press("ArrowRight")
    assert "was ignored" not in read(page, name).sentence


@pytest.mark.parametrize("name", ["backward"])
def test_play_runs_to_the_end_and_can_be_stopped(page, root, name):
    play = root.get_by_role("button", name="Play")
    play.click()
    pause = root.get_by_role("button", name="Pause")
    expect(root).to_have_attribute("data-step", "1")
    expect(root.locator("[aria-live]")).to_have_attribute("aria-live", "off")
    pause.click()
    expect(root.locator("[aria-live]")).to_have_attribute("aria-live", "polite")
    root.get_by_label("position").press("End")
    root.get_by_label("position").press("ArrowLeft")
    play.click()
    last = read(page, name).last
    expect(root).to_have_attribute("data-step", str(last))
    expect(play).to_be_visible()


def test_a_tap_pins(browser, addresses):
    context = browser.new_context(has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    moment = fragment("im2col", state_of(EXPLORERS["im2col"](view="matrix")))
    page.goto(f"{addresses['http']}{HOME}#{moment}")
    page.locator('[data-explorer="im2col"]').wait_for()
    before = read(page, "im2col").sentence
    page.locator('[data-explorer="im2col"] [data-index="0,1,2,0"]').tap()
    assert "stands in 4 cells" in read(page, "im2col").sentence != before
    context.close()


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_each_view_can_be_switched_to(shared, name, view):
    root = shared.page.locator(f'[data-explorer="{name}"]')
    label = {"": None}.get(view, view)
    if label is None:
        expect(root.locator(".views")).to_be_hidden()
        return
    buttons = root.locator(".views button")
    button = buttons.nth(EXPLORERS[name].VIEWS.index(view))
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert f"view={view}" in read(shared.page, name).link


def test_scatter_and_gather_end_at_the_same_gradient(shared):
    first = state_of(EXPLORERS["backward"](**MOMENT, stride=2, padding=1))
    visit_moment(shared.page, "backward", first)
    root = shared.page.locator('[data-explorer="backward"]')
    root.get_by_label("position").press("End")
    scatter = read(shared.page, "backward").numbers["dx"]
    root.get_by_role("button", name="Gather").press("Enter")
    gather = read(shared.page, "backward")
    assert gather.step == gather.last, "what was at its end stays at its end"
    inside = {
        index for index, number in gather.numbers["dx"].items() if number is not None
    }
    assert len(inside) == 4 * 5
    assert all(scatter[index] == gather.numbers["dx"][index] for index in inside)


def test_a_question_about_running_sums_is_kept_while_stepping(shared):
    state = state_of(EXPLORERS["backward"](), pinned="dx:0,1,1,0")
    visit_moment(shared.page, "backward", state)
    root = shared.page.locator('[data-explorer="backward"]')
    for stamps in (2, 3, 4):
        root.get_by_role("button", name="Step", exact=True).press("Enter")
        sentence = read(shared.page, "backward").sentence
        assert f"has received {stamps} of its 4 stamps" in sentence


def test_every_moment_of_the_gallery_is_there(shared):
    links = shared.page.locator('article a[href^="#explorer="]:not(.link)')
    moments = links.evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    assert len(moments) >= 15
    for moment in moments:
        name = re.match(r"#explorer=(\w+)", moment)[1]
        shared.page.evaluate("(hash) => { location.hash = hash; }", moment)
        shared.page.wait_for_timeout(50)
        assert read(shared.page, name).link == moment


def test_a_moment_stays_while_the_pointer_rests_where_it_was(shared):
    page = shared.page
    page.get_by_role("link", name="A unit of the second image, address 42").click()
    page.wait_for_timeout(300)  # for what the browser makes of the page that moved
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
