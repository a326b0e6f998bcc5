"""Find the lines with which a notebook reaches beyond what it was given."""

import ast

from convlab.exercises import check
from convlab.exercises.grade.notebooks import parse_cell

__all__ = ["added_lines"]

WATCHED = {
    *("check", "bugs", "convlab", "sys", "modules", "importlib", "builtins"),
    *("eval", "exec", "getattr", "setattr", "globals", "locals", "vars"),
}
USUAL = {"__init__", "__name__"}


def added_lines(cells, given):
    """Return the lines that import or touch what the given notebook does not.

    They are hints for a teacher: code that means to can hide from them.

    Parameters
    ----------
    cells, given : list of Cell
        The notebook, and the notebook as it was given to the class.

    Returns
    -------
    list of str
        In their order, each once.
    """
    known = {what for cell in given for what, _ in _uses(cell)}
    uses = [(cell, *use) for cell in cells for use in _uses(cell)]
    lines = [
        cell.source.split("\n")[:number][-1].strip()
        for cell, what, number in uses
        if what not in known
    ]
    return list(dict.fromkeys(lines))


def _uses(cell):
    """Yield what a cell imports, and which names it uses of those to watch."""
    if not cell.is_code:
        return
    try:
        nodes = list(ast.walk(parse_cell(cell.source)))
    except (SyntaxError, ValueError):
        return  # it does not run either
    except (MemoryError, RecursionError):
        yield "nested too deeply", 1
        return
    calls = {_checks(node) for node in nodes}
    for node in nodes:
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                module = getattr(node, "module", "")
                for each in names:
                    yield (module, each.name, each.asname), node.lineno
            case ast.Name(id=name) | ast.Attribute(attr=name):
                is_hidden = name.startswith("__") and name not in USUAL
                if (name in WATCHED or is_hidden) and node not in calls:
                    yield name, node.lineno


def _checks(node):
    """Return the name `check` of a call `check.name(...)`, or None."""
    match node:
        case ast.Call(ast.Attribute(ast.Name("check") as name, attr)):
            return name if attr in check.__all__ else None
    return None
