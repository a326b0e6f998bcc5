"""Run each `pip install` of this project, as readers are told to, in a new environment.

The places are the README, the pages, docstrings, and notebooks from the site and the
zip, and deploy/README.md. It downloads whatever they need, so `make installs` runs it
and `make test` does not.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

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


def pages():
    """Return the files that tell a reader how to install convlab."""
    folders = {"book", "deploy", "src"}
    return [p for p in told() if folders & set(p.parts) or p == ROOT / "README.md"]


def commands(site):
    """Return the arguments of each command, with the places that name it."""
    found = {}
    texts = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in pages()}
    texts["a notebook from the site"] = install_cell.source(site)
    texts["a notebook from the zip"] = install_cell.source()
    for place, text in texts.items():
        for arguments in COMMAND.findall(text):
            found.setdefault(arguments, []).append(place)
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Copy the files that git tracks, and put the wheel where a reader has it."""
    folder = tmp_path_factory.mktemp("copy")
    for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT).split():
        path = Path(os.fsdecode(name))
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    convlab_wheel.build(folder)
    convlab_wheel.build(folder / convlab_wheel.FOLDER)
    return folder


def test_every_kind_of_place_names_one():
    places = {place for found in commands("SITE").values() for place in found}
    assert {"README.md", "book/api.md", "book/teaching.md"} < places
    assert {"a notebook from the site", "a notebook from the zip"} < places


def test_no_command_is_of_a_form_that_is_passed_over():
    given = re.compile(r"pip install (?=[\"'.-])(.+)")
    for page in pages():
        text = page.read_text("utf-8")
        for rest in given.findall(text):
            known = COMMAND.match(f"pip install {rest}") or "{" in rest
            assert known, (page, rest)  # a template, with {}, is among the notebooks


@pytest.mark.parametrize("arguments", commands("SITE"), ids=str)
def test_a_command_installs_what_it_promises(arguments, copy, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv/bin/python"
    here = arguments.replace("SITE", copy.as_uri()).replace("/opt/convlab", str(copy))
    words = shlex.split(here)
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
