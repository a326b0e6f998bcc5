"""Read the exercises of the book, and the notebooks in which a class has done them."""

import ast
import json
import re
from dataclasses import dataclass

__all__ = [
    *("Cell", "Exercise"),
    *("exercises_of", "find_original", "parse_cell", "read_notebook"),
]

LARGEST = 20 << 20  # bytes; images that a student pasted are in it too


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook."""

    is_code: bool
    source: str

    @property
    def heading(self):
        """The first line, if it is a heading of the second level, or else None."""
        first = self.source.partition("\n")[0].strip()
        return first if first.startswith("## ") and not self.is_code else None


@dataclass(frozen=True)
class Exercise:
    """What to write, below which heading, and what checks it.

    Attributes
    ----------
    name : str
        The notebook and the number in it, "backward-4".
    heading : str
        "## 4. The gradient of the image, by scatter".
    check : str
        The call that checks it, "check.dx(dx)".
    task : str
        The check, "dx".
    arguments : tuple of str
        The arguments of the check, ("dx",).
    cell : int
        Where the check is: the number of its cell, from 0.
    """

    name: str
    heading: str
    check: str
    task: str
    arguments: tuple[str, ...]
    cell: int


def read_notebook(path):
    """Return the cells of a notebook.

    Raises
    ------
    ValueError
        If the file is no notebook; the message says what is wrong with it.
    """
    if not path.is_file():
        raise ValueError("there is no such file")
    if (size := path.stat().st_size) > LARGEST:
        raise ValueError(f"expected a notebook; got a file of {size >> 20} MB")
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return [
            Cell(cell["cell_type"] == "code", "".join(map(str, cell["source"])))
            for cell in cells
        ]
    except (ValueError, TypeError, KeyError, OSError, RecursionError):
        raise ValueError("this is not a notebook") from None


def exercises_of(path):
    """Find the exercises of one of the book's notebooks: sections with a check.

    Raises
    ------
    ValueError
        If the file is no notebook, or has none.
    """
    found, heading = [], ""
    for k, cell in enumerate(read_notebook(path)):
        heading = cell.heading or heading
        if cell.is_code and (call := _last_check(cell.source)):
            number = heading.removeprefix("## ").partition(".")[0]
            arguments = tuple(ast.unparse(argument) for argument in call.args)
            text, task = ast.unparse(call), call.func.attr
            name = f"{path.stem}-{number}"
            found.append(Exercise(name, heading, text, task, arguments, k))
    if not found:
        raise ValueError("expected cells that end with a check, check.dx(dx) say")
    return found


def parse_cell(source):
    """Parse a cell, without the lines for IPython if it has some.

    Raises
    ------
    SyntaxError, ValueError, MemoryError, RecursionError
        If it is no Python, or nested too deeply.
    """
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse(re.sub(r"(?m)^(\s*)[%!].*", r"\1pass", source))


def _last_check(source):
    match parse_cell(source).body:
        case [*_, ast.Expr(ast.Call(ast.Attribute(ast.Name("check"))) as call)]:
            return call
    return None


def find_original(cells, given):
    """Return which of the book's notebooks this is, by the headings that they share.

    Parameters
    ----------
    cells : list of Cell
    given : dict of Path to list of Exercise

    Raises
    ------
    ValueError
        If it shares none.
    """
    headings = {cell.heading for cell in cells}

    def shared(path):
        return sum(exercise.heading in headings for exercise in given[path])

    best = max(given, key=shared)
    if not shared(best):
        raise ValueError("it holds no exercise of the book: no heading of one is in it")
    return best
