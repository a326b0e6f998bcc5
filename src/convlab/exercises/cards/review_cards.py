"""Cards that open the exercises of the derivation: what came before, in new numbers."""

import numpy as np

from convlab.exercises.cards.card import (
    CHAPTERS,
    COUNT,
    INDEX,
    NUMBER,
    SHAPE,
    UNIT,
    Kind,
    WrongAnswer,
    card,
)

for _page in ("notation", "forward", "im2col", "backward", "layer"):
    CHAPTERS[f"exercises/{_page}"] = []

PAIR = Kind("two numbers, like (60, 70)")


@card(
    "exercises/notation",
    question="Every row of a cinema has 15 seats. Rows are counted from 0, and so are "
    "the seats of each row. Somebody numbers all seats of the cinema, row by row, and "
    "begins with 0. Which number does seat 4 of row 3 get?",
    kind=COUNT,
    why="Rows 0, 1 and 2 lie before it, with 15 seats each, and seats 0 to 3 of its "
    "own row: 3 · 15 + 4 = 49.",
    reasoning=(
        "How many rows lie before this one, and how many seats do they have? Then "
        "count the seats before it in its own row."
    ),
    wrong=[
        WrongAnswer("review-seats-from-one", 50, "The seats were counted from 1."),
        WrongAnswer(
            "review-seats-a-row-less",
            2 * 15 + 4,
            "Only two rows were skipped, as if counting had begun with row 1.",
        ),
        WrongAnswer(
            "review-seats-row-and-seat-exchanged",
            4 * 15 + 3,
            "Row and seat were swapped.",
        ),
        WrongAnswer("review-seats-row-alone", 3 * 15, "The seat itself was left out."),
    ],
)
def review_seats():
    return 3 * 15 + 4


@card(
    "exercises/notation",
    question="155 apples are packed into boxes of 24. How many boxes are full, and how "
    "many apples are left over?",
    kind=PAIR,
    why="Six boxes hold 6 · 24 = 144 apples, a seventh would not be full, and "
    "155 - 144 = 11 are left: (boxes, apples) = (6, 11).",
    reasoning="Take away one box after another while a whole one can be filled. What "
    "cannot fill a box is left over.",
    wrong=[
        WrongAnswer(
            "review-boxes-exchanged", (11, 6), "Boxes and apples were swapped."
        ),
        WrongAnswer(
            "review-boxes-rounded-up",
            (7, 11),
            "A box was counted that is not full.",
        ),
        WrongAnswer(
            "review-boxes-missing-apples",
            (6, 24 - 11),
            "These are the apples that are missing in the next box.",
        ),
    ],
)
def review_boxes():
    return divmod(155, 24)


@card(
    "exercises/forward",
    task="unit",
    question="A batch has shape (3, 4, 5, 2). Which unit (n, i, j, c) lies at address "
    "97?",
    kind=UNIT,
    why="2 · 40 + 1 · 10 + 3 · 2 + 1 = 97: two images, a row, three pixels and a "
    "channel are skipped, so that (n, i, j, c) = (2, 1, 3, 1).",
    reasoning="How many numbers does an image have, a row, a pixel? See how often "
    "each of them fits, the largest first, and go on with what is left.",
)
def review_unit(unit):
    return unit(97, (4, 5, 2))


F, KH, KW, C = 5, 3, 3, 4


@card(
    "exercises/forward",
    question="A layer reads images with 4 channels through 5 kernels of 3 by 3 pixels. "
    "How many weights and biases does it have?",
    kind=COUNT,
    why="A kernel has 3 · 3 · 4 = 36 weights and one bias: 5 · (36 + 1) = 185.",
    reasoning="Count the weights of one kernel: it has as many channels as the image. "
    "Then remember the biases, and that there are several kernels.",
    wrong=[
        WrongAnswer(
            "review-parameters-no-bias", F * KH * KW * C, "The biases were left out."
        ),
        WrongAnswer(
            "review-parameters-one-bias",
            F * KH * KW * C + 1,
            "All kernels were given one bias together.",
        ),
        WrongAnswer(
            "review-parameters-one-channel",
            F * KH * KW + F,
            "The kernels were given one channel instead of the image's four.",
        ),
        WrongAnswer(
            "review-parameters-one-kernel", KH * KW * C + 1, "One kernel was counted."
        ),
    ],
)
def review_parameters():
    return F * KH * KW * C + F


@card(
    "exercises/im2col",
    task="address",
    question="A batch has shape (4, 6, 7, 3). What is the address of its unit "
    "(n, i, j, c) = (2, 3, 1, 2)?",
    kind=COUNT,
    why="An image of 6 · 7 · 3 = 126 numbers is skipped twice, a row of 7 · 3 = 21 "
    "three times, then a pixel of 3 and two channels: "
    "2 · 126 + 3 · 21 + 1 · 3 + 2 = 320.",
    reasoning="Whole images, whole rows, whole pixels, channels: how many numbers does "
    "each of these hold, and how many of them lie before the unit?",
)
def review_address(address):
    return address(2, 3, 1, 2, (6, 7, 3))


@card(
    "exercises/im2col",
    task="output_size",
    question="An image has 11 rows and gets 2 rows of zeros above and 2 below. A "
    "kernel of 5 rows moves down by 3. How many rows does z have?",
    kind=COUNT,
    why="The padded image has 11 + 2 + 2 = 15 rows. Windows begin in rows 0, 3, 6 and "
    "9, and the next would end beyond the last row: 10 // 3 + 1 = 4.",
    reasoning="Count the rows of the padded image. In which of them do windows begin, "
    "and which is the last that ends inside?",
)
def review_windows(output_size):
    return output_size(11, 5, stride=3, padding=2)


@card(
    "exercises/backward",
    question="Kernels of 3 rows, 4 columns and 3 channels read the windows of an "
    "image. In which row of the im2col matrix are the numbers that the weight "
    "(p, q, c) = (2, 1, 2) meets?",
    kind=COUNT,
    why="Two rows of the kernel are skipped, a pixel and two channels: "
    "(2 · 4 + 1) · 3 + 2 = 29.",
    reasoning=(
        "The rows of the matrix are in the order of the kernel's memory. How many "
        "numbers does a row of the kernel have, and how many does a pixel have?"
    ),
    wrong=[
        WrongAnswer(
            "review-row-channels-first",
            2 * 12 + 2 * 4 + 1,
            "The rows were put in the order (c, p, q), not (p, q, c).",
        ),
        WrongAnswer(
            "review-row-height-for-width",
            (2 * 3 + 1) * 3 + 2,
            "A row of the kernel was counted as three pixels, but it has four.",
        ),
        WrongAnswer(
            "review-row-columns-first",
            (1 * 3 + 2) * 3 + 2,
            "The kernel was read column by column, not row by row.",
        ),
        WrongAnswer("review-row-from-one", 30, "The rows were counted from 1."),
    ],
)
def review_row():
    return np.ravel_multi_index((2, 1, 2), (3, 4, 3))


@card(
    "exercises/backward",
    task="receptive_field",
    question="A kernel of 2 by 4 pixels moves by 3. Which pixel (row, column) is the "
    "last that unit (2, 1) reads, the one at the bottom right of its window?",
    kind=INDEX,
    why="The window begins at pixel (2 · 3, 1 · 3), and ends a row and three columns "
    "further: (row, column) = (6 + 1, 3 + 3) = (7, 6).",
    reasoning="Where does the window of this unit begin? From there, how far is it to "
    "its last row and to its last column?",
)
def review_pixel(receptive_field):
    return receptive_field(2, 1, (2, 4), stride=3)[-1]


@card(
    "exercises/layer",
    question="A batch has shape (4, 5, 6, 2). Three kernels of 2 by 3 pixels read it, "
    "with stride 1 and no padding. What is the shape of `dX_col`, before col2im?",
    kind=SHAPE,
    why="It has the shape of `X_col`. A window has 2 · 3 · 2 = 12 numbers, each a row, "
    "and every window is a column; there are 4 · 4 = 16 of them in each image.",
    reasoning=(
        "A gradient has the shape of what it belongs to. How many numbers does a "
        "window have, and how many windows does an image have?"
    ),
    wrong=[
        WrongAnswer(
            "review-columns-transposed", (4, 16, 12), "Rows and columns were swapped."
        ),
        WrongAnswer("review-columns-of-z", (4, 3, 16), "This is the shape of `dZ`."),
        WrongAnswer(
            "review-columns-pixels",
            (4, 12, 30),
            "The matrix was given a column for each pixel, not for each window.",
        ),
        WrongAnswer(
            "review-columns-one-channel",
            (4, 6, 16),
            "The windows were given one channel instead of the image's two.",
        ),
    ],
)
def review_columns():
    return 4, 2 * 3 * 2, (5 - 2 + 1) * (6 - 3 + 1)


LINE = {
    "dz": np.array([3.0, 5.0]).reshape(1, 1, 2, 1),
    "x": np.full((1, 1, 4, 1), np.nan),  # not given: no answer can need it
    "w": np.array([2.0, -1.0, 4.0]).reshape(1, 1, 3, 1),
}


@card(
    "exercises/layer",
    task="dx",
    question="An image is one row of four pixels. A kernel with the weights 2, -1, 4 "
    "reads it with stride 1, so that z has two units, and `dz` is 3, 5. What is `dx` "
    "at column 1?",
    kind=NUMBER,
    why="Unit 0 reads the pixel with its weight -1, unit 1 with its weight 2: "
    "3 · (-1) + 5 · 2 = 7.",
    reasoning="Which units read the pixel, and with which weight does each? Multiply "
    "the weight by the `dz` of its unit, and add up.",
)
def review_dx(dx):
    return dx(**LINE)[0, 0, 1, 0]
