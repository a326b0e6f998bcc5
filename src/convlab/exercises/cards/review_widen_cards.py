"""Cards that open the exercises on wider, faster and learning layers."""

import numpy as np

from convlab.exercises.cards.card import (
    CHAPTERS,
    COUNT,
    INDEX,
    NUMBER,
    WrongAnswer,
    card,
)

for _page in ("general", "fast", "learning"):
    CHAPTERS[f"exercises/{_page}"] = []


@card(
    "exercises/general",
    task="output_size",
    question="An image of 7 by 11 pixels gets 2 rows or columns of zeros on every "
    "side. A kernel of 5 by 4 pixels moves over it by 3. How many windows fit?",
    kind=COUNT,
    why="The padded image has 11 by 15 pixels. Windows begin in rows 0, 3 and 6, and "
    "in columns 0, 3, 6 and 9: 3 · 4 = 12.",
    reasoning="How large is the padded image? List the rows in which a window can "
    "begin and still fit, then the columns. Each of the rows pairs with each of "
    "the columns.",
    wrong=[
        WrongAnswer(
            "review-window-count-added",
            3 + 4,
            "Rows and columns were added. Each row of windows has one for every "
            "column, so they multiply.",
        ),
    ],
)
def review_window_count(output_size):
    down = output_size(7, 5, stride=3, padding=2)
    return down * output_size(11, 4, stride=3, padding=2)


def _address(i, j, c, W=9, C=2):
    return (i * W + j) * C + c


@card(
    "exercises/general",
    question="An image has 6 rows, 9 columns and 2 channels. A kernel of 2 by 3 pixels "
    "moves over it by 2. At which address of the image is the number that the weight "
    "(p, q, c) = (1, 2, 1) meets in the window (1, 2)?",
    kind=COUNT,
    why="The window begins at pixel (2, 4), and the weight is a row and two columns "
    "further, at pixel (3, 6). So the address is (3 · 9 + 6) · 2 + 1 = 67.",
    reasoning="At which pixel does the window begin? Go on from there to the pixel "
    "under the weight. Then count rows, columns and channels of the image.",
    wrong=[
        WrongAnswer(
            "review-pixel-address-stride-forgotten",
            _address(1 + 1, 2 + 2, 1),
            "The window was moved by one pixel at a time, although the stride is 2.",
        ),
        WrongAnswer(
            "review-pixel-address-corner-of-window",
            _address(2, 4, 0),
            "This is where the window begins: the place of the weight was left out.",
        ),
        WrongAnswer(
            "review-pixel-address-channels-first",
            1 * 6 * 9 + 3 * 9 + 6,
            "The channels were laid out one after the other, but those of a pixel lie "
            "side by side.",
        ),
        WrongAnswer(
            "review-pixel-address-height-for-width",
            _address(3, 6, 1, W=6),
            "A row of the image was counted as six pixels, but it has nine.",
        ),
        WrongAnswer(
            "review-pixel-address-row-of-matrix",
            _address(1, 2, 1, W=3),
            "This is the row of `X_col` that belongs to the weight, not the "
            "address in the image.",
        ),
    ],
)
def review_pixel_address():
    return np.ravel_multi_index((2 * 1 + 1, 2 * 2 + 2, 1), (6, 9, 2))


OH, OW, F, K = 5, 6, 4, 2 * 3 * 3  # K numbers in a window


@card(
    "exercises/fast",
    question="An image of 6 by 8 pixels has 3 channels. A layer reads it through 4 "
    "kernels of 2 by 3 pixels, with stride 1 and no padding. How many multiplications "
    "does the product of `W_mat` and `X_col` take?",
    kind=COUNT,
    why="There are 5 · 6 = 30 windows of 2 · 3 · 3 = 18 numbers each, and every kernel "
    "meets every window: 30 · 18 · 4 = 2160.",
    reasoning="How many windows fit? How many numbers does each of them hold, with all "
    "its channels? And how many kernels multiply these numbers?",
    wrong=[
        WrongAnswer(
            "review-multiplications-one-kernel",
            OH * OW * K,
            "One kernel was counted. That is also how many numbers `X_col` has.",
        ),
        WrongAnswer(
            "review-multiplications-one-channel",
            OH * OW * F * K // 3,
            "The windows were given one channel instead of the image's three.",
        ),
        WrongAnswer(
            "review-multiplications-window-at-every-pixel",
            6 * 8 * F * K,
            "A window was put at every pixel, though it does not fit at the edge.",
        ),
        WrongAnswer(
            "review-multiplications-one-for-each-unit",
            OH * OW * F,
            "One multiplication was counted for each unit, but a unit is a sum over "
            "its whole window.",
        ),
        WrongAnswer(
            "review-multiplications-of-weights",
            F * K,
            "Each weight was counted once, but it is used in every window.",
        ),
    ],
)
def review_multiplications():
    return OH * OW * F * K


@card(
    "exercises/fast",
    question="A kernel of 3 by 2 weights has dilation 3 and moves with stride 2. Which "
    "pixel (row, column) does its last weight, the one at the bottom right, meet for "
    "unit (1, 3)?",
    kind=INDEX,
    why="The window begins at pixel (2, 6). From the first weight to the last it is "
    "two steps down and one to the right, of three pixels each: "
    "(1 · 2 + 2 · 3, 3 · 2 + 1 · 3) = (8, 9).",
    reasoning="The stride says where the window begins. The dilation says how far "
    "apart its weights lie. How many steps is it from the first weight to the last?",
    wrong=[
        WrongAnswer(
            "review-dilated-pixel-exchanged",
            (1 * 3 + 2 * 2, 3 * 3 + 1 * 2),
            "Stride and dilation were swapped.",
        ),
        WrongAnswer(
            "review-dilated-pixel-no-gaps",
            (1 * 2 + 2, 3 * 2 + 1),
            "The dilation was left out: the weights were laid side by side.",
        ),
        WrongAnswer(
            "review-dilated-pixel-no-stride",
            (1 + 2 * 3, 3 + 1 * 3),
            "The stride was left out: the window moved by one pixel.",
        ),
        WrongAnswer(
            "review-dilated-pixel-gap-behind",
            (1 * 2 + 3 * 3, 3 * 2 + 2 * 3),
            "One step was counted for each weight. From the first of three to the "
            "last there are two steps.",
        ),
        WrongAnswer(
            "review-dilated-pixel-corner",
            (1 * 2, 3 * 2),
            "This is the pixel under the first weight.",
        ),
    ],
)
def review_dilated_pixel():
    return 1 * 2 + (3 - 1) * 3, 3 * 2 + (2 - 1) * 3


@card(
    "exercises/learning",
    task="central_difference",
    question="The loss is x\N{SUPERSCRIPT THREE}, and x is 3. What does a central "
    "difference with h = 2 give?",
    kind=NUMBER,
    why="The steps lead to 5 and to 1: (125 - 1) / (2 · 2) = 31. The derivative is "
    "27, so the error is 4, the square of h.",
    reasoning="Take the loss a step above x and a step below. Divide the difference "
    "by the whole way from one to the other.",
    wrong=[
        WrongAnswer(
            "review-difference-derivative",
            27,
            "This is the derivative itself. With a step as large as 2, the central "
            "difference misses it.",
        ),
    ],
)
def review_difference(central_difference):
    x = np.full((1, 1, 1, 1), 3.0)
    return central_difference(lambda x: np.sum(x**3), x, (0, 0, 0, 0), 2.0)


kernels, channels, groups = 6, 12, 3


@card(
    "exercises/learning",
    question="A layer reads 12 channels through 6 kernels of 5 by 2 pixels, in 3 "
    "groups. How many weights does it have, biases not counted?",
    kind=COUNT,
    why="A kernel reads the channels of its own group, 12 / 3 = 4 of them. So it has "
    "5 · 2 · 4 = 40 weights, and all kernels together have 6 · 40 = 240.",
    reasoning="How many channels are in a group? A kernel reads these and no others. "
    "Count its weights, then the kernels of all groups.",
    wrong=[
        WrongAnswer(
            "review-grouped-weights-all-channels",
            kernels * 10 * channels,
            "Every kernel was given all channels, as in a layer without groups.",
        ),
        WrongAnswer(
            "review-grouped-weights-one-group",
            kernels // groups * 10 * (channels // groups),
            "Only the kernels of one group were counted.",
        ),
        WrongAnswer(
            "review-grouped-weights-one-kernel",
            10 * (channels // groups),
            "One kernel was counted.",
        ),
        WrongAnswer(
            "review-grouped-weights-groups-for-channels",
            kernels * 10 * groups,
            "A kernel was given as many channels as there are groups. It has those of "
            "one group.",
        ),
        WrongAnswer(
            "review-grouped-weights-kernels-for-channels",
            kernels * 10 * (kernels // groups),
            "A kernel was given as many channels as a group has kernels.",
        ),
    ],
)
def review_grouped_weights():
    return kernels * 10 * (channels // groups)
