"""The same network in PyTorch, if it is installed: `pip install -e ".[torch]"`."""

import numpy as np
import pytest

from convlab.layers import (
    SGD,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    Tanh,
    he_normal,
)

pytest.importorskip("torch", reason="PyTorch is not installed")

from torch_network import compare  # it imports PyTorch


def networks(rng):
    yield Sequential(
        Conv2D(he_normal((4, 3, 3, 2), rng), rng.standard_normal(4), padding=1),
        ReLU(),
        Conv2D(he_normal((6, 2, 3, 4), rng), rng.standard_normal(6), stride=2),
        Tanh(),
        MaxPool2D(2, stride=1),
        Flatten(),
        Dense(he_normal((5, 3 * 3 * 6), rng), rng.standard_normal(5)),
    )
    yield Sequential(
        Conv2D(he_normal((4, 3, 2, 1), rng), groups=2, dilation=2),
        MaxPool2D((2, 3)),
        ReLU(),
        Flatten(),
        Dense(he_normal((5, 2 * 2 * 4), rng)),
    )


@pytest.mark.parametrize("which", [0, 1])
def test_losses_and_gradients_of_three_steps_agree(which):
    rng = np.random.default_rng(which)
    network = list(networks(rng))[which]
    x, labels = rng.standard_normal((8, 9, 9, 2)), rng.integers(5, size=8)
    optimizer = SGD(network, learning_rate=0.1, momentum=0.9)
    apart = compare(network, SoftmaxCrossEntropy(), x, labels, optimizer)
    learned = {f"{k} d{name}" for k in range(7) for name in "wb"} & set(apart)
    assert set(apart) == {"loss", "dx", *learned}
    assert len(learned) == len(optimizer.learned)
    assert all(difference < 1e-6 for difference in apart.values())


def test_a_wrong_gradient_is_apart():
    class Doubled(Dense):
        def backward(self, dz):
            dx = super().backward(dz)
            self.db = 2 * self.db
            return dx

    from torch_network import FORWARD

    FORWARD[Doubled] = FORWARD[Dense]
    rng = np.random.default_rng(0)
    network = Sequential(Flatten(), Doubled(he_normal((3, 4), rng)))
    optimizer = SGD(network, learning_rate=0.1)
    x, labels = rng.standard_normal((2, 2, 2, 1)), np.array([0, 2])
    apart = compare(network, SoftmaxCrossEntropy(), x, labels, optimizer)
    assert apart["1 db"] > 0.5
