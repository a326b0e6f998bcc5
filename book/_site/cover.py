"""Sphinx extension: let convlab draw the cover, and the picture that links show."""

from pathlib import Path

import matplotlib as mpl
import numpy as np

from convlab import digits
from convlab.viz import show_passes

DIGIT = 10  # a three
EDGES = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
CARD = (1200, 630)  # pixels, as those who show links ask for


def draw_cover(app):
    """Draw both before any page is written."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    figure = show_passes(digits.load().x[DIGIT, :, :, 0], EDGES)
    with mpl.rc_context({"svg.hashsalt": "convlab"}):
        figure.savefig(folder / "cover.svg", metadata={"Date": None})
    save_card(figure, app.config.html_title, folder / "card.png")


def save_card(figure, title, path):
    """Save the cover in the middle of a white card, below the title of the book."""
    width, height = figure.get_size_inches()
    card_width = width * 1.12
    card_height = card_width * CARD[1] / CARD[0]
    figure.set_size_inches(card_width, card_height)
    left, bottom = (1 - width / card_width) / 2, (1 - height / card_height) / 2
    figure.axes[0].set_position((left, bottom, 1 - 2 * left, 1 - 2 * bottom))
    figure.text(0.5, 0.85, title, size=17, weight="bold", ha="center", va="center")
    figure.savefig(path, dpi=CARD[0] / card_width, facecolor="white")


def setup(app):
    """Connect to Sphinx."""
    app.connect("builder-inited", draw_cover)
