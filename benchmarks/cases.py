"""The layers to measure: one of each kind found in networks."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convlab.geometry import output_shape, padding_widths

__all__ = ["CASES", "Arrays", "Case", "by_name"]


class Arrays(NamedTuple):
    """What a case computes on, in single precision, channels last."""

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    dz: np.ndarray


@dataclass(frozen=True)
class Case:
    """A layer, given by its sizes, and its name."""

    name: str
    B: int
    H: int
    W: int
    C: int
    F: int
    K: int
    stride: int = 1
    padding: int | str = "same"

    @property
    def settings(self):
        """The keyword arguments of the layer's functions."""
        return {"stride": self.stride, "padding": self.padding}

    @property
    def widths(self):
        """The padding: ((top, bottom), (left, right))."""
        return padding_widths(*self._pairs, self.padding)

    @property
    def windows(self):
        """OH, OW."""
        return output_shape(*self._pairs, self.widths)

    @property
    def multiplications(self):
        """Count the multiplications of the direct sum, forward."""
        OH, OW = self.windows
        return self.B * OH * OW * self.F * self.K**2 * self.C

    @property
    def _pairs(self):
        return (self.H, self.W), (self.K, self.K), (self.stride, self.stride)

    def __str__(self):
        """Write the sizes in a line."""
        sizes = f"{self.B},{self.H},{self.W},{self.C}->{self.F}"
        return f"{sizes}, {self.K}, {self.stride}, {self.padding}"

    def draw(self):
        """Draw x, w, b and dz, so that z is about as large as x."""
        rng, C, K = np.random.default_rng(0), self.C, self.K
        x = rng.standard_normal((self.B, self.H, self.W, self.C), np.float32)
        w = rng.standard_normal((self.F, K, K, C), np.float32)
        w /= np.float32(np.sqrt(K * K * C))
        b = rng.standard_normal(self.F, np.float32)
        dz = rng.standard_normal((self.B, *self.windows, self.F), np.float32)
        return Arrays(x, w, b, dz)


CASES = [  # name, B, H, W, C, F, K, stride, padding
    Case("A", 8, 56, 56, 64, 64, 3),
    Case("B", 8, 28, 28, 128, 128, 3),
    Case("C", 8, 14, 14, 256, 256, 3),
    Case("D", 8, 7, 7, 512, 512, 3),
    Case("E", 8, 56, 56, 128, 128, 3, 2),
    Case("F", 8, 224, 224, 3, 64, 7, 2, 3),
    Case("G", 32, 28, 28, 1, 16, 5),
    Case("H", 16, 32, 32, 16, 32, 3),
    Case("I", 8, 56, 56, 256, 64, 1, 1, 0),
    Case("J", 1, 512, 512, 3, 8, 31),
    Case("K", 64, 8, 8, 8, 16, 3),
]


def by_name(name):
    """Find a case."""
    return next(case for case in CASES if case.name == name)
