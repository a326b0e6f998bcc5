"""Say more when the same mistake comes back, and what a notebook lets one do next."""

import ast
import re
import sys
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
from convlab.exercises.tasks import PLAIN, Probe

__all__ = ["judge", "moment"]

INDEX = re.compile(r"(\w+)\[([\d, ]+)\] is ")


def judge(function: Callable[..., Any], task: str) -> Verdict:
    """Check a function, and say the more the oftener the same thing is found.

    Parameters
    ----------
    function : callable
        Meant to solve the task.
    task : str
        Its name.

    Returns
    -------
    Verdict
        The first time what was found; the second time with the first wrong entry; then
        with a link to an explorer; and then with a line of a solution.
    """
    if (stale := _stale(task)) is not None:
        return stale
    verdict = diagnose(function, task)
    times = note(verdict)
    if verdict.ok or verdict.finding == "not written yet":
        return verdict
    link, line = _link(verdict), SOLUTION_LINES.get(task, "")
    steps = [
        verdict.entry if verdict.entry not in verdict.message else "",
        link and "An explorer shows how this number is made, in a layer of this size.",
        line and f"One line of a solution:\n`{line}`",
    ]
    more = [step for step in steps if step][: times - 1]
    message = "\n\n".join([verdict.message, *more, *_call_it(verdict)])
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
        Relative to the book; empty where no explorer shows this array. The explorer has
        the sizes of the call, and numbers of its own.
    """
    sizes = sizes_of(probe)
    settings = {name: probe.keywords.get(name, usual) for name, usual in PLAIN.items()}
    has_more = any(probe.keywords.get(name, 1) > 1 for name in ("dilation", "groups"))
    if "x" not in probe.arguments or has_more:
        return ""
    given = {name: sizes.get(name, 1) for name in ("B", "H", "W", "C", "F", "KH", "KW")}
    given |= {name: settings[name] for name in ("stride", "padding")}
    match array, index:
        case "z", (_, i, j, f) if {"OH", "F"} <= sizes.keys():
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
    return f"explorers.html#{urlencode(state)}"


def _ravel(index: tuple[int, ...], shape: list[int]) -> int:
    return int(np.ravel_multi_index(index, shape))


def _link(verdict: Verdict) -> str:
    """Return the address of the moment that computes the first wrong entry, or ""."""
    found = INDEX.search(verdict.entry or verdict.message)
    if not found or verdict.probe is None or not isinstance(verdict.probe, Probe):
        return ""
    numbers = tuple(int(number) for number in found[2].split(","))
    return moment(verdict.probe, found[1], numbers)


def _call_it(verdict: Verdict) -> list[str]:
    """Say how to repeat the call, where the last result is at hand."""
    if verdict.probe is None or not in_notebook() or sys.platform == "emscripten":
        return []
    return [f"To run this call: `_.probe({verdict.task})`"]


def _stale(task: str) -> Verdict | None:
    """Notice that the cell with the newest version of a function did not even begin."""
    if not in_notebook():
        return None
    from IPython import get_ipython  # there, it is running

    shell = get_ipython()
    cells = shell.user_ns.get("In", [])
    defines = re.compile(rf"^def {task}\b", re.MULTILINE)
    newest = next((cell for cell in reversed(cells) if defines.search(cell)), "")
    try:
        ast.parse(shell.transform_cell(newest))
    except SyntaxError as error:
        text = (
            f"The last cell with `def {task}` did not run.\n\nSyntaxError: {error.msg}"
            f"\nIn line {error.lineno}: {(error.text or '').strip()}\n\nUntil it does, "
            f"`{task}` is what an earlier cell has left, and there is nothing to check."
        )
        return Verdict(False, None, text, "syntax error", task)
    return None
