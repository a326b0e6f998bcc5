"""Everything a reader can press works under the page's policy, served or from disk."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect
from visit import Visit

THEME = "document.documentElement.dataset.theme"
EQUATION = 'article a[href="forward.html#equation-forward"]'
FOCUS_FAR = """() => new Promise((done) => {
  const next = () => requestAnimationFrame(() => requestAnimationFrame(() => done()));
  addEventListener("scroll", next, { once: true });
  [...document.querySelectorAll('a.reference[href*="#equation-"]')].at(-1).focus();
})"""


@pytest.fixture(scope="module", params=["http", "file"])
def visited(request, begin_visit):
    """Return a visit to a chapter that the first tests share."""
    reader = begin_visit(request.param)
    reader.open("backward.html")
    yield reader
    reader.page.close()


@pytest.fixture
def page(visited):
    yield visited.page
    visited.page.keyboard.press("Escape")
    visited.page.mouse.move(0, 0)
    assert not visited.faults


def letter(page, formula, text):
    """Return the drawn letter, of which MathJax keeps the code alone."""
    code = f"{ord(text):X}"
    return page.locator(f"{formula} mjx-mi:has(> mjx-c.mjx-c{code})").first


def test_the_print_button_prints(page):
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("button[aria-label='Download this page']").click()
    page.locator(".btn-download-pdf-button").click()
    assert page.evaluate("window.printed")


def test_the_full_screen_button_asks_for_full_screen(page):
    page.evaluate("Element.prototype.requestFullscreen = () => { window.full = true; }")
    page.locator(".btn-fullscreen-button").click()
    assert page.evaluate("window.full")


def test_the_copy_button_says_that_it_copied(page):
    button = page.locator("button.copybtn").first
    button.hover()
    button.click()
    expect(button).to_have_attribute("data-tooltip", "Copied!")


def test_an_output_unfolds_and_folds(page):
    folded = page.locator("details.hide").first
    folded.get_by_text("Show the output").click()
    expect(folded.locator("pre")).to_be_visible()
    folded.get_by_text("Hide the output").click()
    expect(folded.locator("pre")).to_be_hidden()


def test_an_equation_shows_beneath_the_pointer_and_goes_with_escape(page):
    card = page.locator("#preview")
    expect(card).to_be_hidden()
    for _ in range(20):  # formulas set on the way scroll the page, which hides the card
        page.locator(EQUATION).first.hover()
        with suppress(TimeoutError):
            card.locator("mjx-container").wait_for(timeout=3000)
            break
        page.mouse.move(0, 0)
    expect(card.locator("mjx-container")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_an_equation_shows_for_the_keyboard_and_describes_its_link(page):
    link = page.locator(EQUATION).first
    link.focus()
    expect(page.locator("#preview mjx-container")).to_be_visible()
    expect(link).to_have_attribute("aria-describedby", "preview")
    link.blur()
    expect(page.locator("#preview")).to_be_hidden()
    expect(link).not_to_have_attribute("aria-describedby", "preview")


def test_an_equation_stays_when_the_page_scrolls_to_its_link(page):
    page.evaluate(FOCUS_FAR)
    expect(page.locator("#preview mjx-container")).to_be_visible()


def test_a_symbol_that_is_tapped_says_what_it_means(page):
    letter(page, "#equation-dw", "\N{MATHEMATICAL ITALIC SMALL S}").click()
    expect(page.locator("#preview")).to_contain_text("stride: pixels from one")
    page.locator("article h1").click()
    expect(page.locator("#preview")).to_be_hidden()


def test_a_button_lists_the_symbols_of_an_equation(page):
    button = page.locator("#equation-dx-matmul + .symbols-button")
    expect(button).to_have_accessible_name("Symbols of equation (4.8)")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    listed = page.locator("#equation-dx-matmul ~ div > dl.symbols").first
    expect(listed.locator("dt")).to_have_count(7)
    expect(listed).to_contain_text("gradient of the im2col matrix")
    expect(listed).to_contain_text("kernels as a matrix, a row for each, in code W_mat")
    button.press("Enter")
    expect(listed).to_be_hidden()


def test_an_impatient_reader_gets_one_list_of_symbols(page):
    button = page.locator(".symbols-button").first
    before = page.locator("dl.symbols").count()
    button.evaluate("(node) => { for (let tap = 0; tap < 3; tap++) node.click(); }")
    expect(page.locator("dl.symbols")).to_have_count(before + 1)


def test_a_reference_to_an_equation_leads_to_it(page):
    page.locator(EQUATION).first.click()
    page.wait_for_url("**/forward.html#equation-forward")
    expect(page.locator("#equation-forward")).to_be_visible()


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_search_field_and_the_theme_switch(visit, scheme):
    reader = visit(scheme=scheme)
    page = reader.open("index.html")
    seen = set()
    for _ in range(3):
        page.locator(".article-header-buttons .theme-switch-button").click()
        seen.add(page.evaluate(THEME))
    page.evaluate("localStorage.clear()")  # the next reader chooses for itself
    assert seen == {"light", "dark"}
    page.keyboard.press("Control+k")
    page.keyboard.type("gradient")
    page.keyboard.press("Enter")
    page.locator("[data-hit] a").first.wait_for()
    found = page.locator("[data-hit] a").all_inner_texts()
    assert any("gradient" in title.lower() for title in found), found
    assert not reader.faults


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_has_its_colours_before_the_theme_runs(visit, theme):
    reader = visit(theme=theme)
    reader.page.route("**/*.js?*", lambda route: route.abort())
    reader.page.goto(f"{reader.site}index.html")
    assert reader.page.evaluate(THEME) == theme


def test_the_notebook_of_a_page_can_be_downloaded(visit):
    page = visit().open("im2col.html")
    page.locator("button[aria-label='Download this page']").click()
    with page.expect_download() as download:
        page.locator("a.btn-download-source-button").click()
    assert download.value.suggested_filename.endswith(".ipynb")


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_sidebar_of_a_phone_opens_and_leads_to_a_page(visit, scheme):
    reader = visit(scheme=scheme, width=390)
    page = reader.open("index.html")
    page.locator(".primary-toggle").first.click()
    chapter = page.get_by_role("link", name="Slide a kernel")
    chapter.locator("visible=true").first.click()
    page.wait_for_url("**/forward.html")
    assert not reader.faults


def test_a_finger_shows_an_equation_before_it_follows_the_link(browser, addresses):
    context = browser.new_context(
        has_touch=True, viewport={"width": 390, "height": 844}
    )
    page = Visit(context, addresses["http"]).open("backward.html")
    page.locator(EQUATION).first.tap()
    expect(page.locator("#preview mjx-container")).to_be_visible()
    whole = "(card) => card.scrollWidth <= card.clientWidth"
    assert page.locator("#preview").evaluate(whole), "the formula is cut off"
    assert page.url.endswith("/backward.html")
    page.locator(EQUATION).first.tap()
    page.wait_for_url("**/forward.html#equation-forward")
    context.close()


def test_a_page_whose_links_lead_to_equations_can_show_them(visit):
    reader = visit()
    page = reader.open("api.html")
    page.locator('article a[href*="#equation-"]').first.focus()
    expect(page.locator("#preview mjx-container")).to_be_visible()
    assert not reader.faults


def test_a_browser_without_popovers_lacks_the_previews_and_nothing_else(visit):
    reader = visit()
    reader.page.add_init_script("delete HTMLElement.prototype.popover")
    page = reader.open("im2col.html")
    page.locator('a.reference[href*="#equation-"]').first.hover()
    page.mouse.wheel(0, 300)
    page.locator(".symbols-button").first.click()
    expect(page.locator("dl.symbols dt").first).to_be_visible()
    assert not reader.faults
