"""Chapter fast: the roofline, and algorithms that save multiplications."""

from fractions import Fraction
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import (
    check_array,
    check_fit,
    check_int,
    check_positive,
    check_shape,
)

__all__ = [
    "lowered",
    "overlap_save",
    "roofline",
    "spectrum",
    "toom_cook",
    "winograd",
    "winograd_1d",
    "winograd_backward",
]

A = ((1, 0), (1, 1), (1, -1), (0, 1))
B = ((1, 0, -1, 0), (0, 1, 1, 0), (0, -1, 1, 0), (0, -1, 0, 1))
G = ((1, 0, 0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0, 0, 1))


def roofline(
    multiplications: float,
    moved: float,
    peak: float,
    bandwidth: float,
) -> float:
    """Bound the time of a computation from below (equation :eq:`roofline`).

    Parameters
    ----------
    multiplications : float
        Number of multiply-adds.
    moved : float
        Bytes moved between memory and processor.
    peak : float
        R, the peak rate, in multiplications per second.
    bandwidth : float
        beta, the memory bandwidth, in bytes per second.

    Returns
    -------
    float
        max(multiplications / peak, moved / bandwidth), in seconds.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a positive number.

    References
    ----------
    Williams, Waterman and Patterson, "Roofline: an insightful visual performance model
    for multicore architectures" (2009).

    Examples
    --------
    >>> roofline(600, 80, peak=100, bandwidth=10)
    8.0
    """
    given = {
        "multiplications": multiplications,
        "moved": moved,
        "peak": peak,
        "bandwidth": bandwidth,
    }
    multiplications, moved, peak, bandwidth = (
        check_positive(name, value) for name, value in given.items()
    )
    return max(multiplications / peak, moved / bandwidth)


def lowered(x: ArrayLike, kernel_width: int, *, stride: int = 1) -> NDArray:
    """Lower x along its width only: im2col, row by row (equation :eq:`lowered`).

    Parameters
    ----------
    x : array (B, H, W, C)
        Images, already padded.
    kernel_width : int
        KW, in pixels.
    stride : int
        Pixels from one window to the next, to the right.

    Returns
    -------
    array (B, OW, H, KW*C)
        X_low. The window in row i and column j is X_low[n, j, sh*i : sh*i + KH].

    Raises
    ------
    TypeError, ValueError
        If x is not an array of numbers with four axes, another argument is not a whole
        number or is too small, or the kernel is wider than the image.

    References
    ----------
    Cho and Brand, "MEC: memory-efficient convolution for deep neural network" (2017).

    Examples
    --------
    >>> lowered([[[[1], [2], [3]], [[4], [5], [6]]]], 2)[0, 1]
    array([[2., 3.],
           [5., 6.]])
    """
    x = check_array("x", x, "B H W C")
    KW = check_int("kernel_width", kernel_width, 1)
    stride = check_int("stride", stride, 1)
    B, H, W, C = x.shape
    check_fit("columns", W, KW, (0, 0), 1)
    OW = len(range(0, W - KW + 1, stride))
    x_low = np.zeros((B, OW, H, KW * C), x.dtype)
    for n, j, r, q, c in np.ndindex(B, OW, H, KW, C):
        x_low[n, j, r, q * C + c] = x[n, r, stride * j + q, c]
    return x_low


def winograd_1d(x: ArrayLike, w: ArrayLike) -> NDArray:
    """Compute two sums of three products in four multiplications, F(2, 3).

    Equation :eq:`winograd-1d`.

    Parameters
    ----------
    x : array (4,)
        The pixels that two windows cover.
    w : array (3,)
        The kernel.

    Returns
    -------
    array (2,)
        z; in exact arithmetic, the sums of x[j + q] w[q] over q.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, or has the wrong length.

    References
    ----------
    Winograd, "Arithmetic complexity of computations" (1980).

    Examples
    --------
    >>> winograd_1d([1, 2, 3, 4], [1, 0, 1])
    array([4., 6.])
    """
    x, w = _vector("x", x, 4), _vector("w", w, 3)
    M0 = (x[0] - x[2]) * w[0]
    M1 = (x[1] + x[2]) * ((w[0] + w[1] + w[2]) / 2)
    M2 = (x[2] - x[1]) * ((w[0] - w[1] + w[2]) / 2)
    M3 = (x[3] - x[1]) * w[2]
    return np.array([M0 + M1 + M2, M1 - M2 + M3])


def winograd(x: ArrayLike, w: ArrayLike) -> NDArray:
    """Compute 2 x 2 sums of nine products in sixteen multiplications, F(2 x 2, 3 x 3).

    Equation :eq:`winograd`.

    Parameters
    ----------
    x : array (4, 4)
        The pixels that 2 x 2 windows cover.
    w : array (3, 3)
        The kernel.

    Returns
    -------
    array (2, 2)
        z; in exact arithmetic, the sums of x[i + p, j + q] w[p, q] over p and q.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, or has the wrong shape.

    References
    ----------
    Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).

    Examples
    --------
    >>> winograd(np.ones((4, 4)), np.ones((3, 3)))
    array([[9., 9.],
           [9., 9.]])
    """
    x, w = check_array("x", x, "H W"), check_array("w", w, "KH KW")
    check_shape("x", x, (4, 4), "H W")
    check_shape("w", w, (3, 3), "KH KW")
    z = np.zeros((2, 2), np.result_type(x, w))
    for u, v in np.ndindex(4, 4):
        of_w = sum(G[u][p] * w[p, q] * G[v][q] for p, q in np.ndindex(3, 3))
        of_x = sum(B[u][r] * x[r, t] * B[v][t] for r, t in np.ndindex(4, 4))
        product = of_w * of_x
        for i, j in np.ndindex(2, 2):
            z[i, j] += A[u][i] * product * A[v][j]
    return z


def winograd_backward(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
) -> tuple[NDArray, NDArray]:
    """Backpropagate through one tile (equation :eq:`winograd-backward`).

    Parameters
    ----------
    dz : array (2,)
        dL/dz.
    x : array (4,)
        The pixels that two windows cover.
    w : array (3,)
        The kernel.

    Returns
    -------
    (array (4,), array (3,))
        dx and dw: the steps of the forward pass, transposed, in reverse order.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, or has the wrong length.

    References
    ----------
    Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).

    Examples
    --------
    >>> dx, dw = winograd_backward([1, 10], [1, 2, 3, 4], [1, 0, 1])
    >>> dx, dw
    (array([ 1., 10.,  1., 10.]), array([21., 32., 43.]))
    """
    dz, x, w = _vector("dz", dz, 2), _vector("x", x, 4), _vector("w", w, 3)
    dx = np.zeros(4, np.result_type(dz, w))
    dw = np.zeros(3, np.result_type(dz, x))
    for u in range(4):
        dM = sum(A[u][j] * dz[j] for j in range(2))
        of_w = sum(G[u][q] * w[q] for q in range(3))
        of_x = sum(B[u][r] * x[r] for r in range(4))
        for r in range(4):
            dx[r] += B[u][r] * of_w * dM
        for q in range(3):
            dw[q] += G[u][q] * of_x * dM
    return dx, dw


def toom_cook(x: ArrayLike, w: ArrayLike, points: ArrayLike) -> NDArray:
    """Compute m sums of K products in m + K - 1 multiplications (:eq:`toom-cook`).

    Parameters
    ----------
    x : array (L,)
        The pixels that m = L - K + 1 windows cover.
    w : array (K,)
        The kernel.
    points : array (L - 1,)
        Evaluation points, all different; infinity is added as the last.

    Returns
    -------
    array (m,)
        z, the sums of x[j + q] w[q] over q, computed in fractions: only the last step
        rounds.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of finite numbers, there are fewer pixels than
        weights, or the points are not L - 1 different ones.

    References
    ----------
    Blahut, "Fast algorithms for signal processing" (2010), on the Cook-Toom algorithm.

    Examples
    --------
    >>> toom_cook([1, 2, 3, 4], [1, 0, 1], [0, 1, -1])
    array([4., 6.])
    """
    pixels, weights = _exact("x", x, "L"), _exact("w", w, "K")
    at = _exact("points", points, "L-1")
    _check(len(pixels), len(weights), at)
    z = [Fraction(0)] * (len(pixels) - len(weights) + 1)
    for u, t in enumerate(at):
        others = at[:u] + at[u + 1 :]
        lagrange = [c / prod(t - o for o in others) for c in _with_zeros(others)]
        of_w = sum(weight * t**q for q, weight in enumerate(weights))
        product = of_w * _inner(lagrange, pixels)
        for j in range(len(z)):
            z[j] += t**j * product
    z[-1] += weights[-1] * _inner(_with_zeros(at), pixels)  # infinity
    return np.array([float(unit) for unit in z])


def spectrum(x: ArrayLike, w: ArrayLike) -> NDArray:
    """Multiply two spectra, Z = X conj(W) (equation :eq:`spectrum`).

    Parameters
    ----------
    x : array (N,)
        Pixels, arranged in a ring: the first follows the last.
    w : array (K,)
        The kernel, K <= N.

    Returns
    -------
    array (N,), complex
        Z, the spectrum of z, where z[j] is the sum of x[(j + q) mod N] w[q] over q.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, or the kernel is larger than x.

    References
    ----------
    Mathieu, Henaff and LeCun, "Fast training of convolutional networks through FFTs"
    (2014).

    Examples
    --------
    >>> Z = spectrum([1, 2, 3], [1, 1])
    >>> Z.real.round(1), np.fft.ifft(Z).real.round(1)
    (array([12. , -1.5, -1.5]), array([3., 5., 4.]))
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


def overlap_save(windows: int, kernel: int, patch: int) -> int:
    """Count the patches that cover an axis (equation :eq:`overlap-save`).

    Parameters
    ----------
    windows : int
        Number of windows along the axis: OH or OW.
    kernel : int
        Number of weights along the axis: KH or KW.
    patch : int
        N, the pixels of a patch along the axis; at least as many as the weights.

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


def _vector(name: str, value: ArrayLike, length: int) -> NDArray:
    a = check_array(name, value, "length")
    check_shape(name, a, (length,), "length")
    return a


def _with_zeros(points: list[Fraction]) -> list[Fraction]:
    """List the coefficients of (t - a)(t - b)..., constant term first."""
    coefficients = [Fraction(1)]
    for a in points:
        above, below = [Fraction(0), *coefficients], [*coefficients, Fraction(0)]
        coefficients = [high - a * low for high, low in zip(above, below, strict=True)]
    return coefficients


def _inner(coefficients: list[Fraction], x: list[Fraction]) -> Fraction:
    """Substitute x[r] for t^r in the polynomial, and evaluate it."""
    products = (c * pixel for c, pixel in zip(coefficients, x, strict=False))
    return sum(products, Fraction(0))


def _exact(name: str, value: ArrayLike, axes: str) -> list[Fraction]:
    a = check_array(name, value, axes)
    if not np.isfinite(a).all():
        raise ValueError(f"{name} must be finite; got {a}")
    return [Fraction(float(number)) for number in a]


def _check(L: int, K: int, points: list[Fraction]) -> None:
    if K > L:
        raise ValueError(f"the kernel ({K} weights) is larger than x ({L} pixels)")
    if len(points) != L - 1:
        raise ValueError(f"{L} pixels take {L - 1} points; got {len(points)}")
    if len(set(points)) < len(points):
        raise ValueError(f"points must differ; got {[float(t) for t in points]}")
