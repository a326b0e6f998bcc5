"""Draw a digit: a trained network reads it, and shows where more ink would help."""

import copy
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from convlab._validate import check_array, check_labels
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.learning.halves import encode_halves, round_to_halves
from convlab.layers import (
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    Sequential,
    Tanh,
)

__all__ = ["DigitExplorer", "describe_layer", "round_network"]

HERE = Path(__file__).parent
IMAGE = (8, 8, 1)
CLASSES = 10
SOME = 20  # test digits to look at, besides those that the network gets wrong
EVIDENCE = ["", "best", *map(str, range(CLASSES))]


class DigitExplorer(anywidget.AnyWidget):
    """Draw a digit, and let a trained network read it.

    The browser runs the forward pass of every layer, and the backward pass to dx of the
    image. So it also shows the gradient of a score: where more ink would help it.

    Parameters
    ----------
    network : convlab.layers.Sequential
        Takes images (B, 8, 8, 1) from 0, paper, to 1, ink, and returns scores (B, 10).
        Its layers are any of Conv2D with stride 1, ReLU, Tanh, MaxPool2D whose windows
        lie side by side, Flatten and Dense. It is not changed; its parameters are
        rounded to half precision.
    digits : (x, labels, ..., x_test, labels_test)
        What it has learned from, and what it is tested with, such as `digits.load()`.
        What stands in between, the validation digits, is not used.
    **state
        What to show first: any of drawing, evidence and fit.

    Attributes
    ----------
    drawing : list of float
        What the network reads, row by row, from 0 to 1; at first a test digit. As an
        image (1, 8, 8, 1) it is ``explorer.x``.
    evidence : str
        Whose gradient is shown: "" for none, "best" for the highest score, or a digit.
    fit : bool
        Whether what is drawn is stretched to the full height, as the digits are from
        which the network learned.
    network : convlab.layers.Sequential
        The network with its rounded parameters.

    Raises
    ------
    TypeError, ValueError
        If network is none or has another layer, if images or labels do not fit it, or
        if an attribute has no such value.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks" (2013), for
    the gradient of a score as a picture.
    """

    _esm = bundle(HERE / "digit_explorer.js")
    _css = Explorer._css + (HERE / "digit_explorer.css").read_text("utf-8")

    layers = traitlets.List(traitlets.Dict()).tag(sync=True)
    parameters = traitlets.Unicode().tag(sync=True)
    examples = traitlets.Dict().tag(sync=True)
    counts = traitlets.Dict().tag(sync=True)
    drawing = traitlets.List(
        traitlets.Float(min=0, max=1), minlen=64, maxlen=64, default_value=[0.0] * 64
    ).tag(sync=True)
    evidence = traitlets.Enum(EVIDENCE, "best").tag(sync=True)
    fit = traitlets.Bool(True).tag(sync=True)

    def __init__(self, network: Sequential, digits: Any, **state: Any) -> None:
        self.network = round_network(network)
        x, _, *_, x_test, labels = digits
        x_test = check_array("x_test", x_test, "B H W C")
        if x_test.shape[1:] != IMAGE or len(x_test) == 0:
            raise ValueError(f"x_test must have shape (B, 8, 8, 1); got {x_test.shape}")
        scores = self.network.forward(x_test)
        if scores.shape[1:] != (CLASSES,):
            raise ValueError(f"network must return scores (B, 10); got {scores.shape}")
        labels = check_labels(labels, "scores", scores)
        wrong = np.flatnonzero(scores.argmax(axis=1) != labels)
        shown = np.union1d(np.arange(min(SOME, len(labels))), wrong[:SOME])
        self._refuse_unknown(state)
        super().__init__(
            layers=[describe_layer(layer) for layer in self.network.layers],
            parameters=encode_halves(_flat(self.network)),
            examples={
                "x": encode_halves(round_to_halves("x_test", x_test[shown])),
                "labels": labels[shown].tolist(),
                "numbers": shown.tolist(),
            },
            counts={
                "learned": len(np.asarray(x)),
                "tested": len(labels),
                "right": len(labels) - len(wrong),
            },
            **{"drawing": x_test[0].ravel().tolist()} | state,
        )

    @property
    def x(self) -> NDArray[np.floating]:
        """The drawing as an image (1, 8, 8, 1)."""
        return np.reshape(self.drawing, (1, *IMAGE)).astype(float)

    def __repr__(self) -> str:
        return f"DigitExplorer({self.network})"

    def _refuse_unknown(self, state: dict[str, Any]) -> None:
        known = ["drawing", "evidence", "fit"]
        for name in state.keys() - set(known):
            names = ", ".join(known)
            raise TypeError(f"there is no argument {name!r}; there are {names}")


def round_network(network: Sequential) -> Sequential:
    """Return a copy of the network whose parameters fit into two bytes each."""
    if not isinstance(network, Sequential):
        raise TypeError(f"network must be a Sequential; got {network!r:.60}")
    network = copy.deepcopy(network)
    for k, layer in enumerate(network.layers):
        for name in getattr(layer, "parameter_names", ()):
            rounded = round_to_halves(f"layer {k}: {name}", getattr(layer, name))
            setattr(layer, name, rounded)
    return network


def describe_layer(layer: Any) -> dict[str, Any]:
    """Say of a layer what the browser has to know, besides its parameters."""
    kind = type(layer).__name__
    match layer:
        case Conv2D():
            padding = layer.settings.get("padding", 0)
            if set(layer.settings) <= {"padding"} and isinstance(padding, int):
                return {"kind": kind, "w": list(layer.w.shape), "padding": padding}
        case Dense():
            return {"kind": kind, "w": list(layer.w.shape)}
        case MaxPool2D() if layer.stride == layer.size:
            return {"kind": kind, "size": list(layer.size)}
        case ReLU() | Tanh() | Flatten():
            return {"kind": kind}
    raise ValueError(
        "layers may be Conv2D with a padding in whole pixels and no other setting, "
        "ReLU, Tanh, MaxPool2D with windows side by side, Flatten and Dense; "
        f"got {layer!r:.60}"
    )


def _flat(network: Sequential) -> NDArray[np.floating]:
    return np.concatenate([np.ravel(a) for a in network.parameters.values()])
