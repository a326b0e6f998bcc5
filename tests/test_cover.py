"""The stored pictures: the cover of the book, and the card that links to it show."""

import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import Image

from convlab import digits
from convlab.viz import show_passes

STATIC = Path(__file__).parents[1] / "book" / "_site" / "static"
THREE = 10  # which of the digits
EDGES = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])


def colours(picture):
    return re.findall("#[0-9a-f]{6}", picture.read_text("utf-8"))


def test_the_cover_shows_what_convlab_draws(tmp_path):
    stored, drawn = STATIC / "cover.svg", tmp_path / "cover.svg"
    figure = show_passes(digits.load().x[THREE, :, :, 0], EDGES)
    with mpl.rc_context({"svg.hashsalt": "convlab"}):
        figure.savefig(drawn, metadata={"Date": None})
    assert colours(stored) == colours(drawn), f"replace {stored} by {drawn}"


def test_the_card_has_the_size_that_is_asked_for():
    with Image.open(STATIC / "card.png") as card:
        assert card.size == (1200, 630)
        assert card.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
