"""Cards of the chapter on im2col: addresses, rows of the matrix, and its product."""

import numpy as np

from convlab import im2col, im2col_indices, samples
from convlab.exercises.cards.card import COUNT, SHAPE, Card, Slip
from convlab.exercises.cards.slips import slips

__all__ = ["CARDS"]

KH, KW, C = 2, 3, 2
batch = samples.batch()
F = len(batch.w)


def _ask_seventh(im2col_indices):
    return im2col_indices((3, 4, 2), (2, 3))[6, 0]


def _ask_cell(im2col):
    numbered = samples.counting(1, 5, 6, 2)
    return im2col(numbered, (2, 3), stride=2)[0, 9, 3]


def _row(p, q, c):
    return np.ravel_multi_index((p, q, c), (KH, KW, C))


def _product():
    return batch.w.reshape(F, -1) @ im2col(batch.x, (KH, KW))


CARDS = (
    Card(
        name="seventh-address",
        question="Which of the twelve addresses comes seventh?",
        kind=COUNT,
        answer=_ask_seventh(im2col_indices),
        why="The first six are the window's upper row. The next is one image row "
        "further, and an image row holds 4 · 2 = 8 numbers.",
        reasoning="How many numbers has the window's upper row? The seventh is the "
        "first of its lower row: find that pixel in the figure.",
        slips=slips("im2col_indices", _ask_seventh, im2col_indices),
    ),
    Card(
        name="cell-of-x-col",
        question="What is in row 9 and column 3 of `X_col`?",
        kind=COUNT,
        answer=_ask_cell(im2col),
        why="Row 9 is (p, q, c) = (1, 1, 1), with the offset (1 · 6 + 1) · 2 + 1 = 15. "
        "Column 3 is the window (1, 1), with the corner (2 · 6 + 2) · 2 = 28.",
        reasoning="Take the row apart into (p, q, c) and the column into (i, j). The "
        "one gives an offset, the other a corner, each with the width of this image.",
        slips=slips("im2col", _ask_cell, im2col),
    ),
    Card(
        name="column-of-weight",
        question="In which column of `W_mat` is the weight (p, q, c) = (1, 0, 1) of a "
        "kernel with 2 rows, 3 columns and 2 channels?",
        kind=COUNT,
        answer=_row(1, 0, 1),
        why="(1 · 3 + 0) · 2 + 1: a row of the kernel holds 3 · 2 numbers, and the "
        "weight is the second of the next row.",
        reasoning="Count the weights that come before it in the order (p, q, c): whole "
        "rows of the kernel, then whole pixels, then channels.",
        slips=[
            Slip(
                "column-of-weight-channels-first",
                np.ravel_multi_index((1, 1, 0), (C, KH, KW)),
                "The kernel was laid out channel by channel.",
            ),
            Slip(
                "column-of-weight-kernel-rows",
                (1 * KH + 0) * C + 1,
                "The number of rows of the kernel was taken for that of its columns.",
            ),
            Slip(
                "column-of-weight-one-channel",
                1 * KW + 0 + 1,
                "Only one number was counted at each pixel of the kernel.",
            ),
            Slip(
                "column-of-weight-from-one",
                _row(1, 0, 1) + 1,
                "The columns were counted from 1.",
            ),
        ],
    ),
    Card(
        name="product-shape",
        question="What is the shape of the product?",
        kind=SHAPE,
        answer=_product().shape,
        why="For each of the two images, a row for each kernel and a column for each "
        "window.",
        reasoning="A matrix product has the rows of its left factor and the columns of "
        "its right one. And how many such products are there?",
        slips=[
            Slip(
                "product-shape-one-image",
                _product().shape[1:],
                "One image was multiplied, not both.",
            ),
            Slip(
                "product-shape-transposed",
                _product().transpose(0, 2, 1).shape,
                "Rows and columns of the product were exchanged.",
            ),
            Slip(
                "product-shape-of-z",
                (2, 2, 2, 3),
                "The way back to an image was taken already.",
            ),
            Slip(
                "product-shape-not-summed",
                (2, 12, 4),
                "The shape of the windows was taken, which the product sums over.",
            ),
        ],
    ),
)
