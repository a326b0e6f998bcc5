"""Call a learner's function, and record what it returned, raised and changed."""

import linecache
import reprlib
import traceback
from dataclasses import dataclass

import numpy as np

__all__ = ["NOTHING", "CallResult", "Died", "Other", "Raised", "plain", "record_call"]

LARGEST = 1_000_000  # entries; the right results have a few hundred
LONGEST = 300  # characters of a message
DIGITS = 18  # of a whole number: no array holds many more


@dataclass(frozen=True)
class Other:
    """A result that is not an array, number, tuple or list of whole numbers."""

    words: str


NOTHING = Other("None")


@dataclass(frozen=True)
class Raised:
    """An exception: its kind, its text, the line it came from, and the names there."""

    kind: str
    text: str
    line: str
    names: str = ""


@dataclass(frozen=True)
class Died:
    """The process ended in the middle of a call."""

    code: int | None


@dataclass(frozen=True)
class CallResult:
    """What a call returned or raised, and what it did to its arguments."""

    returned: object = None
    error: Raised | Died | None = None
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


def record_call(function, probe):
    """Call the function on a probe and record what happens."""
    arguments = probe.fresh()
    try:
        result = function(*arguments.values(), **probe.keywords)
        arrays = {k: v for k, v in arguments.items() if isinstance(v, np.ndarray)}
        return CallResult(
            plain(result),
            changed=tuple(
                name
                for name, array in arrays.items()
                if not np.array_equal(array, probe.arguments[name])
            ),
            shared=tuple(k for k, v in arrays.items() if _shares(result, v)),
        )
    except BaseException as error:  # even SystemExit must not end ours
        return CallResult(error=_raised(error, function))


def plain(value):
    """Copy a result, keeping only what a check can use."""
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value[:10])
    if isinstance(value, list):
        pixels = [plain(_pair(item)) for item in value[:1000]]
        for item, pixel in zip(value, pixels, strict=False):
            if not all(isinstance(n, int) for n in _items(pixel)):
                return Other(f"a list of {len(value)} that holds {reprlib.repr(item)}")
        return pixels
    if isinstance(value, bool | np.bool):
        return Other(f"the truth value {value}")
    if isinstance(value, int | np.integer):
        fits = abs(int(value)) < 10**DIGITS
        return int(value) if fits else Other(f"a number of more than {DIGITS} digits")
    if isinstance(value, float | np.floating):
        return float(value)
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if value is None:
        return NOTHING
    name = type(value).__name__[:LONGEST]
    return Other(f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}")


def _plain_array(array):
    if array.dtype.kind not in "biufc":
        return Other(f"an array of {array.dtype.name}")
    if array.size > LARGEST:
        return Other(f"an array of shape {array.shape}, far larger than the right one")
    return np.array(array, subok=False)


def _pair(item):
    """Turn a list of two into a tuple."""
    return tuple(item) if isinstance(item, list) and len(item) == 2 else item


def _items(value):
    return value if isinstance(value, tuple) else (value,)


def _shares(result, argument):
    return any(
        isinstance(item, np.ndarray) and np.may_share_memory(item, argument)
        for item in _items(result)
    )


def _raised(error, function):
    try:
        text = str(error)
    except Exception:
        text = "(its message cannot be read)"
    text = text if len(text) <= LONGEST else text[:LONGEST] + " ..."
    code = getattr(function, "__code__", None)
    names = " ".join(code.co_varnames) if code else ""
    return Raised(type(error).__name__, text, _line(error, function), names)


def _line(error, function):
    """Find the deepest line of the function's own file or cell."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    steps = traceback.walk_tb(error.__traceback__)
    lines = [n for frame, n in steps if frame.f_code.co_filename == code.co_filename]
    if not lines:
        return ""
    source = linecache.getline(code.co_filename, lines[-1]).strip()
    return f"line {lines[-1]}: {source}".rstrip(": ")
