"""The convolution as a layer, with any pair of functions that has our signature."""

from convlab import arguments, conv
from convlab.agreement import Settings, check_bias, check_layer
from convlab.gradients import Gradients
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
        unless told: those of `convlab.fast`, or your own.
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
        self.w = arguments.array("w", w, "F KH KW C").copy()
        self.b = check_bias(b, self.w).copy()
        self.forward_pass = arguments.function("forward", forward)
        self.backward_pass = arguments.function("backward", backward)
        for name in settings:
            if name not in Settings._fields:
                known = ", ".join(Settings._fields)
                raise TypeError(f"Conv2D can be told {known}; got {name!r}")
        self.settings = settings

    def __repr__(self):
        settings = (f", {name}={value!r}" for name, value in self.settings.items())
        return f"Conv2D(w {self.w.shape}{''.join(settings)})"

    def forward(self, x):
        """Return z (B, OH, OW, F) for images x (B, H, W, C)."""
        self.x = self.take("x", x, "B H W C")
        z_shape = self._z_shape()
        z = self.forward_pass(self.x, self.w, self.b, **self.settings)
        return self.hand_on(self._fitting("forward", "z", z, z_shape))

    def backward(self, dz):
        """Keep dw and db, and return dx (B, H, W, C)."""
        dz = self.take_back("dz", dz)
        gradients = self.backward_pass(dz, self.x, self.w, **self.settings)
        dx, self.dw, self.db = self._fitting_three(gradients)
        return dx

    def _z_shape(self):
        """Return the shape of z, or say why the kernels do not fit the images."""
        with naming(self):
            *_, (OH, OW) = check_layer(self.x, self.w, **PLAIN | self.settings)
        return len(self.x), OH, OW, len(self.w)

    def _fitting_three(self, gradients):
        if not isinstance(gradients, (tuple, list)) or len(gradients) != 3:
            raise TypeError(
                f"{self}: backward must return dx, dw and db; got {gradients!r:.80}"
            )
        shapes = self.x.shape, self.w.shape, self.b.shape
        named = zip(Gradients._fields, gradients, shapes, strict=True)
        return [self._fitting("backward", *each) for each in named]

    def _fitting(self, function, name, a, shape):
        """Return what one of the two functions returned, or say what is wrong."""
        with naming(f"{self}, what {function} returned"):
            a = arguments.array(name, a, "...")
            if a.shape != shape:
                raise ValueError(f"{name} must have shape {shape}; got {a.shape}")
        return a
