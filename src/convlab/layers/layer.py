"""What the layers of a network share: what they take, keep and refuse."""

from contextlib import contextmanager

import numpy as np

from convlab import arguments

__all__ = ["Layer", "check_finite", "naming"]


class Layer:
    """One step of a network.

    `forward` takes a batch, hands on another, and keeps what `backward` needs.
    `backward` takes the gradient of what was handed on, keeps the gradients of the
    layer's own parameters, and hands back the gradient of what was taken. Neither
    changes a parameter; `SGD` does.

    Attributes
    ----------
    parameters : tuple of str
        Names of the attributes that learn. The gradient of `w` is `dw`.

    References
    ----------
    Bottou and Gallinari, "A framework for the cooperation of learning algorithms"
    (1990), for networks made of such modules.
    """

    parameters = ()
    handed_on = None  # the shape of what forward returned

    def __repr__(self):
        return f"{type(self).__name__}()"

    def take(self, name, a, axes="..."):
        """Return what arrives as an array, or say what is wrong with it."""
        with naming(self):
            a = arguments.array(name, a, axes)
            if a.size == 0:
                raise ValueError(f"{name} holds no example; got shape {a.shape}")
            check_finite(name, a)
        return a

    def hand_on(self, a):
        """Return `a`, and keep its shape for the way back."""
        self.handed_on = a.shape
        return a

    def take_back(self, name, gradient):
        """Return the gradient of what was handed on, or say what is wrong with it."""
        with naming(self):
            if self.handed_on is None:
                raise ValueError("there is nothing to go back through: call forward")
            gradient = arguments.array(name, gradient, "...")
            if gradient.shape != self.handed_on:
                raise ValueError(
                    f"{name} must have the shape of what forward returned, "
                    f"{self.handed_on}; got {gradient.shape}"
                )
        return gradient


@contextmanager
def naming(where):
    """Say which layer it was when an argument is refused."""
    try:
        yield
    except (TypeError, ValueError, FloatingPointError) as error:
        error.args = (f"{where}: {error}",)
        raise


def check_finite(name, a):
    """Say where the first NaN or infinity is."""
    finite = np.isfinite(a)
    if not finite.all():
        entry = tuple(np.argwhere(~finite)[0].tolist())
        where = ", ".join(map(str, entry))
        raise FloatingPointError(
            f"{name} must be finite; got {a[entry]} at {name}[{where}], "
            f"in shape {a.shape}"
        )
