"""Grids of the matrices that compute a layer: im2col's, and a Winograd tile's."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._spec import check_bias, check_layer
from convlab._validate import Pair, check_array, check_index, check_nonempty, check_pair
from convlab.equations import receptive_field
from convlab.fast.toom_cook import Tile
from convlab.geometry import output_shape
from convlab.im2col import im2col
from convlab.viz.grid import Grid, Sign, draw

__all__ = ["show_im2col", "show_product", "show_sum", "show_tile"]

TILE = {"B": "x", "G": "w", "A": "z"}  # its matrices, in the colour of what they read
EXACT = 12  # digits; rounding leaves what should be 0 beyond them


def show_sum(offsets: ArrayLike, corners: ArrayLike) -> Figure:
    """Draw the outer sum: a column of offsets, a row of corners, the address table.

    Parameters
    ----------
    offsets : array (K,)
        Address of each kernel element, relative to its window's corner.
    corners : array (P,)
        Address of each window's corner.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers with one axis.
    """
    offsets = check_array("offsets", offsets, "K")
    corners = check_array("corners", corners, "P")
    return draw(
        [
            Grid("offsets", "w", offsets[:, None]),
            Sign("+"),
            Grid("corners", "z", corners[None]),
            Sign("="),
            Grid("addresses", "x", offsets[:, None] + corners),
        ]
    )


def show_im2col(
    x: ArrayLike, kernel_size: Pair, column: int, *, stride: Pair = 1
) -> Figure:
    """Draw the window of one column in the image, and the column in the matrix.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images; the first is drawn.
    kernel_size, stride
        As in `convlab.im2col`.
    column : int
        Number of the column, i OW + j.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        As `convlab.im2col`, or if there is no such column.
    """
    x = check_array("x", x, "B H W C")
    check_nonempty("x", x)
    X_col = im2col(x, kernel_size, stride=stride)[0]
    _, H, W, C = x.shape
    KH, KW = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    _, OW = output_shape((H, W), (KH, KW), stride)
    (column,) = check_index("column", (column,), X_col.shape[1:], "m")
    window = set(receptive_field(*divmod(column, OW), (KH, KW), stride=stride))
    images = [Grid(f"x[0, :, :, {c}]", "x", x[0, :, :, c], window) for c in range(C)]
    return draw(
        [*images, Sign("\N{RIGHTWARDS ARROW}"), _matrix(X_col, (KH, KW, C), OW, column)]
    )


def show_product(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    *,
    row: int,
    column: int,
    stride: Pair = 1,
) -> Figure:
    """Draw a row of W_mat times a column of X_col: one unit of z.

    Parameters
    ----------
    x, w, b, stride
        As in `convlab.forward`, x already padded; the first image is drawn.
    row, column : int
        Kernel f and window i OW + j.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`.
    """
    x, w, (stride, *_, (_, OW)) = check_layer(x, w, stride, "valid")
    check_nonempty("x", x)
    b = check_bias(b, w)
    F, KH, KW, C = w.shape
    W_mat = w.reshape(F, KH * KW * C)
    X_col = im2col(x, (KH, KW), stride=stride)[0]
    Z = W_mat @ X_col + b[:, None]
    check_index("row and column", (row, column), Z.shape, "f m")
    kernel = {(row, k) for k in range(KH * KW * C)}
    elements, windows = _elements((KH, KW, C)), _windows(Z.shape[1], OW)
    product = Grid("Z, columns i,j", "z", Z, {(row, column)}, columns=windows)
    return draw(
        [Grid("W_mat, columns p,q,c", "w", W_mat, kernel, columns=elements)],
        [
            Sign("times"),
            _matrix(X_col, (KH, KW, C), OW, column),
            Sign("+ b ="),
            product,
        ],
    )


def show_tile(tile: Tile) -> Figure:
    """Draw the matrices of z = A^T ((G w) * (B x)), a row for each point.

    Parameters
    ----------
    tile : convlab.fast.toom_cook.Tile
        Such as `convlab.fast.toom_cook.tile` builds.

    Returns
    -------
    matplotlib.figure.Figure
        B in the colour of x, G in that of w and A in that of z.

    Raises
    ------
    TypeError
        If it is not a tile.
    """
    if not isinstance(tile, Tile):
        raise TypeError(f"tile must be a convlab.fast.toom_cook.Tile; got {tile!r}")
    arrays = {name: np.round(getattr(tile, name), EXACT) for name in TILE}
    return draw([Grid(name, TILE[name], a) for name, a in arrays.items()])


def _elements(kernel_shape: tuple[int, ...]) -> list[str]:
    return [f"{p},{q},{c}" for p, q, c in np.ndindex(kernel_shape)]


def _windows(count: int, OW: int) -> list[str]:
    return [f"{m // OW},{m % OW}" for m in range(count)]


def _matrix(
    X_col: NDArray, kernel_shape: tuple[int, ...], OW: int, column: int
) -> Grid:
    return Grid(
        "X_col, rows p,q,c, columns i,j",
        "cols",
        X_col,
        {(row, column) for row in range(len(X_col))},
        rows=_elements(kernel_shape),
        columns=_windows(X_col.shape[1], OW),
    )
