"""What is said of the mistakes up to im2col, and what their functions do.

As in test_mistake_sentences.py: each line has words, and what must hold for a mistake
that uses them.
"""

import re
from itertools import product

import numpy as np
import pytest

import convlab
from convlab.exercises.mistakes import MISTAKES
from test_mistake_sentences import (
    B1,
    FLIPS,
    KERNEL,
    LAYER,
    OH,
    OW,
    TOLD_ELSEWHERE,
    UNPADDED,
    _right_one,
    address_steps,
    asks_for,
    call_small,
    corner,
    equal,
    fewer,
    flips,
    has_the_sides_it_names,
    is_divided_by,
    meets,
    of_bias,
    probe_of,
    reads,
    right,
    right_size,
    rows_of_five,
    spacing,
    steps,
    wrong,
    zero_sides,
)
from test_mistake_sentences import CLAIMS as SHARED_CLAIMS
from test_mistake_sentences import HINTS as SHARED_HINTS

TASKS = {"address", "unit", "channels_first", "output_size", "receptive_field"}
TASKS |= {"forward", "im2col_indices", "im2col"}
OURS = [mistake for mistake in MISTAKES if mistake.task in TASKS]
SHAPE = 5, 7, 3  # of an image, for addresses
BROAD = {"x": np.arange(1.0, 1 + 5 * 9 * 2).reshape(1, 5, 9, 2)}
WIDE_KERNEL = np.arange(1.0, 1 + 2 * 3 * 2).reshape(1, 2, 3, 2)


def is_right_with(**changes):
    """Compare with the right result for other arguments; a function changes each."""

    def holds(mistake):
        given = probe_of(mistake.task).arguments
        changed = {k: change(given[k]) for k, change in changes.items() if k in given}
        return equal(wrong(mistake), right(mistake, **changed))

    return holds


def is_right_after(change):
    """Compare with the right result, changed."""
    return lambda mistake: equal(wrong(mistake), change(right(mistake)))


def has_address_steps(*expected):
    return lambda mistake: address_steps(mistake) == list(expected)


def finds(**places):
    """Compare some units (n, i, j, c), by their addresses in images of `SHAPE`."""

    def holds(mistake):
        return all(
            mistake.function(int(address[1:]), SHAPE) == unit
            for address, unit in places.items()
        )

    return holds


def reorders(order):
    """Compare with the right unit, its indices in another order."""

    def holds(mistake):
        units = [_right_one(mistake).function(a, SHAPE) for a in (0, 8, 38, 150)]
        moved = [tuple(unit["nijc".index(axis)] for axis in order) for unit in units]
        return [mistake.function(a, SHAPE) for a in (0, 8, 38, 150)] == moved

    return holds


def counts(formula):
    """Compare the number of windows with a formula of size, kernel, stride, padding."""

    def holds(mistake):
        return all(
            mistake.function(n, k, stride=s, padding=P) == formula(n, k, s, P)
            for n, k, s, P in product(range(5, 12), (1, 2, 3), (1, 2, 3), (0, 1, 2))
        )

    return holds


def is_off(by, when):
    """Compare the number of windows with the right one, and when it is off."""

    def formula(n, k, s, P):
        return right_size(n, k, stride=s, padding=P) + by * when((n + 2 * P - k) % s, s)

    return counts(formula)


def lists(pixels):
    """Compare the pixels of unit (2, 3), with a kernel of 2 by 3 and stride 2."""
    return lambda m: m.function(2, 3, (2, 3), stride=2) == pixels


def of_window(rows, columns):
    return lists([(row, column) for row in rows for column in columns])


def axes_are(mistake):
    """Compare the shape with the axes that the sentence names last."""
    named = re.findall(r"axes \(([^)]*)\)", mistake.did)[-1].split(", ")
    sizes = dict(zip("BHWC", UNPADDED.x.shape, strict=True))
    letters = [re.findall("[BHWC]", axis) for axis in named]
    expected = tuple(int(np.prod([sizes[k] for k in axis])) for axis in letters)
    return wrong(mistake).shape == expected


def meet_in_orders(mistake):
    """Find the orders in which the sentence says weights and pixels come."""
    weights, pixels = re.findall(r"\(([pqc]), ([pqc]), ([pqc])\)", mistake.did)
    lengths = dict(zip("pqc", (*KERNEL, 2), strict=True))

    def walk(order):
        for index in np.ndindex(*(lengths[axis] for axis in order)):
            yield tuple(index[order.index(axis)] for axis in "pqc")

    pairs = zip(walk(weights), walk(pixels), strict=True)
    return all(meets(mistake, (0, 0), weight) == pixel for weight, pixel in pairs)


def products_are_read(mistake):
    """Deal the right products out as the sentence says."""
    lies, read = (
        axes.replace("window", "m").split(", ")
        for axes in re.findall(r"\(([nf\w]+, [nf\w]+, [nf\w]+)\)", mistake.did)
    )
    sizes = {"n": 3, "f": 4, "m": OH * OW}
    is_last = "The bias, added later, is right" in mistake.did
    z = right(mistake, **({"b": None} if is_last else {})).reshape(3, -1, 4)
    laid = z.transpose(["nmf".index(k) for k in lies]).ravel()
    cut = laid.reshape([sizes[k] for k in read])
    dealt = cut.transpose([read.index(k) for k in "nmf"]).reshape(3, OH, OW, 4)
    return equal(wrong(mistake), dealt + (LAYER.b if is_last else 0))


def columns_are_read(lies, read):
    """Deal the numbers of X_col out again before they are multiplied."""

    def holds(mistake):
        x = convlab.pad(LAYER.x, padding=1)
        cols = convlab.im2col(x, (3, 3), stride=2)
        sizes = dict(zip("nkm", cols.shape, strict=True))
        laid = cols.transpose(["nkm".index(axis) for axis in lies]).ravel()
        cut = laid.reshape([sizes[axis] for axis in read])
        dealt = cut.transpose([read.index(axis) for axis in "nkm"])
        Z = LAYER.w.reshape(4, -1) @ dealt
        z = Z.transpose(0, 2, 1).reshape(3, OH, OW, 4) + LAYER.b
        return equal(wrong(mistake), z)

    return holds


def reads_weights(*places):
    """Compare the elements (p, q) of the kernel on which the result depends."""

    def holds(mistake):
        before, found = wrong(mistake), set()
        for p, q in np.ndindex(3, 3):
            w = LAYER.w.copy()
            w[:, p, q] += 1
            if not equal(before, wrong(mistake, w=w)):
                found.add((p, q))
        return found == set(places)

    return holds


def has_no_bias(mistake):
    return reads(mistake, "b", 0) == set()


def columns_of(mistake, **given):
    """Return the result for an image of 5 by 9 and a kernel of 2 by 3."""
    given = BROAD | {"w": WIDE_KERNEL, "b": np.array([100.0])} | given
    given |= {"kernel_size": KERNEL, "image_shape": (5, 9, 2)}
    return call_small(mistake, given)


def right_columns(mistake, **given):
    return columns_of(_right_one(mistake), **given)


def behind_the_square(value):
    """Tell whether only columns behind the fourth hold this value; z has 4 rows."""

    def holds(mistake):
        z, expected = columns_of(mistake), right_columns(mistake)
        return equal(z[:, :, :4], expected[:, :, :4]) and (z[:, :, 4:] == value).all()

    return holds


def as_of_square_kernel(mistake):
    """Compare with the right result for the first two columns of the kernel."""
    if mistake.task == "im2col_indices":
        expected = convlab.im2col_indices((5, 9, 2), (2, 2))
    elif mistake.task == "im2col":
        expected = convlab.im2col(BROAD["x"], (2, 2))
    else:
        expected = right_columns(mistake, w=WIDE_KERNEL[:, :, :2])
    ours = columns_of(mistake)
    if "size of z belongs" not in mistake.did and mistake.task == "forward":
        expected = expected[:, :, :7]
    return equal(ours, expected)


def sides_exchanged(mistake):
    """Compare with the right result for a kernel of 3 by 2."""
    if mistake.task == "receptive_field":
        return mistake.function(0, 0, (2, 3)) == list(np.ndindex(3, 2))
    if mistake.task == "im2col_indices":
        expected = convlab.im2col_indices((5, 9, 2), (3, 2))
        return equal(columns_of(mistake), expected)
    if mistake.task == "im2col":
        return equal(columns_of(mistake), convlab.im2col(BROAD["x"], (3, 2)))
    x = np.arange(1.0, 26).reshape(1, 5, 5, 1)  # here as many windows fit
    w = np.arange(1.0, 7).reshape(1, 2, 3, 1)
    z = convlab.forward(x, w.reshape(1, 3, 2, 1))
    return equal(mistake.function(x, w), z.reshape(1, 4, 3, 1))


def last_fit(mistake):
    """Tell whether the last windows are lost, but not if pixels are left over."""
    x, w, b = np.ones((1, 7, 9, 1)), np.ones((1, 3, 3, 1)), np.array([5.0])
    given = {"x": x, "w": w, "b": b, "kernel_size": (3, 3), "image_shape": (7, 9, 1)}
    given["stride"] = 2
    left_over = given | {"x": np.ones((1, 8, 10, 1)), "image_shape": (8, 10, 1)}
    ours, expected = (
        call_small(each, given, stride=2) for each in (mistake, _right_one(mistake))
    )
    same = equal(
        call_small(mistake, left_over, stride=2),
        call_small(_right_one(mistake), left_over, stride=2),
    )
    if mistake.task != "forward":
        return same and ours.shape[-1] == 2 * 3 and expected.shape[-1] == 3 * 4
    inside = equal(ours[:, :2, :3], expected[:, :2, :3])
    if "ends before them" in mistake.did:
        return same and inside and ours.shape == (1, 2, 3, 1)
    value = 5 if "bias alone" in mistake.did else 0
    outside = ours.sum() - ours[:, :2, :3].sum() == 6 * value
    return same and inside and outside


def last_windows_are(value):
    def holds(mistake):
        fives = np.full(4, 5.0)
        z, expected = wrong(mistake, b=fives), right(mistake, b=fives)
        last = z[:, -1], z[:, :, -1]
        inside = equal(z[:, :-1, :-1], expected[:, :-1, :-1])
        return inside and all((edge == value).all() for edge in last)

    return holds


def one_window_fewer(mistake):
    """Tell whether the last row and column of windows are gone, left over or not."""
    if mistake.task == "im2col_indices":
        tables = mistake.function((8, 10, 1), (3, 3), stride=2)
        inner = convlab.im2col_indices((8, 10, 1), (3, 3), stride=2)
        kept = inner.reshape(9, 3, 4)[:, :-1, :-1].reshape(9, -1)
        return equal(tables, kept)
    if mistake.task == "im2col":
        OH, OW = UNPADDED.dz.shape[1:3]
        kept = right(mistake).reshape(3, -1, OH, OW)[..., :-1, :-1]
        return equal(wrong(mistake), kept.reshape(3, kept.shape[1], -1))
    return equal(wrong(mistake), right(mistake)[:, :-1, :-1])


def more_windows(rows, columns):
    """Compare the number of windows of an image of 7 by 9 with stride 2."""

    def holds(mistake):
        x, w = np.ones((1, 7, 9, 1)), np.ones((1, 3, 3, 1))
        given = {"x": x, "w": w, "b": None, "kernel_size": (3, 3)}
        given["image_shape"] = 7, 9, 1
        result = call_small(mistake, given, stride=2)
        if mistake.task == "forward":
            return result.shape == (1, rows, columns, 1)
        return result.shape[-1] == rows * columns

    return holds


def side_by_side(mistake):
    """Compare with the right result for strides of 2 and 3, those of the kernel."""
    if mistake.task == "im2col":
        expected = convlab.im2col(BROAD["x"], KERNEL, stride=KERNEL)
    else:
        expected = convlab.forward(BROAD["x"], WIDE_KERNEL, [100.0], stride=KERNEL)
    return equal(columns_of(mistake), expected)


def rounded_up(mistake):
    """Tell whether a third window is taken from an image of 6 pixels."""
    if mistake.task == "im2col_indices":
        return mistake.function((6, 6, 1), (3, 3), stride=2).shape == (9, 9)
    z = mistake.function(np.ones((1, 6, 6, 1)), np.ones((1, 3, 3, 1)), stride=2)
    return z[0, :, 0, 0].tolist() == [9, 9, 6]


def z_exchanged(mistake):
    x = np.arange(1.0, 26).reshape(1, 5, 5, 1)
    given = {"x": x, "w": np.ones((1, 2, 2, 1)), "b": None}
    ours = call_small(mistake, given)
    return equal(ours, call_small(_right_one(mistake), given).swapaxes(1, 2))


def only_where_square(change):
    """Compare for an array with as many kernels as channels, and else expect a stop."""

    def holds(mistake):
        x, w = LAYER.x[..., :4], LAYER.w[..., :4]
        ours = mistake.function(x, w, LAYER.b)
        with pytest.raises((ValueError, IndexError)):
            wrong(mistake)
        return equal(ours, convlab.forward(x, change(w), LAYER.b))

    return holds


def diagonal_of_channels(w):
    kept = np.zeros_like(w)
    for f in range(len(w)):
        kept[f, ..., f] = w[f, ..., f]
    return kept


def shifted_up_and_left(mistake):
    """Take x[s i - p, s j - q] for every weight, with Python's negative indices."""
    x, z = convlab.pad(LAYER.x, padding=1), np.zeros(LAYER.dz.shape) + LAYER.b
    for i, j, p, q in np.ndindex(OH, OW, 3, 3):
        z[:, i, j] += x[:, 2 * i - p, 2 * j - q] @ LAYER.w[:, p, q].T
    return equal(wrong(mistake), z)


def padded_by(*widths):
    """Compare with a forward pass over an image padded by hand."""

    def holds(mistake):
        x = np.pad(LAYER.x, widths)[..., :5]
        return equal(wrong(mistake), convlab.forward(x, LAYER.w, LAYER.b, stride=2))

    return holds


def padding_becomes(change):
    def holds(mistake):
        x, w = np.ones((1, 6, 7, 1)), np.ones((1, 1, 1, 1))
        return all(
            mistake.function(x, w, padding=P).shape[1] == 6 + 2 * change(P)
            for P in range(4)
        )

    return holds


def running(over, bias_too):
    """Compare with a running sum, over all units or over the kernels of each."""

    def holds(mistake):
        z = right(mistake) if bias_too else right(mistake, b=None)
        sums = np.cumsum(z).reshape(z.shape) if over == "units" else np.cumsum(z, -1)
        return equal(wrong(mistake), sums if bias_too else sums + LAYER.b)

    return holds


def table_of(mistake):
    """Return the table of an image of 5 by 9 by 2, and p, q, c, i, j of its entries."""
    table = mistake.function((5, 9, 2), KERNEL, stride=2)
    p, q, c, i, j = np.indices((*KERNEL, 2, 2, 4)).reshape(5, 12, 8)
    return table, p, q, c, i, j


def holds_addresses(formula):
    def holds(mistake):
        table, *indices = table_of(mistake)
        return equal(table, formula(*indices))

    return holds


def entries(mistake):
    """Return the result as a matrix, with the right entries by (row, column)."""
    if mistake.task == "im2col_indices":
        return mistake.function((5, 9, 2), KERNEL), convlab.im2col_indices(
            (5, 9, 2), KERNEL
        )
    return columns_of(mistake)[0], right_columns(mistake)[0]


def written(row, column):
    """Write the right entries one after the other, in the rows and columns given."""

    def holds(mistake):
        ours, expected = entries(mistake)
        made = np.zeros(expected.shape)
        for k, (p, q, c) in enumerate(np.ndindex(2, 3, 2)):
            for m, (i, j) in enumerate(np.ndindex(4, 7)):
                made[row(p, q, c), column(i, j)] = expected[k, m]
        return equal(ours, made)

    return holds


def laid_out(mistake_order, is_reshaped=False):
    """Compare with the right columns, transposed to an order and joined again."""

    def holds(mistake):
        ours, expected = entries(mistake)
        apart = expected.reshape(2, 3, 2, 4, 7)
        moved = apart.transpose(["pqcij".index(axis) for axis in mistake_order])
        if is_reshaped:
            return equal(ours, moved.reshape(expected.shape))
        return equal(ours, moved.reshape(-1, np.prod(moved.shape[-3:])))

    return holds


def images_apart(mistake):
    """Find image 1 of two at the place where the sentence says it was looked for."""
    x = np.arange(2.0 * 4 * 5 * 3).reshape(2, 4, 5, 3)
    cols = mistake.function(x, (1, 1))
    return cols[1, 0, 0] == 4 * 5


def joined(axes):
    """Compare with the matrices of all images, joined along the named axes."""

    def holds(mistake):
        cols = right(mistake)
        moved = cols.transpose(["nkm".index(axis) for axis in axes])
        return equal(wrong(mistake), moved.reshape(cols.shape[1], -1))

    return holds


def dealt_out(array):
    """Cut the memory of an array (n, i, j, c) into (n, c, i, j)."""
    n, i, j, c = array.shape
    return array.ravel().reshape(n, c, i, j).transpose(0, 2, 3, 1)


CLAIMS = [
    # address
    (r"i \+ H j \+ H W c", has_address_steps(105, 1, 5, 35)),
    (r"n by H, i by W and j by C", has_address_steps(5, 7, 3, 1)),
    (r"order \(C, H, W\), but", lambda m: address_steps(m) == [105, 15, 5, 1]),
    (r"i was multiplied by C, and j by W C", has_address_steps(105, 3, 21, 1)),
    (r"counted down the columns", has_address_steps(105, 3, 15, 1)),
    (r"^A row was counted as W numbers and a pixel as one",
     has_address_steps(105, 7, 1, 1)),
    (r"H W numbers, a row as W and a pixel as one", has_address_steps(35, 7, 1, 1)),
    (r"1 was subtracted from each", lambda m: m.function(3, 4, 5, 2, SHAPE)
     == _right_one(m).function(2, 3, 4, 1, SHAPE)),
    (r"in bytes, with 8", has_address_steps(840, 168, 24, 8)),
    # unit
    (r"read with the rows fastest", finds(a1=(0, 1, 0, 0), a5=(0, 0, 1, 0),
                                          a35=(0, 0, 0, 1), a105=(1, 0, 0, 0))),
    (r"modulo W and the column modulo H", finds(a18=(0, 0, 1, 0), a105=(1, 5, 0, 0))),
    (r"batch, and pixels as well", finds(a129=(1, 6, 43, 0))),
    (r"batch, not from that of the image", finds(a129=(1, 6, 1, 0))),
    (r"address of channel 0 of its pixel", has_address_steps(105, 21, 3, 0)),
    (r"\(n, j, i, c\)", reorders("njic")),
    (r"\(n, i, c, j\)", reorders("nicj")),
    (r"the remainder was used as the index", finds(a107=(2, 1, 0, 0))),
    (r"nearest whole number, not down", lambda m: m.task == "output_size"
     or finds(a104=(1, 0, 0, -1), a2=(0, 0, 1, -1))(m)),
    (r"one step too few was taken out", finds(a105=(0, 4, 6, 3), a106=(1, 0, 0, 1),
                                              a3=(0, 0, 0, 3), a21=(0, 0, 6, 3))),
    (r"1 was subtracted from it", lambda m: m.function(9, SHAPE)
     == _right_one(m).function(8, SHAPE)),
    # channels_first
    (r"the axes \([BCHW ,]*\)\.", axes_are),
    (r"transposed to the axes .*, and then reshaped",
     is_right_with(x=lambda x: np.moveaxis(x.T.reshape(3, 5, 8, 13), 1, -1))),
    # output_size
    (r"not counted where it ends with the image",
     is_off(-1, lambda left, s: left == 0)),
    (r"padding was subtracted", counts(lambda n, k, s, P: (n - 2 * P - k) // s + 1)),
    (r"Only the kernel was divided", counts(lambda n, k, s, P: n + 2 * P - k // s + 1)),
    (r"by the stride and 1", counts(lambda n, k, s, P: (n + 2 * P - k) // (s + 1))),
    (r"rounded to the nearest", lambda m: m.task == "unit"
     or is_off(1, lambda left, s: 2 * left >= s)(m)),
    (r"left out, and the \+ 1", counts(lambda n, k, s, P: (n + 2 * P) // s)),
    (r"kernel was left out\.$", counts(lambda n, k, s, P: (n + 2 * P) // s + 1)),
    (r"^A window was counted at every stride-th",
     counts(lambda n, k, s, P: len(range(0, n + 2 * P, s)))),
    (r"kernel was assumed to be odd",
     counts(lambda n, k, s, P: (n + 2 * P - (k // 2 * 2 + 1)) // s + 1)),
    (r"'same', size / stride rounded up", counts(lambda n, k, s, P: -(-n // s))),
    (r"formula was solved for the size", lambda m: all(
        right_size(m.function(n, k, stride=s, padding=P), k, stride=s, padding=P) == n
        for n, k, s, P in product((3, 4, 5), (2, 3), (1, 2, 3), (0, 1)))),
    # receptive_field
    (r"^The row of the corner was multiplied", of_window((4, 5), (3, 4, 5))),
    (r"^The column of the corner was multiplied", of_window((2, 3), (6, 7, 8))),
    (r"between the pixels of a window as well", of_window((4, 6), (6, 8, 10))),
    (r"every stride-th row and column was listed", of_window((4,), (6, 8))),
    (r"laid side by side", of_window((4, 5), (9, 10, 11))),
    (r"set at \(0, 0\), whatever", of_window((0, 1), (0, 1, 2))),
    (r"of two pixels in the middle the first",
     lambda m: m.function(4, 5, (3, 4))[5] == (4, 5)),
    (r"height and the width of the kernel were swapped", sides_exchanged),
    (r"last column of the window are missing", of_window((4,), (6, 7))),
    (r"Only the first row of the window", of_window((4,), (6, 7, 8))),
    (r"Only the first pixel", of_window((4,), (6,))),
    (r"diagonal of the window was listed:", lists([(4, 6), (5, 7)])),
    (r"ends in row KH - 1", lambda m: m.function(1, 0, (3, 2)) ==
     [(1, 0), (1, 1), (2, 0), (2, 1)]),
    (r"one after the other in the list", lists([4, 6, 4, 7, 4, 8, 5, 6, 5, 7, 5, 8])),
    # the bias
    (r"once for every product", lambda m: equal(of_bias(m, B1), 45 * B1)),
    (r"once for each element \(p, q\)", lambda m: equal(of_bias(m, B1), 9 * B1)),
    (r"once for each row of the kernel", lambda m: equal(of_bias(m, B1), 3 * B1)),
    (r"once for each window", lambda m: equal(of_bias(m, B1), OH * OW * B1)),
    (r"once for each image", lambda m: equal(of_bias(m, B1), 3 * B1)),
    (r"sum of all biases", lambda m: equal(of_bias(m, B1), np.full(4, 10))),
    (r"given the bias b\[n\]", lambda m: equal(
        wrong(m) - wrong(m, b=0 * B1), LAYER.b[:3].reshape(3, 1, 1, 1) + 0 * LAYER.dz)),
    # which weight meets which pixel
    (r"its rows, its columns and its channels",
     is_right_with(w=lambda w: w[:, ::-1, ::-1, ::-1])),
    (r"All axes of w were reversed",
     is_right_with(w=lambda w: w[::-1, ::-1, ::-1, ::-1])),
    (r"first two axes of w were reversed", is_right_with(w=lambda w: w[::-1, ::-1])),
    (r"do not meet in the same order: the weights", meet_in_orders),
    (r"matrix with a column for each,", is_right_with(w=lambda w: np.array(
        [w.ravel()[f::4].reshape(3, 3, 5) for f in range(4)]))),
    (r"rows mix the weights", is_right_with(
        w=lambda w: w.transpose(1, 2, 3, 0).ravel().reshape(w.shape))),
    (r"^Kernels and channels were swapped",
     only_where_square(lambda w: w.transpose(3, 1, 2, 0))),
    (r"goes up and to the left", shifted_up_and_left),
    # what is added up
    (r"Only the last channel", lambda m: reads(m, "x", 3) == {4}),
    (r"each added up over the channels", lambda m: equal(wrong(m), convlab.forward(
        LAYER.x.sum(-1)[..., None], LAYER.w.sum(-1)[..., None], LAYER.b, stride=2,
        padding=1))),
    (r"added up first, and met the weights of channel 0",
     is_right_with(w=lambda w: np.repeat(w[..., :1], 5, axis=-1))),
    (r"channels were kept apart", only_where_square(diagonal_of_channels)),
    (r"each added up, and only the two sums", is_right_with(
        w=lambda w: 0 * w + w.sum(axis=(1, 2, 3)).reshape(4, 1, 1, 1))),
    (r"products with the last element", reads_weights((2, 2))),
    (r"bias was lost with it", has_no_bias),
    (r"still contains those before it", running("units", True)),
    (r"contains the products of those before", running("units", False)),
    (r"still contains the products of the kernels before f", running("kernels", False)),
    (r"Only the first row of the kernel", reads_weights((0, 0), (0, 1), (0, 2))),
    (r"Only the last row of the kernel", reads_weights((2, 0), (2, 1), (2, 2))),
    (r"Only the first element", reads_weights((0, 0))),
    (r"diagonal of the kernel", reads_weights((0, 0), (1, 1), (2, 2))),
    (r"Within the kernel, only every stride-th",
     reads_weights((0, 0), (0, 2), (2, 0), (2, 2))),
    (r"computed with kernel 0", lambda m: reads(m, "w", 0) == {0}),
    (r"images of the batch were added up",
     is_right_with(x=lambda x: 0 * x + x.sum(axis=0))),
    (r"divided by the number of images", is_divided_by(3)),
    # where the windows begin, and how many there are
    (r"number of (units|windows) is that of the stride\.$", lambda m: (
        wrong(m).shape == right(m).shape)),
    (r"moved by one pixel", lambda m: steps(m) == (1, 1) and spacing(m) == (1, 1)),
    (r"that is a dilation", lambda m: spacing(m) == (2, 2) and (
        m.task == "receptive_field" or steps(m) == (1, 1))),
    (r"applied to the rows but not to the columns; ", lambda m: steps(m) == (2, 1)),
    (r"applied to columns but not to the rows; ", lambda m: steps(m) == (1, 2)),
    (r"columns of the corners but not to their rows", holds_addresses(
        lambda p, q, c, i, j: ((i + p) * 9 + 2 * j + q) * 2 + c)),
    (r"rows of the corners but not to their columns", holds_addresses(
        lambda p, q, c, i, j: ((2 * i + p) * 9 + j + q) * 2 + c)),
    (r"more (columns of units|windows in a row)", more_windows(3, 7)),
    (r"more rows of (units|windows)", more_windows(5, 4)),
    (r"as many units as then fit", more_windows(3, 5)),
    (r"lie side by side and do not overlap", side_by_side),
    (r"Rows and columns of z were swapped", z_exchanged),
    (r"left out: z is 0 there", last_windows_are(0)),
    (r"left out: there, z holds the bias alone", last_windows_are(5)),
    (r"left out, unless pixels are left over", last_fit),
    (r"last row and (its|the) last column( of them)? are missing\.$", one_window_fewer),
    (r"unless almost another window fits", lambda m: more_windows(2, 3)(m) and
     m.function(np.ones((1, 8, 10, 1)), np.ones((1, 3, 3, 1)), stride=2).shape
     == (1, 3, 4, 1)),
    (r"(z|windows) was rounded up", rounded_up),
    (r"computed from the image without its padding", lambda m: equal(
        wrong(m), right(m)[:, : (8 - 3) // 2 + 1, : (13 - 3) // 2 + 1])),
    (r"kernel was assumed to be square", as_of_square_kernel),
    (r"result was assumed to be square",
     lambda m: equal(columns_of(m), right_columns(m)[:, :, :4])),
    (r"z is 0 in the rest", behind_the_square(0)),
    (r"in the rest, z holds the bias", behind_the_square(100)),
    # the padding
    (r"whatever the padding is, even 0", padding_becomes(lambda P: 1)),
    (r"although the padding is larger", padding_becomes(lambda P: min(P, 1))),
    (r"^Columns were padded, and rows were not",
     lambda m: zero_sides(m) == {"left", "right"}),
    (r"but not after its last|but not before its first", lambda m: m.function(
        np.ones((1, 4, 5, 1)), np.ones((1, 1, 1, 1)), padding=2).shape[1:3] == (6, 7)
     and has_the_sides_it_names(m)),
    (r"Half of the padding", padding_becomes(lambda P: P // 2)),
    (r"split between the two sides", lambda m: [m.function(
        np.ones((1, 4, 5, 1)), np.ones((1, 1, 1, 1)), padding=P).shape[1]
        for P in (1, 2, 3)] == [5, 6, 7]),
    (r"Every axis was padded", padded_by(*[(1, 1)] * 4)),
    (r"The last two axes were padded", padded_by((0, 0), (0, 0), (1, 1), (1, 1))),
    # axes reshaped and not moved
    (r"^The array was reshaped", lambda m: equal(
        wrong(m).ravel(), UNPADDED.x.ravel()) and wrong(m).shape == right(m).shape),
    (r"^The image was reshaped .* front, but a reshape", is_right_with(x=dealt_out)),
    (r"^The padded image was reshaped", lambda m: equal(wrong(m), convlab.forward(
        dealt_out(convlab.pad(LAYER.x, padding=1)), LAYER.w, LAYER.b, stride=2))),
    (r"front, and the kernels too, but", is_right_with(x=dealt_out, w=dealt_out)),
    (r"the kernels too, and z", lambda m: equal(wrong(m), np.moveaxis(right(
        m, x=dealt_out(LAYER.x), w=dealt_out(LAYER.w)), 3, 1).ravel().reshape(
            LAYER.dz.shape))),
    (r"^The windows were reshaped to", laid_out("ijpqc", is_reshaped=True)),
    (r"^The products, with the axes", products_are_read),
    (r"filled image by image, and read window by window",
     lambda m: equal(wrong(m), right(m).transpose(3, 0, 1, 2).reshape(4, OH, OW, 3)
                     .transpose(3, 1, 2, 0))),
    (r"where a window should be a row", columns_are_read("nkm", "nmk")),
    (r"where a window should be a column", columns_are_read("nmk", "nkm")),
    (r"then read image by image", columns_are_read("nkm", "knm")),
    (r"then read window by window", columns_are_read("nkm", "kmn")),
    # im2col_indices
    (r"Neither the offsets", holds_addresses(
        lambda p, q, c, i, j: p * 9 + q + c + 2 * i * 9 + 2 * j)),
    (r"^A row was counted as W numbers, but each", lambda m: (
        has_address_steps(105, 7, 3, 1) if m.task == "address" else holds_addresses(
            lambda p, q, c, i, j: (2 * i + p) * 9 + (2 * j + q) * 2 + c))(m)),
    (r"^A pixel was counted as one number", lambda m: (
        has_address_steps(105, 21, 1, 1) if m.task == "address" else holds_addresses(
            lambda p, q, c, i, j: (2 * i + p) * 18 + 2 * j + q + c))(m)),
    (r"image of W rows and H columns", lambda m: equal(
        m.function((5, 9, 2), KERNEL), convlab.im2col_indices((9, 5, 2), KERNEL))),
    (r"begins in row s j and column s i", holds_addresses(
        lambda p, q, c, i, j: ((2 * j + p) * 9 + 2 * i + q) * 2 + c)),
    (r"lies in row q and column p", holds_addresses(
        lambda p, q, c, i, j: ((2 * i + q) * 9 + 2 * j + p) * 2 + c)),
    (r"offsets of the kernel as well", holds_addresses(
        lambda p, q, c, i, j: ((2 * i + 2 * p) * 9 + 2 * j + 2 * q) * 2 + c)),
    (r"with the rows fastest and the channels slowest\.$",
     lambda m: m.task != "im2col_indices" or holds_addresses(
        lambda p, q, c, i, j: (c * 9 + 2 * j + q) * 5 + 2 * i + p)(m)),
    (r"every stride-th pixel of the image", lambda m: m.function(
        (5, 9, 2), KERNEL, stride=2)[0].tolist()
     == [(i * 9 + j) * 2 for i in (0, 2, 4) for j in (0, 2, 4, 6, 8)]),
    (r"numbers of windows were swapped", lambda m: m.function(
        (5, 9, 2), KERNEL, stride=2)[0].tolist()
     == [(i * 9 + j) * 2 for i in (0, 2, 4, 6) for j in (0, 2)]),
    (r"counts pixels, not numbers", lambda m: equal(
        m.function((5, 9, 2), KERNEL), convlab.im2col_indices((5, 9, 1), KERNEL))),
    (r"only channel 0 in the table", lambda m: equal(
        m.function((5, 9, 2), KERNEL), convlab.im2col_indices((5, 9, 2), KERNEL)[::2])),
    (r"channel was left out of the addresses", holds_addresses(
        lambda p, q, c, i, j: ((2 * i + p) * 9 + 2 * j + q) * 2)),
    # rows and columns
    (r"(rows of the table|The rows) are in the order \(c, q, p\)",
     laid_out("cqpij", is_reshaped=True)),
    (r"on its side, with a row for each window", lambda m: equal(
        entries(m)[0],
        entries(m)[1].reshape(6, 2, 28).transpose(2, 1, 0).reshape(28, 12))),
    (r"one window after the other, were reshaped", laid_out("ijpqc", is_reshaped=True)),
    (r"one window after the other and each in the order \(c, p, q\)|with their "
     r"channels first, were reshaped", laid_out("ijcpq", is_reshaped=True)),
    (r"channels came after the windows", laid_out("pqijc", is_reshaped=True)),
    (r"with the height of the kernel, p KH \+ q",
     written(lambda p, q, c: (p * 2 + q) * 2 + c, lambda i, j: i * 7 + j)),
    (r"with the height of z, i OH \+ j",
     written(lambda p, q, c: (p * 3 + q) * 2 + c, lambda i, j: i * 4 + j)),
    (r"counted without the channels",
     written(lambda p, q, c: p * 3 + q, lambda i, j: i * 7 + j)),
    (r"written to column 0",
     written(lambda p, q, c: (p * 3 + q) * 2 + c, lambda i, j: 0)),
    # im2col
    (r"Channel 0 is in the rows of all", lambda m: reads(m, "x", 3) == {0}
     and wrong(m).shape == right(m).shape),
    (r"into one matrix, window by window", joined("kmn")),
    (r"matrix of image 0 was returned", lambda m: equal(wrong(m), right(m)[0])),
    (r"lie H W numbers apart", images_apart),
    (r"returned the addresses, not the numbers", lambda m: equal(
        wrong(m), [convlab.im2col_indices((8, 13, 5), (3, 3), stride=2)] * 3)),
    (r"height of the kernel runs along the columns", lambda m: all(
        meets(m, (0, 0), (p, q, 0)) == (q, p, 0) for p, q in np.ndindex(KERNEL))),
]  # fmt: skip


def differs(mistake):
    return not equal(wrong(mistake), right(mistake))


def differs_for(*arguments, **keywords):
    """Ask the wrong and the right function the question of the hint."""
    return lambda m: (
        m.function(*arguments, **keywords)
        != _right_one(m).function(*arguments, **keywords)
    )


def row_of_window(unit, stride, axis):
    return asks_for(lambda m: meets(m, unit, (0, 0, 0), stride)[axis])


def counts_like(shape, kernel):
    """Ask for the number of windows of an image and a kernel."""
    x, w = np.ones((1, *shape, 2)), np.ones((1, *kernel, 2))
    given = {"x": x, "w": w, "b": None, "kernel_size": kernel}
    given |= {"image_shape": (*shape, 2)}
    return asks_for(lambda m: call_small(m, given))


def windows_of_five(mistake):
    """Return the size of the result for 5 rows, a kernel of 3 and stride 2."""
    if mistake.task == "im2col_indices":
        return mistake.function((5, 5, 1), (3, 3), stride=2).shape
    return rows_of_five(mistake, 3, stride=2)


def image_of(*shape):
    return np.arange(float(np.prod(shape))).reshape(shape)


HINTS = [
    (r"memory of an? \((B, )?H, W, C\) array|memory that your addresses",
     asks_for(lambda m: {
        "address": lambda: m.function(0, 0, 0, 1, SHAPE),
        "unit": lambda: m.function(1, SHAPE),
        "im2col_indices": lambda: m.function(SHAPE, (1, 1))[1, 0],
        "im2col": lambda: columns_of(m)[0, 1, 0]}[m.task]())),
    (r"Print H, W and C", differs_for(1, 2, 3, 1, (4, 5, 3))),
    (r"one row of the image hold", lambda m: {
        "address": lambda: address_steps(m)[1],
        "unit": lambda: 15 * m.function(15, SHAPE)[1],
        "im2col_indices": lambda: step_of(m, 6) + 5}[m.task]() == 15),
    (r"right after \(0, 0, 0, C - 1\)", lambda m: address_steps(m)[1] == 3),
    (r"address of unit \(0, 0, 0, 1\)", lambda m: address_steps(m)[3] != 1),
    (r"How many values can i take", lambda m: m.function(18, SHAPE)[2] != 6),
    (r"whole images are taken out", differs_for(105, SHAPE)),
    (r"Which of them says how often", lambda m: m.function(107, SHAPE)[0] == 107 % 105),
    (r"the last of image 0", differs_for(104, SHAPE)),
    (r"lies at address C", differs_for(3, SHAPE)),
    (r"which of its two results does `divmod`", differs_for(107, SHAPE)),
    (r"x\[0, 1, 2, 3\]\? It should be \[0, 3, 1, 2\]",
     asks_for(lambda m: m.function(image_of(1, 5, 5, 5))[0, 3, 1, 2])),
    (r"`x.T` reverses", lambda m: wrong(m).shape == (5, 13, 8, 3)),
    (r"leave x alone", lambda m: equal(wrong(m), UNPADDED.x)),
    (r"join along an axis that is there", lambda m: wrong(m).ndim == 3),
    (r"What is 7 - 3 // 2", lambda m: (
        m.function(7, 3, stride=2), right_size(7, 3, stride=2)
    ) == (7 - 3 // 2 + 1, (7 - 3) // 2 + 1)),
    (r"What is 4 // 2 \+ 1", lambda m: (
        m.function(7, 3, stride=2), right_size(7, 3, stride=2)
    ) == (4 // (2 + 1), 4 // 2 + 1)),
    (r"An image of 6 and a kernel of 3 that moves by 2", lambda m: rounded_up(m)
     if m.task != "output_size" else m.function(6, 3, stride=2) == 3),
    (r"In which column does the window of unit \(0, 1\)|In which column of x does the "
     r"window of z\[n, 0, 1", asks_for(corner((0, 1), 1))),
    (r"when the kernel is 2 by 3 and the stride 2",
     differs_for(0, 0, (2, 3), stride=2)),
    (r"window of unit \(1, 0\) begin when the stride is 1",
     row_of_window((1, 0), 1, 0)),
    (r"Do the units \(0, 0\) and \(1, 0\)", lambda m: m.function(0, 0, (2, 2))
     == m.function(1, 0, (2, 2))),
    (r"a kernel of 2 rows and 3 columns", lambda m: sides_exchanged(m)
     if m.name != "im2col-window-turned" else meets(m, (0, 0), (1, 0, 0))[0] == 0),
    (r"unit read when the kernel is 2 by 3\?", differs_for(0, 0, (2, 3))),
    (r"window of unit \(1, 0\) end", lambda m: m.function(1, 0, (2, 2))[-1][0] == 1),
    (r"unit \(0, 1\) and a kernel of 1 by 1", differs_for(0, 1, (1, 1))),
    # forward
    (r"inside or outside the sum over p and q\?",
     lambda m: equal(of_bias(m, B1), 9 * B1)),
    (r"inside or outside the sum over p\?", lambda m: equal(of_bias(m, B1), 3 * B1)),
    (r"How often does the line that adds the bias run",
     lambda m: equal(of_bias(m, B1), of_bias(m, B1)[0] * B1) and of_bias(m, B1)[0] > 1),
    (r"which of them belongs to channel f", lambda m: not equal(of_bias(m, B1), B1)),
    (r"Which pixel of the window meets w\[f, 0, 0, c\]", lambda m: (
        meets(m, (0, 0), (0, 0, 0)) != (0, 0, 0))),
    (r"And which channel of the pixel",
     lambda m: meets(m, (0, 0), (0, 0, 0))[2] == 1),
    (r"reverses every axis|Rows and columns of w are its axes 1 and 2",
     lambda m: reads_kernel(m, 0) == {3}),
    (r"`.T` reverses the order", lambda m: "(c, q, p)" in m.did),
    (r"column 0 after `w.reshape\(-1, F\)`",
     lambda m: reads_kernel(m, 0) == {0, 1, 2, 3}),
    (r"cuts the memory into F pieces", lambda m: reads_kernel(m, 0) == {0, 1, 2, 3}),
    (r"Which axis of w\[:, p, q\] counts", lambda m: "swapped" in m.did),
    (r"w\[f, 1, 0, c\] meet at unit \(0, 0\)",
     lambda m: meets(m, (0, 0), (1, 0, 0))[0] == 6),
    (r"p counts rows", lambda m: any("swapped" in words for words in flips(m))),
    (r"Where does your function use `padding`", lambda m: not equal(
        rows_of_five(m, 3, padding=2), rows_of_five(_right_one(m), 3, padding=2))),
    (r"Which axes of x are its rows and columns", lambda m: len(
        {0, 1, 2, 3} - {axis for axis in range(4) if padded_axis(m, axis)}) != 2
     or padded_axis(m, 0) or padded_axis(m, 2) != padded_axis(m, 1)),
    (r"Over which indices does the sum run", lambda m: len(reads(m, "x", 3)) == 1
     if m.name != "forward-channels-kept-apart" else True),
    (r"Is c one index in your sum", lambda m: "apart" not in m.did or differs(m)),
    (r"every channel of a pixel meet its own weight", differs),
    (r"Which weight does each pixel of the window meet", differs),
    (r"`=` where there should be a `\+=`", lambda m: "replaced" in m.did),
    (r"does the sum begin at 0", lambda m: "reset" in m.did),
    (r"How many products does a kernel of 2 by 3 with one channel make", lambda m: (
        products_made(m) != 6)),
    (r"How many pairs \(p, q\) does a kernel of 2 by 3", lambda m: products_made(m)
     == len(list(zip(range(2), range(3), strict=False)))),
    (r"make when the stride is 2", lambda m: products_made(m, stride=2) == 2),
    (r"Which kernel makes channel 1", lambda m: reads_kernel(m, 1) == {0}),
    (r"Where does your function use n\. Does|Does the equation sum over it", lambda m: (
        "added up" in m.did)),
    (r"window of z\[n, 1, 0, f\] begin when the stride is 1", side_by_side),
    (r"belongs to z\[n, 0, 1, f\]", z_exchanged),
    (r"range\(OH - 1\)", lambda m: fewer(m) or last_windows_are(5)(m)),
    (r"range\(0, 5 - 3\)", last_fit),
    (r"a kernel of 2 on an image of 3 has two places", lambda m: one_window_fewer(m)
     if m.task != "output_size" and "+ 1" in m.did else differs_anywhere(m)),
    (r"3 by 5 and the kernel 2 by 2", counts_like((3, 5), (2, 2))),
    (r"columns does a kernel of 2 by 3 have\? Look for KH", as_of_square_kernel),
    (r"`im2col` take the sides", sides_exchanged),
    (r"Which axes does your product have", products_are_read),
    (r"numbers of one window end up in one (row|column)", differs),
    (r"joined with them", differs),
    # im2col
    (r"channel 1 of the first pixel lie", lambda m: step_of(m, 1) != 1),
    (r"belongs into row \(0, 0, 1\)", asks_for(lambda m: columns_of(m)[0, 1, 0])),
    (r"from a number to the one in the next row", lambda m: step_of(m, 6) != 18),
    (r"from one pixel to the next in its row", lambda m: step_of(m, 2) != 2),
    (r"from a pixel to the one below it", lambda m: step_of(m, 6) != 18),
    (r"does window \(0, 1\) begin when the stride is 2", more_windows(3, 7)),
    (r"does window \(1, 0\) begin when the stride is 2", more_windows(5, 4)),
    (r"(?<!of )window \(1, 0\) begin when the stride is 1", side_by_side),
    (r"How many windows fit into 5 rows", asks_for(windows_of_five)),
    (r"How many numbers does a window hold", lambda m: len(entries(m)[0]) != 12
     or wrong(m).shape != right(m).shape),
    (r"Look for KH where KW", as_of_square_kernel),
    (r"come before \(1, 0\) in raster order", lambda m: not (
        entries(m)[0].any(axis=0).all() and entries(m)[0].any(axis=1).all())),
    (r"ever written", lambda m: "never written" in m.did and not (
        entries(m)[0].any(axis=0).all() and entries(m)[0].any(axis=1).all())),
    (r"Which axes does your `reshape` join", laid_out("pqijc", is_reshaped=True)),
    (r"window (stand|lie) below each other",
     lambda m: "reshaped" in m.did and differs(m)),
    (r"skipped to get to the next image", images_apart),
    (r"use the numbers in x", lambda m: reads(m, "x", 1) == set()),
    (r"addresses up in the whole batch", lambda m: np.ndim(wrong(m)) == 2),
    (r"an axis for n, and it comes first", lambda m: np.ndim(wrong(m)) == 2),
    (r"In which axis of x do its rows lie|in which axis of x do its rows", lambda m: (
        meets(m, (0, 0), (1, 0, 0))[0] == 0)),
]  # fmt: skip


def reads_kernel(mistake, channel):
    """Return the kernels on which a channel of z depends."""
    before, found = wrong(mistake)[..., channel], set()
    for f in range(4):
        w = LAYER.w.copy()
        w[f] += np.arange(1.0, 46).reshape(3, 3, 5)
        if not equal(before, wrong(mistake, w=w)[..., channel]):
            found.add(f)
    return found


def padded_axis(mistake, axis):
    """Tell whether an axis of x is longer in what the kernels are laid on."""
    if axis == 3:
        return "channels" in mistake.did
    x, w = np.ones((2, 4, 5, 1)), np.ones((1, 1, 1, 1))
    return mistake.function(x, w, padding=1).shape[axis] > x.shape[axis]


def products_made(mistake, stride=1):
    """Count the products of a kernel of ones with a window of ones."""
    x, w = np.ones((1, 2, 3, 1)), np.ones((1, 2, 3, 1))
    return mistake.function(x, w, stride=stride).item()


def step_of(mistake, rows):
    """Return how far apart the first number and another lie, in an image (5, 9, 2)."""
    table = mistake.function((5, 9, 2), KERNEL)
    return table[rows, 0] - table[0, 0]


def differs_anywhere(mistake):
    if mistake.task == "output_size":
        return mistake.function(3, 2) != 2
    return counts_like((3, 3), (2, 2))(mistake)


def told(sentence, *tables):
    """Return what must hold for a sentence, from the first table that knows it."""
    found = (
        [holds for words, holds in table if re.search(words, sentence)]
        for table in tables
    )
    return next(filter(None, found), [])


@pytest.mark.parametrize("mistake", OURS, ids=lambda m: m.name)
def test_what_is_said_of_a_mistake_is_what_it_does(mistake):
    claims = told(mistake.did, CLAIMS, SHARED_CLAIMS)
    for holds in claims:
        assert holds(mistake), mistake.did
    flip = any(re.search(words, mistake.did) for words in FLIPS)
    assert claims or flip or mistake.name in TOLD_ELSEWHERE, mistake.did


@pytest.mark.parametrize("mistake", OURS, ids=lambda m: m.name)
def test_a_hint_points_at_what_is_wrong(mistake):
    """The right and the wrong function must answer what the hint asks differently."""
    asked = told(mistake.hint, HINTS, SHARED_HINTS)
    for holds in asked:
        assert holds(mistake), mistake.hint
    assert asked, mistake.hint
