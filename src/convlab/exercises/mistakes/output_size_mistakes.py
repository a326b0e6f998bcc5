"""Mistakes in the number of windows along one axis."""

import math

from convlab.exercises.case import (
    ALMOST_A_WINDOW,
    EXACT_FIT,
    NO_LEFTOVER,
    NO_PADDING,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake

COUNT = "Count by hand: a kernel of 2 on an image of 3 has two places."
ROWS = "How many rows does an image of 5 rows have with padding 1?"
FIT = (
    "An image of 6 and a kernel of 3 that moves by 2: where does the third window end?"
)
MOVES = "How many windows fit into 5 rows when a kernel of 3 moves by 2?"


@mistake(
    "output_size",
    "The + 1 was left out: the first window was not counted.",
    equation="output-size",
    hint=COUNT,
)
def plus_one_forgotten(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride


@mistake(
    "output_size",
    "The + 1 was put before the division; it counts a window and not a pixel.",
    equation="output-size",
    hides_when=[STRIDE_1, ALMOST_A_WINDOW],
    hint="Which of the two does the stride divide: steps between windows, or windows?",
)
def plus_one_before_dividing(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride


@mistake(
    "output_size",
    "The last window was not counted where it ends with the image.",
    equation="output-size",
    hint=COUNT,
)
def last_fit_forgotten(size, kernel, *, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel, stride))


@mistake(
    "output_size",
    "The padding was counted on one side only.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=ROWS,
)
def padding_counted_once(size, kernel, *, stride=1, padding=0):
    return (size + padding - kernel) // stride + 1


@mistake(
    "output_size",
    "The padding was left out.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=ROWS,
)
def padding_forgotten(size, kernel, *, stride=1, padding=0):
    return (size - kernel) // stride + 1


@mistake(
    "output_size",
    "The padding was subtracted.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=ROWS,
)
def padding_subtracted(size, kernel, *, stride=1, padding=0):
    return (size - 2 * padding - kernel) // stride + 1


@mistake(
    "output_size",
    "The stride was left out.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=MOVES,
)
def stride_forgotten(size, kernel, *, stride=1, padding=0):
    return size + 2 * padding - kernel + 1


@mistake(
    "output_size",
    "Only the kernel was divided by the stride: `//` comes before `-`.",
    equation="output-size",
    hides_when=[STRIDE_1],
    hint="What is 7 - 3 // 2, and what is (7 - 3) // 2?",
)
def only_the_kernel_divided(size, kernel, *, stride=1, padding=0):
    return size + 2 * padding - kernel // stride + 1


@mistake(
    "output_size",
    "The division is by the stride and 1: the + 1 belongs after it.",
    equation="output-size",
    hint="What is 4 // 2 + 1, and what is 4 // (2 + 1)?",
)
def divided_by_stride_and_one(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding - kernel) // (stride + 1)


@mistake(
    "output_size",
    "The division was rounded up: a window was counted that does not fit.",
    equation="output-size",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint=FIT,
)
def rounded_up(size, kernel, *, stride=1, padding=0):
    return -(-(size + 2 * padding - kernel) // stride) + 1


@mistake(
    "output_size",
    "The division was rounded to the nearest whole number, not down.",
    equation="output-size",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint=FIT,
)
def rounded_to_nearest(size, kernel, *, stride=1, padding=0):
    return math.floor((size + 2 * padding - kernel) / stride + 0.5) + 1


@mistake(
    "output_size",
    "The size of the kernel was left out, and the + 1 as well.",
    equation="output-size",
    hint=COUNT,
)
def kernel_forgotten(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding) // stride


@mistake(
    "output_size",
    "The size of the kernel was left out.",
    equation="output-size",
    hint=COUNT,
)
def kernel_not_subtracted(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding) // stride + 1


@mistake(
    "output_size",
    "A window was counted at every stride-th pixel of the padded image, whether it "
    "fits or not.",
    equation="output-size",
    hint=COUNT,
)
def every_start_counted(size, kernel, *, stride=1, padding=0):
    return len(range(0, size + 2 * padding, stride))


@mistake(
    "output_size",
    "The kernel was assumed to be odd: `kernel // 2` pixels were taken off on each "
    "side.",
    equation="output-size",
    hint=COUNT,
)
def kernel_taken_to_be_odd(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding - 2 * (kernel // 2) - 1) // stride + 1


@mistake(
    "output_size",
    "The size depends neither on the kernel nor on the padding: that is the formula "
    "of the padding called 'same', size / stride rounded up.",
    equation="output-size",
    hint=COUNT,
)
def same_padding(size, kernel, *, stride=1, padding=0):
    return math.ceil(size / stride)


@mistake(
    "output_size",
    "That is the size of a transposed convolution, which makes an image larger: the "
    "formula was solved for the size of the image.",
    equation="output-size",
    hint=COUNT,
)
def transposed_convolution(size, kernel, *, stride=1, padding=0):
    return (size - 1) * stride - 2 * padding + kernel
