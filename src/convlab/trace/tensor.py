"""Go through the units of a batch in the order in which they lie in memory."""

import numpy as np

from convlab._validate import check_array, check_nonempty
from convlab.equations import address
from convlab.trace.plain import finite, lists

__all__ = ["trace_tensor"]


def trace_tensor(a):
    """Record the address of every unit (equation :eq:`address`).

    Parameters
    ----------
    a : array (B, H, W, C), (F, KH, KW, C) or (B, OH, OW, F)
        A batch, or kernels; all of it is traced.

    Returns
    -------
    dict
        ``arrays``: memory, all units in one list. ``steps``, in that order: unit, its
        four indices, and address, its place in memory.

    Raises
    ------
    TypeError, ValueError
        If a is no array of finite numbers with four axes, or is empty.

    References
    ----------
    NumPy's "Internal memory layout of an ndarray": row-major, the last axis fastest.

    Examples
    --------
    >>> trace_tensor([[[[7, 8]]]])["steps"][1]
    {'unit': [0, 0, 0, 1], 'address': 1}
    """
    a = check_array("a", a, "B H W C")
    check_nonempty("a", a)
    (a,) = finite(a=a)
    units = np.ndindex(a.shape)
    return {
        "arrays": lists(memory=a.ravel()),
        "steps": [
            {"unit": list(unit), "address": address(*unit, a.shape[1:])}
            for unit in units
        ],
    }
