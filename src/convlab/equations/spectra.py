"""Chapter fast: sums over windows as products of spectra, and patches of an image."""

import numpy as np

from convlab._validate import check_array, check_int

__all__ = ["overlap_save", "spectrum"]


def spectrum(x, w):
    """Multiply two spectra, Z = X conj(W) (equation :eq:`spectrum`).

    Parameters
    ----------
    x : array (N,)
        Pixels, thought of as a ring: behind the last comes the first.
    w : array (K,)
        The kernel, K <= N.

    Returns
    -------
    array (N,), complex
        Z, the spectrum of z: the sums over x[(j + q) mod N] w[q] for j = 0, ..., N - 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, or the kernel is larger than x.

    References
    ----------
    Mathieu, Henaff and LeCun, "Fast training of convolutional networks through FFTs"
    (2014).

    Examples
    --------
    >>> Z = spectrum([1, 2, 3], [1, 1])
    >>> Z.real.round(), np.fft.ifft(Z).real.round()
    (array([12., -2., -2.]), array([3., 5., 4.]))
    """
    x, w = check_array("x", x, "N"), check_array("w", w, "K")
    N, K = len(x), len(w)
    if K > N:
        raise ValueError(f"the kernel ({K} weights) is larger than x ({N} pixels)")
    Z = np.zeros(N, complex)
    for u in range(N):
        X = sum(x[r] * np.exp(-2j * np.pi * u * r / N) for r in range(N))
        W = sum(w[q] * np.exp(-2j * np.pi * u * q / N) for q in range(K))
        Z[u] = X * np.conj(W)
    return Z


def overlap_save(windows, kernel, patch):
    """Count the patches that an axis takes (equation :eq:`overlap-save`).

    Parameters
    ----------
    windows : int
        How many windows there are along the axis: OH or OW.
    kernel : int
        Its weights along the axis: KH or KW.
    patch : int
        Pixels of a patch along the axis, N; not fewer than the kernel has weights.

    Returns
    -------
    int
        windows / (N - K + 1), rounded up.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    References
    ----------
    Oppenheim and Schafer, "Discrete-time signal processing" (2010), section 8.7.

    Examples
    --------
    >>> overlap_save(9, 3, 6)
    3
    """
    windows = check_int("windows", windows, 1)
    kernel = check_int("kernel", kernel, 1)
    patch = check_int("patch", patch, kernel)
    right = [start for start in range(patch) if start + kernel <= patch]
    return len(range(0, windows, len(right)))
