"""Previews: an equation where it is referred to, a symbol where it stands."""

import pytest
from playwright.sync_api import expect

LINK = 'article a[href="forward.html#equation-forward"]'


@pytest.fixture(params=["http", "file"])
def reader(request, visit):
    reader = visit(scheme=request.param)
    reader.open("backward.html")
    yield reader
    assert not reader.faults


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
    listed = reader.page.locator("#equation-dx-matmul ~ dl.symbols").first
    expect(listed.locator("dt")).to_have_count(7)
    expect(listed).to_contain_text("gradient of the im2col matrix")
    expect(listed).to_contain_text("kernels as a matrix, a row for each, in code W_mat")
    button.press("Enter")
    expect(listed).to_be_hidden()


def test_a_letter_means_what_its_chapter_says(visit):
    reader = visit()
    page = reader.open("fast.html")
    capital = letter(page, "#equation-lowered", "\N{MATHEMATICAL ITALIC CAPITAL L}")
    capital.click()
    expect(page.locator("#preview")).to_contain_text("lowered matrix")
    assert not reader.faults


def test_most_letters_of_numbered_equations_are_explained(visit):
    page = visit().open("backward.html")
    silent = page.evaluate("""() =>
      [...document.querySelectorAll("article [id^=equation-] mjx-mi")]
        .filter((letter) => !bookSymbols.symbolOf(letter)).length""")
    assert silent <= 9, "T, primed letters and the Z of dZ, which the d explains"
