"""Mistakes in the unit that lies at an address."""

from convlab.exercises.case import ONE_CHANNEL, ONE_IMAGE, SQUARE_IMAGE
from convlab.exercises.mistakes.mistake import mistake

FASTEST = "Which index moves fastest in the memory of a (B, H, W, C) array?"
ORDER = "In which order do the indices come in x[n, i, j, c]?"
REST = "After the whole images are taken out of the address, what is left to divide?"
WHOLE = (
    "`divmod(a, b)` returns two numbers. Which of them says how often b fits into a?"
)


@mistake(
    "unit",
    "The unit is that of an array whose channels come first, (B, C, H, W).",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=FASTEST,
)
def memory_channels_first(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    c, rest = divmod(rest, H * W)
    return n, *divmod(rest, W), c


@mistake(
    "unit",
    "Within its image, the address was read with the rows fastest and the channels "
    "slowest.",
    equation="address",
    hint=FASTEST,
)
def first_axis_fastest(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    c, rest = divmod(rest, H * W)
    j, i = divmod(rest, H)
    return n, i, j, c


@mistake(
    "unit",
    "A row was counted as H pixels, but it has W.",
    equation="address",
    hides_when=[SQUARE_IMAGE],
    hint="How many pixels does one row of the image hold: H or W?",
)
def row_of_height(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    i, rest = divmod(rest, H * C)
    return n, i, *divmod(rest, C)


@mistake(
    "unit",
    "The row was counted modulo W and the column modulo H: the two were swapped.",
    equation="address",
    hides_when=[SQUARE_IMAGE],
    hint="How many values can i take, and how many j?",
)
def moduli_exchanged(address, image_shape):
    H, W, C = image_shape
    pixel, c = divmod(address, C)
    return pixel // W // H, pixel // W % W, pixel % H, c


@mistake(
    "unit",
    "Rows were counted from the start of the batch, and pixels as well.",
    equation="address",
    hint=REST,
)
def rest_not_handed_on(address, image_shape):
    H, W, C = image_shape
    return address // (H * W * C), address // (W * C), address // C, address % C


@mistake(
    "unit",
    "Rows were counted from the start of the batch, not from that of the image.",
    equation="address",
    hides_when=[ONE_IMAGE],
    hint=REST,
)
def rows_of_the_batch(address, image_shape):
    H, W, C = image_shape
    i, rest = divmod(address, W * C)
    return address // (H * W * C), i, *divmod(rest, C)


@mistake(
    "unit",
    "The indices were returned from the fastest to the slowest, (c, j, i, n).",
    equation="address",
    hint=ORDER,
)
def indices_backwards(address, image_shape):
    return _unit(address, image_shape)[::-1]


@mistake(
    "unit",
    "The row and the column were swapped, (n, j, i, c).",
    equation="address",
    hint=ORDER,
)
def rows_and_columns_exchanged(address, image_shape):
    n, i, j, c = _unit(address, image_shape)
    return n, j, i, c


@mistake(
    "unit",
    "The column and the channel were swapped, (n, i, c, j).",
    equation="address",
    hint=ORDER + " And which of its two results does `divmod` return first?",
)
def columns_and_channels_exchanged(address, image_shape):
    n, i, j, c = _unit(address, image_shape)
    return n, i, c, j


@mistake(
    "unit",
    "Each time, the remainder was used as the index, and the quotient was passed on.",
    equation="address",
    hint=WHOLE,
)
def quotients_and_rests_exchanged(address, image_shape):
    H, W, C = image_shape
    rest, n = divmod(address, H * W * C)
    rest, i = divmod(rest, W * C)
    c, j = divmod(rest, C)
    return n, i, j, c


@mistake(
    "unit",
    "The divisions were rounded to the nearest whole number, not down.",
    equation="address",
    hint="How many whole images are in an address that is the last of image 0?",
)
def rounded_to_nearest(address, image_shape):
    H, W, C = image_shape
    n = round(address / (H * W * C))
    rest = address - n * H * W * C
    i = round(rest / (W * C))
    rest -= i * W * C
    j = round(rest / C)
    return n, i, j, rest - j * C


@mistake(
    "unit",
    "Where an image, a row or a pixel begins, other than the first, one step too few "
    "was taken out of the address.",
    equation="address",
    hint="Which unit lies at address C? There one whole pixel fits, and nothing is "
    "left over.",
)
def whole_step_left_over(address, image_shape):
    H, W, C = image_shape
    indices, rest = [], address
    for step in (H * W * C, W * C, C):
        indices.append(max(rest - 1, 0) // step)
        rest -= indices[-1] * step
    return *indices, rest


@mistake(
    "unit",
    "The indices were counted from 1.",
    equation="address",
    hint="Which unit lies at address 0?",
)
def indices_from_one(address, image_shape):
    n, i, j, c = _unit(address, image_shape)
    return n + 1, i + 1, j + 1, c + 1


@mistake(
    "unit",
    "The address was assumed to count from 1: 1 was subtracted from it.",
    equation="address",
    hint="Which unit lies at address 0?",
)
def address_from_one(address, image_shape):
    return _unit(address - 1, image_shape)


def _unit(address, image_shape):
    """Return the right unit."""
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    i, rest = divmod(rest, W * C)
    return n, i, *divmod(rest, C)
