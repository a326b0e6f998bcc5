"""The same mistake again: more is said each time, and what a learner did is kept."""

import json
import os
import re
import stat
import threading
import warnings
from contextlib import suppress
from pathlib import Path

import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

import convlab
from convlab.exercises import bugs, check, feedback, learner
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.solution_lines import SOLUTION_LINES
from convlab.exercises.tasks import TASKS
from student_functions import gradients, right

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
    assert link.startswith(
        "explorers/backward.html#explorer=backward&B=1&H=1&W=1&C=1&F=1"
    )
    assert link.endswith("view=gather&step=0")
    change = "there is more than one image, channel and kernel"
    probe = next(p for p in TASKS["dw"].probes if p.change == change)
    moment = feedback.moment(probe, "dw", (2, 1, 2, 1))
    assert moment.endswith("KH=2&KW=3&stride=1&padding=0&view=weight&step=35")


def test_no_explorer_is_said_to_show_what_none_computes():
    """Max pooling has x and dx as well, and no explorer of its own."""

    def max_pool_gradient(dz, x, kernel_size, *, stride=1):
        return np.full(x.shape, 3.0)

    verdict = [check.max_pool_gradient(max_pool_gradient) for _ in range(4)][-1]
    assert "dx[0, 0, 0, 0] is 3" in verdict.message
    assert "explorer" not in verdict.message
    assert verdict.link == ""


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
    left = sorted(path.name for path in (tmp_path / "convlab").iterdir())
    assert left == ["progress.json", "progress.lock"]


def test_the_most_frequent_mistakes_are_named():
    counts = {
        "dx-kernel-not-rotated": 1,
        "forward-bias-forgotten": 4,
        "of-a-later-version": 9,
        "forward-by-tiles-b-transposed": 2,
        "db-averaged": 1,
    }
    shown = learner.Progress({"forward-3": False}, counts)
    sentence = (
        "Your most frequent mistakes: bias forgotten in forward (4 times), b "
        "transposed in forward_by_tiles (2 times), kernel not rotated in dx (once)."
    )
    assert str(shown).splitlines()[-1] == sentence
    assert f"<p>{sentence}</p>" in shown._repr_html_()
    none = learner.Progress({"forward-3": False}, {"of-a-later-version": 9})
    assert "mistakes" not in str(none) + none._repr_html_()


def test_progress_counts_every_box_of_the_page(shell):
    """A page has a box for each cell that is tagged as a task."""
    links = re.findall(
        r"exercises/(\w+)\.ipynb", (BOOK / "built.md").read_text("utf-8")
    )
    boxes = []
    for name in links:
        cells = nbformat.read(BOOK / f"exercises/{name}.ipynb", as_version=4).cells
        tasks = [cell for cell in cells if "task" in cell.metadata.get("tags", [])]
        boxes += [f"{name}-{number}" for number, _ in enumerate(tasks, start=1)]
    assert list(check.progress().done) == boxes


def test_exposed_bugs_and_a_layer_that_learns_are_kept(shell):
    for name in ("article", "overwriting"):
        bug = getattr(bugs, name)
        probe = TASKS[bug.task].probes[-1]
        given = probe.arguments | probe.keywords
        assert check.exposes(bug, lambda given=given: given), name
    squared_error, update = (TASKS[name].right for name in ("squared_error", "update"))
    assert check.learns(convlab.forward, squared_error, gradients, update)
    done = check.progress().done
    right = [name for name, is_right in done.items() if is_right]
    assert right == ["layer-5", "bugs-1", "bugs-8"]


def test_two_kernels_lose_nothing(shell, monkeypatch):
    """Without a lock both read the file before either writes to it."""
    pytest.importorskip("fcntl")  # Windows has none
    both = threading.Barrier(2, timeout=0.5)
    read = learner._read

    def read_and_wait():
        kept = read()
        with suppress(threading.BrokenBarrierError):
            both.wait()
        return kept

    monkeypatch.setattr(learner, "_read", read_and_wait)
    found = [Verdict(True, None, "", "right", task) for task in ("forward", "db")]
    kernels = [
        threading.Thread(target=learner.note, args=(each, each.exercise))
        for each in found
    ]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    assert read()["right"] == ["backward-1", "forward-3"]


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


def test_a_user_without_a_home_can_check(shell, monkeypatch):
    pwd = pytest.importorskip("pwd")

    def nobody(number):
        raise KeyError(number)

    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(RuntimeError):
        Path.home()
    assert check.forward(right)
    assert not any(check.progress().done.values())


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


DB = "def db(dz, x, w, *, stride=1, padding=0):\n    s = dz.sum(axis=(0, 1, 2))\n"
RIGHT = f"{DB}    return s"


def check_after(shell, *cells, call="check.db(db)"):
    """Run cells, of which some may be broken, and return the verdict of a check."""
    shell.user_ns["check"] = check
    for cell in cells:
        shell.run_cell(cell, store_history=True)
    return shell.run_cell(call, store_history=True).result


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (f"{DB}return s", "'return' outside function\nIn line 3: return s"),
        (RIGHT.replace("padding", "x"), "duplicate argument 'x'"),
        (f"%%time\n{RIGHT})", "In line 4: return s)"),
        (f"\n%%capture out\n{RIGHT})", "return s)"),
        ("class db:\n    x = 1\n    break\n", "'break' outside loop"),
    ],
)
def test_a_cell_that_does_not_compile_is_not_overlooked(shell, broken, words):
    verdict = check_after(shell, RIGHT, broken)
    assert verdict.finding == "syntax error"
    assert words in verdict.message


@pytest.mark.parametrize(
    "newest",
    [
        f"%time x = 1\n!true\n{RIGHT}",
        f"%%time\n{RIGHT}",
    ],
)
def test_what_only_ipython_understands_is_no_syntax_error(shell, newest):
    assert check_after(shell, f"{RIGHT})", newest).ok


def test_an_await_outside_of_a_function_is_no_syntax_error(shell, monkeypatch):
    cell = f"await something()\n{RIGHT}"
    monkeypatch.setattr(feedback, "_newest_cell", lambda *_: cell)
    assert feedback._broken_cell("db") is None


def test_a_warning_is_not_shown_again_and_is_no_error(shell):
    """Python warns of a backslash that begins no escape sequence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_after(shell, f'{RIGHT}\ntext = "\\d"')
        warnings.simplefilter("error")
        assert feedback._broken_cell("db") is None


def test_a_cell_that_is_not_run_here_defines_nothing(shell, tmp_path):
    assert check_after(shell, RIGHT, f"%%writefile {tmp_path}/db.py\n{RIGHT})").ok


def test_a_class_that_does_not_compile_is_not_overlooked(shell):
    verdict = check_after(
        shell,
        "class Layer: ...",
        "class Layer:\n    def forward(self, x:\n        ...",
        call="check.layer(Layer)",
    )
    assert verdict.finding == "syntax error"
    assert "The newest cell that defines `Layer`" in verdict.message


def test_a_notebook_offers_to_repeat_the_call(shell):
    message = check.forward(without_bias).message
    assert message.endswith("To run this call: `_.probe(forward)`")


def test_the_call_of_a_class_is_offered_by_its_name(shell):
    class Layer:
        def forward(self, x):
            return x

    message = check.layer(Layer).message
    assert message.endswith("To run this call: `_.probe(Layer)`")


def test_a_verdict_from_elsewhere_has_no_link():
    assert (
        feedback._link(Verdict(False, None, "z[0, 0] is 1", "wrong value", "db")) == ""
    )
