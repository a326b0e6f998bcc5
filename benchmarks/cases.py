"""The layers to measure, one of each kind found in networks, and what they compute."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convlab.geometry import crop, output_shape, padding_widths, zero_pad

__all__ = ["CASES", "Arrays", "Case", "compute_reference", "relative_error"]


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
    def cols_bytes(self):
        """Count the bytes of the im2col matrix of all images."""
        OH, OW = self.windows
        return 4 * self.B * OH * OW * self.K**2 * self.C

    @property
    def multiplications(self):
        """Count the multiplications of the direct sum, forward."""
        return self.cols_bytes // 4 * self.F

    @property
    def _pairs(self):
        return (self.H, self.W), (self.K, self.K), (self.stride, self.stride)

    def __str__(self):
        """Write the sizes in a line."""
        sizes = f"{self.B},{self.H},{self.W},{self.C}->{self.F}"
        return f"{sizes}, {self.K}, {self.stride}, {self.padding}"

    def draw(self, seed=0):
        """Draw x, w, b and dz, so that z is about as large as x."""
        rng, K, C = np.random.default_rng(seed), self.K, self.C
        x = rng.standard_normal((self.B, self.H, self.W, C), np.float32)
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


def compute_reference(case, arrays):
    """Return z, dx, dw and db in double precision, added up weight by weight."""
    x, w, b, dz = (a.astype(float) for a in arrays)
    x, (OH, OW), s = zero_pad(x, case.widths), case.windows, case.stride
    z, dx, dw = np.zeros(dz.shape) + b, np.zeros(x.shape), np.zeros(w.shape)
    for p, q in np.ndindex(case.K, case.K):
        read = np.s_[:, p : p + s * OH : s, q : q + s * OW : s]
        z += x[read] @ w[:, p, q].T
        dx[read] += dz @ w[:, p, q]
        dw[:, p, q] = np.tensordot(dz, x[read], axes=([0, 1, 2], [0, 1, 2]))
    return z, crop(dx, case.widths), dw, dz.sum(axis=(0, 1, 2))


def relative_error(array, expected):
    """Return max |error| / max |expected|."""
    if array.shape != expected.shape:
        raise ValueError(f"got shape {array.shape}, expected {expected.shape}")
    return float(np.abs(array - expected).max() / np.abs(expected).max())
