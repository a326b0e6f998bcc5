"""Mistakes in which units read a pixel."""

from convlab.exercises.case import NO_PADDING, STRIDE_1
from convlab.exercises.mistakes.mistake import mistake


def windows(size, kernel, stride, padding):
    """Return how many windows fit along one axis."""
    return (size + 2 * padding - kernel) // stride + 1


def pairs(along, i, j, image_size, kernel_size):
    """Combine the numbers along both axes; along(place, size, kernel) lists them."""
    (H, W), (KH, KW) = image_size, kernel_size
    rows, columns = along(i, H, KH), along(j, W, KW)
    return [(a, b) for a in rows for b in columns]


def right(i, j, image_size, kernel_size, stride, padding):
    def along(place, size, kernel):
        count = windows(size, kernel, stride, padding)
        place += padding
        return [a for a in range(count) if stride * a <= place < stride * a + kernel]

    return pairs(along, i, j, image_size, kernel_size)


@mistake(
    "readers",
    "It returned the pixels that unit (i, j) reads. The task asks for the units "
    "that read pixel (i, j).",
    equation="receptive-field",
    hint="`i` and `j` count pixels here. How many units read the pixel in the corner?",
)
def the_other_way_round(i, j, image_size, kernel_size, *, stride=1, padding=0):
    KH, KW = kernel_size
    return [(stride * i + p, stride * j + q) for p in range(KH) for q in range(KW)]


PADDED = "Without its padding, pixel (0, 0) is in the corner of the image. Where is it "
PADDED += "once a row and a column of zeros lie before it?"


@mistake(
    "readers",
    "The padding was left out.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PADDED,
)
def padding_forgotten(i, j, image_size, kernel_size, *, stride=1, padding=0):
    return right(i, j, image_size, kernel_size, stride, 0)


@mistake(
    "readers",
    "The pixel was looked for at (i, j) of the padded image.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PADDED,
)
def pixel_without_padding(i, j, image_size, kernel_size, *, stride=1, padding=0):
    i, j = i - padding, j - padding
    return right(i, j, image_size, kernel_size, stride, padding)


@mistake(
    "readers",
    "The padding was subtracted from i and j, not added.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint=PADDED,
)
def padding_subtracted(i, j, image_size, kernel_size, *, stride=1, padding=0):
    i, j = i - 2 * padding, j - 2 * padding
    return right(i, j, image_size, kernel_size, stride, padding)


@mistake(
    "readers",
    "The windows were counted without the padding.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="How many windows fit on the padded image, and which is the last of them?",
)
def windows_without_padding(i, j, image_size, kernel_size, *, stride=1, padding=0):
    counts = [
        windows(size, kernel, stride, 0)
        for size, kernel in zip(image_size, kernel_size, strict=True)
    ]
    found = right(i, j, image_size, kernel_size, stride, padding)
    return [(a, b) for a, b in found if a < counts[0] and b < counts[1]]


@mistake(
    "readers",
    "Units with a negative row or column are in the list, and no such units exist.",
    equation="receptive-field",
    hint="Which units read the pixel in the top-left corner?",
)
def start_forgotten(i, j, image_size, kernel_size, *, stride=1, padding=0):
    def along(place, size, kernel):
        count, place = windows(size, kernel, stride, padding), place + padding
        first = -((kernel - 1 - place) // stride)
        return range(first, min(place // stride + 1, count))

    return pairs(along, i, j, image_size, kernel_size)


@mistake(
    "readers",
    "Units beyond the last window are in the list, and no such units exist.",
    equation="output-size",
    hint="Which units read the pixel in the bottom-right corner? How many windows fit?",
)
def end_forgotten(i, j, image_size, kernel_size, *, stride=1, padding=0):
    def along(place, _, kernel):
        place += padding
        return [a for a in range(place // stride + 1) if place < stride * a + kernel]

    return pairs(along, i, j, image_size, kernel_size)


@mistake(
    "readers",
    "Units outside of z are in the list: some with a negative row or column, or some "
    "beyond the last window.",
    equation="output-size",
    hint="Which units read the pixel in the top-left corner, and which the one in the "
    "bottom-right corner?",
)
def both_ends_forgotten(i, j, image_size, kernel_size, *, stride=1, padding=0):
    def along(place, _, kernel):
        place += padding
        first = -((kernel - 1 - place) // stride)
        return range(first, place // stride + 1)

    return pairs(along, i, j, image_size, kernel_size)


@mistake(
    "readers",
    "The stride was left out: the windows moved by one pixel.",
    equation="receptive-field",
    hides_when=[STRIDE_1],
    hint="In which row does the window of unit (1, 0) begin when the stride is 2?",
)
def stride_forgotten(i, j, image_size, kernel_size, *, stride=1, padding=0):
    def along(place, size, kernel):
        count = windows(size, kernel, stride, padding)
        place += padding
        return [a for a in range(count) if a <= place < a + kernel]

    return pairs(along, i, j, image_size, kernel_size)


@mistake(
    "readers",
    "The first unit was rounded down, so that it can be one whose window ends before "
    "the pixel.",
    equation="receptive-field",
    hides_when=[STRIDE_1],
    hint="In which row does the window of unit a end, and must the pixel lie before "
    "that end or behind it?",
)
def first_rounded_down(i, j, image_size, kernel_size, *, stride=1, padding=0):
    def along(place, size, kernel):
        count, place = windows(size, kernel, stride, padding), place + padding
        first = max((place - kernel + 1) // stride, 0)
        return range(first, min(place // stride + 1, count))

    return pairs(along, i, j, image_size, kernel_size)


@mistake(
    "readers",
    "The window is one row and one column too large.",
    equation="receptive-field",
    hint="A window of KH rows begins in row 0. In which row does it end?",
)
def end_included(i, j, image_size, kernel_size, *, stride=1, padding=0):
    def along(place, size, kernel):
        count = windows(size, kernel, stride, padding)
        place += padding
        return [a for a in range(count) if stride * a <= place <= stride * a + kernel]

    return pairs(along, i, j, image_size, kernel_size)


@mistake(
    "readers",
    "Rows and columns of the units were swapped.",
    equation="receptive-field",
    hint="The row comes first, in z[n, a, b, f] as in your list.",
)
def rows_and_columns_swapped(i, j, image_size, kernel_size, *, stride=1, padding=0):
    found = right(i, j, image_size, kernel_size, stride, padding)
    return [(b, a) for a, b in found]


@mistake(
    "readers",
    "The units were listed column by column, not row by row.",
    equation="receptive-field",
    hint=(
        "After the first unit, which comes next: the one below or the one to the right?"
    ),
)
def listed_down_first(i, j, image_size, kernel_size, *, stride=1, padding=0):
    found = right(i, j, image_size, kernel_size, stride, padding)
    return sorted(found, key=lambda unit: unit[::-1])
