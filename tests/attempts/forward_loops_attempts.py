"""Attempts at the forward pass in loops: bias, sums, windows and padding."""

import itertools

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from attempts.attempt import wrong

SLICES = "forward_by_slices"


def pad(x, P):
    return np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))


def sizes(x, w, stride):
    """Return B, OH, OW and F for an image that is padded."""
    (B, H, W, _), (F, KH, KW, _) = x.shape, w.shape
    return B, (H - KH) // stride + 1, (W - KW) // stride + 1, F


def window_of(x, n, i, j, w, stride):
    """Return the right window, (KH, KW, C)."""
    _, KH, KW, _ = w.shape
    top, left = i * stride, j * stride
    return x[n, top : top + KH, left : left + KW]


# The bias


@wrong(
    "forward", "b in the innermost loop", mistake="forward-bias-added-to-every-product"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        for p, q, c in np.ndindex(w.shape[1:]):
            z[n, i, j, f] += x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
            z[n, i, j, f] += 0 if b is None else b[f]
    return z


@wrong("forward", "sum of product and b", mistake="forward-bias-added-to-every-product")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        bias = 0.0 if b is None else b[f]
        z[n, i, j, f] = np.sum(window_of(x, n, i, j, w, stride) * w[f] + bias)
    return z


@wrong("forward", "b in the loop over p", mistake="forward-bias-added-for-every-row")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        for p in range(KH):
            for q in range(KW):
                z[n, i, j, f] += x[n, stride * i + p, stride * j + q] @ w[f, p, q]
            if b is not None:
                z[n, i, j, f] += b[f]
    return z


@wrong(SLICES, "b in the loop over p", mistake="forward-bias-added-for-every-row")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for p in range(KH):
        for q in range(KW):
            z += x[:, p::stride, q::stride][:, :OH, :OW] @ w[:, p, q].T
        z += 0 if b is None else b
    return z


@wrong(
    "forward", "b in the loop over c", mistake="forward-bias-added-for-every-channel"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        window = window_of(x, n, i, j, w, stride)
        for c in range(w.shape[3]):
            z[n, i, j, f] += np.sum(window[..., c] * w[f, ..., c])
            z[n, i, j, f] += 0 if b is None else b[f]
    return z


@wrong(
    "forward", "b in each channel's map", mistake="forward-bias-added-for-every-channel"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    views = sliding_window_view(pad(x, padding), w.shape[1:3], axis=(1, 2))
    views = views[:, ::stride, ::stride]
    maps = np.einsum("nijcpq,fpqc->nijfc", views, w)
    if b is not None:
        maps = maps + b[:, None]
    return maps.sum(axis=-1)


@wrong(SLICES, "b once a window", mistake="forward-bias-added-for-every-window")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for i, j in np.ndindex(z.shape[1:3]):
        top, left = i * stride, j * stride
        windows = x[:, top : top + w.shape[1], left : left + w.shape[2]]
        z[:, i, j] += np.tensordot(windows, w, ((1, 2, 3), (1, 2, 3)))
        z += 0 if b is None else b
    return z


@wrong("forward", "b once an image", mistake="forward-bias-added-for-every-image")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n in range(len(x)):
        for i, j, f in np.ndindex(z.shape[1:]):
            z[n, i, j, f] += np.sum(window_of(x, n, i, j, w, stride) * w[f])
        if b is not None:
            z += b
    return z


@wrong(SLICES, "b once an image", mistake="forward-bias-added-for-every-image")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, _) = pad(x, padding), w.shape
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for image in range(B):
        for p, q in np.ndindex(KH, KW):
            pixels = x[image, p::stride, q::stride][:OH, :OW]
            z[image] += pixels @ w[:, p, q].T
        z = z if b is None else z + b
    return z


# The padding


@wrong(SLICES, "np.pad(x, padding)", mistake="forward-padding-of-all-axes")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    x = np.pad(x, padding, mode="constant")
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for p, q, c in np.ndindex(KH, KW, C):
        pixels = x[:, p::stride, q::stride, c][:, :OH, :OW]
        z += pixels[..., None] * w[:, p, q, c]
    return z if b is None else z + b


@wrong("forward", "the last two axes", mistake="forward-padding-of-last-two-axes")
def forward(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        z[n, i, j, f] = 0 if b is None else b[f]
        for p, q, c in np.ndindex(KH, KW, C):
            z[n, i, j, f] += x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
    return z


@wrong(SLICES, "the last two axes", mistake="forward-padding-of-last-two-axes")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    x = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2)
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for p, q, c in itertools.product(range(KH), range(KW), range(C)):
        pixels = x[:, p::stride, q::stride, c][:, :OH, :OW]
        for f in range(F):
            z[..., f] += pixels * w[f, p, q, c]
    return z if b is None else z + b


# What is added up


@wrong("forward", "= in the loop over c", mistake="forward-only-last-channel")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        for c in range(w.shape[3]):
            window = window_of(x, n, i, j, w, stride)[..., c]
            z[n, i, j, f] = np.sum(window * w[f, :, :, c])
    return z if b is None else z + b


@wrong("forward", "a map for each channel", mistake="forward-only-last-channel")
def forward(x, w, b=None, *, stride=1, padding=0):
    views = sliding_window_view(pad(x, padding), w.shape[1:3], axis=(1, 2))
    for c in range(w.shape[3]):
        part = views[:, ::stride, ::stride, c]
        z = np.einsum("nijpq,fpq->nijf", part, w[..., c])
    return z if b is None else z + b


@wrong("forward", "depthwise", mistake="forward-channels-kept-apart")
def forward(x, w, b=None, *, stride=1, padding=0):
    views = sliding_window_view(pad(x, padding), w.shape[1:3], axis=(1, 2))
    z = np.einsum("nijfpq,fpqf->nijf", views[:, ::stride, ::stride], w)
    return z if b is None else z + b


@wrong("forward", "product of the sums", mistake="forward-sums-multiplied")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        z[n, i, j, f] = np.sum(window_of(x, n, i, j, w, stride)) * np.sum(w[f])
    return z if b is None else z + b


@wrong("forward", "other letters in einsum", mistake="forward-sums-multiplied")
def forward(x, w, b=None, *, stride=1, padding=0):
    views = sliding_window_view(pad(x, padding), w.shape[1:3], axis=(1, 2))
    z = np.einsum("nijcpq,fkld->nijf", views[:, ::stride, ::stride], w)
    return z if b is None else z + b


@wrong("forward", "acc = in the innermost loop", mistake="forward-sum-overwritten")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        acc = 0
        for p, q, c in np.ndindex(w.shape[1:]):
            acc = x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
        z[n, i, j, f] = acc + (0 if b is None else b[f])
    return z


@wrong("forward", "acc = in the loop", mistake="forward-sum-and-bias-overwritten")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        acc = 0 if b is None else b[f]
        for p, q, c in np.ndindex(w.shape[1:]):
            acc = x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
        z[n, i, j, f] = acc
    return z


@wrong("forward", "acc = in the loop over q", mistake="forward-elements-overwritten")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, _) = pad(x, padding), w.shape
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        for p in range(KH):
            for q in range(KW):
                acc = np.dot(x[n, stride * i + p, stride * j + q], w[f, p, q])
        z[n, i, j, f] = acc if b is None else acc + b[f]
    return z


@wrong(SLICES, "z = after the bias", mistake="forward-elements-and-bias-overwritten")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, _) = pad(x, padding), w.shape
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    if b is not None:
        z = z + b
    for p in range(KH):
        for q in range(KW):
            z[:] = x[:, p::stride, q::stride][:, :OH, :OW] @ w[:, p, q].T
    return z


@wrong("forward", "acc = 0 before all loops", mistake="forward-sum-not-started-anew")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    acc = 0
    for n, i, j, f in np.ndindex(z.shape):
        for p, q, c in np.ndindex(w.shape[1:]):
            acc += x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
        if b is not None:
            acc += b[f]
        z[n, i, j, f] = acc
    return z


@wrong("forward", "s is never set to 0", mistake="forward-sum-not-started-anew")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    B, OH, OW, F = sizes(x, w, stride)
    s, units = 0.0, []
    for n in range(B):
        for i in range(OH):
            for j in range(OW):
                for f in range(F):
                    s += np.sum(window_of(x, n, i, j, w, stride) * w[f])
                    s += 0 if b is None else b[f]
                    units.append(s)
    return np.array(units).reshape(B, OH, OW, F)


@wrong(
    "forward", "acc = 0 before all loops", mistake="forward-products-not-started-anew"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    acc = 0
    for n, i, j, f in np.ndindex(z.shape):
        for p, q, c in np.ndindex(w.shape[1:]):
            acc += x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
        z[n, i, j, f] = acc + (0 if b is None else b[f])
    return z


@wrong(
    "forward", "total is never set to 0", mistake="forward-products-not-started-anew"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z, total = np.zeros(sizes(x, w, stride)), 0.0
    for n, i, j, f in np.ndindex(z.shape):
        total += np.vdot(window_of(x, n, i, j, w, stride), w[f])
        z[n, i, j, f] = total
    return z if b is None else z + b


@wrong(
    "forward", "acc = 0 before the kernels", mistake="forward-kernels-not-started-anew"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    z = np.zeros(sizes(x, w, stride))
    for n, i, j in np.ndindex(z.shape[:3]):
        acc = 0
        for f, kernel in enumerate(w):
            acc += (window_of(x, n, i, j, w, stride) * kernel).sum()
            z[n, i, j, f] = acc
    return z if b is None else z + b


@wrong(
    "forward", "acc = 0 in the loop over p", mistake="forward-only-last-row-of-kernel"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        for p in range(KH):
            acc = 0 if b is None else b[f]
            for q in range(KW):
                for c in range(C):
                    pixel = x[n, stride * i + p, stride * j + q, c]
                    acc += pixel * w[f, p, q, c]
        z[n, i, j, f] = acc
    return z


@wrong(
    SLICES, "z is made in the loop over p", mistake="forward-only-last-row-of-kernel"
)
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, OH, OW, F = sizes(x, w, stride)
    for p in range(KH):
        z = np.zeros((B, OH, OW, F))
        for q in range(KW):
            z += x[:, p::stride, q::stride][:, :OH, :OW] @ w[:, p, q].T
    return z if b is None else z + b


@wrong("forward", "range(0, KH, stride)", mistake="forward-weights-skipped-by-stride")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    z = np.zeros(sizes(x, w, stride))
    for n, i, j, f in np.ndindex(z.shape):
        for p in range(0, KH, stride):
            for q in range(0, KW, stride):
                z[n, i, j, f] += x[n, stride * i + p, stride * j + q] @ w[f, p, q]
    return z if b is None else z + b


# Where the windows begin, and how many there are


@wrong("forward", "the stride is not used", mistake="forward-stride-ignored")
def forward(x, w, b=None, *, stride=1, padding=0):
    views = sliding_window_view(pad(x, padding), w.shape[1:3], axis=(1, 2))
    z = np.einsum("nijcpq,fpqc->nijf", views, w)
    return z if b is None else z + b


@wrong(SLICES, "the stride is not used", mistake="forward-stride-ignored")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    OH, OW = x.shape[1] - KH + 1, x.shape[2] - KW + 1
    z = np.zeros((len(x), OH, OW, F)) + (0 if b is None else b)
    for p, q in np.ndindex(KH, KW):
        z += x[:, p : p + OH, q : q + OW] @ w[:, p, q].T
    return z


@wrong("forward", "[:, ::stride]", mistake="forward-stride-on-rows-only")
def forward(x, w, b=None, *, stride=1, padding=0):
    views = sliding_window_view(pad(x, padding), w.shape[1:3], axis=(1, 2))
    z = np.einsum("nijcpq,fpqc->nijf", views[:, ::stride], w)
    return z if b is None else z + b


@wrong("forward", "OW without the stride", mistake="forward-stride-on-rows-only")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    OH, OW = (x.shape[1] - KH) // stride + 1, x.shape[2] - KW + 1
    z = np.zeros((len(x), OH, OW, F))
    for n, i, j, f in np.ndindex(z.shape):
        z[n, i, j, f] = np.sum(x[n, i * stride : i * stride + KH, j : j + KW] * w[f])
    return z if b is None else z + b


@wrong("forward", "[:, :, ::stride]", mistake="forward-stride-on-columns-only")
def forward(x, w, b=None, *, stride=1, padding=0):
    views = sliding_window_view(pad(x, padding), w.shape[1:3], axis=(1, 2))
    z = np.einsum("nijcpq,fpqc->nijf", views[:, :, ::stride], w)
    return z if b is None else z + b


@wrong(SLICES, "OH without the stride", mistake="forward-stride-on-columns-only")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    OH, OW = x.shape[1] - KH + 1, (x.shape[2] - KW) // stride + 1
    z = np.zeros((len(x), OH, OW, F)) + (0 if b is None else b)
    for p, q in np.ndindex(KH, KW):
        z += x[:, p : p + OH, q::stride][:, :, :OW] @ w[:, p, q].T
    return z


@wrong("forward", "spread kernels", mistake="forward-stride-used-as-dilation")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    spread = np.zeros((F, stride * (KH - 1) + 1, stride * (KW - 1) + 1, C))
    spread[:, ::stride, ::stride] = w
    views = sliding_window_view(x, spread.shape[1:3], axis=(1, 2))
    z = np.einsum("nijcpq,fpqc->nijf", views, spread)
    return z if b is None else z + b


@wrong("forward", "as many as fit", mistake="forward-stride-used-as-dilation")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    OH, OW = x.shape[1] - stride * (KH - 1), x.shape[2] - stride * (KW - 1)
    z = np.zeros((len(x), OH, OW, F))
    for n, i, j, f in np.ndindex(z.shape):
        for p, q in np.ndindex(KH, KW):
            z[n, i, j, f] += x[n, i + stride * p, j + stride * q] @ w[f, p, q]
    return z if b is None else z + b


@wrong("forward", "tiles", mistake="forward-windows-side-by-side")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    z = np.zeros((len(x), x.shape[1] // KH, x.shape[2] // KW, F))
    for n, i, j, f in np.ndindex(z.shape):
        tile = x[n, i * KH : (i + 1) * KH, j * KW : (j + 1) * KW]
        z[n, i, j, f] = np.sum(tile * w[f])
    return z if b is None else z + b


@wrong("forward", "steps of the kernel", mistake="forward-windows-side-by-side")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, H, W, _ = x.shape
    rows = [
        [
            np.tensordot(x[:, i : i + KH, j : j + KW], w, ((1, 2, 3), (1, 2, 3)))
            for j in range(0, W - KW + 1, KW)
        ]
        for i in range(0, H - KH + 1, KH)
    ]
    z = np.moveaxis(np.array(rows), 2, 0)
    return z if b is None else z + b


@wrong("forward", "OH - 1 and OW - 1", mistake="forward-last-windows-missing")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for i in range(OH - 1):
        for j in range(OW - 1):
            for n, f in np.ndindex(B, F):
                z[n, i, j, f] = np.sum(window_of(x, n, i, j, w, stride) * w[f])
                z[n, i, j, f] += 0 if b is None else b[f]
    return z


@wrong("forward", "OH - 1, bias at the end", mistake="forward-last-windows-are-bias")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for n, i, j, f in itertools.product(
        range(B), range(OH - 1), range(OW - 1), range(F)
    ):
        z[n, i, j, f] = np.sum(window_of(x, n, i, j, w, stride) * w[f])
    return z if b is None else z + b


@wrong(SLICES, "the last ones are cut off", mistake="forward-last-windows-are-bias")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F)) + (0 if b is None else b)
    for p, q in np.ndindex(KH, KW):
        pixels = x[:, p::stride, q::stride][:, : OH - 1, : OW - 1]
        z[:, :-1, :-1] += pixels @ w[:, p, q].T
    return z


@wrong("forward", "range(0, H - KH, stride)", mistake="forward-last-fit-missing")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    z = np.zeros(sizes(x, w, stride))
    for i, top in enumerate(range(0, x.shape[1] - KH, stride)):
        for j, left in enumerate(range(0, x.shape[2] - KW, stride)):
            windows = x[:, top : top + KH, left : left + KW]
            z[:, i, j] = np.tensordot(windows, w, ((1, 2, 3), (1, 2, 3)))
            z[:, i, j] += 0 if b is None else b
    return z


@wrong("forward", "while top < H - KH", mistake="forward-last-fit-missing")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    z = np.zeros(sizes(x, w, stride))
    i = top = 0
    while top + KH < x.shape[1]:
        j = left = 0
        while left + KW < x.shape[2]:
            for n, f in np.ndindex(len(x), F):
                window = x[n, top : top + KH, left : left + KW]
                z[n, i, j, f] = np.sum(window * w[f]) + (0 if b is None else b[f])
            j, left = j + 1, left + stride
        i, top = i + 1, top + stride
    return z


@wrong("forward", "range(0, H - KH, stride)", mistake="forward-last-fit-is-bias")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, H, W, _ = x.shape
    z = np.zeros(sizes(x, w, stride)) + (0 if b is None else b)
    for top in range(0, H - KH, stride):
        for left in range(0, W - KW, stride):
            windows = x[:, top : top + KH, left : left + KW].reshape(B, -1)
            z[:, top // stride, left // stride] += windows @ w.reshape(F, -1).T
    return z


@wrong("forward", "range(0, H - KH, stride)", mistake="forward-last-fit-cut-off")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    tops = range(0, x.shape[1] - KH, stride)
    lefts = range(0, x.shape[2] - KW, stride)
    z = np.zeros((len(x), len(tops), len(lefts), F))
    for (i, top), (j, left) in itertools.product(enumerate(tops), enumerate(lefts)):
        for n, f in np.ndindex(len(x), F):
            z[n, i, j, f] = np.sum(x[n, top : top + KH, left : left + KW] * w[f])
    return z if b is None else z + b


@wrong(SLICES, "H - KH rows of views", mistake="forward-last-fit-cut-off")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    h, v = x.shape[1] - KH, x.shape[2] - KW
    z = 0 if b is None else b
    for p, q in np.ndindex(KH, KW):
        z = z + x[:, p : p + h : stride, q : q + v : stride] @ w[:, p, q].T
    return z


@wrong("forward", "padded behind until it fits", mistake="forward-size-rounded-up")
def forward(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    behind = padding + stride - 1
    x = np.pad(x, ((0, 0), (padding, behind), (padding, behind), (0, 0)))
    views = sliding_window_view(x, (KH, KW), axis=(1, 2))[:, ::stride, ::stride]
    z = np.einsum("nijcpq,fpqc->nijf", views, w)
    return z if b is None else z + b


@wrong("forward", "both loops over OH", mistake="forward-columns-counted-like-rows")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for n in range(B):
        for i in range(OH):
            for j in range(OH):
                window = window_of(x, n, i, j, w, stride)
                for f in range(F):
                    z[n, i, j, f] = np.vdot(window, w[f]) + (0 if b is None else b[f])
    return z


@wrong("forward", "both loops over OH", mistake="forward-columns-behind-are-bias")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    B, OH, OW, F = sizes(x, w, stride)
    z = np.zeros((B, OH, OW, F))
    for n, i, j, f in np.ndindex(B, OH, OH, F):
        z[n, i, j, f] = np.vdot(window_of(x, n, i, j, w, stride), w[f])
    return z if b is None else z + b


@wrong("forward", "both loops over OH", mistake="forward-columns-behind-are-bias")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    z = np.zeros(sizes(x, w, stride))
    if b is not None:
        z += b
    for i in range(z.shape[1]):
        for j in range(z.shape[1]):
            windows = x[:, i * stride : i * stride + KH, j * stride : j * stride + KW]
            z[:, i, j] += windows.reshape(len(x), -1) @ w.reshape(F, -1).T
    return z
