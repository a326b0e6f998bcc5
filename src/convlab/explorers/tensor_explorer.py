"""Four indices point at a unit: in the volume, and in memory."""

import math
from typing import Any

from numpy.typing import ArrayLike

from convlab._validate import Padding, Pair
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.layer_sizes import Sizes

__all__ = ["TensorExplorer"]


class TensorExplorer(Explorer):
    """Show a unit of x, w or z, its indices and its address (equation :eq:`address`).

    A step is a unit, in the order of memory.

    Parameters
    ----------
    x, w, b, stride, padding
        As in `convlab.forward`; all images are shown. If x, w and b are left out,
        the book's own arrays are.
    **state
        What to show first: the sizes, `step` and the other traits of `Explorer`.
        `view` is "x", "w" or "z".

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`, and as `Explorer`.

    References
    ----------
    NumPy reference, "Internal memory layout of an ndarray".
    """

    _esm = bundle("tensor_explorer.js")
    IMAGES = None
    VIEWS = ("x", "w", "z")

    def __init__(
        self,
        x: ArrayLike | None = None,
        w: ArrayLike | None = None,
        b: ArrayLike | None = None,
        *,
        stride: Pair = 1,
        padding: Padding = "valid",
        **state: Any,
    ) -> None:
        given = {"x": x, "w": w, "b": b}
        super().__init__(given, stride=stride, padding=padding, state=state)

    def drawn(self, sizes: Sizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of every array that is drawn, by name."""
        (OH, OW), B, C, F = sizes.output, sizes.B, sizes.C, sizes.F
        x, w = (B, sizes.H, sizes.W, C), (F, sizes.KH, sizes.KW, C)
        return {"x": x, "w": w, "z": (B, OH, OW, F)}

    def steps(self, sizes: Sizes) -> int:
        """Count the steps of the present view."""
        return math.prod(self.drawn(sizes)[self.view])
