"""Check that numbers are finite, labels are classes, and chance has a source."""

import numpy as np

from convlab import arguments

__all__ = ["check_finite", "check_generator", "check_labels"]


def check_finite(name, a):
    """Say where the first NaN or infinity is."""
    finite = np.isfinite(a)
    if not finite.all():
        entry = tuple(np.argwhere(~finite)[0].tolist())
        where = ", ".join(map(str, entry))
        raise FloatingPointError(
            f"{name} must be finite; got {a[entry]} at {name}[{where}], "
            f"in shape {a.shape}"
        )


def check_labels(labels, name, scores):
    """Return the labels as an array (B,), or say which of them is no class."""
    B, F = arguments.array(name, scores, "B F").shape
    try:
        a = np.asarray(labels)
    except ValueError as error:
        raise ValueError(f"labels must be a regular array: {error}") from None
    if a.dtype.kind not in "iu":
        cure = "; try labels.astype(int)" if a.dtype.kind == "f" else ""
        raise TypeError(f"labels must be whole numbers; got dtype {a.dtype}{cure}")
    if a.shape != (B,):
        raise ValueError(
            f"labels must have shape (B,) = {(B,)}, one for each row of "
            f"{name} {(B, F)}; got {a.shape}"
        )
    outside = np.flatnonzero((a < 0) | (a >= F))
    if len(outside):
        raise ValueError(
            f"labels must be from 0 to {F - 1}, the columns of {name} {(B, F)}; "
            f"got {a[outside[0]]} at labels[{outside[0]}], in shape {a.shape}"
        )
    return a


def check_generator(rng):
    """Say so when rng is no source of random numbers."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator; got {rng!r}")
