"""What a backward pass hands back."""

from typing import NamedTuple

import numpy as np

__all__ = ["Gradients"]


class Gradients(NamedTuple):
    """Gradients of the loss with respect to the images, the kernels and the bias."""

    dx: np.ndarray
    dw: np.ndarray
    db: np.ndarray
