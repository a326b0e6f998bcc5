"""For each kind of argument: invalid values, and the whole message for each.

A function here takes the name of an argument and returns rows of (value, error,
message). A message that ends in "..." continues in NumPy's words.
"""

import numpy as np

LARGEST = 2**31 - 1
PADDING = (
    'padding must be "valid", "same", a whole number, (rows, columns) or '
    "((top, bottom), (left, right)); got "
)


def whole(name, at_least, at_most=LARGEST):
    """List values that are not whole numbers, or are too small or too large."""
    wrong = [1.5, 2.0, True, "2", None, 2j, (2,), np.timedelta64(2)]
    too_far = [at_least - 1, at_most + 1]
    words = f"{name} must be at least {at_least} and at most {at_most}; got"
    return [
        *((value, TypeError, _not_whole(name, value)) for value in wrong),
        *((value, ValueError, f"{words} {value}") for value in too_far),
    ]


def pair(name, at_least, entries=("rows", "columns")):
    """List values that are neither a whole number nor a pair of them."""
    words = f"{name} must be a whole number or a pair ({', '.join(entries)}); got"
    one, two = (f"{name} ({entry})" for entry in entries)
    lowest = f"must be at least {at_least} and at most {LARGEST}; got"
    less, more = at_least - 1, LARGEST + 1
    return [
        *((value, TypeError, f"{words} {value!r}") for value in ("2", None, {})),
        *((value, ValueError, f"{words} {value!r}") for value in [(1,), (1, 2, 3)]),
        *((value, TypeError, _not_whole(one, value)) for value in (1.5, True)),
        *(((1, value), TypeError, _not_whole(two, value)) for value in (2.0, True)),
        *((value, ValueError, f"{one} {lowest} {value}") for value in (less, more)),
        ((1, less), ValueError, f"{two} {lowest} {less}"),
        (np.array([less, 1]), ValueError, f"{one} {lowest} {less}"),
    ]


def padding():
    """List values that are not a valid padding in any form."""
    malformed = ["full", (1, 2, 3), (1,), ((1, 2), 3), (3, (1, 2)), ((1, 2, 3), (0, 0))]
    lowest = f"must be at least 0 and at most {LARGEST}; got"
    return [
        *((value, ValueError, f"{PADDING}{value!r}") for value in malformed),
        *((value, TypeError, f"{PADDING}{value!r}") for value in (None, {})),
        *(
            (value, TypeError, _not_whole("padding (top)", value))
            for value in (0.5, True)
        ),
        (-1, ValueError, f"padding (top) {lowest} -1"),
        ((0, -1), ValueError, f"padding (left) {lowest} -1"),
        (((0, -2), (0, 0)), ValueError, f"padding (bottom) {lowest} -2"),
        (((0, 0), (0, -3)), ValueError, f"padding (right) {lowest} -3"),
        (((0, 0), (1.0, 0)), TypeError, _not_whole("padding (left)", 1.0)),
        (((0, True), (0, 0)), TypeError, _not_whole("padding (bottom)", True)),
    ]


def sizes(name, axes, at_least=1):
    """List values that are not a tuple of so many whole numbers."""
    *others, last = axes
    less = at_least - 1
    lowest = f"must be at least {at_least} and at most {LARGEST}; got"
    words = f"({', '.join(axes)}); got"
    short = (9,) * len(others)
    return [
        (7, TypeError, f"{name} must be a tuple {words} 7"),
        (None, TypeError, f"{name} must be a tuple {words} None"),
        (short, ValueError, f"{name} must be {words} {short}"),
        ((*short, less), ValueError, f"{name} ({last}) {lowest} {less}"),
        ((*short, 3.0), TypeError, _not_whole(f"{name} ({last})", 3.0)),
        ((*short, True), TypeError, _not_whole(f"{name} ({last})", True)),
    ]


def array(name, right, axes):
    """List values that are no array of real numbers with these axes; `right` is one."""
    axes = axes.split()
    words = f"{name} must have {len(axes)} axes ({', '.join(axes)}); got shape"
    hint = f"; for a batch of one write {name}[None]" if axes[0] == "B" else ""
    longer = right[..., None]
    return [
        *_not_real(name, right),
        (right[0], ValueError, f"{words} {right[0].shape}{hint}"),
        (longer, ValueError, f"{words} {longer.shape}"),
        *(_empty(name, right, k, axis) for k, axis in enumerate(axes) if axis != "B"),
    ]


def numbers(name, right):
    """List values that are not an array of real numbers, whatever the axes."""
    return _not_real(name, right)


def function(name):
    """List values that are not callable."""
    return [
        (value, TypeError, f"{name} must be a function; got {value!r}")
        for value in (7, None, "sigma")
    ]


def number(name):
    """List values that are not a real number."""
    return [
        *(
            (value, TypeError, f"{name} must be a real number; got {value!r}")
            for value in (1j, "1", None)
        ),
        (np.ones(2), ValueError, f"{name} must be one number; got shape (2,)"),
    ]


def labels(name, scores):
    """List values that are not one class for each of two rows of scores."""
    (B, F), shape = scores.shape, scores.shape
    words = f"labels must have shape (B,) = ({B},), one for each row of {name} {shape};"
    range_ = f"labels must be from 0 to {F - 1}, the columns of {name} {shape}; got"
    return [
        *(
            (value, TypeError, f"labels must be whole numbers; got dtype {came}")
            for value, came in [
                ([0.0, 1.0], "float64; try labels.astype(int)"),
                (["0", "1"], "<U1"),
                ([True, False], "bool"),
                (None, "object"),
            ]
        ),
        ([[0], [0, 1]], ValueError, "labels must be a regular array: ..."),
        ([0, 1, 2], ValueError, f"{words} got (3,)"),
        ([[0, 1]], ValueError, f"{words} got (1, 2)"),
        ([0, F], ValueError, f"{range_} {F} at labels[1], in shape (2,)"),
        ([-1, 0], ValueError, f"{range_} -1 at labels[0], in shape (2,)"),
    ]


def positive(name):
    """List values that are not a positive number."""
    words = f"{name} must be positive and finite; got"
    return [
        (True, TypeError, f"{name} must be a number; got True"),
        *(
            (value, TypeError, f"{name} must be a real number; got {value!r}")
            for value in (1j, "1", None)
        ),
        *(
            (value, ValueError, f"{words} {float(value)}")
            for value in (0, -1, np.inf, np.nan)
        ),
        (np.ones(2), ValueError, f"{name} must be one number; got shape (2,)"),
    ]


def _not_whole(name, value):
    return f"{name} must be a whole number; got {value!r} ({type(value).__name__})"


def _not_real(name, right):
    words = f"{name} must be an array of real numbers; got"
    masked = f"{name} must not be masked; fill it with {name}.filled(...)"
    return [
        (right + 1j, TypeError, f"{words} dtype complex128"),
        (right.astype(object), TypeError, f"{words} dtype object"),
        (right.astype("m8[s]"), TypeError, f"{words} dtype timedelta64[s]"),
        ("kernel", TypeError, f"{words} 'kernel'"),
        ([[1], [1, 2]], ValueError, f"{name} must be a regular array: ..."),
        (np.ma.masked_greater(right, 2), TypeError, masked),
    ]


def _empty(name, right, k, axis):
    empty = np.delete(right, slice(None), axis=k)
    return empty, ValueError, f"{name} is empty along {axis}; got shape {empty.shape}"
