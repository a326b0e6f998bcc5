"""The convolution as a layer, with any pair of functions that has our signature."""

import numpy as np

from convlab import conv
from convlab._spec import Gradients, check_bias, check_layer
from convlab._validate import check_array, check_callable, check_int, check_pair
from convlab.geometry import kernel_extent
from convlab.layers.layer import Layer, naming

__all__ = ["Conv2D"]

PLAIN = {"stride": 1, "padding": "valid", "dilation": 1, "groups": 1}


class Conv2D(Layer):
    """Convolve a batch of images with kernels that learn.

    Equation :eq:`forward`, and on the way back :eq:`dx`, :eq:`dw` and :eq:`db`.

    Parameters
    ----------
    w : array (F, KH, KW, C // groups)
        Kernels at the start; the layer keeps a copy.
    b : array (F,), optional
        Bias of each kernel at the start; zeros when left out.
    forward, backward : callable
        With the signatures of `convlab.forward` and `convlab.backward`, which they are
        unless told: those of `convlab.fast`, or your own. They are given arrays that
        cannot be written to.
    **settings
        Any of stride, padding, dilation and groups, passed on to both.

    Attributes
    ----------
    w, b : array
        Kernels and bias as they are now.
    dw, db : array
        Their gradients, from the last `backward`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if images or gradients do not
        fit, or if one of the two functions returns something of the wrong shape.

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

    parameters = "w", "b"

    def __init__(
        self, w, b=None, *, forward=conv.forward, backward=conv.backward, **settings
    ):
        self.w = check_array("w", w, "F KH KW C").copy()
        self.b = check_bias(b, self.w).copy()
        self.forward_pass = check_callable("forward", forward)
        self.backward_pass = check_callable("backward", backward)
        self.settings = settings
        self._check_settings()

    def __repr__(self):
        settings = (f", {name}={value!r}" for name, value in self.settings.items())
        return f"Conv2D(w {self.w.shape}{''.join(settings)})"

    def forward(self, x):
        """Return z (B, OH, OW, F) for images x (B, H, W, C)."""
        self.x = self.take("x", x, "B H W C")
        return self.hand_on("z", self.convolve(self.x))

    def backward(self, dz):
        """Keep dw and db, and return dx (B, H, W, C)."""
        dz = self.take_back("dz", dz)
        gradients = self._call("backward", dz, self.x, self.w)
        dx, self.dw, self.db = self._fitting_three(gradients)
        return dx

    def convolve(self, x):
        """Return z (B, OH, OW, F) for images x (B, H, W, C), and keep nothing."""
        with naming(self):
            *_, spec = check_layer(x, self.w, **PLAIN | self.settings)
            OH, OW = spec.output_size
        z = self._call("forward", x, self.w, self.b)
        return self._fitting("forward", "z", z, (len(x), OH, OW, len(self.w)))

    def _call(self, name, *arrays):
        """Call one of the two functions with arrays that it cannot change."""
        function = getattr(self, f"{name}_pass")
        try:
            return function(*map(_read_only, arrays), **self.settings)
        except Exception as error:
            shapes = ", ".join(str(a.shape) for a in arrays)
            error.add_note(f"{self}: {name} was given arrays of shapes {shapes}")
            raise

    def _check_settings(self):
        for name in self.settings:
            if name not in PLAIN:
                known = ", ".join(PLAIN)
                raise TypeError(f"Conv2D can be told {known}; got {name!r}")
        settings = PLAIN | self.settings
        _, KH, KW, C = self.w.shape
        groups = check_int("groups", settings["groups"], 1)
        dilation = check_pair("dilation", settings["dilation"], 1)
        one_window = (1, *map(kernel_extent, (KH, KW), dilation), C * groups)
        check_layer(np.zeros(one_window), self.w, **settings)

    def _fitting_three(self, gradients):
        if not isinstance(gradients, (tuple, list)) or len(gradients) != 3:
            came = type(gradients).__name__
            if hasattr(gradients, "__len__"):
                came += f" of length {len(gradients)}"
            raise TypeError(f"{self}: backward must return dx, dw and db; got {came}")
        shapes = self.x.shape, self.w.shape, self.b.shape
        named = zip(Gradients._fields, gradients, shapes, strict=True)
        return [self._fitting("backward", *each) for each in named]

    def _fitting(self, function, name, a, shape):
        """Return what one of the two functions returned, or say what is wrong."""
        with naming(f"{self}, what {function} returned"):
            a = check_array(name, a, "...")
            if a.shape != shape:
                raise ValueError(f"{name} must have shape {shape}; got {a.shape}")
        return a


def _read_only(a):
    view = a.view()
    view.flags.writeable = False
    return view
