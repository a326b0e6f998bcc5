"""The book's sources: labels have functions and tests, notebooks are complete."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
import yaml

from convlab import equations

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "book"
NOTEBOOKS = sorted(BOOK.glob("[!_]*/*.ipynb")) + sorted(BOOK.glob("*.ipynb"))
CHAPTERS = ["notation", "forward", "im2col", "backward"]
PAIR = {"backward"}  # dx, dw and db together: not an equation
LONGEST_CELL = 15


def read(path):
    return nbformat.read(path, as_version=4)


def prose(path):
    if path.suffix == ".md":
        return path.read_text()
    cells = read(path).cells
    return "\n\n".join(c.source for c in cells if c.cell_type == "markdown")


PAGES = {path.name: prose(path) for path in [*BOOK.glob("*.ipynb"), *BOOK.glob("*.md")]}
LABELS = re.findall(r"^\$\$ \((.+)\)$", "\n".join(PAGES.values()), re.MULTILINE)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def test_every_label_is_given_once():
    assert len(LABELS) == len(set(LABELS)) > 20


def test_every_label_has_its_function_and_every_function_its_label():
    functions = set(equations.__all__) - PAIR
    assert {label.replace("-", "_") for label in LABELS} == functions


def test_every_label_has_its_test_and_every_test_its_label():
    tree = ast.parse((ROOT / "tests" / "test_equations.py").read_text())
    functions = {f.name for f in tree.body if isinstance(f, ast.FunctionDef)}
    tests = {name for name in functions if name.startswith("test_")}
    assert {"test_" + label.replace("-", "_") for label in LABELS} == tests


@pytest.mark.parametrize("label", LABELS)
def test_a_function_names_the_label_of_its_equation(label):
    function = getattr(equations, label.replace("-", "_"))
    assert f":eq:`{label}`" in function.__doc__


def test_docstrings_name_no_label_that_the_book_lacks():
    for path in (ROOT / "src").rglob("*.py"):
        named = re.findall(r":eq:`(.+?)`", path.read_text())
        assert set(named) <= set(LABELS), path


def test_every_label_is_referred_to_and_every_reference_has_its_label():
    referred = re.findall(r"\{eq\}`(.+?)`", "\n".join(PAGES.values()))
    assert set(referred) == set(LABELS)


def test_the_derivation_comes_first_and_in_order():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    first = [chapter["file"] for chapter in toc["parts"][0]["chapters"]]
    assert first == CHAPTERS


@pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
class TestNotebook:
    def test_it_is_stored_as_it_ran(self, path):
        counts = [cell.execution_count for cell in code_cells(path)]
        assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"

    def test_its_outputs_are_stored(self, path):
        for cell in code_cells(path):
            last = ast.parse(cell.source).body[-1]
            if isinstance(last, ast.Expr) and "use_svg" not in cell.source:
                assert cell.outputs, f"no output stored for: {cell.source}"

    def test_its_cells_are_short_and_end_plainly(self, path):
        for cell in code_cells(path):
            assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.source
            assert not cell.source.rstrip().endswith(";"), cell.source

    def test_nothing_goes_wrong_in_it(self, path):
        for cell in code_cells(path):
            assert "raises-exception" not in cell.metadata.get("tags", [])
            for output in cell.outputs:
                assert output.output_type != "error", cell.source
                assert output.get("name") != "stderr", cell.source

    def test_its_figures_are_svg_with_words_for_those_who_cannot_see(self, path):
        for cell in code_cells(path):
            kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
            assert not kinds & {"image/png", "image/jpeg"}, cell.source
            if "image/svg+xml" in kinds:
                assert len(cell.metadata["mystnb"]["image"]["alt"]) > 60, cell.source
                assert cell.metadata["mystnb"]["figure"]["caption"], cell.source

    def test_it_defines_no_path_and_installs_nothing(self, path):
        for cell in code_cells(path):
            assert not re.search(r"sys\.path|%pip|!pip|^%", cell.source, re.M)
