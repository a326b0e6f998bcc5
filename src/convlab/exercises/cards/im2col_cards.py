"""Cards of the chapter on im2col: rows of the matrix, its product, and addresses."""

import numpy as np

from convlab import im2col, samples
from convlab.exercises.cards.card import COUNT, SHAPE, UNIT, WrongAnswer, card, moment

KH, KW, C = 2, 3, 2
batch = samples.batch()
F = len(batch.w)
X_col = im2col(batch.x, (KH, KW))
Z = batch.w.reshape(F, -1) @ X_col


def _column(p, q, c):
    return np.ravel_multi_index((p, q, c), (KH, KW, C))


@card(
    "im2col",
    question="In which column of `W_mat` is the weight (p, q, c) = (1, 0, 1) of a "
    "kernel with 2 rows, 3 columns and 2 channels?",
    given="For im2col, each kernel is laid out as one row of the matrix `W_mat`.",
    kind=COUNT,
    why="A row of the kernel holds 3 · 2 = 6 numbers, and the weight is the second of "
    "the next row: (1 · 3 + 0) · 2 + 1 = 7.",
    reasoning="Count the weights that come before it in the order (p, q, c): whole "
    "rows of the kernel, then whole pixels, then channels.",
    wrong=[
        WrongAnswer(
            "column-of-weight-channels-first",
            np.ravel_multi_index((1, 1, 0), (C, KH, KW)),
            "The kernel was laid out channel by channel.",
        ),
        WrongAnswer(
            "column-of-weight-kernel-rows",
            (1 * KH + 0) * C + 1,
            "The kernel's number of rows was used in place of its number of columns.",
        ),
        WrongAnswer(
            "column-of-weight-one-channel",
            1 * KW + 0 + 1,
            "Only one number was counted at each pixel of the kernel.",
        ),
        WrongAnswer(
            "column-of-weight-from-one",
            _column(1, 0, 1) + 1,
            "The columns were counted from 1.",
        ),
    ],
)
def column_of_weight():
    return _column(1, 0, 1)


@card(
    "im2col",
    question="What is the shape of the product?",
    given="im2col turns a batch of two images into a stack of two matrices `X_col`, "
    "each with 12 rows and 4 columns. The matrix of the kernels, `W_mat`, has 3 "
    "rows and 12 columns. `W_mat @ X_col` multiplies each of the stack.",
    kind=SHAPE,
    why="For each of the two images, a row for each kernel and a column for each "
    "window.",
    reasoning="A matrix product has the rows of its left factor and the columns of its "
    "right one. And how many such products are there?",
    wrong=[
        WrongAnswer(
            "product-shape-one-image",
            Z.shape[1:],
            "One image was multiplied, not both.",
        ),
        WrongAnswer(
            "product-shape-transposed",
            Z.transpose(0, 2, 1).shape,
            "Rows and columns of the product were swapped.",
        ),
        WrongAnswer(
            "product-shape-of-z",
            (2, 2, 2, F),
            "The product was already turned back into an image.",
        ),
        WrongAnswer(
            "product-shape-not-summed",
            X_col.shape,
            "This is the shape of the windows, which the product sums over.",
        ),
    ],
)
def product_shape():
    return Z.shape


@card(
    "im2col",
    task="address",
    question="A batch has shape (2, 5, 6, 3). What is the address of its unit "
    "(n, i, j, c) = (1, 2, 3, 1)?",
    kind=COUNT,
    why="An image of 5 · 6 · 3 = 90 numbers is skipped, two rows of 6 · 3 = 18, three "
    "pixels of 3, and a channel: 1 · 90 + 2 · 18 + 3 · 3 + 1 = 136.",
    reasoning="Take the four steps in order: whole images, whole rows, whole pixels, "
    "channels. How many numbers does each of these hold?",
)
def address(address):
    return address(1, 2, 3, 1, (5, 6, 3))


@card(
    "im2col",
    task="unit",
    question="Which unit (n, i, j, c) of a batch of shape (2, 3, 4, 2) lies at address "
    "41?",
    kind=UNIT,
    why="1 · 24 + 2 · 8 + 0 · 2 + 1 = 41: an image, two rows, no pixel, and a channel "
    "are skipped, so that (n, i, j, c) = (1, 2, 0, 1).",
    reasoning="Work from the largest step to the smallest: how many whole images fit, "
    "then how many whole rows into what is left, then how many pixels.",
    moment=moment("tensor", B=2, C=2, view="x", step=41),
)
def unit_at_address(unit):
    return unit(41, (3, 4, 2))


@card(
    "im2col",
    task="im2col_indices",
    question="Which of the twelve addresses comes seventh?",
    given="An image of 3 rows, 4 columns and 2 channels holds its own addresses: 0, "
    "1, 2 and so on. List the twelve in the window of a 2 by 3 kernel in the "
    "top-left corner: row by row, in each row pixel by pixel, and for each pixel "
    "both channels.",
    kind=COUNT,
    why="The first six are the window's upper row. The next is one image row further, "
    "and an image row holds 4 · 2 = 8 numbers.",
    reasoning="How many numbers does the window's upper row have? The seventh is the "
    "first of its lower row: find that pixel in the figure.",
    moment=moment("im2col", C=2, view="addresses", step=3),
)
def seventh_address(im2col_indices):
    return im2col_indices((3, 4, 2), (2, 3))[6, 0]


@card(
    "im2col",
    task="im2col",
    question="What is in row 9 and column 3 of `X_col`?",
    given="The entries of an image with 5 rows, 6 columns and 2 channels are numbered "
    "in order: 0, 1, 2 and so on. `X_col` is its im2col matrix for a kernel of 2 "
    "by 3 pixels and stride 2.",
    kind=COUNT,
    why="Row 9 is (p, q, c) = (1, 1, 1), with the offset (1 · 6 + 1) · 2 + 1 = 15. "
    "Column 3 is the window (1, 1), with the corner (2 · 6 + 2) · 2 = 28. The address, "
    "and so the number, is 15 + 28 = 43.",
    reasoning="Take the row apart into (p, q, c) and the column into (i, j). The one "
    "gives an offset, the other a corner, each with the width of this image.",
)
def cell_of_x_col(im2col):
    numbered = samples.counting(1, 5, 6, 2)
    return im2col(numbered, (2, 3), stride=2)[0, 9, 3]
