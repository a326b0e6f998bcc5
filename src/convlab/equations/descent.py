"""Chapter learning: one step downhill."""

from convlab._validate import check_array, check_number, check_same_shape

__all__ = ["momentum"]


def momentum(w, v, dw, *, rate, mu):
    """Take one step downhill with momentum (equation :eq:`momentum`).

    Parameters
    ----------
    w, v, dw : array
        A parameter, its speed and its gradient dL/dw, of one shape.
    rate : float
        Length of the step.
    mu : float
        The part of the speed that is kept.

    Returns
    -------
    (array, array)
        w and v after the step.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or the shapes differ.

    References
    ----------
    Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and
    momentum in deep learning" (2013).

    Examples
    --------
    >>> momentum([1.0], [2.0], [4.0], rate=0.25, mu=0.5)
    (array([-0.25]), array([5.]))
    """
    named = {"w": w, "v": v, "dw": dw}
    w, v, dw = (check_array(name, a, "...") for name, a in named.items())
    check_same_shape("v", v, "w", w)
    check_same_shape("dw", dw, "w", w)
    rate, mu = check_number("rate", rate), check_number("mu", mu)
    v = mu * v + dw
    return w - rate * v, v
