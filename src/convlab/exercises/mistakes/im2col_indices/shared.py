"""Mistakes of the address table: what they share."""

import numpy as np


def rows_and_columns(image_shape, kernel_size, stride, order="pqc"):
    """Return p, q, c of every row of the table and i, j of every column."""
    (H, W, C), (KH, KW) = image_shape, kernel_size
    lengths = {"p": KH, "q": KW, "c": C}
    index = np.indices([lengths[name] for name in order]).reshape(3, -1, 1)
    p, q, c = (index[order.index(name)] for name in "pqc")
    windows = (H - KH) // stride + 1, (W - KW) // stride + 1
    i, j = np.indices(windows).reshape(2, 1, -1)
    return p, q, c, i, j
