"""Slide a kernel over the image: products, sums, and the unit of z they become."""

from typing import Any

from numpy.typing import ArrayLike

from convlab._validate import Padding, Pair
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.layer_sizes import Sizes

__all__ = ["ForwardExplorer"]


class ForwardExplorer(Explorer):
    """Show how a window of x and a kernel become a unit of z (equation :eq:`general`).

    A step is a unit of z, kernel by kernel and in raster order.

    Parameters
    ----------
    x, w, b, stride, padding, dilation, groups
        As in `convlab.forward`; the first image is shown. If x, w
        and b are left out, the book's own arrays are.
    **state
        What to show first: the sizes, `step` and the other traits of `Explorer`.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`, and as `Explorer`.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016).
    """

    _esm = bundle("forward_explorer.js")
    PLAIN = ()

    def __init__(
        self,
        x: ArrayLike | None = None,
        w: ArrayLike | None = None,
        b: ArrayLike | None = None,
        *,
        stride: Pair = 1,
        padding: Padding = "valid",
        dilation: Pair = 1,
        groups: int = 1,
        **state: Any,
    ) -> None:
        given = {"x": x, "w": w, "b": b}
        super().__init__(
            given,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=groups,
            state=state,
        )

    def drawn(self, sizes: Sizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of every array that is drawn, by name."""
        HP, WP = sizes.padded
        OH, OW = sizes.output
        C, F = sizes.C, sizes.F
        return {"x": (HP, WP, C), "w": (F, sizes.K), "z": (OH, OW, F)}

    def steps(self, sizes: Sizes) -> int:
        """Count the steps of the present view."""
        OH, OW = sizes.output
        return sizes.F * OH * OW
