"""What a learner has written is kept in a file, and nothing in the file is lost."""

import importlib.util
import linecache
import re
import sys
from itertools import count
from pathlib import Path

import nbformat
import pytest

from convlab.exercises import check
from convlab.exercises.keep import FILE, keep
from convlab.exercises.write_at_once import write_at_once

NUMBERS = count()
UPDATE = """\
def update(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient
"""
DB = """\
import numpy as np

def db(dz, x, w, *, stride=1, padding=0):
    return np.sum(dz, axis=(0, 1, 2))
"""
BOOK = Path(__file__).parents[1] / "book"
DERIVATION = ["notation", "forward", "im2col", "backward", "layer"]


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / FILE


class Notebook(dict):
    """The names of a notebook, whose cells can be run."""

    def __init__(self):
        super().__init__(__name__="notebook", keep=keep)

    def run(self, source):
        name = f"cell {next(NUMBERS)}"
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = len(source), None, lines, name
        exec(compile(source, name, "exec"), self)


def imported(path):
    spec = importlib.util.spec_from_file_location("my_layer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_right_function_is_kept_with_what_it_imports(file, capsys):
    Notebook().run(f"{DB}\n\n{UPDATE}\n\nkeep(db, update)")
    assert capsys.readouterr().out == "Kept in my_layer.py: db, update\n"
    assert file.read_text().splitlines()[1:5] == ["", "import numpy as np", "", ""]
    kept = imported(file)
    assert check.db(kept.db)
    assert check.update(kept.update)


def test_a_wrong_or_unwritten_function_is_not_and_makes_no_file(file, capsys):
    stub = "def error(dx, z):\n    ...\n"
    wrong = UPDATE.replace("-", "+")
    Notebook().run(f"{stub}\n{wrong}\nkeep(error, update, None, lambda x: x)")
    assert capsys.readouterr().out.splitlines() == [
        "Not kept: … error: not written yet",
        "Not kept: ✗ update: uphill",
        "Not kept: None. No exercise has this name.",
        "Not kept: <lambda>. No exercise has this name.",
    ]
    assert not file.exists()


def test_a_new_version_replaces_the_old_one_and_leaves_all_else(file, capsys):
    before = f'"""Mine."""\nimport math\n\nx = 1  # mine\n\n\n{UPDATE}\ndef f(): pass'
    file.write_text(before)
    Notebook().run(f"{UPDATE.replace('return', 'return +')}\nkeep(update)")
    assert file.read_text() == before.replace("return", "return +")
    Notebook().run(f"{DB}\nkeep(db)")
    after = file.read_text()
    assert after.startswith(
        '"""Mine."""\nimport math\nimport numpy as np\n\nx = 1  # mine\n'
    )
    assert "\n\ndef f(): pass\n\n\ndef db(" in after


def test_keeping_twice_changes_nothing(file):
    cells = f"{DB}\n{UPDATE}\nkeep(db, update)"
    Notebook().run(cells)
    once = file.read_text()
    Notebook().run(cells)
    assert file.read_text() == once


def test_functions_of_the_learner_that_it_calls_come_along(file):
    notebook = Notebook()
    notebook.run("def over(dz):\n    return dz.sum(axis=(0, 1, 2))")
    notebook.run(
        "def db(dz, x, w, *, stride=1, padding=0):\n    return over(dz)\nkeep(db)"
    )
    assert check.db(imported(file).db)
    assert file.read_text().count("def over(") == 1


def test_a_function_of_convlab_is_imported_unless_the_file_has_its_own(file):
    cell = (
        "from convlab import output_size as count, pad\n"
        "def output_size(size, kernel, *, stride=1, padding=0):\n"
        "    count, pad\n"
        "    return (size + 2 * padding - kernel) // stride + 1\n"
        "keep(output_size)"
    )
    file.write_text("def pad():\n    return 'mine'\n")
    Notebook().run(cell)
    kept = imported(file)
    assert kept.pad() == "mine"
    assert file.read_text().startswith("from convlab import output_size as count\n")
    assert check.output_size(kept.output_size)


def test_another_function_of_the_same_name_is_not_replaced_if_one_uses_it(file, capsys):
    notebook = Notebook()
    db = DB.replace("    return", "    half\n    return")
    notebook.run(f"def half(a):\n    return a / 2\n\n{db}\nkeep(db)")
    before = file.read_text()
    notebook.run("def half(a):\n    return a // 2")
    other = UPDATE.replace("    return", "    half\n    return")
    notebook.run(f"{other}\nkeep(update)")
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Not kept: update. my_layer.py has another half, which db uses. Give yours "
        "another name."
    )
    assert file.read_text() == before


def test_a_value_from_outside_is_named(file, capsys):
    used = UPDATE.replace("return", "rate\n    return")
    Notebook().run(f"rate = 2\n{used}\nkeep(update)")
    assert capsys.readouterr().out == (
        "Not kept: update. The value of rate in update comes from outside. Set it "
        "inside the function.\n"
    )


def test_a_helper_under_another_name_is_not_kept(file, capsys):
    notebook = Notebook()
    over = "def over(dz):\n    return dz.sum(axis=(0, 1, 2))\n"
    db = "def db(dz, x, w, *, stride=1, padding=0):\n    return summed(dz)\nkeep(db)"
    notebook.run(f"{over}summed = over\n{db}")
    assert capsys.readouterr().out == (
        "Not kept: db. summed in db is another name of over. Call it over there as "
        "well.\n"
    )
    notebook.run(f"summed = lambda dz: dz.sum(axis=(0, 1, 2))\n{db}")
    assert capsys.readouterr().out == (
        "Not kept: db. summed in db is a lambda. Define it with def.\n"
    )
    assert not file.exists()


def test_a_decorated_helper_comes_along_with_its_decorator(file):
    cell = (
        "from functools import cache\n"
        "@cache\n"
        "def axes():\n    return 0, 1, 2\n"
        "def db(dz, x, w, *, stride=1, padding=0):\n"
        "    return dz.sum(axis=axes())\n"
        "keep(db)"
    )
    Notebook().run(cell)
    assert "@cache\ndef axes():" in file.read_text()
    assert check.db(imported(file).db)


def test_another_import_of_the_same_name_is_not_taken_for_it(file, capsys):
    before = "from math import sqrt\n\n\ndef root(a):\n    return sqrt(a)\n"
    file.write_text(before)
    used = UPDATE.replace("    return", "    sqrt\n    return")
    Notebook().run(f"from numpy import sqrt\n{used}\nkeep(update)")
    assert capsys.readouterr().out == (
        "Not kept: update. Its sqrt comes from `from numpy import sqrt`, but "
        "my_layer.py has `from math import sqrt`. Give yours another name.\n"
    )
    assert file.read_text() == before
    Notebook().run(f"from math import sqrt\n{used}\nkeep(update)")
    assert file.read_text().count("import sqrt") == 1
    assert check.update(imported(file).update)


def test_a_helper_takes_no_import_from_a_function_of_the_file(file, capsys):
    before = "from math import sqrt\n\n\ndef root(a):\n    return sqrt(a)\n"
    file.write_text(before)
    used = UPDATE.replace("    return", "    sqrt\n    return")
    Notebook().run(f"def sqrt(a): ...\n{used}\nkeep(update)")
    assert "my_layer.py has another sqrt, which root uses" in capsys.readouterr().out
    assert file.read_text() == before


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("update = None\n", "✗ update: wrong kind of argument"),
        ("half = 3\n", "TypeError: 'int' object is not callable"),
        ("1 / 0\n", "With it, my_layer.py would stop: ZeroDivisionError: division"),
        ("exit(1)\n", "With it, my_layer.py would stop: SystemExit: 1"),
    ],
)
def test_it_is_right_in_the_file_too_or_not_kept(file, capsys, written, words):
    """The file is run and its function checked before it takes the old one's place."""
    before = f"{UPDATE}\n\ndef half(a):\n    return a\n\n\n{written}"
    file.write_text(before)
    notebook = Notebook()
    notebook.run("def half(a):\n    return a")
    used = UPDATE.replace("    return", "    half(1)\n    return")
    notebook.run(f"{used}\nkeep(update)")
    assert words in capsys.readouterr().out
    assert file.read_text() == before


def test_nothing_is_left_of_a_file_that_cannot_be_written(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError("no space left")

    path = tmp_path / "whole.txt"
    write_at_once(path, "é")
    assert path.read_text("utf-8") == "é"
    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="no space"):
        write_at_once(path, "other")
    assert path.read_text("utf-8") == "é"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_with_a_mistake_in_it_is_left_alone(file, capsys):
    file.write_text("def update(:\n")
    Notebook().run(f"{UPDATE}\nkeep(update)")
    assert file.read_text() == "def update(:\n"
    assert "SyntaxError in line 1" in capsys.readouterr().out


def test_a_page_says_that_it_has_no_files(file, capsys, monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    keep(lambda x: x)
    assert capsys.readouterr().out.startswith("A page has no files: ")
    assert not file.exists()


def test_the_file_grows_from_notebook_to_notebook_to_a_layer(file, monkeypatch):
    monkeypatch.syspath_prepend(file.parent)
    monkeypatch.delitem(sys.modules, "my_layer", raising=False)
    names = []
    for name in DERIVATION:
        notebook = Notebook()
        for cell in nbformat.read(BOOK / "solutions" / f"{name}.ipynb", 4).cells:
            if cell.cell_type == "code" and not cell.source.startswith("check."):
                notebook.run(cell.source)
            if "solution" in cell.metadata.get("tags", []):
                names.append(re.match(r"(?:def|class) (\w+)", cell.source)[1])
                notebook.run(f"keep({names[-1]})")
    kept = imported(file)
    assert notebook["forward_by_matmul"].__module__ == "my_layer"
    for name in names:
        assert getattr(check, name.lower())(getattr(kept, name)), name
    assert check.learns(
        kept.forward_by_matmul, kept.squared_error, kept.backward, kept.update
    )
