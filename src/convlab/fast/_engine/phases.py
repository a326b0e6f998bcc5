"""Take groups and dilation out of a layer: it becomes several plain ones.

Groups of few channels are first joined into one denser group, with weights of zero in
between: many small layers cost more than one larger one. With a dilation of d, windows
fall into phases (as in a polyphase filter); each reads every d-th pixel, so that its
kernel has no gaps.
"""

from math import gcd, prod
from typing import NamedTuple

import numpy as np

__all__ = [
    "PlainLayer",
    "count_groups",
    "count_phases",
    "join_groups",
    "plain_layers",
    "split_groups",
]

NARROW = 16  # channels; a matrix that narrow costs no more than half of it


class PlainLayer(NamedTuple):
    """A layer with one group and without dilation.

    Attributes
    ----------
    x : array (B, H, W, C)
        Images, not padded: a view, with any strides.
    w : array (F, KH, KW, C)
        Kernels, a view.
    stride : (int, int)
        (sh, sw), in pixels.
    corner : (int, int)
        Zeros above the image and to its left, in pixels. Below it and to its right
        there are as many as the windows need.
    windows : (int, int)
        (OH, OW).
    """

    x: np.ndarray
    w: np.ndarray
    stride: tuple
    corner: tuple
    windows: tuple

    @property
    def reads_zeros(self):
        """Tell whether a window reaches over an edge of the image."""
        axes = zip(self.pixels(0, self.windows[0]), self.x.shape[1:3], strict=True)
        return any(start < 0 or stop > size for (start, stop), size in axes)

    def pixels(self, first, count):
        """Return the rows and columns, (start, stop), that rows of windows read."""
        firsts, counts = (first, 0), (count, self.windows[1])
        axes = zip(
            firsts, counts, self.stride, self.corner, self.w.shape[1:3], strict=True
        )
        return [
            (s * n - before, s * (n + size - 1) - before + K)
            for n, size, s, before, K in axes
        ]


def plain_layers(x, w, spec):
    """Yield (PlainLayer, where z lies, where x lies, where w lies): index tuples."""
    C, (F, *_, Cg) = x.shape[3], w.shape
    if spec.groups == 1 and spec.dilation == (1, 1):
        (top, _), (left, _) = spec.padding
        layer = PlainLayer(x, w, spec.stride, (top, left), spec.output_size)
        yield layer, ..., ..., slice(F)
        return
    Fg = F * Cg // C
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
    """Cut an axis with dilation d into d / gcd(s, d) axes without.

    Windows that start at the same remainder modulo d read pixels of that remainder
    only, and among these pixels the kernel takes neighbours.
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
    """Count the plain layers into which the dilation cuts a group."""
    axes = zip(spec.stride, spec.dilation, spec.output_size, strict=True)
    return prod(min(d // gcd(s, d), size) for s, d, size in axes)


def join_groups(w, groups):
    """Return kernels of fewer, wider groups that make the same layer, and their number.

    Equation :eq:`general`: a kernel may as well read the channels of other groups, with
    weights of zero.
    """
    together = _groups_to_join(w, groups)
    if together == 1:
        return w, groups
    F, KH, KW, Cg = w.shape
    wide = np.zeros((F, KH, KW, together, Cg), w.dtype)
    wide[_own_channels(F, groups, together)] = w
    return wide.reshape(F, KH, KW, -1), groups // together


def split_groups(dw, w, groups):
    """Return the gradients of the weights of w: the transpose of `join_groups`."""
    together = _groups_to_join(w, groups)
    if together == 1:
        return dw
    F, KH, KW, Cg = w.shape
    wide = dw.reshape(F, KH, KW, together, Cg)
    return np.ascontiguousarray(wide[_own_channels(F, groups, together)])


def count_groups(w, groups):
    """Count the groups that `join_groups` leaves."""
    return groups // _groups_to_join(w, groups)


def _groups_to_join(w, groups):
    """Choose how many groups become one: a divisor."""
    F, *_, Cg = w.shape
    most = max(NARROW // max(Cg, F // groups), 1)
    return max(n for n in range(1, most + 1) if groups % n == 0)


def _own_channels(F, groups, together):
    """Index the channels that each kernel really reads."""
    f = np.arange(F)
    return f, slice(None), slice(None), f // (F // groups) % together
