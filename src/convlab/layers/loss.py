"""The loss of a classifier: how little probability it gives to the right class."""

import numpy as np

from convlab._validate import check_labels
from convlab.layers._base import Layer, prefix_errors

__all__ = ["SoftmaxCrossEntropy"]


class SoftmaxCrossEntropy(Layer):
    """Turn scores into probabilities, and average -log p over the right classes.

    Equations :eq:`softmax`, :eq:`cross-entropy` and :eq:`score-gradient`.

    Attributes
    ----------
    p : array (B, F)
        Probability of each class, from the last `forward`.

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
        z = self._check_input("z", z, "B F")
        with prefix_errors(self):
            labels = check_labels(labels, "z", z)
        z = z - z.max(axis=1, keepdims=True)  # shifted scores have the same softmax
        log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        self.p, self.right = np.exp(log_p), (np.arange(len(z)), labels)
        self._check_output("log p", log_p)
        return float(np.mean(0 - log_p[self.right]))

    def backward(self):
        """Return dz (B, F): (p - 1 for the right class, p for the others) / B."""
        self._check_forward_ran()
        dz = self.p.copy()
        dz[self.right] -= 1
        return dz / len(dz)
