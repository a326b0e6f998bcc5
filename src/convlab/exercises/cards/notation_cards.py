"""Cards of the chapter on notation: how many, and in which order."""

from convlab import samples
from convlab.exercises.cards.card import COUNT, WrongAnswer, card

SHAPE = B, H, W, C = 2, 3, 4, 2
F, KH, KW = 3, 2, 3
x = samples.counting(*SHAPE)


@card(
    "notation",
    question="What is the last number of the batch?",
    given="A batch holds two images of 3 rows, 4 columns and 2 channels. Its entries "
    "are numbered in order: 0, 1, 2 and so on.",
    kind=COUNT,
    why="There are 2 · 3 · 4 · 2 = 48 numbers, and the first of them is 0, so that the "
    "last is 48 - 1 = 47.",
    reasoning=(
        "Multiply all four sizes to count the numbers. Then remember where "
        "counting starts."
    ),
    wrong=[
        WrongAnswer("last-number-from-one", x.size, "The numbers were counted from 1."),
        WrongAnswer(
            "last-number-one-image",
            H * W * C - 1,
            "Only one image was counted.",
        ),
        WrongAnswer(
            "last-number-one-channel",
            B * H * W - 1,
            "Only one channel was counted.",
        ),
        WrongAnswer("last-number-sizes-added", sum(SHAPE), "The sizes were added."),
        WrongAnswer(
            "last-number-sizes-added-from-zero",
            sum(SHAPE) - 1,
            "The sizes were added instead of multiplied.",
        ),
    ],
)
def last_number():
    return x[-1, -1, -1, -1]


@card(
    "notation",
    question="How many weights and biases does the layer have together?",
    given="A layer reads images with 2 channels through 3 kernels of 2 by 3 pixels.",
    kind=COUNT,
    why="Each of the 3 kernels has 2 · 3 · 2 = 12 weights and one bias: 3 · (12 + 1) = "
    "39.",
    reasoning=(
        "Count the weights of one kernel first: its rows, its columns, and as many "
        "channels as the image. Then how many kernels are there, and how many "
        "biases does each have?"
    ),
    wrong=[
        WrongAnswer(
            "parameters-no-bias",
            F * KH * KW * C,
            "The biases were left out.",
        ),
        WrongAnswer(
            "parameters-one-bias",
            F * KH * KW * C + 1,
            "All kernels were given one bias together.",
        ),
        WrongAnswer(
            "parameters-bias-per-channel",
            F * KH * KW * C + F * C,
            "Each kernel was given a bias for every channel.",
        ),
        WrongAnswer(
            "parameters-one-channel",
            F * KH * KW + F,
            "The kernels were given one channel instead of the image's two.",
        ),
        WrongAnswer(
            "parameters-one-kernel",
            KH * KW * C + 1,
            "One kernel was counted.",
        ),
    ],
)
def parameters():
    return F * KH * KW * C + F


@card(
    "notation",
    task="channels_first",
    question="Which number is `channels_first[0, 1, 2, 1]`?",
    given="`x` has shape (2, 3, 4, 2), and its entries are 0, 1, 2 and so on, in "
    "order. `channels_first` is `np.moveaxis(x, -1, 1)`.",
    kind=COUNT,
    why="Image 0, channel 1, row 2, column 1 is `x[0, 2, 1, 1]`, the number "
    "(2 · 4 + 1) · 2 + 1 = 19: two rows of 4 pixels and one pixel come before it, with "
    "2 numbers each. Moving an axis gives a unit a new index and leaves its number "
    "alone.",
    reasoning="Say what each of the four indices counts now. Then write the same "
    "image, row, column and channel in the order of `x`, and look it up there.",
)
def channels_first(channels_first):
    return channels_first(x)[0, 1, 2, 1]
