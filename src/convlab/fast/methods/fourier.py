"""Large kernels: FFT convolution, a product of spectra, with overlap-save.

The image is cut into overlapping patches that hold whole windows. Each frequency of a
patch needs one matrix product, channels times kernels, of complex numbers.
"""

from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.strided import add_cropped, read_padded
from convlab.fast._engine.threads import parallel_for, parallel_sum

__all__ = ["Axis", "backward", "cut_axes", "cut_patches", "forward"]

LONGEST = 256  # pixels of a patch along an axis; longer ones overflow the cache


def forward(layer, b, z):
    """Fill z: at each frequency Z = X conj(W)^T, for the windows inside each patch."""
    axes = cut_axes(layer)
    W = np.conj(_kernel_spectrum(layer.w, axes)).swapaxes(1, 2)

    def work(patches, _):
        X = _spectrum(_cut(layer.x, patches, axes))
        planes = _planes(np.matmul(X, W), axes)
        for plane, (n, *tiles) in zip(planes, patches, strict=True):
            rows, columns = (a.units(t) for a, t in zip(axes, tiles, strict=True))
            z[n, rows, columns] = _windows(plane, rows, columns, layer.stride) + b

    parallel_for(work, cut_patches(layer, axes))


def backward(layer, dz, dx, dw):
    """Fill dx and dw: at each frequency dX = dZ W and dW = conj(dZ)^T X."""
    axes, lock = cut_axes(layer), Lock()
    W = _kernel_spectrum(layer.w, axes)

    def work(patches, dW):
        dZ, X = _spectrum(_surround(dz, patches, axes)), _cut(layer.x, patches, axes)
        dW += np.matmul(np.conj(dZ).swapaxes(1, 2), _spectrum(X))
        planes = _planes(np.matmul(dZ, W), axes)
        for plane, (n, *tiles) in zip(planes, patches, strict=True):
            where = (a.pixels(t) for a, t in zip(axes, tiles, strict=True))
            with lock:  # patches overlap
                padded = plane.transpose(1, 2, 0)[None]
                add_cropped(dx, padded, slice(n, n + 1), *where)

    dW = parallel_sum(work, cut_patches(layer, axes), lambda: np.zeros_like(W))
    _, KH, KW, _ = dw.shape
    dW = _planes(dW, axes)
    dw[...] = dW[:, :, :KH, :KW].transpose(0, 2, 3, 1)


class Axis(NamedTuple):
    """One axis of a layer, cut into patches of `size` pixels."""

    windows: int
    kernel: int
    stride: int
    corner: int
    size: int

    @property
    def inside(self):
        """Count the windows that lie entirely inside one patch."""
        return (self.size - self.kernel) // self.stride + 1

    def units(self, t):
        """Return the units of z that patch t computes, as a slice."""
        return slice(t * self.inside, min((t + 1) * self.inside, self.windows))

    def pixels(self, t):
        """Return the pixels that patch t reads, (start, stop)."""
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
    """Choose the patch size that minimises the pixels of all patches together."""
    longest = max(LONGEST, 2 * kernel)
    smooth = [
        2**a * 3**b * 5**c for a in range(12) for b in range(8) for c in range(6)
    ]  # sizes for which the FFT is fast

    def pixels(size):
        return -(-windows // ((size - kernel) // stride + 1)) * size

    return min((n for n in sorted(smooth) if kernel <= n <= longest), key=pixels)


def cut_patches(layer, axes):
    """List the patches in batches, each as (image, row patch, column patch)."""
    counts = len(layer.x), *(-(-a.windows // a.inside) for a in axes)
    channels = max(layer.x.shape[3], len(layer.w))
    planes = axes[0].size * axes[1].size * channels
    patches, together = list(np.ndindex(counts)), max(layer.block // 8 // planes, 1)
    return [patches[k : k + together] for k in range(0, len(patches), together)]


def _cut(x, patches, axes):
    """Copy the pixels of the patches into planes (patches, C, rows, columns)."""
    planes = scratch.empty((len(patches), x.shape[3], *(a.size for a in axes)), x.dtype)
    for plane, (n, *tiles) in zip(planes, patches, strict=True):
        where = (a.pixels(t) for a, t in zip(axes, tiles, strict=True))
        plane[...] = read_padded(x, slice(n, n + 1), *where)[0].transpose(2, 0, 1)
    return planes


def _surround(dz, patches, axes):
    """Copy dz into planes: each unit where its window begins, zeros elsewhere."""
    shape = len(patches), dz.shape[3], *(a.size for a in axes)
    planes, strides = scratch.zeros(shape, dz.dtype), [a.stride for a in axes]
    for plane, (n, *tiles) in zip(planes, patches, strict=True):
        rows, columns = (a.units(t) for a, t in zip(axes, tiles, strict=True))
        place = _windows(plane, rows, columns, strides)
        place[...] = dz[n, rows, columns]
    return planes


def _windows(plane, rows, columns, strides):
    """View the first pixel of each window of a patch, (rows, columns, channels)."""
    OH, OW = (units.stop - units.start for units in (rows, columns))
    sh, sw = strides
    return plane[:, : sh * OH : sh, : sw * OW : sw].transpose(1, 2, 0)


def _kernel_spectrum(w, axes):
    F, KH, KW, C = w.shape
    planes = np.zeros((F, C, *(a.size for a in axes)), w.dtype)
    planes[:, :, :KH, :KW] = w.transpose(0, 3, 1, 2)
    return _spectrum(planes)


def _spectrum(planes):
    """Return the spectra of planes as a stack of matrices, one per frequency."""
    spectra = np.fft.rfft2(planes)
    matrices = spectra.transpose(2, 3, 0, 1).reshape(-1, *planes.shape[:2])
    return np.ascontiguousarray(matrices)


def _planes(matrices, axes):
    """Transform the spectra back into planes."""
    H, W = (a.size for a in axes)
    spectra = matrices.reshape(H, W // 2 + 1, *matrices.shape[1:])
    return np.fft.irfft2(spectra.transpose(2, 3, 0, 1), (H, W))
