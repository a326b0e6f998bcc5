"""Cards of the chapter on dilation and groups: "same" padding, sizes and channels."""

import numpy as np

from convlab import equations, forward, output_size, samples
from convlab.exercises.cards.card import COUNT, NUMBER, WrongAnswer, card, rows

six = np.arange(1.0, 7).reshape(1, 6, 1, 1)
ones = np.ones((1, 3, 1, 1))


def _rows_of_z(x=six, **settings):
    return forward(x, ones, **settings).ravel()


@card(
    "general",
    question='What is the last unit of z with `"same"`?',
    given="An image is one column of six pixels, with the numbers 1 to 6, and the "
    'kernel is a column of three ones. The stride is 2. Padding `"same"` adds as '
    "few zeros as it can, and an odd one at the bottom.",
    kind=NUMBER,
    why="One zero is needed and lies at the bottom, so the windows start in rows 0, 2 "
    "and 4. The last of them reads 5 + 6 + 0 = 11.",
    reasoning="How many rows do three windows need with this stride, and how many are "
    "missing? Put the zeros where this course puts the odd one.",
    wrong=[
        WrongAnswer(
            "last-same-unit-both-sides",
            _rows_of_z(stride=2, padding=(1, 0))[-1],
            "A zero was put on each side: the windows then start a row earlier.",
        ),
        WrongAnswer(
            "last-same-unit-zero-at-top",
            _rows_of_z(stride=2, padding=((1, 0), (0, 0)))[-1],
            "The zero was put at the top.",
        ),
        WrongAnswer(
            "last-same-unit-border-repeated",
            _rows_of_z(np.pad(six, ((0, 0), (0, 1), (0, 0), (0, 0)), "edge"), stride=2)[
                -1
            ],
            "The last row was repeated where the zero should be.",
        ),
        WrongAnswer(
            "last-same-unit-no-padding",
            _rows_of_z(stride=2)[-1],
            'No zero was added at all, so z has two rows. "Same" asks for half of six.',
        ),
        WrongAnswer(
            "last-same-unit-stride-forgotten",
            _rows_of_z(padding="same")[2],
            "The windows moved by one row, although the stride is 2.",
        ),
    ],
)
def last_same_unit():
    return _rows_of_z(stride=2, padding="same")[-1]


x = samples.by_hand().x
w = np.array([[1.0, -1], [2, 0]]).reshape(1, 2, 2, 1)


def _second_unit(w=w, **settings):
    return forward(x, w, **settings)[0, 0, 1, 0]


@card(
    "general",
    question="What is the unit of z in row 0 and column 1?",
    given=f"An image x has {rows(x)}. A kernel has {rows(w)}, with dilation 2 and no "
    "bias.",
    kind=NUMBER,
    why="The four weights lie on the pixels (0, 1), (0, 3), (2, 1) and (2, 3): "
    "1 · 2 - 1 · 1 + 2 · 0 + 0 · 1 = 1.",
    reasoning="The whole kernel moves one column to the right, and the gaps move "
    "along. Write down the four pixels under the weights, multiply, and add up.",
    wrong=[
        WrongAnswer(
            "dilated-unit-without-gaps",
            _second_unit(),
            "The kernel was laid on the image without gaps.",
        ),
        WrongAnswer(
            "dilated-unit-stride",
            _second_unit(stride=2),
            "This kernel has no gaps and moved by two pixels: that is a stride of 2.",
        ),
        WrongAnswer(
            "dilated-unit-rows-only",
            _second_unit(dilation=(2, 1)),
            "Only the rows of the kernel were spread out.",
        ),
        WrongAnswer(
            "dilated-unit-columns-only",
            _second_unit(dilation=(1, 2)),
            "Only the columns of the kernel were spread out.",
        ),
        WrongAnswer(
            "dilated-unit-rotated",
            _second_unit(w[:, ::-1, ::-1], dilation=2),
            "The kernel was rotated by 180 degrees.",
        ),
    ],
)
def dilated_unit():
    return _second_unit(dilation=2)


@card(
    "general",
    task="output_size",
    question="How many rows does z have?",
    given="An image has 9 rows, and a kernel has 3, with dilation 2 and stride 3.",
    kind=COUNT,
    why="The kernel covers 2 · (3 - 1) + 1 = 5 rows. (9 - 5) / 3 is rounded down to 1, "
    "and the first window makes it 1 + 1 = 2.",
    reasoning="How many rows does the kernel cover, its gaps included? Then count the "
    "rows in which a window starts: 0, a stride further, and so on, while it fits.",
    wrong=[
        WrongAnswer(
            "dilated-rows-without-gaps",
            output_size(9, 3, stride=3),
            "The gaps were not counted: this takes K where it should take E.",
        ),
    ],
)
def dilated_rows(output_size):
    return output_size(9, int(equations.extent(3, dilation=2)), stride=3)


C, F, G = 10, 8, 2
f = 6


@card(
    "general",
    question="What is first(6)?",
    given="A layer in 2 groups reads images with 10 channels through 8 kernels. "
    "Kernel f reads the channels of its group, from channel first(f) on.",
    kind=COUNT,
    why="A group has 8 / 2 = 4 kernels and 10 / 2 = 5 channels. Kernel 6 is in group "
    "1, whose channels begin at 1 · 5 = 5.",
    reasoning="How many kernels does a group have, and which group is this kernel "
    "in? How many channels come before those of that group?",
    wrong=[
        WrongAnswer(
            "first-channel-dealt-out",
            f % G * (C // G),
            "The kernels were dealt out to the groups in turn. Neighbours belong "
            "together.",
        ),
        WrongAnswer(
            "first-channel-divided-by-groups",
            f // G * (C // G),
            "The kernel's number was divided by the number of groups. Divide it by the "
            "number of kernels in a group.",
        ),
        WrongAnswer(
            "first-channel-group-alone",
            f // (F // G),
            "This is the number of the group. Multiply it by the channels of a group.",
        ),
        WrongAnswer(
            "first-channel-times-kernels",
            f // (F // G) * (F // G),
            "The group's number was multiplied by the kernels of a group. Multiply it "
            "by the channels.",
        ),
        WrongAnswer(
            "first-channel-own-channels",
            f * (C // G),
            "Each kernel was given channels of its own; those of a group share theirs.",
        ),
    ],
)
def first_channel():
    return equations.first_channel(f, F, C, groups=G)


@card(
    "general",
    question="How many rows does the largest possible image have?",
    given="A transposed convolution, with stride 2, a kernel of 3 rows and no padding, "
    "is given 5 rows of units. It can make images of more than one size of them.",
    kind=COUNT,
    why="The windows cover 2 · (5 - 1) + 3 = 11 rows, and with this stride one more "
    "can be left over: 11 + 1 = 12.",
    reasoning="How many rows do the windows cover, from the first row of the first to "
    "the last row of the last? How many can follow, without room for another window?",
    wrong=[
        WrongAnswer(
            "largest-image-nothing-left-over",
            equations.transposed_size(5, 3, stride=2),
            "Nothing was left over: that is the smallest image.",
        ),
        WrongAnswer(
            "largest-image-stride-left-over",
            equations.transposed_size(5, 3, stride=2) + 2,
            "A whole stride was left over, but then another window fits.",
        ),
        WrongAnswer(
            "largest-image-without-kernel",
            5 * 2,
            "The units were multiplied by the stride, and the kernel was left out.",
        ),
        WrongAnswer(
            "largest-image-stride-after-last",
            5 * 2 + 3 + 1,
            "A stride was counted after the last window too. From the first of five to "
            "the last there are four.",
        ),
    ],
)
def largest_image():
    return equations.transposed_size(5, 3, stride=2, leftover=1)
