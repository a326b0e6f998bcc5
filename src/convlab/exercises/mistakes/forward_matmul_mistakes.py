"""Mistakes of the forward pass: axes that were reshaped and not moved."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    EXACT_IMAGE,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
)
from convlab.exercises.mistakes.forward_kernel_mistakes import out_of_order
from convlab.exercises.mistakes.im2col_mistakes import lay_into_columns, take_windows
from convlab.exercises.mistakes.mistake import mistake

LIES = "`reshape` leaves every number where it lies in memory."
FILL = "With one matrix for the whole batch, to which image does its second column "
FILL += "belong? Fill and read must agree."
COMPARE = "Compare `x.reshape(B, C, H, W)` with `np.moveaxis(x, -1, 1)` on an image "
COMPARE += "that counts 0, 1, 2, ..."


def reshaped(array, names, lies, read):
    """Lay an array out with its axes in the order `lies`, and read it as `read`.

    Each order names the axes by the letters of `names`.
    """
    laid = np.einsum(f"{names}->{lies}", array)
    lengths = dict(zip(names, array.shape, strict=True))
    cut = laid.reshape([lengths[axis] for axis in read])
    return np.einsum(f"{read}->{names}", cut)


def with_reshaped_output(lies, read, x, w, b, stride, padding):
    """Return z, its axes n, window m and f laid out in one order, read in another."""
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    B, _, _, F = z.shape
    return reshaped(z.reshape(B, -1, F), "nmf", lies, read).reshape(z.shape)


def with_reshaped_columns(lies, read, x, w, b, stride, padding):
    """Return z, its columns (n, k, m) laid out in one order and read in another."""
    windows = take_windows(convlab.pad(x, padding=padding), w.shape[1:3], stride)
    cols = reshaped(lay_into_columns(windows), "nkm", lies, read)
    z = np.einsum("fk,nkm->nmf", w.reshape(len(w), -1), cols)
    return z.reshape(*windows.shape[:3], -1) + (0 if b is None else b)


# What the matrix product makes, as its axes lie and as they were read, and where that
# hides. A transpose was left out, or another one was needed.
OUTPUTS = {
    "output_reshaped": ("nfm", "nmf", [EXACT_FIT, ONE_KERNEL]),
    "nfm_read_as_fnm": ("nfm", "fnm", [ONE_IMAGE, ONE_KERNEL]),
    "nfm_read_as_fmn": ("nfm", "fmn", [ONE_IMAGE]),
    "fnm_read_as_nmf": ("fnm", "nmf", [ONE_KERNEL]),
    "fnm_read_as_nfm": ("fnm", "nfm", [ONE_IMAGE, ONE_KERNEL]),
    "fmn_read_as_nmf": ("fmn", "nmf", []),
    "fmn_read_as_nfm": ("fmn", "nfm", [ONE_IMAGE]),
    "mfn_read_as_nmf": ("mfn", "nmf", [ONE_IMAGE]),
}


def _words(order):
    return f"({', '.join({'m': 'window'}.get(axis, axis) for axis in order)})"


def _register_output(name, lies, read, hides_when):
    """Register two mistakes: the bias was added before the reshape, or after it."""
    did = f"The products, with the axes {_words(lies)}, were reshaped as if their axes "
    did += f"were {_words(read)}."
    hint = f"Which axes does your product have, and in which order? {LIES}"
    more = {"equation": "forward-matmul", "hides_when": hides_when, "hint": hint}

    def bias_first(x, w, b=None, *, stride=1, padding=0):
        return with_reshaped_output(lies, read, x, w, b, stride, padding)

    def bias_last(x, w, b=None, *, stride=1, padding=0):
        z = with_reshaped_output(lies, read, x, w, None, stride, padding)
        return z if b is None else z + b

    bias_first.__name__, bias_last.__name__ = name, f"{name}_before_bias"
    mistake("forward", did, **more)(bias_first)
    mistake("forward", f"{did} The bias, added later, is right.", **more)(bias_last)


for _name, (_lies, _read, _hides_when) in OUTPUTS.items():
    _register_output(_name, _lies, _read, _hides_when)


@mistake(
    "forward",
    "The columns of the whole batch were filled window by window, image after image "
    "within each, and read image by image.",
    equation="forward-matmul",
    hides_when=[EXACT_FIT, ONE_IMAGE],
    hint=FILL,
)
def batch_columns_mixed(x, w, b=None, *, stride=1, padding=0):
    return with_reshaped_output("fmn", "fnm", x, w, b, stride, padding)


@mistake(
    "forward",
    "The columns of the whole batch were filled image by image, and read window by "
    "window, image after image within each.",
    equation="forward-matmul",
    hides_when=[EXACT_FIT, ONE_IMAGE],
    hint=FILL,
)
def batch_columns_read_by_window(x, w, b=None, *, stride=1, padding=0):
    return with_reshaped_output("fnm", "fmn", x, w, b, stride, padding)


@mistake(
    "forward",
    "X_col, with its windows in columns, was reshaped and not transposed where a "
    "window should be a row.",
    equation="forward-matmul",
    hides_when=[EXACT_FIT],
    hint=f"Do the numbers of one window end up in one row after it? {LIES}",
)
def columns_reshaped_to_rows(x, w, b=None, *, stride=1, padding=0):
    return with_reshaped_columns("nkm", "nmk", x, w, b, stride, padding)


@mistake(
    "forward",
    "X_col, with its windows in rows, was reshaped and not transposed where a window "
    "should be a column.",
    equation="forward-matmul",
    hides_when=[EXACT_FIT],
    hint=f"Do the numbers of one window end up in one column after it? {LIES}",
)
def rows_reshaped_to_columns(x, w, b=None, *, stride=1, padding=0):
    return with_reshaped_columns("nmk", "nkm", x, w, b, stride, padding)


@mistake(
    "forward",
    "The matrices of all images were made one by a reshape alone, which mixes rows and "
    "images; the columns were then read image by image.",
    equation="forward-matmul",
    hides_when=[ONE_IMAGE],
    hint=f"{LIES} Which axis of X_col must be next to the windows to be joined with "
    "them?",
)
def images_joined_by_reshape(x, w, b=None, *, stride=1, padding=0):
    return with_reshaped_columns("nkm", "knm", x, w, b, stride, padding)


@mistake(
    "forward",
    "The matrices of all images were made one by a reshape alone, which mixes rows and "
    "images; the columns were then read window by window, image after image within "
    "each.",
    equation="forward-matmul",
    hides_when=[ONE_IMAGE],
    hint=f"{LIES} Which axis of X_col must be next to the windows to be joined with "
    "them?",
)
def images_joined_by_reshape_and_read_by_window(x, w, b=None, *, stride=1, padding=0):
    return with_reshaped_columns("nkm", "kmn", x, w, b, stride, padding)


def channels_dealt_out(x):
    """Reshape to (B, C, H, W) in the belief that this brings the channels forward."""
    B, H, W, C = x.shape
    return np.moveaxis(x.reshape(B, C, H, W), 1, -1)


@mistake(
    "forward",
    "The image was reshaped to bring its channels to the front, but a reshape "
    "moves no axis: it only regroups the numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=COMPARE,
)
def image_reshaped(x, w, b=None, *, stride=1, padding=0):
    x = channels_dealt_out(x)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The padded image was reshaped to bring its channels to the front, but a "
    "reshape moves no axis: it only regroups the numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=COMPARE,
)
def padded_image_reshaped(x, w, b=None, *, stride=1, padding=0):
    x = channels_dealt_out(convlab.pad(x, padding=padding))
    return convlab.forward(x, w, b, stride=stride)


@mistake(
    "forward",
    "The image was reshaped to bring its channels to the front, and the kernels "
    "too, but a reshape moves no axis: it only regroups the numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL, EXACT_IMAGE],
    hint=COMPARE,
)
def image_and_weights_reshaped(x, w, b=None, *, stride=1, padding=0):
    x, w = channels_dealt_out(x), out_of_order(w, "cpq")
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The image was reshaped to bring its channels to the front, the kernels too, "
    "and z to bring them back, but a reshape moves no axis: it only regroups the "
    "numbers.",
    equation="address",
    hides_when=[EXACT_IMAGE],
    hint=COMPARE,
)
def everything_reshaped(x, w, b=None, *, stride=1, padding=0):
    x, w = channels_dealt_out(x), out_of_order(w, "cpq")
    return with_reshaped_output("nfm", "nmf", x, w, b, stride, padding)
