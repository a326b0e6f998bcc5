"""The search finds the section that answers a question, and shows what it found.

Readers' questions are in search_questions.toml, with the sections that answer them.
"""

import re
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import expect
from visit import axe, weigh

QUESTIONS = Path(__file__).with_name("search_questions.toml")
FIRST = 3  # results that a reader looks at
LEAST = {"sentence": 30, "words": 34}  # of the questions, asked in either way
RANK = """(question) =>
  globalThis.bookRanking.rank(question).hits.map(({ address }) => address)"""
LIMIT = 150_000  # bytes, compressed as a host would send them
HITS = "[data-hit]"
SUMMARY = "[data-search-summary]"


@pytest.fixture(scope="module")
def questions():
    return tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]


@pytest.fixture(scope="module")
def searcher(begin_visit):
    """Return a visit to the search page that the tests of the ranking share."""
    reader = begin_visit("file")
    reader.open("search.html")
    yield reader
    assert not reader.faults
    reader.page.close()


@pytest.fixture
def rank(searcher):
    """Return a function that gives the addresses found, the best first."""
    return lambda words: searcher.page.evaluate(RANK, words)


def field(page):
    return page.locator(".bd-search-container input[name=q]")


def test_sections_that_answer_questions_exist(questions, site):
    for name, anchor in (each.split("#") for q in questions for each in q["sections"]):
        assert f'id="{anchor}"' in (site / name).read_text("utf-8"), anchor


@pytest.mark.parametrize("asked", LEAST)
def test_a_section_that_answers_is_among_the_first(rank, questions, asked):
    missed = [q for q in questions if not {*rank(q[asked])[:FIRST]} & {*q["sections"]}]
    assert len(questions) - len(missed) >= LEAST[asked], [q[asked] for q in missed]


def test_every_result_leads_to_a_place(rank, questions, site):
    found = {address for q in questions for address in rank(q["words"])}
    assert len(found) > 100
    for name, anchor in (address.split("#") for address in found):
        assert f'id="{anchor}"' in (site / name).read_text("utf-8"), anchor


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("atrous convolution", "dilated convolutions"),
        ("1 by 1 convolution", "1\N{MULTIPLICATION SIGN}1 convolution"),
        ("normalise a batch", "normalize a batch"),
        ("equivariance", "equivarience"),
        ("Toeplitz", "toepl"),
    ],
)
def test_other_words_and_other_spellings_find_the_same(rank, words, same):
    assert {*rank(words)[:2]} & {*rank(same)[:2]}


@pytest.mark.parametrize("words", ["max pooling", "batch average", "col2im"])
def test_a_chapter_comes_before_questions_and_functions(rank, words):
    pages = [address.split("#")[0] for address in rank(words)]
    later = [k for k, name in enumerate(pages) if name.startswith(("questions", "api"))]
    assert later
    assert min(later) > 0


def test_a_heading_without_text_comes_after_what_it_heads(rank):
    found = rank("zeros around the image padding")
    inner = found.index("forward.html#why-pad-at-all")
    heading = "forward.html#zeros-around-the-image-padding"
    assert heading not in found or found.index(heading) > inner


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_sidebar_leads_to_results_and_they_to_sections(visit, scheme):
    reader = visit(scheme=scheme)
    page = reader.open("exercises/forward.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("full convolution")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("full convolution")
    expect(page.locator(SUMMARY)).to_have_text(re.compile(r"\d+ sections found\."))
    first = page.locator(HITS).first
    expect(first).to_contain_text("4. Send the gradient back")
    assert "full" in first.locator("mark").all_inner_texts()
    first.get_by_role("link").click()
    page.wait_for_url("**/backward.html#why-the-kernel-is-flipped*")
    assert not reader.faults


def test_only_the_search_page_loads_what_it_needs(visit, site):
    for name, number in {"index": 0, "search": 1}.items():
        reader = visit()
        reader.open(f"{name}.html")
        weights = weigh(reader.responses)
        loaded = [size for path, size in weights.items() if "search-data" in path]
        assert len(loaded) == number
        assert sum(loaded) < LIMIT
    assert not [*site.rglob("searchindex.js"), *site.rglob("searchtools.js")]


def test_results_follow_what_is_typed(visit):
    page = visit(scheme="file").open("search.html")
    expect(page.locator(SUMMARY)).to_have_text("Type a few words, or a question.")
    field(page).press_sequentially("winograd")
    expect(page.locator(f"{HITS} h2 a").first).to_have_text(
        re.compile("winograd", re.I)
    )
    page.wait_for_url("**/search.html?q=winograd")
    field(page).fill("")
    expect(page.locator(HITS)).to_have_count(0)


def test_nothing_found_says_so_and_where_else_to_look(visit):
    page = visit().open("search.html?q=zyzzyva")
    expect(page.locator(SUMMARY)).to_contain_text(
        "Nothing in the book matches “zyzzyva”"
    )
    expect(page.locator(SUMMARY).get_by_role("link", name="glossary")).to_be_visible()
    expect(page.locator(HITS)).to_have_count(0)


def test_a_word_that_no_section_has_is_named(visit):
    page = visit().open("search.html?q=stride+zyzzyva")
    expect(page.locator(SUMMARY)).to_contain_text("nowhere in the book: “zyzzyva”")
    expect(page.locator(HITS)).not_to_have_count(0)


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_results_are_open_to_everyone(visit, theme, width):
    page = visit(theme=theme, width=width).open("search.html?q=sliding_window_view")
    assert page.locator(HITS).count() > 3
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
