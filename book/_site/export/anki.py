"""The predict cards as an Anki package: a deck for each chapter.

Every id comes from the book and a name: a second import updates its cards in place.
"""

import zlib
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import genanki

from address import read_identity, read_moment
from convlab.exercises.cards.card import CONVENTIONS
from export.archive import write_zip
from export.cards import markup

FRONT = """{{#Given}}<p>{{Given}}</p>{{/Given}}
<p class="question">{{Question}}</p>
<p>Answer with {{Expected}}.</p>
<p class="small">CONVENTIONS</p>""".replace("CONVENTIONS", CONVENTIONS)
BACK = """{{FrontSide}}<hr id="answer">
<p>{{Answer}}</p>
<details><summary>I had another answer</summary>
<ul>{{Mistakes}}</ul><p>{{Reasoning}}</p></details>
{{#Source}}<p><a href="{{Source}}">In the book</a></p>{{/Source}}"""
STYLE = """.card { max-width: 38rem; margin: auto; font: 1.2rem/1.5 sans-serif; }
.question { font-weight: 600; }
.small { font-size: 0.9rem; opacity: 0.8; }"""


def identify(name):
    """Return a number for a name, in the range that Anki keeps for such ids."""
    name = f"{read_identity('convlab')} {name}"
    return (1 << 30) + zlib.crc32(name.encode()) % (1 << 30)


def write_fields(card, source):
    """Return the fields of a note as HTML, by name."""
    said = card.verdicts()
    return {
        "Question": markup(card.question),
        "Given": markup(card.given),
        "Expected": card.kind.words,
        "Answer": markup(said["right"].removeprefix("Right: ")),
        "Mistakes": "".join(f"<li>{markup(e['said'])}</li>" for e in said["known"]),
        "Reasoning": markup(card.reasoning),
        "Source": source,
    }


def make_package(chapters, title, target):
    """Write all decks into one file: Anki replaces a note by one that is newer."""
    card = {"name": "Card", "qfmt": FRONT, "afmt": BACK}
    fields = [{"name": name} for name in write_fields(*chapters[0].cards[0])]
    kind = "Predict (convlab)"
    model = genanki.Model(identify(kind), kind, fields, [card], css=STYLE)
    decks = []
    for n, chapter in enumerate(chapters, start=1):
        name = f"{title}::{n:02} {chapter.title}"
        decks.append(genanki.Deck(identify(chapter.page), name))
        for each, source in chapter.cards:
            texts = [*write_fields(each, source).values()]
            guid = genanki.guid_for(read_identity("convlab"), each.name)
            decks[-1].add_note(genanki.Note(model, texts, guid=guid))
    with TemporaryDirectory() as folder:
        made = f"{folder}/made.apkg"
        genanki.Package(decks).write_to_file(made, timestamp=read_moment())
        with ZipFile(made) as archive:
            write_zip({n: archive.read(n) for n in archive.namelist()}, target)
