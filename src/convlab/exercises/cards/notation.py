"""Cards of the chapter on notation: how many, where, and in which order."""

import numpy as np

from convlab import equations, samples
from convlab.exercises.cards.card import COUNT, INDEX, Card, Slip
from convlab.exercises.cards.slips import slips

__all__ = ["CARDS"]

SHAPE = B, H, W, C = 2, 3, 4, 2
F, KH, KW = 3, 2, 3
x = samples.counting(*SHAPE)


def _unit(address, image_shape):
    images = address // np.prod(image_shape) + 1
    return np.unravel_index(address, (images, *image_shape))


def _ask_address(address):
    return address(1, 2, 3, 1, (5, 6, 3))


def _ask_unit(unit):
    return unit(41, (H, W, C))


def _ask_channels_first(channels_first):
    return channels_first(x)[0, 1, 2, 1]


CARDS = (
    Card(
        name="last-number",
        question="What is the last number of the batch?",
        kind=COUNT,
        answer=x[-1, -1, -1, -1],
        why="There are 2 · 3 · 4 · 2 = 48 numbers, and the first of them is 0.",
        reasoning="Multiply all four sizes to count the numbers. Then remember with "
        "which number counting began.",
        slips=[
            Slip("last-number-from-one", x.size, "The numbers were counted from 1."),
            Slip("last-number-one-image", H * W * C - 1, "Only one image was counted."),
            Slip(
                "last-number-one-channel",
                B * H * W - 1,
                "Only one channel was counted.",
            ),
            Slip("last-number-sizes-added", sum(SHAPE), "The sizes were added."),
            Slip(
                "last-number-sizes-added-from-zero",
                sum(SHAPE) - 1,
                "The sizes were added instead of multiplied.",
            ),
        ],
    ),
    Card(
        name="address",
        question="A batch has shape (2, 5, 6, 3). What is the address of its unit "
        "(n, i, j, c) = (1, 2, 3, 1)?",
        kind=COUNT,
        answer=_ask_address(equations.address),
        why="1 · 90 to skip an image, 2 · 18 to skip two rows, 3 · 3 to skip three "
        "pixels, and 1 to skip a channel.",
        reasoning="Take the four steps in order: whole images, whole rows, whole "
        "pixels, channels. How many numbers does each of these hold?",
        slips=slips("address", _ask_address, equations.address),
    ),
    Card(
        name="unit-at-address",
        question="Which unit (n, i, j, c) of a batch of shape (2, 3, 4, 2) lies at "
        "address 41?",
        kind=INDEX,
        answer=_ask_unit(_unit),
        why="41 = 1 · 24 + 2 · 8 + 0 · 2 + 1: an image, two rows, no pixel, and a "
        "channel.",
        reasoning="Work from the largest step to the smallest: how many whole images "
        "fit, then how many whole rows into what is left, then how many pixels.",
        slips=slips("unit", _ask_unit, _unit),
    ),
    Card(
        name="parameters",
        question="How many weights and biases does the layer have together?",
        kind=COUNT,
        answer=F * KH * KW * C + F,
        why="Each of the 3 kernels has 2 · 3 · 2 = 12 weights and one bias.",
        reasoning="Count the weights of one kernel first: its rows, its columns, and "
        "as many channels as the image. Then how many kernels are there, and how many "
        "biases has each?",
        slips=[
            Slip("parameters-no-bias", F * KH * KW * C, "The biases were left out."),
            Slip(
                "parameters-one-bias",
                F * KH * KW * C + 1,
                "All kernels were given one bias together.",
            ),
            Slip(
                "parameters-bias-per-channel",
                F * KH * KW * C + F * C,
                "Each kernel was given a bias for every channel.",
            ),
            Slip(
                "parameters-one-channel",
                F * KH * KW + F,
                "The kernels were given one channel instead of the image's two.",
            ),
            Slip("parameters-one-kernel", KH * KW * C + 1, "One kernel was counted."),
        ],
    ),
    Card(
        name="channels-first",
        question="Which number is `channels_first[0, 1, 2, 1]`?",
        kind=COUNT,
        answer=_ask_channels_first(lambda batch: np.moveaxis(batch, -1, 1)),
        why="Image 0, channel 1, row 2, column 1 is `x[0, 2, 1, 1]`: moving "
        "an axis gives a unit a new index and leaves its number alone.",
        reasoning="Say what each of the four indices counts now. Then write the same "
        "image, row, column and channel in the order of `x`, and look it up there.",
        slips=slips(
            "channels_first",
            _ask_channels_first,
            lambda batch: np.moveaxis(batch, -1, 1),
        ),
    ),
)
