"""What the explorers must show, computed from the reference as plain data.

Each function follows one operation of the book on the first image of a batch, and
returns a dict of numbers and nested lists of numbers, ready for JSON. ``arrays`` holds
what stays the same. ``steps`` holds what happens, one dict per step, each with
``arrays`` of its own for what changes. x and dx include the padding, as in the
equations.
"""

from collections import defaultdict

import numpy as np

from convlab import backward, forward, im2col, im2col_indices
from convlab.equations import (
    address,
    corner,
    dw,
    dx_gather,
    dz_dw,
    forward_matmul,
    offset,
    receptive_field,
)
from convlab.equations._layer import count_windows, read_layer
from convlab.equations.backward import rotate, surround


def first_image(x, w, stride, padding):
    """Return the first image with its padding, (1, HP, WP, C), w and (sh, sw)."""
    layer = read_layer(np.asarray(x)[:1], w, stride, padding, 1, 1)
    return layer.x, layer.w, layer.stride


def lists(**arrays):
    """Turn arrays into nested lists of numbers, 0 for -0."""
    return {name: (a + 0).tolist() for name, a in arrays.items()}


def trace_tensor(a):
    """Record the address of every unit (equation :eq:`address`).

    Returns
    -------
    dict
        ``arrays``: memory, all units in one list. ``steps``, in that order: unit, its
        four indices, and address, its place in memory.

    Examples
    --------
    >>> trace_tensor([[[[7, 8]]]])["steps"][1]
    {'unit': [0, 0, 0, 1], 'address': 1}
    """
    a = np.asarray(a, float)
    units = np.ndindex(a.shape)
    return {
        "arrays": lists(memory=a.ravel()),
        "steps": [
            {"unit": list(unit), "address": address(*unit, a.shape[1:])}
            for unit in units
        ],
    }


def trace_forward(x, w, b, *, stride=1, padding="valid"):
    """Record the products that add up to each unit of z (equation :eq:`forward`).

    Returns
    -------
    dict
        ``arrays``: x (1, top + H + bottom, left + W + right, C), w (F, KH, KW, C),
        b (F,) and z (1, OH, OW, F). ``steps``, kernel by kernel and each in raster
        order: unit, the [0, i, j, f] of z; corner, row and column of its window in x;
        and ``arrays``: products (KH, KW, C), and sums (C,), those of each channel.

    Examples
    --------
    >>> traced = trace_forward([[[[1], [2], [3]]]], [[[[4], [5]]]], np.zeros(1))
    >>> traced["steps"][1]["arrays"]
    {'products': [[[8.0], [15.0]]], 'sums': [23.0]}
    """
    x, w, stride = first_image(x, w, stride, padding)
    z = forward(x, w, b, stride=stride)
    _, OH, OW, F = z.shape
    windows = dz_dw(x, w, stride=stride)[0]
    return {
        "arrays": lists(x=x, w=w, b=b, z=z),
        "steps": [
            _unit_step((i, j, f), windows[i, j] * w[f], stride)
            for f, i, j in np.ndindex(F, OH, OW)
        ],
    }


def _unit_step(unit, products, stride):
    i, j, _ = unit
    corner, *_ = receptive_field(i, j, products.shape[:2], stride=stride)
    sums = products.sum(axis=(0, 1))
    return {
        "unit": [0, *unit],
        "corner": list(corner),
        "arrays": lists(products=products, sums=sums),
    }


def trace_im2col(x, w, b, *, stride=1, padding="valid"):
    """Record the address table, the matrix, and its product with the kernels.

    Equations :eq:`offset`, :eq:`corner`, :eq:`im2col` and :eq:`forward-matmul`.

    Returns
    -------
    dict
        ``arrays``: x (1, HP, WP, C) with its padding, w (F, KH, KW, C) and b (F,);
        address (HP, WP, C) of each pixel; offsets (KH, KW) of the kernel's channel 0
        and elements (K,) of all of the kernel, K = KH*KW*C; corners (OH, OW);
        addresses (K, OH*OW), their outer sum; cols (1, K, OH*OW), W_mat (F, K) and
        Z (1, F, OH*OW), bias included. ``rows``, the [p, q, c] of each row of cols, and
        ``columns``, the [i, j] of each column. ``steps``, one a column: window, its
        [i, j], and pixels, the row and column in x of each (p, q).

    Examples
    --------
    >>> trace_im2col([[[[1], [2], [3]]]], [[[[4], [5]]]], np.zeros(1))["steps"][1]
    {'window': [0, 1], 'pixels': [[0, 1], [0, 2]]}
    """
    x, w, stride = first_image(x, w, stride, padding)
    kernel_size = w.shape[1:3]
    windows = list(np.ndindex(count_windows(x.shape[1:3], kernel_size, stride)))
    table = _address_table(x.shape[1:], w.shape[1:], stride)
    product = _product(x, w, b, stride)
    return {
        "arrays": lists(x=x, w=w, b=b, **table, **product),
        "rows": [list(element) for element in np.ndindex(w.shape[1:])],
        "columns": [list(window) for window in windows],
        "steps": [_window_step(window, kernel_size, stride) for window in windows],
    }


def _address_table(image_shape, kernel_shape, stride):
    """Build the table in the four steps of the chapter."""
    kernel_size = kernel_shape[:2]
    elements = [offset(*element, image_shape) for element in np.ndindex(kernel_shape)]
    OH, OW = count_windows(image_shape[:2], kernel_size, stride)
    windows = np.ndindex(OH, OW)
    corners = [corner(*window, image_shape, stride=stride) for window in windows]
    return {
        "address": np.arange(np.prod(image_shape)).reshape(image_shape),
        "offsets": np.reshape(elements, kernel_shape)[:, :, 0],
        "elements": np.array(elements),
        "corners": np.reshape(corners, (OH, OW)),
        "addresses": im2col_indices(image_shape, kernel_size, stride=stride),
    }


def _product(x, w, b, stride):
    cols = im2col(x, w.shape[1:3], stride=stride)
    W_mat = w.reshape(len(w), -1)
    return {"cols": cols, "W_mat": W_mat, "Z": forward_matmul(W_mat, cols, b)}


def _window_step(window, kernel_size, stride):
    pixels = receptive_field(*window, kernel_size, stride=stride)
    return {"window": list(window), "pixels": [list(pixel) for pixel in pixels]}


def trace_scatter(dz, x, w, *, stride=1, padding="valid"):
    """Record the stamps, and dx as they are added (equation :eq:`dx-scatter`).

    Returns
    -------
    dict
        ``arrays``: dz (1, OH, OW, F) and w (F, KH, KW, C). ``steps``, kernel by kernel
        and each in raster order: unit, the [0, a, b, f] of dz; corner, row and column
        of its window in dx; and ``arrays``: stamp (KH, KW, C); dx (1, top + H + bottom,
        left + W + right, C), the sum of all stamps up to this one; and count
        (top + H + bottom, left + W + right), how many of them cover each pixel.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> [step["arrays"]["dx"] for step in trace_scatter(dz, x, w)["steps"]]
    [[[[[2.0], [3.0], [0.0]]]], [[[[2.0], [23.0], [30.0]]]]]
    """
    dz, (x, w, stride) = np.asarray(dz, float)[:1], first_image(x, w, stride, padding)
    _, OH, OW, F = dz.shape
    stamped, once = np.zeros_like(dz), np.zeros_like(dz)
    steps = []
    for f, a, b in np.ndindex(F, OH, OW):
        unit = 0, a, b, f
        stamped[unit], once[unit] = dz[unit], 1
        dx = backward(stamped, x, w, stride=stride).dx
        count = backward(once, x, np.ones_like(w), stride=stride).dx[0, :, :, 0]
        changing = lists(stamp=dz[unit] * w[f], dx=dx, count=count.astype(int))
        corner, *_ = receptive_field(a, b, w.shape[1:3], stride=stride)
        steps.append({"unit": list(unit), "corner": list(corner), "arrays": changing})
    return {"arrays": lists(dz=dz, w=w), "steps": steps}


def trace_gather(dz, x, w, *, stride=1, padding="valid"):
    """Record what every pixel of dx is made of (equation :eq:`dx-gather`).

    It is a forward pass over dz, with zeros between and around its entries, and the
    rotated kernels; it is traced from the pixel's side, by the paths that lead to it.

    Returns
    -------
    dict
        ``arrays``: dz (1, OH, OW, F); spread (1, H + KH - 1, W + KW - 1, F), dz with
        the zeros; rotated (C, KH, KW, F), the kernels. ``steps``, channel by channel
        and each in raster order, the padding left out: pixel, its [0, row, column, c]
        in the padded dx; window, row and column of the corner in spread; paths, every
        [a, b, p, q] by which the pixel reached z, of equation :eq:`dx`; and
        ``arrays``: met (OH, OW, F), the weight by which each unit read the pixel, and
        dx (1, top + H + bottom, left + W + right, C). Both have None where there is
        nothing, or nothing yet.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> step = trace_gather(dz, x, w)["steps"][1]
    >>> step["paths"]
    [[0, 0, 0, 1], [0, 1, 0, 0]]
    >>> step["arrays"]
    {'met': [[[3.0], [2.0]]], 'dx': [[[[2.0], [23.0], [None]]]]}
    """
    layer = read_layer(np.asarray(x)[:1], w, stride, padding, 1, 1)
    x, w, stride, _, widths, *_ = layer
    dz, image, ((top, _), (left, _)) = np.asarray(dz, float)[:1], layer.crop(x), widths
    spread, rotated = surround(dz, image.shape, w.shape, stride, widths), rotate(w)
    dx = dx_gather(dz, image, w, stride=stride, padding=widths) + 0
    known = np.full(x.shape, None)
    paths = _paths(dz.shape[1:3], w.shape[1:3], stride)
    steps = []
    for c, i, j in np.ndindex(image.shape[3], *image.shape[1:3]):
        pixel = 0, top + i, left + j, c
        known[pixel] = float(dx[0, i, j, c])
        changing = {"met": _met(paths[pixel[1:3]], dz, w, c), "dx": known.tolist()}
        where = {"pixel": list(pixel), "window": [i, j], "paths": paths[pixel[1:3]]}
        steps.append({**where, "arrays": changing})
    return {"arrays": lists(dz=dz, spread=spread, rotated=rotated), "steps": steps}


def _met(paths, dz, w, c):
    """Lay the weights that a pixel met over the units that it reached."""
    met = np.full(dz.shape[1:], None)
    for a, b, p, q in paths:
        met[a, b] = w[:, p, q, c] + 0
    return met.tolist()


def _paths(output_shape, kernel_size, stride):
    """List the (a, b, p, q) that read each pixel of the padded image."""
    sh, sw = stride
    paths = defaultdict(list)
    for a, b, p, q in np.ndindex(*output_shape, *kernel_size):
        paths[sh * a + p, sw * b + q].append([a, b, p, q])
    return paths


def trace_weight(dz, x, w, *, stride=1, padding="valid"):
    """Record what the gradient of every weight is made of (equation :eq:`dw`).

    Returns
    -------
    dict
        ``arrays``: x (1, top + H + bottom, left + W + right, C) and dz (1, OH, OW, F).
        ``steps``, kernel by kernel, in it channel by channel, each in raster order:
        weight, its [f, p, q, c]; pixels, the row and column in x that it met at each
        (a, b); and ``arrays``: terms (OH, OW); and dw (F, KH, KW, C), with None for
        every weight that has not had its turn.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], [[[[1], [2], [3]]]], np.ones((1, 1, 2, 1))
    >>> trace_weight(dz, x, w)["steps"][0]["arrays"]
    {'terms': [[1.0, 20.0]], 'dw': [[[[21.0], [None]]]]}
    """
    dz, (x, w, (sh, sw)) = np.asarray(dz, float)[:1], first_image(x, w, stride, padding)
    F, KH, KW, C = w.shape
    gradient = dw(dz, x, w, stride=(sh, sw))
    pixels_met = dz_dw(x, w, stride=(sh, sw))
    known = np.full(w.shape, None)
    steps = []
    for f, c, p, q in np.ndindex(F, C, KH, KW):
        weight = f, p, q, c
        known[weight] = float(gradient[weight])
        places = np.ndindex(dz.shape[1:3])
        pixels = [[sh * a + p, sw * b + q] for a, b in places]
        terms = dz[0, :, :, f] * pixels_met[0, :, :, p, q, c]
        changing = lists(terms=terms) | {"dw": known.tolist()}
        steps.append({"weight": list(weight), "pixels": pixels, "arrays": changing})
    return {"arrays": lists(x=x, dz=dz), "steps": steps}


def trace_matrices(dz, x, w, *, stride=1, padding="valid"):
    """Record A with z = A x, and its transpose with dx = A^T dz.

    Here x and z list all units of one image, padding included and without the bias.
    That backward transposes A is equation :eq:`adjoint`. Neither matrix is computed
    from the other: the columns of A are the outputs of forward for images with a single
    1, and the columns of A^T are the outputs of backward for gradients with a single 1.

    Returns
    -------
    dict
        ``arrays``: x and dx (1, top + H + bottom, left + W + right, C), their T
        entries in the order of memory; w (F, KH, KW, C); z and dz (1, OH, OW, F), of R
        entries; A (R, T) and A_T (T, R). ``steps`` is empty: a reader may begin with
        any row.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> trace_matrices(dz, x, w)["arrays"]["A"]
    [[2.0, 3.0, 0.0], [0.0, 2.0, 3.0]]
    """
    dz, (x, w, stride) = np.asarray(dz, float)[:1], first_image(x, w, stride, padding)
    z, dx = forward(x, w, stride=stride), backward(dz, x, w, stride=stride).dx
    A = forward(_ones_in_turn(x), w, stride=stride).reshape(x.size, z.size).T
    images = np.zeros((z.size, *x.shape[1:]))
    A_T = backward(_ones_in_turn(dz), images, w, stride=stride).dx
    A_T = A_T.reshape(z.size, x.size).T
    return {"arrays": lists(x=x, w=w, z=z, dz=dz, dx=dx, A=A, A_T=A_T), "steps": []}


def _ones_in_turn(a):
    """Return a batch of zeros like `a` in which each entry is 1 in one image."""
    return np.eye(a.size).reshape(a.size, *a.shape[1:])
