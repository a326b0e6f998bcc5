"""Make the exercise notebooks from the solution notebooks.

A solution becomes a stub that keeps the signature and the docstring; its code is
folded into the explanation that follows. Hints, a numbered list, unfold one by one.
Tags mark the cells: "solution", "hints", "explanation".
"""

import ast
import re
from pathlib import Path

import nbformat

BOOK = Path(__file__).parents[1]
SOLUTIONS = BOOK / "solutions"
EXERCISES = BOOK / "exercises"
TAGS = {"solution", "hints", "explanation"}
KEPT = {"task"}  # cells that a page turns into editors


def make(solutions):
    """Return the exercise notebook that belongs to a solution notebook."""
    exercise = nbformat.from_dict(solutions)
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
    return exercise


def stub(source):
    """Keep the signature and the docstring of a function, and leave out the rest."""
    lines, function = source.splitlines(), ast.parse(source).body[0]
    docstring = function.body[0]
    return "\n".join([*lines[: docstring.end_lineno], "    ..."])


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


def essence(notebook):
    """Return the parts of a notebook that running it does not change."""
    return [
        (cell.cell_type, cell.source, cell.metadata.get("tags"))
        for cell in notebook.cells
    ], notebook.metadata.get("myst")


def stale_exercises(folder=EXERCISES):
    """Return {path: new notebook} of the exercises that differ from their solutions."""
    stale = {}
    for path in sorted(SOLUTIONS.glob("*.ipynb")):
        made = make(nbformat.read(path, as_version=4))
        stored = folder / path.name
        if not stored.exists() or essence(nbformat.read(stored, 4)) != essence(made):
            stale[stored] = made
    return stale


if __name__ == "__main__":
    for path, exercise in stale_exercises().items():
        nbformat.write(exercise, path)
        print(f"exercises/{path.name} written")
