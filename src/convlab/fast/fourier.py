"""Large kernels: a convolution is a product of spectra, patch by patch."""

from threading import Lock

import numpy as np

from convlab.fast import scratch
from convlab.fast.patches import cut_axes, cut_patches
from convlab.fast.threads import add_up, share
from convlab.fast.windows import add_block, cut_block

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: at each frequency Z = X conj(W)^T, for the windows inside each patch."""
    axes = cut_axes(layer)
    W = np.conj(_kernel_spectrum(layer.w, axes)).swapaxes(1, 2)

    def work(patches, _):
        X = _spectrum(_cut(layer.x, patches, axes))
        planes = _planes(X @ W, axes)
        for plane, (n, *tiles) in zip(planes, patches, strict=True):
            rows, columns = (a.units(t) for a, t in zip(axes, tiles, strict=True))
            z[n, rows, columns] = _windows(plane, rows, columns, layer.stride) + b

    share(work, cut_patches(layer, axes))


def backward(layer, dz, dx, dw):
    """Fill dx and dw: at each frequency dX = dZ W and dW = conj(dZ)^T X."""
    axes, lock = cut_axes(layer), Lock()
    W = _kernel_spectrum(layer.w, axes)

    def work(patches, dW):
        dZ = _spectrum(_surround(dz, patches, axes))
        dW += np.conj(dZ).swapaxes(1, 2) @ _spectrum(_cut(layer.x, patches, axes))
        planes = _planes(dZ @ W, axes)
        for plane, (n, *tiles) in zip(planes, patches, strict=True):
            where = (a.pixels(t) for a, t in zip(axes, tiles, strict=True))
            with lock:  # patches overlap
                block = plane.transpose(1, 2, 0)[None]
                add_block(dx, block, slice(n, n + 1), *where)

    dW = add_up(work, cut_patches(layer, axes), lambda: np.zeros_like(W))
    _, KH, KW, _ = dw.shape
    dW = _planes(dW, axes)
    dw[...] = dW[:, :, :KH, :KW].transpose(0, 2, 3, 1)


def _cut(x, patches, axes):
    """Copy the pixels of the patches into planes (patches, C, rows, columns)."""
    planes = scratch.empty((len(patches), x.shape[3], *(a.size for a in axes)), x.dtype)
    for plane, (n, *tiles) in zip(planes, patches, strict=True):
        where = (a.pixels(t) for a, t in zip(axes, tiles, strict=True))
        plane[...] = cut_block(x, slice(n, n + 1), *where)[0].transpose(2, 0, 1)
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
    """See the first pixels of the windows of a patch, (rows, columns, channels)."""
    OH, OW = (units.stop - units.start for units in (rows, columns))
    sh, sw = strides
    return plane[:, : sh * OH : sh, : sw * OW : sw].transpose(1, 2, 0)


def _kernel_spectrum(w, axes):
    F, KH, KW, C = w.shape
    planes = np.zeros((F, C, *(a.size for a in axes)), w.dtype)
    planes[:, :, :KH, :KW] = w.transpose(0, 3, 1, 2)
    return _spectrum(planes)


def _spectrum(planes):
    """Return the spectra as a stack of matrices, one a frequency."""
    spectra = np.fft.rfft2(planes)
    matrices = spectra.transpose(2, 3, 0, 1).reshape(-1, *planes.shape[:2])
    return np.ascontiguousarray(matrices)


def _planes(matrices, axes):
    """Return the planes whose spectra these are."""
    H, W = (a.size for a in axes)
    spectra = matrices.reshape(H, W // 2 + 1, *matrices.shape[1:])
    return np.fft.irfft2(spectra.transpose(2, 3, 0, 1), (H, W))
