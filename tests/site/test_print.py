"""A page on paper: explorers that nobody reached, answers unfolded, nothing cut."""

import pytest

from export.pdf import CUT_OFF, WIDTH

SCREEN_ONLY = """.bd-header-article, .bd-sidebar-primary, .bd-sidebar-secondary,
  [data-explorer] input, [data-predict] input, [data-predict] button, .copybtn"""
PRINT = "dispatchEvent(new Event('beforeprint'))"
LEAVE = "dispatchEvent(new Event('afterprint'))"
NOTE_FILES = """globalThis.arrived = [];
document.addEventListener("load", ({ target }) =>
  arrived.push((target.src ?? target.href)?.split("/").pop()), true);"""
FETCHED = """() => [...document.querySelectorAll('script[type*="widget-state"]')].every(
  (stored) => Object.values(JSON.parse(stored.textContent).state).every(({ state }) =>
    [state.script, ...state.stylesheets].every((file) => arrived.includes(file))))"""
THEME = "document.documentElement.dataset.theme"


# A chapter with explorers, answers and cards, and a page of wide tables.
@pytest.fixture(scope="module", params=["im2col", "conventions"])
def visited(request, begin_visit):
    """Return a page at its top, in the dark, as it is when nothing else is to do."""
    reader = begin_visit(theme="dark")
    page = reader.page
    page.add_init_script(NOTE_FILES)
    page.goto(f"{reader.site}{request.param}.html")
    page.evaluate("window.MathJax && MathJax.startup.promise.then(() => null)")
    page.wait_for_function(FETCHED)
    yield page
    page.close()


@pytest.fixture
def page(visited):
    """Return the page as it is on a screen, and leave it so."""
    width = visited.viewport_size
    yield visited
    visited.evaluate(LEAVE)
    visited.emulate_media(media="screen", reduced_motion="reduce")
    visited.set_viewport_size(width)


def test_explorers_are_drawn_at_once_and_nothing_of_the_screen_is_printed(page):
    drawn = """() => { %s; return [...document.querySelectorAll(
      'script[type*="widget-view"]')].every((view) => view.dataset.drawn); }"""
    assert page.evaluate(drawn % PRINT)
    page.emulate_media(media="print")
    assert page.locator(SCREEN_ONLY).filter(visible=True).count() == 0
    assert page.locator("article h1").is_visible()
    for sentence in page.locator("[data-explorer] [aria-live]").all():
        assert sentence.inner_text()


def test_paper_is_white_for_a_reader_in_the_dark(page):
    page.evaluate(f"{PRINT}; {PRINT}")
    assert page.evaluate(THEME) == "light"
    page.evaluate(LEAVE)
    assert page.evaluate(THEME) == "dark"


def test_nothing_is_cut_off_at_the_right(page):
    page.evaluate(PRINT)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH, "height": 1000})
    assert page.evaluate(CUT_OFF) == []


def test_answers_are_unfolded_and_folded_again(page):
    closed = page.locator("article details:not([open])")
    before = closed.count()
    page.evaluate(PRINT)
    assert closed.count() == 0
    page.evaluate(LEAVE)
    assert closed.count() == before


def test_answers_are_there_at_once(page):
    """Anything that fades in would be printed before it can be seen."""
    page.emulate_media(media="print", reduced_motion="no-preference")
    page.evaluate(PRINT)
    fading = "document.getAnimations().map((each) => each.animationName)"
    assert page.evaluate(fading) == []
    unfolders = page.locator("article details:not(.sizes) > summary")
    assert unfolders.filter(visible=True).count() == 0
