"""Chapter general: which channels a kernel reads."""

from convlab._validate import check_index, check_int

__all__ = ["first_channel", "first_channels"]


def first_channel(f, F, C, *, groups=1):
    """Find where the channels of kernel f begin (equation :eq:`first-channel`).

    Kernels and channels are cut into as many groups of neighbours, and kernel f reads
    the C / groups channels of its own group, from this one on.

    Parameters
    ----------
    f : int
        Number of the kernel.
    F, C : int
        How many kernels there are, and how many channels x has.
    groups : int
        Divides both.

    Returns
    -------
    int
        floor(f / (F / groups)) C / groups.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, there is no kernel f, or groups does not
        divide F and C.

    References
    ----------
    Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional
    neural networks" (2012), whose layers were cut in two for two processors.

    Examples
    --------
    >>> [first_channel(f, 4, 6, groups=2) for f in range(4)]
    [0, 0, 3, 3]
    """
    F, C = check_int("F", F, 1), check_int("C", C, 1)
    groups = check_int("groups", groups, 1)
    (f,) = check_index("kernel", (f,), (F,), "f")
    if F % groups or C % groups:
        raise ValueError(f"groups must divide F = {F} and C = {C}; got {groups}")
    return f // (F // groups) * (C // groups)


def first_channels(x, w, groups):
    """List the first channel of every kernel."""
    (*_, C), (F, *_) = x.shape, w.shape
    return [first_channel(f, F, C, groups=groups) for f in range(F)]
