"""Check one argument at a time; each message shows the value and what was expected."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import DTypeLike, NDArray

LARGEST = int(np.iinfo(np.int32).max)  # pixels, far beyond any image
ADDRESSABLE = int(np.iinfo(np.int64).max)  # bytes
GIB = 2**30  # bytes

Pair = int | tuple[int, int]
Widths = tuple[tuple[int, int], tuple[int, int]]
Padding = Pair | Widths | Literal["valid", "same"]

__all__ = [
    "Padding",
    "Pair",
    "Widths",
    "check_array",
    "check_callable",
    "check_finite",
    "check_fit",
    "check_generator",
    "check_index",
    "check_int",
    "check_labels",
    "check_memory",
    "check_nonempty",
    "check_number",
    "check_pair",
    "check_positive",
    "check_same_shape",
    "check_shape",
    "check_sizes",
]


def check_int(name: str, value: Any, at_least: int, at_most: int = LARGEST) -> int:
    """Return `value` as an int, or raise unless it is a whole number in that range."""
    is_whole = isinstance(value, (int, np.integer))
    if not is_whole or isinstance(value, (bool, np.timedelta64)):
        raise TypeError(
            f"{name} must be a whole number; got {value!r} ({type(value).__name__})"
        )
    if not at_least <= value <= at_most:
        raise ValueError(
            f"{name} must be at least {at_least} and at most {at_most}; got {value}"
        )
    return int(value)


def check_pair(
    name: str, value: Any, at_least: int, entries: tuple[str, str] = ("rows", "columns")
) -> tuple[int, int]:
    """Return `value` as two ints; a single int stands for both."""
    if type(value) is int and at_least <= value <= LARGEST:  # the usual case
        return value, value
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (int, float, np.number)):
        value = value, value
    form = f"a whole number or a pair ({', '.join(entries)})"
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{name} must be {form}; got {value!r}")
    if len(value) != 2:
        raise ValueError(f"{name} must be {form}; got {value!r}")
    one, two = check_sizes(name, value, entries, at_least)
    return one, two


def check_sizes(
    name: str, value: Any, axes: Sequence[str], at_least: int = 1
) -> tuple[int, ...]:
    """Return `value` as a tuple of ints, one for each of the named axes."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{name} must be a tuple ({', '.join(axes)}); got {value!r}")
    if len(value) != len(axes):
        raise ValueError(f"{name} must be ({', '.join(axes)}); got {value!r}")
    return tuple(
        check_int(f"{name} ({axis})", size, at_least)
        for axis, size in zip(axes, value, strict=True)
    )


def check_index(
    name: str, index: Any, shape: tuple[int, ...], axes: str | None = None
) -> tuple[int, ...]:
    """Return `index` as a tuple of ints that points into an array of that shape."""
    names = axes.split() if axes else [f"axis {k}" for k in range(len(shape))]
    index = check_sizes(name, index, names, 0)
    if np.any(np.greater_equal(index, shape)):
        raise ValueError(
            f"{name} ({', '.join(names)}) must lie within shape {shape}; got {index}"
        )
    return index


def check_array(name: str, value: Any, axes: str) -> NDArray:
    """Return `value` as a floating-point array with the named axes; "..." means any.

    Only the batch, B, may be empty. Integers and booleans become float64, float16
    becomes float32; float32 and wider stay as they are.
    """
    a = _real(name, value)
    if axes == "...":
        return a
    names = axes.split()
    if a.ndim != len(names):
        lacks_batch = names[0] == "B" and a.ndim == len(names) - 1
        hint = f"; for a batch of one write {name}[None]" if lacks_batch else ""
        raise ValueError(
            f"{name} must have {len(names)} axes ({', '.join(names)}); "
            f"got shape {a.shape}{hint}"
        )
    for axis, size in zip(names, a.shape, strict=True):
        if size == 0 and axis != "B":
            raise ValueError(f"{name} is empty along {axis}; got shape {a.shape}")
    return a


def check_shape(name: str, a: NDArray, expected: tuple[int, ...], axes: str) -> None:
    """Raise if the array `a` does not have the `expected` shape."""
    if a.shape != expected:
        axes = ", ".join(axes.split())
        raise ValueError(f"{name} must have shape ({axes}) = {expected}; got {a.shape}")


def check_same_shape(name: str, a: NDArray, other: str, b: NDArray) -> None:
    """Raise if array `a` differs in shape from array `b`, which is called `other`."""
    if a.shape != b.shape:
        raise ValueError(
            f"{name} must have the shape of {other}, {b.shape}; got {a.shape}"
        )


def check_number(name: str, value: Any) -> float:
    """Return `value` as a float, or raise if it is not one real number."""
    a = np.asarray(value)
    if a.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be a real number; got {value!r}")
    if a.ndim != 0:
        raise ValueError(f"{name} must be one number; got shape {a.shape}")
    return float(a)


def check_positive(name: str, value: Any) -> float:
    """Return `value` as a float, or raise if it is not a positive number."""
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a number; got {value!r}")
    value = check_number(name, value)
    if not 0 < value < np.inf:
        raise ValueError(f"{name} must be positive and finite; got {value}")
    return value


def check_nonempty(name: str, a: NDArray) -> None:
    """Raise if a batch holds no images."""
    if len(a) == 0:
        raise ValueError(f"{name} must hold at least one image; got shape {a.shape}")


def check_fit(
    unit: str, size: int, kernel: int, padding: tuple[int, int], dilation: int
) -> None:
    """Raise if the dilated kernel exceeds the padded image; unit is, say, "rows"."""
    length = dilation * (kernel - 1) + 1
    if length > size + sum(padding):
        gaps = f", with dilation {dilation} {length}" if dilation > 1 else ""
        raise ValueError(
            f"the kernel ({kernel} {unit}{gaps}) is larger than the image "
            f"({size} {unit}) with its padding {padding}"
        )


def check_memory(
    name: str, shape: tuple[int, ...], axes: str, dtype: DTypeLike, max_bytes: int
) -> None:
    """Raise if an array of that shape would need more than `max_bytes`."""
    max_bytes = check_int("max_bytes", max_bytes, 1, ADDRESSABLE)
    factors = *shape, np.dtype(dtype).itemsize
    total = math.prod(factors)
    if total > max_bytes:
        advice = "take fewer images at a time, or " if axes.startswith("B") else ""
        raise ValueError(
            f"{name} would take {' * '.join(axes.split())} * itemsize = "
            f"{' * '.join(map(str, factors))} = {total} bytes "
            f"({total / GIB:.2f} GiB), more than max_bytes = {max_bytes}; "
            f"{advice}allow it with max_bytes="
        )


def check_callable(name: str, value: Any) -> Callable:
    """Return `value`, or raise if it cannot be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {value!r}")
    return value


def check_finite(name: str, a: NDArray) -> None:
    """Raise if an entry is NaN or infinite; the message says where the first one is."""
    finite = np.isfinite(a)
    if not finite.all():
        entry = tuple(np.argwhere(~finite)[0].tolist())
        where = ", ".join(map(str, entry))
        raise FloatingPointError(
            f"{name} must be finite; got {a[entry]} at {name}[{where}], "
            f"in shape {a.shape}"
        )


def check_labels(labels: Any, name: str, scores: Any) -> NDArray:
    """Return the labels as an array (B,), or raise and show one that is not a class."""
    B, F = check_array(name, scores, "B F").shape
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


def check_generator(rng: Any) -> None:
    """Raise if rng is not a NumPy generator of random numbers."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator; got {rng!r}")


def _real(name, value):
    try:
        a = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a regular array: {error}") from None
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must not be masked; fill it with {name}.filled(...)")
    if a.dtype.kind not in "biuf":
        came = f"dtype {a.dtype}" if isinstance(value, np.ndarray) else repr(value)
        raise TypeError(f"{name} must be an array of real numbers; got {came}")
    narrowest = np.float32 if a.dtype.kind == "f" else np.float64
    return a.astype(np.promote_types(a.dtype, narrowest), copy=False)
