"""Cards that open the exercises on tests: one entry or the shape of a gradient."""

import numpy as np

from convlab.exercises.cards.card import (
    CHAPTERS,
    COUNT,
    NUMBER,
    NUMBERS,
    SHAPE,
    WrongAnswer,
    card,
)

for _page in ("gradients", "bugs"):
    CHAPTERS[f"exercises/{_page}"] = []


@card(
    "exercises/gradients",
    question="A batch of shape (8, 10, 12, 3) goes through a layer with 6 kernels of 4 "
    "by 5 pixels, with stride 1 and no padding. What is the shape of `dw`?",
    kind=SHAPE,
    why="It is the shape of `w`: six kernels, each with four rows, five columns and "
    "the three channels of the image. The batch is summed over.",
    reasoning="A gradient has the shape of what it belongs to. In which order does "
    "this book name the axes of `w`?",
    wrong=[
        WrongAnswer(
            "review-dw-channels-first",
            (6, 3, 4, 5),
            "The channels were put before the rows, as PyTorch does. Here they come "
            "last.",
        ),
        WrongAnswer(
            "review-dw-kernels-last",
            (4, 5, 3, 6),
            "The kernels were put last, as TensorFlow does. Here they come first.",
        ),
        WrongAnswer("review-dw-of-z", (8, 7, 8, 6), "This is the shape of `dz`."),
        WrongAnswer("review-dw-of-x", (8, 10, 12, 3), "This is the shape of `dx`."),
        WrongAnswer(
            "review-dw-one-for-each-image",
            (8, 4, 5, 3),
            "The images were put in place of the kernels. All images share the "
            "weights, so `dw` adds them up.",
        ),
    ],
)
def review_dw_shape():
    return 6, 4, 5, 3


SQUARE = {
    "dz": np.array([2.0, 1, -1, 4]).reshape(1, 2, 2, 1),
    "x": np.full((1, 3, 3, 1), np.nan),  # not given: no answer can need it
    "w": np.array([5.0, -2, 3, 1]).reshape(1, 2, 2, 1),
}


@card(
    "exercises/gradients",
    task="dx",
    question="A kernel with the rows (5, -2) and (3, 1) reads an image of 3 by 3 "
    "pixels with stride 1. The rows of `dz` are (2, 1) and (-1, 4). What is `dx` at "
    "the pixel in the middle?",
    kind=NUMBER,
    why="All four units read it: the first with the last weight, the last with the "
    "first. 2 · 1 + 1 · 3 - 1 · (-2) + 4 · 5 = 27.",
    reasoning="Lay the kernel on each of the four windows in turn. Which weight lies "
    "on the pixel in the middle? Multiply it by the `dz` of that window, and add up.",
)
def review_dx_middle(dx):
    return dx(**SQUARE)[0, 1, 1, 0]


ARRIVED = {
    "dz": np.array([2.0, -1, 3, 4, 0, 5, -3, 1]).reshape(2, 1, 2, 2),
    "x": np.full((2, 1, 2, 1), np.nan),  # neither x nor w is given
    "w": np.full((2, 1, 1, 1), np.nan),
}


@card(
    "exercises/bugs",
    task="db",
    question="`dz` has shape (2, 1, 2, 2). In memory its numbers are 2, -1, 3, 4 for "
    "image 0, then 0, 5, -3, 1 for image 1. What is `db`?",
    kind=NUMBERS,
    why="The kernels are the last axis, so every second number belongs to the same "
    "one: (2 + 3 + 0 - 3, -1 + 4 + 5 + 1) = (2, 9).",
    reasoning="A bias is added to every unit of its kernel, in every image. Which of "
    "the eight numbers belong to kernel 0? The kernels are the last axis.",
)
def review_db(db):
    return db(**ARRIVED)


@card(
    "exercises/bugs",
    question="A kernel of 5 rows and 3 columns moves by 2 over an image of 9 by 7 "
    "pixels. How many windows read the pixel in row 4 and column 2?",
    kind=COUNT,
    why="Down the image, windows begin in rows 0, 2 and 4, and all three reach row 4. "
    "To the right they begin in columns 0, 2 and 4, and the first two read column 2: "
    "3 · 2 = 6.",
    reasoning="In which rows do windows begin, and which of these windows reach the "
    "row of the pixel? Ask the same of the columns. Each of the rows pairs with each "
    "of the columns.",
    wrong=[
        WrongAnswer(
            "review-readers-stride-forgotten",
            5 * 3,
            "The windows were moved by one pixel, although the stride is 2.",
        ),
        WrongAnswer(
            "review-readers-all-windows",
            3 * 3,
            "All windows were counted. Those that begin in column 4 start to the right "
            "of the pixel.",
        ),
        WrongAnswer(
            "review-readers-added",
            3 + 2,
            "Rows and columns were added. Each of the three pairs with each of the "
            "two, so they multiply.",
        ),
        WrongAnswer(
            "review-readers-side-by-side",
            1,
            "The windows were assumed to lie side by side, but they overlap.",
        ),
        WrongAnswer(
            "review-readers-rows-alone",
            3,
            "Windows were counted down the image only. To the right, two of them read "
            "the pixel.",
        ),
    ],
)
def review_readers():
    return 3 * 2
