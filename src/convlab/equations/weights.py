"""Chapter backward: the gradients of the kernels and of the bias."""

import numpy as np

from convlab._spec import check_gradient, check_layer
from convlab._validate import check_array, check_int, check_shape
from convlab.equations.groups import first_channel, first_channels
from convlab.geometry import zero_pad

__all__ = ["chain_rule", "db", "dw", "dz_dw"]


def dz_dw(x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Differentiate each unit of z with respect to each weight (equation :eq:`dz-dw`).

    The sum of equation :eq:`forward` is linear in w: what stands beside a weight is its
    derivative. It is the same for every kernel, so there is no axis f.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images.
    w : array (F, KH, KW, C // groups)
        Kernels; only their shape matters.
    stride, padding, dilation, groups
        As in `convlab.forward`.

    Returns
    -------
    array (B, OH, OW, KH, KW, C)
        Entry (n, a, b, p, q, c) is x[n, sh a + dh p, sw b + dw q, c] of the padded x.
        With groups, a kernel has weights for the C // groups channels of its group.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> dz_dw([[[[1], [2], [3]]]], np.ones((1, 1, 2, 1)))[0, 0, 1, 0, :, 0]
    array([2., 3.])
    """
    x, w, settings, (OH, OW) = check_layer(x, w, stride, padding, dilation, groups)
    (sh, sw), widths, (dh, dw), _ = settings
    (*_, C), (_, KH, KW, _) = x.shape, w.shape
    x = zero_pad(x, widths)
    derivative = np.zeros((len(x), OH, OW, KH, KW, C), x.dtype)
    for n, a, b, p, q, c in np.ndindex(derivative.shape):
        derivative[n, a, b, p, q, c] = x[n, sh * a + dh * p, sw * b + dw * q, c]
    return derivative


def chain_rule(dz, dz_dw, *, groups=1):
    """Add up the chain rule over every use of a weight (equation :eq:`chain-rule`).

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz.
    dz_dw : array (B, OH, OW, KH, KW, C)
        Derivative of each unit of z with respect to each weight of its own kernel.
    groups : int
        As in `convlab.forward`.

    Returns
    -------
    array (F, KH, KW, C // groups)
        dL/dw: a sum, not an average.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, shapes disagree, or groups does not
        divide F and C.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989).

    Examples
    --------
    >>> chain_rule([[[[1], [10]]]], [[[[[[2]]], [[[3]]]]]])
    array([[[[32.]]]])
    """
    dz = check_array("dz", dz, "B OH OW F")
    dz_dw = check_array("dz_dw", dz_dw, "B OH OW KH KW C")
    groups = check_int("groups", groups, 1)
    B, OH, OW, F = dz.shape
    KH, KW, C = dz_dw.shape[3:]
    check_shape("dz_dw", dz_dw, (B, OH, OW, KH, KW, C), "B OH OW KH KW C")
    first = [first_channel(f, F, C, groups=groups) for f in range(F)]
    dw = np.zeros((F, KH, KW, C // groups), np.result_type(dz, dz_dw))
    for f, p, q, c in np.ndindex(dw.shape):
        dw[f, p, q, c] = sum(
            dz[n, a, b, f] * dz_dw[n, a, b, p, q, first[f] + c]
            for n, a, b in np.ndindex(B, OH, OW)
        )
    return dw


def dw(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Add up every use of every weight (equation :eq:`dw`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    array (F, KH, KW, C // groups)
        dL/dw.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> dw([[[[1], [10]]]], [[[[1], [2], [3]]]], np.ones((1, 1, 2, 1))).ravel()
    array([21., 32.])
    """
    dz, x, w, settings, (OH, OW) = check_gradient(
        dz, x, w, stride, padding, dilation, groups
    )
    (sh, sw), widths, (dh, dw), groups = settings
    B, first = len(x), first_channels(x, w, groups)
    x = zero_pad(x, widths)
    gradient = np.zeros(w.shape, np.result_type(dz, x))
    for f, p, q, c in np.ndindex(w.shape):
        gradient[f, p, q, c] = sum(
            dz[n, a, b, f] * x[n, sh * a + dh * p, sw * b + dw * q, first[f] + c]
            for n, a, b in np.ndindex(B, OH, OW)
        )
    return gradient


def db(dz):
    """Add up every use of every bias (equation :eq:`db`).

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz.

    Returns
    -------
    array (F,)
        dL/db.

    Raises
    ------
    TypeError, ValueError
        If dz is no array of numbers with four axes.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 6.5.

    Examples
    --------
    >>> db([[[[1], [10]]]])
    array([11.])
    """
    dz = check_array("dz", dz, "B OH OW F")
    B, OH, OW, F = dz.shape
    gradient = np.zeros(F, dz.dtype)
    for f in range(F):
        gradient[f] = sum(dz[n, a, b, f] for n, a, b in np.ndindex(B, OH, OW))
    return gradient
