"""The base class of a layer: it checks inputs, outputs and gradients."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeGuard

from numpy.typing import ArrayLike, NDArray

from convlab._validate import check_array, check_finite

__all__ = [
    "Layer",
    "TwoPasses",
    "flatten_layers",
    "is_layer",
    "list_parameters",
    "prefix_errors",
]


class TwoPasses(Protocol):
    """What a network can be built from: a `Layer`, or an object with both methods."""

    def forward(self, x: Any, /) -> NDArray: ...

    def backward(self, dz: Any, /) -> NDArray: ...


class Layer:
    """One step of a network.

    `forward` turns one batch into another, and keeps what `backward` will need.
    `backward` takes the gradient with respect to the output of `forward`, stores the
    gradients of the layer's own parameters, and returns the gradient with respect to
    the input. Neither changes a parameter; that is the job of `SGD`.

    To write a layer of your own, begin `forward` with `_check_input`, end it with
    `_check_output`, and begin `backward` with `_check_grad`.

    Attributes
    ----------
    parameter_names : tuple of str
        Names of the trainable attributes, such as ("w", "b"). `backward` stores the
        gradient of `w` as `dw`.

    References
    ----------
    Bottou and Gallinari, "A framework for the cooperation of learning algorithms"
    (1990), for networks made of such modules.
    """

    parameter_names: tuple[str, ...] = ()
    # Set by a forward pass that succeeds; backward compares dz with it.
    _output_shape: tuple[int, ...] | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @property
    def parameters(self) -> dict[str, NDArray]:
        """The current parameters by name: dict of str to array."""
        return {name: getattr(self, name) for name in self.parameter_names}

    def _check_input(self, name: str, a: ArrayLike, axes: str = "...") -> NDArray:
        """Return the input of `forward` as an array, if it is finite and nonempty."""
        self._output_shape = None
        with prefix_errors(self):
            a = check_array(name, a, axes)
            if a.size == 0:
                raise ValueError(f"{name} holds no example; got shape {a.shape}")
            check_finite(name, a)
        return a

    def _check_output(self, name: str, a: NDArray) -> NDArray:
        """Return the output of `forward`, and remember its shape for `backward`."""
        with prefix_errors(self):
            check_finite(name, a)
        self._output_shape = a.shape
        return a

    def _check_grad(self, name: str, gradient: ArrayLike) -> NDArray:
        """Return the input of `backward` as an array, shaped like the output."""
        self._check_forward_ran()
        with prefix_errors(self):
            gradient = check_array(name, gradient, "...")
            if gradient.shape != self._output_shape:
                raise ValueError(
                    f"{name} must have the shape of what forward returned, "
                    f"{self._output_shape}; got {gradient.shape}"
                )
        return gradient

    def _check_forward_ran(self) -> None:
        if self._output_shape is None:
            raise ValueError(f"{self}: backward needs a forward pass before it")


@contextmanager
def prefix_errors(where: object) -> Iterator[None]:
    """Put the name of the layer in front of the message of any error raised inside."""
    try:
        yield
    except (TypeError, ValueError, FloatingPointError) as error:
        error.args = (f"{where}: {error}",)
        raise


def flatten_layers(layers: Iterable[TwoPasses]) -> list[Any]:
    """List the layers, unpacking inner networks; raise if one appears twice."""
    flat: list[Any] = []
    for layer in layers:
        k = len(flat)
        if not is_layer(layer):
            raise TypeError(f"layer {k} must have forward and backward; got {layer!r}")
        for inner in getattr(layer, "layers", [layer]):
            if any(inner is other for other in flat):
                raise ValueError(
                    f"layer {len(flat)}, {inner}, is in the network already: each "
                    "keeps what its own backward needs, so make another"
                )
            flat.append(inner)
    return flat


def list_parameters(layers: Iterable[TwoPasses]) -> list[tuple[int, TwoPasses, str]]:
    """List every parameter as (number of its layer, layer, name)."""
    return [
        (k, layer, name)
        for k, layer in enumerate(layers)
        for name in getattr(layer, "parameter_names", ())
    ]


def is_layer(layer: object) -> TypeGuard[TwoPasses]:
    """Tell whether it has both methods, and is an instance rather than a class."""
    passes = (getattr(layer, name, None) for name in ("forward", "backward"))
    return not isinstance(layer, type) and all(map(callable, passes))
