"""The versions of a changelog, each under a heading of one form, newest first."""

import re
from datetime import date

UNDATED = "not yet released"
HEADING = re.compile(rf"## (\d[\w.+]*), ({UNDATED}|\d{{4}}-\d\d-\d\d)[ \t]*")
FORM = f"'## 1.0.0, 2026-12-01' or '## 1.0.0, {UNDATED}'"


def read_versions(changes):
    """Return number, day and notes of each version; without a date, the day is None."""
    sections = re.split(r"^(?=## )", changes, flags=re.MULTILINE)[1:]
    if not sections:
        raise ValueError(f"a changelog must have a heading such as {FORM}; got none")
    return [read_version(*section.partition("\n")[::2]) for section in sections]


def read_version(heading, notes):
    """Return number, day and notes of one version, or raise a ValueError."""
    found = HEADING.fullmatch(heading)
    if not found or not (found[2] == UNDATED or is_day(found[2])):
        raise ValueError(f"a heading must be such as {FORM}; got {heading!r}")
    return found[1], None if found[2] == UNDATED else found[2], notes


def is_day(text):
    """Return whether the calendar has a day of this date."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
