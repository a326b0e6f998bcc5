"""Check that labels are classes: whole numbers, one for each row of scores."""

import numpy as np

__all__ = ["check_labels"]


def check_labels(labels, name, scores):
    """Return the labels as an array (B,), or say which of them is no class."""
    a, (B, K) = np.asarray(labels), scores.shape
    if a.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers; got {labels!r:.80}")
    if a.shape != (B,):
        raise ValueError(
            f"labels must have shape (B,) = {(B,)}, one for each row of "
            f"{name} {scores.shape}; got {a.shape}"
        )
    outside = np.flatnonzero((a < 0) | (a >= K))
    if len(outside):
        raise ValueError(
            f"labels must be from 0 to {K - 1}, the columns of {name} {scores.shape}; "
            f"got {a[outside[0]]} at labels[{outside[0]}], in shape {a.shape}"
        )
    return a
