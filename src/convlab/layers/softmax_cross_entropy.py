"""The loss of a classifier: how little probability the right class was given."""

import numpy as np

from convlab._validate import check_labels
from convlab.layers.layer import Layer, naming

__all__ = ["SoftmaxCrossEntropy"]


class SoftmaxCrossEntropy(Layer):
    """Turn scores into probabilities, and score the probabilities of the labels.

    Equations :eq:`softmax`, :eq:`cross-entropy` and :eq:`score-gradient`.

    Attributes
    ----------
    p : array (B, F)
        Probabilities, from the last `forward`.

    References
    ----------
    Bridle, "Probabilistic interpretation of feedforward classification network
    outputs" (1990).

    Examples
    --------
    >>> loss = SoftmaxCrossEntropy()
    >>> round(loss.forward([[0, 0], [0, 0]], [1, 0]), 3)
    0.693
    >>> loss.backward()
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """

    def forward(self, z, labels):
        """Return L, a number, for scores z (B, F) and labels (B,) from 0 to F - 1."""
        z = self.take("z", z, "B F")
        with naming(self):
            labels = check_labels(labels, "z", z)
        z = z - z.max(axis=1, keepdims=True)  # shifted scores have the same softmax
        log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        self.p, self.right = np.exp(log_p), (np.arange(len(z)), labels)
        self.hand_on("log p", log_p)
        return float(np.mean(0 - log_p[self.right]))

    def backward(self):
        """Return dz (B, F): the probabilities, less 1 for the right class, over B."""
        self.check_forward_came()
        dz = self.p.copy()
        dz[self.right] -= 1
        return dz / len(dz)
