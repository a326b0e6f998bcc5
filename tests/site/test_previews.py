"""Previews: an equation where it is referred to, a symbol where it stands."""

import pytest
from playwright.sync_api import expect
from visit import Visit

LINK = 'article a[href="forward.html#equation-forward"]'
FOCUS_FAR = """() => new Promise((done) => {
  const next = () => requestAnimationFrame(() => requestAnimationFrame(() => done()));
  addEventListener("scroll", next, { once: true });
  [...document.querySelectorAll('a.reference[href*="#equation-"]')].at(-1).focus();
})"""


@pytest.fixture(scope="module", params=["http", "file"])
def visited(request, begin_visit):
    """Return a visit that the first tests share."""
    reader = begin_visit(request.param)
    reader.open("backward.html")
    yield reader
    reader.page.close()


@pytest.fixture
def reader(visited):
    yield visited
    visited.page.keyboard.press("Escape")
    visited.page.mouse.move(0, 0)
    assert not visited.faults


def letter(page, formula, text):
    """Return the drawn letter, of which MathJax keeps the code alone."""
    code = f"{ord(text):X}"
    return page.locator(f"{formula} mjx-mi:has(> mjx-c.mjx-c{code})").first


def test_an_equation_shows_beneath_the_pointer_and_goes_with_escape(reader):
    card = reader.page.locator("#preview")
    expect(card).to_be_hidden()
    reader.page.locator(LINK).first.hover()
    expect(card.locator("mjx-container")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_an_equation_shows_for_the_keyboard_and_describes_its_link(reader):
    link = reader.page.locator(LINK).first
    link.focus()
    expect(reader.page.locator("#preview mjx-container")).to_be_visible()
    expect(link).to_have_attribute("aria-describedby", "preview")
    link.blur()
    expect(reader.page.locator("#preview")).to_be_hidden()
    expect(link).not_to_have_attribute("aria-describedby", "preview")


def test_an_equation_stays_when_the_page_scrolls_to_its_link(reader):
    reader.page.evaluate(FOCUS_FAR)
    expect(reader.page.locator("#preview mjx-container")).to_be_visible()


def test_a_finger_shows_an_equation_before_it_follows_the_link(browser, addresses):
    context = browser.new_context(
        has_touch=True, viewport={"width": 390, "height": 844}
    )
    page = Visit(context, addresses["http"]).open("backward.html")
    page.locator(LINK).first.tap()
    expect(page.locator("#preview mjx-container")).to_be_visible()
    assert page.url.endswith("/backward.html")
    page.locator(LINK).first.tap()
    page.wait_for_url("**/forward.html#equation-forward")
    context.close()


def test_a_symbol_that_is_tapped_says_what_it_means(reader):
    letter(reader.page, "#equation-dw", "\N{MATHEMATICAL ITALIC SMALL S}").click()
    expect(reader.page.locator("#preview")).to_contain_text("stride: pixels from one")
    reader.page.locator("article h1").click()
    expect(reader.page.locator("#preview")).to_be_hidden()


def test_a_button_lists_the_symbols_of_an_equation(reader):
    button = reader.page.locator("#equation-dx-matmul + .symbols-button")
    expect(button).to_have_accessible_name("Symbols of equation (4.8)")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    listed = reader.page.locator("#equation-dx-matmul ~ div > dl.symbols").first
    expect(listed.locator("dt")).to_have_count(7)
    expect(listed).to_contain_text("gradient of the im2col matrix")
    expect(listed).to_contain_text("kernels as a matrix, a row for each, in code W_mat")
    button.press("Enter")
    expect(listed).to_be_hidden()


def test_a_page_whose_links_lead_to_equations_can_show_them(visit):
    reader = visit()
    page = reader.open("api.html")
    link = page.locator('article a[href*="#equation-"]').first
    formula = page.locator("#preview mjx-container")
    for _ in range(20):  # a page that is still being set scrolls, and hides it again
        link.hover()
        page.wait_for_timeout(500)
        if formula.is_visible():
            break
        page.mouse.move(0, 0)
    expect(formula).to_be_visible()
    assert not reader.faults


def test_an_impatient_reader_gets_one_list_of_symbols(visit):
    page = visit().open("backward.html")
    page.locator(".symbols-button").first.evaluate(
        "(button) => { for (let tap = 0; tap < 3; tap++) button.click(); }"
    )
    expect(page.locator("dl.symbols")).to_have_count(1)


def test_a_browser_without_popovers_lacks_the_previews_and_nothing_else(visit):
    reader = visit()
    reader.page.add_init_script("delete HTMLElement.prototype.popover")
    page = reader.open("backward.html")
    page.locator(LINK).first.hover()
    page.mouse.wheel(0, 300)
    page.locator(".symbols-button").first.click()
    expect(page.locator("dl.symbols dt").first).to_be_visible()
    assert not reader.faults
