"""A class is graded: rightly, and whatever its notebooks do."""

import contextlib
import csv
import json
import os
import socket
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from convlab.exercises.mistakes import MISTAKES
from convlab.exercises.tasks import TASKS
from submissions import AVERAGED, FRAUDS, HARMS, RIGHT, STUBS, submission

if sys.platform != "linux":
    pytest.skip("bubblewrap needs Linux", allow_module_level=True)

from convlab.exercises.grade import __main__ as grade
from convlab.exercises.grade import sandbox
from convlab.exercises.grade.inside import decode, encode
from convlab.exercises.grade.notebooks import exercises_of
from convlab.exercises.grade.variants import agrees, variants

if reason := sandbox.why_unusable():
    pytest.skip(reason, allow_module_level=True)


def table(capsys, *words):
    """Grade, and return {notebook: its row} and what was said beside the table."""
    grade.main(["--csv", *map(str, words)])
    said = capsys.readouterr()
    rows = csv.DictReader(said.out.splitlines())
    return {Path(row["notebook"]).stem: row for row in rows}, said.err


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Grade all hostile notebooks beside an honest one, and return the table."""
    folder = tmp_path_factory.mktemp("class")
    for name, cell in HARMS.items():
        submission(folder / f"{name}.ipynb", first=cell)
    for name, db in FRAUDS.items():
        submission(folder / f"{name}.ipynb", db=db)
    submission(folder / "honest.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "STEP", 3.0)
        options = grade._parse(map(str, sorted(folder.iterdir())))
        given = {path: exercises_of(path) for path in STUBS.glob("*.ipynb")}
        graded = grade._grade_all(options, given)
    return {path.stem: grades for path, grades in graded.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["honest", *HARMS])
def test_harm_costs_nothing(hostile, name):
    marks = hostile[name].marks
    assert [mark.text for mark in marks.values()] == ["✓"] * 6


@pytest.mark.slow
@pytest.mark.parametrize("name", FRAUDS)
def test_a_fraud_costs_itself_and_nothing_else(hostile, name):
    first, *others = hostile[name].marks.values()
    assert not first.is_right
    assert first.text[0] in "✗…"
    assert first.text.isprintable()
    if "sys.modules" not in FRAUDS[name] and "patches" not in name:
        assert [mark.text for mark in others] == ["✓"] * 5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ends", "never ends"])
def test_a_cell_that_ends_the_process_is_named(hostile, name):
    (remark, *_) = hostile[name].remarks
    assert remark.endswith(f": {HARMS[name].splitlines()[0]}")


@pytest.mark.slow
@pytest.mark.parametrize("stem", sorted(path.stem for path in RIGHT.glob("*.ipynb")))
def test_solutions_are_right_and_stubs_are_not(stem, capsys):
    rows, _ = table(capsys, RIGHT / f"{stem}.ipynb", "--exercises", STUBS)
    assert rows[stem]["right"] == rows[stem]["of"] != "0"
    rows, said = table(capsys, STUBS / f"{stem}.ipynb")
    marks = {mark for name, mark in rows[stem].items() if name.startswith(f"{stem}-")}
    assert marks == {"… not written yet"}
    assert rows[stem]["right"] == "0"
    assert "added" not in said


def test_mistakes_are_named_and_counted_over_the_class(tmp_path, capsys):
    turned = "def dx(dz, x, w, *, stride=1, padding=0):\n    return im2col"
    dw = "def dw(dz, x, w, *, stride=1, padding=0):\n    return np.zeros(w.shape)"
    paths = [
        submission(tmp_path / "a.ipynb", db=AVERAGED),
        submission(tmp_path / "b.ipynb", db=AVERAGED, dw=dw),
        submission(tmp_path / "c.ipynb", base=STUBS, dx=turned),
    ]
    rows, said = table(capsys, *paths)
    assert rows["a"]["backward-1"] == rows["b"]["backward-1"] == "✗ averaged over batch"
    assert rows["a"]["right"] == "5"
    assert rows["c"]["backward-4"] == "✗ wrong kind of result"
    (did,) = [m.did for m in MISTAKES if m.name == "db-averaged-over-batch"]
    counted = said.partition("in how many notebooks")[2].splitlines()
    assert counted[1] == f"   2  db-averaged-over-batch: {did}"


def test_progress_and_the_table_on_a_terminal(tmp_path, capsys):
    path = submission(tmp_path / "a.ipynb", "notation")
    grade.main([str(path), "--seed", "7"])
    said = capsys.readouterr()
    assert said.err == f"1/1 {path}: 4 of 4\n"
    head, row, *rest = said.out.splitlines()
    assert head.split() == ["notebook", *(f"notation-{k}" for k in "1234"), "right"]
    assert row.split() == [str(path), "✓", "✓", "✓", "✓", "4", "of", "4"]
    assert rest[-1] == "Drawn from --seed 7"


ROW_WITHOUT_CHANNELS = """
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W + j * C + c
"""
RESHAPED = """
def channels_first(x):
    B, H, W, C = x.shape
    return x.reshape(B, C, H, W).copy()
"""


def test_the_table_of_the_page_for_teachers(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = Path("handed-in")
    folder.mkdir()
    wrong = {"address": ROW_WITHOUT_CHANNELS}
    submission(folder / "ada.ipynb", "notation")
    submission(folder / "ben.ipynb", "notation", **wrong, channels_first=RESHAPED)
    submission(folder / "eva.ipynb", "notation", STUBS, **wrong)
    grade.main([*map(str, sorted(folder.iterdir())), "--seed", "7"])
    page = (RIGHT.parent / "teaching.md").read_text("utf-8")
    shown = page.partition("handed-in/*.ipynb\n")[2].partition("```")[0]
    assert capsys.readouterr().out == shown


def edited(path, edit, **options):
    """Write a submission whose cells were edited."""
    notebook = json.loads(submission(path, **options).read_text("utf-8"))
    notebook["cells"] = edit(notebook["cells"])
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def test_each_section_has_its_own_function(tmp_path, capsys):
    """A later section that overwrites `db` does not count in the first."""

    def overwritten(cells):
        solutions = [c for c in cells if is_code(c) and "def " in "".join(c["source"])]
        solutions[-1]["source"] += ["\n\n", "db = dw = None"]
        return cells

    rows, _ = table(capsys, edited(tmp_path / "a.ipynb", overwritten))
    assert rows["a"]["backward-1"] == rows["a"]["backward-2"] == "✓"


def is_code(cell):
    return cell["cell_type"] == "code"


def test_who_deletes_the_checks_is_graded_all_the_same(tmp_path, capsys):
    def without_checks(cells):
        return [c for c in cells if "check." not in "".join(c["source"])]

    right = edited(tmp_path / "right.ipynb", without_checks)
    wrong = edited(tmp_path / "wrong.ipynb", without_checks, db=AVERAGED)
    rows, _ = table(capsys, right, wrong)
    assert rows["right"]["right"] == "6"
    assert rows["wrong"]["right"] == "5"


def test_who_deletes_a_section_has_it_wrong(tmp_path, capsys):
    def without_the_first(cells):
        ends = [k for k, c in enumerate(cells) if "".join(c["source"])[:3] == "## "]
        return cells[: ends[1]] + cells[ends[2] :]

    rows, _ = table(capsys, edited(tmp_path / "a.ipynb", without_the_first))
    assert rows["a"]["backward-1"] == "✗ not defined"
    assert rows["a"]["right"] == "5"


@pytest.mark.parametrize(
    "given",
    [
        "{}",  # exposes nothing
        "{'cols': np.ones((1, 1, 1)), 'image_shape': (1, 1, 1), 'kernel_size': (1, 1)}",
        "{'cols': 'many', 'image_shape': check, 'kernel_size': None}",
    ],
)
def test_who_claims_to_expose_a_bug_has_to_do_it(given, tmp_path, capsys):
    path = submission(
        tmp_path / "a.ipynb",
        "bugs",
        STUBS,
        input_for_overwriting=f"""
from convlab.exercises.check import Verdict
check.exposes = lambda bug, _: Verdict(True, None, "", "exposed", bug.name)
def input_for_overwriting():
    return {given}
""",
    )
    rows, _ = table(capsys, path)
    assert rows["a"]["bugs-1"] == "✗ exposes nothing"
    assert rows["a"]["right"] == "0"


def test_a_file_that_is_no_exercise_is_named_and_the_others_are_graded(
    tmp_path, capsys
):
    (tmp_path / "text.ipynb").write_text("[" * 10**5)
    (tmp_path / "other.ipynb").write_text('{"cells": []}')
    (tmp_path / "list.ipynb").write_text('{"cells": [3]}')
    names = "text", "other", "list", "missing", "pipe"
    os.mkfifo(tmp_path / "pipe.ipynb")
    right = submission(tmp_path / "right.ipynb", "notation")
    rows, _ = table(capsys, *(tmp_path / f"{name}.ipynb" for name in names), right)
    assert [rows[name]["remarks"] for name in names] == [
        "this is not a notebook",
        "it holds no exercise of the book: no heading of one is in it",
        "this is not a notebook",
        "there is no such file",
        "there is no such file",
    ]
    assert rows["right"]["right"] == "4"


def test_a_name_is_no_formula_and_no_order_to_the_terminal(tmp_path, monkeypatch):
    assert grade.shown(Path("=1+2.ipynb")) == "./=1+2.ipynb"
    assert grade.shown(Path("a\x1b[2J.ipynb")) == "a?[2J.ipynb"


def test_without_the_exercises_it_says_where_it_looked(tmp_path):
    with pytest.raises(SystemExit, match=f"in {tmp_path}; found none"):
        grade.main(["a.ipynb", "--exercises", str(tmp_path)])


def test_without_bubblewrap_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="apt install bubblewrap"):
        grade.main(["a.ipynb"])


def test_it_says_what_keeps_bubblewrap_from_working(monkeypatch, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho No permissions >&2; exit 1")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "No permissions" in sandbox.why_unusable()


@pytest.fixture
def inside():
    """Run code in a sandbox, and return what its function `f` returns."""
    place = sandbox.Sandbox()

    def run(code):
        place.run(code)
        return place.call("f")

    yield run
    place.close()


def test_it_reads_no_file_but_those_of_python(inside, tmp_path):
    neighbour = submission(tmp_path / "neighbour.ipynb")
    for path in (neighbour, RIGHT / "backward.ipynb", Path("/etc/passwd")):
        assert path.exists()
        code = f"import os\ndef f():\n    return os.path.exists({str(path)!r})"
        assert inside(code) is False


def test_it_writes_nowhere_but_in_its_own_folder(inside):
    code = """
def f():
    done = []
    for path in ["here", "/there", "/dev/there", {module!r}]:
        try:
            done.append(open(path, "a").write("x"))
        except OSError:
            done.append(0)
    return done
"""
    assert inside(code.format(module=sandbox.__file__)) == [1, 0, 0, 0]


def test_it_has_no_network(inside):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        code = f"""
import socket
def f():
    try:
        socket.create_connection(("127.0.0.1", {port}), 1)
    except OSError:
        return "refused"
"""
        assert inside(code) == "refused"


def test_what_it_starts_ends_with_it():
    """Not even a process in a session of its own stays behind."""
    name = f"convlab-{os.getpid()}"
    code = f"""
import subprocess, sys
def f():
    words = [sys.executable, "-c", "import time; time.sleep(60)", {name!r}]
    return subprocess.Popen(words, start_new_session=True).poll()
"""

    def is_alive():
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):  # it may have ended just now
                if path.read_bytes().endswith(f"\0{name}\0".encode()):
                    return True
        return False

    def comes_true(condition):
        waits = (time.sleep(0.01) for _ in range(1000))  # the kernel takes a moment
        return condition() or any(condition() for _ in waits)

    place = sandbox.Sandbox()
    try:
        place.run(code)
        place.call("f")
        assert comes_true(is_alive)
    finally:
        place.close()
    assert comes_true(lambda: not is_alive())


@pytest.mark.parametrize("task", TASKS)
def test_variants_are_new_calls_that_see_all_but_the_rarest_mistakes(task):
    """The check has seen those already; variants answer whoever stored its calls."""
    shown = {str(probe.arguments) for probe in TASKS[task].probes}
    known = [m for m in MISTAKES if m.task == getattr(TASKS[task], "family", task)]
    for seed in range(5):
        calls = variants(task, seed)
        assert not shown & {str(probe.arguments) for probe in calls}
        right = [probe(TASKS[task].right) for probe in calls]
        assert all(map(agrees, right, right))
        hidden = [
            mistake.name
            for mistake in known
            if all(map(agrees, [answer(mistake, p) for p in calls], right))
        ]
        assert len(hidden) <= len(known) / 10, hidden


def answer(mistake, probe):
    try:
        return probe(mistake.function)
    except Exception:
        return None


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -3,
        0.1,
        "text",
        (1, [2, (3,)]),
        {"x": np.ones((2, 0, 3)), "stride": 2},
        np.arange(6.0).reshape(2, 3)[:, ::-1],
        np.array(7, np.int8),
        np.array([1 + 2j, np.nan]),
    ],
    ids=repr,
)
def test_plain_data_arrive_as_they_were(value):
    arrived = decode(json.loads(json.dumps(encode(value))))
    assert type(arrived) is type(value)
    np.testing.assert_equal(arrived, value)


@pytest.mark.parametrize(
    "data",
    [
        {"dtype": "O", "shape": [1], "bytes": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": [10**9], "bytes": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": ["8"], "bytes": "AAAAAAAAAAA="},
        {"list": 3},
        {"one": [1], "two": [2]},
    ],
)
def test_other_data_do_not(data):
    with pytest.raises((ValueError, TypeError)):
        decode(data)


@pytest.mark.parametrize("answer", [10**400, True, "4", None, np.ones(3), float("nan")])
def test_only_the_right_number_agrees(answer):
    assert not agrees(answer, 4)
    assert agrees(4, 4)
