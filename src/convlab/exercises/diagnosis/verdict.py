"""The result of a check: what was found, in words, in HTML and as plain data."""

import re
from dataclasses import dataclass, replace
from html import escape

from convlab.exercises.tasks import TASKS

__all__ = ["Verdict"]

SIGNS = {"right": "✓", "exposed": "✓", "not written yet": "…"}
OTHERWISE = "✗"
KEPT = (
    *("exercise", "task", "ok", "mistake", "finding"),
    *("headline", "message", "printed", "link"),
)


@dataclass(frozen=True)
class Verdict:
    """The result of a check. It is true, as in `assert`, if the function is right.

    Attributes
    ----------
    ok : bool
        Whether the function is right on every call.
    mistake : str or None
        Name of the known mistake that was recognised; of two, joined by " and ".
    message : str
        What was found, in paragraphs; what stands between backticks is code.
    finding : str
        The stage of the diagnosis that ended it: "right", "not written yet",
        "exception", "known mistake", ...
    task : str
        Name of the function that was to be written.
    probe : Probe or None
        The call that revealed it: ``probe(function)`` repeats it.
    isolated : tuple of Probe
        The calls of "It goes wrong as soon as": wrong, and right on all their bases.
    printed : str
        The end of what the function printed.
    entry : str
        The first wrong entry: what is said when the same mistake is met again.
    link : str
        Address of an explorer that shows the call, relative to the book, or "".
    """

    ok: bool
    mistake: str | None
    message: str
    finding: str
    task: str
    probe: object = None
    isolated: tuple = ()
    printed: str = ""
    entry: str = ""
    link: str = ""

    def __bool__(self):
        return self.ok

    @property
    def exercise(self):
        """Name of the exercise, such as "forward-3"."""
        return TASKS[self.task].exercise if self.task in TASKS else self.task

    @property
    def headline(self):
        """One line: a sign, the task, and the mistake or the finding."""
        family = TASKS[self.task].family if self.task in TASKS else self.task
        names = (self.mistake or self.finding).split(" and ")
        words = " and ".join(
            name.removeprefix(f"{family.replace('_', '-')}-").replace("-", " ")
            for name in names
        )
        return f"{SIGNS.get(self.finding, OTHERWISE)} {self.task}: {words}"

    def as_dict(self):
        """Return the verdict as data that JSON can hold.

        Returns
        -------
        dict
            "exercise", "task", "ok", "mistake" (or None), "finding", "headline",
            "message", "printed" and "link".
        """
        return {name: getattr(self, name) for name in KEPT}

    def with_more(self, paragraph):
        """Return the verdict with one paragraph more."""
        return replace(self, message=f"{self.message}\n\n{paragraph}")

    def __str__(self):
        printed = f"\n\nIt printed:\n{self.printed}" if self.printed else ""
        return f"{self.headline}\n\n{self.message}{printed}"

    __repr__ = __str__

    def _repr_html_(self):
        paragraphs = "".join(
            f'<p style="margin: 0.5em 0 0; white-space: pre-wrap">{_marked(text)}</p>'
            for text in self.message.split("\n\n")
        )
        if self.printed:
            paragraphs += (
                "<details><summary>What it printed</summary>"
                f"<pre>{escape(self.printed)}</pre></details>"
            )
        weight = "double" if self.ok else "solid"
        return (
            f'<div class="verdict" style="border: 1px solid currentColor; '
            f"border-left: 0.4em {weight} currentColor; border-radius: 0.3em; "
            f'padding: 0.6em 1em; max-width: 46em; overflow-wrap: anywhere">'
            f"<strong>{escape(self.headline)}</strong>{paragraphs}</div>"
        )


def _marked(text):
    """Escape text for HTML, and set what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
