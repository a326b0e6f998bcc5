"""Mistakes of the forward pass: the padding."""

import numpy as np

import convlab
from convlab.exercises.case import NO_PADDING, PADDING_1, PADDING_LEFT_OVER
from convlab.exercises.mistakes.mistake import mistake

PRINT = "Print your padded image. How many zeros are there on each of its four sides?"
WHERE = "Where does your function use `padding`?"
ROWS = "How many rows does an image of 5 rows have with padding 1?"
AXES = "Print the shape of your padded image. Which axes of x are its rows and columns?"


def with_widths(rows, columns, x, w, b, stride):
    return convlab.forward(x, w, b, stride=stride, padding=(rows, columns))


@mistake(
    "forward",
    "The image was not padded.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=WHERE,
)
def padding_forgotten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride)


@mistake(
    "forward",
    "The image was padded by 1 on each side, whatever the padding is, even 0.",
    equation="output-size",
    hides_when=[PADDING_1],
    hint=WHERE,
)
def padding_always_one(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride, padding=1)


@mistake(
    "forward",
    "The image was padded by 1 on each side, although the padding is larger.",
    equation="output-size",
    hides_when=[NO_PADDING, PADDING_1],
    hint=WHERE,
)
def padding_at_most_one(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride, padding=min(padding, 1))


@mistake(
    "forward",
    "The padding was split between the two sides; each side should get all of it.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=ROWS,
)
def padding_in_total(x, w, b=None, *, stride=1, padding=0):
    widths = padding // 2, padding - padding // 2
    return with_widths(widths, widths, x, w, b, stride)


@mistake(
    "forward",
    "Half of the padding, rounded down, was put on each side; each side should get "
    "all of it.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=ROWS,
)
def padding_halved(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride, padding=padding // 2)


@mistake(
    "forward",
    "All zeros were put before the image, at the top and at the left, and none after.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PRINT,
)
def padding_before_only(x, w, b=None, *, stride=1, padding=0):
    widths = 2 * padding, 0
    return with_widths(widths, widths, x, w, b, stride)


@mistake(
    "forward",
    "All zeros were put after the image, at the bottom and at the right, and none "
    "before.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PRINT,
)
def padding_after_only(x, w, b=None, *, stride=1, padding=0):
    widths = 0, 2 * padding
    return with_widths(widths, widths, x, w, b, stride)


@mistake(
    "forward",
    "The image was padded before its first row and column, at the top and at the "
    "left, but not after its last.",
    equation="output-size",
    hides_when=[NO_PADDING, PADDING_LEFT_OVER],
    hint=PRINT,
)
def no_padding_after(x, w, b=None, *, stride=1, padding=0):
    widths = padding, 0
    return with_widths(widths, widths, x, w, b, stride)


@mistake(
    "forward",
    "The image was padded after its last row and column, at the bottom and at the "
    "right, but not before its first.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PRINT,
)
def no_padding_before(x, w, b=None, *, stride=1, padding=0):
    widths = 0, padding
    return with_widths(widths, widths, x, w, b, stride)


@mistake(
    "forward",
    "Rows were padded, and columns were not.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PRINT,
)
def padding_of_rows_only(x, w, b=None, *, stride=1, padding=0):
    return with_widths(padding, 0, x, w, b, stride)


@mistake(
    "forward",
    "Columns were padded, and rows were not.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PRINT,
)
def padding_of_columns_only(x, w, b=None, *, stride=1, padding=0):
    return with_widths(0, padding, x, w, b, stride)


@mistake(
    "forward",
    "Every axis was padded: the batch got images of zeros, and each pixel channels of "
    "zeros.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=AXES,
)
def padding_of_all_axes(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, padding)[..., : w.shape[3]]
    return convlab.forward(x, w, b, stride=stride)


@mistake(
    "forward",
    "The last two axes were padded, as if x were (B, C, H, W): here they are columns "
    "and channels.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=AXES,
)
def padding_of_last_two_axes(x, w, b=None, *, stride=1, padding=0):
    sides = padding, padding
    x = np.pad(x, ((0, 0), (0, 0), sides, sides))[..., : w.shape[3]]
    return convlab.forward(x, w, b, stride=stride)


@mistake(
    "forward",
    "The image was padded with copies of its border, not with zeros.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="Print your padded image. What are the numbers around it?",
)
def padding_repeats_border(x, w, b=None, *, stride=1, padding=0):
    sides = padding, padding
    x = np.pad(x, ((0, 0), sides, sides, (0, 0)), mode="edge")
    return convlab.forward(x, w, b, stride=stride)
