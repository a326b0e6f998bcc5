"""Cards on speed: bytes that move, and products that are left."""

import numpy as np

from convlab import im2col, samples
from convlab.exercises.cards.card import COUNT, NUMBER, WrongAnswer, card

x_row, w_row = np.array([1, 2, 0, 1]), np.array([3, 1, 2])
signs = np.array([1, -1, 1])


@card(
    "fast",
    question="What is the product M\N{SUBSCRIPT TWO}?",
    given="One of the four products of Winograd's F(2, 3) is M\N{SUBSCRIPT TWO} = "
    "`(x[2] - x[1]) * (w[0] - w[1] + w[2]) / 2`. Take x = (1, 2, 0, 1) and w = (3, "
    "1, 2).",
    kind=NUMBER,
    why="(0 - 2) · (3 - 1 + 2) / 2 = -4.",
    reasoning="Subtract the pixels in the order of the formula, and mind which of the "
    "weights has a minus. Do not forget the half.",
    wrong=[
        WrongAnswer(
            "winograd-product-pixels-exchanged",
            (x_row[1] - x_row[2]) * (w_row @ signs) / 2,
            "The pixels were subtracted the other way round.",
        ),
        WrongAnswer(
            "winograd-product-not-halved",
            (x_row[2] - x_row[1]) * (w_row @ signs),
            "The half was left out.",
        ),
        WrongAnswer(
            "winograd-product-weights-added",
            (x_row[2] - x_row[1]) * w_row.sum() / 2,
            "All weights were added, but the middle one has a minus.",
        ),
        WrongAnswer(
            "winograd-product-the-one-before",
            (x_row[1] + x_row[2]) * w_row.sum() / 2,
            "This is the product before it, with plus signs throughout.",
        ),
    ],
)
def winograd_product():
    return (x_row[2] - x_row[1]) * (w_row @ signs) / 2


def count_products(windows, weights):
    """Count the products of a tile along one axis: one for each point."""
    return windows + weights - 1


@card(
    "fast",
    question="How many products does a tile of 4 by 4 windows take?",
    given="A kernel has 3 by 3 weights, and Winograd's method makes all windows of a "
    "tile from one set of products.",
    kind=COUNT,
    why="Four windows and three weights take 4 + 3 - 1 = 6 points along an axis, and "
    "along both 6 · 6 = 36.",
    reasoning="How many points do four windows need along one axis, with three "
    "weights? Each point of one axis meets each point of the other.",
    wrong=[
        WrongAnswer(
            "tile-products-direct",
            16 * 9,
            "Every weight was multiplied by its pixel in every window, which saves "
            "nothing.",
        ),
        WrongAnswer(
            "tile-products-one-each",
            4 * 4,
            "One product was counted for each window.",
        ),
        WrongAnswer(
            "tile-products-one-axis",
            count_products(4, 3),
            "Only the points along one axis were counted.",
        ),
        WrongAnswer(
            "tile-products-rows-alone",
            4 * count_products(4, 3),
            "Points were taken along one axis only, and windows along the other.",
        ),
        WrongAnswer(
            "tile-products-minus-one-forgotten",
            (4 + 3) ** 2,
            "One point too many was taken along each axis: the - 1 was left out.",
        ),
    ],
)
def tile_products():
    return count_products(4, 3) ** 2


batch = samples.batch()
x_one = batch.x[:1]
cols = im2col(x_one, (2, 3)).size
numbers = x_one.size + batch.w.size + batch.dz[:1].size


@card(
    "fast",
    question="How many bytes does the layer move with im2col?",
    given="A layer reads x, with 24 numbers, and w, with 36, and writes z, with 12. "
    "im2col makes a matrix of 48 numbers, writes it, and reads it again. Each "
    "number has 8 bytes.",
    kind=COUNT,
    why="The matrix is written once and read once: 24 + 36 + 12 + 2 · 48 = 168 numbers "
    "of 8 bytes, and 168 · 8 = 1344.",
    reasoning="Count the numbers of x, w and z once. How often does each number of the "
    "matrix pass between memory and processor? Then turn numbers into bytes.",
    wrong=[
        WrongAnswer(
            "bytes-matrix-forgotten",
            8 * numbers,
            "The matrix was left out: this is the layer without im2col.",
        ),
        WrongAnswer(
            "bytes-matrix-moved-once",
            8 * (numbers + cols),
            "The matrix was counted once, but it is written and then read.",
        ),
        WrongAnswer(
            "bytes-numbers-counted",
            numbers + 2 * cols,
            "These are the numbers, and each of them has 8 bytes.",
        ),
        WrongAnswer(
            "bytes-single-precision",
            4 * (numbers + 2 * cols),
            "Each number was counted as 4 bytes, as in single precision.",
        ),
    ],
)
def bytes_with_im2col():
    return 8 * (numbers + 2 * cols)
