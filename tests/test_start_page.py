"""The page that `make lab` opens on lists every notebook, in the order of the book."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "book"
PAGE = (BOOK / "0-start.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|") and "](" in line]
ENTRY = re.compile(r"\[(.+?)\]\((.+?)\) \| (\d+)")
PARTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
LISTED = [
    entry
    for part in PARTS
    for chapter in part["chapters"]
    for entry in (chapter, *chapter.get("sections", []))
]
EXERCISES = [entry for entry in LISTED if entry["file"].startswith("exercises/")]
CHAPTERS = [e for part in PARTS if part.get("numbered") for e in part["chapters"]]
MINUTES = {
    "fifteen minutes": 15,
    "twenty minutes": 20,
    "twenty-five minutes": 25,
    "thirty minutes": 30,
    "forty minutes": 40,
    "forty-five minutes": 45,
    "an hour": 60,
    "an hour and a quarter": 75,
    "an hour and a half": 90,
    "two hours": 120,
    "two and a half hours": 150,
}


def entry_of(listed):
    """Return title, file and minutes of a notebook, as the page has them."""
    name = f"{listed['file']}.ipynb"
    top = nbformat.read(BOOK / name, as_version=4).cells[0].source
    title = listed.get("title") or re.match("# (.+)", top)[1]
    how_long = re.search(r"How long:\*\* about ([\w -]+)", top)[1]
    return title, name, str(MINUTES[how_long])


def test_the_chapters_are_numbered_as_on_the_site():
    numbered = [re.match(r"\| (\d+) \| (\S.+)", row) for row in ROWS]
    numbered = [found for found in numbered if found]
    assert [int(found[1]) for found in numbered] == [*range(1, len(CHAPTERS) + 1)]
    shown = [ENTRY.match(found[2]).groups() for found in numbered]
    assert shown == [entry_of(chapter) for chapter in CHAPTERS]


def test_a_section_stands_below_its_chapter():
    names = [match[2] for row in ROWS if (match := ENTRY.search(row))]
    for chapter in CHAPTERS:
        for section in chapter.get("sections", []):
            title, name, minutes = entry_of(section)
            assert f"[{title}]({name}) | {minutes} |" in PAGE
            assert names[names.index(f"{chapter['file']}.ipynb") + 1] == name


def test_the_exercises_are_in_the_order_of_the_site():
    shown = [found.groups() for row in ROWS for found in ENTRY.finditer(row)]
    shown = [entry for entry in shown if entry[1].startswith("exercises/")]
    assert shown == [entry_of(exercise) for exercise in EXERCISES]


@pytest.mark.parametrize("exercise", [exercise["file"] for exercise in EXERCISES])
def test_exercises_stand_beside_the_end_of_the_chapter_of_their_name(exercise):
    (row,) = [row for row in ROWS if f"({exercise}.ipynb)" in row]
    for chapter in CHAPTERS:
        if chapter["file"] == exercise.removeprefix("exercises/"):
            last = [chapter, *chapter.get("sections", [])][-1]
            assert f"({last['file']}.ipynb)" in row


def test_every_notebook_of_the_book_is_linked_once():
    notebooks = [f"{each['file']}.ipynb" for each in LISTED]
    notebooks = sorted(name for name in notebooks if (BOOK / name).exists())
    assert sorted(re.findall(r"\]\((.+?)\)", PAGE)) == notebooks
