"""Cards of the chapter on the backward pass: one entry of each gradient."""

import numpy as np

from convlab import im2col, samples
from convlab.exercises.cards.card import (
    EXAMPLE_IN_WORDS,
    NUMBER,
    NUMBERS,
    card,
    moment,
    rows,
    write_sum,
)

x, w, _, dz = samples.by_hand()
BACK_IN_WORDS = f"{EXAMPLE_IN_WORDS} The gradient that arrives, `dz`, has {rows(dz)}."
# dz, x and w of the layer in one dimension
wires = [
    np.reshape(row, (1, 1, -1, 1)) for row in ((1.0, 2, -1), (1.0, 2, 0, 3), (2.0, -1))
]
ones = np.ones((1, 3, 4, 1))
pixels_met = x[0, 1:, 2:, 0].ravel()  # by the weight in row 1 and column 2


def _write_products(derivatives, others):
    pairs = zip(np.ravel(derivatives), np.ravel(others), strict=True)
    return " + ".join(f"{d:g} · {o:g}" for d, o in pairs).replace("+ -", "- ")


@card(
    "backward",
    task="dx",
    question="What is `dx`, in one dimension?",
    given="A kernel with the weights 2 and -1 moves over a row of four pixels, so z "
    "has three units. The gradient `dz` = (1, 2, -1) arrives at them.",
    kind=NUMBERS,
    why="One wire leaves a pixel at an end, two leave one in the middle, and each "
    "brings its weight times the derivative at the unit it enters: "
    "(2 · 1, -1 · 1 + 2 · 2, -1 · 2 + 2 · (-1), -1 · (-1)) = (2, 3, -4, 1).",
    reasoning="Find the wires that leave each pixel, one or two. Multiply the weight "
    "on the wire by the derivative at the unit it enters, and add up.",
    moment="explorers/wires.html#explorer=wires&view=dx&step=3",
)
def wires_dx(dx):
    return dx(*wires).ravel()


@card(
    "backward",
    task="dw",
    question="What is `dw[0, 1, 2, 0]`?",
    given=BACK_IN_WORDS,
    kind=NUMBER,
    why="The weight met the pixels {:g}, {:g}, {:g} and {:g}, and ".format(*pixels_met)
    + f"{_write_products(dz, pixels_met)} = {np.sum(dz.ravel() * pixels_met):g}.",
    reasoning="Lay the kernel on each of the four windows in turn, and note the pixel "
    "beneath this weight. Multiply each by the derivative that arrived at that window, "
    "and add up.",
    moment=moment("backward", view="weight", step=5),
)
def dw_last_weight(dw):
    return dw(dz, x, w)[0, 1, 2, 0]


@card(
    "backward",
    task="db",
    question="What is `db[0]`?",
    given=BACK_IN_WORDS,
    kind=NUMBER,
    why=f"{write_sum(dz)}: the bias was added to all four units, each of them a path.",
    reasoning="To which units was the bias added, and with which factor? Follow every "
    "path to the loss, and add the paths up.",
)
def db(db):
    return db(dz, x, w)[0]


@card(
    "backward",
    task="dx",
    question="What is `dx[0, 2, 1, 0]`?",
    given=BACK_IN_WORDS,
    kind=NUMBER,
    why="Only the lower two units read the pixel, with the weights "
    f"{w[0, 1, 1, 0]:g} and {w[0, 1, 0, 0]:g}: "
    f"{_write_products(dz[0, 1], w[0, 1, 1::-1])} = "
    f"{np.sum(dz[0, 1] * w[0, 1, 1::-1]):g}.",
    reasoning="Make the table for this pixel: for each weight, the unit whose window "
    "puts that weight on the pixel. Units that do not exist add nothing.",
    moment=moment("backward", view="scatter", step=3),  # gather would show the flip
)
def dx_pixel(dx):
    return dx(dz, x, w)[0, 2, 1, 0]


@card(
    "backward",
    task="col2im",
    question="What comes back at the pixel in row 2 and column 1?",
    given="im2col turns an image of (3, 4) ones into columns, one for each window of "
    "a (2, 3) kernel, and col2im adds the columns back into an image.",
    kind=NUMBER,
    why="The pixel lies in the lower two windows, so im2col made two copies of it, and "
    f"each brings back its 1: {write_sum([1, 1])}.",
    reasoning="How many copies of this pixel does im2col make? Each of them comes back "
    "to the place it was taken from.",
)
def col2im_ones(col2im):
    return col2im(im2col(ones, (2, 3)), (3, 4, 1), (2, 3))[0, 2, 1, 0]
