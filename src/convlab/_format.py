"""How the course writes a number: in figures, widgets and sentences alike."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal

__all__ = ["format_number"]

SMALLEST, LARGEST = 1e-3, 1e7  # what lies between has no exponent


def format_number(value: float, digits: int = 3) -> str:
    """Write whole numbers in full, others briefly, with a real minus sign.

    `formatNumber` in ``explorers/shared/numbers.js`` writes finite numbers the same.

    Parameters
    ----------
    value : float
        Any number. Below 0.001 and from ten million on it gets an exponent.
    digits : int
        Significant digits of a number that is not whole, at least 2. One that large
        has a single decimal place instead.

    Returns
    -------
    str
        A number that had to be rounded keeps its last zeros: 0.300 is not 0.3.

    Examples
    --------
    >>> [format_number(value) for value in (1234567, 0.0625, 1 / 3, 1234.56)]
    ['1234567', '0.0625', '0.333', '1234.6']
    >>> format_number(12345678), format_number(1 / 3, digits=6)
    ('1.23e+7', '0.333333')
    """
    value = float(value)
    size = abs(value)
    if not math.isfinite(value):
        text = str(value)
    elif 0 < size < SMALLEST or size >= LARGEST:
        text = f"{_brief(_round(value, digits), value):e}"
    elif value.is_integer():
        text = str(int(value))
    elif size < 10 ** (digits - 1):
        text = f"{_brief(_round(value, digits), value):f}"
    else:
        tenths = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
        text = f"{_brief(tenths, value):f}"
    return text.replace("-", "\N{MINUS SIGN}")


def _round(value: float, digits: int) -> Decimal:
    """Round half away from zero, as JavaScript does; Python's own format does not."""
    return Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))


def _brief(rounded: Decimal, value: float) -> Decimal:
    return rounded.normalize() if float(rounded) == value else rounded
