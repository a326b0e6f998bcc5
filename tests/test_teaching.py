"""The page for teachers agrees with the book and its checks."""

import json
import re
from pathlib import Path

import yaml

from convlab.exercises.diagnosis.findings import Verdict
from convlab.exercises.mistakes import MISTAKES

BOOK = Path(__file__).parent.parent / "book"
PAGE = (BOOK / "teaching.md").read_text("utf-8")
TOC = yaml.safe_load((BOOK.parent / "_toc.yml").read_text("utf-8"))
SETS = {
    chapter["file"].removeprefix("exercises/"): chapter["title"]
    for part in TOC["parts"]
    for chapter in part["chapters"]
    if chapter["file"].startswith("exercises/")
}


def test_each_mistake_is_named_as_the_check_names_it():
    quoted = re.findall(r"`(✗ .+?)`", PAGE)
    assert len(quoted) > 10
    named = {
        Verdict(False, known.name, "", "known mistake", known.task).headline
        for known in MISTAKES
    }
    assert set(quoted) <= named


def test_each_moment_is_one_of_an_explorers_page():
    shown = re.findall(r'href="explorers/(\w+)\.html(#explorer=.+?)"', PAGE)
    assert len(shown) == 6
    for name, moment in shown:
        page = (BOOK / "explorers" / f"{name}.md").read_text("utf-8")
        assert f'href="{moment}"' in page


def test_the_minutes_of_the_sessions_add_up():
    *rows, last = re.findall(r"^\| (?:\d\.|all six) .+$", PAGE, re.MULTILINE)
    assert len(rows) == 6
    totals = [[], []]
    for row in rows:
        cells = re.sub(r"\]\(.+?\)", "]", row).split("|")[2:-1]
        for said, total, column in zip(cells[::2], cells[1::2], totals, strict=True):
            minutes = [int(number) for number in re.findall(r": (\d+)", said)]
            assert sum(minutes) == int(total.strip() or 0), row
            column.append(sum(minutes))
    assert max(totals[0]) <= 80, "no session may be full"
    assert [sum(column) for column in totals] == [415, 420]
    assert re.findall(r"\d+", last) == ["415", "420"]


def test_the_minutes_of_exercises_are_those_that_they_state():
    told = re.findall(
        r"(?:\]\(exercises/(\w+)\.ipynb\)|\*([^*|]+)\*) ([^:|;]+): (\d+)", PAGE
    )
    titles = {title: name for name, title in SETS.items()}
    counted = 0
    for name, title, listed, minutes in told:
        page = name or titles.get(title)
        if not page:
            continue
        numbers = [int(number) for number in re.findall(r"\d", listed)]
        if " to " in listed:
            numbers = range(numbers[0], numbers[1] + 1)
        cells = json.loads((BOOK / f"exercises/{page}.ipynb").read_text("utf-8"))
        text = "\n".join("".join(cell["source"]) for cell in cells["cells"])
        stated = dict(re.findall(r"## (\d)\. .+\n\n\*About (\d+)", text))
        assert sum(int(stated[str(number)]) for number in numbers) == int(minutes)
        counted += 1
    assert counted == 10


def test_the_minutes_of_whole_chapters_are_those_of_the_start_page():
    start = (BOOK / "0-start.md").read_text("utf-8")
    whole = re.findall(r"(\(\w+\.ipynb\)): (\d+)", PAGE)
    assert [minutes for _, minutes in whole] == ["25", "120", "150"]
    for chapter, minutes in whole:
        assert f"{chapter} | {minutes} |" in start


def test_a_set_of_exercises_is_called_what_the_contents_call_it():
    linked = re.findall(r"\[([^]]+)\]\(exercises/(\w+)\.ipynb\)", PAGE)
    assert len(linked) > 5
    assert all(SETS[name] == title for title, name in linked)
