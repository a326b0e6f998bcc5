"""Cards of the chapter on the forward pass: units, their windows, and how many fit."""

import numpy as np

from convlab import equations, forward, output_size, samples
from convlab.exercises.cards.card import COUNT, INDEX, NUMBER, SHAPE, Card, Slip
from convlab.exercises.cards.slips import slips

__all__ = ["CARDS"]

x, w, b, _ = samples.by_hand()
batch = samples.batch()


def _ask_second_window(forward):
    return forward(x, w, b)[0, 0, 1, 0]


def _ask_corner(receptive_field):
    return receptive_field(1, 2, (2, 3), stride=2)[0]


def _ask_rows(output_size):
    return output_size(8, 5, stride=2, padding=2)


def _ask_shape(forward):
    return np.shape(forward(batch.x, batch.w, batch.b))


def _units_that_change(w):
    changed = x.copy()
    changed[0, 1, 2, 0] += 1
    return np.count_nonzero(forward(changed, w, b) - forward(x, w, b))


CARDS = (
    Card(
        name="second-window",
        question="What is the unit of z in row 0 and column 1?",
        kind=NUMBER,
        answer=_ask_second_window(forward),
        why="Six products, 2 + 0 - 1 + 2 + 3 + 0 = 6, and the bias.",
        reasoning="Write the six pixels of the window, which begins in column 1, above "
        "the six weights. Multiply what stands together, add the products, and then "
        "the bias.",
        slips=slips("forward", _ask_second_window, forward),
    ),
    Card(
        name="window-corner",
        question="With stride 2, at which pixel (row, column) of x is the top-left "
        "corner of the window of the unit (1, 2)?",
        kind=INDEX,
        answer=_ask_corner(equations.receptive_field),
        why="One step down and two to the right, of two pixels each.",
        reasoning="How many steps from the first window is this one, down and to the "
        "right? And how many pixels is a step?",
        slips=slips("receptive_field", _ask_corner, equations.receptive_field),
    ),
    Card(
        name="changed-units",
        question="How many of the four units change?",
        kind=COUNT,
        answer=_units_that_change(w),
        why="All four windows read the pixel, but two of them with a weight of 0.",
        reasoning="Find the windows in which the pixel lies. Then see under which "
        "weight it lies in each, and what a change of 1 becomes there.",
        slips=[
            Slip(
                "changed-units-zero-weights",
                _units_that_change(np.ones_like(w)),
                "All windows that read the pixel were counted, even those whose weight "
                "is 0.",
            ),
            Slip(
                "changed-units-one-window",
                1,
                "The pixel was taken to lie in one window only.",
            ),
            Slip(
                "changed-units-kernel",
                w.size,
                "The weights of the kernel were counted.",
            ),
        ],
    ),
    Card(
        name="output-rows",
        question="An image of 8 rows gets 2 rows of zeros above and 2 below. The "
        "kernel has 5 rows, and the stride is 2. How many rows has z?",
        kind=COUNT,
        answer=_ask_rows(output_size),
        why="12 rows with the padding, (12 - 5) / 2 = 3.5 rounded down to 3, and one "
        "more. The windows start in rows 0, 2, 4 and 6.",
        reasoning="Write down the rows in which windows start: 0, then a stride "
        "further, as long as the whole kernel fits into the padded image. Count them.",
        slips=slips("output_size", _ask_rows, output_size),
    ),
    Card(
        name="batch-shape",
        question="What is the shape of z?",
        kind=SHAPE,
        answer=_ask_shape(forward),
        why="Two images; 3 - 2 + 1 = 2 rows; 4 - 3 + 1 = 2 columns; a channel for each "
        "of the three kernels.",
        reasoning="Four axes, in the order of x: the images, the rows and columns in "
        "which a window fits, and then a number for each kernel.",
        slips=[
            Slip(
                "batch-shape-channels-first",
                (2, 3, 2, 2),
                "The kernels' axis was put before rows and columns.",
            ),
            Slip(
                "batch-shape-channels-kept",
                (2, 2, 2, 2),
                "The channels of x were kept: they are summed over, and the kernels "
                "take their place.",
            ),
            Slip(
                "batch-shape-channels-apart",
                (2, 2, 2, 6),
                "Each kernel's channels were kept apart instead of being added up.",
            ),
            Slip(
                "batch-shape-of-image",
                (2, 3, 4, 3),
                "A window was put at every pixel, though it does not fit at the edge.",
            ),
            Slip(
                "batch-shape-without-one",
                (2, 1, 1, 3),
                "The sizes were subtracted and the 1 was not added.",
            ),
            Slip(
                "batch-shape-one-image", (2, 2, 3), "The axis of the images was lost."
            ),
        ],
    ),
)
