"""The layer in one dimension: a wire for every product, added up in three ways."""

from pathlib import Path
from typing import Any

import anywidget
import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import check_array, check_int
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.layer_sizes import Sizes, readable

__all__ = ["WiresExplorer"]

CSS = Path(__file__).with_suffix(".css")
EXAMPLE = (1, 2, 0, 3), (2, -1), (1, 2, -1)  # x, w and dz
MOST = {"x": 8, "w": 3}  # entries whose wires can still be told apart


class WiresExplorer(Explorer):
    """Show a layer of one dimension as wires from x to z, one for every product.

    In the view "z" a step is a unit, and the wires that enter it are added up; in "dw"
    a weight, and all the wires of its colour; in "dx" a pixel, and the wires that leave
    it. Stride 1, no padding and no bias: equations :eq:`forward`, :eq:`dw` and
    :eq:`dx` with one index in place of two.

    Parameters
    ----------
    x, w : array (W,) and (KW,), optional
        At most 8 pixels and 3 weights. If both are left out, a small example.
    dz : array (OW,), optional
        OW = W - KW + 1. If left out, 1, 2, 3 and so on.
    **state
        What to show first: `view`, "z", "dw" or "dx", `step`, and the other traits of
        `Explorer` but the sizes, which are those of the arrays.

    Raises
    ------
    TypeError, ValueError
        If an array is not a row of that many finite numbers, and as `Explorer`.

    References
    ----------
    Olah, "Calculus on computational graphs: backpropagation" (2015).
    """

    _esm = bundle("wires_explorer.js")
    _css = Explorer._css + CSS.read_text("utf-8")
    ARRAYS = ("x", "w", "dz")
    PLAIN = Sizes._fields  # those of the arrays
    VIEWS = ("z", "dw", "dx")

    def __init__(
        self,
        x: ArrayLike | None = None,
        w: ArrayLike | None = None,
        dz: ArrayLike | None = None,
        **state: Any,
    ) -> None:
        self._refuse_unknown(state)
        if "step" in state:
            state["step"] = check_int("step", state["step"], 0)
        if x is None and w is None and dz is None:
            x, w, dz = EXAMPLE
        arrays, sizes = _check_row(x, w, dz)
        start = sizes._asdict() | {"view": self.VIEWS[0]} | state
        # Past Explorer, which would cut images and kernels, to the widget itself.
        anywidget.AnyWidget.__init__(
            self,
            arrays={name: array.tolist() for name, array in arrays.items()},
            limits={name: [size, size] for name, size in sizes._asdict().items()},
            **start,
        )

    def drawn(self, sizes: Sizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of every array that is drawn, by name."""
        _, OW = sizes.output
        lengths = {"x": sizes.W, "w": sizes.KW, "dz": OW}
        lengths |= {"dx": sizes.W, "dw": sizes.KW, "z": OW}
        return {name: (length,) for name, length in lengths.items()}

    def steps(self, sizes: Sizes) -> int:
        """Count the steps of the present view."""
        return self.drawn(sizes)[self.view][0]

    def _check_fit(self, sizes: Sizes) -> None:
        """Accept all sizes: the limits leave none but those of the arrays."""


def _check_row(
    x: ArrayLike | None, w: ArrayLike | None, dz: ArrayLike | None
) -> tuple[dict[str, NDArray[np.floating]], Sizes]:
    """Check the arrays of a layer of one dimension; return them and their sizes."""
    x, w = check_array("x", x, "W"), check_array("w", w, "KW")
    for name, array in {"x": x, "w": w}.items():
        if len(array) > MOST[name]:
            raise ValueError(
                f"{name} may have at most {MOST[name]} entries here, or its wires "
                f"could not be told apart; got {len(array)}"
            )
    if len(w) > len(x):
        raise ValueError(
            f"w must not be longer than x; got {len(w)} weights for {len(x)} pixels"
        )
    length = len(x) - len(w) + 1
    dz = check_array("dz", np.arange(1, length + 1) if dz is None else dz, "OW")
    if len(dz) != length:
        raise ValueError(
            f"dz must have W - KW + 1 = {length} entries, one for each unit of z; got "
            f"{len(dz)}"
        )
    arrays = {name: readable(name, a) for name, a in {"x": x, "w": w, "dz": dz}.items()}
    return arrays, Sizes(1, 1, len(x), 1, 1, 1, len(w), 1, 0)
