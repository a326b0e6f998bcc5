"""What the explorers must show, computed from the reference as plain data.

Each function follows one operation of the book on the first image of a batch, and
returns a dict of numbers and nested lists of numbers, ready for JSON. ``arrays`` holds
what stays the same. ``steps`` holds what happens, one dict per step, each with
``arrays`` of its own for what changes. x and dx include the padding, as in the
equations.
"""

from collections import defaultdict
from itertools import product

import numpy as np

from convlab import backward, col2im, forward, im2col, im2col_indices
from convlab.equations import (
    corner,
    dw,
    dx_gather,
    dx_matmul,
    dz_dw,
    first_channel,
    forward_matmul,
    offset,
)
from convlab.equations._layer import count_windows, read_layer
from convlab.equations.backward import rotate, surround


def first_image(x, w, stride, padding, dilation=1, groups=1):
    """Return the first image with its padding, (1, HP, WP, C), w and (sh, sw)."""
    layer = read_layer(np.asarray(x)[:1], w, stride, padding, dilation, groups)
    return layer.x, layer.w, layer.stride


def channels_of(f, x, w, groups):
    """Return the channels of x that kernel f reads, as a slice."""
    first = first_channel(f, len(w), x.shape[3], groups=groups)
    return slice(first, first + w.shape[3])


def lists(**arrays):
    """Turn arrays into nested lists of numbers, 0 for -0."""
    return {name: (a + 0).tolist() for name, a in arrays.items()}


def trace_forward(x, w, b, *, stride=1, padding="valid", dilation=1, groups=1):
    """Record the products that add up to each unit of z (equation :eq:`general`).

    Returns
    -------
    dict
        ``arrays``: x (1, top + H + bottom, left + W + right, C), w (F, KH, KW, Cg)
        with the C // groups channels of a group, and b (F,). ``steps``, kernel by
        kernel and each in raster order: unit, the [0, i, j, f] of z; and ``arrays``:
        products (KH, KW, Cg); sums (Cg,), those of each channel; and z (1, OH, OW, F),
        with None for every unit that has not had its turn.

    Examples
    --------
    >>> traced = trace_forward([[[[1], [2], [3]]]], [[[[4], [5]]]], np.zeros(1))
    >>> traced["steps"][1]["arrays"]
    {'products': [[[8.0], [15.0]]], 'sums': [23.0], 'z': [[[[14.0], [23.0]]]]}
    """
    x, w, stride = first_image(x, w, stride, padding, dilation, groups)
    how = {"stride": stride, "dilation": dilation, "groups": groups}
    z = forward(x, w, b, **how)
    windows, known, steps = dz_dw(x, w, **how)[0], np.full(z.shape, None), []
    for f, i, j in np.ndindex(len(w), *z.shape[1:3]):
        known[0, i, j, f] = float(z[0, i, j, f])
        products = windows[i, j, :, :, channels_of(f, x, w, groups)] * w[f]
        arrays = lists(products=products, sums=products.sum(axis=(0, 1)))
        steps.append({"unit": [0, i, j, f], "arrays": arrays | {"z": known.tolist()}})
    return {"arrays": lists(x=x, w=w, b=b), "steps": steps}


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
        Z (1, F, OH*OW), bias included. ``steps`` is empty: nothing else changes.

    Examples
    --------
    >>> traced = trace_im2col([[[[1], [2], [3]]]], [[[[4], [5]]]], np.zeros(1))
    >>> traced["arrays"]["cols"]
    [[[1.0, 2.0], [2.0, 3.0]]]
    """
    x, w, stride = first_image(x, w, stride, padding)
    table = _address_table(x.shape[1:], w.shape[1:], stride)
    product = _product(x, w, b, stride)
    return {"arrays": lists(x=x, w=w, b=b, **table, **product), "steps": []}


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


def trace_fold(dz, x, w, *, stride=1, padding="valid"):
    """Record dX_col, and dx as its columns are folded back and added.

    Equations :eq:`dx-matmul` and :eq:`col2im`.

    Returns
    -------
    dict
        ``arrays``: dZ (1, F, OH*OW), the gradient with a column for each window, and
        W_mat_T (K, F), K = KH*KW*C. ``steps``, one a column of dX_col: window, its
        [a, b]; and ``arrays``: dcols (1, K, OH*OW), with None in every column that has
        not had its turn; dx (1, HP, WP, C), the sum of all entries up to this column;
        and count (HP, WP), how many of them each pixel has received.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> [step["arrays"]["dx"] for step in trace_fold(dz, x, w)["steps"]]
    [[[[[2.0], [3.0], [0.0]]]], [[[[2.0], [23.0], [30.0]]]]]
    >>> trace_fold(dz, x, w)["steps"][0]["arrays"]["dcols"]
    [[[2.0, None], [3.0, None]]]
    """
    dz, (x, w, stride) = np.asarray(dz, float)[:1], first_image(x, w, stride, padding)
    F, windows = len(w), list(np.ndindex(dz.shape[1:3]))
    dZ = dz.reshape(1, -1, F).transpose(0, 2, 1)
    W_mat = w.reshape(F, -1)
    dX_col = dx_matmul(W_mat, dZ)
    layer = x.shape[1:], w.shape[1:3]
    known, folded, once = np.full(dX_col.shape, None), *np.zeros((2, *dX_col.shape))
    steps = []
    for m, window in enumerate(windows):
        known[..., m] = dX_col[..., m] + 0
        folded[..., m], once[..., m] = dX_col[..., m], 1
        count = col2im(once, *layer, stride=stride)[0, :, :, 0].astype(int)
        changing = lists(dx=col2im(folded, *layer, stride=stride), count=count)
        arrays = changing | {"dcols": known.tolist()}
        steps.append({"window": list(window), "arrays": arrays})
    return {"arrays": lists(dZ=dZ, W_mat_T=W_mat.T), "steps": steps}


def trace_scatter(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Record the stamps, and dx as they are added (equation :eq:`dx-scatter`).

    Returns
    -------
    dict
        ``arrays``: dz (1, OH, OW, F) and w (F, KH, KW, Cg), Cg = C // groups.
        ``steps``, kernel by kernel and each in raster order: unit, the [0, a, b, f] of
        dz; and ``arrays``: stamp (KH, KW, Cg); dx (1, top + H + bottom, left + W +
        right, C), the sum of all stamps up to this one; and count (top + H + bottom,
        left + W + right, groups), how many of them cover each pixel in the channels of
        each group.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> [step["arrays"]["dx"] for step in trace_scatter(dz, x, w)["steps"]]
    [[[[[2.0], [3.0], [0.0]]]], [[[[2.0], [23.0], [30.0]]]]]
    """
    x, w, stride = first_image(x, w, stride, padding, dilation, groups)
    how = {"stride": stride, "dilation": dilation, "groups": groups}
    dz = np.asarray(dz, float)[:1]
    _, OH, OW, F = dz.shape
    stamped, once = np.zeros_like(dz), np.zeros_like(dz)
    steps = []
    for f, a, b in np.ndindex(F, OH, OW):
        unit = 0, a, b, f
        stamped[unit], once[unit] = dz[unit], 1
        dx = backward(stamped, x, w, **how).dx
        count = backward(once, x, np.ones_like(w), **how).dx[0, :, :, :: w.shape[3]]
        changing = lists(stamp=dz[unit] * w[f], dx=dx, count=count.astype(int))
        steps.append({"unit": list(unit), "arrays": changing})
    return {"arrays": lists(dz=dz, w=w), "steps": steps}


def trace_gather(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Record what every pixel of dx is made of (equation :eq:`dx-gather`).

    It is a forward pass over dz, with zeros between and around its entries, and the
    rotated kernels; it is traced from the pixel's side, by the paths that lead to it.

    Returns
    -------
    dict
        ``arrays``: dz (1, OH, OW, F); spread (1, H + EH - 1, W + EW - 1, F), dz with
        the zeros, for kernels of EH rows and EW columns, gaps included; rotated
        (C, KH, KW, F // groups), the kernels. ``steps``, channel by channel and each in
        raster order, the padding left out: pixel, its [0, row, column, c] in the
        padded dx; paths, every [a, b, p, q] by which the pixel reached z, of equation
        :eq:`dx`; and ``arrays``: met (OH, OW, F), the weight by which each unit read
        the pixel, and dx (1, top + H + bottom, left + W + right, C). Both have None
        where there is nothing, or nothing yet.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> step = trace_gather(dz, x, w)["steps"][1]
    >>> step["paths"]
    [[0, 0, 0, 1], [0, 1, 0, 0]]
    >>> step["arrays"]
    {'met': [[[3.0], [2.0]]], 'dx': [[[[2.0], [23.0], [None]]]]}
    """
    layer = read_layer(np.asarray(x)[:1], w, stride, padding, dilation, groups)
    x, w, stride, dilation, widths, *_ = layer
    dz, image, ((top, _), (left, _)) = np.asarray(dz, float)[:1], layer.crop(x), widths
    how = {"stride": stride, "padding": widths, "dilation": dilation}
    spread = surround(dz, image.shape, w.shape, **how)
    rotated = rotate(w, groups)
    dx = dx_gather(dz, image, w, **how, groups=groups) + 0
    known = np.full(x.shape, None)
    paths = _paths(dz.shape[1:3], w.shape[1:3], stride, dilation)
    readers = [channels_of(f, x, w, groups) for f in range(len(w))]
    steps = []
    for c, i, j in np.ndindex(image.shape[3], *image.shape[1:3]):
        pixel = 0, top + i, left + j, c
        known[pixel] = float(dx[0, i, j, c])
        met = _met(paths[pixel[1:3]], dz, w, [c - each.start for each in readers])
        changing = {"met": met, "dx": known.tolist()}
        where = {"pixel": list(pixel), "paths": paths[pixel[1:3]]}
        steps.append({**where, "arrays": changing})
    return {"arrays": lists(dz=dz, spread=spread, rotated=rotated), "steps": steps}


def _met(paths, dz, w, channels):
    """Lay the weights that a pixel met over the units that it reached.

    `channels` holds its channel as each kernel counts them, from the first it reads.
    """
    met = np.full(dz.shape[1:], None)
    for (a, b, p, q), (f, c) in product(paths, enumerate(channels)):
        if 0 <= c < w.shape[3]:
            met[a, b, f] = float(w[f, p, q, c] + 0)
    return met.tolist()


def _paths(output_shape, kernel_size, stride, dilation):
    """List the (a, b, p, q) that read each pixel of the padded image."""
    (sh, sw), (dil_h, dil_w) = stride, dilation
    paths = defaultdict(list)
    for a, b, p, q in np.ndindex(*output_shape, *kernel_size):
        paths[sh * a + dil_h * p, sw * b + dil_w * q].append([a, b, p, q])
    return paths


def trace_weight(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Record what the gradient of every weight is made of (equation :eq:`dw`).

    Returns
    -------
    dict
        ``arrays``: x (1, top + H + bottom, left + W + right, C) and dz (1, OH, OW, F).
        ``steps``, kernel by kernel, in it channel by channel, each in raster order:
        weight, its [f, p, q, c]; and ``arrays``: terms (OH, OW); and dw
        (F, KH, KW, C // groups), with None for every weight that has not had its turn.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], [[[[1], [2], [3]]]], np.ones((1, 1, 2, 1))
    >>> trace_weight(dz, x, w)["steps"][0]["arrays"]
    {'terms': [[1.0, 20.0]], 'dw': [[[[21.0], [None]]]]}
    """
    x, w, stride = first_image(x, w, stride, padding, dilation, groups)
    how = {"stride": stride, "dilation": dilation, "groups": groups}
    dz, (F, KH, KW, Cg) = np.asarray(dz, float)[:1], w.shape
    gradient, pixels_met = dw(dz, x, w, **how), dz_dw(x, w, **how)
    known = np.full(w.shape, None)
    steps = []
    for f, c, p, q in np.ndindex(F, Cg, KH, KW):
        weight = f, p, q, c
        known[weight] = float(gradient[weight])
        own = pixels_met[0, :, :, p, q, channels_of(f, x, w, groups)]
        terms = dz[0, :, :, f] * own[:, :, c]
        changing = lists(terms=terms) | {"dw": known.tolist()}
        steps.append({"weight": list(weight), "arrays": changing})
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
