"""A predict card: a question, its answer, and the wrong answers that are known."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convlab.exercises.cards.words import with_minus, write

__all__ = ["COUNT", "INDEX", "NUMBER", "SHAPE", "Card", "Kind", "Slip"]


class Kind(NamedTuple):
    """What an answer looks like, and the keyboard on which a phone can type it."""

    words: str
    keyboard: str = "text"  # a phone's number pad has no minus sign and no comma


COUNT = Kind("a whole number, like 60", "numeric")
NUMBER = Kind("a number, like 60 or \N{MINUS SIGN}60")
SHAPE = Kind("a shape, like (5, 6)")
INDEX = Kind("an index, like (5, 6)")


class Slip(NamedTuple):
    """A mistake, the answer that it gives, and what was done: one sentence."""

    name: str
    answer: object
    did: str


@dataclass(frozen=True)
class Card:
    """A question with a small answer.

    Parameters
    ----------
    name : str
        Unique, and kept: links and tests use it.
    question : str
        Plain text; what stands between backticks is set as code.
    kind : Kind
        What the reader is expected to type.
    answer : number or sequence of numbers
        The right one, computed by convlab.
    why : str
        One or two sentences, said when the answer is right.
    reasoning : str
        How to find the answer, without a number of it: said to a wrong answer that no
        known mistake gives.
    slips : iterable of Slip
        The known mistakes. Several may give the same answer.

    Raises
    ------
    ValueError
        If a slip gives the right answer: then the card cannot tell it.
    """

    name: str
    question: str
    kind: Kind
    answer: tuple
    why: str
    reasoning: str
    slips: tuple = ()

    def __post_init__(self):
        slips = tuple(slip._replace(answer=numbers(slip.answer)) for slip in self.slips)
        object.__setattr__(self, "answer", numbers(self.answer))
        object.__setattr__(self, "slips", slips)
        for slip in slips:
            if slip.answer == self.answer:
                raise ValueError(
                    f"{self.name}: the mistake {slip.name!r} gives the right answer, "
                    f"{write(slip.answer)}; leave it out or ask for another entry"
                )

    @property
    def known(self):
        """The wrong answers, each with all slips that give it."""
        known = {}
        for slip in self.slips:
            known.setdefault(slip.answer, []).append(slip)
        return known

    def verdicts(self):
        """Give as plain data what a card says to each answer."""
        return {
            "answer": self.answer,
            "right": f"Right: {write(self.answer)}. {with_minus(self.why)}",
            "known": [
                {
                    "answer": answer,
                    "mistakes": [slip.name for slip in slips],
                    "said": f"Not yet: {write(answer)} is what you get when "
                    f"{'this' if len(slips) == 1 else 'one of these'} goes wrong. "
                    f"{' Or: '.join(slip.did for slip in slips)}",
                }
                for answer, slips in self.known.items()
            ],
            "reasoning": self.reasoning,
        }


def numbers(answer):
    """Turn a number or a sequence of numbers into a tuple of Python numbers."""
    flat = np.ravel(np.asarray(answer))
    if flat.size == 0 or flat.dtype.kind not in "iuf" or not np.isfinite(flat).all():
        raise ValueError(f"an answer must be finite numbers; got {answer!r}")
    return tuple(int(n) if n == int(n) else float(n) for n in flat)
