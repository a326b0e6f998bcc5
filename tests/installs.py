"""Run each `pip install` of this project, as readers are told to, in a new environment.

The places are the README, the pages, docstrings, and notebooks from the site and the
zip; of the project, it takes the last commit. It downloads whatever they need, so
`make installs` runs it and `make test` does not.
"""

import re
import shlex
import subprocess
import sys

import pytest

import convlab_wheel
import install_cell
from test_install import ROOT, told

COMMAND = re.compile(r"pip install ((?:--quiet )?(?:\.|\"[^\"{]+\")(?: \.)?)")
SHOWS = {  # what each word in brackets has to make work
    "": "import convlab; convlab.forward([[[[1]]]], [[[[2]]]])",
    "viz": "from convlab import viz; viz.show_kink()",
    "explorers": "from convlab import explorers",
    "learning": "from convlab import digits; digits.load()",
    "explorers,learning": "from convlab.explorers import pictures",
    "notebooks": "import jupyterlab, ipykernel",
    "grading": "import otter; from convlab.exercises.grade import otter",
}
ALSO = {"notebooks": ["viz", "explorers", "learning"]}


def commands(site):
    """Return the arguments of each command, with the places that name it."""
    found = {}
    pages = [p for p in told() if {"book", "src"} & set(p.parts)] + [ROOT / "README.md"]
    texts = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in pages}
    texts["a notebook from the site"] = install_cell.source(site)
    texts["a notebook from the zip"] = install_cell.source()
    for place, text in texts.items():
        for arguments in COMMAND.findall(text):
            found.setdefault(arguments, []).append(place)
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Copy the project as it is committed, and put the wheel where a reader has it."""
    folder = tmp_path_factory.mktemp("copy")
    tracked = subprocess.check_output(["git", "archive", "HEAD"], cwd=ROOT)
    subprocess.run(["tar", "-x"], cwd=folder, input=tracked, check=True)
    convlab_wheel.build(folder)
    convlab_wheel.build(folder / convlab_wheel.FOLDER)
    return folder


def test_every_kind_of_place_names_one():
    places = {place for found in commands("SITE").values() for place in found}
    assert {"README.md", "book/api.md", "book/teaching.md"} < places
    assert {"a notebook from the site", "a notebook from the zip"} < places


@pytest.mark.parametrize("arguments", commands("SITE"), ids=str)
def test_a_command_installs_what_it_promises(arguments, copy, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv/bin/python"
    words = shlex.split(arguments.replace("SITE", copy.as_uri()))
    subprocess.run([python, "-m", "pip", "install", "-q", *words], cwd=copy, check=True)
    extras = [extra for word in words for extra in _extras(word)]
    extras += [more for extra in extras for more in ALSO.get(extra, [])]
    for extra in ["", *extras]:
        subprocess.run([python, "-c", SHOWS[extra]], cwd=tmp_path, check=True)


def _extras(word):
    """Return the words in brackets, and all of them together if SHOWS has that."""
    found = re.search(r"\[([\w,]+)\]", word)
    if not found:
        return []
    return [*found[1].split(","), *({found[1]} & set(SHOWS))]
