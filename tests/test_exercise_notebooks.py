"""Exercise notebooks are generated from the solutions, and give nothing away."""

import ast
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from convlab.exercises import bugs, check
from convlab.exercises.tasks import TASKS
from make_exercises import stale_exercises

BOOK = Path(__file__).parents[1] / "book"
SOLUTIONS = sorted((BOOK / "solutions").glob("*.ipynb"))
EXERCISES = sorted((BOOK / "exercises").glob("*.ipynb"))
EQUATION = re.compile(r"\$\$.+?\$\$", re.DOTALL)
PICTURE = re.compile(r"^```text$", re.MULTILINE)
CHECK = re.compile(r"^check\.(\w+)\(", re.MULTILINE)
STUB_LINES = ["    ..."]
# What stands above these two is a picture; the formula is for the reader to find.
FORMULAS = {"notation": ["W C", "W * C"], "forward": [r"\lfloor", "2 P", "//"]}
OF_FUNCTIONS = [path for path in EXERCISES if path.stem != "bugs"]
DERIVATION = ["notation", "forward", "im2col", "backward", "layer"]


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tasks(notebook):
    """Split a notebook at its tasks, and drop everything before the first."""
    found = []
    for cell in notebook.cells:
        if re.match(r"## \d+\. ", cell.source):
            found.append([])
        elif found and cell.source.startswith("## "):
            break
        if found:
            found[-1].append(cell)
    return found


def each_task(paths):
    for path in paths:
        for number, cells in enumerate(tasks(read(path)), start=1):
            if not any("learns" in cell.source for cell in cells):
                yield pytest.param(cells, id=f"{path.stem}-{number}")


def test_there_is_one_a_chapter_one_for_the_layer_and_one_for_bugs():
    names = {"notation", "forward", "im2col", "backward", "layer", "bugs"}
    names |= {"gradients", "general", "fast", "learning"}
    assert {path.stem for path in SOLUTIONS} == names
    assert {path.stem for path in EXERCISES} == names


def test_the_exercises_are_what_the_solutions_give():
    assert list(stale_exercises()) == [], "run make notebooks"


def test_drift_is_seen(tmp_path):
    exercises = shutil.copytree(BOOK / "exercises", tmp_path / "exercises")
    changed = exercises / "im2col.ipynb"
    notebook = read(changed)
    notebook.cells[2].source += "\n\nSomebody changed the exercise by hand."
    nbformat.write(notebook, changed)
    assert list(stale_exercises(exercises)) == [changed]
    notebook = read(BOOK / "exercises" / "im2col.ipynb")
    notebook.cells[1].execution_count = 1  # saved after a try in JupyterLab
    nbformat.write(notebook, changed)
    assert list(stale_exercises(exercises)) == [changed]
    changed.unlink()
    assert list(stale_exercises(exercises)) == [changed]


@pytest.mark.parametrize("cells", list(each_task(EXERCISES)))
class TestTask:
    def test_it_says_what_to_write_by_which_equation_and_for_how_long(self, cells):
        text = "\n".join(cell.source for cell in cells[:6])
        assert EQUATION.search(text) or PICTURE.search(text)
        assert re.search(r"About \d+ minutes", text)
        assert re.search(r"Write `\w+\(", text)

    def test_it_names_the_shapes(self, cells):
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        assert re.search(r"\$\(?[BFHK]|whole number|list of tuples|shape", text)

    def test_its_stub_holds_no_solution(self, cells):
        (stub,) = [cell for cell in cells if cell.source.endswith("    ...")]
        function = ast.parse(stub.source).body[0]
        assert ast.get_docstring(function)
        assert len(function.body) == 2
        assert stub.source.splitlines()[-1:] == STUB_LINES

    def test_its_check_says_kindly_that_nothing_is_written_yet(self, cells):
        (checked,) = [cell for cell in cells if cell.source.startswith("check.")]
        assert checked.source[6:].split("(")[0] in check.__all__
        (stub,) = [cell for cell in cells if cell.source.endswith("    ...")]
        names = {"check": check, "bugs": bugs}
        exec(stub.source, names)
        assert "not written yet" in str(eval(checked.source, names))

    def test_its_hints_unfold_one_by_one(self, cells):
        (ladder,) = [c.source for c in cells if "Hint 1</summary>" in c.source]
        rungs = re.findall(r"<summary>Hint (\d)</summary>", ladder)
        assert rungs == ["1", "2", "3"]
        assert ladder.endswith("</details>\n\n" * 2 + "</details>")

    def test_its_solution_is_folded_and_explained(self, cells):
        folded = cells[-1].source
        assert folded.startswith("<details>\n<summary>Show a solution</summary>")
        assert folded.count("```") == 2
        assert len(folded.split("```")[2]) > 100


@pytest.mark.parametrize("path", OF_FUNCTIONS, ids=lambda path: path.stem)
class TestNotebookOfFunctions:
    def test_each_task_is_the_exercise_that_its_check_says_it_is(self, path):
        for number, cells in enumerate(tasks(read(path)), start=1):
            (name,) = [found[1] for c in cells if (found := CHECK.search(c.source))]
            if name != "learns":
                assert TASKS[name].exercise == f"{path.stem}-{number}"

    def test_it_ends_by_keeping_every_function(self, path):
        notebook = read(path)
        *_, heading, cell, last = notebook.cells
        assert heading.source.startswith("## Keep what you have written")
        assert last.source.startswith("## Remember")
        stubs = [c.source for c in notebook.cells if c.source.endswith("    ...")]
        names = [ast.parse(source).body[0].name for source in stubs]
        call = ast.parse(cell.source).body[-1].value
        assert [call.func.id, *(kept.id for kept in call.args)] == ["keep", *names]


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_it_opens_with_two_old_questions(path):
    cells = read(path).cells
    titles = [k for k, cell in enumerate(cells) if cell.source.startswith("## ")]
    assert cells[titles[0]].source.startswith("## Before you begin")
    before = [c for c in cells[: titles[1]] if c.source.startswith("predict(")]
    assert [cell.metadata.tags for cell in before] == [["remove-input"]] * 2


@pytest.mark.parametrize("name", DERIVATION)
def test_its_last_task_is_a_hard_one(name):
    first, *_ = tasks(read(BOOK / "exercises" / f"{name}.ipynb"))[-1]
    assert re.match(r"## \d\. The boss: ", first.source)
    assert re.search(r"\*About \d+ minutes\. Hard", first.source)


def test_the_first_tasks_of_two_notebooks_leave_their_formula_to_the_reader():
    for name, formulas in FORMULAS.items():
        text, *_ = tasks(read(BOOK / "exercises" / f"{name}.ipynb"))[0]
        assert PICTURE.search(text.source)
        for formula in formulas:
            assert formula not in text.source


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
class TestBeforeTheFirstRun:
    def test_a_line_above_the_first_code_says_how_to_run_it(self, path):
        cells = read(path).cells
        first = [cell.cell_type for cell in cells].index("code")
        last_words = cells[first - 1].source.split("\n\n")[-1]
        assert last_words.startswith("**Run the cell below first.** In JupyterLab")
        assert "Shift+Enter" in last_words
        assert "On the page, *Check* runs it" in last_words

    def test_nothing_looks_as_if_it_had_been_run(self, path):
        for cell in code_cells(read(path)):
            assert cell.execution_count is None, "run make notebooks"
            assert cell.outputs == [], "run make notebooks"


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_passes_its_own_checks(path):
    for cell in read(path).cells:
        if cell.source.startswith("check."):
            assert "✓" in cell.outputs[0]["data"]["text/plain"], cell.source


@pytest.mark.parametrize("path", SOLUTIONS + EXERCISES, ids=lambda path: path.stem)
def test_it_reads_the_same_in_jupyterlab_and_in_colab(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\{\w+\}`|^:::|^```\{", cell.source, re.MULTILINE)


def test_a_bug_is_shown_without_where_it_hides():
    text = "".join(
        str(output.data.get("text/markdown", ""))
        for cell in read(BOOK / "solutions/bugs.ipynb").cells
        for output in cell.get("outputs", [])
    )
    assert "def overwriting(" in text
    assert "@bug" not in text
    assert "hides_when" not in text
