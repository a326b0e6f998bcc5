"""A release: one version in all files, what a tag fills in, and what may publish it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import release
from convlab.exercises import cards, mistakes
from test_book import LABELS
from test_formulas import UNREAD
from test_install import PROJECT

ROOT = Path(__file__).parent.parent
TAG, ADDRESS = f"v{PROJECT['version']}", "https://example.org/us/course"
VERSIONED = ["pyproject.toml", "CHANGELOG.md", "CITATION.cff"]
PAPER = (ROOT / "paper" / "paper.md").read_text("utf-8")
SETS = [path.read_text("utf-8") for path in (ROOT / "book/exercises").glob("*.ipynb")]
COUNTS = {
    "numbered": len(LABELS),
    "cards": len(cards.CARDS),
    "mistakes": len(mistakes.MISTAKES),
    "exercises": sum(len(re.findall(r'"## \d+\. ', each)) for each in SETS),
}


@pytest.fixture
def copied(tmp_path):
    return [Path(shutil.copy(ROOT / name, tmp_path)) for name in VERSIONED]


def test_the_tag_of_this_version_fills_in_date_and_repository(copied):
    _, changes, citation = copied
    cited, older = citation.read_text("utf-8"), "\n## 0.9, 2026-01-01\n\n- Old.\n"
    changes.write_text(changes.read_text("utf-8") + older, "utf-8")
    for day in ("2026-12-01", "2026-12-02"):  # the tag was set once more
        notes = release.prepare(citation.parent, TAG, day, ADDRESS)
    cited = release.FILLED.sub("", cited)  # by an earlier release
    filled = f"{cited}date-released: {day}\nrepository-code: {ADDRESS}\n"
    assert citation.read_text("utf-8") == filled
    headings = re.findall("^## .+", changes.read_text("utf-8"), re.M)
    assert headings[0] == f"## {TAG[1:]}, {day}"
    assert headings[-1] == "## 0.9, 2026-01-01"
    assert (
        notes == changes.read_text("utf-8").split("\n## ")[1].partition("\n")[2].strip()
    )
    assert notes.startswith("- ")


@pytest.mark.parametrize("name", ["the tag", *VERSIONED])
def test_another_version_anywhere_is_refused_and_nothing_written(copied, name):
    tag = "v9.9" if name == "the tag" else TAG
    for path in copied:
        if path.name == name:
            path.write_text(path.read_text("utf-8").replace(TAG[1:], "9.9", 1), "utf-8")
    before = [path.read_text("utf-8") for path in copied]
    with pytest.raises(ValueError, match=f"got '{tag}', and .*'{TAG[1:]}'"):
        release.prepare(copied[0].parent, tag, "2026-12-01", ADDRESS)
    assert [path.read_text("utf-8") for path in copied] == before


@pytest.mark.parametrize(
    ("heading", "day"), [(f"## {TAG[1:]} (soon)", "2026-12-01"), ("", "1 December")]
)
def test_another_heading_or_day_is_refused_and_nothing_written(copied, heading, day):
    changes = copied[1]
    text = changes.read_text("utf-8")
    changes.write_text(re.sub("## .+", heading or r"\g<0>", text, count=1), "utf-8")
    before = [path.read_text("utf-8") for path in copied]
    with pytest.raises(ValueError, match=r"a heading must be .*; got '## "):
        release.prepare(changes.parent, TAG, day, ADDRESS)
    assert [path.read_text("utf-8") for path in copied] == before


def test_a_release_is_prepared_by_python_alone():
    """Without a site folder, and isolated from the environment: -S and -I."""
    code = f"import sys; sys.path[:0] = [{str(ROOT / 'book/_site')!r}]; import release"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


GH = """#!/bin/sh
echo "$*" >> said
case "$2" in view) {view};; esac
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the workflow runs on Linux")
@pytest.mark.parametrize(
    ("view", "done"),
    [
        ("exit 1", ["view", "create"]),
        ("echo true", ["view", "upload", "edit"]),
        ("echo false", ["view"]),
    ],
    ids=["no release", "a draft", "published"],
)
def test_a_tag_that_is_pushed_again_makes_no_second_draft(tmp_path, view, done):
    text = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    step = yaml.safe_load(text)["jobs"]["draft"]["steps"][-1]["run"]
    (tmp_path / "dist").mkdir()
    for name in ("notes.md", "a.zip"):
        (tmp_path / "dist" / name).touch()
    (tmp_path / "gh").write_text(GH.format(view=view), "utf-8")
    (tmp_path / "gh").chmod(0o755)
    paths = {"PATH": f"{tmp_path}:/usr/bin:/bin", "GITHUB_REF_NAME": TAG}
    ended = subprocess.run(["bash", "-ec", step], cwd=tmp_path, env=paths)
    said = (tmp_path / "said").read_text("utf-8").splitlines()
    assert [line.split()[1] for line in said] == done
    assert (ended.returncode == 0) == (view != "echo false")
    assert f"release upload {TAG} dist/a.zip --clobber" in said or view != "echo true"


def test_the_numbers_of_the_paper_are_true_and_its_authors_those_of_the_citation():
    said = {word: int(n) for n, word in re.findall(r"ore than (\d+) (\w+)", PAPER)}
    assert said.keys() == COUNTS.keys()
    assert [word for word in said if said[word] >= COUNTS[word]] == []
    assert (f"all but {len(UNREAD)} a test" in PAPER, len(SETS)) == (True, 10)
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["authors"]
    archived = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))["creators"]
    authors = yaml.safe_load(PAPER.split("---")[1])["authors"]
    assert archived == cited == [{"name": each["name"]} for each in authors]


def test_the_paper_cites_its_list_of_sources_and_the_list_is_of_the_book():
    entries = (ROOT / "paper" / "paper.bib").read_text("utf-8").strip().split("\n\n")
    keys = {re.match(r"@\w+{(\w+),", entry)[1] for entry in entries}
    assert set(re.findall(r"@(\w+)", PAPER)) == keys
    book = (ROOT / "book" / "references.bib").read_text("utf-8")
    assert all(each in book for each in entries)


def test_actions_are_pinned_and_no_job_of_a_release_may_do_more_than_it_has_to():
    texts = {p.name: p.read_text() for p in ROOT.glob(".github/workflows/*.yml")}
    for action in re.findall(r"uses: (.+)", "".join(texts.values())):
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", action)
    jobs = yaml.safe_load(texts["release.yml"])["jobs"]
    writing = {
        (name, k)
        for name in jobs
        for k, v in jobs[name]["permissions"].items()
        if v == "write"
    }
    assert writing == {("draft", "contents"), ("index", "id-token")}
    assert "checkout" not in str([jobs["draft"], jobs["index"]])
    assert jobs["index"]["environment"] == "pypi"
    assert "workflow_dispatch" in jobs["index"]["if"]
