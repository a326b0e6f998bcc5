"""The course's number format, and its colour for each array."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal

__all__ = [
    "DARK",
    "NEGATIVE",
    "NEUTRAL",
    "PALETTE",
    "POSITIVE",
    "custom_properties",
    "format_number",
]

SMALLEST, LARGEST = 1e-3, 1e7  # sizes in between are written without an exponent


def format_number(value: float, digits: int = 3) -> str:
    """Write whole numbers in full and round the others, with a real minus sign.

    `formatNumber` in ``explorers/shared/numbers.js`` formats finite numbers the same
    way.

    Parameters
    ----------
    value : float
        Any number. Sizes below 0.001, and ten million or more, get an exponent.
    digits : int
        Significant digits of a number that is not whole, at least 2. A number with
        that many digits before the point gets one decimal place instead.

    Returns
    -------
    str
        The number. Zeros at the end mean it was rounded: 0.300 is not 0.3.

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


PALETTE = {
    "x": "#0072b2",
    "w": "#9a6700",
    "b": "#57606a",
    "z": "#00734f",
    "dz": "#c2410c",
    "dx": "#9333a8",
    "dw": "#b3261e",
    "cols": "#0b7285",
}
POSITIVE, NEGATIVE = PALETTE["x"], PALETTE["dz"]  # the sign of a number in a picture
NEUTRAL = {  # for everything that is not an array
    "ink": "#1f2328",
    "pale": "#59636e",
    "line": "#6e7781",  # around buttons and input fields
    "page": "#ffffff",
    "rule": "#8c959f",  # between cells, in a figure
    "hatch": "#a0a9b3",
    "right": "#116329",
    "wrong": "#9a3412",
}
DARK = {  # the same names on a dark page
    "x": "#58b4f0",
    "w": "#e0b040",
    "b": "#a8b2bd",
    "z": "#3fc795",
    "dz": "#ff9a5c",
    "dx": "#d69cf0",
    "dw": "#ff8f85",
    "cols": "#4fc3d7",
    "ink": "#e6edf3",
    "pale": "#9ea7b3",
    "line": "#6e7681",
    "page": "#14181d",
    "right": "#56d364",
    "wrong": "#ffa657",
}


def custom_properties(selector: str) -> str:
    """Write the palette as CSS, with lighter colours for dark mode.

    Parameters
    ----------
    selector : str
        The elements that get the custom properties ``--x``, ``--ink`` and so on.

    Returns
    -------
    str

    Examples
    --------
    >>> custom_properties("p").splitlines()[:2]
    ['p {', '  --x: #0072b2;']
    """
    dark = (
        f'html[data-theme="dark"] {selector},\n'
        f'body[data-jp-theme-light="false"] {selector}'
    )
    return _rule(selector, PALETTE | NEUTRAL) + _rule(dark, DARK)


def _rule(selector: str, colours: dict[str, str]) -> str:
    lines = (f"  --{name}: {colour};\n" for name, colour in colours.items())
    return f"{selector} {{\n{''.join(lines)}}}\n\n"
