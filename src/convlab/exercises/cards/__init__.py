"""The predict cards of the book, as plain data."""

from convlab.exercises.cards import backward, forward, im2col, notation
from convlab.exercises.cards.card import Card, Kind, Slip

__all__ = ["CARDS", "Card", "Kind", "Slip", "find"]

CHAPTERS = {
    "notation": notation.CARDS,
    "forward": forward.CARDS,
    "im2col": im2col.CARDS,
    "backward": backward.CARDS,
}
CARDS = tuple(card for cards in CHAPTERS.values() for card in cards)


def find(name):
    """Return the card of this name; a ValueError lists the names there are."""
    for card in CARDS:
        if card.name == name:
            return card
    names = ", ".join(repr(card.name) for card in CARDS)
    raise ValueError(f"there is no card {name!r}; there are {names}")
