"""Grids of the matrices that compute a layer: im2col's, and a Winograd tile's."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._spec import check_bias, check_layer
from convlab._style import format_number
from convlab._validate import Pair, check_array, check_index, check_nonempty, check_pair
from convlab.equations import receptive_field
from convlab.fast.toom_cook import Tile
from convlab.geometry import output_shape
from convlab.im2col import im2col
from convlab.viz.grid import Grid, Sign, draw, narrow, with_sign

__all__ = ["show_im2col", "show_product", "show_sum", "show_transforms"]

TILE = {"B": "x", "G": "w", "A": "z"}  # its matrices, in the colour of what they read
AIR = 0.12  # cells more between the numbers of a product
EXACT = 12  # digits; rounding leaves what should be 0 beyond them


def show_sum(
    offsets: ArrayLike, corners: ArrayLike, marked: tuple[int, int] | None = None
) -> Figure:
    """Draw the outer sum: a column of offsets, a row of corners, the address table.

    Parameters
    ----------
    offsets : array (K,)
        Address of each kernel element, relative to its window's corner.
    corners : array (P,)
        Address of each window's corner.
    marked : (int, int), optional
        Row and column of an address to mark, with its offset and its corner.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers with one axis, or there is no such
        address.
    """
    offsets = check_array("offsets", offsets, "K")
    corners = check_array("corners", corners, "P")
    addresses = offsets[:, None] + corners
    cells = set()
    if marked is not None:
        k, m = check_index("marked", marked, addresses.shape, "k m")
        cells.add((k, m))
    return draw(
        [
            Grid("offsets", "w", offsets[:, None], {(k, 0) for k, _ in cells}),
            Sign("+"),
            Grid("corners", "z", corners[None], {(0, m) for _, m in cells}),
            Sign("="),
            Grid("addresses", "x", addresses, cells),
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
    """Draw W_mat and X_col, and Z where a row of the one meets a column of the other.

    An entry of Z has its row of W_mat on the left, and its column of X_col above
    (Falk's scheme). Labels give the element (p, q, c) with its number k, and the
    window (i, j) with its number m.

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
    x, w, (stride, *_) = check_layer(x, w, stride, "valid")
    check_nonempty("x", x)
    b = check_bias(b, w)
    F, KH, KW, C = w.shape
    W_mat = w.reshape(F, KH * KW * C)
    X_col = im2col(x, (KH, KW), stride=stride)[0]
    Z = W_mat @ X_col + b[:, None]
    f, m = check_index("row and column", (row, column), Z.shape, "f m")
    kernel = {(f, k) for k in range(len(X_col))}
    window = {(k, m) for k in range(len(X_col))}
    cell_width = narrow(X_col, Z) + AIR
    elements = _elements((KH, KW, C))
    windows = _windows(len(Z[0]), output_shape(x.shape[1:3], (KH, KW), stride)[1])
    columns = [f"{window}\n{m}" for m, window in enumerate(windows)]
    total = format_number(W_mat[f] @ X_col[:, m])
    text = f"Z[{f}, {m}]\n= {total} {with_sign(b[f])}\n= {format_number(Z[f, m])}"
    return draw(
        [
            Sign(text),
            Grid(
                "X_col",
                "cols",
                X_col,
                window,
                rows=[f"{element}  {k}" for k, element in enumerate(elements)],
                columns=columns,
                cell_width=cell_width,
            ),
        ],
        [
            Grid(
                "W_mat",
                "w",
                W_mat,
                kernel,
                columns=[f"{element}\n{k}" for k, element in enumerate(elements)],
                cell_width=narrow(W_mat),
            ),
            Grid(
                "Z",
                "z",
                Z,
                {(f, m)},
                rows=[""] * F,
                columns=columns,
                cell_width=cell_width,
            ),
        ],
        together=True,
    )


def show_transforms(tile: Tile) -> Figure:
    """Draw B, G and A, the transforms in z = A^T ((G w) * (B x)): a row for each point.

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
