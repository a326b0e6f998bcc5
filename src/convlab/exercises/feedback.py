"""Run a check, and say more each time it finds the same mistake again."""

import ast
import re
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import numpy as np

from convlab.exercises.diagnosis.diagnose import diagnose
from convlab.exercises.diagnosis.sizes import sizes_of
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.learner import in_notebook, note
from convlab.exercises.solution_lines import SOLUTION_LINES
from convlab.exercises.tasks import PLAIN, TASKS, Probe

__all__ = ["judge", "moment"]

ENTRY = re.compile(r"(\w+)\[([\d, ]+)\] is ")
COMPUTED = {  # for each family of tasks, the arrays that an explorer computes
    "im2col": ("cols",),
    "forward": ("z",),
    "dilated_forward": ("z",),
    "grouped_forward": ("z",),
    "dx": ("dx",),
    "dw": ("dw",),
    "backward": ("dx", "dw"),
}
# A first line with which IPython runs the rest of a cell as it would without it.
CELL_MAGIC = re.compile(r"\A\s*%%(?:time|capture)\b.*")


def judge(function: Callable[..., Any], task: str) -> Verdict:
    """Check a function, and say more each time the same thing is found again.

    Parameters
    ----------
    function : callable
        Meant to solve the task.
    task : str
        Its name.

    Returns
    -------
    Verdict
        The first time, what was found. Each time after that one thing more, of those
        there are: the first wrong entry, a link to an explorer, a line of a solution.
    """
    if (broken := _broken_cell(task)) is not None:
        return broken
    verdict = diagnose(function, task)
    times = note(verdict, TASKS[task].exercise)
    if verdict.ok or verdict.finding == "not written yet":
        return verdict
    link, line = _link(verdict), SOLUTION_LINES.get(task, "")
    if verdict.finding.startswith("exception") or verdict.probe is None:
        line = ""  # what stops it stands in another line
    steps = [
        verdict.entry if verdict.entry not in verdict.message else "",
        link
        and "An explorer shows how this entry is computed, in a layer of this size.",
        line and f"One line of a solution:\n`{line}`",
    ]
    more = [step for step in steps if step][: times - 1]
    message = "\n\n".join([verdict.message, *more, *_how_to_repeat(verdict)])
    return replace(verdict, message=message, link=link if steps[1] in more else "")


def moment(probe: Any, array: str, index: tuple[int, ...]) -> str:
    """Return the address of the moment in an explorer that computes an entry.

    Parameters
    ----------
    probe : Probe
        The call.
    array : str
        What the entry belongs to: "z", "dx", "dw" or "cols".
    index : tuple of int
        Its index.

    Returns
    -------
    str
        Relative to the book; empty if no explorer computes this array of this task. The
        explorer has the sizes of the call, and numbers of its own.
    """
    has_more = any(probe.keywords.get(name, 1) > 1 for name in ("dilation", "groups"))
    if has_more or array not in COMPUTED.get(TASKS[probe.task].family, ()):
        return ""
    sizes = sizes_of(probe)
    settings = {name: probe.keywords.get(name, usual) for name, usual in PLAIN.items()}
    given = {name: sizes.get(name, 1) for name in ("B", "H", "W", "C", "F", "KH", "KW")}
    given |= {name: settings[name] for name in ("stride", "padding")}
    match array, index:
        case "z", (_, i, j, f):
            step = _ravel((f, i, j), [sizes[k] for k in ("F", "OH", "OW")])
            state = {"explorer": "forward"} | given | {"step": step}
        case "dx", (_, i, j, c):
            step = _ravel((c, i, j), [sizes[k] for k in "CHW"])
            state = {"explorer": "backward"} | given | {"view": "gather", "step": step}
        case "dw", (f, p, q, c):
            step = _ravel((f, c, p, q), [sizes[k] for k in ("F", "C", "KH", "KW")])
            state = {"explorer": "backward"} | given | {"view": "weight", "step": step}
        case "cols", (n, k, m):
            state = {"explorer": "im2col"} | given | {"view": "matrix", "step": m}
            state |= {"pinned": f"cols:{n},{k},{m}"}
        case _:
            return ""
    return f"explorers/{state['explorer']}.html#{urlencode(state)}"


def _ravel(index: tuple[int, ...], shape: list[int]) -> int:
    return int(np.ravel_multi_index(index, shape))


def _link(verdict: Verdict) -> str:
    """Return the address of the moment that computes the first wrong entry, or ""."""
    found = ENTRY.search(verdict.entry or verdict.message)
    if not found or verdict.probe is None or not isinstance(verdict.probe, Probe):
        return ""
    numbers = tuple(int(number) for number in found[2].split(","))
    return moment(verdict.probe, found[1], numbers)


def _how_to_repeat(verdict: Verdict) -> list[str]:
    """Say how to repeat the call, where `_` is the verdict: in a notebook."""
    if verdict.probe is None or not in_notebook() or sys.platform == "emscripten":
        return []
    return [f"To run this call: `_.probe({TASKS[verdict.task].called})`"]


def _broken_cell(task: str) -> Verdict | None:
    """Return a verdict if the newest cell that defines a function does not compile.

    Then the check would be given an older function of the same name.
    """
    if not in_notebook():
        return None
    from IPython import get_ipython  # there, it is running

    name, cell = TASKS[task].called, ""
    try:
        cell = _newest_cell(get_ipython(), name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # running the cell has shown them
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(cell, "cell", "exec", flags, dont_inherit=True)
    except SyntaxError as error:
        line = "".join(cell.splitlines()[(error.lineno or 0) - 1 :][:1]).strip()
        text = (
            f"The newest cell that defines `{name}` has a syntax error.\n\n"
            f"SyntaxError: {error.msg}\nIn line {error.lineno}: {line}\n\n"
            f"Fix it and run the cell again. Until then `{name}` may be what an older "
            "cell has left, so there is nothing to check."
        )
        return Verdict(False, None, text, "syntax error", task)
    return None


def _newest_cell(shell: Any, name: str) -> str:
    """Return the newest cell that defines a function or class, as plain Python.

    IPython turns a magic such as ``%time`` into a call. Of a cell below ``%%`` it makes
    a string, which does not count here; ``%%time`` and ``%%capture`` are taken off.
    """
    defines = re.compile(rf"^(?:def|class) {name}\b", re.MULTILINE)
    for raw in reversed(shell.history_manager.input_hist_raw):
        if name in raw:
            # `pass` takes the place of the magic: lines keep their numbers
            cell = shell.transform_cell(CELL_MAGIC.sub("pass", raw, count=1))
            if defines.search(cell):
                return cell
    return ""
