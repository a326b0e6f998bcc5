"""The headings of the changelog: one form, or an error that says what came."""

import re

import pytest

from versions import read_versions


def test_each_version_has_its_number_its_day_and_its_notes():
    changes = (
        "# C\n\n## 1.1.0rc1, not yet released \n\n- a\n### b\n## 1.0.0, 2026-12-01"
    )
    assert read_versions(changes) == [
        ("1.1.0rc1", None, "\n- a\n### b\n"),
        ("1.0.0", "2026-12-01", ""),
    ]


HEADINGS = [
    "## 1.0.0",
    "## 1.0.0 (2026-12-01)",
    "## 1.0.0, (2026-12-01)",
    "## 1.0.0 2026-12-01",
    "## 1.0.0, soon",
    "## 1.0.0, 2026-12-01.",
    "## 1.0.0, 2026-02-30",
    "## v1.0.0, 2026-12-01",
    "## Unreleased",
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("above", ["", "## 2.0.0, not yet released\n\n"])
def test_a_heading_of_another_form_is_refused_wherever_it_is(heading, above):
    expected = "such as '## 1.0.0, 2026-12-01' or '## 1.0.0, not yet released'"
    with pytest.raises(ValueError, match=re.escape(f"{expected}; got {heading!r}")):
        read_versions(f"# Changes\n\n{above}{heading}\n\n- a\n")


def test_a_changelog_without_versions_is_refused():
    with pytest.raises(ValueError, match=r"must have a heading such as .*; got none"):
        read_versions("# Changes\n\n### 1.0.0, 2026-12-01\n")
