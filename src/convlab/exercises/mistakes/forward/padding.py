"""Mistakes of the forward pass: the zeros around the image."""

import numpy as np

import convlab
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    NO_PADDING,
)


@mistake(
    "forward",
    "The image was not padded.",
    equation="output-size",
    hides=[NO_PADDING],
    hint="Where does your function use `padding`?",
)
def padding_forgotten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride)


@mistake(
    "forward",
    "The padding was shared out between both sides; it is meant for each side.",
    equation="output-size",
    hides=[NO_PADDING],
    hint="How many rows does an image of 5 rows have with padding 1?",
)
def padding_in_total(x, w, b=None, *, stride=1, padding=0):
    widths = padding // 2, padding - padding // 2
    return convlab.forward(x, w, b, stride=stride, padding=(widths, widths))


@mistake(
    "forward",
    "All zeros were put before the image, at the top and at the left, and none after.",
    equation="output-size",
    hides=[NO_PADDING],
    hint="Print your padded image. How many zeros stand on each of its four sides?",
)
def padding_before_only(x, w, b=None, *, stride=1, padding=0):
    widths = 2 * padding, 0
    return convlab.forward(x, w, b, stride=stride, padding=(widths, widths))


@mistake(
    "forward",
    "All zeros were put after the image, at the bottom and at the right, and none "
    "before.",
    equation="output-size",
    hides=[NO_PADDING],
    hint="Print your padded image. How many zeros stand on each of its four sides?",
)
def padding_after_only(x, w, b=None, *, stride=1, padding=0):
    widths = 0, 2 * padding
    return convlab.forward(x, w, b, stride=stride, padding=(widths, widths))


@mistake(
    "forward",
    "Rows were padded, and columns were not.",
    equation="output-size",
    hides=[NO_PADDING],
    hint="Print your padded image. How many zeros stand on each of its four sides?",
)
def padding_of_rows_only(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride, padding=(padding, 0))


@mistake(
    "forward",
    "The image was padded with copies of its border, and not with zeros.",
    equation="output-size",
    hides=[NO_PADDING],
    hint="Print your padded image. What are the numbers around it?",
)
def padding_repeats_border(x, w, b=None, *, stride=1, padding=0):
    sides = padding, padding
    x = np.pad(x, ((0, 0), sides, sides, (0, 0)), mode="edge")
    return convlab.forward(x, w, b, stride=stride)
