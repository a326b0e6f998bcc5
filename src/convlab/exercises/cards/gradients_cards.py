"""Cards of the chapter on trusting a gradient: false alarms, and what a test costs."""

import numpy as np

from convlab import samples
from convlab.exercises.cards.card import COUNT, NUMBER, WrongAnswer, card

h = 0.25


def _slope(above, below):
    """Take the central difference of the loss 6x at the two ends of a step."""
    return (6 * above - 6 * below) / (2 * h)


def _keep_whole(number):
    """Return what an array of whole numbers stores of a number."""
    kept = np.array([3])
    kept[0] = number
    return kept[0]


@card(
    "gradients",
    question="An array of whole numbers holds a 3, and the loss is 6 times that. What "
    "does a central difference with h = 0.25 give?",
    given="An array of integers cuts off what follows the point of a number that is "
    "stored in it.",
    kind=NUMBER,
    why="The array turns 3.25 into 3, and 2.75 into 2: "
    "(6 · 3 - 6 · 2) / (2 · 0.25) = 12, twice the slope.",
    reasoning="What does the array hold after each step, once the fraction is cut off? "
    "Take the loss of both, and divide their difference by the distance between the "
    "two steps, as if nothing had been cut off.",
    wrong=[
        WrongAnswer(
            "whole-number-step-fractions-kept",
            _slope(3 + h, 3 - h),
            "The fractions were kept: this is the true slope, as an array of doubles "
            "finds it.",
        ),
        WrongAnswer(
            "whole-number-step-rounded",
            _slope(round(3 + h), round(3 - h)),
            "Both steps were rounded to the nearest whole number. NumPy cuts the "
            "fraction off.",
        ),
        WrongAnswer(
            "whole-number-step-divided-by-h",
            2 * _slope(_keep_whole(3 + h), _keep_whole(3 - h)),
            "The difference was divided by h, but the two steps are 2h apart.",
        ),
    ],
)
def whole_number_step():
    return _slope(_keep_whole(3 + h), _keep_whole(3 - h))


pixels, weights = np.full(9, 100, np.uint8), np.ones(9, np.uint8)
in_full = int(pixels.sum(dtype=int))


@card(
    "gradients",
    question="Nine pixels of 100 meet nine weights of 1, all of them stored as "
    "`uint8`. Which number comes out?",
    given="NumPy's matrix product computes in the type of the arrays it is given.",
    kind=NUMBER,
    why="In full it is 9 · 100 = 900. Every 256 the count starts again, three times in "
    "all: 900 - 3 · 256 = 132.",
    reasoning="Add the products up in full. Then take 256 away, the number of values "
    "that one byte has, for as long as the rest does not fit into a byte.",
    wrong=[
        WrongAnswer(
            "wrapped-window-in-full",
            in_full,
            "The sum was given more room than one byte.",
        ),
        WrongAnswer(
            "wrapped-window-stopped-at-the-largest",
            min(in_full, np.iinfo(np.uint8).max),
            "The sum was stopped at the largest number that fits. NumPy starts again "
            "at 0.",
        ),
        WrongAnswer(
            "wrapped-window-one-value-forgotten",
            in_full % 255,
            "255, the largest number, was taken away each time. But a byte has 256 "
            "values, because 0 is one of them.",
        ),
        WrongAnswer(
            "wrapped-window-with-a-sign",
            np.array(in_full).astype(np.int8),
            "The byte was read as one with a sign, `int8`.",
        ),
    ],
)
def wrapped_window():
    return pixels @ weights


def _loss_at_kink(z):
    return 10 * max(z, 0)


@card(
    "gradients",
    question="z is 0 and the loss is 10 · max(z, 0). What does a central difference "
    "with h = 1 give?",
    kind=NUMBER,
    why="(10 · 1 - 10 · 0) / (2 · 1) = 5: the mean of the slopes on the two sides.",
    reasoning="What is the loss a step above the kink, and what is it a step below? "
    "Divide the difference by the distance from one to the other.",
    wrong=[
        WrongAnswer(
            "kink-step-up-alone",
            _loss_at_kink(1) - _loss_at_kink(0),
            "Only the step up was taken. It finds the slope above the kink.",
        ),
        WrongAnswer(
            "kink-step-down-alone",
            _loss_at_kink(0) - _loss_at_kink(-1),
            "Only the step down was taken. It finds the slope below the kink.",
        ),
        WrongAnswer(
            "kink-divided-by-h",
            (_loss_at_kink(1) - _loss_at_kink(-1)) / 1,
            "The difference was divided by h, but the two steps are 2h apart.",
        ),
        WrongAnswer(
            "kink-steps-exchanged",
            (_loss_at_kink(-1) - _loss_at_kink(1)) / 2,
            "The loss of the step up was subtracted from that of the step down.",
        ),
    ],
)
def kink_slope():
    return (_loss_at_kink(1) - _loss_at_kink(-1)) / 2


sizes = {"x": 2 * 7 * 10 * 3, "w": 4 * 2 * 3 * 3, "b": 4}
entries = sum(sizes.values())


@card(
    "gradients",
    question="How many forward passes do the central differences of `x`, `w` and `b` "
    "take?",
    given="A layer reads two images of 7 by 10 pixels and three channels through four "
    "kernels of 2 by 3 pixels, each with a bias.",
    kind=COUNT,
    why="x has {x} entries, w has {w} and b has {b}. Each takes a step up and a step "
    "down: 2 · ({x} + {w} + {b}) = {passes}.".format(**sizes, passes=2 * entries),
    reasoning="Count the entries of all three arrays, every channel and every image "
    "included. How often does the loss have to be computed for one entry?",
    wrong=[
        WrongAnswer(
            "difference-passes-one-step",
            entries,
            "One pass was counted for each entry, but there is a step up and a step "
            "down.",
        ),
        WrongAnswer(
            "difference-passes-without-bias",
            2 * (sizes["x"] + sizes["w"]),
            "The biases were left out.",
        ),
        WrongAnswer(
            "difference-passes-of-x",
            2 * sizes["x"],
            "Only the entries of x were counted.",
        ),
        WrongAnswer(
            "difference-passes-one-image",
            2 * (entries - sizes["x"] // 2),
            "Only one of the two images was counted.",
        ),
        WrongAnswer(
            "difference-passes-from-here",
            entries + 1,
            "That many are enough for one-sided differences: the loss as it is, and "
            "one step for each entry.",
        ),
    ],
)
def difference_passes():
    return 2 * entries


hand = samples.by_hand()
black, bias = np.zeros_like(hand.x), 3.0


@card(
    "gradients",
    task="db",
    question="The bias is 3 and the image is black. What is the product of `db` and "
    "`b`?",
    given="A layer with one kernel makes four units, and the gradient that arrives at "
    "them, `dz`, has the rows (1, 2) and (-1, 3). The pixels of a black image are 0.",
    kind=NUMBER,
    why="All units have the same bias, so db is 1 + 2 - 1 + 3 = 5, and the product is "
    "5 · 3 = 15. In the black image every z is 3, so that ⟨dz, z⟩ is the same.",
    reasoning=(
        "The bias was added to every unit. What does that make `db`? Or multiply "
        "every entry of `dz` by its z, which in a black image is the bias."
    ),
)
def bias_product(db):
    return np.sum(db(hand.dz, black, hand.w) * bias)
