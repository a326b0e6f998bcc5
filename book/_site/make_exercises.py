"""Make the exercise notebooks from the solution notebooks.

A solution becomes a stub that keeps the signature and the docstring; its code is
folded into the explanation that follows. Hints, a numbered list, unfold one by one.
Tags mark the cells: "solution", "hints", "explanation". A line above the first cell of
code says how to run it, in JupyterLab and on the page. Before the last words, a cell
keeps the functions in a file of the reader's own. Nothing has been run: there are no
outputs, and no numbers beside the cells.
"""

import ast
import re
from pathlib import Path

import nbformat

BOOK = Path(__file__).parents[1]
SOLUTIONS = BOOK / "solutions"
EXERCISES = BOOK / "exercises"
TAGS = {"solution", "hints", "explanation"}
KEPT = {"task", "remove-input"}  # what a page turns into editors, and cards
CHECKED = re.compile(r"check\.\w+\((\w+)\)")  # of one function
# From the top, because a downloaded notebook begins with a cell that looks for convlab.
RUN_FIRST = """\
**Run the cell below first.** In JupyterLab, start at the top of the notebook and \
press Shift+Enter until it has run. On the page, *Check* runs it for you."""
KEEP = """\
## Keep what you have written

In JupyterLab, the cell below writes those of your functions that are right into a \
file, `my_layer.py`, beside this notebook. It replaces the older version of a function \
and leaves alone whatever else stands there. So the file grows from notebook to \
notebook, and anywhere in this folder, `from my_layer import ...` brings back what you \
wrote. (A page has no files. There, your browser keeps the text of each exercise.)"""
LONGEST_LINE = 88  # as Ruff formats it
KEEPING = """\
from convlab.exercises.keep import keep

keep({names})"""


def make(solutions):
    """Return the exercise notebook that belongs to a solution notebook."""
    exercise = nbformat.from_dict(solutions)
    kinds = [cell.cell_type for cell in exercise.cells]
    exercise.cells[kinds.index("code") - 1].source += f"\n\n{RUN_FIRST}"
    code = None
    for cell in exercise.cells:
        tags = TAGS & set(cell.metadata.get("tags", []))
        kept = KEPT & set(cell.metadata.pop("tags", []))
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if tags == {"solution"}:
            code, cell.source = cell.source, stub(cell.source)
            kept = {"task"}
        elif tags == {"hints"}:
            cell.source = ladder(hints(cell.source))
        elif tags == {"explanation"}:
            text = f"```python\n{code}\n```\n\n{cell.source}"
            cell.source = folded("Show a solution", text)
        if kept:
            cell.metadata["tags"] = sorted(kept)
    return with_keeping(exercise)


def with_keeping(exercise):
    """Let the reader keep the functions that are checked, before the last words."""
    found = [CHECKED.fullmatch(cell.source) for cell in exercise.cells]
    names = [match[1] for match in found if match]
    if names:
        name = exercise.cells[0].id.rpartition("-")[0]
        heading = nbformat.v4.new_markdown_cell(KEEP, id=f"{name}-keep")
        code = KEEPING.format(names=", ".join(names))
        if len(code.splitlines()[-1]) > LONGEST_LINE:
            each = "".join(f"    {function},\n" for function in names)
            code = KEEPING.format(names=f"\n{each}")
        cell = nbformat.v4.new_code_cell(code, id=f"{name}-keeping")
        cell.metadata["tags"] = ["remove-output"]  # on a page nothing is right yet
        exercise.cells[-1:-1] = [heading, cell]
    return exercise


def stub(source):
    """Keep the first line and the docstring of a function or class, and no more."""
    lines, node = source.splitlines(), ast.parse(source).body[0]
    space = [""] if isinstance(node, ast.ClassDef) else []
    return "\n".join([*lines[: node.body[0].end_lineno], *space, "    ..."])


def hints(source):
    """Split a numbered list into its items."""
    items = re.split(r"^\d+\. ", source, flags=re.MULTILINE)
    return [item.strip() for item in items if item.strip()]


def ladder(items):
    """Fold each hint into the one before it."""
    nested = ""
    for number, item in reversed(list(enumerate(items, start=1))):
        nested = folded(f"Hint {number}", f"{item}\n\n{nested}".strip())
    return nested


def folded(summary, text):
    """Hide text behind a line to click on."""
    return f"<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>"


def stale_exercises(folder=EXERCISES):
    """Return {path: new notebook} of the exercises that differ from their solutions."""
    stale = {}
    for path in sorted(SOLUTIONS.glob("*.ipynb")):
        made = make(nbformat.read(path, as_version=4))
        stored = folder / path.name
        if not stored.exists() or nbformat.read(stored, as_version=4) != made:
            stale[stored] = made
    return stale


if __name__ == "__main__":
    for path, exercise in stale_exercises().items():
        nbformat.write(exercise, path)
        print(f"exercises/{path.name} written")
