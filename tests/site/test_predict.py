"""The predict cards in the built book: typing, checking, verdicts, screen readers."""

import json
import re

import pytest
from built_site import read_page
from playwright.sync_api import expect
from visit import axe

from convlab.exercises.cards import CARDS, CHAPTERS, find
from export import printed
from export.cards import find_sections

MINUS = "\N{MINUS SIGN}"
MARK = """(node) => getComputedStyle(node, "::before").content"""
# All at once, since a browser draws the page again after each call.
ANSWER = """(card, texts) => texts.map((text) => {
  card.querySelector("input").value = text;
  card.querySelector("form").requestSubmit();
  const verdict = card.querySelector("[aria-live]");
  return [verdict.dataset.verdict, verdict.innerText, verdict.dataset.mistakes];
})"""
FITS = """(card) => {
  const inside = [...card.querySelectorAll("*")].every(
    (node) => node.getBoundingClientRect().right <= innerWidth);
  return inside && card.scrollWidth <= card.clientWidth;
}"""
SHAPES = ["(2, 2, 2, 3)", "2,2,2,3", "2X2x2x3", "2 * 2 * 2 * 3", "[2 2 2 3]"]
SHAPES += ["(2, 2, 2, 3,)", "2; 2; 2; 3", "2 by 2 by 2 by 3", "(2.0, 2, 2, 3)"]
SHAPES += ["2\N{MULTIPLICATION SIGN}2 \N{MULTIPLICATION SIGN} 2 x 3"]
SHAPES += ["\uff082\uff0c2\uff0c2\uff0c3\uff09"]  # as typed in Chinese
HOMES = {card.name: page for page, cards in CHAPTERS.items() for card in cards}


def typed(answer):
    return ", ".join(map(str, answer))


class Drawn:
    """One card of a page, as a reader works it."""

    def __init__(self, page, name):
        self.card, self.page = find(name), page
        self.root = page.locator(f'[data-predict="{name}"]')
        self.field = self.root.get_by_role("textbox")
        self.verdict = self.root.get_by_role("status")

    def answer(self, text):
        """Answer, and return the verdict, its sentence and the mistakes it names."""
        return self.answers([text])[0]

    def answers(self, texts):
        """Answer once for each text, and return what `answer` does for each."""
        return self.root.evaluate(ANSWER, texts)


@pytest.fixture(scope="module")
def pages(begin_visit):
    """Return the chapters, opened once."""
    readers, opened = [], {}
    for chapter in CHAPTERS:  # a page that waits behind others is slow
        readers.append(begin_visit())
        opened[chapter] = readers[-1].open(f"{chapter}.html")
    yield opened
    for reader in readers:
        assert not reader.faults
        reader.page.close()


@pytest.fixture(params=CARDS, ids=lambda card: card.name)
def drawn(request, pages):
    return Drawn(pages[HOMES[request.param.name]], request.param.name)


@pytest.fixture
def number(pages):
    """Return a card that asks for one number, which may be negative."""
    return Drawn(pages["forward"], "second-window")


def said(text):
    """Return what a sentence looks like when its code is set as code."""
    return text.replace("`", "")


def unknown(card):
    """Return a wrong answer that no known mistake gives."""
    start = 1000
    while (answer := (start, *card.answer[1:])) in card.known:
        start += 1
    return answer


def test_a_card_asks_and_has_said_nothing_yet(drawn):
    """It comes first: the tests below answer on the same pages."""
    card, field, verdict = drawn.card, drawn.field, drawn.verdict
    expect(drawn.root).to_have_count(1)
    expect(field).to_have_accessible_name(said(card.question))
    expect(field).to_have_accessible_description(f"Type {card.kind.words}.")
    assert field.input_value() == ""
    expect(verdict).to_have_attribute("aria-live", "polite")
    expect(verdict).to_have_attribute("data-verdict", "")
    assert verdict.inner_text() == ""
    answers = [typed(answer) for answer in (card.answer, *card.known)]
    plain = all(re.fullmatch("[0-9]+", answer) for answer in answers)
    assert plain or field.get_attribute("inputmode") == "text"


def test_a_card_judges_every_answer(drawn):
    card = drawn.card
    right, *known, other = card.answer, *card.known, unknown(card)
    found = drawn.answers([typed(answer) for answer in (right, *known, other)])
    verdict, sentence, _ = found[0]
    assert (verdict, sentence) == ("right", said(card.verdicts()["right"]))
    assert sentence.startswith("Right: ")
    given = {each["answer"]: each for each in card.verdicts()["known"]}
    assert [*given] == known
    for answer, (verdict, sentence, named) in zip(known, found[1:-1], strict=True):
        assert (verdict, sentence) == ("known-mistake", said(given[answer]["said"]))
        assert re.match(r"Not yet: .+\. ", sentence)
        assert named.split() == given[answer]["mistakes"]
    verdict, sentence, named = found[-1]
    assert (verdict, named) == ("wrong", "")
    assert re.match(r"Not yet: .+ is not it\. ", sentence)
    assert sentence.endswith(said(card.reasoning))


def test_a_card_judges_nothing_that_is_no_answer(drawn):
    words, count = drawn.card.kind.words, len(drawn.card.answer)
    expected = "one number" if count == 1 else f"{count} numbers"
    asked = dict.fromkeys(["", "   "], f"Type {words}, then check it.")
    for text in ("seven", "7 and a half", "1/2", "()", "--3", "x", "1e1"):
        asked[text] = f"That could not be read. Type {words}."
    asked[typed([1000] * 5)] = f"That is 5 numbers; expected: {expected}."
    found = dict(zip(asked, drawn.answers([*asked]), strict=True))
    assert found == {text: ["", sentence, ""] for text, sentence in asked.items()}


def test_a_number_may_be_typed_as_people_type_it(number):
    texts = ["7", " 7 ", "+7", "7.0", "(7)", "z[0, 1] = 7", "7."]
    for text, found in zip(texts, number.answers(texts), strict=True):
        assert found[0] == "right", text


def test_a_minus_and_a_fraction_may_be_typed_as_people_type_them(pages):
    drawn = Drawn(pages["backward"], "dw-last-weight")
    texts = ["-9", f"{MINUS}9", " - 9", "\N{EN DASH}9", "-9.0"]
    for text, (verdict, sentence, _) in zip(texts, drawn.answers(texts), strict=True):
        assert verdict == "known-mistake", text
        assert sentence.startswith(f"Not yet: {MINUS}9. "), text
    texts = ["2.25", "2.250", "+2.25"]
    for text, (verdict, sentence, _) in zip(texts, drawn.answers(texts), strict=True):
        assert verdict == "known-mistake", text
        assert "2.25. One of these may be why" in sentence, text


def test_a_shape_may_be_typed_as_people_type_it_but_in_this_order(pages):
    shape = Drawn(pages["forward"], "batch-shape")
    for text, found in zip(SHAPES, shape.answers(SHAPES), strict=True):
        assert found[0] == "right", text
    assert shape.answer("(3, 2, 2, 2)")[0] == "wrong"


def test_the_keyboard_alone_is_enough(visit):
    page = visit().open("forward.html")
    drawn = Drawn(page, "second-window")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the sidebar
    for _ in range(30):
        page.keyboard.press("Tab")
        if drawn.field.evaluate("(node) => node === document.activeElement"):
            break
    expect(drawn.field).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(drawn.verdict).to_have_attribute("data-verdict", "known-mistake")
    expect(drawn.field).to_be_focused()
    page.keyboard.press("Backspace")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    expect(drawn.root.get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Space")
    expect(drawn.verdict).to_have_attribute("data-verdict", "right")


def test_a_click_is_enough(pages):
    drawn = Drawn(pages["im2col"], "product-shape")
    drawn.field.fill("2 x 4 x 3")
    drawn.root.get_by_role("button", name="Check").click()
    expect(drawn.verdict).to_have_attribute("data-verdict", "known-mistake")


def test_a_screen_reader_hears_the_whole_sentence(number):
    number.answer("4")
    known = find("second-window").verdicts()["known"]
    (heard,) = [said(each["said"]) for each in known if each["answer"] == (4,)]
    assert heard.startswith("Not yet: 4. One of these may be why. ")
    assert number.verdict.aria_snapshot() == f"- status: {json.dumps(heard)}"


def test_the_same_verdict_is_said_again(number):
    number.answer("4")
    number.verdict.evaluate("""(node) => {
      window.changes = 0;
      new MutationObserver((seen) => { window.changes += seen.length; })
        .observe(node, { childList: true });
    }""")
    number.answer("4")
    assert number.page.evaluate("window.changes") > 0


def test_right_and_wrong_are_told_apart_without_colour(number):
    marks = set()
    for text in ("7", "4", "1000", ""):
        number.answer(text)
        marks.add(number.verdict.evaluate(MARK).split("/")[0])
    assert len(marks) == 3  # a known wrong answer is as wrong as another


def test_no_answer_can_be_read_in_the_source_of_a_page(site):
    for chapter, cards in CHAPTERS.items():
        source = (site / f"{chapter}.html").read_text("utf-8")
        state = source[source.index("widget-state+json") :].split("</script>")[0]
        for card in cards:
            sentences = [card.reasoning, card.verdicts()["right"]]
            sentences += [each.did for each in card.wrong_answers]
            assert not [each for each in sentences if each in state], card.name
            assert f'"name": "{card.name}"' in state, "look where the cards are"


def test_a_card_works_from_disk(visit):
    reader = visit(scheme="file")
    page = reader.open("im2col.html")
    assert Drawn(page, "unit-at-address").answer("1 2 0 1")[0] == "right"
    assert not reader.faults


def test_axe_finds_no_barrier_after_an_answer_and_it_fits(visit):
    page = visit().open("im2col.html")
    drawn = Drawn(page, "unit-at-address")
    answers = {
        "": "",
        "1 2 0 1": "right",
        "1 0 2 1": "known-mistake",
        "9 9 9 9": "wrong",
    }
    for theme, width in [("light", 390), ("dark", 1280)]:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        for text, verdict in answers.items():
            assert drawn.answer(text)[0] == verdict
            assert axe(page, '[data-predict="unit-at-address"]') == []
            assert drawn.root.evaluate(FITS)


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("name", ["tile-products", "review-dx"])
def test_in_a_frame_there_is_the_card_and_its_source_alone(visit, name, scheme):
    reader = visit(scheme=scheme, width=390)
    page = reader.open(f"{HOMES[name]}.html?embed={name}")
    drawn = Drawn(page, name)
    shown = page.locator("body").inner_text()
    assert shown.startswith(
        said(f"{drawn.card.given}\n\nCounting starts at 0.".strip())
    )
    assert shown.endswith(page.title())
    assert drawn.answer(typed(drawn.card.answer))[0] == "right"
    expect(page.locator("base")).to_have_attribute("target", "_blank")
    assert not reader.faults  # before axe, which cannot read stylesheets from disk
    assert axe(page, "article") == []
    page.goto(page.get_by_role("link").last.evaluate("(a) => a.href"))
    expect(page.locator("section:target script[type*=view]").first).to_be_attached()


def test_in_its_chapter_a_card_repeats_nothing(number):
    expect(number.root.locator(".given").first).to_be_hidden()
    expect(number.root.locator(".given").last).to_be_hidden()


def test_a_frame_for_no_card_shows_the_page(visit):
    page = visit().open("forward.html?embed=second-windw")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_every_card_is_in_the_list_of_frames_and_in_a_section(site):
    links = read_page(site / "explorers.html").links
    frames = [link for link in links if "?embed=" in link]
    assert frames == [f"{HOMES[c.name]}.html?embed={c.name}" for c in CARDS]
    for page, made in CHAPTERS.items():
        sections = find_sections(printed.read_page(site, page))
        assert sections.keys() == {card.name for card in made}
        assert {*sections.values()} <= read_page(site / f"{page}.html").ids
