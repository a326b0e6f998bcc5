"""Run a cell as if the page were run from its top, but only what the cell needs."""

import ast
import builtins
import contextlib
import io
import json
import linecache
import sys

import numpy as np

from convlab.exercises.diagnosis.interrupting import interrupted
from convlab.live.missing import MissingError
from convlab.live.printing import Printed
from convlab.live.showing import failed, shown
from convlab.live.slicing import needed, split

__all__ = ["answer"]

LIMIT = 15.0  # seconds for a cell; the page ends what cannot be interrupted
OWN = "your cell"  # how a traceback calls it
FAILURES = {"error", "stopped"}


def answer(request):
    """Run a cell, and what it needs above it, in a namespace of its own.

    Nothing is left from an earlier run, so a function that has been deleted, or a name
    of NumPy's that was written to, is not there to mislead.

    Parameters
    ----------
    request : str
        JSON: "source", the cell; "check", a line to run after it, or none; and "above",
        a list of the cells above it, each as [what to call it, its source].

    Returns
    -------
    str
        JSON: what `convlab.live.showing.shown` or `failed` says; with "stopped", the
        seconds, if it took too long, and with "above" if a cell above failed.
    """
    request = json.loads(request)
    with _as_it_was(np, builtins):
        return json.dumps(_answer(**request))


def _answer(source, above=(), check=""):
    space = {"__name__": "__main__"}
    for name, code in _needed(above, f"{source}\n{check}"):
        with contextlib.redirect_stdout(io.StringIO()):
            found = _run(code, f"the cell of {name}", space)
        if found.keys() & FAILURES:
            return {"above": name, **found}
    with _printed():
        return _run_and_check(source, check, space)


def _run_and_check(source, check, space):
    found = _run(source, OWN, space)
    if check and not found.keys() & FAILURES:
        found = _run(check, "the check", space)
        found["line"] = None  # it is none of the cell
    return found


def _needed(above, cell):
    """Give the statements that a cell needs, each with the name of its cell."""
    pairs = []
    for name, source in above:
        _remember(source, f"the cell of {name}")
        pairs += [(name, code) for code in split(source)]
    chosen = needed([code for _, code in pairs], cell)
    return [pair for pair, is_needed in zip(pairs, chosen, strict=True) if is_needed]


def _remember(source, file):
    """Let tracebacks show the lines of a cell."""
    lines = source.splitlines(keepends=True)
    linecache.cache[file] = len(source), None, lines, file  # None: never looked for


def _run(code, file, space):
    """Run a cell; its last value is shown as a notebook would show it."""
    if isinstance(code, str):
        _remember(code, file)
    with interrupted(LIMIT) as late:
        try:
            return shown(_evaluate(code, file, space))
        except MissingError as error:
            return {"missing": str(error), **failed(error, file)}
        except BaseException as error:  # a cell may raise what ends a program
            return {"stopped": LIMIT} if late else failed(error, file)


def _evaluate(code, file, space):
    tree = ast.parse(code, file) if isinstance(code, str) else code
    last = tree.body[-1] if tree.body else None
    value = tree.body.pop() if isinstance(last, ast.Expr) else None
    exec(compile(tree, file, "exec"), space)
    if value is not None:
        return eval(compile(ast.Expression(value.value), file, "eval"), space)
    return None


@contextlib.contextmanager
def _printed():
    """Hand on in pieces what a cell prints."""
    printed = Printed(sys.stdout)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            yield
        finally:
            printed.flush()


@contextlib.contextmanager
def _as_it_was(*modules):
    """Undo what a cell writes into a module, as in np.sum = None."""
    before = [(module, dict(vars(module))) for module in modules]
    try:
        yield
    finally:
        for module, names in before:
            vars(module).update(names)
