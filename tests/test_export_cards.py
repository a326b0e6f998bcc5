"""The cards as they leave the book: a QTI package, and an Anki package."""

import json
import sqlite3
from dataclasses import replace
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from convlab.exercises.cards import CARDS, CHAPTERS, find
from export import anki, cards, qti

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
PACKAGE = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
ADDRESS = "https://example.org/course/forward.html#one-window"


@pytest.fixture(params=CARDS, ids=lambda card: card.name)
def card(request):
    return request.param


@pytest.fixture(scope="module")
def chapters():
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("BOOK_ADDRESS", raising=False)
        return cards.collect(None)


def score(item, answer):
    """Answer an item as a platform does: return the score and what is said."""
    declared = item.findall(f"{QTI}responseDeclaration")
    typed = dict(
        zip((each.get("identifier") for each in declared), answer, strict=True)
    )
    (condition,) = item.find(f"{QTI}responseProcessing")
    outcomes = {"SCORE": "0"}
    for branch in condition:
        if all(holds(test, typed) for test in branch.iter(f"{QTI}equal")):
            for outcome in branch.findall(f"{QTI}setOutcomeValue"):
                outcomes[outcome.get("identifier")] = outcome[0].text
            break
    shown = [
        "".join(feedback.itertext()).strip()
        for feedback in item.findall(f"{QTI}modalFeedback")
        if feedback.get("identifier") == outcomes[feedback.get("outcomeIdentifier")]
    ]
    return float(outcomes["SCORE"]), shown


def holds(equal, typed):
    """Tell whether a field holds the number that a condition compares it with."""
    variable, value = equal
    below, above = map(float, equal.get("tolerance").split())
    error = typed[variable.get("identifier")] - float(value.text)
    return -below <= error <= above


def plain(text):
    return text.replace("`", "")


def test_an_item_asks_scores_every_answer_and_names_the_mistake(card):
    item, said = ElementTree.fromstring(qti.write_item(card)), card.verdicts()
    body = item.find(f"{QTI}itemBody")
    asked, fields = "".join(body.itertext()), [*body.iter(f"{QTI}textEntryInteraction")]
    assert plain(card.given) in asked
    assert plain(card.question) in asked
    assert len(fields) == len(card.answer)
    assert score(item, card.answer) == (1, [plain(said["right"])])
    assert score(item, [n + 0.009 for n in card.answer])[0] == 1
    for slip in said["known"]:
        if len(slip["answer"]) == len(card.answer):
            assert score(item, slip["answer"]) == (0, [plain(slip["said"])])
    wrong = [f"Not yet. {plain(card.reasoning)}"]
    assert score(item, [*card.answer[:-1], 1234]) == (0, wrong)


def test_qti_manifest_and_test_name_every_file(chapters, tmp_path):
    paths = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for path in paths:
        qti.make_package(chapters, "A & B", path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with ZipFile(paths[0]) as archive:
        names = set(archive.namelist()) - {"imsmanifest.xml"}
        manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))
        test = ElementTree.fromstring(archive.read("test.xml"))
    files = {each.get("href") for each in manifest.iter(f"{PACKAGE}file")}
    asked = [each.get("href") for each in test.iter(f"{QTI}assessmentItemRef")]
    assert asked == [f"{card.name}.xml" for card in CARDS]
    assert names == files == {"test.xml", *asked}


def read_notes(chapters, path):
    """Make an Anki package, and return {guid: fields} and the names of its decks."""
    anki.make_package(chapters, "Book", path)
    with ZipFile(path) as archive:
        base = archive.extract("collection.anki2", path.parent)
    with sqlite3.connect(base) as opened:
        notes = dict(opened.execute("select guid, flds from notes"))
        (decks,) = opened.execute("select decks from col").fetchone()
    return notes, {deck["name"] for deck in json.loads(decks).values()}


def test_anki_gets_a_note_for_each_card_that_keeps_its_id(
    chapters, tmp_path, monkeypatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    one, two = tmp_path / "one.apkg", tmp_path / "two.apkg"
    notes, decks = read_notes(chapters, one)
    assert read_notes(chapters, two)[0] == notes
    assert one.read_bytes() == two.read_bytes()
    assert len(notes) == len(CARDS)
    assert len(decks - {"Default"}) == len(CHAPTERS)
    changed = [
        chapter._replace(cards=[(replace(c, why="x."), "") for c, _ in chapter.cards])
        for chapter in reversed(chapters)
    ]
    later, _ = read_notes(changed, two)
    assert later.keys() == notes.keys()
    assert not {*later.values()} & {*notes.values()}
    monkeypatch.setenv("BOOK_REPOSITORY", "https://example.org/us/fork")
    assert not read_notes(chapters, two)[0].keys() & notes.keys()


def test_a_note_has_the_question_the_answer_and_the_mistakes(card):
    fields = anki.write_fields(card, ADDRESS)
    assert fields["Question"] == cards.markup(card.question)
    assert fields["Given"] == cards.markup(card.given)
    assert "Right: " + fields["Answer"] == cards.markup(card.verdicts()["right"])
    assert fields["Mistakes"].count("<li>") == len(card.known)


def test_both_lead_to_the_section_if_the_book_has_an_address():
    card = find("second-window")
    assert f'<a href="{ADDRESS}">' in qti.write_item(card, ADDRESS).decode()
    assert "<a " not in qti.write_item(card).decode()
    assert anki.write_fields(card, ADDRESS)["Source"] == ADDRESS


def test_code_is_marked_and_everything_else_is_text():
    assert cards.markup("a < `b & c`?") == "a &lt; <code>b &amp; c</code>?"
