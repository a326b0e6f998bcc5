"""Cards on the inside of `convlab.fast`: strides, pieces, lowering, patches, tiles."""

import math

import numpy as np

from convlab import equations, im2col, samples
from convlab.exercises.cards.card import COUNT, NUMBERS, WrongAnswer, card
from convlab.exercises.cards.fast_cards import count_products, w_row, x_row


@card(
    "inside",
    question="How many products do four windows of three weights take at a stride of "
    "two?",
    given="The windows lie in one row. Winograd's method takes the even pixels and "
    "the odd ones as rows of their own.",
    kind=COUNT,
    why="The even pixels meet two weights, which takes 4 + 2 - 1 = 5 products. The odd "
    "ones meet a single weight, which takes 4, and 5 + 4 = 9.",
    reasoning="Sort the weights: which of them meet even pixels, and which odd ones? "
    "Each kind is a tile with stride 1 of its own, for the same windows.",
    wrong=[
        WrongAnswer(
            "stride-products-direct",
            4 * 3,
            "Every weight was multiplied by its pixel in every window, which saves "
            "nothing.",
        ),
        WrongAnswer(
            "stride-products-stride-forgotten",
            count_products(4, 3),
            "The stride was left out: this is a tile for windows side by side.",
        ),
        WrongAnswer(
            "stride-products-even-alone",
            count_products(4, 2),
            "Only the even pixels were counted.",
        ),
        WrongAnswer(
            "stride-products-two-weights-each",
            2 * count_products(4, 2),
            "Both sums were given two weights, but there are three in all.",
        ),
    ],
)
def stride_products():
    return count_products(4, 2) + count_products(4, 1)


most = 10**6


@card(
    "inside",
    question="How many rows may a piece have?",
    given="A product of matrices is cut into pieces. Each takes some rows of the left "
    "matrix, and at most a million multiplications. The left matrix has 576 "
    "columns, the right one 64.",
    kind=COUNT,
    why="A row takes 576 · 64 = 36864 multiplications. (1000000 - 4672) / 36864 = "
    "27, and the 4672 that are left are too few for one more.",
    reasoning="How many multiplications does one row of the left matrix take, with all "
    "the columns of the right one? How many such rows stay within the limit?",
    wrong=[
        WrongAnswer(
            "rows-rounded-up",
            math.ceil(most / (576 * 64)),
            "The division was rounded up, and the piece is too large.",
        ),
        WrongAnswer(
            "rows-without-the-right",
            most // 576,
            "The 64 columns on the right were left out.",
        ),
        WrongAnswer(
            "rows-without-the-left",
            most // 64,
            "The 576 columns on the left were left out.",
        ),
        WrongAnswer(
            "rows-columns-added",
            most // (576 + 64),
            "The columns of both were added, not multiplied.",
        ),
        WrongAnswer(
            "rows-of-an-unknown-blas",
            2**18 // (576 * 64),
            "Only 2**18 multiplications were allowed: the limit for an unknown BLAS.",
        ),
    ],
)
def rows_of_a_piece():
    return most // (576 * 64)


x_counting = samples.counting(1, 3, 4, 1)
x_low = equations.lowered(x_counting, 3)


@card(
    "inside",
    question="How many numbers does the lowered matrix have?",
    given="An image has 3 by 4 pixels and one channel, and a kernel is 2 by 3. For "
    "each column in which a window begins, the lowered matrix of MEC holds a strip "
    "of the image, as wide as the kernel and as high as the image.",
    kind=COUNT,
    why="For each of the 2 columns of windows and each of the 3 rows of the image, "
    "three pixels are copied: 2 · 3 · 3 = 18.",
    reasoning="In how many columns does a window begin? For each of them, how many "
    "pixels of one image row are copied, and from how many rows?",
    wrong=[
        WrongAnswer(
            "lowered-windows-apart",
            im2col(x_counting, (2, 3)).size,
            "Each window was given pixels of its own, as im2col does.",
        ),
        WrongAnswer(
            "lowered-first-column-alone",
            x_low[:, 0].size,
            "Only the windows of one column were counted.",
        ),
        WrongAnswer(
            "lowered-along-the-height",
            equations.lowered(x_counting.transpose(0, 2, 1, 3), 2).size,
            "The image was lowered along its height.",
        ),
        WrongAnswer(
            "lowered-not-at-all",
            x_counting.size,
            "Each pixel was counted once, but where windows overlap side by side it is "
            "copied.",
        ),
        WrongAnswer(
            "lowered-windows-everywhere",
            x_counting.size * 3,
            "A window was started in every column, though it does not fit at the edge.",
        ),
    ],
)
def lowered_numbers():
    return x_low.size


@card(
    "inside",
    question="How many patches of 64 pixels does it take?",
    given="Along one axis of a large image, a layer has 512 windows, and its kernel "
    "31 weights. The FFT computes them in patches that overlap.",
    kind=COUNT,
    why="A patch has 64 - 31 + 1 = 34 correct windows. 512 = 15 · 34 + 2, so two "
    "windows need a patch more: 15 + 1 = 16.",
    reasoning="How many windows of a patch are correct? How many patches give you 512 "
    "of them, if the last may stick out over the end?",
    wrong=[
        WrongAnswer(
            "patches-rounded-down",
            512 // (64 - 31 + 1),
            "The division was rounded down, and the last windows are missing.",
        ),
        WrongAnswer(
            "patches-without-overlap",
            512 // 64,
            "The patches were laid side by side, so the windows between two of them "
            "are missing.",
        ),
        WrongAnswer(
            "patches-overlap-at-both-ends",
            512 // (64 - 2 * (31 - 1)),
            "The overlap was taken off at both ends, but the windows of a patch reach "
            "over it at one.",
        ),
    ],
)
def patches():
    return equations.overlap_save(512, 31, 64)


@card(
    "inside",
    task="dw",
    question="What is `dw`, all three entries of it?",
    given="A kernel of three weights reads the row x = (1, 2, 0, 1). The gradient `dz` "
    "= (1, -1) arrives at its two units.",
    kind=NUMBERS,
    why="Each weight met two pixels: "
    "(1 · 1 - 1 · 2, 1 · 2 - 1 · 0, 1 · 0 - 1 · 1) = (-1, 2, -1).",
    reasoning="Lay the kernel on both windows, one pixel apart. Which two pixels did "
    "each weight meet? Multiply them by the derivatives that arrived there.",
)
def tile_dw(dw):
    dz = np.array([1.0, -1]).reshape(1, 1, 2, 1)
    x, w = (row.astype(float).reshape(1, 1, -1, 1) for row in (x_row, w_row))
    return np.ravel(dw(dz, x, w))
