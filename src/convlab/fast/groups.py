"""Groups of few channels, joined into one denser layer whose other weights are zero."""

import numpy as np

__all__ = ["join_groups", "joined", "part_groups"]

MOST = 16  # channels; a matrix that narrow costs no more than half of it


def joined(w, groups):
    """Count the groups that `join_groups` leaves."""
    return groups // _together(w, groups)


def join_groups(w, groups):
    """Return kernels (F, KH, KW, C') of fewer groups that make the same layer.

    Equation :eq:`general`: a kernel may as well read the channels of other groups, with
    weights of zero.
    """
    together = _together(w, groups)
    if together == 1:
        return w, groups
    F, KH, KW, channels = w.shape
    wide = np.zeros((F, KH, KW, together, channels), w.dtype)
    wide[_places(F, groups, together)] = w
    return wide.reshape(F, KH, KW, -1), groups // together


def part_groups(dw, w, groups):
    """Return the gradients of the weights of w: the transpose of `join_groups`."""
    together = _together(w, groups)
    if together == 1:
        return dw
    F, KH, KW, channels = w.shape
    wide = dw.reshape(F, KH, KW, together, channels)
    return np.ascontiguousarray(wide[_places(F, groups, together)])


def _together(w, groups):
    """Choose how many groups become one: a divisor."""
    F, *_, channels = w.shape
    widest = max(MOST // max(channels, F // groups), 1)
    return max(n for n in range(1, widest + 1) if groups % n == 0)


def _places(F, groups, together):
    """Index the channels that each kernel really reads."""
    f = np.arange(F)
    return f, slice(None), slice(None), f // (F // groups) % together
