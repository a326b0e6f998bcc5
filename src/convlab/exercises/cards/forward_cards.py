"""Cards of the chapter on the forward pass: units, their windows, and how many fit."""

import numpy as np

from convlab import forward, samples
from convlab.exercises.cards.card import (
    COUNT,
    EXAMPLE_IN_WORDS,
    INDEX,
    NUMBER,
    SHAPE,
    WrongAnswer,
    card,
    moment,
    write_sum,
)

x, w, b, _ = samples.by_hand()
products = (x[0, :2, 1:, 0] * w[0, :, :, 0]).astype(int)
batch = samples.batch()
(B, H, W, C), (F, KH, KW, _) = batch.x.shape, batch.w.shape
batch_z = forward(batch.x, batch.w, batch.b)


@card(
    "forward",
    task="forward",
    question="What is the unit of z in row 0 and column 1?",
    given=EXAMPLE_IN_WORDS,
    kind=NUMBER,
    why=f"The six products are {write_sum(products)}, and with the bias "
    f"{write_sum([products.sum(), *b])}.",
    reasoning="Write the six pixels of the window, which begins in column 1, above the "
    "six weights. Multiply each pair, add up the products, and then add the bias.",
    moment=moment("forward", step=1),
)
def second_window(forward):
    return forward(x, w, b)[0, 0, 1, 0]


@card(
    "forward",
    question="What is the shape of z?",
    given="A batch x of two images, each with 3 by 4 pixels and two channels, goes "
    "through a layer with three kernels of 2 by 3 pixels.",
    kind=SHAPE,
    why=f"Two images; {H} - {KH} + 1 = {H - KH + 1} rows; {W} - {KW} + 1 = "
    f"{W - KW + 1} columns; a channel for each of the three kernels.",
    reasoning="z has four axes, in the order of x: images, rows, columns, and one "
    "entry for each kernel. In how many rows and columns can a window start?",
    wrong=[
        WrongAnswer(
            "batch-shape-channels-first",
            np.moveaxis(batch_z, -1, 1).shape,
            "The kernels' axis was put before rows and columns.",
        ),
        WrongAnswer(
            "batch-shape-channels-kept",
            (*batch_z.shape[:3], C),
            "The channels of x were kept: they are summed over, and the kernels take "
            "their place.",
        ),
        WrongAnswer(
            "batch-shape-channels-apart",
            (*batch_z.shape[:3], F * C),
            "Each kernel's channels were kept apart instead of being added up.",
        ),
        WrongAnswer(
            "batch-shape-of-image",
            (*batch.x.shape[:3], F),
            "A window was put at every pixel, though it does not fit at the edge.",
        ),
        WrongAnswer(
            "batch-shape-without-one",
            (B, H - KH, W - KW, F),
            "The sizes were subtracted and the 1 was not added.",
        ),
        WrongAnswer(
            "batch-shape-one-image",
            batch_z.shape[1:],
            "The axis of the images was lost.",
        ),
    ],
)
def batch_shape():
    return batch_z.shape


@card(
    "forward",
    task="receptive_field",
    question="With stride 2, at which pixel (row, column) of x is the top-left corner "
    "of the window of the unit (1, 2)?",
    kind=INDEX,
    why="It is one step down and two to the right, of two pixels each: (1 · 2, 2 · 2) "
    "= (2, 4).",
    reasoning="How many steps from the first window is this one, down and to the "
    "right? And how many pixels is a step?",
)
def window_corner(receptive_field):
    return receptive_field(1, 2, (2, 3), stride=2)[0]


def _count_changed(w):
    changed = x.copy()
    changed[0, 1, 2, 0] += 1
    return np.count_nonzero(forward(changed, w, b) - forward(x, w, b))


reading, changing = _count_changed(np.ones_like(w)), _count_changed(w)


@card(
    "forward",
    question="How many of the four units change?",
    given=f"{EXAMPLE_IN_WORDS} Add 1 to the pixel in row 1 and column 2 of x, and "
    "compute z anew.",
    kind=COUNT,
    moment=moment("forward", pinned="x:0,1,2,0"),
    why=f"{reading} windows read the pixel, but {reading - changing} of them with a "
    f"weight of 0: {reading} - {reading - changing} = {changing}.",
    reasoning=(
        "Find the windows that contain the pixel. Under which weight does it lie "
        "in each of them, and what does that weight turn a change of 1 into?"
    ),
    wrong=[
        WrongAnswer(
            "changed-units-zero-weights",
            reading,
            "All windows that read the pixel were counted, even those whose weight is "
            "0.",
        ),
        WrongAnswer(
            "changed-units-one-window",
            1,
            "The pixel was assumed to lie in only one window.",
        ),
        WrongAnswer(
            "changed-units-kernel",
            w.size,
            "The weights of the kernel were counted.",
        ),
    ],
)
def changed_units():
    return changing


@card(
    "forward",
    task="output_size",
    question="An image of 8 rows gets 2 rows of zeros above and 2 below. The kernel "
    "has 5 rows, and the stride is 2. How many rows does z have?",
    kind=COUNT,
    why="With the padding there are 8 + 2 · 2 = 12 rows. (12 - 5) / 2 = 3.5, rounded "
    "down to 3, and the first window makes it 3 + 1 = 4: they start in rows 0, 2, 4 "
    "and 6.",
    reasoning="Write down the rows in which windows start: 0, then a stride further, "
    "as long as the whole kernel fits into the padded image. Count them.",
)
def output_rows(output_size):
    return output_size(8, 5, stride=2, padding=2)
