"""The matrix products of the layer, forward and backward, with their shapes."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from convlab._spec import check_gradient
from convlab._style import NEUTRAL, PALETTE
from convlab._validate import check_nonempty

__all__ = ["show_backward_matrices"]

LONGEST = 0.84  # inches, of the longest edge: a phone shows a product whole
SHORTEST = 0.16  # inches, so that an edge can be seen
SIGN, VERB = 0.26, 0.7  # inches for a sign or a verb between two matrices
BEHIND = 0.05  # inches from a channel of an image to the next, drawn behind it
LEFT, HEAD, FOOT = 0.44, 0.48, 0.18  # inches around a matrix, for its name and lengths
NAME, LENGTH = 11, 10  # points

Edge = tuple[str, int]  # the letter of an index, and how many values it takes


class Matrix(NamedTuple):
    """A matrix to draw: its name, the array whose colour it has, and its two edges."""

    name: str
    role: str
    rows: Edge
    columns: Edge
    channels: int = 1

    @property
    def transpose(self) -> "Matrix":
        """The matrix with its rows and columns exchanged."""
        return Matrix(f"{self.name}$^T$", self.role, self.columns, self.rows)


def show_backward_matrices(dz: ArrayLike, x: ArrayLike, w: ArrayLike) -> Figure:
    """Draw the shapes of Z = W X, dW = dZ X^T and dX = W^T dZ, and of col2im.

    Equations :eq:`forward-matmul`, :eq:`dw-matmul`, :eq:`dx-matmul` and :eq:`col2im`,
    for one image, with stride 1 and no padding. Edges are drawn to scale, but for very
    short ones, and bear the letter of their index and their length.

    Parameters
    ----------
    dz, x, w
        As in `convlab.backward`; only their shapes are drawn.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each product, and one for col2im.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`.
    """
    dz, x, w, _ = check_gradient(dz, x, w, 1, "valid")
    check_nonempty("x", x)
    (_, OH, OW, F), (_, H, W, C), (_, KH, KW, _) = dz.shape, x.shape, w.shape
    f, k, m = ("f", F), ("k", KH * KW * C), ("m", OH * OW)
    Z, W_mat, X_col = _layer(f, k, m, "", ("z", "w"))
    dZ, dW_mat, dX_col = _layer(f, k, m, "d", ("dz", "dw"))
    image = Matrix("dx", "dx", ("i", H), ("j", W), C)
    lines = [
        (Z, "=", W_mat, "", X_col),
        (dW_mat, "=", dZ, "", X_col.transpose),
        (dX_col, "=", W_mat.transpose, "", dZ),
        (dX_col, "col2im", image),
    ]
    return _draw(lines, LONGEST / max(F, k[1], m[1], H, W))


def _layer(
    f: Edge, k: Edge, m: Edge, d: str, roles: tuple[str, str]
) -> tuple[Matrix, Matrix, Matrix]:
    """Name the matrices of one direction; d is empty, or stands before a gradient."""
    z, w = roles
    return (
        Matrix(f"{d}Z", z, f, m),
        Matrix(f"{d}W_mat", w, f, k),
        Matrix(f"{d}X_col", "cols", k, m),
    )


def _draw(lines: list[tuple[Matrix | str, ...]], scale: float) -> Figure:
    sizes = [[_size(part, scale) for part in line] for line in lines]
    heights = [HEAD + FOOT + max(tall for _, tall in line) for line in sizes]
    width = max(sum(wide for wide, _ in line) for line in sizes) + FOOT
    figure = Figure(figsize=(width, sum(heights)), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(sum(heights), 0))
    axes.set_axis_off()
    top = 0.0
    for line, line_sizes, height in zip(lines, sizes, heights, strict=True):
        left, middle = 0.0, top + (height + HEAD - FOOT) / 2
        for part, (wide, tall) in zip(line, line_sizes, strict=True):
            if isinstance(part, Matrix):
                corner = left + LEFT, middle - tall / 2
                _draw_matrix(axes, part, corner, (wide - LEFT, tall))
            else:
                sign: dict[str, Any] = {
                    "color": NEUTRAL["ink"],
                    "size": NAME,
                    "va": "center",
                }
                centre, place = left + wide / 2 + 0.06, middle
                if len(part) > 1:  # a verb: above an arrow
                    _draw_arrow(axes, (centre, middle), wide - 0.12)
                    sign["va"], place = "bottom", middle - 0.05
                axes.text(centre, place, part, ha="center", **sign)
            left += wide
        top += height
    return figure


def _size(part: Matrix | str, scale: float) -> tuple[float, float]:
    """Return how wide and how tall a part is, the lengths beside it included."""
    if isinstance(part, str):
        return (VERB if len(part) > 1 else SIGN if part else 0.0), 0.0
    (_, rows), (_, columns) = part.rows, part.columns
    return LEFT + max(columns * scale, SHORTEST), max(rows * scale, SHORTEST)


def _draw_matrix(
    axes: Axes,
    matrix: Matrix,
    corner: tuple[float, float],
    size: tuple[float, float],
) -> None:
    (left, top), (width, height) = corner, size
    colour = PALETTE[matrix.role]
    box: dict[str, Any] = {
        "facecolor": [1 - 0.18 * (1 - part) for part in to_rgb(colour)],
        "edgecolor": colour,
        "linewidth": 1.4,
    }
    for channel in reversed(range(matrix.channels)):
        shifted = left + BEHIND * channel, top + BEHIND * channel
        axes.add_patch(Rectangle(shifted, width, height, **box))
    name: dict[str, Any] = {
        "color": colour,
        "weight": "bold",
        "size": NAME,
        "va": "bottom",
    }
    axes.text(left, top - 0.21, matrix.name, ha="left", **name)
    length: dict[str, Any] = {"color": NEUTRAL["ink"], "size": LENGTH}
    rows, columns = (f"{letter} {count}" for letter, count in matrix[2:4])
    axes.text(left + width / 2, top - 0.04, columns, ha="center", va="bottom", **length)
    axes.text(left - 0.05, top + height / 2, rows, ha="right", va="center", **length)
    if matrix.channels > 1:
        below = left + width / 2, top + height + BEHIND * matrix.channels + 0.02
        text = f"c {matrix.channels}"
        axes.text(*below, text, ha="center", va="top", **length)


def _draw_arrow(axes: Axes, centre: tuple[float, float], length: float) -> None:
    (middle, height), half = centre, length / 2
    arrow = {"arrowstyle": "->", "color": NEUTRAL["ink"], "linewidth": 1.0}
    axes.annotate(
        "",
        xy=(middle + half, height),
        xytext=(middle - half, height),
        arrowprops=arrow | {"shrinkA": 0, "shrinkB": 0},
    )
