"""Every sentence about a known mistake is a claim; the wrong function must prove it.

Some sentences and hints are specific: rows or columns, image 0 or the last one, before
or after, averaged over what. These tests compare each with the result of the wrong
function.
"""

import inspect
import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import convlab
from convlab.exercises.case import Case
from convlab.exercises.mistakes import MISTAKES
from convlab.exercises.tasks import TASKS, Probe
from test_mistakes import call_on

SIZES = {"B": 3, "H": 8, "W": 13, "C": 5, "F": 4, "KH": 3, "KW": 3, "stride": 2}
LAYER = Case.of_integers(**SIZES, padding=1)
UNPADDED = Case.of_integers(**SIZES)
OH, OW = LAYER.dz.shape[1:3]
COLUMNS = {"im2col", "im2col_indices", "col2im"}
# Those of the backward pass make more claims: see test_backward_sentences.py.
BACKWARD = {"db", "dw", "dx", "col2im", "backward", "error", "update"}
IMAGES = {"forward": "x", "im2col": "x", "col2im": "cols"}  # and dz for the gradients


def probe_of(task, **changes):
    """Run a task on an irregular layer, with some arguments replaced."""
    probe = call_on(UNPADDED if task in COLUMNS else LAYER, task)
    given = probe.arguments | {k: v for k, v in changes.items() if k in probe.arguments}
    keywords = {k: changes.get(k, v) for k, v in probe.keywords.items()}
    return Probe(task, given, keywords)


def wrong(mistake, **changes):
    with np.errstate(all="ignore"):
        return probe_of(mistake.task, **changes)(mistake.function)


def right(mistake, **changes):
    return probe_of(mistake.task, **changes)(TASKS[mistake.task].right)


def call_small(mistake, given, **keywords):
    """Call the wrong function on arrays of its own, with the keywords it takes."""
    known = probe_of(mistake.task).keywords
    given |= {"stride": 1, "padding": 0} | keywords
    names = probe_of(mistake.task).arguments
    taken = {name: given[name] for name in names}
    return mistake.function(*taken.values(), **{name: given[name] for name in known})


def equal(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other)


def reads(mistake, name, axis):
    """Return the indices of an axis at which the result depends on an argument."""
    before, array = wrong(mistake), probe_of(mistake.task).arguments[name]
    found = set()
    for k in range(array.shape[axis]):
        changed = np.moveaxis(array.copy(), axis, 0)
        changed[k] += 10.0
        changed = np.moveaxis(changed, 0, axis)
        if not equal(before, wrong(mistake, **{name: changed})):
            found.add(k)
    return found


def reads_images(mistake):
    return reads(mistake, IMAGES.get(mistake.task, "dz"), 0)


def is_divided_by(count):
    def holds(mistake):
        free = {"b": None} if mistake.task == "forward" else {}
        return equal(wrong(mistake, **free) * count, right(mistake, **free))

    return holds


# Every pixel is a different number, so a number tells where in the window it lies.
IMAGE = np.arange(1.0, 1 + 7 * 8 * 2).reshape(1, 7, 8, 2)
KERNEL = 2, 3
CODES = {(p, q, c): IMAGE[0, p, q, c] for p, q, c in np.ndindex(2, 3, 2)}


def one_hot(shape, index):
    array = np.zeros(shape)
    array[index] = 1
    return array


def meets(mistake, unit, weight, stride=1):
    """Return the pixel (row, column, channel) that a weight meets at a unit."""
    i, j = unit
    steps = (7 - 2) // stride + 1, (8 - 3) // stride + 1
    w, dz = (
        one_hot((1, *KERNEL, 2), (0, *weight)),
        one_hot((1, *steps, 1), (0, i, j, 0)),
    )
    k = np.ravel_multi_index(weight, (*KERNEL, 2))
    given = {"x": IMAGE, "w": w, "dz": dz, "b": None}
    given |= {"kernel_size": KERNEL, "image_shape": IMAGE.shape[1:]}
    m = i * steps[1] + j
    given["cols"] = one_hot((1, 12, steps[0] * steps[1]), (0, k, m))
    if mistake.task == "receptive_field":
        pixels = mistake.function(i, j, KERNEL, stride=stride)
        return (*pixels[weight[0] * KERNEL[1] + weight[1]], weight[2])
    result = call_small(mistake, given, stride=stride)
    if mistake.task in {"dx", "col2im"}:
        (found,) = np.argwhere(np.ravel(result))
        return tuple(int(n) for n in np.unravel_index(found[0], IMAGE.shape[1:]))
    if mistake.task == "im2col_indices":
        address = result[k, _column(result, m, i, j, stride)]
        return tuple(int(n) for n in np.unravel_index(address, IMAGE.shape[1:]))
    if mistake.task == "im2col":
        code = result[0, k, _column(result[0], m, i, j, stride)]
    elif mistake.task == "forward":
        code = result[0, i, j, 0]
    else:
        code = result[0][weight]
    found = np.argwhere(IMAGE[0] == code)[0]
    return tuple(int(n) for n in found)


def _column(table, m, i, j, stride):
    """Find the column of a window, even if the stride was ignored."""
    ignored = table.shape[1] == 6 * 6 and stride > 1
    return i * 6 + j if ignored else m


def steps(mistake):
    """Return how far apart windows lie, down and to the right, if the stride is 2."""
    first, below, beside = (
        meets(mistake, unit, (0, 0, 0), 2) for unit in ((0, 0), (1, 0), (0, 1))
    )
    return below[0] - first[0], beside[1] - first[1]


def spacing(mistake):
    """Return how far apart the pixels of a window lie if the stride is 2."""
    first, last = (meets(mistake, (0, 0), (p, p, 0), 2) for p in (0, 1))
    return last[0] - first[0], last[1] - first[1]


def order_of_weights(mistake):
    """Return (p, q, c) of the pixels that the weights meet, in the weights' order."""
    return [meets(mistake, (0, 0), weight) for weight in np.ndindex(*KERNEL, 2)]


def is_read_in_order(letters):
    def holds(mistake):
        weights = list(np.ndindex(*KERNEL, 2))
        places = sorted(weights, key=lambda w: [w["pqc".index(x)] for x in letters])
        if mistake.task == "dw":  # read, where the others are laid out
            places = [weights[places.index(weight)] for weight in weights]
        return order_of_weights(mistake) == places

    return holds


FLIPS = {
    r"rotated by 180|read backwards": lambda a: a[:, ::-1, ::-1],
    r"rows run backwards": lambda a: a[:, ::-1],
    r"columns run backwards": lambda a: a[:, :, ::-1],
    r"Rows and columns of the kernels? were swapped": lambda a: a.swapaxes(1, 2),
}


def flips(mistake):
    """Return the words for the flips that turn the right result into the wrong one."""
    task, found = mistake.task, set()
    try:
        wrong(mistake)
    except (ValueError, IndexError):  # some fail if F and C differ, or OH and OW
        return found
    for words, flip in FLIPS.items():
        if task in {"forward", "dx"}:
            expected = right(mistake, w=flip(LAYER.w))
        elif task == "dw":
            expected = flip(right(mistake))
        elif "swapped" in words:
            continue  # another claim covers the order of rows
        elif task == "im2col":
            windows = right(mistake).reshape(3, 3, 3, -1)
            expected = flip(windows).reshape(3, 3 * 3 * 5, -1)
        else:
            cols = probe_of(task).arguments["cols"]
            flipped = flip(cols.reshape(3, 3, 3, -1)).reshape(cols.shape)
            expected = right(mistake, cols=flipped)
        if equal(wrong(mistake), expected):
            found.add(words)
    return found


CAN_FLIP = [
    m for m in MISTAKES if m.task in {"forward", "dx", "dw", "im2col", "col2im"}
]


@pytest.mark.parametrize("mistake", CAN_FLIP, ids=lambda m: m.name)
def test_a_flip_is_named_where_there_is_one_and_nowhere_else(mistake):
    named = {words for words in FLIPS if re.search(words, mistake.did)}
    assert named == flips(mistake)


def zero_sides(mistake):
    """Return on which sides a 1 by 1 kernel finds zeros around an image of ones."""
    x, w = np.ones((1, 4, 5, 1)), np.ones((1, 1, 1, 1))
    if mistake.task == "dw":
        units = [one_hot((1, 8, 9, 1), (0, i, j, 0)) for i, j in np.ndindex(8, 9)]
        met = [mistake.function(dz, x, w, padding=2).item() for dz in units]
        z = np.reshape(met, (8, 9))
    else:
        z = mistake.function(x, w, None, stride=1, padding=2)[0, :, :, 0]
    edges = {"top": z[0], "bottom": z[-1], "left": z[:, 0], "right": z[:, -1]}
    return {side for side, edge in edges.items() if not edge.any()}


def cut_sides(mistake):
    """Return from which sides of the padded gradient rows or columns were cut off."""
    x, w = np.zeros((1, 4, 5, 1)), np.ones((1, 1, 1, 1))
    dz = np.arange(1.0, 1 + 8 * 9).reshape(1, 8, 9, 1)
    dx = mistake.function(dz, x, w, stride=1, padding=2)[0, :, :, 0]
    rows, columns = np.divmod(dx.astype(int) - 1, 9)
    cut = {"top": rows.min() > 0, "bottom": rows.max() < 7}
    cut |= {"left": columns.min() > 0, "right": columns.max() < 8}
    return {side for side, is_cut in cut.items() if is_cut}


ALL_SIDES = {"top", "bottom", "left", "right"}


def has_the_sides_it_names(mistake):
    before = re.split(r", and none|\. In the", mistake.did)[0]
    named = {side for side in ALL_SIDES if re.search(rf"\b{side}\b", before)}
    return named == (zero_sides if mistake.task == "forward" else cut_sides)(mistake)


def shape_is(letters):
    sizes = dict(SIZES, OH=OH, OW=OW)

    def holds(mistake):
        return np.shape(wrong(mistake)) == tuple(
            int(name) if name.isdigit() else sizes[name] for name in letters
        )

    return holds


def address_steps(mistake):
    """Return how far the address moves with n, i, j and c, in an image (5, 7, 3)."""
    start = mistake.function(0, 0, 0, 0, (5, 7, 3))
    units = np.eye(4, dtype=int).tolist()
    return [mistake.function(*unit, (5, 7, 3)) - start for unit in units]


def address_step(axis, size):
    return lambda m: address_steps(m)["nijc".index(axis)] == size


def right_size(*given, **keywords):
    return convlab.output_size(*given, **keywords)


def gradients_in_order(names):
    def holds(mistake):
        named = right(mistake)._asdict()
        returned = wrong(mistake)
        return all(
            equal(array, named[name])
            for array, name in zip(returned, names, strict=True)
        )

    return holds


def activation(mistake):
    """Return what an error turns into for negative z, and for positive z."""
    dx, z = np.array([[[[5.0, 5.0, -5.0, -5.0]]]]), np.array([[[[-3.0, 3, -3, 3]]]])
    return mistake.function(dx, z).ravel().tolist()


def step(mistake):
    """Return what 10 turns into, for several gradients and learning rates."""
    return [
        mistake.function(np.array([p]), np.array([g]), r)[0]
        for p, g, r in ((10.0, 4.0, 0.5), (10.0, 0.0, 0.5), (10.0, 4.0, 0.25))
    ]


def of_bias(mistake, b):
    """Return what a bias of 1, 2, ... adds to the units of each kernel."""
    with_b, without = wrong(mistake, b=b), wrong(mistake, b=0 * b)
    return (with_b - without)[0, 0, 0]


B1 = np.arange(1.0, 5.0)
# Each line: words, and what the function must do for them to be true.
CLAIMS = [
    (r"^(Only|Every image of the batch got the \w+ of) image 0",
     lambda m: reads_images(m) == {0}),
    (r"Only the last image", lambda m: reads_images(m) == {2}),
    (r"Only channel 0", lambda m: reads(m, "x", 3) == {0}),
    (r"[Oo]nly the last kernel", lambda m: reads(m, "w", 0) == {3}),
    (r"the bias of kernel 0", lambda m: reads(m, "b", 0) == {0}),
    (r"bias was left out", lambda m: reads(m, "b", 0) == set()),
    (r"dz was left out|as if every dz were 1", lambda m: reads(m, "dz", 0) == set()),
    (r"Only the last product",
     lambda m: [reads(m, "w", k) for k in (1, 2, 3)] == [{2}, {2}, {4}]),
    (r"Only the last use of each weight",
     lambda m: [reads(m, "dz", k) for k in (0, 1, 2)] == [{2}, {OH - 1}, {OW - 1}]),
    (r"is 0 everywhere", lambda m: not wrong(m).any()),
    (r"number of images", is_divided_by(3)),
    (r"number of windows|over the windows of each image", is_divided_by(OH * OW)),
    (r"number of its terms|^dz was averaged; it", is_divided_by(3 * OH * OW)),
    (r"channels were averaged", is_divided_by(5)),
    (r"products of a window were averaged", is_divided_by(3 * 3 * 5)),
    (r"kernels were averaged", is_divided_by(4)),
    (r"pixels in a window", is_divided_by(3 * 3)),
    (r"copies of a pixel were averaged",
     lambda m: set(np.unique(wrong(m, cols=np.ones_like(UNPADDED.cols)))) <= {0, 1}),
    (r"one from each window, were averaged",
     lambda m: set(np.unique(m.function(np.ones((1, 3, 4, 1)), np.ones((1, 4, 6, 1)),
                                        np.ones((1, 2, 3, 1))))) == {1}),
    (r"Where windows overlap, only|Each stamp replaced",
     lambda m: len(np.unique(overlap(m))) == 1),
    (r"order \(c, p, q\)", is_read_in_order("cpq")),
    (r"order \(q, p, c\)", is_read_in_order("qpc")),
    (r"(taken|put back) from top to bottom", lambda m: second_window(m) == (1, 0)),
    (r"moved by one pixel|one pixel apart|stride was ignored|set at \(i, j\)",
     lambda m: steps(m) == (1, 1) and spacing(m) == (1, 1)),
    (r"rows (of the corners )?but not to (the |their )?columns",
     lambda m: steps(m) == (2, 1)),
    (r"columns of the corners but not to their rows", lambda m: steps(m) == (1, 2)),
    (r"dilation", lambda m: steps(m) == (1, 1) and spacing(m) == (2, 2)
     if m.task != "receptive_field" else spacing(m) == (2, 2)),
    (r"sign was flipped", lambda m: equal(wrong(m), -right(m))),
    (r"bias was subtracted", lambda m: equal(of_bias(m, B1), -B1)),
    (r"bias was added to every product", lambda m: equal(of_bias(m, B1), 45 * B1)),
    (r"bias was added once for each channel", lambda m: equal(of_bias(m, B1), 5 * B1)),
    (r"at the (top|left|bottom|right)", has_the_sides_it_names),
    (r"^Rows were padded, and columns were not",
     lambda m: zero_sides(m) == {"top", "bottom"}),
    (r"image was not padded|copies of its border", lambda m: zero_sides(m) == set()),
    (r"split between the two sides", lambda m: m.function(
        np.ones((1, 4, 5, 1)), np.ones((1, 1, 1, 1)), None, padding=2).shape[1] == 6),
    (r"padding was left on",
     lambda m: np.subtract(wrong(m).shape, LAYER.x.shape).tolist() == [0, 2, 2, 0]),
    (r"which is empty when P is 0", lambda m: wrong(m, padding=1).size
     and m.function(np.ones((1, 3, 3, 1)), np.ones((1, 4, 4, 1)),
                    np.ones((1, 2, 2, 1))).size == 0),
    (r"last row and the last column of windows were left out", lambda m: fewer(m)),
    (r"result has the axes \(B, C, W, H\)", shape_is(["B", "C", "W", "H"])),
    (r"result has the axes \(C, B, H, W\)", shape_is(["C", "B", "H", "W"])),
    (r"has a row for each window",
     lambda m: wrong(m).shape[-2:] == right(m).shape[:-3:-1]),
    (r"side by side, into one matrix", lambda m: np.ndim(wrong(m)) == 2),
    (r"to a single number", lambda m: np.ndim(wrong(m)) == 0),
    (r"one number for each image", shape_is(["B"])),
    (r"over the images only", lambda m: equal(wrong(m), LAYER.dz.sum(axis=0))),
    (r"Every bias got the sum over all kernels",
     lambda m: equal(wrong(m), np.full(4, LAYER.dz.sum()))),
    (r"each kernel got the gradient of all",
     lambda m: equal(wrong(m), np.repeat(right(m).sum(0, keepdims=True), 4, axis=0))),
    (r"still there, with length 1", shape_is(["1", "1", "1", "F"])),
    (r"counted from 1", lambda m: equal(wrong(m), np.add(right(m), 1))),
    (r"A row was counted as W numbers", address_step("i", 7)),
    (r"A pixel was counted as one number", address_step("j", 1)),
    (r"An image was counted as H W numbers", address_step("n", 35)),
    (r"images before image n were not skipped", address_step("n", 0)),
    (r"A row was counted as H pixels, but it has W",
     lambda m: m.function(15, (5, 7, 3)) == (0, 1, 0, 0) if m.task == "unit"
     else address_steps(m)[1] == 15),
    (r"\(B, C, H, W\)", lambda m: m.function(35, (5, 7, 3)) == (0, 0, 0, 1)
     if m.task == "unit" else address_steps(m) == [105, 7, 1, 35]),
    (r"an image whose channels come first, \(C, H, W\)", lambda m: equal(
        wrong(m), right(m, x=np.moveaxis(UNPADDED.x, 3, 1).reshape(UNPADDED.x.shape)))
     if m.task == "im2col" else np.diff(m.function((7, 8, 2), (1, 1))[:, 0]) == 56),
    (r"order, \(c, j, i, n\)|slowest, \(c, j, i, n\)",
     lambda m: wrong(m) == right(m)[::-1]),
    (r"order dw, dx, db", gradients_in_order(["dw", "dx", "db"])),
    (r"order dw, db, dx", gradients_in_order(["dw", "db", "dx"])),
    (r"\+ 1 was left out", lambda m: all(
        m.function(n, 3, stride=s) == right_size(n, 3, stride=s) - 1
        for n, s in product(range(5, 12), (1, 2, 3)))),
    (r"\+ 1 was put before the division", lambda m: all(
        m.function(n, 3, stride=s) == (n - 3 + 1) // s
        for n, s in product(range(5, 12), (1, 2, 3)))),
    (r"padding was counted on one side",
     lambda m: m.function(9, 3, padding=2) == right_size(9, 3) + 2),
    (r"padding was left out",
     lambda m: m.function(9, 3, padding=2) == right_size(9, 3)),
    (r"stride was left out", lambda m: m.function(9, 3, stride=2) == right_size(9, 3)),
    (r"rounded up", lambda m:
     m.function(6, 3, stride=2) == right_size(6, 3, stride=2) + 1
     and m.function(7, 3, stride=2) == right_size(7, 3, stride=2)),
    (r"size of the kernel was left out",
     lambda m: m.function(9, 3) == m.function(9, 5)),
    (r"centred on the pixel", lambda m: m.function(4, 5, (3, 3))[4] == (4, 5)),
    (r"column by column", lambda m: m.function(0, 0, (2, 3))[:2] == [(0, 0), (1, 0)]),
    (r"Rows and columns of the pixels were swapped",
     lambda m: m.function(0, 1, (1, 1)) == [(1, 0)]),
    (r"one row and one column too large",
     lambda m: set(m.function(0, 0, (1, 2))) == set(np.ndindex(2, 3))),
    (r"slope of the activation was left out",
     lambda m: activation(m) == [5.0, 5.0, -5.0, -5.0]),
    (r"ReLU was applied to the gradient", lambda m: activation(m) == [5, 5, 0, 0]),
    (r"passes where z is negative, and is stopped where z is positive",
     lambda m: activation(m) == [5, 0, -5, 0]),
    (r"by the activation, not by its slope",
     lambda m: activation(m) == [0, 15, 0, -15]),
    (r"slope was returned by itself", lambda m: activation(m) == [0, 1, 0, 1]),
    (r"uphill: the gradient was added", lambda m: step(m) == [12, 10, 11]),
    (r"learning rate was left out", lambda m: step(m) == [6, 10, 6]),
    (r"returned the step, not", lambda m: step(m) == [-2, 0, -1]),
    (r"made smaller by the learning rate", lambda m: step(m) == [3, 5, 1.5]),
    (r"ReLU was applied: the result is the activation",
     lambda m: equal(wrong(m), np.maximum(right(m), 0))),
    (r"not reset for each unit",
     lambda m: equal(np.diff(wrong(m).ravel()), right(m).ravel()[1:])),
    (r"dx ends where the last window ends", lambda m: wrong(m, padding=0).shape[1:3] ==
     tuple(2 * (n - 1) + 3 for n in LAYER.dz.shape[1:3])),
    (r"zeros are missing between the entries of dz", lambda m: steps_are_lost(m)),
    (r"not multiplied by the number of channels|as a row of the kernel has|"
     r"as the image has rows|as z has columns", lambda m: table_steps(m)),
    (r"(Z|array|image|dz|windows|columns),? .*(was|were) reshaped|units of dz",
     lambda m: deals_out_anew(m)),
]  # fmt: skip


def overlap(mistake):
    """Return the image that overlapping windows of ones leave behind."""
    if mistake.task == "col2im":
        return mistake.function(np.ones((1, 4, 6)), (3, 4, 1), (2, 2))
    given = np.ones((1, 2, 3, 1)), np.ones((1, 3, 4, 1)), np.ones((1, 2, 2, 1))
    return mistake.function(*given)


def second_window(mistake):
    """Return the window that the function takes column 1, or unit 1 of dz, for."""
    if mistake.task in {"dx", "dw"}:  # the unit it takes for the window (0, 1)
        return next(
            unit
            for unit in np.ndindex(6, 6)
            if meets(mistake, unit, (0, 0, 0))[:2] == (0, 1)
        )
    return meets(mistake, (0, 1), (0, 0, 0))[:2]


def fewer(mistake):
    """Tell whether only the last windows add nothing."""
    if mistake.task == "col2im":
        x = wrong(mistake, cols=np.ones_like(UNPADDED.cols))
        i, j = (2 * (n - 2) + 3 for n in UNPADDED.dz.shape[1:3])
        last = x[:, i:], x[:, :, j:]
        return x.any() and not last[0].any() and not last[1].any()
    if mistake.task == "forward":
        z, expected = wrong(mistake), right(mistake)
        return (
            not z[:, -1].any()
            and not z[:, :, -1].any()
            and equal(z[:, :-1, :-1], expected[:, :-1, :-1])
        )
    if mistake.task in {"dw", "dx"}:
        inner = LAYER.dz.copy()
        inner[:, -1] = inner[:, :, -1] = 0
        return equal(wrong(mistake), right(mistake, dz=inner))
    rows = (
        mistake.function((5, 6, 1), (3, 3)),
        convlab.im2col_indices((5, 6, 1), (3, 3)),
    )
    return rows[0].shape == (9, 2 * 3) and rows[1].shape == (9, 3 * 4)


def steps_are_lost(mistake):
    """Tell whether dz[1, 0] is laid one pixel below dz[0, 0] though the stride is 2."""
    dz, w = one_hot((1, 2, 2, 1), (0, 1, 0, 0)), one_hot((1, 2, 2, 1), (0, 0, 0, 0))
    dx = mistake.function(dz, np.zeros((1, 4, 4, 1)), w, stride=2)
    return tuple(np.argwhere(dx[0, :, :, 0])[0]) == (1, 0)


def table_steps(mistake):
    """Compare the steps of the address table with those the sentence names."""
    H, W, C, KW = 5, 7, 3, 2
    table = mistake.function((H, W, C), (2, KW))
    OW = W - KW + 1
    rows = {"kernel": table[KW * C, 0], "windows": table[0, OW]}
    pixels = {"kernel": table[C, 0], "windows": table[0, 1]}
    said = mistake.did
    if "offsets of the kernel" in said:
        return pixels["kernel"] == 1 and pixels["windows"] == C
    if "corners were not multiplied" in said:
        return pixels["windows"] == 1 and pixels["kernel"] == C
    if "as a row of the kernel has" in said:
        return rows == {"kernel": KW * C, "windows": W * C}
    if "as z has columns" in said:
        return rows == {"kernel": W * C, "windows": OW * C}
    return rows == {"kernel": H * C, "windows": H * C}


def deals_out_anew(mistake):
    """Tell whether the same numbers came back, or were added, in other places."""
    ours, theirs = wrong(mistake), right(mistake)
    if mistake.task in {"forward", "im2col", "channels_first"} and (
        "image" not in mistake.did.split(" was")[0]
    ):
        return not equal(ours, theirs) and equal(
            np.sort(ours, None), np.sort(theirs, None)
        )
    return ours.shape == theirs.shape and not equal(ours, theirs)


def asks_for(ask):
    """Tell whether the right and the wrong function answer a question differently."""

    def holds(mistake):
        return not equal(ask(mistake), ask(_right_one(mistake)))

    return holds


def _right_one(mistake):
    return replace(mistake, function=TASKS[mistake.task].right)


def rows_of_five(mistake, kernel, **keywords):
    """Ask how many rows of windows fit into an image of 5 rows."""
    if mistake.task == "output_size":
        return mistake.function(5, kernel, **keywords)
    x, w = np.ones((1, 5, 5, 1)), np.ones((1, kernel, kernel, 1))
    if mistake.task == "im2col":
        return mistake.function(x, (kernel, kernel), **keywords).shape
    return mistake.function(x, w, **keywords).shape


def corner(unit, axis):
    return lambda m: meets(m, unit, (0, 0, 0), 2)[axis]


RATIOS = (3, 4, 5, 9, 45, OH * OW, 3 * OH * OW)
# Each line: words of a hint, and what makes that hint right for the function.
HINTS = [
    (r"Which index moves fastest in the memory", lambda m: m.name.split("-")[-1] in
     {"first"} and "channels come first" in m.did),
    (r"To reach the next row", lambda m: any(
        ours != theirs for ours, theirs in
        zip(address_steps(m), (105, 21, 3, 1), strict=True))),
    (r"one row of the image hold: H or W", lambda m: "H pixels" in m.did
     or "image has rows" in m.did),
    (r"address of unit \(0, 0, 0, 0\)", lambda m: m.function(0, 0, 0, 0, (5, 7, 3))),
    (r"Which unit lies at address 0", lambda m: any(m.function(0, (5, 7, 3)))),
    (r"address of the very first number",
     lambda m: m.function((5, 7, 3), (2, 2))[0, 0] != 0),
    (r"order do the indices come in x\[n, i, j, c\]",
     lambda m: wrong(m) != right(m) and sorted(wrong(m)) == sorted(right(m))),
    (r"Which axis of the result counts images\? It stays where it was",
     lambda m: right(m).shape[0] == 3 != wrong(m).shape[0]),
    (r"divide by anything", lambda m: m.name == "col2im-averaged"
     or any(is_divided_by(count)(m) for count in RATIOS)),
    (r"added up or averaged", lambda m: any(is_divided_by(n)(m) for n in RATIOS)),
    (r"average over the batch belongs to the loss", is_divided_by(3)),
    (r"In which row and column of (x|the image) is the corner",
     lambda m: steps(m) != (2, 2)),
    (r"In which row of x does the window of z\[n, 1, 0, f\]|"
     r"In which row does the window of unit \(1, 0\)", asks_for(corner((1, 0), 0))),
    (r"In which column of x does the window of z\[n, 0, 1, f\]",
     asks_for(corner((0, 1), 1))),
    (r"Which pixel did weight \(p, q\) meet at unit", asks_for(corner((1, 1), 0))),
    (r"dz\[n, 1, 0, f\] belong to when the stride is 2|two neighbouring entries of dz",
     steps_are_lost),
    (r"How many windows fit into 5 rows when a kernel of 3 moves by 2",
     asks_for(lambda m: rows_of_five(m, 3, stride=2))),
    (r"How many rows does an image of 5 rows have with padding 1",
     asks_for(lambda m: rows_of_five(m, 3, padding=1))),
    (r"a kernel of 2 on an image of 3 has two places",
     lambda m: m.function(3, 2) != right_size(3, 2) == 2),
    (r"An image of 6 and a kernel of 3 that moves by 2",
     lambda m: m.function(6, 3, stride=2) == 3 > right_size(6, 3, stride=2)),
    (r"steps between windows, or windows", lambda m: any(
        m.function(n, 3, stride=2) != right_size(n, 3, stride=2) for n in (5, 6))),
    (r"one window lie side by side when the stride is 2",
     lambda m: spacing(m) == (2, 2)),
    (r"stride multiply i, the unit, or p, the weight", lambda m: spacing(m) == (2, 2)),
    (r"In which order did im2col lay|order do the weights of one kernel lie|expect the "
     r"rows of dX_col|Number the weights of a small kernel|which (pixel|element) comes "
     r"next( |\?)(?!the)", lambda m: m.task == "receptive_field"
     or order_of_weights(m) != list(np.ndindex(*KERNEL, 2))),
    (r"\(0, 1\) or \(1, 0\)|second column of (X|dX)_col", lambda m:
     "element" in m.hint or second_window(m) == (1, 0)),
    (r"the one below or the one to the right",
     lambda m: m.function(0, 0, (2, 2))[1] == (1, 0)),
    (r"Which pixel of the window (comes first|meets w)|pixel of a window does w|"
     r"the kernel as it is, or rotated|Is anything rotated", lambda m: any(
        "rotated" in words for words in flips(m))),
    (r"reverses two axes", lambda m: flips(m) in ({"rows run backwards"},
                                                 {"columns run backwards"})),
    (r"p counts rows .*q counts columns", lambda m: any(
        "swapped" in words for words in flips(m))),
    (r"Where does your function use n", lambda m: reads_images(m) == {0}),
    (r"The addresses are those of one image", lambda m: reads_images(m) == {0}),
    (r"Where does your function use `padding`",
     lambda m: equal(rows_of_five(m, 3, padding=1), rows_of_five(m, 3))),
    (r"zeros are there on each of its four sides|numbers around it",
     lambda m: zero_sides(m) != ALL_SIDES),
    (r"Over which indices does the sum run", lambda m: any(
        len(reads(m, name, axis)) == 1 for name, axis in
        {"forward": [("x", 3)], "dw": [("dz", 0)], "dx": [("w", 0)]}[m.task])),
    (r"How many numbers does a window hold", lambda m: len(wrong(m)[0]) == 9),
    (r"`=` where there should be a `\+=`", lambda m: "replaced" in m.did),
    (r"b\(f\) inside or outside the sum over (p, q and )?c",
     lambda m: equal(of_bias(m, B1), (45 if "p, q" in m.hint else 5) * B1)),
    (r"sign before b\(f\)", lambda m: equal(of_bias(m, B1), -B1)),
    (r"Which term .* comes before the sum", lambda m: not of_bias(m, B1).any()),
    (r"belongs to channel f", lambda m: equal(of_bias(m, B1), np.ones(4))),
    (r"hold a minus", lambda m: equal(wrong(m), -right(m))),
    (r"Which one is missing", lambda m: m.task == "error"
     or reads(m, "dz", 0) == set()),
    (r"units of z does b\(f\) occur|when b\(f\) grows by 1",
     lambda m: not equal(wrong(m), right(m))),
    (r"How many biases does the layer have\? The gradient has the shape of b|"
     r"shape of b, which is \(F,\)",
     lambda m: np.shape(wrong(m)) != np.shape(right(m)) == (4,)),
    (r"Which axis of dz counts the kernels", lambda m: np.shape(wrong(m)) == (3,)),
    (r"channel 1 of z\?", lambda m: reads(m, "dz", 3) == set(range(4))
     and reads_other_kernels(m)),
    (r"With one matrix for the whole batch, to which image", lambda m:
     not equal(wrong(m), right(m)) and equal_for_one_image(m)),
    (r"`reshape` leaves every number|`swapaxes` exchanges two axes|"
     r"look at channel 0|that counts 0, 1, 2", lambda m: not equal(wrong(m), right(m))),
    (r"range\(OH - 1\)", fewer),
    (r"range\(0, 5 - 3\)", fewer),
    (r"`range\(KH\)` counts 0, ..., KH - 1",
     lambda m: len(m.function(0, 0, (1, 2))) > 2 and list(range(3)) == [0, 1, 2]),
    (r"\[1, 2, 3\]\[0:-0\]", lambda m: [1, 2, 3][0:-0] == []),
    (r"which axis comes first|W_mat need its partner",
     lambda m: wrong(m).shape[-2:] == right(m).shape[:-3:-1]),
    (r"an axis for n, and it comes first",
     lambda m: np.ndim(wrong(m)) == 2 and right(m).shape[0] == 3),
    (r"Which pixels does unit \(0, 0\) read",
     lambda m: m.function(0, 0, (3, 3))[0] == (-1, -1)),
    (r"The row comes first",
     lambda m: m.function(0, 1, (1, 1)) == [(1, 0)]),
    (r"arguments of `forward`: x, w, b", (
        lambda m: tuple(inspect.signature(convlab.forward).parameters)[:3]
        == ("x", "w", "b") and not gradients_in_order(["dx", "dw", "db"])(m))),
    (r"when z is -3 and grows", lambda m: activation(m) != [0, 5, 0, -5]),
    (r"Does the sign of dx matter", lambda m: activation(m)[1] != -activation(m)[3]),
    (r"slope of max\(z, 0\) at z = 3", lambda m: activation(m)[1] != 5),
    (r"Where should the step go", lambda m: step(m)[0] > 10),
    (r"How long is the step", lambda m: step(m)[0] == step(m)[2]),
    (r"Where does the step start from", lambda m: step(m)[1] != 10),
    (r"What does the learning rate multiply", lambda m: step(m)[1] != 10),
    (r"begin at 0", lambda m: wrong(m).ravel()[0] == right(m).ravel()[0]),
    (r"negative numbers in your result",
     lambda m: wrong(m).min() == 0 > right(m).min()),
    (r"two windows|Through how many windows|in four windows", lambda m:
     "averaged" in m.did or len(np.unique(overlap(m))) == 1),
    (r"How many images does one pixel belong to", is_divided_by(3)),
    (r"Which rows and columns of the padded gradient",
     lambda m: cut_sides(m) != ALL_SIDES),
    (r"from one pixel to the next in its row|from one corner to the next|to the one "
     r"below it|first window of the second row", table_steps),
    (r"A gradient has the shape of what it belongs to",
     lambda m: wrong(m).shape != LAYER.x.shape),
    (r"Which pixel of the padded image does weight \(0, 0\) meet at unit \(0, 0\)",
     lambda m: first_pixel(m) != first_pixel(_right_one(m))),
    (r"How many channels does dz have, and|Three things differ|How far must",
     lambda m: m.name in TOLD_ELSEWHERE),
]  # fmt: skip


def first_pixel(mistake):
    """Return the pixel that meets weight (0, 0) at unit (0, 0) of a padded image."""
    dz = one_hot((1, 4, 5, 1), (0, 0, 0, 0))
    x = np.arange(1.0, 21).reshape(1, 4, 5, 1)
    return mistake.function(dz, x, np.zeros((1, 3, 3, 1)), padding=1)[0, 0, 0, 0]


def equal_for_one_image(mistake):
    """Tell whether the mistake vanishes if the batch holds one image."""
    one = {name: getattr(LAYER, name)[:1] for name in ("x", "dz")}
    return equal(wrong(mistake, **one), right(mistake, **one))


def reads_other_kernels(mistake):
    """Tell whether the gradient of kernel 0 depends on channel 1 of dz."""
    dz = LAYER.dz.copy()
    dz[..., 1] += 1
    return not equal(wrong(mistake)[0], wrong(mistake, dz=dz)[0])


# Either nothing in these sentences is specific enough for a simple call to test, or
# their check needs the whole chapter. Still, their own check names them, and no other.
TOLD_ELSEWHERE = {
    "dx-axes-not-swapped",
    "dx-padded-like-forward",
    "dx-forward-pass-over-dz",
    "dw-padding-forgotten",
    "forward-batch-columns-mixed",
}
