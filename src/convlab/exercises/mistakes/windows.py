"""What the wrong functions share: windows of an image, and the way back."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

__all__ = ["add_up", "take_windows"]


def take_windows(x, kernel_size, stride):
    """Return every window of x: (B, OH, OW, KH, KW, C)."""
    windows = sliding_window_view(x, kernel_size, axis=(1, 2))[:, ::stride, ::stride]
    return np.moveaxis(windows, 3, -1)


def add_up(stamps, image_size, stride):
    """Add stamps (B, OH, OW, KH, KW, C) onto their windows: (B, H, W, C)."""
    B, OH, OW, KH, KW, C = stamps.shape
    x = np.zeros((B, *image_size, C))
    for i, j in np.ndindex(OH, OW):
        rows, columns = slice(i * stride, None), slice(j * stride, None)
        x[:, rows, columns][:, :KH, :KW] += stamps[:, i, j]
    return x
