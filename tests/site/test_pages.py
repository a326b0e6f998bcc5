"""Every page in a browser: it loads by itself, and its formulas are set."""

import re

import pytest
from built_site import EVERY_PAGE
from visit import VIEWS
from weight import limit, weigh

# The sign after a formula, where it stands below it: it begins a line.
LOST = """() => [...document.querySelectorAll("main span.math")].filter((formula) => {
  const next = formula.nextSibling;
  if (!/^[.,:;)!?]/.test(next?.data)) return false;
  const sign = document.createRange();
  sign.setStart(next, 0);
  sign.setEnd(next, 1);
  const { top, width } = sign.getBoundingClientRect();
  return width && top > formula.getBoundingClientRect().bottom - 2;
}).map((formula) => formula.parentElement.textContent)"""


@pytest.fixture(scope="module", params=["http", "file"])
def scheme(request):
    return request.param


@pytest.fixture(scope="module", params=EVERY_PAGE)
def reader(request, scheme, begin_visit):
    """Return a visit that every test of this page shares and none changes."""
    reader = begin_visit(scheme)
    reader.open(f"{request.param}.html")
    yield reader
    reader.page.close()


def test_page_loads_from_its_own_folder_without_an_error(reader):
    assert not reader.faults


def test_page_is_light_with_the_code_of_its_explorers(reader):
    weights = weigh(reader.responses)
    assert sum(weights.values()) < limit(reader.page), weights
    has_widgets = reader.page.locator(VIEWS).count() > 0
    assert any("/_static/widgets/" in path for path in weights) == has_widgets


def test_every_formula_is_typeset(reader):
    unset = reader.page.locator(":is(span, div).math:not(:has(mjx-container))")
    assert unset.all_text_contents() == []
    broken = reader.page.locator("mjx-merror, [data-mjx-error]")
    assert broken.all_text_contents() == []


# Pages without formulas: what holds a browser up for seconds may cost it the letters.
@pytest.mark.parametrize("name", ["index", "glossary", "search"])
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


@pytest.mark.parametrize("name", ["forward", "backward", "general", "fast", "symbols"])
def test_no_line_begins_with_what_follows_a_formula(visit, name):
    page = visit(width=390).open(f"{name}.html")
    assert page.evaluate(LOST) == []


def test_no_formula_or_reference_is_left_as_source(reader):
    text = reader.page.locator("main").inner_text()
    assert "(???)" not in text, "an equation is referred to that has no number"
    assert "\\(" not in text
    assert "\\[" not in text


def test_every_labelled_equation_shows_its_own_number(reader):
    labelled = reader.page.locator('div.math[id^="equation-"]')
    numbers = labelled.locator(".eqno").all_inner_texts()
    assert len(set(numbers)) == labelled.count()
    assert [number for number in numbers if not re.search(r"\d", number)] == []


def test_a_reference_to_an_equation_on_another_page_leads_to_it(visit):
    reader = visit()
    page = reader.open("backward.html")
    page.locator('a[href$="forward.html#equation-forward"]').first.click()
    page.wait_for_url("**/forward.html#equation-forward")
    assert page.locator("#equation-forward").is_visible()


def test_search_finds_a_word(visit):
    reader = visit()
    page = reader.open("search.html?q=gradient")
    page.locator("#search-results li a").first.wait_for()
    found = page.locator("#search-results li a").all_inner_texts()
    assert any("gradient" in title.lower() for title in found), found
    assert not reader.faults


def test_the_search_field_leads_to_results(visit, scheme):
    reader = visit(scheme=scheme)
    page = reader.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("kernel")
    page.keyboard.press("Enter")
    page.locator("#search-results li a").first.wait_for()
    assert not reader.faults


def test_the_notebook_of_a_page_can_be_downloaded(visit):
    page = visit().open("im2col.html")
    page.locator("button[aria-label='Download this page']").click()
    with page.expect_download() as download:
        page.locator("a.btn-download-source-button").click()
    assert download.value.suggested_filename.endswith(".ipynb")
