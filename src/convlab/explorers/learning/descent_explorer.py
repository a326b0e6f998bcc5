"""A kernel learns what another one does, by gradient descent with dw."""

from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convlab import samples
from convlab._spec import check_layer
from convlab._validate import check_array, check_int
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.learning.halves import encode_halves, round_to_halves

__all__ = ["STEPS", "DescentExplorer"]

HERE = Path(__file__).parent
STEPS = 200  # the last step that can be reached
LONGEST = 96  # rows or columns that a browser convolves well within a frame
KERNEL_LONGEST = 5
GREY_STEP = 4  # of 255: a page then carries half as much, and nobody sees it
FACE = np.s_[:, 4:60, 14:86]  # of the photograph, one pixel of five


class DescentExplorer(anywidget.AnyWidget):
    """Watch a random kernel learn to make the edge map of a photograph.

    The target is what the kernel w makes of x. The loss L is half the mean of
    (z - target)^2, and a step is one of `convlab.layers.SGD`, equation :eq:`momentum`.

    Parameters
    ----------
    x : array (1, H, W, 1), optional
        A grey picture of at most 96 by 96 pixels, rounded to half precision. If left
        out, a face in the photograph of `samples.photograph`, from 0 to 1. Its mean is
        subtracted.
    w : array (1, KH, KW, 1), optional
        The kernel that makes the target, of at most 5 by 5; if left out, the one for
        vertical edges of `samples.KERNELS`.
    **state
        What to show first: any of the attributes.

    Attributes
    ----------
    start : list of list of float
        The kernel before the first step; drawn from a normal distribution if left out.
    learning_rate, momentum : float
        Above 0, and from 0 to below 1.
    step : int
        How many steps have been taken, from 0 to 200.

    Raises
    ------
    TypeError, ValueError
        If x or w is not such an array, if w does not fit into x, or if an attribute
        has no such value.

    References
    ----------
    Goh, "Why momentum really works" (2017).
    """

    _esm = bundle(HERE / "descent_explorer.js")
    _css = Explorer._css + (HERE / "descent_explorer.css").read_text("utf-8")

    picture = traitlets.Unicode().tag(sync=True)
    H = traitlets.Int().tag(sync=True)
    W = traitlets.Int().tag(sync=True)
    kernel = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    steps = traitlets.Int(STEPS, read_only=True).tag(sync=True)
    start = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    learning_rate = traitlets.Float(3.0).tag(sync=True)
    momentum = traitlets.Float(0.0).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)

    def __init__(
        self, x: ArrayLike | None = None, w: ArrayLike | None = None, **state: Any
    ) -> None:
        if x is None:
            grey = samples.photograph(reduce=5).mean(axis=3, keepdims=True)[FACE]
            x = GREY_STEP * np.round(grey / GREY_STEP) / 255
        if w is None:
            w = np.reshape(samples.KERNELS["vertical edges"], (1, 3, 3, 1))
        self.x, kernel = _check(x, w)
        state = {
            "start": np.random.default_rng(0).standard_normal(kernel.shape)
        } | state
        self._refuse_unknown(state)
        state["start"] = check_array("start", state["start"], "KH KW").tolist()
        _, H, W, _ = self.x.shape
        picture, kernel = encode_halves(self.x), kernel.tolist()
        super().__init__(picture=picture, H=H, W=W, kernel=kernel, **state)

    def __repr__(self) -> str:
        """Show the state, but no memory address, which changes every run."""
        how = f"learning_rate={self.learning_rate}, momentum={self.momentum}"
        return f"DescentExplorer({how}, step={self.step})"

    @traitlets.validate("start")
    def _check_start(self, proposal: dict[str, Any]) -> list[list[float]]:
        start = check_array("start", proposal["value"], "KH KW")
        if start.shape != np.shape(self.kernel) or not np.isfinite(start).all():
            raise traitlets.TraitError(
                f"start must hold finite numbers in the shape of the kernel, "
                f"{np.shape(self.kernel)}; got {proposal['value']}"
            )
        return start.tolist()

    @traitlets.validate("learning_rate")
    def _check_learning_rate(self, proposal: dict[str, Any]) -> float:
        if not 0 < proposal["value"] < np.inf:
            came = proposal["value"]
            raise traitlets.TraitError(f"learning_rate must be above 0; got {came}")
        return proposal["value"]

    @traitlets.validate("momentum")
    def _check_momentum(self, proposal: dict[str, Any]) -> float:
        if not 0 <= proposal["value"] < 1:
            came = proposal["value"]
            raise traitlets.TraitError(
                f"momentum must be from 0 to below 1; got {came}"
            )
        return proposal["value"]

    @traitlets.validate("step")
    def _check_step(self, proposal: dict[str, Any]) -> int:
        return check_int("step", proposal["value"], 0, STEPS)

    def _refuse_unknown(self, state: dict[str, Any]) -> None:
        known = ["start", "learning_rate", "momentum", "step"]
        for name in state.keys() - set(known):
            names = ", ".join(known)
            raise TypeError(f"there is no argument {name!r}; there are {names}")


def _check(x: ArrayLike, w: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return x without its mean, and the one kernel (KH, KW)."""
    x, w, _ = check_layer(x, w, 1, 0)
    for name, a, longest in ("x", x, LONGEST), ("w", w, KERNEL_LONGEST):
        count, rows, columns, channels = a.shape
        if (count, channels) != (1, 1) or max(rows, columns) > longest:
            raise ValueError(
                f"{name} must have shape (1, rows, columns, 1), with at most {longest} "
                f"rows and columns; got {a.shape}"
            )
    x = round_to_halves("x", x - x.mean())
    return x, round_to_halves("w", w)[0, :, :, 0]
