"""The widget of a predict card: type an answer, and the verdict names the mistake."""

import base64
import json
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from convlab._style import custom_properties
from convlab.exercises import cards
from convlab.exercises.cards import Card
from convlab.exercises.cards.card import CONVENTIONS
from convlab.explorers.bundle import bundle

__all__ = ["PredictCard", "predict"]

HERE = Path(__file__).parent
CSS = HERE / "predict.css"


class PredictCard(anywidget.AnyWidget):
    """A widget that asks one question and judges the answer, without a kernel.

    Parameters
    ----------
    card : convlab.exercises.cards.Card
        The question, and what the card says to each answer.

    Attributes
    ----------
    name, question, expected, keyboard : str
        What a reader sees, and which keyboard a phone shows.
    given : str
        What a reader of the card alone has to know, in two lines, of which the first
        may be empty. Shown in a frame only.
    sealed : str
        The verdicts as JSON in base64.
    """

    _esm = bundle(HERE / "predict.js")
    _css = custom_properties("[data-predict]") + CSS.read_text("utf-8")

    name = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    expected = traitlets.Unicode().tag(sync=True)
    keyboard = traitlets.Unicode().tag(sync=True)
    given = traitlets.Unicode().tag(sync=True)
    sealed = traitlets.Unicode().tag(sync=True)

    def __init__(self, card: Card) -> None:
        super().__init__(
            name=card.name,
            question=card.question,
            expected=card.kind.words,
            keyboard=card.kind.keyboard,
            given=f"{card.given}\n{CONVENTIONS}",
            sealed=seal(card.verdicts()),
        )

    def __repr__(self) -> str:
        """Show the question, but not the answer, where no widget is drawn."""
        return f"PredictCard({self.name!r}): {self.question}"


def predict(name: str) -> PredictCard:
    """Show the predict card with this name.

    Parameters
    ----------
    name : str
        One of those in `convlab.exercises.cards.CARDS`.

    Returns
    -------
    PredictCard
        A widget to end a cell with.

    Raises
    ------
    ValueError
        If no card has that name; the message lists all names.
    """
    return PredictCard(cards.find(name))


def seal(verdicts: dict[str, Any]) -> str:
    """Hide the answers from a reader who glances at the page's source, and no further.

    Decoding them shows only what unfolding the answer below the card would show. That
    is not worth guarding better, and a real lock would need a server.
    """
    return base64.b64encode(json.dumps(verdicts).encode("ascii")).decode("ascii")
