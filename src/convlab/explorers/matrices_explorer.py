"""Two matrices: A takes x to z, and its transpose takes dz to dx."""

from typing import Any

from numpy.typing import ArrayLike

from convlab._validate import Padding, Pair
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.layer_sizes import Sizes

__all__ = ["MatricesExplorer"]


class MatricesExplorer(Explorer):
    """Show the layer as a sparse matrix, and its backward pass as the transpose.

    In the view "forward" a step is a row of A, with z = A x: a window. In "backward" it
    is a row of the transpose, with dx = A^T dz: the fan-out of a pixel. See equation
    :eq:`adjoint`.

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; the first image is shown. If all are
        left out, the book's own arrays; if only dz is, it is filled with whole numbers.
    **state
        What to show first: the sizes, `step` and the other traits of `Explorer`.
        `view` is "forward" or "backward".

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`, and as `Explorer`.

    References
    ----------
    Strang, "Introduction to linear algebra", on the transpose.
    """

    _esm = bundle("matrices_explorer.js")
    ARRAYS = ("x", "w", "dz")
    VIEWS = ("forward", "backward")

    def __init__(
        self,
        dz: ArrayLike | None = None,
        x: ArrayLike | None = None,
        w: ArrayLike | None = None,
        *,
        stride: Pair = 1,
        padding: Padding = "valid",
        **state: Any,
    ) -> None:
        given = {"dz": dz, "x": x, "w": w}
        super().__init__(given, stride=stride, padding=padding, state=state)

    def drawn(self, sizes: Sizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of every array that is drawn, by name."""
        HP, WP = sizes.padded
        OH, OW = sizes.output
        return {"A": (OH * OW * sizes.F, HP * WP * sizes.C)}

    def steps(self, sizes: Sizes) -> int:
        """Count the steps of the present view."""
        rows, columns = self.drawn(sizes)["A"]
        return rows if self.view == "forward" else columns
