"""Mistakes with the lowered matrix, with tiles, and in counting what they save."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convlab.exercises.case import (
    EVEN_OUTPUT,
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_KERNEL,
    ONE_TILE,
    ONE_TILE_WIDE,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake
from convlab.fast.toom_cook import tile

A, B, G, _ = tile(2, 3, 1)
POINTS = "How many products does one tile of 2 by 2 windows take, with one channel "
POINTS += "and one kernel of 3 by 3?"


def up(a, b):
    """Divide and round up."""
    return -(-a // b)


@mistake(
    "multiplications",
    "Tiles that are not full were left out: the number of tiles was rounded down.",
    equation="winograd",
    hint="A tile has 2 rows of windows, and z 5. How many rows of tiles cover it?",
)
def rounded_down(z_shape, w_shape, m):
    (images, OH, OW, F), (_, KH, KW, C) = z_shape, w_shape
    tiles = (OH // m) * (OW // m)
    return images * F * C * tiles * (m + KH - 1) * (m + KW - 1)


@mistake(
    "multiplications",
    "These are the multiplications of the direct sum, without tiles.",
    equation="winograd",
    hint=POINTS,
)
def direct_sum(z_shape, w_shape, m):
    (images, OH, OW, F), (_, KH, KW, C) = z_shape, w_shape
    return images * OH * OW * F * KH * KW * C


@mistake(
    "multiplications",
    "A tile has only the points of one axis here, m + K - 1 of them.",
    equation="winograd",
    hint=POINTS,
)
def points_of_one_axis(z_shape, w_shape, m):
    (images, OH, OW, F), (_, KH, _, C) = z_shape, w_shape
    return images * F * C * up(OH, m) * up(OW, m) * (m + KH - 1)


@mistake(
    "multiplications",
    "A tile has a point too many along each axis, m + K.",
    equation="toom-cook",
    hint="A row of m windows and a kernel of K weights: how many pixels do they cover?",
)
def one_point_too_many(z_shape, w_shape, m):
    (images, OH, OW, F), (_, KH, KW, C) = z_shape, w_shape
    return images * F * C * up(OH, m) * up(OW, m) * (m + KH) * (m + KW)


@mistake(
    "multiplications",
    "There is a tile for each unit of z here, although a tile has m by m of them.",
    equation="winograd",
    hint="How many tiles cover a z of 4 by 4, if each has 2 by 2 windows?",
)
def tile_for_each_unit(z_shape, w_shape, m):
    (images, OH, OW, F), (_, KH, KW, C) = z_shape, w_shape
    return images * F * C * OH * OW * (m + KH - 1) * (m + KW - 1)


def windows_of_rows(x, KW, stride):
    """Return the windows along the width (B, H, OW, KW, C)."""
    windows = sliding_window_view(x, KW, axis=2)[:, :, ::stride]
    return np.moveaxis(windows, -1, 3)


def join(windows, order):
    """Write the windows with their axes in another order, the last two as one."""
    windows = np.einsum(f"nijqc->{order}", windows)
    return windows.reshape(*windows.shape[:3], -1)


FIRST = "The image is `samples.counting(1, 3, 4, 2)`, whose numbers are 0, 1, 2, ... "
FIRST += "What are the numbers of L[0, 0, 0] for a kernel 2 pixels wide?"


@mistake(
    "lowered",
    "The numbers of a row are in the order (c, q).",
    equation="lowered",
    hides_when=[ONE_CHANNEL, ONE_BY_ONE],
    hint=FIRST,
)
def channels_before_columns(x, kernel_width, *, stride=1):
    return join(windows_of_rows(x, kernel_width, stride), "njicq")


@mistake(
    "lowered",
    "The windows lie one pixel apart, although the stride is larger.",
    equation="lowered",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which column of x does window 1 begin when the stride is 2?",
)
def stride_forgotten(x, kernel_width, *, stride=1):
    count = windows_of_rows(x, kernel_width, stride).shape[2]
    return join(windows_of_rows(x, kernel_width, 1)[:, :, :count], "njiqc")


@mistake(
    "lowered",
    "Only every s-th row of the image was taken. L has all of its rows; which of them "
    "a window reads is decided later.",
    equation="lowered",
    hides_when=[STRIDE_1],
    hint="How many rows does x have, and how many L?",
)
def stride_on_rows_as_well(x, kernel_width, *, stride=1):
    return join(windows_of_rows(x[:, ::stride], kernel_width, stride), "njiqc")


@mistake(
    "lowered",
    "The numbers were written in the order of (B, H, OW, KW C), and then only reshaped "
    "to (B, OW, H, KW C). The axes have to be moved.",
    equation="lowered",
    hides_when=[EXACT_FIT],
    hint="`reshape` leaves every number where it lies in memory. Which row of L comes "
    "after L[0, 0, 0]: that of the next row of x, or of the next window?",
)
def reshaped(x, kernel_width, *, stride=1):
    windows = windows_of_rows(x, kernel_width, stride)
    return join(windows, "nijqc").reshape(join(windows, "njiqc").shape)


@mistake(
    "lowered",
    "The stride was put between the pixels of a window: that is a dilation.",
    equation="lowered",
    hides_when=[STRIDE_1],
    hint="Do the pixels of one window lie side by side when the stride is 2?",
)
def stride_used_as_dilation(x, kernel_width, *, stride=1):
    count = windows_of_rows(x, kernel_width, stride).shape[2]
    reach = stride * (kernel_width - 1) + 1
    windows = windows_of_rows(x, reach, 1)[:, :, :count, ::stride]
    if windows.shape[2] < count:
        raise ValueError("the last windows end outside of the image")
    return join(windows, "njiqc")


WINDOW = "The window of unit (i, j) is `L[n, j, s * i : s * i + KH]`. In which order "
WINDOW += "do its numbers lie?"


def windows_of_lowered(L, KH, stride):
    """Return every window (B, OH, OW, KH, KW C)."""
    windows = sliding_window_view(L, KH, axis=2)[:, :, ::stride]
    return windows.transpose(0, 2, 1, 4, 3)


def times(windows, kernels):
    """Multiply windows by kernels: (B, OH, OW, F)."""
    return np.einsum("nijpk,fpk->nijf", windows, kernels)


def as_rows(w):
    """Reshape the kernels to (F, KH, KW C)."""
    return w.reshape(*w.shape[:2], -1)


@mistake(
    "forward_from_lowered",
    "The result was computed with the axes (B, OW, OH, F), and then only reshaped to "
    "(B, OH, OW, F). The axes have to be moved.",
    equation="lowered",
    hides_when=[EXACT_FIT],
    hint="In L, the window's column comes before its row. And in z?",
)
def result_reshaped(L, w, *, stride=1):
    z = times(windows_of_lowered(L, w.shape[1], stride), as_rows(w))
    return z.swapaxes(1, 2).reshape(z.shape)


@mistake(
    "forward_from_lowered",
    "The windows begin in rows 0, 1, 2, ..., although the stride is larger.",
    equation="lowered",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which row of the image does the window of unit (1, 0) begin when the "
    "stride is 2?",
)
def rows_one_apart(L, w, *, stride=1):
    count = windows_of_lowered(L, w.shape[1], stride).shape[1]
    return times(windows_of_lowered(L, w.shape[1], 1)[:, :count], as_rows(w))


@mistake(
    "forward_from_lowered",
    "Only every s-th column of windows was taken: but L was made with the stride, and "
    "has no others.",
    equation="lowered",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="How many columns does z have, and how many windows lie side by side in L?",
)
def stride_on_columns_again(L, w, *, stride=1):
    return times(windows_of_lowered(L[:, ::stride], w.shape[1], stride), as_rows(w))


@mistake(
    "forward_from_lowered",
    "The weights of a kernel were taken in the order (q, p, c), down its columns.",
    equation="lowered",
    hides_when=[ONE_BY_ONE],
    hint=WINDOW,
)
def weights_down_first(L, w, *, stride=1):
    F, KH, _, _ = w.shape
    kernels = w.swapaxes(1, 2).reshape(F, KH, -1)
    return times(windows_of_lowered(L, KH, stride), kernels)


@mistake(
    "forward_from_lowered",
    "The numbers of a window were taken in the order (q, c, p), and the weights in the "
    "order (p, q, c).",
    equation="lowered",
    hides_when=[ONE_BY_ONE],
    hint=WINDOW,
)
def window_read_down_first(L, w, *, stride=1):
    windows = windows_of_lowered(L, w.shape[1], stride)
    down_first = windows.swapaxes(3, 4).reshape(windows.shape)
    return times(down_first, as_rows(w))


@mistake(
    "forward_from_lowered",
    "The kernels were reshaped to (KH KW C, F), which only regroups their weights; "
    "the matrix has to be transposed.",
    equation="lowered",
    hides_when=[ONE_KERNEL],
    hint="Where does the second weight of kernel 0 lie in `w.reshape(-1, F)`, and "
    "where in `w.reshape(F, -1).T`?",
)
def weights_reshaped(L, w, *, stride=1):
    F, KH, _, _ = w.shape
    kernels = w.reshape(-1, F).T.reshape(F, KH, -1)
    return times(windows_of_lowered(L, KH, stride), kernels)


UNITS = "Put M into z_0 = M_0 + M_1 + M_2. Is it x_0 w_0 + x_1 w_1, for all numbers?"


def products(x, w, zero=None, minus=None, infinity=None):
    """Return the products at the four points; those given replace the right ones."""
    zero = x[0] - x[2] if zero is None else zero
    minus = (x[2] - x[1]) / 2 if minus is None else minus
    infinity = x[3] - x[1] if infinity is None else infinity
    of_x = np.stack([zero, (x[1] + x[2]) / 2, minus, infinity])
    return of_x * np.stack([w[0], w[0] + w[1], w[0] - w[1], w[1]])


@mistake(
    "tile_products",
    "The products at the points 1 and -1 are twice as large as they should be: the "
    "halves are missing.",
    equation="toom-cook",
    hint=UNITS,
)
def halves_forgotten(x, w):
    return products(x, w) * np.array([1, 2, 2, 1])


@mistake(
    "tile_products",
    "The products at the points 1 and -1 were halved twice.",
    equation="toom-cook",
    hint="The halves go with the pixels, or with the weights. And with both?",
)
def halved_twice(x, w):
    return products(x, w) / np.array([1, 2, 2, 1])


@mistake(
    "tile_products",
    "The product at the point 0 has x_0 alone.",
    equation="toom-cook",
    hint=UNITS,
)
def first_pixel_alone(x, w):
    return products(x, w, zero=x[0])


@mistake(
    "tile_products",
    "The product at infinity has x_3 alone.",
    equation="toom-cook",
    hint="Put M into z_2 = M_1 + M_2 + M_3. Is it x_2 w_0 + x_3 w_1, for all numbers?",
)
def last_pixel_alone(x, w):
    return products(x, w, infinity=x[3])


@mistake(
    "tile_products",
    "The product at the point -1 has the wrong sign.",
    equation="toom-cook",
    hint="Put M into z_1 = M_1 - M_2. Is it x_1 w_0 + x_2 w_1, for all numbers?",
)
def sign_of_minus_one(x, w):
    return products(x, w, minus=(x[1] - x[2]) / 2)


@mistake(
    "tile_products",
    "The pixels were used as the coefficients of a polynomial, and its values at "
    "the points were used.",
    equation="toom-cook",
    hint="Which of the matrices A, B and G takes the pixels to the points? Which of "
    "them is made of powers?",
)
def pixels_as_coefficients(x, w):
    at_points = np.array([x[0], x.sum(), x[0] - x[1] + x[2] - x[3], x[3]])
    return at_points * np.stack([w[0], w[0] + w[1], w[0] - w[1], w[1]])


BOTH = "G takes three numbers to four points. Along how many axes of a kernel?"


def to_points(w, rows=G, columns=G):
    """Take the rows and the columns of every kernel to points."""
    return np.einsum("up,fpqc,vq->uvfc", rows, w, columns)


WHOLE = G * np.array([[1], [2], [2], [1]])  # without the halves


@mistake(
    "kernels_to_points",
    "The kernels were taken to the points along one axis only.",
    equation="winograd",
    hint=BOTH,
)
def one_axis_only(w):
    return np.einsum("up,fpqc->uqfc", G, w)


@mistake(
    "kernels_to_points",
    "The halves of G are missing.",
    equation="winograd",
    hint=(
        "Take a kernel of ones to the point (1, 1), by hand. Which factor is in "
        "front of the sum of the nine weights?"
    ),
)
def halves_left_out(w):
    return to_points(w, WHOLE, WHOLE)


@mistake(
    "kernels_to_points",
    "The halves of G were used along one axis, and left out along the other.",
    equation="winograd",
    hint=(
        "Take a kernel of ones to the point (1, 1), by hand. Which factor is in "
        "front of the sum of the nine weights?"
    ),
)
def halves_along_one_axis(w):
    return to_points(w, G, WHOLE)


@mistake(
    "kernels_to_points",
    "At the point -1 the minus is missing, so that it gives the same as the point 1.",
    equation="winograd",
    hint="Write down the powers of -1: with the exponents 0, 1 and 2.",
)
def minus_left_out(w):
    return to_points(w, abs(G), abs(G))


@mistake(
    "kernels_to_points",
    "The point infinity comes first; the order is 0, 1, -1, infinity.",
    equation="winograd",
    hint="Which row of G is (0, 0, 1)?",
)
def infinity_first(w):
    return np.roll(to_points(w), 1, axis=(0, 1))


NEAR = "A tile reads 4 by 4 pixels and makes 2 by 2 units. Where does the next tile "
NEAR += "begin, so that no unit is missing?"


def tiles_of(x, step=2, before=0):
    """View the tiles (B, rows, columns, C, 4, 4); an odd axis gets a zero."""
    sizes = [(0, 0), *((size % 2 * before, size % 2) for size in x.shape[1:3]), (0, 0)]
    sides = [(ahead, behind - ahead) for ahead, behind in sizes]
    return sliding_window_view(np.pad(x, sides), (4, 4), axis=(1, 2))[:, ::step, ::step]


def units_of(tiles, U, A=A, B=B):
    """Compute the units of each tile: (B, rows, 2, columns, 2, F)."""
    V = np.einsum("ur,nabcrt,vt->uvnabc", B, tiles, B)
    M = np.einsum("uvnabc,uvfc->uvnabf", V, U)
    return np.einsum("ui,uvnabf,vj->naibjf", A, M, A)


def side_by_side(units):
    """Join the units of all tiles: (B, 2 rows, 2 columns, F)."""
    n, rows, _, columns, _, F = units.shape
    return units.reshape(n, 2 * rows, 2 * columns, F)


def cut(z, x):
    """Cut z to as many windows as x has."""
    return z[:, : x.shape[1] - 2, : x.shape[2] - 2]


@mistake(
    "forward_by_tiles",
    "The units of all tiles were reshaped into z with their axes in the order "
    "(tile row, tile column, row, column). The row has to come after the tile's "
    "row.",
    equation="winograd",
    hides_when=[ONE_TILE_WIDE],
    hint="In which tile, and where in it, lies unit (0, 2) of z?",
)
def tiles_not_interleaved(x, U):
    units = units_of(tiles_of(x), U)
    z = units.transpose(0, 1, 3, 2, 4, 5).reshape(side_by_side(units).shape)
    return cut(z, x)


@mistake(
    "forward_by_tiles",
    "The tiles were laid side by side, four pixels apart: they have to overlap.",
    equation="winograd",
    hides_when=[ONE_TILE],
    hint=NEAR,
)
def tiles_four_apart(x, U):
    sides = [(0, 0), *((0, -size % 4) for size in x.shape[1:3]), (0, 0)]
    tiles = sliding_window_view(np.pad(x, sides), (4, 4), axis=(1, 2))[:, ::4, ::4]
    return cut(side_by_side(units_of(tiles, U)), x)


@mistake(
    "forward_by_tiles",
    "Where the number of rows or columns of z is odd, the last of them is missing.",
    equation="winograd",
    hides_when=[EVEN_OUTPUT],
    hint="How many rows of tiles does a z of 5 rows take, and which pixels does the "
    "last of them read?",
)
def last_row_missing(x, U):
    tiles = sliding_window_view(x, (4, 4), axis=(1, 2))[:, ::2, ::2]
    return side_by_side(units_of(tiles, U))


@mistake(
    "forward_by_tiles",
    "An odd image got its zero at the top or on the left, so that everything is "
    "shifted by a pixel.",
    equation="winograd",
    hides_when=[EVEN_OUTPUT],
    hint="Unit (0, 0) of z reads the pixels from (0, 0) on. Where may a zero be put, "
    "so that it still does?",
)
def padded_before(x, U):
    return cut(side_by_side(units_of(tiles_of(x, before=1), U)), x)


@mistake(
    "forward_by_tiles",
    "Rows and columns of the pixels were swapped on the way to the points.",
    equation="winograd",
    hint="U[u, v] belongs to row u and column v. Which of the two axes of a tile does "
    "the first B act on?",
)
def tiles_transposed(x, U):
    return cut(side_by_side(units_of(tiles_of(x).swapaxes(4, 5), U)), x)


@mistake(
    "forward_by_tiles",
    "The tiles were taken to the points by B^T x B, not by B x B^T.",
    equation="winograd",
    hint="Which row of B is (1, 0, -1, 0), and with which pixels of a column is it "
    "multiplied?",
)
def b_transposed(x, U):
    return cut(side_by_side(units_of(tiles_of(x), U, B=B.T)), x)


SIGNS = "Take a tile in which pixel (0, 1) is 1 and all others are 0, and write down "
SIGNS += "V, U * V and z."


@mistake(
    "forward_by_tiles",
    "The product at the point -1 was added to the second unit of a tile, where it "
    "must be subtracted.",
    equation="winograd",
    hint="For one axis, z_1 = M_1 - M_2 + M_3. Which entry of A is the minus?",
)
def minus_forgotten(x, U):
    return cut(side_by_side(units_of(tiles_of(x), U, A=abs(A))), x)


@mistake(
    "forward_by_tiles",
    "The row of the point -1 has the wrong sign in one of the matrices A and B.",
    equation="winograd",
    hint=SIGNS,
)
def minus_one_reversed(x, U):
    reversed_row = B * np.array([[1], [1], [-1], [1]])
    return cut(side_by_side(units_of(tiles_of(x), U, B=reversed_row)), x)


@mistake(
    "forward_by_tiles",
    "The row of infinity has the wrong sign in one of the matrices A and B.",
    equation="winograd",
    hint="Some texts have a minus there in both matrices, and z is right. Where does "
    "your B come from, and where your A?",
)
def infinity_reversed(x, U):
    reversed_row = B * np.array([[1], [1], [1], [-1]])
    return cut(side_by_side(units_of(tiles_of(x), U, B=reversed_row)), x)
