"""An array as a picture: painted grey or in two colours, and written as a PNG."""

import io

import numpy as np
from PIL import Image

from convlab._validate import check_array, check_finite, check_int

__all__ = ["encode", "paint", "write_png"]

NEGATIVE, POSITIVE = (179, 88, 6), (84, 39, 136)  # #b35806 and #542788, as in PuOr
WHITE = 255


def write_png(image, *, signed=False, limits=None, narrowest=192):
    r"""Write an array as a PNG, a small one with every pixel as a square.

    Parameters
    ----------
    image : array (H, W)
        Finite numbers.
    signed : bool
        Whether 0 is white, as in `paint`.
    limits : (float, float), optional
        As in `paint`.
    narrowest : int
        Pixels that the longer side has at least: each pixel of the image becomes a
        square, of as many pixels a side as that takes.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError, ValueError
        If image is no array (H, W) of numbers, if narrowest is not a whole number from
        1 to 4096, or if limits are not two numbers, the lower first.
    FloatingPointError
        If one of these numbers is NaN or infinite.

    Examples
    --------
    >>> write_png([[0, 1], [2, 3]])[:4]
    b'\x89PNG'
    """
    image = check_array("image", image, "H W")
    narrowest = check_int("narrowest", narrowest, 1, 4096)
    painted = paint(image, signed=signed, limits=limits)
    times = -(-narrowest // max(image.shape))
    return encode(painted.repeat(times, axis=0).repeat(times, axis=1))


def paint(image, *, signed=False, limits=None):
    """Give every number a colour, all on one scale.

    From the lowest number, black, to the highest, white; all are mid grey if there is
    but one number. Signed, 0 is white, positive numbers go to purple, and negative ones
    to orange: a pair that every common kind of colour blindness tells apart, and of
    which purple is the darker. The largest absolute number has the full colour.

    Parameters
    ----------
    image : array
        Finite numbers, of any shape.
    signed : bool
        Whether 0 is white.
    limits : (float, float), optional
        Take these for the lowest and the highest number; what lies beyond is cut off.

    Returns
    -------
    array of uint8
        In the shape of image, and red, green and blue on a last axis.

    Raises
    ------
    TypeError, ValueError
        If image is no array of numbers, or if limits are not two, the lower first.
    FloatingPointError
        If one of these numbers is NaN or infinite.

    Examples
    --------
    >>> paint([0, 1, 2])[:, 0]
    array([  0, 128, 255], dtype=uint8)
    >>> paint([-1, 0], signed=True)
    array([[179,  88,   6],
           [255, 255, 255]], dtype=uint8)
    """
    image = _finite("image", image)
    lowest, highest = image.min(), image.max()
    if limits is not None:
        lowest, highest = _checked_limits(limits)
    largest = max(-lowest, highest, np.finfo(float).tiny)
    shares = np.clip(image, lowest, highest) / largest
    if signed:
        return _two_colours(shares)
    return _greys(shares, lowest / largest, highest / largest)


def encode(painted):
    """Write red, green and blue as a PNG.

    Parameters
    ----------
    painted : array of uint8 (H, W, 3)
        As `paint` returns it.

    Returns
    -------
    bytes
    """
    file = io.BytesIO()
    Image.fromarray(painted).save(file, "PNG")
    return file.getvalue()


def _greys(shares, lowest, highest):
    grey = np.full(shares.shape, 0.5)
    if lowest < highest:
        grey = (shares - lowest) / (highest - lowest)
    levels = np.rint(WHITE * grey).astype(np.uint8)
    return np.stack([levels] * 3, axis=-1)


def _two_colours(shares):
    colour = np.where(shares[..., None] < 0, NEGATIVE, POSITIVE)
    whiteness = 1 - np.abs(shares[..., None])
    return np.rint(colour + whiteness * (WHITE - colour)).astype(np.uint8)


def _finite(name, a):
    a = check_array(name, a, "...").astype(float)
    if a.size == 0:
        raise ValueError(f"{name} must hold at least one number; got shape {a.shape}")
    check_finite(name, a)
    return a


def _checked_limits(limits):
    a = _finite("limits", limits)
    if a.shape != (2,) or a[0] > a[1]:
        raise ValueError(
            f"limits must be two numbers, the lower first; got {a.tolist()}"
        )
    return a
