"""Read the exercises of the book, and the notebooks in which a class has done them."""

import ast
import json
from dataclasses import dataclass

__all__ = ["Cell", "Exercise", "exercises_of", "read_notebook", "which_exercises"]

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
    """

    name: str
    heading: str
    check: str
    task: str
    arguments: tuple[str, ...]


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
    """Find the exercises of one of the book's notebooks: sections with a check."""
    found, heading = [], ""
    for cell in read_notebook(path):
        heading = cell.heading or heading
        if cell.is_code and (call := _last_check(cell.source)):
            number = heading.removeprefix("## ").partition(".")[0]
            arguments = tuple(ast.unparse(argument) for argument in call.args)
            text, task = ast.unparse(call), call.func.attr
            found.append(
                Exercise(f"{path.stem}-{number}", heading, text, task, arguments)
            )
    return found


def _last_check(source):
    match ast.parse(source).body[-1:]:
        case [
            ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name(id="check"))) as call)
        ]:
            return call
    return None


def which_exercises(cells, all_exercises):
    """Return the exercises whose headings a notebook has.

    Raises
    ------
    ValueError
        If it has none.
    """
    headings = {cell.heading for cell in cells}

    def shared(exercises):
        return sum(exercise.heading in headings for exercise in exercises)

    best = max(all_exercises, key=shared)
    if not shared(best):
        raise ValueError("it holds no exercise of the book: no heading of one is in it")
    return best
