"""Right functions for the chapters on dilation and on speed, in other forms."""

import math

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

__all__ = ["PROGRAMS"]

PROGRAMS = []


def right(task, how):
    """Register a right program; `how` says what is unusual about it."""

    def register(function):
        PROGRAMS.append((task, how, function))
        return function

    return register


@right("count_windows", "the formula")
def count_windows(size, kernel, *, stride=1, padding=0, dilation=1):
    E = dilation * (kernel - 1) + 1
    return (size + 2 * padding - E) // stride + 1


@right("count_windows", "by trying")
def count_windows(size, kernel, *, stride=1, padding=0, dilation=1):
    count, corner = 0, 0
    while corner + dilation * (kernel - 1) <= size + 2 * padding - 1:
        count += 1
        corner += stride
    return count


@right("count_windows", "range of starts, numpy int")
def count_windows(size, kernel, *, stride=1, padding=0, dilation=1):
    last = size + 2 * padding - dilation * (kernel - 1)
    return np.arange(0, last, stride).size


def _out(n, k, s, d):
    return (n - d * (k - 1) - 1) // s + 1


@right("dilated_forward", "slices")
def dilated_forward(x, w, *, stride=1, dilation=1):
    (B, H, W, _), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (_out(n, k, stride, dilation) for n, k in ((H, KH), (W, KW)))
    z = np.zeros((B, OH, OW, F))
    for p, q in np.ndindex(KH, KW):
        pixels = x[:, dilation * p :: stride, dilation * q :: stride][:, :OH, :OW]
        z += pixels @ w[:, p, q].T
    return z


def conv(x, w):
    return np.einsum(
        "nijcpq,fpqc->nijf", sliding_window_view(x, w.shape[1:3], axis=(1, 2)), w
    )


@right("grouped_forward", "concatenate")
def grouped_forward(x, w, *, groups=1):
    Cg, Fg = x.shape[3] // groups, len(w) // groups
    parts = [
        conv(x[..., g * Cg : (g + 1) * Cg], w[g * Fg : (g + 1) * Fg])
        for g in range(groups)
    ]
    return np.concatenate(parts, axis=3)


@right("grouped_forward", "split")
def grouped_forward(x, w, *, groups=1):
    pairs = zip(np.split(x, groups, axis=-1), np.split(w, groups), strict=True)
    return np.concatenate([conv(a, k) for a, k in pairs], axis=-1)


@right("grouped_forward", "kernel by kernel")
def grouped_forward(x, w, *, groups=1):
    (F, KH, KW, Cg) = w.shape
    B, H, W, C = x.shape
    z = np.zeros((B, H - KH + 1, W - KW + 1, F))
    for f in range(F):
        first = f // (F // groups) * (C // groups)
        z[..., f : f + 1] = conv(x[..., first : first + Cg], w[f : f + 1])
    return z


@right("grouped_forward", "block-diagonal")
def grouped_forward(x, w, *, groups=1):
    F, KH, KW, Cg = w.shape
    full = np.zeros((F, KH, KW, Cg * groups))
    for f in range(F):
        g = f * groups // F
        full[f, :, :, g * Cg : (g + 1) * Cg] = w[f]
    return conv(x, full)


def stamps(small, w, H, W, s):
    large = np.zeros((len(small), H, W, w.shape[3]))
    _, OH, OW, _ = small.shape
    for a, b in np.ndindex(OH, OW):
        large[:, s * a : s * a + w.shape[1], s * b : s * b + w.shape[2]] += np.einsum(
            "nf,fpqc->npqc", small[:, a, b], w
        )
    return large


@right("transposed_forward", "stamps")
def transposed_forward(small, w, *, stride=1, padding=0, leftover=0):
    (_, OH, OW, _), (_, KH, KW, _), P = small.shape, w.shape, padding
    H, W = (stride * (n - 1) + k + leftover for n, k in ((OH, KH), (OW, KW)))
    return stamps(small, w, H, W, stride)[:, P : H - P, P : W - P].copy()


@right("transposed_forward", "weight by weight")
def transposed_forward(small, w, *, stride=1, padding=0, leftover=0):
    (B, OH, OW, F), (_, KH, KW, C), P, s = small.shape, w.shape, padding, stride
    large = np.zeros((B, s * (OH - 1) + KH + leftover, s * (OW - 1) + KW + leftover, C))
    for p, q in np.ndindex(KH, KW):
        large[:, p : p + s * (OH - 1) + 1 : s, q : q + s * (OW - 1) + 1 : s] += (
            small @ w[:, p, q]
        )
    return large[:, P:, P:][
        :, : large.shape[1] - 2 * P, : large.shape[2] - 2 * P
    ].copy()


@right("transposed_forward", "gather")
def transposed_forward(small, w, *, stride=1, padding=0, leftover=0):
    (B, OH, OW, F), (_, KH, KW, C), P, s = small.shape, w.shape, padding, stride
    H, W = s * (OH - 1) + KH + leftover, s * (OW - 1) + KW + leftover
    spread = np.zeros((B, H + KH - 1, W + KW - 1, F))
    spread[:, KH - 1 :: s, KW - 1 :: s][:, :OH, :OW] = small
    large = conv(spread, w[:, ::-1, ::-1].transpose(3, 1, 2, 0))
    return np.ascontiguousarray(large[:, P : H - P, P : W - P])


def padded(a, P):
    return np.pad(a, ((0, 0), (P, P), (P, P), (0, 0)))


def strided(x, w, s):
    return np.einsum(
        "nijcpq,fpqc->nijf",
        sliding_window_view(x, w.shape[1:3], axis=(1, 2))[:, ::s, ::s],
        w,
    )


@right("transposed_dsmall", "the forward pass")
def transposed_dsmall(dlarge, small, w, *, stride=1, padding=0):
    return strided(padded(dlarge, padding), w, stride)


@right("transposed_dsmall", "by the shape of small")
def transposed_dsmall(dlarge, small, w, *, stride=1, padding=0):
    dlarge = padded(dlarge, padding)
    dsmall = np.zeros(small.shape)
    (_, OH, OW, _), (_, KH, KW, _) = small.shape, w.shape
    for a, b in np.ndindex(OH, OW):
        window = dlarge[:, stride * a : stride * a + KH, stride * b : stride * b + KW]
        dsmall[:, a, b] = np.einsum("npqc,fpqc->nf", window, w)
    return dsmall


@right("transposed_dsmall", "literal")
def transposed_dsmall(dlarge, small, w, *, stride=1, padding=0):
    d = padded(dlarge, padding)
    out = np.zeros(small.shape)
    for n, a, b, f in np.ndindex(small.shape):
        for p, q, c in np.ndindex(w.shape[1:]):
            out[n, a, b, f] += d[n, stride * a + p, stride * b + q, c] * w[f, p, q, c]
    return out


@right("multiplications", "ceil by negation")
def multiplications(z_shape, w_shape, m):
    (B, OH, OW, F), (_, KH, KW, C) = z_shape, w_shape
    return B * F * C * -(-OH // m) * -(-OW // m) * (m + KH - 1) * (m + KW - 1)


@right("multiplications", "math.ceil")
def multiplications(z_shape, w_shape, m):
    B, OH, OW, F = z_shape
    F, KH, KW, C = w_shape
    tiles = math.ceil(OH / m) * math.ceil(OW / m)
    return int(B * tiles * (m + KH - 1) * (m + KW - 1) * C * F)


@right("multiplications", "counting")
def multiplications(z_shape, w_shape, m):
    B, OH, OW, F = z_shape
    _, KH, KW, C = w_shape
    count = 0
    for i in range(0, OH, m):
        for j in range(0, OW, m):
            count += (m + KH - 1) * (m + KW - 1)
    return np.prod([B, count, C, F])


def ow(x, KW, s):
    return (x.shape[2] - KW) // s + 1


@right("lowered", "slices over q")
def lowered(x, kernel_width, *, stride=1):
    B, H, W, C = x.shape
    OW = (W - kernel_width) // stride + 1
    L = np.zeros((B, OW, H, kernel_width * C), x.dtype)
    for q in range(kernel_width):
        pixels = x[:, :, q::stride][:, :, :OW]
        L[..., q * C : (q + 1) * C] = pixels.transpose(0, 2, 1, 3)
    return L


@right("lowered", "a view")
def lowered(x, kernel_width, *, stride=1):
    B, H, W, C = x.shape
    windows = sliding_window_view(x, kernel_width, axis=2)[:, :, ::stride]
    return windows.transpose(0, 2, 1, 4, 3).reshape(B, -1, H, kernel_width * C)


@right("lowered", "concatenate")
def lowered(x, kernel_width, *, stride=1):
    OW = ow(x, kernel_width, stride)
    parts = [
        x[:, :, q : q + stride * (OW - 1) + 1 : stride] for q in range(kernel_width)
    ]
    return np.concatenate(parts, axis=3).swapaxes(1, 2)


@right("forward_from_lowered", "a loop over the rows of z")
def forward_from_lowered(L, w, *, stride=1):
    (B, OW, H, _), (F, KH, _, _) = L.shape, w.shape
    OH = (H - KH) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for i in range(OH):
        rows = L[:, :, stride * i : stride * i + KH].reshape(B, OW, -1)
        z[:, i] = rows @ w.reshape(F, -1).T
    return z


@right("forward_from_lowered", "a loop over p")
def forward_from_lowered(L, w, *, stride=1):
    (B, OW, H, k), (F, KH, _, _) = L.shape, w.shape
    OH = (H - KH) // stride + 1
    z = sum(L[:, :, p::stride][:, :, :OH] @ w[:, p].reshape(F, k).T for p in range(KH))
    return z.transpose(0, 2, 1, 3)


@right("forward_from_lowered", "a view, KH KW C as one axis")
def forward_from_lowered(L, w, *, stride=1):
    (B, OW, H, k), (F, KH, _, _) = L.shape, w.shape
    OH = (H - KH) // stride + 1
    L = np.ascontiguousarray(L)
    n, j, i, one = L.strides
    view = as_strided(L, (B, OH, OW, KH * k), (n, stride * i, j, one), writeable=False)
    return view @ w.reshape(F, -1).T


@right("tile_products", "literal")
def tile_products(x, w):
    M0 = (x[0] - x[2]) * w[0]
    M1 = (x[1] + x[2]) * (w[0] + w[1]) / 2
    M2 = (x[2] - x[1]) * (w[0] - w[1]) / 2
    M3 = (x[3] - x[1]) * w[1]
    return np.array([M0, M1, M2, M3])


@right("tile_products", "matrices")
def tile_products(x, w):
    def powers(count):
        finite = np.vander([0, 1, -1], count, increasing=True)
        return np.vstack([finite, np.eye(count)[-1]])

    B, G = np.linalg.inv(powers(4)).T, powers(2)
    return (G @ w) * (B @ x)


@right("tile_products", "halves with the weights")
def tile_products(x, w):
    U = np.array([[1, 0], [0.5, 0.5], [0.5, -0.5], [0, 1]]) @ w
    V = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]]) @ x
    return U * V


@right("kernels_to_points", "einsum")
def kernels_to_points(w):
    G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    return np.einsum("up,fpqc,vq->uvfc", G, w, G)


@right("kernels_to_points", "kernel by kernel")
def kernels_to_points(w):
    G = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2
    F, _, _, C = w.shape
    U = np.zeros((4, 4, F, C))
    for f in range(F):
        for c in range(C):
            U[:, :, f, c] = G @ w[f, :, :, c] @ G.T
    return U


@right("kernels_to_points", "matmul with moved axes")
def kernels_to_points(w):
    G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    return np.moveaxis(G @ np.moveaxis(w, 3, 1) @ G.T, (2, 3), (0, 1)).copy()


A_ = np.array([[1, 0], [1, 1], [1, -1], [0, 1]])


B_ = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])


@right("forward_by_tiles", "tile by tile")
def forward_by_tiles(x, U):
    A = np.array([[1, 0], [1, 1], [1, -1], [0, 1]])
    B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])
    N, H, W, C = x.shape
    F = U.shape[2]
    OH, OW = H - 2, W - 2
    TH, TW = -(-OH // 2), -(-OW // 2)
    padded = np.zeros((N, 2 * TH + 2, 2 * TW + 2, C))
    padded[:, :H, :W] = x
    z = np.zeros((N, 2 * TH, 2 * TW, F))
    for a in range(TH):
        for b in range(TW):
            tile = padded[:, 2 * a : 2 * a + 4, 2 * b : 2 * b + 4]
            V = np.einsum("ui,nijc,vj->uvnc", B, tile, B)
            M = np.einsum("uvnc,uvfc->uvnf", V, U)
            z[:, 2 * a : 2 * a + 2, 2 * b : 2 * b + 2] = np.einsum(
                "ur,uvnf,vt->nrtf", A, M, A
            )
    return z[:, :OH, :OW].copy()


@right("forward_by_tiles", "views and matmul")
def forward_by_tiles(x, U):
    A = np.array([[1, 0], [1, 1], [1, -1], [0, 1]])
    B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])
    N, H, W, C = x.shape
    OH, OW, F = H - 2, W - 2, U.shape[2]
    x = np.pad(x, ((0, 0), (0, H % 2), (0, W % 2), (0, 0)))
    tiles = sliding_window_view(x, (4, 4), axis=(1, 2))[:, ::2, ::2]
    V = B @ tiles @ B.T
    TH, TW = V.shape[1:3]
    V = V.transpose(4, 5, 0, 1, 2, 3).reshape(4, 4, -1, C)
    M = (V @ U.transpose(0, 1, 3, 2)).reshape(4, 4, N, TH, TW, F)
    z = A.T @ M.transpose(2, 3, 4, 5, 0, 1) @ A
    z = z.transpose(0, 1, 4, 2, 5, 3).reshape(N, 2 * TH, 2 * TW, F)
    return z[:, :OH, :OW].copy()


@right("forward_by_tiles", "pixel by pixel")
def forward_by_tiles(x, U):
    A = np.array([[1, 0], [1, 1], [1, -1], [0, 1]])
    B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])
    (N, H, W, C), F = x.shape, U.shape[2]
    z = np.zeros((N, H - 2, W - 2, F))
    for n, i, j, f in np.ndindex(z.shape):
        a, r, b, t = i // 2, i % 2, j // 2, j % 2
        tile = np.zeros((4, 4, C))
        part = x[n, 2 * a : 2 * a + 4, 2 * b : 2 * b + 4]
        tile[: part.shape[0], : part.shape[1]] = part
        for c in range(C):
            z[n, i, j, f] += (
                A[:, r] @ (U[:, :, f, c] * (B @ tile[..., c] @ B.T)) @ A[:, t]
            )
    return z


def tiles_of(x, step=2, before=False):
    _, H, W, _ = x.shape
    pads = (
        ((0, 0), (H % 2, 0), (W % 2, 0), (0, 0))
        if before
        else ((0, 0), (0, H % 2), (0, W % 2), (0, 0))
    )
    return sliding_window_view(np.pad(x, pads), (4, 4), axis=(1, 2))[:, ::step, ::step]


def solve(
    tiles,
    U,
    H,
    W,
    A=A_,
    B=B_,
    M="uvnabc,uvfc->uvnabf",
    V="ur,nabcrt,vt->uvnabc",
    Z="ui,uvnabf,vj->naibjf",
):
    v = np.einsum(V, B, tiles, B)
    z = np.einsum(Z, A, np.einsum(M, v, U), A)
    return z.reshape(len(tiles), 2 * tiles.shape[1], 2 * tiles.shape[2], -1)[
        :, : H - 2, : W - 2
    ].copy()


@right("forward_by_tiles", "Lavin and Gray's matrices whole")
def forward_by_tiles(x, U):
    B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
    A = np.array([[1, 0], [1, 1], [1, -1], [0, -1]])
    return solve(tiles_of(x), U, *x.shape[1:3], A=A, B=B)


@right("dilated_forward", "the pixels of a weight taken by their numbers")
def dilated_forward(x, w, *, stride=1, dilation=1):
    (_, H, W, _), (_, KH, KW, _) = x.shape, w.shape
    rows = stride * np.arange(_out(H, KH, stride, dilation))
    columns = stride * np.arange(_out(W, KW, stride, dilation))
    z = 0
    for p in range(KH):
        for q in range(KW):
            pixels = x[:, rows + dilation * p][:, :, columns + dilation * q]
            z = z + np.tensordot(pixels, w[:, p, q], ((3,), (1,)))
    return z


@right("dilated_forward", "a view with gaps, and a weight at a time")
def dilated_forward(x, w, *, stride=1, dilation=1):
    _, KH, KW, _ = w.shape
    extent = dilation * (KH - 1) + 1, dilation * (KW - 1) + 1
    windows = sliding_window_view(x, extent, axis=(1, 2))[:, ::stride, ::stride]
    return sum(
        windows[..., dilation * p, dilation * q] @ w[:, p, q].T
        for p in range(KH)
        for q in range(KW)
    )


@right("transposed_dw", "windows with gaps as a view")
def transposed_dw(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    _, KH, KW, _ = w.shape
    extent = dilation * (KH - 1) + 1, dilation * (KW - 1) + 1
    windows = sliding_window_view(padded(dlarge, padding), extent, axis=(1, 2))
    windows = windows[:, ::stride, ::stride, :, ::dilation, ::dilation]
    return np.einsum("nabf,nabcpq->fpqc", small, windows)


@right("transposed_dw", "cut after the convolution")
def transposed_dw(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    (B, OH, OW, F), (_, KH, KW, _) = small.shape, w.shape
    spread = np.zeros((B, stride * (OH - 1) + 1, stride * (OW - 1) + 1, F))
    spread[:, ::stride, ::stride] = small
    images, kernels = (
        a.transpose(3, 1, 2, 0) for a in (padded(dlarge, padding), spread)
    )
    dw = strided(images, kernels, dilation)[:, :KH, :KW]
    return np.moveaxis(dw, 3, 0).swapaxes(1, 3).swapaxes(1, 2).copy()


@right("transposed_dw", "the pixels of every weight at once, by their numbers")
def transposed_dw(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    (_, OH, OW, _), (_, KH, KW, _) = small.shape, w.shape
    rows = np.add.outer(stride * np.arange(OH), dilation * np.arange(KH))
    columns = np.add.outer(stride * np.arange(OW), dilation * np.arange(KW))
    pixels = padded(dlarge, padding)[:, rows][:, :, :, columns]
    return np.einsum("nabf,napbqc->fpqc", small, pixels)


@right("lowered", "window by window")
def lowered(x, kernel_width, *, stride=1):
    B, H, _, C = x.shape
    L = np.zeros((B, ow(x, kernel_width, stride), H, kernel_width * C))
    for j in range(L.shape[1]):
        window = x[:, :, stride * j : stride * j + kernel_width]
        L[:, j] = window.reshape(B, H, -1)
    return L
