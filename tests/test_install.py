"""All instructions for installing convlab work without a package index.

The index has another project of that name, which a reader would get instead.
"""

import re
import tomllib
from pathlib import Path

import pytest

import convlab_wheel

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FOLDERS = ["benchmarks", ".binder", "book", "deploy", "src", "tests"]
KINDS = {"", ".cff", ".js", ".ipynb", ".md", ".py", ".toml", ".txt", ".yml"}
NAME = r"(?<![\w./-])convlab(?:[-_]course)?"
FROM_INDEX = re.compile(
    rf"pip install\s+(?:-\S+\s+)*[\"'`\\]*{NAME}(?:\[[\w,\s]*\])?(?![\w.\[-]|\s@)"
    rf"|{NAME}\[[\w,\s]*\](?!\s@)"
)


def told():
    """Yield every file that may tell a reader how to install something."""
    for path in [p for f in FOLDERS for p in (ROOT / f).rglob("*")] + [*ROOT.glob("*")]:
        passed = {"_vendor", "node_modules", "__pycache__"} & set(path.parts)
        if path.is_file() and path.suffix in KINDS and not passed:
            yield path


@pytest.mark.parametrize(
    "text",
    [
        "pip install convlab",
        "pip install -q --upgrade convlab-course",
        "``pip install convlab[viz]``",
        "pip install\n'convlab_course[viz, explorers]'",
        "the extra convlab[viz]",
    ],
)
def test_what_asks_an_index_is_seen(text):
    assert FROM_INDEX.search(text)


@pytest.mark.parametrize(
    "text",
    [
        f'pip install "./{convlab_wheel.name()}[notebooks]"',
        f"pip install {convlab_wheel.name()}",
        'pip install "convlab-course[viz] @ https://example.org/a.whl"',
        'pip install ".[viz]"',
        "pip installs convlab",
    ],
)
def test_what_asks_none_passes(text):
    assert not FROM_INDEX.search(text)


def test_no_page_docstring_or_source_sends_a_reader_to_an_index():
    others = {Path(__file__), ROOT / "pyproject.toml"}
    texts = {path: path.read_text("utf-8") for path in told() if path not in others}
    assert len(texts) > 300
    assert not [path for path, text in texts.items() if FROM_INDEX.search(text)]


def test_the_extras_name_no_convlab_but_this_one():
    extras = PROJECT["optional-dependencies"].values()
    named = [name for extra in extras for name in extra if name.startswith("convlab")]
    assert PROJECT["name"] != "convlab"
    assert {name.partition("[")[0] for name in named} == {PROJECT["name"]}


def test_the_page_of_functions_names_the_wheel_of_this_version():
    named = re.findall(r"[\w.-]+\.whl", (ROOT / "book/api.md").read_text("utf-8"))
    assert named == [convlab_wheel.name()]
