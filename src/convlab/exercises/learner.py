"""What a learner has done: the exercises that are right, and the mistakes made."""

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS

__all__ = ["Progress", "in_notebook", "note", "progress"]

BOXES = {True: "■", False: "□"}
_in_a_row: dict[str, tuple[str, int]] = {}


@dataclass(frozen=True)
class Progress:
    """The exercises of the book, and which of them are right.

    Attributes
    ----------
    done : dict
        For each exercise, such as "forward-3", whether it has been right once.
    mistakes : dict
        For each known mistake that was made, how often.
    """

    done: dict[str, bool]
    mistakes: dict[str, int]

    def __str__(self) -> str:
        lines = [f"{sum(self.done.values())} of {len(self.done)} exercises are right."]
        for notebook, names in self._notebooks().items():
            boxes = " ".join(BOXES[self.done[name]] for name in names)
            lines.append(f"{notebook:12}{boxes}")
        return "\n".join(lines)

    __repr__ = __str__

    def _notebooks(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.done:
            found.setdefault(name.rsplit("-", 1)[0], []).append(name)
        return found

    def _repr_html_(self) -> str:
        rows = ""
        for notebook, names in self._notebooks().items():
            boxes = " ".join(
                f'<span title="{escape(name)}" aria-hidden="true">'
                f"{BOXES[self.done[name]]}</span>"
                for name in names
            )
            count = sum(self.done[name] for name in names)
            rows += (
                f'<tr><td style="text-align: left">{escape(notebook)}</td>'
                f'<td style="text-align: left">{boxes}</td>'
                f"<td>{count} of {len(names)}</td></tr>"
            )
        first = str(self).splitlines()[0]
        return f"<p>{first}</p><table>{rows}</table>"


def progress() -> Progress:
    """Return which exercises are right, from the file that the checks keep.

    Returns
    -------
    Progress
        A notebook shows it as a box for each exercise. The file is
        ``convlab/progress.json`` in the folder for a user's data (``XDG_DATA_HOME``, or
        ``~/.local/share``). It is written by checks in a notebook, and by nothing else.

    References
    ----------
    XDG Base Directory Specification, https://specifications.freedesktop.org.
    """
    kept = _read()
    names = sorted({task.exercise for task in TASKS.values()}, key=_place)
    right = set(kept["right"])
    return Progress({name: name in right for name in names}, dict(kept["mistakes"]))


def _place(exercise: str) -> tuple[int, int]:
    notebook, number = exercise.rsplit("-", 1)
    return NOTEBOOKS.index(notebook), int(number)


NOTEBOOKS = (
    *("notation", "forward", "im2col", "backward", "layer"),
    *("gradients", "general", "fast", "learning"),
)


def note(verdict: Verdict) -> int:
    """Keep what a check found; return how often in a row it has found just this."""
    exercise, found = verdict.exercise, verdict.mistake or verdict.finding
    before, times = _in_a_row.get(exercise, ("", 0))
    times = times + 1 if found == before else 1
    _in_a_row[exercise] = found, times
    if in_notebook() and sys.platform != "emscripten":  # a page keeps its own boxes
        _keep(verdict)
    return times


def in_notebook() -> bool:
    """Return whether IPython runs the code: in a notebook, or at its prompt."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None


def _file() -> Path:
    folder = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(folder) / "convlab" / "progress.json"


def _read() -> dict[str, Any]:
    """Return what the file holds; nothing if there is none, or it is another."""
    try:
        kept = json.loads(_file().read_text("utf-8"))
        return {
            "right": [str(name) for name in kept["right"]],
            "mistakes": {str(k): int(n) for k, n in kept["mistakes"].items()},
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"right": [], "mistakes": {}}


def _keep(verdict: Verdict) -> None:
    kept = _read()
    if verdict.ok:
        kept["right"] = sorted({*kept["right"], verdict.exercise})
    elif verdict.mistake:
        made = verdict.mistake.split(" and ")
        kept["mistakes"] = dict(Counter(kept["mistakes"]) + Counter(made))
    else:
        return
    path = _file()
    written = path.with_name(f"progress-{os.getpid()}.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(json.dumps(kept, indent=1), "utf-8")
        written.replace(path)  # at once: nobody reads half a file
    except OSError:
        pass  # a home that cannot be written to must not stop a check
