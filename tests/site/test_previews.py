"""Previews: an equation where it is referred to, a symbol where it stands."""

import pytest
from playwright.sync_api import expect

LINK = 'article a[href="forward.html#equation-forward"]'
MATMUL = {*"Znfmbk", "b(f)", "K_H", "K_W", "C", "W^mat", "X^col"}
ENTROPY = {*"LBn", "p_n,tn", "t_n"}
# The meaning of a letter of a formula: one by its label, or the first whose source,
# as the screen reader has it, begins so.
MEANING = """async ([formula, letter]) => {
  const sources = [...MathJax.startup.document.math];
  const isIt = ({ math }) => math.trim().startsWith(formula);
  const drawn = formula.startsWith("#")
    ? document.querySelector(formula) : sources.find(isIt).typesetRoot;
  const read = (mi) => String.fromCodePoint(Number.parseInt(
    mi.querySelector("mjx-c").className.match(/mjx-c([0-9A-F]+)/)[1], 16));
  const mi = [...drawn.querySelectorAll("mjx-mi")].find(
    (each) => each.querySelector("mjx-c") && read(each).normalize("NFKC") === letter);
  return bookSymbols.symbolOf(mi)?.meaning ?? null;
}"""


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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("notation", {"activation": {"x", "l", "n", "i", "j", "f", "\u03c3", "z"}}),
        ("forward", {"same": {"P_top", "P_bottom", "s", "H", "K_H"}}),
        ("im2col", {"forward-matmul": MATMUL, "corner": {"i", "j", "s", "W", "C"}}),
        ("backward", {"dw-matmul": {"dW^mat", "n", "m", "dZ", "f", "k", "X^col"}}),
        ("general", {"extent": {"E_H", "d_h", "K_H", "E_W", "d_w", "K_W"}}),
        ("fast", {"toom-cook": set("zjuAGwBx"), "spectrum": {"Z_u", "X_u", "W_u"}}),
        ("learning", {"max-pool": set("znijcpqxs"), "cross-entropy": ENTROPY}),
    ],
)
def test_a_formula_has_the_symbols_that_it_shows(visit, name, expected):
    page = visit().open(f"{name}.html")
    for label, names in expected.items():
        equation = page.locator(f"#equation-{label}")
        found = equation.evaluate("(e) => bookSymbols.symbolsIn(e).map((s) => s.name)")
        assert set(found) == names


@pytest.mark.parametrize(
    ("name", "formula", "letter", "meaning"),
    [
        ("fast", "#equation-lowered", "L", "lowered matrix"),
        ("fast", "W^\\text{mat}", "W", "kernels as a matrix, a row for each"),
        (
            "exercises/layer",
            "W^\\text{mat}",
            "W",
            "kernels as a matrix, a row for each",
        ),
        ("fast", "\\langle \\text{spread}", "b", "several things in this chapter"),
        ("fast", "#equation-winograd", "T", None),
        ("learning", "#equation-softmax", "p", "probability that image"),
        ("learning", "#equation-max-pool", "p", "row inside a kernel"),
        ("gradients", "u", "u", "relative error of one rounding"),
        ("general", "#equation-extent", "d", "dilation down"),
    ],
)
def test_a_letter_means_what_its_chapter_says(visit, name, formula, letter, meaning):
    page = visit().open(f"{name}.html")
    found = page.evaluate(MEANING, [formula, letter])
    assert found is None if meaning is None else found.startswith(meaning)


def test_a_page_whose_links_lead_to_equations_can_show_them(visit):
    reader = visit()
    page = reader.open("api.html")
    page.locator('article a[href*="#equation-"]').first.hover()
    expect(page.locator("#preview mjx-container")).to_be_visible()
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
