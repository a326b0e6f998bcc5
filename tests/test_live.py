"""Live cells of a page: which cells they need first, and the HTML they turn into."""

import contextlib
import json
import subprocess
import sys

import numpy as np
import pytest

import convlab
from convlab.exercises import check
from convlab.live import display, missing, run_cell
from convlab.live.run_cell import CUT, MOST_PRINTED
from convlab.live.slicing import needed, split


@pytest.fixture(autouse=True)
def without_a_limit(monkeypatch):
    """Let older Pythons run the tests, although they cannot interrupt themselves."""
    monkeypatch.setattr(run_cell, "interrupted", lambda _: contextlib.nullcontext([]))


def answer(source, above=(), check=""):
    request = {"source": source, "above": list(above), "check": check}
    return json.loads(run_cell.answer(json.dumps(request)))


def chosen(*above, cell):
    statements = [code for source in above for code in split(source)]
    return needed(statements, cell)


class TestWhatIsNeeded:
    def test_is_what_binds_a_name_directly_or_not(self):
        above = "a = 1", "b = a + 1", "unused = 0", "c = b"
        assert chosen(*above, cell="c") == [True, True, False, True]

    def test_is_a_statement_and_not_its_whole_cell(self):
        above = "import viz", "a = 1\nviz.show(a)\nb = 2"
        assert chosen(*above, cell="a + b") == [False, True, False, True]

    def test_is_what_may_change_an_array(self):
        changes = "a[0] = 1", "a += 1", "a.sort()", "a.shape = 1, 2", "a[0][1] = 2"
        for change in changes:
            assert chosen("a = b", change, "print(a)", cell="a") == [True, True, False]

    def test_is_a_call_by_itself_that_may_change_its_arguments(self):
        for change in ("np.add.at(a, 0, 1)", "rng.shuffle(a)", "f(a)", "del a[0]"):
            assert chosen("a = b", change, cell="a") == [True, True]
        assert chosen("a = b", "print(a)", cell="a") == [True, False]

    def test_is_nothing_that_is_bound_anew(self):
        assert chosen("def f(:", "f = 1", cell="f") == [False, True]
        assert chosen("def f(:", cell="def f(x):\n    return f(x - 1)\nf(3)") == [False]
        assert chosen("a = 1", "a = a + 1", "a += 1", cell="a") == [True, True, True]

    def test_is_no_call_of_a_module(self):
        above = "import np", "np.seed(0)", "x = np.ones(3)"
        assert chosen(*above, cell="x") == [True, False, True]

    def test_is_nothing_for_a_local_name(self):
        function = "def dx(dz):\n    dw = dz\n    return dw + other"
        assert chosen("dw = 1", "other = 2", cell=function) == [False, True]

    def test_is_a_cell_that_does_not_compile_where_its_name_is_read(self):
        assert chosen("def f(:", "g = 1", cell="f(1)") == [True, False]
        assert chosen("def f(:", "g = 1", cell="g") == [False, True]
        assert chosen("def f(:\n    g = 1\n    print(2)", cell="print(g)") == [False]


class TestAnswer:
    def test_gives_the_last_value_as_a_notebook_would(self):
        assert answer("x = 2\nx + 1") == {"text": "3", "grids": [], "whole": False}
        assert answer("x = 2") == {}

    def test_runs_what_is_above_in_its_order_and_prints_none_of_it(self, capsys):
        above = ["one", "x = [1]\nprint('above')"], ["two", "x.append(2)"]
        assert answer("x", above)["text"] == "[1, 2]"
        assert capsys.readouterr().out == ""

    def test_keeps_nothing_from_an_earlier_run(self):
        answer("kept = 1")
        assert answer("kept")["kind"] == "NameError"

    def test_undoes_what_a_cell_does_to_numpy_and_to_python(self):
        answer("import numpy as np, builtins\nnp.sum = None\nbuiltins.len = None")
        assert answer("import numpy as np\nlen([np.sum([1, 2])])")["text"] == "1"

    def test_gives_the_verdict_of_a_check(self):
        header = "def db(dz, x, w, *, stride=1, padding=0):"
        imports = ["imports", "from convlab.exercises import check"]
        verdict = answer(
            f"{header} return dz.mean((0, 1, 2))", [imports], "check.db(db)"
        )["verdict"]
        native = check.db(lambda dz, x, w, *, stride=1, padding=0: dz.mean((0, 1, 2)))
        assert verdict["mistake"] == "db-averaged"
        assert native.message.startswith(verdict["message"])  # the second time
        same = "exercise", "task", "ok", "finding", "headline"
        assert all(verdict[name] == native.as_dict()[name] for name in same)

    def test_undoes_what_is_added_and_how_arrays_are_printed(self):
        answer("import numpy as np\nnp.mine = 1\nnp.set_printoptions(precision=1)")
        assert answer("import numpy as np\nnp.mine")["kind"] == "AttributeError"
        assert answer("import numpy as np\nnp.array([0.25])")["text"] == "array([0.25])"

    def test_names_the_cell_above_that_fails(self):
        found = answer("f(1)", [["f", "def f(x:"]])
        assert (found["above"], found["kind"]) == ("f", "SyntaxError")

    def test_names_the_line_and_shows_no_frame_of_a_library(self):
        function = "\ndef f():\n    return np.ones(3).reshape(2, 2)"
        found = answer(f"import numpy as np\n{function}\nf()")
        assert (found["kind"], found["line"]) == ("ValueError", 4)
        frames = [line for line in found["error"].splitlines() if "File" in line]
        assert frames == [
            '  File "your cell", line 5, in <module>',
            '  File "your cell", line 4, in f',
        ]
        assert "return np.ones(3).reshape(2, 2)" in found["error"]

    def test_survives_what_ends_a_program(self):
        assert answer("raise SystemExit")["kind"] == "SystemExit"


class TestPrinted:
    def test_text_is_handed_on_in_pieces_and_cut(self, capsys):
        answer("for k in range(10_000):\n    print(k)")
        printed = capsys.readouterr().out
        assert printed.startswith("0\n1\n2\n")
        assert printed.endswith(CUT)
        assert len(printed) == MOST_PRINTED + len(CUT)

    def test_what_was_printed_before_an_exception_is_there(self, capsys):
        answer("print('before')\n1 / 0")
        assert capsys.readouterr().out == "before\n"


class TestDescribe:
    def test_four_axes_are_planes_of_the_middle_two(self):
        x = np.arange(12.0).reshape(1, 2, 3, 2)
        (array,) = display.grids(x)
        assert array["shape"] == [1, 2, 3, 2]
        labels = [plane["label"] for plane in array["planes"]]
        assert labels == ["[0, :, :, 0]", "[0, :, :, 1]"]
        assert array["planes"][1]["rows"] == [[1, 3, 5], [7, 9, 11]]

    def test_names_are_those_of_a_dictionary_or_of_fields(self):
        x, w, _, dz = convlab.samples.by_hand()
        gradients = convlab.backward(dz, x, w)
        assert [a["name"] for a in display.grids(gradients)] == ["dx", "dw", "db"]
        assert [a["name"] for a in display.grids({"x": x, "other": 1})] == ["x"]

    def test_json_has_no_infinity_and_no_true(self):
        (array,) = display.grids(np.array([1.0, np.inf, np.nan]))
        assert array["planes"][0]["rows"] == [[1.0, "inf", "nan"]]
        (array,) = display.grids(np.array([True]))
        assert array["planes"][0]["rows"] == [["True"]]
        assert json.dumps(display.grids(np.ones(2, np.longdouble)))

    def test_what_is_not_drawn_is_told(self):
        x = np.zeros((1, 2, 2, 14))
        assert [array["left"] for array in display.grids(x)] == [2]
        assert not display.describe(x)["whole"]
        assert display.describe({"x": x[..., :3]})["whole"]
        assert not display.describe({"x": x[..., :3], "loss": 3.2})["whole"]

    def test_large_and_empty_arrays_are_text(self):
        assert display.grids(np.zeros((30, 30))) == display.grids(np.zeros(0)) == []

    def test_an_explorer_gives_its_state(self):
        explorers = pytest.importorskip("convlab.explorers")
        shown = display.describe(explorers.ForwardExplorer(H=3))["explorer"]
        assert shown["name"] == "ForwardExplorer"
        assert shown["state"]["H"] == 3
        assert json.dumps(shown)

    def test_a_scene_with_an_array_of_ones_own_gives_its_state(self):
        explorers = pytest.importorskip("convlab.explorers")
        x = np.arange(30.0).reshape(1, 5, 6, 1)
        shown = display.describe(explorers.DescentExplorer(x))["explorer"]
        assert shown["name"] == "DescentExplorer"
        assert shown["state"]["learning_rate"] == 3
        assert json.dumps(shown)


def test_what_is_missing_can_be_imported_and_says_so_when_it_is_used():
    code = """
from convlab.live.missing import MissingError, install
install()
from convlab import viz
from sklearn.metrics import confusion_matrix
import matplotlib.pyplot as plt
for use in (viz.show_maps, confusion_matrix, plt.figure):
    try:
        use(1)
    except MissingError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "viz.show_maps needs Matplotlib",
        "sklearn.metrics.confusion_matrix needs scikit-learn",
        "matplotlib.pyplot.figure needs Matplotlib",
    ], done.stderr


def test_the_photograph_needs_nothing_that_is_missing():
    code = """
from convlab.live.missing import install
install()
from convlab import samples
from convlab.explorers import DescentExplorer
print(samples.photograph().shape, DescentExplorer())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.startswith("(1, 150, 128, 3) DescentExplorer("), done.stderr


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 669 came with Python 3.12")
def test_a_loop_is_interrupted_and_one_in_an_interruption_as_well():
    from convlab.exercises.diagnosis.running import interrupted

    def forever():
        while True:
            pass

    with interrupted(0.1) as late:
        with interrupted(0.05) as sooner, pytest.raises(SystemExit):
            forever()
        assert sooner
        assert not late
        with pytest.raises(SystemExit):
            forever()
    assert late


def test_the_names_of_missing_packages_are_those_of_modules():
    assert missing.owner("matplotlib.pyplot") == "Matplotlib"
    assert missing.owner("matplotlibrary") is None
    assert missing.owner("convlab.viz") == "Matplotlib"
    assert missing.owner("convlab.explorers.pictures") == "ipywidgets"
    assert missing.owner("convlab") is None
