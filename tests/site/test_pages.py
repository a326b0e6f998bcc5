"""Every page in a browser: it loads on its own, is typeset, and is accessible.

Each page is loaded once, on a phone by day, and then seen wide and dark as well; one
of each kind is seen in every theme and width, and some are loaded from disk. axe sees
each page on a phone by day, one of each kind wide and dark too, and some in the rest.
"""

import re
from threading import Thread
from urllib.parse import urlsplit

import pytest
from built_site import EVERY_PAGE
from expected import VIEWS
from explorer import EXPLORERS, home, state_of, visit_moment
from playwright.sync_api import expect
from symbols import MEANINGS, SHOWN, check_symbols
from visit import WIDGETS, Visit, axe, limit, weigh

from address import ADDRESS, read_address
from serve import open_server

KINDS = [  # a page of each: all pages of a kind have the same styles
    *("index", "glossary", "conventions", "notation", "exercises/forward"),
    *("playground", "explorers", "api/equations", "genindex", "search"),
]
# No style of ours gives a text another colour on another width of screen: what else can
# differ is what stands around a page, its sidebars and buttons.
IN_EVERY_LOOK = ["index", "exercises/forward", "explorers"]
FROM_DISK = ["index", "notation", "exercises/forward", "explorers", "search"]
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
OUT_OF_REACH = """() => [...document.querySelectorAll("article *")]
  .filter((element) =>
    /auto|scroll/.test(getComputedStyle(element).overflowX)
    && element.scrollWidth > element.clientWidth + 1
    && element.tabIndex < 0
    && !element.querySelector("a, button, input, [tabindex='0']"))
  .map((element) => element.outerHTML.slice(0, 120))"""
CUT_OFF = """() => [...document.querySelectorAll("article :not(mjx-container *)")]
  .filter((element) => {
    const { overflowX, maskImage } = getComputedStyle(element);
    const isCut = overflowX !== "visible" && element.clientWidth > 1
      && element.scrollWidth > element.clientWidth + 1;
    return isCut && !(/auto|scroll/.test(overflowX) && maskImage.includes("gradient"));
  })
  .map((element) => element.outerHTML.slice(0, 120))"""
COVERED = """() =>
  [...document.querySelectorAll(".cell_input > :is(button, .live-needs)")]
  .filter((sign) => {
    const code = sign.parentElement.querySelector("pre").getBoundingClientRect();
    const { left, top, right, bottom } = sign.getBoundingClientRect();
    return left < code.right && code.left < right
      && top < code.bottom && code.top < bottom;
  })
  .map((sign) => sign.parentElement.textContent)"""
# The figures in sight, each with how large it is shown.
SHARES = """() => [...document.querySelectorAll(".cell_output img[src$='.svg']")]
  .map((image) => [
    image.src.split("/").at(-1),
    image.getBoundingClientRect().width
      / (parseFloat(image.style.width) || image.naturalWidth),
  ])
  .filter(([, share]) => share > 0)"""
LETTERS = re.compile(r"scale\(([\d.]+) -")  # of Matplotlib, whose letters are drawings
READABLE = 8.9  # pixels
# The sign after a formula, if it has slipped to the beginning of the next line.
LOST = """() => [...document.querySelectorAll("main span.math")].filter((formula) => {
  const next = formula.nextSibling;
  if (!/^[.,:;)!?]/.test(next?.data)) return false;
  const sign = document.createRange();
  sign.setStart(next, 0);
  sign.setEnd(next, 1);
  const { top, width } = sign.getBoundingClientRect();
  return width && top > formula.getBoundingClientRect().bottom - 2;
}).map((formula) => formula.parentElement.textContent)"""


@pytest.fixture(scope="module", params=EVERY_PAGE)
def reader(request, begin_visit):
    """Return a visit that the tests of a page share, in their order."""
    reader = begin_visit(width=390)
    reader.open(f"{request.param}.html")
    yield reader
    reader.page.close()


def check_loaded(reader):
    assert not reader.faults
    weights = weigh(reader.responses)
    assert sum(weights.values()) < limit(reader.page), weights
    has_widgets = reader.page.locator(WIDGETS).count() > 0
    assert any("/_static/widgets/" in path for path in weights) == has_widgets


def check_typeset(page):
    unset = page.locator(":is(span, div).math:not(:has(mjx-container))")
    assert unset.all_text_contents() == []
    broken = page.locator("mjx-merror, [data-mjx-error]")
    assert broken.all_text_contents() == []
    text = page.locator("main").inner_text()
    assert "(???)" not in text, "an equation is referred to that has no number"
    assert not re.search(r"\\[(\[]", text), "the source of a formula"
    labelled = page.locator('div.math[id^="equation-"]')
    numbers = labelled.locator(".eqno").all_inner_texts()
    assert len(set(numbers)) == labelled.count()
    assert [number for number in numbers if not re.search(r"\d", number)] == []


def check_look(page, theme, width):
    """See whether the page has a theme, and fits a screen."""
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUT_OF_REACH) == [], "it scrolls, and no key gets there"
    assert page.evaluate(CUT_OFF) == [], "it goes on, and there is no sign of it"
    assert page.evaluate(COVERED) == [], "something lies on the code"
    assert page.evaluate(LOST) == [], "a line begins with what follows a formula"


def check_still(page):
    """See that nothing moves for a reader who has asked for no motion."""
    assert page.evaluate("document.getAnimations().length") == 0
    root = "getComputedStyle(document.documentElement)"
    assert page.evaluate(f"{root}.scrollBehavior") == "auto"


def check_tab_stops(page):
    """See where each of the first tab stops is, and its mark."""
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


def check_all(page, theme, width):
    check_look(page, theme, width)
    assert axe(page) == []
    check_still(page)
    check_tab_stops(page)


def change_look(page, theme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    # What has begun to scroll gets its tab stop, and its sign, a moment later.
    page.wait_for_function(f"() => !({OUT_OF_REACH})().length && !({CUT_OFF})().length")
    check_look(page, theme, width)


def test_a_page_loads_light_and_typeset_with_symbols_of_its_chapter(reader, request):
    check_loaded(reader)
    check_typeset(reader.page)
    check_symbols(reader.page, request.node.callspec.params["reader"])


def test_letters_in_figures_are_large_enough_on_a_phone(reader, site):
    for name, share in reader.page.evaluate(SHARES):
        drawn = LETTERS.findall((site / "_images" / name).read_text("utf-8"))
        points = [100 * float(scale) for scale in drawn]
        assert min(points) * 4 / 3 * share >= READABLE, name


def test_symbols_are_looked_up_on_pages_that_exist():
    assert {*SHOWN, *MEANINGS} <= {*EVERY_PAGE}


def test_a_page_is_open_to_everyone(reader):
    check_all(reader.page, "light", 390)
    change_look(reader.page, "dark", 1280)


@pytest.mark.parametrize("name", KINDS)
def test_a_page_of_each_kind_in_every_theme_and_width(visit, name):
    page = visit(theme="dark", width=1280).open(f"{name}.html")
    check_all(page, "dark", 1280)
    for theme, width in [("light", 1280), ("dark", 390)]:
        change_look(page, theme, width)
        assert name not in IN_EVERY_LOOK or axe(page) == []


@pytest.mark.parametrize("name", FROM_DISK)
def test_a_page_from_disk(visit, name):
    reader = visit(scheme="file")
    check_typeset(reader.open(f"{name}.html"))
    check_loaded(reader)


def test_a_wrong_address_shows_a_page_that_finds_all_it_needs(site, browser, tmp_path):
    """The server is that of `make book`, with the book at the path it was built for."""
    root = urlsplit(read_address(ADDRESS) or "/").path
    if root != "/":
        below = tmp_path / root.strip("/")
        below.parent.mkdir(parents=True, exist_ok=True)
        below.symlink_to(site, target_is_directory=True)
        (tmp_path / "404.html").symlink_to(site / "404.html")
    served = site if root == "/" else tmp_path
    with open_server(served, 0) as server, browser.new_context() as context:
        Thread(target=server.serve_forever, daemon=True).start()
        reader = Visit(context, f"http://127.0.0.1:{server.server_port}{root}")
        page = reader.open("no/such/page.html")
        missing = [each.url for each in reader.responses if each.status >= 400]
        assert missing == [f"{reader.site}no/such/page.html"]
        assert [fault for fault in reader.faults if "404" not in fault] == []
        assert axe(page) == []
        page.locator("main").get_by_role("searchbox").fill("stride")
        page.keyboard.press("Enter")
        expect(page.locator("[data-hit]").first).to_be_visible()
        page.goto(f"{reader.site}no/such/page.html")
        page.locator("main").get_by_role("link", name="the first page").click()
        expect(page).to_have_url(f"{reader.site}index.html")
        server.shutdown()


def test_the_next_page_is_fetched_ahead(visit):
    reader = visit()
    with reader.page.expect_response(f"{reader.site}im2col.html"):
        reader.open("forward.html")


# Pages without formulas: what holds a browser up for seconds may cost it the letters.
@pytest.mark.parametrize(("scheme", "name"), [("http", "glossary"), ("file", "search")])
def test_text_is_set_in_the_letters_of_the_book(visit, scheme, name):
    page = visit(scheme=scheme).open(f"{name}.html")
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    start = {"nodeId": devtools.send("DOM.getDocument")["root"]["nodeId"]}
    title = start | {"selector": "main h1:not(#jb-print-docs-body *)"}
    found = devtools.send("DOM.querySelector", title)
    letters = devtools.send("CSS.getPlatformFontsForNode", found)["fonts"]
    assert {each["familyName"] for each in letters} == {"Source Serif 4"}


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_no_barrier_in_any_view(visit, theme, width):
    reader = visit(theme=theme, width=width)
    page, opened = reader.page, None
    for number, (name, view) in enumerate(VIEWS):
        if name != opened:
            reader.open(home(name))
            opened = name
        if view != EXPLORERS[name].VIEWS[0] and number % 2 == (theme == "dark"):
            continue  # the first view of each in both, the others in one
        sizes = {"H": 4, "F": 2, "stride": 2, "padding": 1}
        explorer = EXPLORERS[name](view=view, **sizes)
        explorer.step = explorer.steps(explorer.sizes) - 1
        assert visit_moment(page, name, state_of(explorer)).step == explorer.step
        assert axe(page, f'[data-explorer="{name}"]') == [], (name, view)


def test_code_fades_on_the_side_where_there_is_more(visit):
    page = visit(width=390).open("forward.html")
    code = page.locator(".cell_input pre").first
    for place, sides in [(0, "after"), (60, "before after"), (9999, "before")]:
        code.evaluate("(code, place) => code.scrollTo(place, 0)", place)
        expect(code).to_have_attribute("data-more", sides)
    code.focus()
    expect(code).to_have_css("outline-offset", "-3px")  # where nothing fades


def test_what_unfolds_the_sidebar_has_a_name(visit):
    page = visit().open("forward.html")
    toggles = page.locator("nav.bd-links summary")
    expect(toggles.first).to_have_attribute("aria-label", re.compile("pages below$"))
    for toggle in toggles.all():
        expect(toggle).to_have_accessible_name(re.compile(r"\w: pages below$"))


def test_the_skip_link_passes_the_sidebar(visit):
    page = visit().open("forward.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
