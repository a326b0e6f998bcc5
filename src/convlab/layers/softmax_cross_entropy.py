"""The loss of a classifier: how little probability the right class was given."""

import numpy as np

from convlab.labels import check_labels
from convlab.layers.layer import Layer, naming

__all__ = ["SoftmaxCrossEntropy"]


class SoftmaxCrossEntropy(Layer):
    """Turn scores into probabilities, and score the probabilities of the labels.

    Equations :eq:`softmax`, :eq:`cross-entropy` and :eq:`score-gradient`.

    Attributes
    ----------
    p : array (B, K)
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
        """Return L, a number, for scores z (B, K) and labels (B,) from 0 to K - 1."""
        z = self.take("z", z, "B K")
        with naming(self):
            labels = check_labels(labels, "z", z)
        z = z - z.max(axis=1, keepdims=True)  # shifted scores have the same softmax
        log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        self.p, self.right = np.exp(log_p), (np.arange(len(z)), labels)
        self.hand_on(z)
        return -float(np.mean(log_p[self.right]))

    def backward(self):
        """Return dz (B, K): the probabilities, less 1 for the right class, over B."""
        if self.handed_on is None:
            self.take_back("dz", None)
        dz = self.p.copy()
        dz[self.right] -= 1
        return dz / len(dz)
