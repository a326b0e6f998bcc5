"""The gradient goes back: stamped on dx, gathered for a pixel, summed for a weight."""

from typing import Any, ClassVar

from numpy.typing import ArrayLike

from convlab._validate import Padding, Pair
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.layer_sizes import Sizes

__all__ = ["BackwardExplorer"]

MIDDLE = 14  # pixel (2, 2) of the image shown at first, which meets the whole kernel


class BackwardExplorer(Explorer):
    """Show how dx and dw are computed, number by number.

    In the view "gather" a step is a pixel of dx, which reads the units of dz that it
    reached (equation :eq:`dx-gather`); in "scatter", a unit of dz, which stamps its
    kernel onto dx (:eq:`dx-scatter`); in "weight", an entry of dw, the sum over every
    place where the weight was used (:eq:`dw`).

    Parameters
    ----------
    dz, x, w, stride, padding, dilation, groups
        As in `convlab.backward`; the first image is shown, and its share of dw. If
        all are left out, the book's own arrays; if only dz is, it is filled with whole
        numbers.
    **state
        What to show first: the sizes, `step` and the other traits of `Explorer`.
        `view` is "gather", "scatter" or "weight".

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`, and as `Explorer`.

    References
    ----------
    Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016).
    """

    _esm = bundle("backward_explorer.js")
    ARRAYS = ("x", "w", "dz")
    VIEWS = ("gather", "scatter", "weight")
    PLAIN = ()
    START: ClassVar = {"H": 5, "W": 6}  # room for a pixel that meets the whole kernel

    def __init__(
        self,
        dz: ArrayLike | None = None,
        x: ArrayLike | None = None,
        w: ArrayLike | None = None,
        *,
        stride: Pair = 1,
        padding: Padding = "valid",
        dilation: Pair = 1,
        groups: int = 1,
        **state: Any,
    ) -> None:
        given = {"dz": dz, "x": x, "w": w}
        if not state and all(array is None for array in given.values()):
            state = {"step": MIDDLE}
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
        _, H, W, C, F, *_ = sizes
        EH, EW = sizes.extent
        return {
            "dx": (HP, WP, C),
            "w": (F, sizes.K),
            "dz": (OH, OW, F),
            "dz with zeros": (H + EH - 1, W + EW - 1, F),
        }

    def steps(self, sizes: Sizes) -> int:
        """Count the steps of the present view."""
        OH, OW = sizes.output
        counts = {
            "scatter": sizes.F * OH * OW,
            "gather": sizes.C * sizes.H * sizes.W,
            "weight": sizes.F * sizes.K,
        }
        return counts[self.view]
