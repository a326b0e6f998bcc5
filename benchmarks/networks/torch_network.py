"""The same network in PyTorch: same weights, same batch, and its own derivatives."""

import numpy as np
import torch
from torch.nn import functional

from convlab.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU, Tanh

__all__ = ["compare"]

STEPS = 3


def compare(network, loss, x, labels, optimizer):
    """Return how far ours and PyTorch's are apart, each step with all before it.

    The network learns on the way. For "loss", "dx" and every gradient of a parameter
    the largest difference, over the largest entry of PyTorch's and all steps.
    """
    theirs = _PyTorch(
        network, learning_rate=optimizer.learning_rate, momentum=optimizer.momentum
    )
    apart = {}
    for _ in range(STEPS):
        expected = theirs.step(x, labels)
        for name, a in _step(network, loss, x, labels, optimizer).items():
            difference = np.abs(a - expected[name]).max() / np.abs(expected[name]).max()
            apart[name] = float(np.maximum(apart.get(name, 0), difference))
    return apart


def _step(network, loss, x, labels, optimizer):
    found = {"loss": np.array(loss.forward(network.forward(x), labels))}
    found["dx"] = network.backward(loss.backward())
    for k, layer in enumerate(network.layers):
        for name in layer.parameters:
            found[f"{k} d{name}"] = getattr(layer, f"d{name}")
    optimizer.step()
    return found


class _PyTorch:
    """Holds its own copies of the weights, channels first."""

    def __init__(self, network, *, learning_rate, momentum):
        self.layers = network.layers
        self.parameters = {
            (k, name): _tensor(getattr(layer, name))
            for k, layer in enumerate(self.layers)
            for name in layer.parameters
        }
        self.optimizer = torch.optim.SGD(
            self.parameters.values(), lr=learning_rate, momentum=momentum
        )

    def step(self, x, labels):
        """Go forward, back, and down, and return what `_step` does."""
        self.optimizer.zero_grad()
        x = _tensor(x)
        z = x
        for k, layer in enumerate(self.layers):
            w, b = (self.parameters.get((k, name)) for name in ("w", "b"))
            z = FORWARD[type(layer)](layer, z, w, b)
        loss = functional.cross_entropy(z, torch.tensor(labels))
        loss.backward()
        found = {"loss": _array(loss), "dx": _array(x.grad)}
        for (k, name), parameter in self.parameters.items():
            found[f"{k} d{name}"] = _array(parameter.grad)
        self.optimizer.step()
        return found


FORWARD = {
    Conv2D: lambda layer, z, w, b: functional.conv2d(z, w, b, **layer.settings),
    ReLU: lambda layer, z, w, b: functional.relu(z),
    Tanh: lambda layer, z, w, b: torch.tanh(z),
    MaxPool2D: lambda layer, z, w, b: functional.max_pool2d(
        z, layer.size, layer.stride
    ),
    Flatten: lambda layer, z, w, b: z.permute(0, 2, 3, 1).flatten(1),
    Dense: lambda layer, z, w, b: functional.linear(z, w, b),
}


def _tensor(a):
    """Give a copy to PyTorch, images and kernels channels first."""
    a = np.moveaxis(a, -1, 1) if a.ndim == 4 else a
    return torch.tensor(a.copy(), requires_grad=True)


def _array(tensor):
    a = tensor.detach().numpy()
    return np.moveaxis(a, 1, -1) if a.ndim == 4 else a
