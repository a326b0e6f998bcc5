"""Remember which exercises a learner has solved, and which mistakes came up."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from convlab.exercises import hidden_kernel
from convlab.exercises.bugs import BUGS
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.mistakes import REGISTERED
from convlab.exercises.tasks import TASKS
from convlab.exercises.write_at_once import write_at_once

__all__ = ["Progress", "in_notebook", "note", "progress"]

BOXES = {True: "■", False: "□"}
NOTEBOOKS = (  # in the order of the book
    *("notation", "forward", "im2col", "backward", "layer"),
    *("gradients", "bugs", "general", "fast", "learning"),
)
MISTAKES_SHOWN = 3
# For each exercise what its last check found, and how many times in a row.
_last_found: dict[str, tuple[str, int]] = {}


@dataclass(frozen=True)
class Progress:
    """The exercises of the book, and which of them are right.

    Attributes
    ----------
    done : dict
        For each exercise, such as "forward-3", whether it has ever been right.
    mistakes : dict
        How many checks have found each known mistake, such as
        "forward-bias-forgotten".
    """

    done: dict[str, bool]
    mistakes: dict[str, int]

    def __str__(self) -> str:
        lines = [f"{sum(self.done.values())} of {len(self.done)} exercises are right."]
        for notebook, names in self._notebooks().items():
            boxes = " ".join(BOXES[self.done[name]] for name in names)
            lines.append(f"{notebook:12}{boxes}")
        return "\n".join([*lines, *self._most_often()])

    __repr__ = __str__

    def _notebooks(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.done:
            found.setdefault(name.rsplit("-", 1)[0], []).append(name)
        return found

    def _most_often(self) -> list[str]:
        """Name the most frequent mistakes in a sentence; no sentence if there is none.

        A mistake that this version of the book does not know is left out.
        """
        known = Counter({k: n for k, n in self.mistakes.items() if k in REGISTERED})
        named = [
            f"{_words(name)} ({'once' if count == 1 else f'{count} times'})"
            for name, count in known.most_common(MISTAKES_SHOWN)
        ]
        return [f"Your most frequent mistakes: {', '.join(named)}."] if named else []

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
        last = "".join(f"<p>{escape(sentence)}</p>" for sentence in self._most_often())
        return f"<p>{first}</p><table>{rows}</table>{last}"


def _words(mistake: str) -> str:
    """Write the name of a known mistake as words: "bias forgotten in forward"."""
    task = REGISTERED[mistake].task
    did = mistake.removeprefix(f"{task.replace('_', '-')}-").replace("-", " ")
    return f"{did} in {task}"


def progress() -> Progress:
    """Return which exercises are right, as the checks have recorded it.

    Returns
    -------
    Progress
        A notebook shows it as a box for each exercise. The record is the file
        ``convlab/progress.json`` in the folder for a user's data (``XDG_DATA_HOME``, or
        ``~/.local/share``). Only checks in a notebook write to it.

    References
    ----------
    XDG Base Directory Specification, https://specifications.freedesktop.org.
    """
    kept = _read()
    names = {task.exercise for task in TASKS.values()}
    names |= {bug.exercise for bug in BUGS} | {hidden_kernel.EXERCISE}
    right = set(kept["right"])
    done = {name: name in right for name in sorted(names, key=_place)}
    return Progress(done, dict(kept["mistakes"]))


def _place(exercise: str) -> tuple[int, int]:
    notebook, number = exercise.rsplit("-", 1)
    return NOTEBOOKS.index(notebook), int(number)


def note(verdict: Verdict, exercise: str) -> int:
    """Record what a check of an exercise found.

    Parameters
    ----------
    verdict : Verdict
        What it found.
    exercise : str
        Name of the exercise, such as "forward-3".

    Returns
    -------
    int
        How many checks of this exercise have found just this, one after the other.
    """
    found = verdict.mistake or f"{verdict.finding} {verdict.probe}"
    before, times = _last_found.get(exercise, ("", 0))
    times = times + 1 if found == before else 1
    _last_found[exercise] = found, times
    if in_notebook() and sys.platform != "emscripten":  # a page keeps its own boxes
        # A home that does not exist or cannot be written to must not stop a check.
        with suppress(OSError, RuntimeError):
            _record(verdict, exercise)
    return times


def in_notebook() -> bool:
    """Return whether IPython runs the code: in a notebook, or at its prompt."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None


def _file() -> Path:
    """Return where the record is; RuntimeError if the user has no home folder."""
    folder = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(folder) / "convlab" / "progress.json"


def _read() -> dict[str, Any]:
    """Return what the file holds; nothing if it is missing or holds something else."""
    try:
        kept = json.loads(_file().read_text("utf-8"))
        return {
            "right": [str(name) for name in kept["right"]],
            "mistakes": {str(k): int(n) for k, n in kept["mistakes"].items()},
        }
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
        return {"right": [], "mistakes": {}}


def _record(verdict: Verdict, exercise: str) -> None:
    if not (verdict.ok or verdict.mistake):
        return
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_suffix(".lock")):
        kept = _read()  # only now: another kernel may have written
        if verdict.ok:
            kept["right"] = sorted({*kept["right"], exercise})
        else:
            made = (verdict.mistake or "").split(" and ")
            kept["mistakes"] = dict(Counter(kept["mistakes"]) + Counter(made))
        write_at_once(path, json.dumps(kept, indent=1))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one kernel in at a time, where the system can: Windows has no `fcntl`."""
    with path.open("w") as lock:
        with suppress(ImportError, OSError):  # some network drives have no locks
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
