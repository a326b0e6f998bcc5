"""One check a task: call it on your own function, and it says what is wrong."""

from convlab.exercises.diagnosis.diagnose import diagnose
from convlab.exercises.exposing import expose
from convlab.exercises.learning import learn

__all__ = [
    "address",
    "backward",
    "channels_first",
    "col2im",
    "db",
    "dw",
    "dx",
    "error",
    "exposes",
    "forward",
    "im2col",
    "im2col_indices",
    "learns",
    "output_size",
    "receptive_field",
    "unit",
    "update",
]


def address(function):
    """Check ``address(n, i, j, c, image_shape)``, equation :eq:`address`."""
    return diagnose(function, "address")


def unit(function):
    """Check ``unit(address, image_shape)``, which finds (n, i, j, c) again."""
    return diagnose(function, "unit")


def channels_first(function):
    """Check ``channels_first(x)``, which moves the channels before the rows."""
    return diagnose(function, "channels_first")


def output_size(function):
    """Check ``output_size(size, kernel, *, stride=1, padding=0)``.

    Equation :eq:`output-size`.
    """
    return diagnose(function, "output_size")


def receptive_field(function):
    """Check ``receptive_field(i, j, kernel_size, *, stride=1)``.

    Equation :eq:`receptive-field`: the pixels as a list of (row, column).
    """
    return diagnose(function, "receptive_field")


def forward(function):
    """Check ``forward(x, w, b=None, *, stride=1, padding=0)``.

    Equation :eq:`forward`.

    Parameters
    ----------
    function : callable
        Takes x (B, H, W, C), w (F, KH, KW, C) and b (F,), the stride and the padding
        on each side in pixels, and returns z (B, OH, OW, F).

    Returns
    -------
    Verdict
        What was found; the last value of a cell shows it.

    References
    ----------
    The known mistakes and where they come from are in `convlab.exercises.mistakes`.

    Examples
    --------
    >>> print(forward(lambda x, w, b=None, *, stride=1, padding=0: ...))
    … forward: not written yet
    <BLANKLINE>
    Replace the three dots in forward(x, w, b=None, *, stride=1, padding=0) by your own lines, and check it again.
    """  # noqa: E501
    return diagnose(function, "forward")


def im2col_indices(function):
    """Check ``im2col_indices(image_shape, kernel_size, *, stride=1)``.

    Equation :eq:`im2col`.
    """
    return diagnose(function, "im2col_indices")


def im2col(function):
    """Check ``im2col(x, kernel_size, *, stride=1)``, equation :eq:`im2col`."""
    return diagnose(function, "im2col")


def col2im(function):
    """Check ``col2im(cols, image_shape, kernel_size, *, stride=1)``.

    Equation :eq:`col2im`.
    """
    return diagnose(function, "col2im")


def db(function):
    """Check ``db(dz, x, w, *, stride=1, padding=0)``, equation :eq:`db`."""
    return diagnose(function, "db")


def dw(function):
    """Check ``dw(dz, x, w, *, stride=1, padding=0)``, equation :eq:`dw`."""
    return diagnose(function, "dw")


def dx(function):
    """Check ``dx(dz, x, w, *, stride=1, padding=0)``, equation :eq:`dx`."""
    return diagnose(function, "dx")


def backward(function):
    """Check ``backward(dz, x, w, *, stride=1, padding=0)``, a tuple dx, dw, db.

    Equations :eq:`dx`, :eq:`dw` and :eq:`db`.
    """
    return diagnose(function, "backward")


def error(function):
    """Check ``error(dx, z)``, equation :eq:`error` for the rectifier max(z, 0)."""
    return diagnose(function, "error")


def update(function):
    """Check ``update(parameter, gradient, rate)``: one step of gradient descent."""
    return diagnose(function, "update")


def exposes(bug, function):
    """Check that an input separates wrong code from right code.

    Parameters
    ----------
    bug : Bug
        One of `convlab.exercises.bugs`.
    function : callable
        Takes nothing and returns a dictionary with the arguments of the code: its
        arrays by name, and the stride and the padding where they differ from 1 and 0.

    Returns
    -------
    Verdict
        Right if the wrong code returns something else than the right code.
    """
    return expose(bug, function)


def learns(forward, backward, update):
    """Let a layer learn a hidden kernel from images, once its functions are right."""
    return learn(forward, backward, update)
