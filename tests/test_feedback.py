"""The same mistake again: more is said each time, and what a learner did is kept."""

import json
import os
import re
import stat
from pathlib import Path

import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from convlab.exercises import check, feedback
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.solution_lines import SOLUTION_LINES
from convlab.exercises.tasks import TASKS
from student_functions import right

BOOK = Path(__file__).parents[1] / "book"


def without_bias(x, w, b=None, *, stride=1, padding=0):
    return right(x, w, stride=stride, padding=padding)


def subtracted(x, w, b=None, *, stride=1, padding=0):
    return right(x, w, None if b is None else -b, stride=stride, padding=padding)


@pytest.fixture
def shell(monkeypatch, tmp_path):
    """Let the checks believe that they run in a notebook."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    shell = InteractiveShell.instance()
    yield shell
    shell.reset(new_session=True)
    InteractiveShell.clear_instance()


def test_the_same_mistake_again_is_told_in_four_steps():
    said = [check.forward(without_bias) for _ in range(5)]
    first, second, third, fourth, fifth = (verdict.message for verdict in said)
    assert "z[0, 0, 0, 0] is" not in first
    assert second.startswith(first)
    assert "z[0, 0, 0, 0] is 2 and should be 3." in second
    assert "= 1 + 1·1 + 2·0 + 0·(\N{MINUS SIGN}1) + 0·2 + 1·1 + 3·0 = 3" in second
    assert third.startswith(second)
    assert "An explorer" in third
    assert SOLUTION_LINES["forward"] not in third
    assert SOLUTION_LINES["forward"] in fourth
    assert fourth == fifth
    assert [bool(verdict.link) for verdict in said] == [False, False, True, True, True]


def test_another_mistake_begins_anew():
    before = check.forward(subtracted).message
    check.forward(without_bias)
    assert check.forward(subtracted).message == before


def test_a_right_function_is_told_nothing_more():
    assert check.forward(right).message == check.forward(right).message


@pytest.mark.parametrize("task", SOLUTION_LINES)
def test_the_line_is_one_of_the_solution(task):
    notebook = TASKS[task].exercise.rsplit("-", 1)[0]
    cells = nbformat.read(BOOK / f"solutions/{notebook}.ipynb", as_version=4).cells
    begins = "class Layer:" if task == "layer" else f"def {task}("
    (solution,) = [c.source for c in cells if c.source.startswith(begins)]
    assert SOLUTION_LINES[task] in [line.strip() for line in solution.splitlines()]


def test_every_task_has_a_line():
    assert set(SOLUTION_LINES) == set(TASKS)


def test_the_explorer_opens_at_the_wrong_entry():
    def dx(dz, x, w, *, stride=1, padding=0):
        wrong = np.zeros(x.shape)
        return wrong + (stride == 2)

    link = [check.dx(dx) for _ in range(3)][-1].link
    assert link.startswith("explorers.html#explorer=backward&B=1&H=1&W=1&C=1&F=1")
    assert link.endswith("view=gather&step=0")
    change = "there is more than one image, channel and kernel"
    probe = next(p for p in TASKS["dw"].probes if p.change == change)
    moment = feedback.moment(probe, "dw", (2, 1, 2, 1))
    assert moment.endswith("KH=2&KW=3&stride=1&padding=0&view=weight&step=35")


def test_nothing_is_kept_outside_a_notebook(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    check.forward(right)
    assert list(tmp_path.iterdir()) == []


def test_what_was_right_and_what_was_not_is_kept(shell, tmp_path):
    assert not any(check.progress().done.values())
    check.forward(without_bias)
    check.forward(right)
    check.forward(without_bias)
    made = check.progress()
    assert made.done["forward-3"]
    assert sum(made.done.values()) == 1
    assert made.mistakes == {"forward-bias-forgotten": 2}
    assert f"1 of {len(made.done)} exercises are right." in str(made)
    assert re.search("forward +□ □ ■ □", str(made))
    assert "■" in made._repr_html_()
    assert list((tmp_path / "convlab").iterdir()) == [
        tmp_path / "convlab/progress.json"
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"right": 3}', '{"right": [], "mistakes": 1}']
)
def test_a_file_that_is_none_is_replaced(shell, tmp_path, text):
    path = tmp_path / "convlab/progress.json"
    path.parent.mkdir()
    path.write_text(text)
    assert not any(check.progress().done.values())
    check.forward(right)
    assert json.loads(path.read_text())["right"] == ["forward-3"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_to_stops_no_check(shell, tmp_path):
    tmp_path.chmod(stat.S_IREAD | stat.S_IEXEC)
    assert check.forward(right)


def test_a_file_in_the_place_of_the_folder_stops_no_check(shell, tmp_path):
    (tmp_path / "convlab").write_text("in the way")
    assert check.forward(right)


def test_after_a_syntax_error_the_old_function_is_not_judged(shell):
    shell.user_ns["check"] = check
    cells = [
        "def db(dz, x, w, *, stride=1, padding=0):\n    return dz.sum(axis=(0, 1, 2))"
    ]
    cells += [cells[0] + ")", "check.db(db)"]
    results = [shell.run_cell(cell, store_history=True) for cell in cells]
    verdict = results[-1].result
    assert verdict.finding == "syntax error"
    assert "unmatched ')'" in verdict.message
    assert "In line 2: return dz.sum(axis=(0, 1, 2)))" in verdict.message
    again = shell.run_cell(cells[0], store_history=True)
    assert again.success
    assert shell.run_cell("check.db(db)", store_history=True).result.ok


def test_a_notebook_offers_to_repeat_the_call(shell):
    message = check.forward(without_bias).message
    assert message.endswith("To run this call: `_.probe(forward)`")


def test_a_verdict_from_elsewhere_has_no_link():
    assert (
        feedback._link(Verdict(False, None, "z[0, 0] is 1", "wrong value", "db")) == ""
    )
