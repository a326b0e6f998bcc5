"""Run a cell as if from the top of the page, but only with the statements it needs."""

import ast
import builtins
import contextlib
import io
import json
import linecache
import sys
import time
from types import ModuleType

import numpy as np

import convlab
from convlab.exercises.diagnosis.limits import interrupted
from convlab.live.display import describe, describe_error
from convlab.live.missing import MissingError
from convlab.live.slicing import needed, split

__all__ = ["Printed", "answer"]

MOST_PRINTED = 20_000  # characters that one run may print
SOON = 0.05  # seconds that a line may wait for the next
CUT = "\n... (what else it printed is left out)\n"


class Printed(io.TextIOBase):
    """A stream that passes its text on to another, up to a limit.

    Parameters
    ----------
    target : text stream
        Where the text goes, in pieces; it is flushed after each.
    """

    def __init__(self, target):
        self.target, self.left = target, MOST_PRINTED
        self.kept, self.last = [], -SOON  # the first line waits for nothing

    def write(self, text):
        """Accept text and return its length; drop whatever exceeds the limit."""
        if self.left >= 0:
            self.kept.append(text[: self.left])
            self.left -= len(text)
            if self.left < 0:
                self.kept.append(CUT)
            if time.monotonic() - self.last > SOON:
                self.flush()
        return len(text)

    def flush(self):
        """Pass on the text written since the last flush."""
        text = "".join(self.kept)
        self.target.write(text.encode("utf-8", "replace").decode("utf-8"))
        self.target.flush()
        self.kept, self.last = [], time.monotonic()


LIMIT = 15.0  # seconds for a cell and what it needs; then the page ends the worker
OWN = "your cell"  # its file name in a traceback
FAILURES = {"error", "stopped"}


def answer(request):
    """Run a cell, and what it needs above it, in a namespace of its own.

    Nothing that an earlier run left behind can mislead the next: neither a function
    deleted since, nor a name of NumPy's that it overwrote.

    Parameters
    ----------
    request : str
        JSON: "source", the cell; "check", a line to run after it, or none; and "above",
        a list of the cells above it, each as [what to call it, its source].

    Returns
    -------
    str
        JSON: what `convlab.live.display.describe` or `describe_error` returns; or
        "stopped", the time limit in seconds; and "above", the name of the cell above
        that failed, if one did.
    """
    request = json.loads(request)
    with _as_it_was(np, builtins, convlab), _printed(), interrupted(LIMIT) as late:
        found = _answer(late, **request)
    return json.dumps(found)


def _answer(late, source, above=(), check=""):
    namespace = {"__name__": "__main__"}
    for name, code in _needed(above, f"{source}\n{check}"):
        with contextlib.redirect_stdout(io.StringIO()):
            found = _run(code, f"the cell of {name}", namespace, late)
        if found.keys() & FAILURES:
            return {"above": name, **found}
    found = _run(source, OWN, namespace, late)
    if check and not found.keys() & FAILURES:
        found = _run(check, "the check", namespace, late)
        found["line"] = None  # the line is in the check, not in the cell
        if name := found.get("name"):
            found["missing"] = f"Your cell defines no {name}, which the check calls."
    return found


def _needed(above, cell):
    """Return the statements that a cell needs, each with the name of its cell."""
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


def _run(code, file, namespace, late):
    """Run a cell; its last value is shown as a notebook would show it."""
    if isinstance(code, str):
        _remember(code, file)
    try:
        found = describe(_evaluate(code, file, namespace))
        json.dumps(found)  # an object may have a length, and no text
    except MissingError as error:
        return {"missing": str(error), **describe_error(error, file)}
    except BaseException as error:  # a cell may raise SystemExit
        return {"stopped": LIMIT} if late else describe_error(error, file)
    return found


def _evaluate(code, file, namespace):
    tree = ast.parse(code, file) if isinstance(code, str) else code
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, file, "exec"), namespace)
        return None
    tree.body.pop()
    exec(compile(tree, file, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), file, "eval"), namespace)


@contextlib.contextmanager
def _printed():
    """Pass on what a cell prints, a few lines at a time."""
    printed = Printed(sys.stdout)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            yield
        finally:
            printed.flush()


@contextlib.contextmanager
def _as_it_was(*modules):
    """Undo what a cell assigns in these modules, as in np.sum = None."""
    before = [(vars(module), dict(vars(module))) for module in modules]
    try:
        with np.printoptions():
            yield
    finally:
        for now, then in before:
            for name in now.keys() - then.keys():
                if not isinstance(now[name], ModuleType):  # a part that was imported
                    del now[name]
            now.update(then)
