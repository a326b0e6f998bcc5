"""Cards on speed: bytes that move, and products that are left."""

import math

import numpy as np

from convlab import equations, im2col, samples
from convlab.exercises.cards.card import COUNT, NUMBER, NUMBERS, WrongAnswer, card

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


def _products(windows, weights):
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
            _products(4, 3),
            "Only the points along one axis were counted.",
        ),
        WrongAnswer(
            "tile-products-rows-alone",
            4 * _products(4, 3),
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
    return _products(4, 3) ** 2


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
            _products(4, 3),
            "The stride was left out: this is a tile for windows side by side.",
        ),
        WrongAnswer(
            "stride-products-even-alone",
            _products(4, 2),
            "Only the even pixels were counted.",
        ),
        WrongAnswer(
            "stride-products-two-weights-each",
            2 * _products(4, 2),
            "Both sums were given two weights, but there are three in all.",
        ),
    ],
)
def stride_products():
    return _products(4, 2) + _products(4, 1)


most = 2**18


@card(
    "inside",
    question="How many rows may a piece have?",
    given="A product of matrices is cut into pieces. Each takes some rows of the left "
    "matrix, and at most 2**18 = 262144 multiplications. The left matrix has 576 "
    "columns, the right one 64.",
    kind=COUNT,
    why="A row takes 576 · 64 = 36864 multiplications. (262144 - 4096) / 36864 = 7, "
    "and the 4096 that are left are too few for one more.",
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
            "rows-of-a-million",
            10**6 // (576 * 64),
            "A million multiplications were allowed, which is the limit with AVX-512.",
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
