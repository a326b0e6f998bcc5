"""A class is graded: rightly, and whatever its notebooks do."""

import contextlib
import csv
import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import convlab
from convlab.exercises import check
from convlab.exercises.diagnosis.calling import plain
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.mistakes import MISTAKES
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.drawing import draw_calls
from submissions import AVERAGED, FRAUDS, HARMS, RIGHT, STUBS, submission

if sys.platform != "linux":
    pytest.skip("bubblewrap needs Linux", allow_module_level=True)

import resource

from convlab.exercises.grade import __main__ as grade
from convlab.exercises.grade import sandbox
from convlab.exercises.grade.added_lines import added_lines
from convlab.exercises.grade.grade_notebook import _mark, _wrong
from convlab.exercises.grade.notebooks import Cell, exercises_of, read_notebook
from convlab.exercises.grade.worker import decode, encode

if reason := sandbox.why_unusable():
    pytest.skip(reason, allow_module_level=True)


def table(capsys, *words):
    """Grade, and return {notebook: its row} and what was said beside the table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade, "why_unusable", lambda: None)  # or all here is skipped
        grade.main(["--csv", *map(str, words)])
    said = capsys.readouterr()
    rows = csv.DictReader(said.out.splitlines())
    return {Path(row["notebook"]).stem: row for row in rows}, said.err


WAITING = ["sleeps", "never returns", "answers slowly"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Grade all hostile notebooks beside an honest one, and return the table.

    Those that wait for the clock do so while the others compute.
    """
    folder = tmp_path_factory.mktemp("class")
    for name, cell in HARMS.items():
        submission(folder / f"{name}.ipynb", first=cell)
    for name, db in FRAUDS.items():
        submission(folder / f"{name}.ipynb", db=db)
    submission(folder / "honest.ipynb")
    given = {path: exercises_of(path) for path in STUBS.glob("*.ipynb")}

    def graded(paths):
        return grade._grade_all(grade._parse(map(str, sorted(paths))), given)

    waiting = {folder / f"{name}.ipynb" for name in WAITING}
    others = set(folder.iterdir()) - waiting
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor() as pool:
        patch.setattr(sandbox, "PROCESSOR", 2)
        patch.setattr(sandbox, "CLOCK", 25.0)  # a busy machine is no mistake
        parts = list(pool.map(graded, [waiting, others]))
    return {path.stem: grades for part in parts for path, grades in part.items()}


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
def test_it_says_which_limit_stopped_a_cell(hostile):
    loops, sleeps = (hostile[name] for name in ("never ends", "sleeps"))
    assert loops.remarks[0].startswith("stopped: 2 s of processor time: ")
    assert sleeps.remarks[0].startswith("stopped: 25 s on the clock: ")


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


STOPS = {
    "SyntaxError": "def db(dz, x, w, *, stride=1, padding=0)\n    return 1",
    "IndentationError": "def db(dz, x, w, *, stride=1, padding=0):\nreturn 1",
    "its cell stops: TypeError": "1 + ''\n" + AVERAGED,
    "its cell stops: AttributeError": "check.none.it = 1\n" + AVERAGED,
    "its cell stops: Python itself ended": "import os; os._exit(0)\n" + AVERAGED,
    "the check stopped: ValueError": AVERAGED + "\ncheck.db = lambda f: int('one')",
    "the check stopped: AttributeError": AVERAGED + "\ncheck.db = print",
    "not defined": "1 + ''  # db",
}


@pytest.mark.parametrize("why", STOPS)
def test_why_there_is_no_verdict(why, tmp_path, capsys):
    path = submission(tmp_path / "a.ipynb", db=STOPS[why])
    rows, said = table(capsys, path)
    assert rows["a"]["backward-1"] == f"✗ {why}"
    assert rows["a"]["right"] == "5"
    kind = why.rpartition(": ")[2]
    quoted = "check.db(db)" if "check" in why else STOPS[why].splitlines()[0]
    (remark,) = [r for r in said.splitlines() if kind in r and str(path) in r] or [""]
    if kind.endswith("Error"):
        assert remark.startswith(f"{path}: backward-1: {kind}: ")
        assert remark.endswith(f": {quoted[:50]}")
    assert said.count(f"   1  backward-1: {why}\n") == 1


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ({"raised": "✓", "said": ""}, "✗ no verdict"),
        ({"raised": "\x1b[2K", "said": "\x1b[2K"}, "✗ no verdict"),
        ({"raised": ["x"] * 10**5, "said": {}}, "✗ no verdict"),
        ({"raised": "SyntaxError"}, "✗ the check stopped: SyntaxError"),
        ({}, "✗ no verdict"),
        ({"raised": "NameError", "said": "name 'db' is not defined"}, "✗ not defined"),
    ],
)
def test_a_reply_that_is_made_up_stays_within_the_table(reply, text):
    class Liar:
        def ask(self, _):
            return reply

    exercise = exercises_of(STUBS / "backward.ipynb")[0]
    mark = _mark(Liar(), exercise, 7, [])
    assert (mark.is_right, mark.text) == (False, text)
    assert mark.remark.isprintable()
    assert len(mark.remark) < 200


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
    counted = said.partition("in how many notebooks\n")[2].partition("\n\n")[0]
    assert counted.splitlines()[0] == f"   2  db-averaged-over-batch: {did}"
    assert counted.splitlines()[2:] == ["   1  backward-4: wrong kind of result"]


def test_what_is_no_known_mistake_is_counted_as_well(tmp_path, capsys):
    dx = "def dx(dz, x, w, *, stride=1, padding=0):\n    return "
    own = f"import convlab\n{dx}convlab.backward(dz, x, w)[0]"
    own = own.replace("(dz, x, w)[0]", "(dz, x, w, stride=stride, padding=padding)[0]")
    paths = [
        submission(tmp_path / f"{name}.ipynb", dx=source, db=AVERAGED)
        for name, source in {"a": own, "b": own, "c": f"{dx}3"}.items()
    ]
    rows, said = table(capsys, *paths)
    assert rows["a"]["backward-4"] == "✗ called convlab's function"
    counted = said.partition("in how many notebooks\n")[2].partition("\n\n")[0]
    known, *others = counted.splitlines()
    assert known.startswith("   3  db-averaged-over-batch: ")
    assert others == [
        "   2  backward-4: called convlab's function",
        "   1  backward-4: wrong kind of result",
    ]


def test_progress_and_the_table_on_a_terminal(tmp_path, capsys):
    path = submission(tmp_path / "a.ipynb", "notation")
    grade.main([str(path), "--seed", "7"])
    said = capsys.readouterr()
    assert said.err == f"1/1 {path}: 4 of 4\n"
    head, row, *rest = said.out.splitlines()
    assert head.split() == ["notebook", *(f"notation-{k}" for k in "1234"), "right"]
    assert row.split() == [str(path), "✓", "✓", "✓", "✓", "4", "of", "4"]
    assert rest[-1] == "Drawn from --seed 7"


def test_only_the_sets_that_occur_in_the_order_of_the_book(tmp_path, capsys):
    stems = "backward", "notation", "forward"
    paths = [submission(tmp_path / f"{s}.ipynb", s, STUBS) for s in stems]
    grade.main(["--csv", *map(str, paths)])
    _, _, _, *names, _ = capsys.readouterr().out.splitlines()[0].split(",")
    numbers = {"notation": 4, "forward": 5, "backward": 6}
    assert names == [f"{s}-{k + 1}" for s, n in numbers.items() for k in range(n)]


IMAGE_FORGOTTEN = """
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    return i * W * C + j * C + c
"""


def test_the_table_of_the_page_for_teachers(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = Path("hw")
    folder.mkdir()
    submission(folder / "ada.ipynb", "notation")
    submission(folder / "ben.ipynb", "notation", address=IMAGE_FORGOTTEN)
    submission(folder / "eva.ipynb", "notation", address=IMAGE_FORGOTTEN)
    submission(folder / "joe.ipynb", "notation", address="")
    (folder / "max.ipynb").write_text("Dear Sir")
    grade.main([*map(str, sorted(folder.iterdir())), "--seed", "7"])
    page = (RIGHT.parent / "teaching.md").read_text("utf-8")
    shown = page.partition("hw/*.ipynb\n")[2].partition("```")[0]
    assert capsys.readouterr().out == shown
    assert max(map(len, shown.splitlines())) <= 75  # wider, and its end is out of sight


def edited(path, edit, **options):
    """Write a submission whose cells were edited."""
    notebook = json.loads(submission(path, **options).read_text("utf-8"))
    notebook["cells"] = edit(notebook["cells"])
    path.write_text(json.dumps(notebook), "utf-8")
    return path


@pytest.mark.slow
def test_who_silences_the_check_is_worth_a_look(hostile):
    said = "; ".join(hostile["claims"].remarks)
    assert "added: check.db = lambda function: Verdict(" in said


FORWARD = "def forward(x, w, b=None, *, stride=1, padding=0):\n    "
FOUND = {
    "exception: beyond the end": FORWARD + "return x[:, :, :, [9]]",
    "0.5 too large": FORWARD
    + "return lib.forward(x, w, b, stride=stride, padding=padding) + 0.5",
    "wrong kind of result": FORWARD + "return 3",
    "called convlab's function": FORWARD
    + "return lib.forward(x, w, b, stride=stride, padding=padding)",
}


@pytest.mark.parametrize("found", FOUND)
def test_what_the_check_finds_is_in_the_table(found):
    names = {"lib": convlab}
    exec(FOUND[found], names)
    verdict = check.forward(names["forward"])
    exercise = exercises_of(STUBS / "forward.ipynb")[2]
    mark = _wrong(exercise, {"finding": verdict.finding})
    assert mark.text == f"✗ {found}"


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


def test_an_exercise_ends_where_a_later_one_begins(tmp_path, capsys):
    """As the page for teachers says: without its heading, too."""

    def heads(cell, number):
        return "".join(cell["source"]).startswith(f"## {number}. ")

    def without_the_second(cells):
        return [c for c in cells if not heads(c, 2)]

    def third_first(cells):
        (third,) = [c for c in cells if heads(c, 3)]
        return [third, *(c for c in cells if c is not third)]

    deleted = edited(tmp_path / "deleted.ipynb", without_the_second)
    moved = edited(tmp_path / "moved.ipynb", third_first)
    rows, _ = table(capsys, deleted, moved)
    assert rows["deleted"]["right"] == "6"
    marks = [rows["moved"][f"backward-{k}"] for k in (1, 2, 3)]
    assert marks == ["✗ not defined", "✗ not defined", "✓"]


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
    assert [rows[name]["right"] for name in names] == [grade.UNKNOWN] * 5
    words = [str(right), str(tmp_path / "text.ipynb")]
    assert (grade.main(words), grade.main(words[:1])) == (1, 0)
    row = capsys.readouterr().out.splitlines()[2]
    assert row.split() == [str(tmp_path / "text.ipynb"), *5 * grade.UNKNOWN]


def test_alone_it_has_a_row_too_and_the_exit_status_says_so(tmp_path):
    path = tmp_path / "missing.ipynb"
    words = [sys.executable, "-m", "convlab.exercises.grade", str(path)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 1
    head, row, *rest = done.stdout.splitlines()
    assert (head.split(), row.split()) == (
        ["notebook", "right"],
        [str(path), grade.UNKNOWN],
    )
    assert f"{path}: there is no such file" in rest


def test_a_name_is_no_formula_and_no_order_to_the_terminal(tmp_path, monkeypatch):
    assert grade.shown(Path("=1+2.ipynb")) == "./=1+2.ipynb"
    assert grade.shown(Path("a\x1b[2J.ipynb")) == "a?[2J.ipynb"


def test_without_the_exercises_it_says_where_it_looked(tmp_path):
    with pytest.raises(SystemExit, match=f"in {tmp_path}; found none"):
        grade.main(["a.ipynb", "--exercises", str(tmp_path)])


def test_exercises_without_a_check_are_named(tmp_path):
    path = tmp_path / "backward.ipynb"
    path.write_text('{"cells": [{"cell_type": "code", "source": "x = 1"}]}')
    with pytest.raises(SystemExit, match=f"{path}: expected cells that end with"):
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


def test_it_says_that_a_limit_of_memory_is_too_low():
    words = (
        "from convlab.exercises.grade.sandbox import why_unusable as why; print(why())"
    )
    limits = resource.RLIMIT_AS, (3 << 30, 3 << 30)
    said = subprocess.run(
        [sys.executable, "-c", words],
        preexec_fn=lambda: resource.setrlimit(*limits),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "expected RLIMIT_AS of at least 4294967296" in said.stdout


def test_no_student_is_blamed_if_the_sandbox_does_not_start(
    tmp_path, monkeypatch, capsys
):
    path = submission(tmp_path / "a.ipynb", "notation")
    monkeypatch.setattr(grade, "why_unusable", lambda: None)
    monkeypatch.setattr(sandbox, "_command", lambda _: ["false"])
    rows, _ = table(capsys, path)
    assert rows["a"]["right"] == grade.UNKNOWN
    assert rows["a"]["remarks"].startswith("no sandbox: ")


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
def test_drawn_calls_are_new_and_see_all_but_the_rarest_mistakes(task):
    """The check has made its own calls; who stored their results fails on these."""
    shown = {str(probe.arguments) for probe in TASKS[task].probes}
    known = [m for m in MISTAKES if m.task == TASKS[task].family]
    for seed in range(5):
        calls = draw_calls(task, seed)
        assert not shown & {str(probe.arguments) for probe in calls}
        right = [plain(probe(TASKS[task].right)) for probe in calls]
        assert all(map(same, right, right))
        hidden = [
            mistake.name
            for mistake in known
            if all(map(same, [answer(mistake, p) for p in calls], right))
        ]
        assert len(hidden) <= len(known) / 10, hidden


def answer(mistake, probe):
    try:
        return plain(probe(mistake.function))
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
def test_only_the_right_number_is_the_same(answer):
    assert not same(plain(answer), 4)
    assert same(plain(np.int64(4)), 4)


REACHES = [
    "forward = check.convlab.forward",
    "check.forward = lambda f: V()",
    "setattr(check, 'db', print)",
    "c = check",
    "import sys; sys.modules",
    "from convlab.exercises import check as c",
    "from convlab import backward",
    "if np: __import__('convlab')",
    "forward.__globals__",
    "globals()['check']",
    "%timeit\nimport os",
]
USUAL = [
    "import numpy as np\nfrom convlab import im2col",
    "check.db(db)",
    "verdict = check.dw(db)\nverdict.message",
    "class Layer:\n    def __init__(self):\n        super().__init__()",
    "if __name__ == '__main__':\n    print(np.sqrt(forward(x, w)))",
    "%timeit db(1)",
    "def (",
    "x = '",
]


@pytest.mark.parametrize("source", REACHES + USUAL)
def test_lines_that_reach_beyond_the_notebook_are_shown(source):
    given = read_notebook(STUBS / "backward.ipynb")
    cells = [*given, Cell(True, source), Cell(False, "import sys")]
    lines = [source.splitlines()[-1]] if source in REACHES else []
    assert added_lines(cells, given) == lines


def test_a_cell_that_cannot_be_read_is_shown():
    assert added_lines([Cell(True, "x = 1" + "+1" * 10**5)], []) != []


@pytest.mark.parametrize("stem", sorted(path.stem for path in RIGHT.glob("*.ipynb")))
def test_solutions_reach_for_nothing(stem):
    pair = [read_notebook(base / f"{stem}.ipynb") for base in (RIGHT, STUBS)]
    assert added_lines(*pair) == []
