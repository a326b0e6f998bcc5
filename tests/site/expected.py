"""What each view of an explorer must show at a step, computed by convlab."""

from functools import partial

import numpy as np
from explorer import arrays_of, settings_of

import explorer_oracle as trace
from convlab import backward, forward, pad


def expect(name, view, sizes, step):
    """Return the arrays on the screen, and every mark of the present step."""
    return EXPECT[name, view](sizes, step)


def _windows(corner, sizes):
    """Index the window at a corner, in every channel."""
    row, column = corner
    shape = sizes.KH, sizes.KW, sizes.C
    return {(0, row + p, column + q, c) for p, q, c in np.ndindex(shape)}


def _kernel(f, sizes):
    return {(f, *element) for element in np.ndindex(sizes.KH, sizes.KW, sizes.C)}


def _drawn(traced, step, *names):
    changing = traced["steps"][step]["arrays"]
    return {name: (traced["arrays"] | changing)[name] for name in names}


def _tensor(view, sizes, step):
    x, w, b, _ = arrays_of(sizes)
    a = {"x": x, "w": w}.get(view)
    a = forward(x, w, b, **settings_of(sizes)) if a is None else a
    traced = trace.trace_tensor(a)
    unit = tuple(traced["steps"][step]["unit"])
    marks = {view: {unit}, "memory": {(traced["steps"][step]["address"],)}}
    return {view: a, "memory": traced["arrays"]["memory"]}, marks


def _forward(sizes, step):
    x, w, b, _ = arrays_of(sizes)
    traced = trace.trace_forward(x, w, b, **settings_of(sizes))
    now = traced["steps"][step]
    *_, f = now["unit"]
    marks = {
        "x": _windows(now["corner"], sizes),
        "w": _kernel(f, sizes),
        "b": {(f,)},
        "z": {tuple(now["unit"])},
    }
    return _drawn(traced, step, "x", "w", "b", "z", "products", "sums"), marks


def _im2col(sizes):
    x, w, b, _ = arrays_of(sizes)
    return trace.trace_im2col(x, w, b, **settings_of(sizes))


def _addresses(sizes, step):
    arrays, stages = _im2col(sizes)["arrays"], _stages(sizes)
    shown = ["address", *list(stages)[: step + 1]]
    stage = list(stages)[step]
    shape, pixels = stages[stage]
    marks = {stage: set(np.ndindex(*shape)), "address": pixels}
    return {name: arrays[name] for name in shown}, marks


def _stages(sizes):
    OH, OW = sizes.output
    sh, sw = np.broadcast_to(sizes.stride, 2)
    corners = {(int(sh * i), int(sw * j), 0) for i, j in np.ndindex(OH, OW)}
    return {
        "offsets": ((sizes.KH, sizes.KW), set(np.ndindex(sizes.KH, sizes.KW, 1))),
        "elements": ((sizes.K,), set(np.ndindex(sizes.KH, sizes.KW, sizes.C))),
        "corners": ((OH, OW), corners),
        "addresses": ((sizes.K, OH * OW), set()),
    }


def _matrix(sizes, step):
    traced = _im2col(sizes)
    pixels = traced["steps"][step]["pixels"]
    marks = {
        "x": {(0, *pixel, c) for pixel in pixels for c in range(sizes.C)},
        "cols": {(0, k, step) for k in range(sizes.K)},
    }
    return {name: traced["arrays"][name] for name in ("x", "cols")}, marks


def _product(sizes, step):
    traced = _im2col(sizes)
    f, m = divmod(step, len(traced["columns"]))
    marks = {
        "W_mat": {(f, k) for k in range(sizes.K)},
        "cols": {(0, k, m) for k in range(sizes.K)},
        "b": {(f,)},
        "Z": {(0, f, m)},
    }
    return {name: traced["arrays"][name] for name in marks}, marks


def _backward(function, sizes):
    x, w, _, dz = arrays_of(sizes)
    return function(dz, x, w, **settings_of(sizes))


def _scatter(sizes, step):
    traced = _backward(trace.trace_scatter, sizes)
    now = traced["steps"][step]
    window = _windows(now["corner"], sizes)
    marks = {
        "dz": {tuple(now["unit"])},
        "w": _kernel(now["unit"][3], sizes),
        "dx": window,
        "count": {(row, column) for _, row, column, _ in window},
    }
    return _drawn(traced, step, "dz", "w", "stamp", "dx", "count"), marks


def _gather(sizes, step):
    traced = _backward(trace.trace_gather, sizes)
    now = traced["steps"][step]
    c = now["pixel"][3]
    window = list(np.ndindex(sizes.KH, sizes.KW, sizes.F))
    row, column = now["window"]
    reached = {(a, b, f) for a, b, _, _ in now["paths"] for f in range(sizes.F)}
    marks = {
        "dz": {(0, *unit) for unit in reached},
        "met": reached,
        "dx": {tuple(now["pixel"])},
        "spread": {(0, row + p, column + q, f) for p, q, f in window},
        "rotated": {(c, *element) for element in window},
    }
    return _drawn(traced, step, *marks), marks


def _weight(sizes, step):
    traced = _backward(trace.trace_weight, sizes)
    now = traced["steps"][step]
    f, _, _, c = now["weight"]
    units = set(np.ndindex(*sizes.output))
    marks = {
        "x": {(0, *pixel, c) for pixel in now["pixels"]},
        "dz": {(0, *unit, f) for unit in units},
        "terms": units,
        "dw": {tuple(now["weight"])},
    }
    return _drawn(traced, step, *marks), marks


def _matrix_row(matrix, read, made, sizes, step):
    """Expect a row of A, or of its transpose: what it reads, and what it makes."""
    x, w, _, dz = arrays_of(sizes)
    ones = np.ones_like(dz), np.ones_like(x), np.ones_like(w)
    arrays = _backward(trace.trace_matrices, sizes)["arrays"]
    reads = trace.trace_matrices(*ones, **settings_of(sizes))["arrays"][matrix][step]
    taken, given = np.shape(arrays[read]), np.shape(arrays[made])
    marks = {
        matrix: {(step, k) for k in range(len(reads))},
        read: {_place(k, taken) for k in np.flatnonzero(reads)},
        made: {_place(step, given)},
    }
    return {name: arrays[name] for name in marks}, marks


def _place(address, shape):
    return tuple(int(k) for k in np.unravel_index(address, shape))


EXPECT = {
    **{("tensor", view): partial(_tensor, view) for view in ("x", "w", "z")},
    ("forward", ""): _forward,
    ("im2col", "addresses"): _addresses,
    ("im2col", "matrix"): _matrix,
    ("im2col", "product"): _product,
    ("backward", "scatter"): _scatter,
    ("backward", "gather"): _gather,
    ("backward", "weight"): _weight,
    ("matrices", "forward"): partial(_matrix_row, "A", "x", "z"),
    ("matrices", "backward"): partial(_matrix_row, "A_T", "dz", "dx"),
}


def hatched_and_pale(sizes, arrays):
    """Return the cells of each array on the screen that are hatched, and pale."""
    x, w, _, dz = arrays_of(sizes)
    ones = np.ones_like(dz), np.ones_like(x), np.ones_like(w)
    settings = settings_of(sizes)
    outside = pad(np.ones((1, sizes.H, sizes.W, sizes.C)), 1, padding=sizes.widths) == 0
    spread = trace.trace_gather(*ones, **settings)["arrays"]["spread"]
    reads = trace.trace_matrices(*ones, **settings)["arrays"]
    places = {
        "x": outside,
        "dx": outside,
        "address": outside[0],
        "spread": np.array(spread) == 0,
        "A": np.array(reads["A"]) == 0,
        "A_T": np.array(reads["A_T"]) == 0,
    }
    return {
        name: {tuple(map(int, index)) for index in np.argwhere(places[name])}
        for name in set(places) & set(arrays)
    }


def labels_of(array, index, sizes):
    """Return the labels of the line and of the column that a cell stands in."""
    elements = list(np.ndindex(sizes.KH, sizes.KW, sizes.C))
    windows = list(np.ndindex(sizes.output))
    units = [(*window, f) for window in windows for f in range(sizes.F)]
    pixels = list(np.ndindex(*sizes.padded, sizes.C))
    match array:
        case "cols" | "addresses":
            labels = elements[index[-2]], windows[index[-1]]
        case "W_mat":
            labels = index[0], elements[index[1]]
        case "Z":
            labels = index[1], windows[index[2]]
        case "A":
            labels = units[index[0]], pixels[index[1]]
        case "A_T":
            labels = pixels[index[0]], units[index[1]]
        case "elements":
            labels = elements[index[0]], ""
        case "rotated":
            labels = sizes.KH - 1 - index[1], sizes.KW - 1 - index[2]
        case "w" | "dw" | "x" | "z" | "dz" | "dx":
            labels = index[1:3]
        case _:
            labels = index[:2]
    return tuple(str(label).strip("()").replace(" ", "") for label in labels)


def every_array(sizes):
    """Return all that sentences name, by its name: x with its padding, z, dx, ..."""
    x, w, b, dz = arrays_of(sizes)
    x = pad(x, (sizes.KH, sizes.KW), stride=sizes.stride, padding=sizes.widths)
    stride = {"stride": sizes.stride}
    dx, dw, _ = backward(dz[:1], x[:1], w, **stride)
    z = forward(x, w, b, **stride)
    im2col = _im2col(sizes)["arrays"]
    named = {"X_col": im2col["cols"][0], "Z": im2col["Z"], "W_mat": im2col["W_mat"]}
    plain = {"x": x, "w": w, "b": b, "z": z, "dz": dz, "dx": dx, "dw": dw}
    return {name: np.array(a) for name, a in (plain | named).items()}
