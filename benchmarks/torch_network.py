"""The same network in PyTorch: same weights, same batch, and its own derivatives."""

import numpy as np
import torch
from torch.nn import functional

from convlab.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU, Tanh

__all__ = ["FORWARD", "compare"]

STEPS = 3
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


def compare(network, loss, x, labels, optimizer):
    """Return how far our numbers are from PyTorch's, over a few steps of training.

    For "loss", "dx" and the gradient of every parameter the largest difference, over
    the largest entry of PyTorch's and all steps. The network is trained in passing.
    """
    parameters = {
        (k, name): _to_torch(getattr(layer, name))
        for k, layer in enumerate(network.layers)
        for name in layer.parameters
    }
    settings = {"lr": optimizer.learning_rate, "momentum": optimizer.momentum}
    theirs = torch.optim.SGD(parameters.values(), **settings)
    apart = {}
    for _ in range(STEPS):
        expected = _step_of_torch(network.layers, parameters, theirs, x, labels)
        found = {"loss": np.array(loss.forward(network.forward(x), labels))}
        found["dx"] = network.backward(loss.backward())
        for k, name in parameters:
            found[f"{k} d{name}"] = getattr(network.layers[k], f"d{name}")
        optimizer.step()
        for name, a in found.items():
            difference = np.abs(a - expected[name]).max() / np.abs(expected[name]).max()
            apart[name] = float(np.maximum(apart.get(name, 0), difference))
    return apart


def _step_of_torch(layers, parameters, optimizer, x, labels):
    optimizer.zero_grad()
    z = x = _to_torch(x)
    for k, layer in enumerate(layers):
        w, b = (parameters.get((k, name)) for name in "wb")
        z = FORWARD[type(layer)](layer, z, w, b)
    loss = functional.cross_entropy(z, torch.tensor(labels))
    loss.backward()
    found = {"loss": _to_numpy(loss), "dx": _to_numpy(x.grad)}
    found |= {f"{k} d{name}": _to_numpy(p.grad) for (k, name), p in parameters.items()}
    optimizer.step()
    return found


def _to_torch(a):
    """Copy an array into a tensor, images and kernels channels first."""
    a = np.moveaxis(a, -1, 1) if a.ndim == 4 else a
    return torch.tensor(a.copy(), requires_grad=True)


def _to_numpy(tensor):
    a = tensor.detach().numpy()
    return np.moveaxis(a, 1, -1) if a.ndim == 4 else a
