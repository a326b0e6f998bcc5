"""Mistakes in bringing the channels to the front."""

import numpy as np

from convlab.exercises.case import ONE_CHANNEL
from convlab.exercises.mistakes.mistake import mistake

WHERE = "At which index of your result is x[0, 1, 2, 3]? It should be [0, 3, 1, 2]."
NUMBERED = "Number the pixels of a small image 0, 1, 2, ... and look at channel 0 of "
NUMBERED += "your result."


@mistake(
    "channels_first",
    "The array was reshaped, which only regroups its numbers; the axis has to be "
    "moved.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=NUMBERED,
)
def reshaped(x):
    B, H, W, C = x.shape
    return x.reshape(B, C, H, W).copy()


@mistake(
    "channels_first",
    "Rows and columns are swapped as well: the result has the axes (B, C, W, H).",
    equation="address",
    hint=WHERE,
)
def swapped_with_rows(x):
    return np.swapaxes(x, 1, 3).copy()


@mistake(
    "channels_first",
    "The array was transposed to the axes (C, W, H, B), and then reshaped, but a "
    "reshape moves no axis: it only regroups the numbers.",
    equation="address",
    hint=NUMBERED,
)
def turned_and_reshaped(x):
    B, H, W, C = x.shape
    return x.T.reshape(B, C, H, W).copy()


@mistake(
    "channels_first",
    "The channels came before the batch: the result has the axes (C, B, H, W).",
    equation="address",
    hint="Which axis of the result counts images? It stays where it was.",
)
def before_the_batch(x):
    return np.moveaxis(x, 3, 0).copy()


@mistake(
    "channels_first",
    "The axes were moved the other way, from first to last: the result has the axes "
    "(B, W, C, H).",
    equation="address",
    hint=WHERE,
)
def moved_the_other_way(x):
    return np.moveaxis(x, 1, -1).copy()


@mistake(
    "channels_first",
    "The order of all axes was reversed: the result has the axes (C, W, H, B).",
    equation="address",
    hint="`x.T` reverses the order of all axes. Which axes stay in their order here?",
)
def all_axes_reversed(x):
    return x.T.copy()


@mistake(
    "channels_first",
    "The array was returned as it was, with the axes (B, H, W, C).",
    equation="address",
    hint=(
        "`transpose` and `moveaxis` leave x alone. What happens to the array that "
        "they return?"
    ),
)
def left_as_it_was(x):
    return x.copy()


@mistake(
    "channels_first",
    "The channels were stacked below one another, and have no axis of their own: "
    "the result has the axes (B, C H, W).",
    equation="address",
    hint="Does your function join along an axis that is there, or along a new one?",
)
def joined_below_one_another(x):
    return np.concatenate(list(np.moveaxis(x, -1, 0)), axis=1)
