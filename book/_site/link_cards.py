"""The picture that a link to a page shows: a figure of a chapter, or its explorer."""

from pathlib import Path

import numpy as np
from bs4 import BeautifulSoup

import gallery
from convlab import digits, samples, viz
from cover import save_card

FOLDER = "_static/cards"
X, W, B, DZ = samples.by_hand()


def draw_digits():
    """Draw a digit of each kind."""
    x, labels = digits.load()[:2]
    firsts = {str(k): x[np.argmax(labels == k), :, :, 0] for k in range(10)}
    return viz.show_maps(firsts)


CHAPTERS = {
    "notation": (
        lambda: viz.show_tensor("x", samples.counting(2, 3, 4, 2), (1, 2, 1, 0)),
        "Two images of two channels, in four grids, with one unit marked.",
    ),
    "forward": (
        lambda: viz.show_forward(X, W, B, (0, 0, 1, 0)),
        "A window of x is marked; with the kernel it makes one unit of z.",
    ),
    "im2col": (
        lambda: gallery.draw_windows(X, (2, 3)),
        "A window of x, an arrow, and the column of X_col that it becomes.",
    ),
    "backward": (
        lambda: viz.show_gather(DZ, X, W, (1, 1)),
        "A window of dz, the rotated kernel, and the pixel of dx that they make.",
    ),
    "gradients": (
        viz.show_kink,
        "A loss with a kink; a straight line over the kink has a wrong slope.",
    ),
    "general": (
        lambda: viz.show_forward(X, W[:, :, :2], None, (0, 0, 0, 0), dilation=2),
        "The kernel reads every second pixel of x.",
    ),
    "fast": (
        viz.show_methods,
        "How long nine methods take for one layer, from minutes to milliseconds.",
    ),
    "inside": (
        lambda: viz.show_split_stride([1, 2, 0, 1, 3, 1, 0, 2, 1], [3, 1, 2], 2),
        "A row of pixels with stride 2, split into its even and its odd pixels.",
    ),
    "learning": (draw_digits, "Ten handwritten digits, 0 to 9, of 8 by 8 pixels."),
}


def make_card(app, page):
    """Draw a page's own card, if it has one; return its file, and what it shows."""
    folder, _, name = page.rpartition("/")
    if page in CHAPTERS:
        draw, alt = CHAPTERS[page]
        figure = draw()
    elif folder == gallery.FOLDER:
        source = Path(app.srcdir, f"{folder}.md").read_text("utf-8")
        link = BeautifulSoup(source, "html.parser").find("a", href=f"{page}.html")
        figure, alt = gallery.pictures()[name], link.img["alt"]
    else:
        return None
    path = Path(app.outdir, FOLDER, f"{page}.png")
    path.parent.mkdir(parents=True, exist_ok=True)
    save_card(figure, app.env.titles[page].astext(), path)
    return f"{FOLDER}/{page}.png", alt
