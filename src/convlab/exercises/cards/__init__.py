"""The predict cards of the book, as plain data."""

from convlab.exercises.cards import (  # noqa: F401 - each registers its cards
    backward_cards,
    fast_cards,
    forward_cards,
    general_cards,
    gradients_cards,
    im2col_cards,
    inside_cards,
    learning_cards,
    notation_cards,
    review_cards,
    review_trust_cards,
    review_widen_cards,
)
from convlab.exercises.cards.card import CHAPTERS, Card, Kind, WrongAnswer

__all__ = ["CARDS", "CHAPTERS", "Card", "Kind", "WrongAnswer", "find"]

CARDS = tuple(card for cards in CHAPTERS.values() for card in cards)


def find(name: str) -> Card:
    """Return the card with this name, or raise a ValueError that lists all names."""
    for card in CARDS:
        if card.name == name:
            return card
    names = ", ".join(repr(card.name) for card in CARDS)
    raise ValueError(f"there is no card {name!r}; there are {names}")
