"""The book's sources: labels have functions and tests, notebooks are complete."""

import ast
import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
import yaml

from convlab import equations
from convlab.exercises import cards

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "book"
NOTEBOOKS = sorted(BOOK.glob("[!_]*/*.ipynb")) + sorted(BOOK.glob("*.ipynb"))
RUN = [path for path in NOTEBOOKS if path.parent.name != "exercises"]
CHAPTERS = ["notation", "forward", "im2col", "backward"]
PAIR = {"backward"}  # dx, dw and db together: not an equation
LONGEST_CELL = 15
LONGEST_SOLUTION = 20  # a class, with the lines between its methods
LONGEST_LAYER = 30  # forward and backward in one cell, to be copied whole
FOLD = re.compile(
    r"<details>\n<summary>Show the answer</summary>\n.*?\n</details>", re.S
)
CARD = re.compile(r'predict\("(.+)"\)')
HIDING = {"hide-output", "remove-output"}
NUMERALS = "zero one two three four five six seven eight nine ten eleven twelve"
PLACES = r"\b(row|column|address|kernel) \d+|`[^`]*`|\[[^]]*\]|\([^)]*\)"
# Words of the answer to each prediction that is no card, in the order of the chapter.
ANSWERS = {
    "notation": ["47"],
    "forward": [
        "The first row is 0, 1, 2",
        "at the bottom",
        "Column 3 and row 2",
        "$(1, 150, 128, 4)$",
    ],
    "im2col": ["$2, 0, 1$", "Four"],
    "backward": ["2 + 0 - 3 = -1", "last weight", "Row 4 and column 5"],
    "gradients": ["large", "the mean over the images", "Four of the six"],
    "general": [],
    "fast": ["The first two"],
    "learning": ["The paper is 0"],
}


def id_of(path):
    return f"{path.parent.name}-{path.stem}"


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


def test_every_figure_is_named_once():
    drawn = [c.metadata.get("mystnb", {}) for path in RUN for c in code_cells(path)]
    names = [each["figure"]["name"] for each in drawn if "figure" in each]
    assert len(names) == len(set(names)) > 20


def test_the_derivation_comes_first_and_in_order():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    first = [chapter["file"] for chapter in toc["parts"][0]["chapters"]]
    assert first == CHAPTERS


@pytest.mark.parametrize("path", RUN, ids=id_of)
class TestNotebookThatIsStoredRun:
    def test_it_is_stored_as_it_ran(self, path):
        counts = [cell.execution_count for cell in code_cells(path)]
        assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"

    def test_its_outputs_are_stored(self, path):
        for cell in code_cells(path):
            last = ast.parse(cell.source).body[-1]
            if isinstance(last, ast.Expr) and "use_svg" not in cell.source:
                assert cell.outputs, f"no output stored for: {cell.source}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=id_of)
class TestNotebook:
    def test_its_cells_are_short_and_end_plainly(self, path):
        for cell in code_cells(path):
            tags = cell.metadata.get("tags", [])
            longest = LONGEST_SOLUTION if "solution" in tags else LONGEST_CELL
            longest = LONGEST_LAYER if "whole-layer" in tags else longest
            assert len(cell.source.splitlines()) <= longest, cell.source
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


class Part(NamedTuple):
    """A piece of a chapter as a reader comes upon it."""

    kind: str  # "heading", "text", "fold", "card", "code" or "output"
    text: str


def parts(chapter):
    """List what a reader of a chapter sees, in order; what is folded is a "fold"."""
    for cell in read(BOOK / f"{chapter}.ipynb").cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            yield from parts_of_text(cell.source)
        elif match := CARD.fullmatch(cell.source):
            assert "remove-input" in tags
            yield Part("card", match[1])
        else:
            yield Part("code", cell.source)
            seen = "" if HIDING & set(tags) else outputs_of(cell)
            yield Part("output", seen)


def parts_of_text(text):
    """Split a cell of text into headings, folded answers and paragraphs."""
    kept = FOLD.split(text)
    folds = [*FOLD.findall(text), ""]
    for before, fold in zip(kept, folds, strict=True):
        for block in filter(None, before.strip().split("\n\n")):
            yield Part("heading" if block.startswith("#") else "text", block)
        if fold:
            yield Part("fold", fold)


def outputs_of(cell):
    """Return the words and numbers that a cell shows: printed, drawn or described."""
    found = [output.get("text", "") for output in cell.outputs]
    for data in (output.get("data", {}) for output in cell.outputs):
        found.append(data.get("text/plain", ""))
        found += re.findall("<!-- (.*?) -->", data.get("image/svg+xml", ""))
    drawn = cell.metadata.get("mystnb", {})
    found.append(drawn.get("image", {}).get("alt", ""))
    return "\n".join([*found, drawn.get("figure", {}).get("caption", "")])


def in_sight(following):
    """Return what can be read from a prediction on: two paragraphs of its section."""
    paragraphs = 0
    for part in following:
        if part.kind in ("heading", "card") or "**Predict first" in part.text:
            return
        if part.kind != "fold":
            yield part
        paragraphs += part.kind == "text" and not part.text.startswith("$$")
        if paragraphs == 2:
            return


def numbers_in(part):
    """Find the numbers of a part, in digits and in words, but not those of a place."""
    text = part.text.replace("\N{MINUS SIGN}", "-").replace("\\,", "")
    if part.kind == "text":
        text = re.sub(PLACES, "", text)
    if part.kind == "code":  # the code computes; what it asserts, it tells
        text = "\n".join(re.findall(r"assert .*|# .*", text))
    for word in re.findall(r"(?<![\w.])-?\d+\.?\d*|[A-Za-z]+", text):
        if word.lower() in NUMERALS.split():
            yield NUMERALS.split().index(word.lower())
        elif not word.isalpha():
            yield float(word)


def tells(part, answer):
    """Return whether a part shows the numbers of an answer one after another."""
    if len(answer) > 1:
        written = re.sub(
            r"[^\d.,-]|\.(?!\d)", "", part.text.replace("\N{MINUS SIGN}", "-")
        )
        return ",".join(map(str, answer)) in written
    return answer[0] in numbers_in(part)


@pytest.mark.parametrize("chapter", cards.CHAPTERS)
class TestPredictions:
    def test_each_is_a_card_or_a_paragraph_with_its_answer_folded_below(self, chapter):
        seen = list(parts(chapter))
        for asked, *following in zip(seen, seen[1:], seen[2:], strict=False):
            if asked.kind == "text" and "**Predict first" in asked.text:
                assert following[0].kind in ("card", "fold"), asked.text
            if asked.kind == "card":
                assert following[0].kind == "fold", asked.text

    def test_no_answer_is_a_number_that_begins_a_list(self, chapter):
        for part in parts(chapter):
            if part.kind == "fold":
                assert not re.search(r"</summary>\n\n\d+\. ", part.text), part.text

    def test_no_answer_of_a_card_can_be_read_before_it_is_unfolded(self, chapter):
        seen = list(parts(chapter))
        for place, part in enumerate(seen):
            if part.kind == "card":
                for other in in_sight(seen[place + 1 :]):
                    answer = cards.find(part.text).answer
                    assert not tells(other, answer), (part.text, other)

    def test_no_other_answer_can_be_read_before_it_is_unfolded(self, chapter):
        seen, answers = list(parts(chapter)), iter(ANSWERS.get(chapter, ()))
        for place, (part, following) in enumerate(pairwise(seen)):
            if "**Predict first" in part.text and following.kind == "fold":
                answer = next(answers)
                assert answer in following.text
                for other in in_sight(seen[place + 1 :]):
                    assert answer not in other.text, (part.text, other)
        assert next(answers, None) is None, "a prediction less"
