"""A predict card: a question, its answer, and the wrong answers it recognises."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np

from convlab import samples
from convlab._style import format_number
from convlab.exercises import mistakes
from convlab.exercises.tasks import TASKS

__all__ = [
    "CHAPTERS",
    "CONVENTIONS",
    "COUNT",
    "EXAMPLE_IN_WORDS",
    "INDEX",
    "NUMBER",
    "NUMBERS",
    "SHAPE",
    "UNIT",
    "Card",
    "Kind",
    "WrongAnswer",
    "card",
    "moment",
    "rows",
    "write_sum",
    "wrong_answers",
]

BY_HAND = {"B": 1, "H": 3, "W": 4, "C": 1, "F": 1, "KH": 2, "KW": 3}
BY_HAND |= {"stride": 1, "padding": 0, "step": 0}
MOST = 3  # mistakes with the same answer that a card tells
CHAPTERS: dict[str, list["Card"]] = {
    "notation": [],
    "forward": [],
    "im2col": [],
    "backward": [],
    "gradients": [],
    "general": [],
    "fast": [],
    "inside": [],
    "learning": [],
}


class Kind(NamedTuple):
    """The form of an answer, and the phone keyboard that can type it."""

    words: str
    keyboard: str = "text"  # a phone's number pad has no minus sign and no comma


COUNT = Kind("a whole number, like 60", "numeric")
NUMBER = Kind("a number, like 60 or \N{MINUS SIGN}60")
NUMBERS = Kind("the numbers in order, like (60, 70, 80)")
SHAPE = Kind("a shape, like (5, 6)")
INDEX = Kind("an index, like (5, 6)")
UNIT = Kind("an index, like (5, 6, 7, 8)")


CONVENTIONS = (
    "Counting starts at 0. Arrays are in the order (images, rows, columns, channels) "
    "or (kernels, rows, columns, channels), the last index running fastest. No kernel "
    "is flipped. Where nothing else is said, the stride is 1 and there is no padding."
)


def rows(array):
    """Write the rows of one channel.

    Examples
    --------
    >>> rows(np.array([[1, 0], [2, -1]]))
    'the rows (1, 0) and (2, -1)'
    """
    written = [", ".join(f"{n:g}" for n in row) for row in np.squeeze(array)]
    *texts, last = (f"({row})" for row in written)
    return f"the rows {', '.join(texts)} and {last}"


EXAMPLE_IN_WORDS = (
    "An image x has {}. A kernel w with {} reads it, and the bias is {:g}."
).format(*map(rows, samples.by_hand()[:2]), *samples.by_hand().b)


class WrongAnswer(NamedTuple):
    """A mistake by name, the answer it gives, and one sentence on what went wrong."""

    name: str
    answer: object
    did: str


@dataclass(frozen=True)
class Card:
    """A question with a small answer.

    Parameters
    ----------
    name : str
        Unique and stable: links and tests refer to it.
    question : str
        Plain text; anything between backticks is set as code.
    kind : Kind
        What the reader is expected to type.
    answer : number or sequence of numbers
        The right one, computed by convlab.
    why : str
        One or two sentences, shown after a right answer.
    reasoning : str
        How to find the answer, without giving away any number in it: shown after a
        wrong answer that matches no known mistake.
    wrong_answers : iterable of WrongAnswer
        The answers that known mistakes give; several mistakes may share one.
    moment : str
        Where an explorer shows how the answer comes about, relative to the book; see
        `moment`. Empty where none does.
    given : str
        What the text of the chapter has said when it asks, in so far as the answer
        needs it: for a card that stands alone, in a frame, in Anki or in a QTI package.

    Raises
    ------
    ValueError
        If a mistake gives the right answer, so that the card could not detect it.
    """

    name: str
    question: str
    kind: Kind
    answer: tuple
    why: str
    reasoning: str
    wrong_answers: tuple = ()
    moment: str = ""
    given: str = ""

    def __post_init__(self):
        wrong = tuple(
            each._replace(answer=_numbers(each.answer)) for each in self.wrong_answers
        )
        for name in ("question", "given"):
            object.__setattr__(self, name, _with_minus(getattr(self, name)))
        object.__setattr__(self, "answer", _numbers(self.answer))
        object.__setattr__(self, "wrong_answers", wrong)
        for each in wrong:
            if each.answer == self.answer:
                raise ValueError(
                    f"{self.name}: the mistake {each.name!r} gives the right answer, "
                    f"{_write(each.answer)}; leave it out or ask for another entry"
                )

    @property
    def known(self) -> dict[tuple, list[WrongAnswer]]:
        """The known wrong answers, each with all mistakes that give it."""
        known: dict[tuple, list[WrongAnswer]] = {}
        for each in self.wrong_answers:
            known.setdefault(each.answer, []).append(each)
        return known

    def verdicts(self) -> dict[str, Any]:
        """Return what the card says to each answer, as plain data."""
        return {
            "answer": self.answer,
            "right": f"Right: {_write(self.answer)}. {_with_minus(self.why)}",
            "known": [
                {
                    "answer": answer,
                    "mistakes": [each.name for each in given],
                    "said": f"Not yet: {_write(answer)}. "
                    f"{'One of these may be why. ' if len(given) > 1 else ''}"
                    f"{' Or: '.join(each.did for each in given[:MOST])}",
                }
                for answer, given in self.known.items()
            ],
            "reasoning": self.reasoning,
            "moment": self.moment,
        }


def card(chapter, *, task="", wrong=(), **texts):
    """Register a function as a card named after it; its result is the answer.

    Parameters
    ----------
    chapter : str
        The page that the card is on.
    task : str
        A task. The decorated function is called with its right function for the answer,
        and with each known mistake for a wrong one. Without a task it takes nothing.
    wrong : iterable of WrongAnswer
        Answers given by mistakes for which there is no function.
    **texts
        The question, given, kind, why, reasoning and moment of a `Card`.
    """

    def register(ask):
        name = ask.__name__.replace("_", "-")
        answer = ask(TASKS[task].right) if task else ask()
        known = wrong_answers(task, ask) if task else ()
        made = Card(name, answer=answer, wrong_answers=(*known, *wrong), **texts)
        CHAPTERS[chapter].append(made)
        return made

    return register


def wrong_answers(task, ask):
    """Collect the answers that the known mistakes of a task give.

    Parameters
    ----------
    task : str
        As in `convlab.exercises.mistakes.of`.
    ask : callable
        Takes a function for the task and returns the answer it leads to.

    Returns
    -------
    list of WrongAnswer
        Without the mistakes that fail, those whose result has no such entry, and those
        that give the right answer here.
    """
    expected = _numbers(ask(TASKS[task].right))
    found = []
    for mistake in mistakes.of(task):
        try:
            with np.errstate(all="ignore"):
                answer = _numbers(ask(mistake.function))
        except (ArithmeticError, LookupError, TypeError, ValueError):
            continue
        if answer != expected and len(answer) == len(expected):
            found.append(WrongAnswer(mistake.name, answer, mistake.did))
    return found


def moment(explorer, **state):
    """Return the address of a moment, in an explorer with the book's own numbers.

    Parameters
    ----------
    explorer : str
        Its name, such as "forward".
    **state
        Sizes, view and step; what is left out is as in the example worked by hand.

    Returns
    -------
    str
        Relative to the book.

    Examples
    --------
    >>> moment("forward", step=1)[:44]
    'explorers/forward.html#explorer=forward&B=1&'
    """
    state = {"explorer": explorer} | BY_HAND | state
    return f"explorers/{explorer}.html#{urlencode(state)}"


def write_sum(numbers):
    """Write numbers as a sum with its value.

    Examples
    --------
    >>> write_sum([2, -1, 3])
    '2 - 1 + 3 = 4'
    """
    first, *rest = (int(number) for number in np.ravel(numbers))
    signed = (f" {'-' if number < 0 else '+'} {abs(number)}" for number in rest)
    return f"{first}{''.join(signed)} = {first + sum(rest)}"


def _numbers(answer):
    """Turn a number or a sequence of numbers into a tuple of Python numbers."""
    flat = np.ravel(np.asarray(answer))
    if flat.size == 0 or flat.dtype.kind not in "iuf" or not np.isfinite(flat).all():
        raise ValueError(f"an answer must be finite numbers; got {answer!r}")
    return tuple(int(n) if n == int(n) else float(n) for n in flat)


def _write(answer):
    """Write an answer: one number plain, several in parentheses."""
    texts = [format_number(number, digits=6) for number in answer]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _with_minus(text):
    """Turn hyphens that mean minus into minus signs, but not in top-left or in code."""
    minus = r"(`[^`]*`)|(?<!\w)-(?=[\s\d])"
    return re.sub(minus, lambda found: found[1] or "\N{MINUS SIGN}", text)
