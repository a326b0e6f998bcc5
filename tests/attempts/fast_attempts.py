"""Wrong programs for the exercises on the lowered matrix and on tiles."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from attempts.attempt import edit, wrong

# multiplications
edit(
    "multiplications",
    "-(-OH // m) * -(-OW // m)",
    "(OH // m) * (OW // m)",
    mistake="multiplications-rounded-down",
)
edit(
    "multiplications",
    "B * tiles * (m + KH - 1) * (m + KW - 1)",
    "B * OH * OW * KH * KW",
    mistake="multiplications-direct-sum",
)
edit(
    "multiplications",
    " * (m + KW - 1)",
    "",
    mistake="multiplications-points-of-one-axis",
)
edit(
    "multiplications",
    "(m + KH - 1) * (m + KW - 1)",
    "(m + KH) * (m + KW)",
    mistake="multiplications-one-point-too-many",
)
edit(
    "multiplications",
    "-(-OH // m) * -(-OW // m)",
    "OH * OW",
    mistake="multiplications-tile-for-each-unit",
)


@wrong(
    "multiplications",
    "the last tile must fit",
    mistake="multiplications-rounded-down",
)
def tiles_that_fit(z_shape, w_shape, m):
    (B, OH, OW, F), (_, KH, KW, C) = z_shape, w_shape
    rows, columns = range(0, OH - m + 1, m), range(0, OW - m + 1, m)
    points = (m + KH - 1) * (m + KW - 1)
    return B * F * C * len(rows) * len(columns) * points


@wrong(
    "multiplications",
    "each unit has its own products",
    mistake="multiplications-direct-sum",
)
def units_times_weights(z_shape, w_shape, m):
    return int(np.prod(z_shape) * np.prod(w_shape[1:]))


@wrong(
    "multiplications",
    "F(m, K) for a tile, and not its square",
    mistake="multiplications-points-of-one-axis",
)
def one_formula(z_shape, w_shape, m):
    (B, OH, OW, F), (_, K, _, C) = z_shape, w_shape
    tiles = int(np.ceil(OH / m) * np.ceil(OW / m))
    return B * C * F * tiles * (m + K - 1)


@wrong(
    "multiplications",
    "m + K points",
    mistake="multiplications-one-point-too-many",
)
def inclusive(z_shape, w_shape, m):
    B, OH, OW, F = z_shape
    total = 0
    for _ in range(0, OH, m):
        for _ in range(0, OW, m):
            total += (w_shape[1] + m) * (w_shape[2] + m)
    return total * B * F * w_shape[3]


@wrong(
    "multiplications",
    "range without a step",
    mistake="multiplications-tile-for-each-unit",
)
def no_step(z_shape, w_shape, m):
    B, OH, OW, F = z_shape
    points = (w_shape[1] + m - 1) * (w_shape[2] + m - 1)
    return B * F * w_shape[3] * sum(points for _ in range(OH) for _ in range(OW))


# lowered
edit(
    "lowered",
    "L[..., q * C : (q + 1) * C]",
    "L[..., q::KW]",
    mistake="lowered-channels-before-columns",
)
edit(
    "lowered",
    "x[:, :, q::stride][:, :, :OW]",
    "x[:, :, q : q + OW]",
    mistake="lowered-stride-forgotten",
)
edit(
    "lowered",
    "(B, H, W, C), KW = x.shape, kernel_width",
    "x, KW = x[:, ::stride], kernel_width\n    B, H, W, C = x.shape",
    mistake="lowered-stride-on-rows-as-well",
)
edit(
    "lowered",
    "pixels.transpose(0, 2, 1, 3)",
    "pixels.reshape(B, OW, H, C)",
    mistake="lowered-reshaped",
)
edit(
    "lowered",
    "x[:, :, q::stride][:, :, :OW]",
    "x[:, :, stride * q : stride * q + OW]",
    mistake="lowered-stride-used-as-dilation",
)


def windows_of_rows(x, KW, stride):
    """View the windows along the width: (n, i, j, c, q)."""
    return sliding_window_view(x, KW, axis=2)[:, :, ::stride]


@wrong(
    "lowered",
    "c before q, as the view has it",
    mistake="lowered-channels-before-columns",
)
def as_viewed(x, kernel_width, *, stride=1):
    windows = windows_of_rows(x, kernel_width, stride).swapaxes(1, 2)
    return windows.reshape(*windows.shape[:3], -1)


@wrong(
    "lowered",
    "the window begins in column j",
    mistake="lowered-stride-forgotten",
)
def begins_in_j(x, kernel_width, *, stride=1):
    B, H, W, _ = x.shape
    OW = (W - kernel_width) // stride + 1
    columns = [x[:, :, j : j + kernel_width].reshape(B, H, -1) for j in range(OW)]
    return np.stack(columns, axis=1)


@wrong(
    "lowered",
    "[::stride, ::stride] of the view",
    mistake="lowered-stride-on-rows-as-well",
)
def both_axes(x, kernel_width, *, stride=1):
    windows = sliding_window_view(x, kernel_width, axis=2)[:, ::stride, ::stride]
    windows = windows.transpose(0, 2, 1, 4, 3)
    return windows.reshape(*windows.shape[:3], -1)


@wrong(
    "lowered",
    "the result is only reshaped",
    mistake="lowered-reshaped",
)
def only_reshaped(x, kernel_width, *, stride=1):
    (B, H, W, C), KW = x.shape, kernel_width
    windows = windows_of_rows(x, KW, stride).swapaxes(3, 4)
    return windows.reshape(B, (W - KW) // stride + 1, H, KW * C)


@wrong(
    "lowered",
    "concatenated along the channels, and not transposed",
    mistake="lowered-reshaped",
)
def concatenated(x, kernel_width, *, stride=1):
    (B, H, W, _), KW = x.shape, kernel_width
    OW = (W - KW) // stride + 1
    parts = [x[:, :, q::stride][:, :, :OW] for q in range(KW)]
    return np.concatenate(parts, axis=3).reshape(B, OW, H, -1)


@wrong(
    "lowered",
    "j + s q for the column",
    mistake="lowered-stride-used-as-dilation",
)
def between_pixels(x, kernel_width, *, stride=1):
    (B, H, W, C), KW = x.shape, kernel_width
    OW = (W - KW) // stride + 1
    L = np.zeros((B, OW, H, KW * C))
    for j in range(OW):
        for q in range(KW):
            L[:, j, :, q * C : q * C + C] = x[:, :, j + stride * q]
    return L


# forward_from_lowered
edit(
    "forward_from_lowered",
    "stride * i : stride * i + KH",
    "i : i + KH",
    mistake="forward-from-lowered-rows-one-apart",
)
edit(
    "forward_from_lowered",
    "W_mat = w.reshape(F, -1)",
    "W_mat = w.swapaxes(1, 2).reshape(F, -1)",
    mistake="forward-from-lowered-weights-down-first",
)
edit(
    "forward_from_lowered",
    "windows @ W_mat.T",
    "windows @ W_mat.reshape(-1, F)",
    mistake="forward-from-lowered-weights-reshaped",
)
edit(
    "forward_from_lowered",
    "(B, OW, H, _), (F, KH, _, _) = L.shape, w.shape",
    "L = L[:, ::stride]\n    (B, OW, H, _), (F, KH, _, _) = L.shape, w.shape",
    mistake="forward-from-lowered-stride-on-columns-again",
)
edit(
    "forward_from_lowered",
    ".reshape(B, OW, -1)",
    ".swapaxes(2, 3).reshape(B, OW, -1)",
    mistake="forward-from-lowered-window-read-down-first",
)
edit(
    "forward_from_lowered",
    "    return z",
    "    return z.swapaxes(1, 2).reshape(z.shape)",
    mistake="forward-from-lowered-result-reshaped",
)


def windows_of(L, KH, stride):
    """View the windows: (n, j, i, k, p)."""
    return sliding_window_view(L, KH, axis=2)[:, :, ::stride]


@wrong(
    "forward_from_lowered",
    "the rows of the slices move by one",
    mistake="forward-from-lowered-rows-one-apart",
)
def by_one(L, w, *, stride=1):
    (_, _, H, k), (F, KH, _, _) = L.shape, w.shape
    OH = (H - KH) // stride + 1
    rows = [L[:, :, p : p + OH] @ w[:, p].reshape(F, k).T for p in range(KH)]
    return np.swapaxes(sum(rows), 1, 2)


@wrong(
    "forward_from_lowered",
    "the weights of the columns are joined",
    mistake="forward-from-lowered-weights-down-first",
)
def columns_joined(L, w, *, stride=1):
    F, KH, KW, _ = w.shape
    W_mat = np.concatenate([w[:, :, q].reshape(F, -1) for q in range(KW)], axis=1)
    windows = windows_of(L, KH, stride).transpose(0, 2, 1, 4, 3)
    return windows.reshape(*windows.shape[:3], -1) @ W_mat.T


@wrong(
    "forward_from_lowered",
    "w.reshape(-1, F)",
    mistake="forward-from-lowered-weights-reshaped",
)
def dealt_out(L, w, *, stride=1):
    (F, KH, _, _) = w.shape
    windows = windows_of(L, KH, stride).transpose(0, 2, 1, 4, 3)
    return windows.reshape(*windows.shape[:3], -1) @ w.reshape(-1, F)


@wrong(
    "forward_from_lowered",
    "[::stride, ::stride] on L",
    mistake="forward-from-lowered-stride-on-columns-again",
)
def again(L, w, *, stride=1):
    (F, KH, _, _) = w.shape
    windows = sliding_window_view(L, KH, axis=2)[:, ::stride, ::stride]
    return np.einsum("njikp,fpk->nijf", windows, w.reshape(F, KH, -1))


@wrong(
    "forward_from_lowered",
    "the view reshaped as it is",
    mistake="forward-from-lowered-window-read-down-first",
)
def as_it_is(L, w, *, stride=1):
    windows = windows_of(L, w.shape[1], stride)
    z = windows.reshape(*windows.shape[:3], -1) @ w.reshape(len(w), -1).T
    return z.transpose(0, 2, 1, 3)


@wrong(
    "forward_from_lowered",
    "(B, OW, OH, F) reshaped",
    mistake="forward-from-lowered-result-reshaped",
)
def result_reshaped(L, w, *, stride=1):
    (B, OW, H, k), (F, KH, _, _) = L.shape, w.shape
    OH = (H - KH) // stride + 1
    rows = (L[:, :, p::stride][:, :, :OH] @ w[:, p].reshape(F, k).T for p in range(KH))
    return sum(rows).reshape(B, OH, OW, F)


# tile_products
edit(
    "tile_products",
    "(x[0] - x[2]) * w[0]",
    "x[0] * w[0]",
    mistake="tile-products-first-pixel-alone",
)
edit(
    "tile_products",
    "(x[3] - x[1]) * w[1]",
    "x[3] * w[1]",
    mistake="tile-products-last-pixel-alone",
)
edit(
    "tile_products",
    "(x[2] - x[1])",
    "(x[1] - x[2])",
    mistake="tile-products-sign-of-minus-one",
)


@wrong(
    "tile_products",
    "without any halves",
    mistake="tile-products-halves-forgotten",
)
def no_halves(x, w):
    of_w = np.array([w[0], w[0] + w[1], w[0] - w[1], w[1]])
    return of_w * [x[0] - x[2], x[1] + x[2], x[2] - x[1], x[3] - x[1]]


@wrong(
    "tile_products",
    "B without its halves, G of ones",
    mistake="tile-products-halves-forgotten",
)
def matrices_of_ones(x, w):
    B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])
    G = np.array([[1, 0], [1, 1], [1, -1], [0, 1]])
    return (B @ x) * (G @ w)


@wrong(
    "tile_products",
    "halves on both sides",
    mistake="tile-products-halved-twice",
)
def both_sides(x, w):
    of_x = [x[0] - x[2], (x[1] + x[2]) / 2, (x[2] - x[1]) / 2, x[3] - x[1]]
    of_w = [w[0], (w[0] + w[1]) / 2, (w[0] - w[1]) / 2, w[1]]
    return np.array(of_x) * np.array(of_w)


@wrong(
    "tile_products",
    "a quarter in two products",
    mistake="tile-products-halved-twice",
)
def quarters(x, w):
    M = np.zeros(4)
    M[0] = (x[0] - x[2]) * w[0]
    M[1] = (x[1] + x[2]) * (w[0] + w[1]) / 4
    M[2] = (x[2] - x[1]) * (w[0] - w[1]) / 4
    M[3] = (x[3] - x[1]) * w[1]
    return M


def with_matrix(B):
    """Return a function that takes the pixels to the points by this matrix."""

    def tile_products(x, w):
        G = np.array([[1, 0], [1, 1], [1, -1], [0, 1]])
        return (np.array(B) @ x) * (G @ w)

    return tile_products


for _change, _mistake in [
    ({0: [1, 0, 0, 0]}, "first-pixel-alone"),
    ({3: [0, 0, 0, 1]}, "last-pixel-alone"),
    ({2: [0, 0.5, -0.5, 0]}, "sign-of-minus-one"),
]:
    _B = [[1, 0, -1, 0], [0, 0.5, 0.5, 0], [0, -0.5, 0.5, 0], [0, -1, 0, 1]]
    for _row, _numbers in _change.items():
        _B[_row] = _numbers
    wrong(
        "tile_products",
        f"the rows {_change} of B",
        mistake=f"tile-products-{_mistake}",
    )(with_matrix(_B))

wrong(
    "tile_products",
    "the powers of the points for B",
    mistake="tile-products-pixels-as-coefficients",
)(with_matrix([[1, 0, 0, 0], [1, 1, 1, 1], [1, -1, 1, -1], [0, 0, 0, 1]]))


@wrong(
    "tile_products",
    "both polynomials are evaluated",
    mistake="tile-products-pixels-as-coefficients",
)
def evaluated(x, w):
    at = [np.polyval(a[::-1], [0, 1, -1]) for a in (x, w)]
    return np.append(at[0] * at[1], x[-1] * w[-1])


# kernels_to_points
edit(
    "kernels_to_points",
    '"up,fpqc,vq->uvfc", G, w, G',
    '"up,fpqc->uqfc", G, w',
    mistake="kernels-to-points-one-axis-only",
)
edit(
    "kernels_to_points",
    "[0.5, 0.5, 0.5], [0.5, -0.5, 0.5]",
    "[1, 1, 1], [1, -1, 1]",
    mistake="kernels-to-points-halves-left-out",
)
edit(
    "kernels_to_points",
    "G, w, G)",
    "G, w, G * np.array([[1], [2], [2], [1]]))",
    mistake="kernels-to-points-halves-along-one-axis",
)
edit(
    "kernels_to_points",
    "-0.5",
    "0.5",
    mistake="kernels-to-points-minus-left-out",
)
edit(
    "kernels_to_points",
    "[[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]",
    "[[0, 0, 1], [1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5]]",
    mistake="kernels-to-points-infinity-first",
)


@wrong(
    "kernels_to_points",
    "only the rows are taken to the points",
    mistake="kernels-to-points-one-axis-only",
)
def rows_only(w):
    G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    return np.tensordot(G, w, (1, 1)).transpose(0, 2, 1, 3)


def by_hand(w, half=2, minus=-1):
    """Take the rows to the points, and then the columns."""
    rows = [w[:, 0], w[:, 1], w[:, 2]]
    plus, less = rows[0] + rows[1] + rows[2], rows[0] + minus * rows[1] + rows[2]
    of_rows = np.stack([rows[0], plus / half, less / half, rows[2]])
    a, b, c = (of_rows[:, :, q] for q in range(3))
    plus, less = a + b + c, a + minus * b + c
    return np.stack([a, plus / half, less / half, c], axis=1)


@wrong(
    "kernels_to_points",
    "sums of the weights, not halved",
    mistake="kernels-to-points-halves-left-out",
)
def not_halved(w):
    return by_hand(w, half=1)


@wrong(
    "kernels_to_points",
    "the points 1 and -1 are halved once at the end",
    mistake="kernels-to-points-halves-along-one-axis",
)
def halved_once(w):
    U = by_hand(w, half=1)
    U[1] /= 2
    U[2] /= 2
    return U


@wrong(
    "kernels_to_points",
    "twice the sum of the weights",
    mistake="kernels-to-points-minus-left-out",
)
def no_minus(w):
    return by_hand(w, minus=1)


@wrong(
    "kernels_to_points",
    "the last point in front",
    mistake="kernels-to-points-infinity-first",
)
def last_in_front(w):
    return by_hand(w)[[3, 0, 1, 2]][:, [3, 0, 1, 2]]


# forward_by_tiles
edit(
    "forward_by_tiles",
    "tile = x[:, 2 * a : 2 * a + 4, 2 * b : 2 * b + 4]",
    "tile = x[:, 2 * a : 2 * a + 4, 2 * b : 2 * b + 4].swapaxes(1, 2)",
    mistake="forward-by-tiles-tiles-transposed",
)
edit(
    "forward_by_tiles",
    '"ur,nrtc,vt->uvnc"',
    '"ru,nrtc,tv->uvnc"',
    mistake="forward-by-tiles-b-transposed",
)
edit(
    "forward_by_tiles",
    "[1, -1], [0, 1]]",
    "[1, 1], [0, 1]]",
    mistake="forward-by-tiles-minus-forgotten",
)
edit(
    "forward_by_tiles",
    "[0, -1, 1, 0]",
    "[0, 1, -1, 0]",
    mistake="forward-by-tiles-minus-one-reversed",
)
edit(
    "forward_by_tiles",
    "[0, -1, 0, 1]",
    "[0, 1, 0, -1]",
    mistake="forward-by-tiles-infinity-reversed",
)
edit(
    "forward_by_tiles",
    "(0, H % 2), (0, W % 2)",
    "(H % 2, 0), (W % 2, 0)",
    mistake="forward-by-tiles-padded-before",
)
edit(
    "forward_by_tiles",
    "(H - 1) // 2, (W - 1) // 2",
    "(H - 2) // 2, (W - 2) // 2",
    mistake="forward-by-tiles-last-row-missing",
)
edit(
    "forward_by_tiles",
    "[1, -1], [0, 1]]",
    "[1, -1], [0, -1]]",
    mistake="forward-by-tiles-infinity-reversed",
)


A = np.array([[1, 0], [1, 1], [1, -1], [0, 1]])
B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])


def tiles_of(x, step=2, zeros=None):
    """View the tiles; an odd image gets a zero behind it, unless told otherwise."""
    if zeros is None:
        zeros = [(0, size % 2) for size in x.shape[1:3]]
    x = np.pad(x, [(0, 0), *zeros, (0, 0)])
    return sliding_window_view(x, (4, 4), axis=(1, 2))[:, ::step, ::step]


def units_of(tiles, U, *, A=A, B=B):
    """Compute 2 by 2 units of each tile: (n, tile row, i, tile column, j, f)."""
    V = B @ tiles @ B.T
    M = np.einsum("nabcuv,uvfc->nabfuv", V, U)
    return (A.T @ M @ A).transpose(0, 1, 4, 2, 5, 3)


def joined(units, x):
    """Put the units where they belong, and cut off those that are too many."""
    n, rows, _, columns, _, F = units.shape
    z = units.reshape(n, 2 * rows, 2 * columns, F)
    return z[:, : x.shape[1] - 2, : x.shape[2] - 2].copy()


@wrong(
    "forward_by_tiles",
    "the tiles come before the units within them",
    mistake="forward-by-tiles-tiles-not-interleaved",
)
def tiles_first(x, U):
    units = units_of(tiles_of(x), U).transpose(0, 1, 3, 2, 4, 5)
    n, rows, columns, _, _, F = units.shape
    z = units.reshape(n, 2 * rows, 2 * columns, F)
    return z[:, : x.shape[1] - 2, : x.shape[2] - 2].copy()


@wrong(
    "forward_by_tiles",
    "a list of tiles, reshaped",
    mistake="forward-by-tiles-tiles-not-interleaved",
)
def list_of_tiles(x, U):
    units, (n, H, W, _) = units_of(tiles_of(x), U), x.shape
    _, rows, _, columns, _, F = units.shape
    made = [units[:, a, :, b] for a in range(rows) for b in range(columns)]
    z = np.stack(made, axis=1).reshape(n, 2 * rows, 2 * columns, F)
    return z[:, : H - 2, : W - 2].copy()


@wrong(
    "forward_by_tiles",
    "the next tile begins where this one ends",
    mistake="forward-by-tiles-tiles-four-apart",
)
def side_by_side(x, U):
    zeros = [(0, -size % 4) for size in x.shape[1:3]]
    return joined(units_of(tiles_of(x, 4, zeros), U), x)


@wrong(
    "forward_by_tiles",
    "the image is reshaped into tiles",
    mistake="forward-by-tiles-tiles-four-apart",
)
def reshaped(x, U):
    H, W = (-(-size // 4) for size in x.shape[1:3])
    larger = np.zeros((len(x), 4 * H, 4 * W, x.shape[3]))
    larger[:, : x.shape[1], : x.shape[2]] = x
    tiles = larger.reshape(len(x), H, 4, W, 4, -1).transpose(0, 1, 3, 5, 2, 4)
    return joined(units_of(tiles, U), x)


@wrong(
    "forward_by_tiles",
    "only whole tiles",
    mistake="forward-by-tiles-last-row-missing",
)
def whole_tiles(x, U):
    return joined(units_of(tiles_of(x, zeros=[(0, 0), (0, 0)]), U), x)


@wrong(
    "forward_by_tiles",
    "the zero stands before the image",
    mistake="forward-by-tiles-padded-before",
)
def zero_before(x, U):
    zeros = [(size % 2, 0) for size in x.shape[1:3]]
    return joined(units_of(tiles_of(x, zeros=zeros), U), x)


@wrong(
    "forward_by_tiles",
    "the last two axes of the tiles exchanged",
    mistake="forward-by-tiles-tiles-transposed",
)
def transposed(x, U):
    return joined(units_of(tiles_of(x).swapaxes(4, 5), U), x)


for _what, _matrices, _mistake in [
    ("B^T x B", {"B": B.T}, "b-transposed"),
    ("two ones in A", {"A": abs(A)}, "minus-forgotten"),
    ("the point -1 of A", {"A": A * [[1], [1], [-1], [1]]}, "minus-one-reversed"),
    ("the last row of A", {"A": A * [[1], [1], [1], [-1]]}, "infinity-reversed"),
]:

    @wrong("forward_by_tiles", _what, mistake=f"forward-by-tiles-{_mistake}")
    def other_matrices(x, U, matrices=_matrices):
        return joined(units_of(tiles_of(x), U, **matrices), x)
