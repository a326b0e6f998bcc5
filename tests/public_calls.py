"""Every public function with valid arguments, and the kind of each argument."""

from typing import NamedTuple

import numpy as np

import bad_input
import convlab
from convlab import equations, fast, gradcheck, samples, viz

X, W, B_, DZ = samples.batch()
SHAPE = X.shape[1:]
COLS = convlab.im2col(X, (2, 3))
W_MAT, DZ_MAT = W.reshape(3, 12), DZ.reshape(2, 4, 3).transpose(0, 2, 1)


class Call(NamedTuple):
    """A function, its valid arguments, and rows of invalid values for each."""

    function: object
    arguments: dict
    rows: dict

    def __str__(self):
        return f"{self.function.__module__}.{self.function.__name__}"

    def with_bad(self, name, value):
        return self.function(**self.arguments | {name: value})


def array(name, right, axes):
    return [*bad_input.array(name, right, axes), _none(name)]


def _none(name):
    return None, TypeError, f"{name} must be an array of real numbers; got None"


STRIDE = {"stride": bad_input.pair("stride", 1)}
DILATION = {"dilation": bad_input.pair("dilation", 1)}
STEPS = STRIDE | DILATION
LAYER = STEPS | {"padding": bad_input.padding(), "groups": bad_input.whole("groups", 1)}
BYTES = {"max_bytes": bad_input.whole("max_bytes", 1, 2**63 - 1)}
KERNEL = {"kernel_size": bad_input.pair("kernel_size", 1)}
IMAGE = {"image_shape": bad_input.sizes("image_shape", "HWC")}
ARRAYS = {
    "x": array("x", X, "B H W C"),
    "w": array("w", W, "F KH KW C"),
    "b": bad_input.array("b", B_, "F"),
    "dz": array("dz", DZ, "B OH OW F"),
}
AXIS = {
    "size": bad_input.whole("size", 1),
    "kernel": bad_input.whole("kernel", 1),
    "stride": bad_input.whole("stride", 1),
    "dilation": bad_input.whole("dilation", 1),
    "padding": bad_input.pair("padding", 0, ("before", "after")),
}
FORWARD = {"x": X, "w": W, "b": B_}
BACKWARD = {"dz": DZ, "x": X, "w": W}


def only(rows, *names):
    return {name: rows[name] for name in names}


def indices(prefix, names):
    return {name: bad_input.whole(f"{prefix} ({name})", 0) for name in names}


def matrix(name, right, axes):
    return {name: array(name, right, axes)}


def calls():
    """Yield a Call for each public function of convlab."""
    for function in (convlab.output_size, equations.output_size):
        yield Call(function, {"size": 8, "kernel": 3}, AXIS)
    axis = {"size": 8, "kernel": 3, "stride": 3}
    yield Call(equations.leftover, axis, AXIS)
    yield Call(convlab.pad, {"x": X, "kernel_size": 2, "padding": "same"}, _pad())
    yield from _matrices()
    yield from _layers()
    yield from _checks()
    yield from _sizes()
    yield from _places()
    yield from _products()
    yield from _fast()
    yield from _learning()
    yield from _figures()


def _pad():
    missing = 'kernel_size must be given for padding "same"; got None'
    optional = [row for row in KERNEL["kernel_size"] if row[0] is not None]
    kernel = {"kernel_size": [*optional, (None, TypeError, missing)]}
    return only(ARRAYS, "x") | kernel | STEPS | only(LAYER, "padding")


def _matrices():
    where = {"image_shape": SHAPE, "kernel_size": (2, 3)}
    yield Call(convlab.im2col_indices, where, IMAGE | KERNEL | STEPS | BYTES)
    images = {"x": X, "kernel_size": (2, 3)}
    columns = {"cols": COLS, **where}
    rows = {"cols": array("cols", COLS, "B KH*KW*C OH*OW")} | IMAGE | KERNEL | STEPS
    taken = only(ARRAYS, "x") | KERNEL | STEPS
    yield Call(convlab.im2col, images, taken | BYTES)
    yield Call(equations.im2col, images, taken)
    for function in (convlab.col2im, equations.col2im):
        yield Call(function, columns, rows)


def _layers():
    taken = only(ARRAYS, "x", "w", "b") | LAYER
    yield Call(convlab.forward, FORWARD, taken | BYTES)
    yield Call(fast.forward, FORWARD, taken)
    rounds = {"rounds": bad_input.whole("rounds", 1)}
    yield Call(fast.tune, {"x": X, "w": W}, only(taken, "x", "w") | LAYER | rounds)
    for function in (equations.forward, equations.general):
        yield Call(function, FORWARD, taken)
    yield Call(equations.dz_dw, {"x": X, "w": W}, only(ARRAYS, "x", "w") | LAYER)
    taken = only(ARRAYS, "dz", "x", "w") | LAYER
    yield Call(convlab.backward, BACKWARD, taken | BYTES)
    yield Call(fast.backward, BACKWARD, taken)
    for name in ("backward", "dw", "dx", "dx_scatter", "dx_gather", "adjoint"):
        yield Call(getattr(equations, name), BACKWARD, taken)
    derivative = equations.dz_dw(X, W)
    taken = only(ARRAYS, "dz") | only(LAYER, "groups")
    taken |= matrix("dz_dw", derivative, "B OH OW KH KW C")
    yield Call(equations.chain_rule, {"dz": DZ, "dz_dw": derivative}, taken)
    yield Call(equations.db, {"dz": DZ}, only(ARRAYS, "dz"))


def _checks():
    passes = {"forward": convlab.forward, "backward": convlab.backward}
    functions = {name: bad_input.function(name) for name in passes}
    h = {"h": bad_input.positive("h")}
    taken = functions | only(ARRAYS, "dz", "x", "w")
    yield Call(gradcheck.check_adjoint, passes | BACKWARD, taken)
    arguments = passes | BACKWARD | {"b": B_}
    taken = taken | h | {"b": array("b", B_, "F")}
    yield Call(gradcheck.check_backward, arguments, taken)
    loss = {"loss": bad_input.function("loss")}
    taken = h | loss | {"x": [*bad_input.numbers("x", X), _none("x")]}
    yield Call(gradcheck.numerical_gradient, {"loss": np.sum, "x": X}, taken)
    index = {"index": bad_input.sizes("index", [f"axis {k}" for k in range(4)], 0)}
    arguments = {"loss": np.sum, "x": X, "index": (0, 0, 0, 0)}
    yield Call(equations.central_difference, arguments, taken | index)


def _sizes():
    taken = only(AXIS, "size", "kernel", "stride", "dilation")
    yield Call(equations.same, {"size": 8, "kernel": 3}, taken)
    yield Call(equations.extent, {"kernel": 3}, only(AXIS, "kernel", "dilation"))
    taken = only(AXIS, "kernel", "dilation", "padding")
    taken |= only(AXIS, "stride") | {"windows": bad_input.whole("windows", 1)}
    taken |= {"leftover": bad_input.whole("leftover", 0, 0)}
    yield Call(equations.transposed_size, {"windows": 2, "kernel": 3}, taken)
    taken = {name: bad_input.whole(name, 1) for name in ("F", "C", "groups")}
    taken |= {"f": bad_input.whole("kernel (f)", 0)[:-1]}
    yield Call(equations.first_channel, {"f": 0, "F": 3, "C": 2}, taken)


def _places():
    unit = dict.fromkeys("nijc", 0) | {"image_shape": SHAPE}
    yield Call(equations.address, unit, indices("index", "nijc") | IMAGE)
    element = dict.fromkeys("pqc", 1) | {"image_shape": SHAPE}
    taken = indices("kernel element", "pqc") | IMAGE | DILATION
    yield Call(equations.offset, element, taken)
    window = dict.fromkeys("ij", 1) | {"image_shape": SHAPE}
    yield Call(equations.corner, window, indices("window", "ij") | IMAGE | STRIDE)
    taken = {"i": bad_input.whole("unit (rows)", 0)}
    taken |= {"j": bad_input.whole("unit (columns)", 0)} | KERNEL | STEPS
    unit = {"i": 1, "j": 1, "kernel_size": 2}
    yield Call(equations.receptive_field, unit, taken)


def _products():
    W_mat = matrix("W_mat", W_MAT, "F K")
    X_col = matrix("X_col", COLS, "B K OH*OW")
    dZ = matrix("dZ", DZ_MAT, "B F OH*OW")
    b = {"b": array("b", B_, "F")}
    arguments = {"W_mat": W_MAT, "X_col": COLS, "b": B_}
    yield Call(equations.forward_matmul, arguments, W_mat | X_col | b)
    yield Call(equations.dw_matmul, {"dZ": DZ_MAT, "X_col": COLS}, dZ | X_col)
    yield Call(equations.dx_matmul, {"W_mat": W_MAT, "dZ": DZ_MAT}, W_mat | dZ)
    z = matrix("z", DZ, "B OH OW F") | {"sigma": bad_input.function("sigma")}
    yield Call(equations.activation, {"z": DZ, "sigma": abs}, z)
    taken = matrix("dx", X, "B H W C") | matrix("z", X, "B H W C")
    taken |= {"sigma_prime": bad_input.function("sigma_prime")}
    arguments = {"dx": X, "z": X, "sigma_prime": abs}
    yield Call(equations.error, arguments, taken)


def _fast():
    named = "multiplications", "moved", "peak", "bandwidth"
    taken = {name: bad_input.positive(name) for name in named}
    yield Call(equations.roofline, dict.fromkeys(named, 2), taken)
    taken = only(ARRAYS, "x") | {"stride": bad_input.whole("stride", 1)}
    taken |= {"kernel_width": bad_input.whole("kernel_width", 1)}
    yield Call(equations.lowered, {"x": X, "kernel_width": 3}, taken)
    dz, x, w = np.arange(2.0), np.arange(4.0), np.arange(3.0)
    taken = matrix("x", x, "length") | matrix("w", w, "length")
    yield Call(equations.winograd_1d, {"x": x, "w": w}, taken)
    taken = taken | matrix("dz", dz, "length")
    yield Call(equations.winograd_backward, {"dz": dz, "x": x, "w": w}, taken)
    square = {"x": np.outer(x, x), "w": np.outer(w, w)}
    taken = matrix("x", square["x"], "H W") | matrix("w", square["w"], "KH KW")
    yield Call(equations.winograd, square, taken)
    taken = matrix("x", x, "L") | matrix("w", w, "K") | matrix("points", w, "L-1")
    yield Call(equations.toom_cook, {"x": x, "w": w, "points": w}, taken)
    taken = matrix("x", x, "N") | matrix("w", w, "K")
    yield Call(equations.spectrum, {"x": x, "w": w}, taken)
    taken = {name: bad_input.whole(name, 1) for name in ("windows", "kernel")}
    taken |= {"patch": bad_input.whole("patch", 3)}
    arguments = {"windows": 9, "kernel": 3, "patch": 6}
    yield Call(equations.overlap_save, arguments, taken)


def _learning():
    x, w = COLS[0, :2], W_MAT[:, :4]
    taken = matrix("x", x, "B K") | matrix("w", w, "F K")
    yield Call(equations.dense, {"x": x, "w": w, "b": B_}, taken | only(ARRAYS, "b"))
    images = {"x": X, "kernel_size": (2, 3)}
    taken = only(ARRAYS, "x") | KERNEL | STRIDE
    yield Call(equations.max_pool, images, taken)
    taken = taken | matrix("dz", DZ[..., :2], "B OH OW C")
    yield Call(equations.max_pool_gradient, {"dz": DZ[..., :2], **images}, taken)
    z, labels = DZ[0, 0], np.array([2, 0])
    yield Call(equations.softmax, {"z": z}, matrix("z", z, "B F"))
    p = equations.softmax(z)
    taken = matrix("p", p, "B F") | {"labels": bad_input.labels("p", p)}
    for function in (equations.cross_entropy, equations.score_gradient):
        yield Call(function, {"p": p, "labels": labels}, taken)
    taken = {name: bad_input.numbers(name, B_) for name in ("w", "v", "dw")}
    taken |= {name: bad_input.number(name) for name in ("learning_rate", "mu")}
    arguments = {"w": B_, "v": B_ + 1, "dw": B_ + 2, "learning_rate": 0.5, "mu": 0.25}
    yield Call(equations.momentum, arguments, taken)


def _figures():
    """Yield the functions with a layer's arguments; the others have their own tests."""
    settings = STRIDE | only(LAYER, "padding")
    unit = {"unit": bad_input.sizes("unit", "nijf", 0)}
    rows = [row for row in bad_input.sizes("neighbour", "ij", 0) if row[0] is not None]
    taken = only(ARRAYS, "x", "w", "b") | LAYER
    more = unit | {"neighbour": rows}
    yield Call(viz.show_forward, FORWARD | {"unit": (0, 0, 0, 0)}, taken | more)
    more = {"units": [([value], *error) for value, *error in unit["unit"]]}
    yield Call(viz.show_layer, FORWARD, taken | more)
    size = {"image_size": bad_input.sizes("image_size", "HW")} | KERNEL
    arguments = {"image_size": (5, 6), "kernel_size": 2}
    yield Call(viz.show_coverage, arguments, size | STEPS | only(LAYER, "padding"))
    windows = {"windows": bad_input.sizes("windows", ("OH", "OW"))}
    arguments = {"windows": (3, 4), "kernel_size": 2}
    yield Call(viz.show_stamp_counts, arguments, windows | KERNEL | STRIDE)
    taken = only(ARRAYS, "dz", "x", "w") | settings
    weight = {"weight": bad_input.sizes("weight", "fpqc", 0)}
    yield Call(viz.show_weight, BACKWARD | {"weight": (0,) * 4}, taken | weight)
    arrays = only(BACKWARD, "dz", "x", "w")
    yield Call(viz.show_backward_matrices, arrays, only(ARRAYS, "dz", "x", "w"))
    one = {"dz": DZ[..., :1], "x": X, "w": W[:1]}
    yield Call(viz.show_scatter, one, taken)
    pixel = {"pixel": bad_input.sizes("pixel", "ij", 0)}
    yield Call(viz.show_gather, one | {"pixel": (0, 0)}, taken | pixel)
    taken = only(ARRAYS, "x") | KERNEL | STRIDE
    taken |= {"column": bad_input.whole("column (m)", 0)}
    yield Call(viz.show_im2col, {"x": X, "kernel_size": 2, "column": 0}, taken)
    taken = only(ARRAYS, "x", "w", "b") | STRIDE
    taken |= {"row": bad_input.whole("row and column (f)", 0)}
    taken |= {"column": bad_input.whole("row and column (m)", 0)}
    yield Call(viz.show_product, FORWARD | {"row": 0, "column": 0}, taken)


CALLS = list(calls())
