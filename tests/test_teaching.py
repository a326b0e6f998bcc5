"""The page for teachers agrees with the book and its checks."""

import re
from pathlib import Path

from convlab.exercises.diagnosis.findings import Verdict
from convlab.exercises.mistakes import MISTAKES

BOOK = Path(__file__).parent.parent / "book"
PAGE = (BOOK / "teaching.md").read_text("utf-8")


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


def test_each_minute_of_a_session_is_counted():
    rows = re.findall(r"^\| \d\. .+$", PAGE, re.MULTILINE)
    assert len(rows) == 6
    for row in rows:
        in_class, total = row.split(" | ")[1:3]
        words = re.sub(r"\]\(.+?\)", "]", in_class)  # without the digits of an address
        minutes = re.findall(r"\b\d{2}\b", words)
        assert sum(map(int, minutes)) == int(total) <= 90, row
