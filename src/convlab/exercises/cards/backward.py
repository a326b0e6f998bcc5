"""Cards of the chapter on the backward pass: one entry of each gradient."""

import numpy as np

from convlab import backward, col2im, equations, im2col, samples
from convlab.exercises.cards.card import NUMBER, Card
from convlab.exercises.cards.slips import slips

__all__ = ["CARDS"]

x, w, _, dz = samples.by_hand()
ones = np.ones((1, 3, 4, 1))


def _ask_dw(dw):
    return dw(dz, x, w)[0, 1, 2, 0]


def _ask_db(db):
    return db(dz, x, w)[0]


def _ask_dx(dx):
    return dx(dz, x, w)[0, 2, 1, 0]


def _ask_col2im(col2im):
    return col2im(im2col(ones, (2, 3)), (3, 4, 1), (2, 3))[0, 2, 1, 0]


CARDS = (
    Card(
        name="dw-last-weight",
        question="What is `dw[0, 1, 2, 0]`?",
        kind=NUMBER,
        answer=_ask_dw(equations.dw),
        why="The weight met the pixels 3, 2, 1 and 1, and 1 · 3 + 2 · 2 - 1 · 1 + "
        "3 · 1 = 9.",
        reasoning="Lay the kernel on each of the four windows in turn, and note the "
        "pixel beneath this weight. Multiply each by the derivative that arrived at "
        "that window, and add up.",
        slips=slips("dw", _ask_dw, equations.dw),
    ),
    Card(
        name="db",
        question="What is `db[0]`?",
        kind=NUMBER,
        answer=_ask_db(lambda dz, x, w: backward(dz, x, w).db),
        why="1 + 2 - 1 + 3: the bias was added to all four units, each of them a path.",
        reasoning="To which units was the bias added, and with which factor? Follow "
        "every path to the loss, and add the paths up.",
        slips=slips("db", _ask_db, lambda dz, x, w: backward(dz, x, w).db),
    ),
    Card(
        name="dx-pixel",
        question="What is `dx[0, 2, 1, 0]`?",
        kind=NUMBER,
        answer=_ask_dx(equations.dx),
        why="Only the lower two units read the pixel, with the weights 1 and 2: "
        "(-1) · 1 + 3 · 2 = 5.",
        reasoning="Make the table for this pixel: for each weight, the unit whose "
        "window puts that weight on the pixel. Units that do not exist add nothing.",
        slips=slips("dx", _ask_dx, equations.dx),
    ),
    Card(
        name="col2im-ones",
        question="What comes back at the pixel in row 2 and column 1?",
        kind=NUMBER,
        answer=_ask_col2im(col2im),
        why="The pixel lies in the lower two windows, so it had two copies, each a 1.",
        reasoning="How many copies of this pixel does im2col make? Each of them comes "
        "back to the place it was taken from.",
        slips=slips("col2im", _ask_col2im, col2im),
    ),
)
