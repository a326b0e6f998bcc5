"""What a reader types, or follows a link with, is text on the page and never markup."""

from urllib.parse import quote, urlencode

import pytest
from explorer import FOLLOW, HOME
from playwright.sync_api import expect

MARKUP = '<img src=x onerror="window.injected=1"><b id=mark>bold</b><script>1</script>'
FOUND = "document.querySelectorAll('#mark, img[src=x], img[onerror]').length"
REFUSED = ["view", "step", "H", "stride", "padding"]  # with all of their link
LEFT_OUT = ["pinned", "unknown"]


@pytest.fixture(scope="module", params=["http", "file"])
def visited(request, begin_visit):
    """Return a visit that the tests below share."""
    reader = begin_visit(request.param)
    reader.open(HOME)
    yield reader
    reader.page.close()


@pytest.fixture
def reader(visited):
    visited.faults.clear()
    yield visited
    assert visited.page.evaluate(FOUND) == 0
    assert not visited.faults  # nor did the policy have to refuse anything


@pytest.mark.parametrize("place", REFUSED + LEFT_OUT)
def test_a_link_to_a_moment_with_markup(reader, place):
    moment = {"explorer": "forward", "H": 4, "step": 1}
    reader.page.evaluate(FOLLOW, urlencode(moment))
    reader.page.evaluate(FOLLOW, urlencode(moment | {"step": 2} | {place: MARKUP}))
    explorer = reader.page.locator('[data-explorer="forward"]')
    step = "1" if place in REFUSED else "2"
    expect(explorer).to_have_attribute("data-step", step)


def test_a_search_for_markup(reader):
    page = reader.open(f"search.html?q={quote(MARKUP)}")
    page.get_by_text("did not match any documents").wait_for()
    assert page.locator("input[name=q]").last.input_value() == MARKUP


def test_markup_to_highlight(reader):
    reader.open(f"glossary.html?highlight={quote(MARKUP)}")


def test_an_explorer_named_by_markup(reader):
    reader.open(f"{HOME}#explorer={quote(MARKUP)}")


def test_an_answer_with_markup(reader):
    page = reader.open("forward.html")
    card = page.locator("[data-predict]").first
    card.get_by_role("textbox").fill(MARKUP)
    card.get_by_role("button", name="Check").click()
    assert "could not be read" in card.get_by_role("status").inner_text()
