"""Remove groups and dilation from a layer by splitting it into several plain ones.

Many small layers cost more than one larger one, so groups with few channels are first
joined into a wider group, padded with zero weights. With a dilation of d, windows fall
into phases (as in a polyphase filter). Each phase reads only every d-th pixel, and
among those its kernel has no gaps.
"""

from math import gcd, prod
from typing import NamedTuple

import numpy as np

from convlab.fast._engine.blocking import BLOCK

__all__ = [
    "LARGE",
    "PlainLayer",
    "count_groups",
    "count_phases",
    "join_groups",
    "plain_layers",
    "split_groups",
]

NARROW = 16  # channels; a matrix half this wide takes just as long
LARGE = 250  # weights of a kernel for which an FFT pays


class PlainLayer(NamedTuple):
    """A layer with one group and without dilation.

    Attributes
    ----------
    x : array (B, H, W, C)
        Images, not padded; a view, with any strides.
    w : array (F, KH, KW, C)
        Kernels, a view; (C, KH, KW, 1) if depthwise, one for each channel.
    stride : (int, int)
        (sh, sw), in pixels.
    corner : (int, int)
        Zeros above the image and to its left, in pixels. Below and to the right there
        are as many as the windows need.
    windows : (int, int)
        (OH, OW).
    block : int
        Bytes of the largest array of a block of work.
    """

    x: np.ndarray
    w: np.ndarray
    stride: tuple
    corner: tuple
    windows: tuple
    block: int = BLOCK

    @property
    def reads_zeros(self):
        """Tell whether any window reaches beyond the image."""
        axes = zip(self.pixels(0, self.windows[0]), self.x.shape[1:3], strict=True)
        return any(start < 0 or stop > size for (start, stop), size in axes)

    def pixels(self, first, count):
        """Return (start, stop) of the rows and columns that rows of windows read."""
        firsts, counts = (first, 0), (count, self.windows[1])
        axes = zip(
            firsts, counts, self.stride, self.corner, self.w.shape[1:3], strict=True
        )
        return [
            (s * n - before, s * (n + size - 1) - before + K)
            for n, size, s, before, K in axes
        ]


def plain_layers(x, w, spec):
    """Yield each PlainLayer, and the indices of its part of z, of x and of w."""
    if spec.groups == 1 and spec.dilation == (1, 1):
        (top, _), (left, _) = spec.padding
        layer = PlainLayer(x, w, spec.stride, (top, left), spec.output_size)
        yield layer, ..., ..., slice(len(w))
        return
    Cg, Fg = x.shape[3] // spec.groups, len(w) // spec.groups
    axes = zip(spec.stride, spec.dilation, spec.padding, spec.output_size, strict=True)
    rows, columns = (list(_phases(*axis)) for axis in axes)
    for g in range(spec.groups):
        c, f = (slice(g * size, (g + 1) * size) for size in (Cg, Fg))
        for sh, top, OH, z_rows, x_rows in rows:
            for sw, left, OW, z_columns, x_columns in columns:
                in_x = slice(None), x_rows, x_columns, c
                in_z = slice(None), z_rows, z_columns, f
                layer = PlainLayer(x[in_x], w[f], (sh, sw), (top, left), (OH, OW))
                yield layer, in_z, in_x, f


def _phases(stride, dilation, padding, windows):
    """Split an axis with dilation d into d / gcd(s, d) axes without dilation.

    All windows that start at one remainder modulo d read only pixels of that
    remainder, and among those pixels they read neighbours.
    """
    common, before = gcd(stride, dilation), padding[0]
    phases = dilation // common
    for first in range(min(phases, windows)):
        start = stride * first - before  # of the first window, in the image
        zeros = max(-(start // dilation), 0)
        pixels = slice(start + zeros * dilation, None, dilation)
        units = slice(first, None, phases)
        yield stride // common, zeros, len(range(first, windows, phases)), units, pixels


def count_phases(spec):
    """Count the plain layers into which dilation splits a group."""
    axes = zip(spec.stride, spec.dilation, spec.output_size, strict=True)
    return prod(min(d // gcd(s, d), size) for s, d, size in axes)


def join_groups(w, groups):
    """Return the kernels of fewer, wider groups, equivalent to w, and how many groups.

    Equation :eq:`general`: a kernel can read the channels of other groups too, with
    zero weights. A depthwise layer needs no wider kernels: its method knows what to do.
    """
    together = _groups_to_join(w, groups)
    if together == 1 or _is_depthwise(w, groups):
        return w, groups // together
    F, KH, KW, Cg = w.shape
    wide = np.zeros((F, KH, KW, together, Cg), w.dtype)
    wide[_own_channels(F, groups, together)] = w
    return wide.reshape(F, KH, KW, -1), groups // together


def split_groups(dw, w, groups):
    """Pick the gradient of w out of that of the joined kernels."""
    if dw.shape == w.shape:
        return dw
    together = _groups_to_join(w, groups)
    F, KH, KW, Cg = w.shape
    wide = dw.reshape(F, KH, KW, together, Cg)
    return np.ascontiguousarray(wide[_own_channels(F, groups, together)])


def count_groups(w, groups):
    """Count the groups left after `join_groups`."""
    return groups // _groups_to_join(w, groups)


def _groups_to_join(w, groups):
    """Choose how many groups to join into one: a divisor of `groups`."""
    if _is_depthwise(w, groups):
        return groups
    F, *_, Cg = w.shape
    most = max(NARROW // max(Cg, F // groups), 1)
    return max(n for n in range(1, most + 1) if groups % n == 0)


def _is_depthwise(w, groups):
    """Tell whether each kernel reads a channel of its own, and is not too large."""
    return w.shape[3] == 1 < groups == len(w) and prod(w.shape[1:3]) < LARGE


def _own_channels(F, groups, together):
    """Index the channels of a joined group that each kernel had to begin with."""
    f = np.arange(F)
    return f, slice(None), slice(None), f // (F // groups) % together
