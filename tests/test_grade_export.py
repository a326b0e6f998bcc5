"""The assignment for otter-grader: its notebook, and its tests, which see mistakes."""

import json
import sys
from types import ModuleType

import pytest

from convlab.exercises.grade.notebooks import exercises_of, read_notebook
from convlab.exercises.grade.otter import export, main
from convlab.exercises.mistakes import MISTAKES
from submissions import RIGHT, STUBS

STEMS = sorted(path.stem for path in STUBS.glob("*.ipynb"))


@pytest.fixture(autouse=True)
def otter(monkeypatch):
    """Take the place of otter's decorator, which is installed for teachers only."""
    module = ModuleType("otter.test_files")
    module.test_case = lambda **_: lambda function: function
    monkeypatch.setitem(sys.modules, "otter", ModuleType("otter"))
    monkeypatch.setitem(sys.modules, "otter.test_files", module)


def load(path):
    names = {}
    exec(path.read_text("utf-8"), names)
    return names


@pytest.mark.parametrize("stem", STEMS)
def test_each_exercise_has_its_tests_behind_its_check(stem, tmp_path):
    export(STUBS / f"{stem}.ipynb", tmp_path, seed=7)
    cells = json.loads((tmp_path / f"{stem}.ipynb").read_text("utf-8"))["cells"]
    given = json.loads((STUBS / f"{stem}.ipynb").read_text("utf-8"))["cells"]
    assert [cell["source"] for cell in cells] == [cell["source"] for cell in given]
    behind = {
        name: "".join(cell["source"])
        for cell in cells
        for name in cell["metadata"].get("otter", {}).get("tests", [])
    }
    exercises = exercises_of(STUBS / f"{stem}.ipynb")
    assert behind == {exercise.name: exercise.check for exercise in exercises}
    for exercise in exercises:
        names = load(tmp_path / "tests" / f"{exercise.name}.py")
        assert (names["name"], names["points"]) == (exercise.name, 1)
        assert f"assert {exercise.check}.ok" in (
            tmp_path / "tests" / f"{exercise.name}.py"
        ).read_text("utf-8")


@pytest.mark.parametrize("stem", [stem for stem in STEMS if stem != "bugs"])
def test_the_tests_let_right_code_pass_and_hardly_a_known_mistake(stem, tmp_path):
    export(STUBS / f"{stem}.ipynb", tmp_path, seed=7)
    solved = solutions(stem)
    for exercise in exercises_of(STUBS / f"{stem}.ipynb"):
        names = load(tmp_path / "tests" / f"{exercise.name}.py")
        if exercise.task == "learns":
            assert "test_other_numbers" not in names
            continue
        names["test_other_numbers"](solved[exercise.arguments[0]])
        known = [m.function for m in MISTAKES if m.task == exercise.task]
        passed = [f for f in known if passes(names["test_other_numbers"], f)]
        assert len(passed) <= len(known) / 10


def solutions(stem):
    """Return what the solutions of a notebook define: functions, and a class."""
    names = {}
    for cell in read_notebook(RIGHT / f"{stem}.ipynb"):
        if cell.is_code and cell.source.startswith(("import", "def ", "class ")):
            exec(cell.source, names)
    return names


def passes(test, function):
    try:
        test(function)
    except Exception:  # an AssertionError, or whatever stops the function
        return False
    return True


def test_another_seed_gives_other_numbers(tmp_path):
    for seed in (1, 2):
        export(STUBS / "backward.ipynb", tmp_path / str(seed), seed)
    first, second = (
        (tmp_path / str(seed) / "tests" / "backward-1.py").read_text()
        for seed in (1, 2)
    )
    assert first.partition("CALLS = ")[2] != second.partition("CALLS = ")[2]


def test_what_is_no_exercise_is_refused(tmp_path, capsys):
    (tmp_path / "a.ipynb").write_text('{"cells": []}')
    for name, said in [
        ("a.ipynb", "expected cells that end with a check"),
        ("b", "no such file"),
    ]:
        with pytest.raises(SystemExit):
            main([str(tmp_path / name), str(tmp_path / "assignment")])
        assert said in capsys.readouterr().err
    assert not (tmp_path / "assignment").exists()
