"""Every page for everyone: axe, a phone, a keyboard, the dark, and no motion."""

import pytest
from built_site import EVERY_PAGE, ROOT
from explorer import EXPLORERS, HOME, VIEWS, state_of, visit_moment

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The drawn half of a formula is thousands of elements hidden from a screen reader.
RUN_AXE = """async (part) => {
  const only = { resultTypes: ["violations"] };
  const where = { include: [part], exclude: ["mjx-math"] };
  const { violations } = await axe.run(where, only);
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ` + nodes.slice(0, 3).map((node) => node.html).join(" | "));
}"""
FOCUSED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const field = document.activeElement.closest(".bd-search"); // wears its input's ring
  const style = getComputedStyle(field ?? document.activeElement);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {
    text: document.activeElement.innerText?.trim(),
    isPage: document.activeElement === document.body,
    inView: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    marked: ring || style.boxShadow !== "none",
  };
}"""


SIDEWAYS = """() => [...document.querySelectorAll("article *")]
  .filter((element) =>
    /auto|scroll/.test(getComputedStyle(element).overflowX)
    && element.scrollWidth > element.clientWidth + 1
    && element.tabIndex < 0
    && !element.querySelector("a, button, input, [tabindex='0']"))
  .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module", params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture(scope="module", params=[390, 1280])
def width(request):
    return request.param


@pytest.fixture(scope="module", params=EVERY_PAGE)
def page(request, theme, width, begin_visit):
    """Return a page that the tests below share, in their order."""
    reader = begin_visit(theme=theme, width=width)
    yield reader.open(f"{request.param}.html")
    reader.page.close()


def test_the_page_is_as_light_or_dark_as_the_reader_asked(page, theme):
    assert page.evaluate("document.documentElement.dataset.theme") == theme


def test_axe_finds_no_barrier(page):
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(RUN_AXE, "html") == []


def test_the_page_does_not_scroll_sideways(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_scrolls_sideways_can_be_reached_by_keyboard(page):
    assert page.evaluate(SIDEWAYS) == []


def test_nothing_moves_for_a_reader_who_asked_for_no_motion(page):
    assert page.evaluate("document.getAnimations().length") == 0
    root = "getComputedStyle(document.documentElement)"
    assert page.evaluate(f"{root}.scrollBehavior") == "auto"


def test_the_first_tab_stops_can_be_seen(page):
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "Skip to main content"
    for number in range(12):
        stop = page.evaluate(FOCUSED)
        if stop["isPage"]:  # a short page has no further stop
            assert number > 5
            break
        assert stop["inView"], stop
        assert stop["marked"], stop
        page.keyboard.press("Tab")


@pytest.fixture(scope="module", params=[("light", 390), ("dark", 1280)])
def gallery(request, begin_visit):
    theme, width = request.param
    reader = begin_visit(theme=theme, width=width)
    page = reader.open(HOME)
    page.evaluate(AXE.read_text("utf-8"))
    yield page
    reader.page.close()


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_axe_finds_no_barrier_in_any_view(gallery, name, view):
    sizes = {"H": 4, "F": 2, "stride": 2, "padding": 1}
    explorer = EXPLORERS[name](view=view, **sizes)
    explorer.step = explorer.steps(explorer.sizes) - 1
    shown = visit_moment(gallery, name, state_of(explorer))
    assert shown.step == explorer.step
    assert gallery.evaluate(RUN_AXE, f'[data-explorer="{name}"]') == []


def test_the_skip_link_passes_the_sidebar(visit):
    page = visit().open("forward.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
