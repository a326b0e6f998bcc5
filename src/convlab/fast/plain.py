"""Layers without dilation and groups, of which every other layer is made."""

from math import gcd, prod
from typing import NamedTuple

import numpy as np

__all__ = ["Plain", "count_phases", "plain_layers"]


class Plain(NamedTuple):
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
        Zeros above the image and to its left, in pixels. Those behind it are as many
        as the windows need.
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
        """Tell which rows and columns, (start, stop), so many rows of windows read."""
        firsts, counts = (first, 0), (count, self.windows[1])
        axes = zip(
            firsts, counts, self.stride, self.corner, self.w.shape[1:3], strict=True
        )
        return [
            (s * n - before, s * (n + size - 1) - before + K)
            for n, size, s, before, K in axes
        ]


def count_phases(settings, windows):
    """Count the layers without dilation that one with it consists of."""
    axes = zip(settings.stride, settings.dilation, windows, strict=True)
    return prod(min(d // gcd(s, d), size) for s, d, size in axes)


def plain_layers(x, w, settings, windows):
    """Yield (Plain, where z lies, where x lies, where w lies): three index tuples."""
    (_, _, C), (F, _, _, channels) = x.shape[1:], w.shape
    if settings.groups == 1 and settings.dilation == (1, 1):  # it is plain
        (top, _), (left, _) = settings.padding
        yield Plain(x, w, settings.stride, (top, left), windows), ..., ..., slice(F)
        return
    kernels = F * channels // C
    stride, padding, dilation, *_ = settings
    axes = zip(stride, dilation, padding, windows, strict=True)
    rows, columns = (list(_phases(*axis)) for axis in axes)
    for g in range(settings.groups):
        c, f = (slice(g * size, (g + 1) * size) for size in (channels, kernels))
        for sh, top, OH, z_rows, x_rows in rows:
            for sw, left, OW, z_columns, x_columns in columns:
                in_x = slice(None), x_rows, x_columns, c
                in_z = slice(None), z_rows, z_columns, f
                layer = Plain(x[in_x], w[f], (sh, sw), (top, left), (OH, OW))
                yield layer, in_z, in_x, f


def _phases(stride, dilation, padding, windows):
    """Cut an axis with dilation d into d / gcd(s, d) axes without.

    Windows that start in the same remainder of division by d read pixels of that
    remainder only. Of these pixels the kernel takes neighbours.
    """
    common, before = gcd(stride, dilation), padding[0]
    phases = dilation // common
    for first in range(min(phases, windows)):
        start = stride * first - before  # of the first window, in the image
        zeros = max(-(start // dilation), 0)
        pixels = slice(start + zeros * dilation, None, dilation)
        units = slice(first, None, phases)
        yield stride // common, zeros, len(range(first, windows, phases)), units, pixels
