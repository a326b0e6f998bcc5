"""Mistakes in max pooling, and in sending dz back to the largest pixels."""

import numpy as np

from convlab.exercises.case import (
    EXACT_FIT,
    NO_LEFTOVER,
    NO_OVERLAP,
    ONE_BY_ONE,
    ONE_CHANNEL,
    POSITIVE,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake


def _windows(x, kernel_size, stride):
    """Return the windows, (B, OH, OW, KH, KW, C)."""
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=(1, 2))
    return np.moveaxis(windows[:, ::stride, ::stride], 3, 5)


CHANNELS = "Which entries of x does z[n, i, j, c] compare? All of them have this c."
STEP = "By how many pixels does the window move?"


@mistake(
    "max_pool",
    "Where all pixels of a window are negative, it is 0: the search began at 0.",
    equation="max-pool",
    hides_when=[POSITIVE],
    hint="What is the largest of -3 and -5?",
)
def began_at_0(x, kernel_size, *, stride=1):
    return np.maximum(_windows(x, kernel_size, stride).max(axis=(3, 4)), 0)


@mistake(
    "max_pool",
    "The largest of all channels was taken, and given to each.",
    equation="max-pool",
    hides_when=[ONE_CHANNEL],
    hint=CHANNELS,
)
def over_all_channels(x, kernel_size, *, stride=1):
    z = _windows(x, kernel_size, stride).max(axis=(3, 4))
    return z.max(axis=3, keepdims=True) + 0 * z


@mistake(
    "max_pool",
    "The largest of all channels was taken, and the axis of the channels is gone.",
    equation="max-pool",
    hint=CHANNELS,
)
def channels_lost(x, kernel_size, *, stride=1):
    return _windows(x, kernel_size, stride).max(axis=(3, 4, 5))


@mistake(
    "max_pool",
    "The pixels of a window were averaged.",
    equation="max-pool",
    hides_when=[ONE_BY_ONE],
    hint="Which single pixel of the window is passed on?",
)
def averaged(x, kernel_size, *, stride=1):
    return _windows(x, kernel_size, stride).mean(axis=(3, 4))


@mistake(
    "max_pool",
    "The windows begin at (i, j), although the stride is larger.",
    equation="max-pool",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=STEP + " In which row does window (1, 0) begin?",
)
def corners_not_moved_by_stride(x, kernel_size, *, stride=1):
    OH, OW = _windows(x, kernel_size, stride).shape[1:3]
    return _windows(x, kernel_size, 1)[:, :OH, :OW].max(axis=(3, 4))


@mistake(
    "max_pool",
    "The windows lie side by side, whatever the stride says.",
    equation="max-pool",
    hides_when=[EXACT_FIT],
    hint=STEP + " The size of the window and the stride are two settings.",
)
def side_by_side(x, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return _windows(x, kernel_size, 1)[:, ::KH, ::KW].max(axis=(3, 4))


@mistake(
    "max_pool",
    "At the end, windows were counted that do not fit into the image.",
    equation="output-size",
    hides_when=[NO_LEFTOVER],
    hint="How many windows of 2 fit into 5 pixels when they lie side by side?",
)
def windows_cut_off(x, kernel_size, *, stride=1):
    (B, H, W, C), (KH, KW) = x.shape, kernel_size
    OH, OW = -((KH - H) // stride) + 1, -((KW - W) // stride) + 1
    z = np.zeros((B, OH, OW, C))
    for i, j in np.ndindex(OH, OW):
        rows, columns = slice(stride * i, stride * i + KH), stride * j
        z[:, i, j] = x[:, rows, columns : columns + KW].max(axis=(1, 2))
    return z


def _send_back(dz, x, kernel_size, stride, share):
    """Add dz times each pixel's share, (B, OH, OW, KH, KW, C), onto the pixels."""
    shares, dx = share(_windows(x, kernel_size, stride)), np.zeros(x.shape)
    for i, j in np.ndindex(dz.shape[1:3]):
        rows = slice(stride * i, stride * i + kernel_size[0])
        columns = slice(stride * j, stride * j + kernel_size[1])
        dx[:, rows, columns] += shares[:, i, j] * dz[:, i, j, None, None]
    return dx


def _largest(windows):
    return windows == windows.max(axis=(3, 4), keepdims=True)


def _one_of_each(find):
    """Mark one pixel of each window: `find` returns its number in a (..., K) array."""

    def share(windows):
        flat = np.moveaxis(windows, 5, 3)
        flat = flat.reshape(*flat.shape[:4], -1)
        marked = find(flat)[..., None] == np.arange(flat.shape[4])
        B, OH, OW, KH, KW, C = windows.shape
        return np.moveaxis(marked.reshape(B, OH, OW, C, KH, KW), 3, 5)

    return share


_first = _one_of_each(lambda flat: flat.argmax(axis=4))
TIE = "Add up dz, and add up your dx. Where pixels are equal, are the two the same?"


@mistake(
    "max_pool_gradient",
    "Where several pixels of a window are the largest, each got all of dz. It belongs "
    "to the first.",
    equation="max-pool-gradient",
    hides_when=[ONE_BY_ONE],
    hint=TIE,
)
def all_of_the_equal(dz, x, kernel_size, *, stride=1):
    return _send_back(dz, x, kernel_size, stride, _largest)


@mistake(
    "max_pool_gradient",
    "Where several pixels of a window are the largest, they shared dz. It belongs to "
    "the first.",
    equation="max-pool-gradient",
    hides_when=[ONE_BY_ONE],
    hint="The task names one of the equal pixels.",
)
def shared_by_the_equal(dz, x, kernel_size, *, stride=1):
    def share(windows):
        largest = _largest(windows)
        return largest / largest.sum(axis=(3, 4), keepdims=True)

    return _send_back(dz, x, kernel_size, stride, share)


@mistake(
    "max_pool_gradient",
    "Where several pixels of a window are the largest, the last one got dz. It belongs "
    "to the first.",
    equation="max-pool-gradient",
    hides_when=[ONE_BY_ONE],
    hint="Does your search move on to a pixel that is as large as the best so far?",
)
def last_of_the_equal(dz, x, kernel_size, *, stride=1):
    def find(flat):
        return flat.shape[4] - 1 - flat[..., ::-1].argmax(axis=4)

    return _send_back(dz, x, kernel_size, stride, _one_of_each(find))


@mistake(
    "max_pool_gradient",
    "Where several pixels of a window are the largest, the first was sought column by "
    "column.",
    equation="max-pool-gradient",
    hides_when=[ONE_BY_ONE],
    hint="Row by row, which of two pixels comes first: that in row 0 or that in column "
    "0?",
)
def first_down_the_columns(dz, x, kernel_size, *, stride=1):
    def share(windows):
        return _first(windows.swapaxes(3, 4)).swapaxes(3, 4)

    return _send_back(dz, x, kernel_size, stride, share)


@mistake(
    "max_pool_gradient",
    "A pixel that is the largest of several windows got dz of the last one only.",
    equation="max-pool-gradient",
    hides_when=[NO_OVERLAP, EXACT_FIT],
    hint="Along how many paths does such a pixel reach L?",
)
def overwritten(dz, x, kernel_size, *, stride=1):
    dx, marks = np.zeros(x.shape), _first(_windows(x, kernel_size, stride))
    for i, j in np.ndindex(dz.shape[1:3]):
        rows = slice(stride * i, stride * i + kernel_size[0])
        columns = slice(stride * j, stride * j + kernel_size[1])
        old, new = dx[:, rows, columns], dz[:, i, j, None, None]
        dx[:, rows, columns] = np.where(marks[:, i, j], new, old)
    return dx


@mistake(
    "max_pool_gradient",
    "Every window overwrote all its pixels, and so wiped out what an earlier one "
    "had sent to them.",
    equation="max-pool-gradient",
    hides_when=[NO_OVERLAP, EXACT_FIT],
    hint="What happens to a pixel that lies in two windows?",
)
def wiped_out(dz, x, kernel_size, *, stride=1):
    dx, marks = np.zeros(x.shape), _first(_windows(x, kernel_size, stride))
    for i, j in np.ndindex(dz.shape[1:3]):
        rows = slice(stride * i, stride * i + kernel_size[0])
        columns = slice(stride * j, stride * j + kernel_size[1])
        dx[:, rows, columns] = marks[:, i, j] * dz[:, i, j, None, None]
    return dx


@mistake(
    "max_pool_gradient",
    "All pixels of a window got dz, the largest and the others.",
    equation="max-pool-gradient",
    hides_when=[ONE_BY_ONE],
    hint="Does z change if a pixel moves that is not the largest?",
)
def all_pixels(dz, x, kernel_size, *, stride=1):
    return _send_back(dz, x, kernel_size, stride, np.ones_like)


@mistake(
    "max_pool_gradient",
    "All pixels of a window shared dz. That is the gradient of an average.",
    equation="max-pool-gradient",
    hides_when=[ONE_BY_ONE],
    hint="Does z change if a pixel moves that is not the largest?",
)
def average_pooling(dz, x, kernel_size, *, stride=1):
    def share(windows):
        return np.full(windows.shape, 1 / np.prod(kernel_size))

    return _send_back(dz, x, kernel_size, stride, share)


@mistake(
    "max_pool_gradient",
    "dz was multiplied by the largest pixel.",
    equation="max-pool-gradient",
    hint="If the largest pixel grows by 1, by how much does z grow?",
)
def times_the_pixel(dz, x, kernel_size, *, stride=1):
    def share(windows):
        return _first(windows) * windows

    return _send_back(dz, x, kernel_size, stride, share)


@mistake(
    "max_pool_gradient",
    "The corners of the windows were set at (i, j), although the stride is larger.",
    equation="max-pool-gradient",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=STEP + " In which row does window (1, 0) begin?",
)
def stride_left_out(dz, x, kernel_size, *, stride=1):
    return _send_back(dz, x, kernel_size, 1, _first)
