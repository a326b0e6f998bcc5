"""What a check says about a function, as text and as HTML."""

from dataclasses import dataclass
from html import escape

__all__ = ["Verdict"]

SIGNS = {"right": "✓", "exposed": "✓", "not written yet": "…"}
OTHERWISE = "✗"


@dataclass(frozen=True)
class Verdict:
    """The answer of a check.

    Attributes
    ----------
    ok : bool
        Whether the function is right on every probe.
    mistake : str or None
        Name of the known mistake that was recognised.
    message : str
        What was found, in paragraphs.
    finding : str
        The stage of the diagnosis that ended it: "right", "not written yet",
        "exception", "known mistake", ...
    task : str
        Name of the function that was to be written.
    probe : Probe or None
        The call that showed it: ``probe(function)`` repeats it.
    """

    ok: bool
    mistake: str | None
    message: str
    finding: str
    task: str
    probe: object = None

    @property
    def headline(self):
        """One line: a sign, the task, and the mistake or the finding."""
        found = self.mistake or self.finding
        words = found.removeprefix(f"{self.task.replace('_', '-')}-").replace("-", " ")
        return f"{SIGNS.get(self.finding, OTHERWISE)} {self.task}: {words}"

    def __str__(self):
        return f"{self.headline}\n\n{self.message}"

    __repr__ = __str__

    def _repr_html_(self):
        paragraphs = "".join(
            f'<p style="margin: 0.5em 0 0; white-space: pre-wrap">{escape(text)}</p>'
            for text in self.message.split("\n\n")
        )
        weight = "double" if self.ok else "solid"
        return (
            f'<div class="verdict" style="border: 1px solid currentColor; '
            f"border-left: 0.4em {weight} currentColor; border-radius: 0.3em; "
            f'padding: 0.6em 1em; max-width: 46em; overflow-wrap: anywhere">'
            f"<strong>{escape(self.headline)}</strong>{paragraphs}</div>"
        )
