"""What is said of the mistakes of the backward pass, and what their functions do.

As in test_mistake_sentences.py: each line has words, and what must hold for a mistake
that uses them.
"""

import re

import numpy as np
import pytest

from convlab.exercises.mistakes import MISTAKES
from test_mistake_sentences import (
    BACKWARD,
    FLIPS,
    LAYER,
    OH,
    OW,
    TOLD_ELSEWHERE,
    UNPADDED,
    _right_one,
    activation,
    equal,
    first_pixel,
    gradients_in_order,
    meets,
    one_hot,
    probe_of,
    reads,
    reads_images,
    right,
    step,
    steps,
    wrong,
)
from test_mistake_sentences import CLAIMS as SHARED_CLAIMS
from test_mistake_sentences import HINTS as SHARED_HINTS

OURS = [mistake for mistake in MISTAKES if mistake.task in BACKWARD]
B, F, K, C = 3, 4, 3, 5  # of LAYER, whose kernels are square


def is_right_with(**changes):
    """Compare with the right result for other arguments; a function changes each."""

    def holds(mistake):
        given = probe_of(mistake.task).arguments
        changed = {
            name: change(given[name])
            for name, change in changes.items()
            if name in given
        }
        return equal(wrong(mistake), right(mistake, **changed))

    return holds


def is_right_after(change):
    """Compare with the right result, changed."""
    return lambda mistake: equal(wrong(mistake), change(right(mistake)))


def adds_up_along(axis, groups=None):
    """Tell whether every entry holds the right ones before it."""

    def holds(mistake):
        ours, theirs = wrong(mistake), right(mistake)
        if groups:
            ours, theirs = (array.reshape(groups) for array in (ours, theirs))
        if axis is None:
            ours, theirs = ours.ravel(), theirs.ravel()
        return equal(ours, np.cumsum(theirs, axis=axis))

    return holds


def keep_units(*index):
    """Set all of dz, or of the columns, to 0 but what the index picks."""

    def change(array):
        kept = np.zeros_like(array)
        kept[index] = array[index]
        return kept

    return change


def of_columns(change):
    """Apply a change of (B, OH, OW, KH, KW, C) to columns."""
    _, oh, ow, _ = UNPADDED.dz.shape

    def changed(cols):
        stamps = cols.reshape(B, K, K, C, oh, ow).transpose(0, 4, 5, 1, 2, 3)
        return change(stamps).transpose(0, 3, 4, 5, 1, 2).reshape(cols.shape)

    return changed


LAST = keep_units(slice(None), -1, -1)


def only_last_window(mistake):
    if mistake.task == "col2im":
        return is_right_with(cols=of_columns(LAST))(mistake)
    return is_right_with(dz=LAST)(mistake)


def spread_of(mistake, stride, size=7):
    """Return in which rows three units, one below the other, leave a kernel of 1."""
    dz, w = np.ones((1, 3, 1, 1)), np.ones((1, 1, 1, 1))
    dx = mistake.function(dz, np.zeros((1, size, 1, 1)), w, stride=stride)
    return np.flatnonzero(dx[0, :, 0, 0]).tolist()


def reach(mistake):
    """Return which pixels one unit reaches, with one weight and stride 2."""
    dz, w = one_hot((1, 2, 2, 1), (0, 0, 0, 0)), np.ones((1, 1, 1, 1))
    dx = mistake.function(dz, np.zeros((1, 3, 3, 1)), w, stride=2)
    return [tuple(index) for index in np.argwhere(dx[0, :, :, 0]).tolist()]


def row_of_three(mistake, unit):
    """Return the dx that a unit and a kernel [1, 2] leave on a row of three pixels."""
    dz, w = one_hot((1, 1, 2, 1), (0, 0, unit, 0)), np.array([1.0, 2])
    dx = mistake.function(dz, np.zeros((1, 1, 3, 1)), w.reshape(1, 1, 2, 1))
    return dx.ravel().tolist()


def pixel_below(mistake):
    """Return the pixel of a square image that unit (1, 0) of a square z is at."""
    x, w = np.arange(16.0).reshape(1, 4, 4, 1), np.ones((1, 1, 1, 1))
    dz = one_hot((1, 4, 4, 1), (0, 1, 0, 0))
    result = mistake.function(dz, x, w)
    address = np.argmax(result) if mistake.task == "dx" else result.item()
    return divmod(int(address), 4)


def corner_lands(mistake):
    """Return the pixel that gets the derivative of a zero in the corner."""
    dz, w = one_hot((1, 5, 6, 1), (0, 0, 0, 0)), np.ones((1, 1, 1, 1))
    dx = mistake.function(dz, np.zeros((1, 3, 4, 1)), w, padding=1)
    return [tuple(index) for index in np.argwhere(dx[0, :, :, 0]).tolist()]


def shape_left_over(mistake):
    """Return the shape of the result for 6 rows, of which 3 windows by 2 reach 5."""
    if mistake.task == "col2im":
        return mistake.function(np.ones((1, 1, 9)), (6, 6, 1), (1, 1), stride=2).shape
    dz, w = np.ones((1, 3, 3, 1)), np.ones((1, 1, 1, 1))
    return mistake.function(dz, np.ones((1, 6, 6, 1)), w, stride=2).shape


def third_row_read(mistake):
    """Return what unit (2, 0) read: 0, but 1 lies two rows of x after the first."""
    x = np.arange(1.0, 7).reshape(1, 2, 3, 1)
    dz = one_hot((1, 4, 5, 1), (0, 2, 0, 0))
    return mistake.function(dz, x, np.zeros((1, 1, 1, 1)), padding=1).item()


def as_many_as_channels(mistake):
    """Compare with exchanged axes where that gives a result: 4 kernels, 4 channels."""
    w, x = LAYER.w[..., :F], LAYER.x[..., :F]
    ours = wrong(mistake, w=w, x=x)
    return equal(ours, right(mistake, w=w.swapaxes(0, 3), x=x))


def kernel_read_as_columns(mistake):
    """Lay one column of a kernel (2, 3) on an image of 3 rows and 2 columns."""
    cols = np.arange(6.0).reshape(1, 6, 1)
    return mistake.function(cols, (3, 2, 1), (2, 3)).ravel().tolist() == list(range(6))


def second_row_of_windows(mistake):
    """Return the number of the column that window (1, 0) of 3 by 5 gets."""
    cols = np.arange(15.0).reshape(1, 1, 15)
    return mistake.function(cols, (3, 5, 1), (1, 1))[0, 1, 0, 0]


def is_about(mistake, values):
    return np.allclose(activation(mistake), values, atol=1e-9)


def two_steps(mistake):
    """Return what two parameters of 10 turn into, for the gradient (4, 8)."""
    return mistake.function(np.array([10.0, 10]), np.array([4.0, 8]), 0.5).tolist()


def keeps_shape(mistake):
    ours, theirs = wrong(mistake), right(mistake)
    return ours.shape == theirs.shape and not equal(ours, theirs)


def hides_with(**lengths):
    """Tell whether a reshape shows with this layer cut to one image, or one kernel."""

    def holds(mistake):
        cuts = {
            "images": {name: getattr(LAYER, name)[:1] for name in ("x", "dz")},
            "kernels": {"w": LAYER.w[:1], "dz": LAYER.dz[..., :1]},
            "channels": {"w": LAYER.w[..., :1], "x": LAYER.x[..., :1]},
            "windows": {"dz": LAYER.dz[:, :1, :1], "x": LAYER.x[:, :1, :1]},
        }
        return keeps_shape(mistake) and all(
            equal(wrong(mistake, **cuts[name]), right(mistake, **cuts[name])) == hides
            for name, hides in lengths.items()
        )

    return holds


CLAIMS = [
    (r"columns but not to the rows", lambda m: steps(m) == (1, 2)),
    # db
    (r"an entry for each channel of x",
     lambda m: wrong(m, x=LAYER.x[..., :2]).shape == (2,)),
    (r"multiplied by the weights of its kernel",
     is_right_after(lambda db: db * LAYER.w.sum(axis=(1, 2, 3)))),
    (r"last unit of each channel",
     lambda m: [reads(m, "dz", k) for k in (0, 1, 2)] == [{B - 1}, {OH - 1}, {OW - 1}]),
    (r"read in steps of the stride",
     lambda m: [reads(m, "dz", k) for k in (1, 2)]
     == [set(range(0, OH, 2)), set(range(0, OW, 2))]),
    (r"outer rows and columns of dz were cut off",
     lambda m: [reads(m, "dz", k) for k in (1, 2)]
     == [set(range(1, OH - 1)), set(range(1, OW - 1))]),
    (r"not reset for each kernel", adds_up_along(0)),
    # dw
    (r"OH was used in place of OW", lambda m: reads(m, "dz", 2) == set(range(OH))),
    (r"not reset for each place", adds_up_along(1, (F, K * K, C))),
    (r"not reset for each (weight|entry)", adds_up_along(None)),
    (r"by the weights, not by the pixels",
     lambda m: reads(m, "x", 0) == set() and reads(m, "w", 0) == set(range(F))),
    (r"Only the last window", only_last_window),
    (r"\(F, C, KH, KW\)", lambda m: equal(
        wrong(m).reshape(F, C, K, K), right(m).transpose(0, 3, 1, 2))),
    (r"kernels last, \(KH\*KW\*C, F\)", lambda m: equal(
        wrong(m).reshape(-1, F), right(m).reshape(F, -1).T)),
    (r"Each image of dz was reshaped", is_right_with(
        dz=lambda dz: np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3))),
    (r"All of dz was reshaped", is_right_with(
        dz=lambda dz: np.moveaxis(dz.reshape(F, B, OH, OW), 0, 3))),
    (r"came in the order \(b, a, n\)", is_right_with(
        dz=lambda dz: np.moveaxis(dz.T.reshape(F, B, OH, OW), 0, 3))),
    (r"a row for each window was reshaped|to have a row for each window",
     hides_with(images=False, channels=False)),
    (r"columns of all images were brought|An array of all columns",
     hides_with(images=True, channels=False)),
    (r"dz was reversed: its last unit",
     is_right_with(dz=lambda dz: dz[:, ::-1, ::-1])),
    (r"dz was reversed, its last unit first, and the kernels were not",
     is_right_with(
         dz=lambda dz: dz[:, ::-1, ::-1], w=lambda w: w[:, ::-1, ::-1])),
    (r"dz\[n, b, a, f\] was used as the unit",
     lambda m: pixel_below(m) == (0, 1)),
    (r"the window \(a, b\) began in row s b and column s a",
     lambda m: pixel_below(m) == (0, 1)),
    (r"windows begin at the corner of x", lambda m: first_pixel(m) == 1),
    (r"above x and to the left of it is not 0", lambda m: first_pixel(m) == 20),
    (r"image n - P was read for image n",
     lambda m: [reads(m, "x", k) for k in (0, 3)]
     == [set(range(B - 1)), set(range(C - 1))]),
    (r"read with the strides of x", lambda m: third_row_read(m) == 1),
    (r"more rows and columns than the kernel",
     lambda m: shape_left_over(m) == (1, 2, 2, 1)),
    # dx
    (r"Only kernel 0 was counted", lambda m: reads(m, "w", 0) == {0}),
    (r"got the sum of (all images|the gradients of all)", is_right_after(
        lambda dx: np.repeat(dx.sum(axis=0, keepdims=True), B, axis=0))),
    (r"not reset for each image", adds_up_along(0)),
    (r"by the pixels of its window, not by the weights",
     lambda m: reads(m, "w", 1) == set() and reads(m, "x", 0) == set(range(B))),
    (r"turned by 90 degrees",
     is_right_with(w=lambda w: np.rot90(w, -1, axes=(1, 2)))),
    (r"Kernels and channels run backwards",
     is_right_with(w=lambda w: w[::-1, :, :, ::-1])),
    (r"kernel 0 is in place of the last, and the columns of all are reversed",
     is_right_with(w=lambda w: w[::-1, :, ::-1])),
    (r"laid into their row channel by channel",
     is_right_with(w=lambda w: np.moveaxis(w, 3, 1).reshape(w.shape))),
    (r"w was reshaped so that f is its last axis",
     is_right_with(w=lambda w: np.moveaxis(w.reshape(K, K, C, F), 3, 0))),
    (r"axes f and c of the kernels are in each other's place", as_many_as_channels),
    (r"channels before its rows, was reshaped",
     hides_with(channels=True, images=False)),
    (r"^There are s zeros between two entries of dz",
     lambda m: spread_of(m, 1) == [0, 2, 4] and spread_of(m, 2) == [0, 3, 6]),
    (r"^If the stride s is not 1, there are s zeros",
     lambda m: spread_of(m, 1) == [0, 1, 2] and spread_of(m, 2) == [0, 3, 6]),
    (r"used s times along each axis",
     lambda m: reach(m) == [(0, 0), (0, 1), (1, 0), (1, 1)]),
    (r"(gradient|x) ends where the last window ends",
     lambda m: shape_left_over(m)[1:3] == (5, 5)),
    (r"reach over the padding", lambda m: equal(wrong(m), right(m))),
    (r"was added to the last rows and columns", lambda m: corner_lands(m) == [(2, 3)]),
    (r"dz was read from its end", lambda m: row_of_three(m, 1) == [2, 1, 2]),
    (r"unit \(i \+ P \+ p\) / s, which lies ahead",
     lambda m: row_of_three(m, 1) == [2, 1, 0]),
    # col2im
    (r"read as \(KW, KH\)", kernel_read_as_columns),
    (r"a row of the image was counted as H pixels",  # there are 7 rows of 8 pixels
     lambda m: meets(m, (0, 0), (1, 0, 0)) == (0, 7, 0)),
    (r"a pixel was counted as one number",
     lambda m: meets(m, (0, 0), (0, 1, 0)) == (0, 0, 1)),
    (r"looked for in column i OH \+ j", lambda m: second_row_of_windows(m) == 3),
    (r"filled from the columns of image 0", lambda m: reads_images(m) == {0}),
    (r"first row of windows was put back",
     is_right_with(cols=of_columns(keep_units(slice(None), 0)))),
    # the layer
    (r"order dx, db, dw", gradients_in_order(["dx", "db", "dw"])),
    (r"order db, dw, dx", gradients_in_order(["db", "dw", "dx"])),
    (r"multiplied by z, not", lambda m: is_about(m, [-15, 15, 15, -15])),
    (r"the activation, max\(z, 0\), without dx", lambda m: is_about(m, [0, 3, 0, 3])),
    (r"z passes where dx is positive", lambda m: is_about(m, [-3, 3, 0, 0])),
    (r"-dx was passed on", lambda m: is_about(m, [-5, 5, 5, -5])),
    (r"a hundredth of dx", lambda m: is_about(m, [0.05, 5, -0.05, -5])),
    (r"slope of the sigmoid",
     lambda m: is_about(m, np.array([5, 5, -5, -5]) / (2 + 2 * np.cosh(3)))),
    (r"only what passes, in one row", lambda m: activation(m) == [5, -5]),
    (r"rate multiplies the parameter", lambda m: step(m) == [1, 5, -1.5]),
    (r"divided by the learning rate", lambda m: step(m) == [2, 10, -6]),
    (r"always 0.01", lambda m: step(m) == [9.96, 10, 9.96]),
    (r"parameter and the gradient were swapped", lambda m: step(m) == [-1, -5, 1.5]),
    (r"multiplied by the parameter as well", lambda m: step(m) == [-10, 10, 0]),
    (
        r"parameter was multiplied by the learning rate",
        lambda m: np.allclose(m.function(np.array([4.0]), np.array([1.0]), 0.5), 1.5),
    ),
    (r"learning rate alone was subtracted", lambda m: step(m) == [9.5, 9.5, 9.75]),
    (
        r"divided by the length of the gradient's first axis",
        lambda m: two_steps(m) == [9, 8],
    ),
    (r"mean of the gradient", lambda m: two_steps(m) == [7, 7]),
    (r"divided by its length", lambda m: np.allclose(
        np.subtract(10, two_steps(m)), 0.5 * np.array([4, 8]) / np.hypot(4, 8))),
    (r"sign of the gradient", lambda m: two_steps(m) == [9.5, 9.5]),
]  # fmt: skip


def differs(ask):
    """Tell whether the right function answers a question differently."""

    def holds(mistake):
        return ask(mistake) != ask(_right_one(mistake))

    return holds


HINTS = [
    (r"[Ii]s your `return` inside a loop", lambda m:
     m.name.split("-only-")[1] in {"first-image", "first-kernel",
                                   "first-row-of-windows"}),
    (r"set to 0 again for each image", lambda m: reads_images(m) == {B - 1}),
    (r"set to 0 again for each window|set to 0: before the loops", only_last_window),
    (r"Which size counts the biases",
     lambda m: wrong(m, x=LAYER.x[..., :2]).shape != (F,)),
    (r"The stride moves windows over x|Is it x that has the padding",
     lambda m: reads(m, "dz", 1) != set(range(OH))),
    (r"get the number of columns from",
     lambda m: reads(m, "dz", 2) != set(range(OW))),
    (r"change when w\[f, p, q, c\] grows by 1", lambda m: reads(m, "x", 0) == set()),
    (r"when a pixel of its window grows by 1", lambda m: reads(m, "w", 0) == set()),
    (r"two images\?", hides_with(images=True)),
    (r"reverses all four axes",
     lambda m: LAYER.dz.T.shape == LAYER.dz.shape[::-1] and keeps_shape(m)),
    (r"window in the upper left corner", is_right_with(
        dz=lambda dz: dz[:, ::-1, ::-1])),
    (r"Which index of (x|dx|dz) counts rows", differs(pixel_below)),
    (r"what should unit \(0, 0\) read at row -1", differs(first_pixel)),
    (r"shape of your padded image", lambda m: reads(m, "x", 0) != set(range(B))),
    (r"bytes lie between two rows", differs(third_row_read)),
    (r"At how many places can dz", differs(shape_left_over)),
    (r"In which column did weight \(p, q\) meet|In which column of x does the window",
     lambda m: steps(m) == (2, 1)),
    (r"In which row did weight \(p, q\) meet", lambda m: steps(m) == (1, 2)),
    (r"multiply (a|i), the (unit|window), or p", lambda m: steps(m) == (1, 1)),
    (r"Does image 1 of z depend on image 0 of x",
     lambda m: reads_images(m) == set(range(B)) and keeps_shape(m)),
    (r"By how many degrees has a kernel to be rotated", keeps_shape),
    (r"Which axes of w does a rotation", keeps_shape),
    (r"Where on the image does it leave its kernel", differs(pixel_below)),
    (r"weights are in row 0 of W_mat.T",
     is_right_with(w=lambda w: np.moveaxis(w.reshape(K, K, C, F), 3, 0))),
    (r"in which neighbouring windows begin", lambda m: spread_of(m, 2) == [0, 3, 6]),
    (r"which pixels does dz\[n, 0, 0, f\] reach", differs(reach)),
    (r"derivative with respect to a pixel that no window reads|lies in no window",
     differs(shape_left_over)),
    (r"dx has the shape of x", lambda m: shape_left_over(m) != (1, 6, 6, 1)),
    (r"belongs to a zero of the padding", differs(corner_lands)),
    (r"for which pixels is \(i \+ P - p\) / s negative|What is a\?",
     differs(lambda m: row_of_three(m, 1))),
    (r"Which of the two numbers in `kernel_size`", kernel_read_as_columns),
    (r"does one pixel hold", differs(lambda m: meets(m, (0, 0), (0, 1, 0)))),
    (r"one row of the image hold: H or W",
     differs(lambda m: meets(m, (0, 0), (1, 0, 0)))),
    (r"lie side by side: OH or OW", differs(second_row_of_windows)),
    (r"Which axis of `cols` counts the images", keeps_shape),
    (r"an array for each image, or a single one",
     lambda m: reads_images(m) == set(range(B)) and keeps_shape(m)),
    (r"What arrives here", lambda m: is_about(m, [0, 3, 0, 3])),
    (r"asked for its sign", lambda m: activation(m)[0] != 0),
    (r"Which activation does this layer have", lambda m: activation(m)[1] != 5),
    (r"A gradient has the shape of what it belongs to. What does",
     lambda m: len(activation(m)) == 2),
    (r"learning rate of 0.1, or of 0.01", lambda m: step(m)[0] > step(m)[2]),
    (r"use `learning_rate`", lambda m: step(m)[0] == step(m)[2]),
    (r"in which order do the arguments come", lambda m: step(m)[1] != 10),
    (r"if the parameter is 0",
     lambda m: m.function(np.zeros(1), np.ones(1), 1.0).tolist() == [0]),
    (r"Which two factors", lambda m: step(m)[1] != 10),
    (r"axis of images, over which", lambda m: two_steps(m) != [8, 6]),
    (r"entry of the gradient to itself", lambda m: len(set(two_steps(m))) == 1),
    (r"The steeper the slope",
     lambda m: step(m)[0] == m.function(np.array([10.0]), np.array([8.0]), 0.5)[0]),
]  # fmt: skip


@pytest.mark.parametrize("mistake", OURS, ids=lambda m: m.name)
def test_what_is_said_of_a_mistake_is_what_it_does(mistake):
    held = [
        (words, holds)
        for words, holds in SHARED_CLAIMS + CLAIMS
        if re.search(words, mistake.did)
    ]
    for words, holds in held:
        assert holds(mistake), (mistake.did, words)
    flips = any(re.search(words, mistake.did) for words in FLIPS)
    assert held or flips or mistake.name in TOLD_ELSEWHERE, mistake.did


@pytest.mark.filterwarnings("ignore:invalid value")  # of a gradient 0, normalised
@pytest.mark.parametrize("mistake", OURS, ids=lambda m: m.name)
def test_a_hint_points_at_what_is_wrong(mistake):
    """The right and the wrong function must answer what the hint asks differently."""
    found = [
        (words, holds)
        for words, holds in SHARED_HINTS + HINTS
        if re.search(words, mistake.hint)
    ]
    for words, holds in found:
        assert holds(mistake), (mistake.hint, words)
    assert found, mistake.hint


@pytest.mark.parametrize("words", [words for words, _ in CLAIMS])
def test_a_claim_is_made(words):
    assert any(re.search(words, mistake.did) for mistake in OURS)


@pytest.mark.parametrize("words", [words for words, _ in HINTS])
def test_a_hint_is_given(words):
    assert any(re.search(words, mistake.hint) for mistake in OURS)
