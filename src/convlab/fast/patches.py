"""Cut a layer into patches that overlap: each has the pixels of whole windows."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

__all__ = ["Axis", "cut_axes", "cut_patches"]

LONGEST = 256  # pixels of a patch; longer ones leave the cache
TOGETHER = 2**18  # numbers in the planes that are transformed at a time


class Axis(NamedTuple):
    """One axis of a layer, cut into patches of `size` pixels."""

    windows: int
    kernel: int
    stride: int
    corner: int
    size: int

    @property
    def inside(self):
        """Count the windows that lie wholly inside one patch."""
        return (self.size - self.kernel) // self.stride + 1

    def units(self, t):
        """Tell which units of z patch t computes."""
        return slice(t * self.inside, min((t + 1) * self.inside, self.windows))

    def pixels(self, t):
        """Tell which pixels patch t reads, (start, stop)."""
        start = t * self.inside * self.stride - self.corner
        return start, start + self.size


def cut_axes(layer):
    """Return the rows and the columns of a layer, cut into patches."""
    sizes = layer.windows, layer.w.shape[1:3], layer.stride
    axes = zip(*sizes, layer.corner, strict=True)
    return [
        Axis(windows, K, s, corner, _best_size(windows, K, s))
        for windows, K, s, corner in axes
    ]


@lru_cache
def _best_size(windows, kernel, stride):
    """Choose the pixels of a patch so that those of all patches are fewest."""
    longest = max(LONGEST, 2 * kernel)
    smooth = [
        2**a * 3**b * 5**c for a in range(12) for b in range(8) for c in range(6)
    ]  # sizes for which the transform is fast

    def pixels(size):
        return -(-windows // ((size - kernel) // stride + 1)) * size

    return min((n for n in sorted(smooth) if kernel <= n <= longest), key=pixels)


def cut_patches(layer, axes):
    """List (image, patch of rows, patch of columns), some at a time."""
    counts = len(layer.x), *(-(-a.windows // a.inside) for a in axes)
    channels = max(layer.x.shape[3], len(layer.w))
    planes = axes[0].size * axes[1].size * channels
    patches, together = list(np.ndindex(counts)), max(TOGETHER // planes, 1)
    return [patches[k : k + together] for k in range(0, len(patches), together)]
