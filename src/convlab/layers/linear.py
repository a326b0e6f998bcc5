"""Linear layers: Conv2D, which can wrap any pair of functions, Dense and Flatten."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab import conv
from convlab._spec import BackwardPass, Gradients, check_bias, check_layer
from convlab._validate import (
    ADDRESSABLE,
    check_array,
    check_callable,
    check_int,
    check_pair,
)
from convlab.layers._base import Layer, prefix_errors

__all__ = ["Conv2D", "Dense", "Flatten"]

DEFAULTS: dict[str, Any] = {"stride": 1, "padding": "valid", "dilation": 1, "groups": 1}


class Conv2D(Layer):
    """Convolve a batch of images with trainable kernels.

    Equation :eq:`forward`, and backward :eq:`dx`, :eq:`dw` and :eq:`db`.

    Parameters
    ----------
    w : array (F, KH, KW, C // groups)
        Initial kernels; the layer keeps a copy.
    b : array (F,), optional
        Initial bias of each kernel; zeros if left out.
    forward, backward : callable
        With the signatures of `convlab.forward` and `convlab.backward`, the default.
        Those of `convlab.fast` will do, and so will your own. They receive read-only
        arrays.
    max_bytes : int, optional
        If given, passed on to both functions: the upper limit, in bytes, on the arrays
        they build, as in `convlab.forward`.
    **settings
        Any of stride, padding, dilation and groups, passed on to both functions.

    Attributes
    ----------
    w, b : array
        Current kernels and bias.
    dw, db : array
        Their gradients, from the last `backward`. A step of `SGD` consumes them and
        leaves None.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or shape, if images or gradients do not fit,
        or if one of the two functions returns something of the wrong shape.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989).

    Examples
    --------
    >>> layer = Conv2D([[[[2], [3]]]])
    >>> layer.forward([[[[1], [10], [100]]]]).ravel()
    array([ 32., 320.])
    >>> layer.backward([[[[1], [1]]]]).ravel(), layer.dw.ravel()
    (array([2., 5., 3.]), array([ 11., 110.]))
    """

    parameter_names = "w", "b"

    def __init__(
        self,
        w: ArrayLike,
        b: ArrayLike | None = None,
        *,
        forward: Callable[..., NDArray] = conv.forward,
        backward: BackwardPass = conv.backward,
        max_bytes: int | None = None,
        **settings: Any,
    ) -> None:
        self.w = check_array("w", w, "F KH KW C").copy()
        self.b = check_bias(b, self.w).copy()
        self.forward_pass = check_callable("forward", forward)
        self.backward_pass = check_callable("backward", backward)
        self.limit: dict[str, int] = {}
        if max_bytes is not None:
            self.limit["max_bytes"] = check_int("max_bytes", max_bytes, 1, ADDRESSABLE)
        self.settings = settings
        self._check_settings()

    def __repr__(self) -> str:
        given = self.settings | self.limit
        told = (f", {name}={value!r}" for name, value in given.items())
        return f"Conv2D(w {self.w.shape}{''.join(told)})"

    def forward(self, x: ArrayLike) -> NDArray:
        """Return z (B, OH, OW, F) for images x (B, H, W, C)."""
        self.x = self._check_input("x", x, "B H W C")
        return self._check_output("z", self.convolve(self.x))

    def backward(self, dz: ArrayLike) -> NDArray:
        """Store dw and db, and return dx (B, H, W, C)."""
        dz = self._check_grad("dz", dz)
        gradients = self._call("backward", dz, self.x, self.w)
        dx, self.dw, self.db = self._check_results(gradients)
        return dx

    def convolve(self, x: NDArray) -> NDArray:
        """Return z (B, OH, OW, F) for images x (B, H, W, C), but store nothing."""
        with prefix_errors(self):
            *_, spec = check_layer(x, self.w, **DEFAULTS | self.settings)
            OH, OW = spec.output_size
        z = self._call("forward", x, self.w, self.b)
        return self._check_result("forward", "z", z, (len(x), OH, OW, len(self.w)))

    def _call(self, name: str, *arrays: NDArray) -> Any:
        """Call one of the two functions on read-only arrays."""
        function = getattr(self, f"{name}_pass")
        try:
            return function(*map(_read_only, arrays), **self.settings, **self.limit)
        except Exception as error:
            shapes = ", ".join(str(a.shape) for a in arrays)
            error.add_note(f"{self}: {name} was given arrays of shapes {shapes}")
            raise

    def _check_settings(self) -> None:
        """Try the settings on the smallest image that fits: a view, so no memory."""
        for name in self.settings:
            if name not in DEFAULTS:
                known = ", ".join(DEFAULTS)
                raise TypeError(f"Conv2D can be told {known}; got {name!r}")
        settings = DEFAULTS | self.settings
        check_pair("dilation", settings["dilation"], 1)
        _, KH, KW, Cg = self.w.shape
        groups = check_int("groups", settings["groups"], 1)
        x = np.broadcast_to(self.w.dtype.type(0), (1, KH, KW, Cg * groups))
        check_layer(x, self.w, **settings | {"dilation": 1})

    def _check_results(self, gradients: Any) -> list[NDArray]:
        if not isinstance(gradients, (tuple, list)) or len(gradients) != 3:
            came = type(gradients).__name__
            if hasattr(gradients, "__len__"):
                came += f" of length {len(gradients)}"
            raise TypeError(f"{self}: backward must return dx, dw and db; got {came}")
        shapes = self.x.shape, self.w.shape, self.b.shape
        named = zip(Gradients._fields, gradients, shapes, strict=True)
        return [self._check_result("backward", *each) for each in named]

    def _check_result(
        self, function: str, name: str, a: ArrayLike, shape: tuple[int, ...]
    ) -> NDArray:
        """Return the function's result as an array, or raise if its shape is wrong."""
        with prefix_errors(f"{self}, what {function} returned"):
            a = check_array(name, a, "...")
            if a.shape != shape:
                raise ValueError(f"{name} must have shape {shape}; got {a.shape}")
        return a


def _read_only(a: NDArray) -> NDArray:
    view = a.view()
    view.flags.writeable = False
    return view


class Flatten(Layer):
    """Flatten each image into one row, in memory order.

    Equation :eq:`address` gives the place of each unit in its row.

    Examples
    --------
    >>> flatten = Flatten()
    >>> flatten.forward([[[[1, 2]], [[3, 4]]]])
    array([[1., 2., 3., 4.]])
    >>> flatten.backward([[5, 6, 7, 8]]).shape
    (1, 2, 1, 2)
    """

    def forward(self, x: ArrayLike) -> NDArray:
        """Return (B, H * W * C) for images x (B, H, W, C)."""
        x = self._check_input("x", x, "B H W C")
        self.x_shape = x.shape
        return self._check_output("z", x.reshape(len(x), -1).copy())

    def backward(self, dz: ArrayLike) -> NDArray:
        """Return dx (B, H, W, C)."""
        return self._check_grad("dz", dz).reshape(self.x_shape).copy()


class Dense(Layer):
    """Connect every unit to every number of the example: a fully connected layer.

    Equation :eq:`dense`: a convolution whose kernels are as large as its images. So dx,
    dw and db are :eq:`dx`, :eq:`dw` and :eq:`db` with a single window.

    Parameters
    ----------
    w : array (F, K)
        Initial weights, one row for each unit; the layer keeps a copy.
    b : array (F,), optional
        Initial bias of each unit; zeros if left out.

    Attributes
    ----------
    w, b : array
        Current weights and bias.
    dw, db : array
        Their gradients, from the last `backward`. A step of `SGD` consumes them and
        leaves None.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or shape, or if examples or gradients do not
        fit.

    References
    ----------
    Rumelhart, Hinton and Williams, "Learning representations by back-propagating
    errors" (1986).

    Examples
    --------
    >>> layer = Dense([[1, 2], [3, 4], [0, 1]])
    >>> layer.forward([[10, 1]])
    array([[12., 34.,  1.]])
    >>> layer.backward([[1, 0, 2]])
    array([[1., 4.]])
    >>> layer.dw
    array([[10.,  1.],
           [ 0.,  0.],
           [20.,  2.]])
    """

    parameter_names = "w", "b"

    def __init__(self, w: ArrayLike, b: ArrayLike | None = None) -> None:
        self.w = check_array("w", w, "F K").copy()
        self.b = check_bias(b, self.w).copy()

    def __repr__(self) -> str:
        return f"Dense(w {self.w.shape})"

    def forward(self, x: ArrayLike) -> NDArray:
        """Return z (B, F) for examples x (B, K)."""
        self.x = self._check_input("x", x, "B K")
        if self.x.shape[1] != self.w.shape[1]:
            raise ValueError(
                f"{self}: x {self.x.shape} and w {self.w.shape} disagree on K: "
                f"{self.x.shape[1]} != {self.w.shape[1]}"
            )
        return self._check_output("z", self.x @ self.w.T + self.b)

    def backward(self, dz: ArrayLike) -> NDArray:
        """Store dw and db, and return dx (B, K)."""
        dz = self._check_grad("dz", dz)
        self.dw = dz.T @ self.x
        self.db = dz.sum(axis=0)
        return dz @ self.w
