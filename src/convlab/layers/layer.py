"""What the layers of a network share: what they take, keep and refuse."""

from contextlib import contextmanager

from convlab._validate import check_array, check_finite

__all__ = ["Layer", "each_once", "naming"]


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
        self.handed_on = None
        with naming(self):
            a = check_array(name, a, axes)
            if a.size == 0:
                raise ValueError(f"{name} holds no example; got shape {a.shape}")
            check_finite(name, a)
        return a

    def hand_on(self, name, a):
        """Return `a`, which must be finite, and keep its shape for the way back."""
        with naming(self):
            check_finite(name, a)
        self.handed_on = a.shape
        return a

    def take_back(self, name, gradient):
        """Return the gradient of what was handed on, or say what is wrong with it."""
        self.check_forward_came()
        with naming(self):
            gradient = check_array(name, gradient, "...")
            if gradient.shape != self.handed_on:
                raise ValueError(
                    f"{name} must have the shape of what forward returned, "
                    f"{self.handed_on}; got {gradient.shape}"
                )
        return gradient

    def check_forward_came(self):
        """Say so when there is nothing to go back through."""
        if self.handed_on is None:
            raise ValueError(f"{self}: backward needs a forward pass before it")


@contextmanager
def naming(where):
    """Say which layer it was when an argument is refused."""
    try:
        yield
    except (TypeError, ValueError, FloatingPointError) as error:
        error.args = (f"{where}: {error}",)
        raise


def each_once(layers):
    """List the layers, those of a network in its place, or say which is none."""
    listed = []
    for layer in layers:
        k = len(listed)
        if not _is_layer(layer):
            raise TypeError(f"layer {k} must have forward and backward; got {layer!r}")
        for inner in getattr(layer, "layers", [layer]):
            if any(inner is other for other in listed):
                raise ValueError(
                    f"layer {len(listed)}, {inner}, is in the network already: each "
                    "keeps what its own backward needs, so make another"
                )
            listed.append(inner)
    return listed


def _is_layer(layer):
    passes = (getattr(layer, name, None) for name in ("forward", "backward"))
    return not isinstance(layer, type) and all(map(callable, passes))
