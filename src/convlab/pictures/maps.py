"""What a kernel and a layer make of a picture, as arrays, and as one contact sheet."""

import math

import numpy as np

from convlab import conv
from convlab._validate import check_array, check_finite
from convlab.layers import Conv2D
from convlab.pictures.writing import encode, paint

__all__ = ["check_reads_grey", "contact_sheet", "feature_maps", "response"]

BORDER = 110, 119, 129  # #6e7781, the line of every figure
SHEET = 1024  # pixels a side, about


def response(x, w):
    """Convolve a picture with one kernel, so that it keeps its size.

    Parameters
    ----------
    x : array (1, H, W, 1)
        A picture.
    w : array (1, 3, 3, 1)
        A kernel.

    Returns
    -------
    array (1, H, W, 1)
        z, with a border of zeros around x.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward` does.
    """
    return conv.forward(x, w, padding="same")


def check_reads_grey(layer):
    """Return the layer, or say why it cannot look at a grey picture.

    Parameters
    ----------
    layer : convlab.layers.Conv2D
        A layer that reads one channel.

    Returns
    -------
    convlab.layers.Conv2D

    Raises
    ------
    TypeError, ValueError
        If it is another layer, or reads more channels than one.
    """
    if not isinstance(layer, Conv2D):
        raise TypeError(f"layer must be a Conv2D; got {layer!r:.60}")
    C = layer.w.shape[3] * layer.settings.get("groups", 1)
    if C != 1:
        raise ValueError(
            f"layer must read the one channel of a grey picture; got {layer}, "
            f"which reads {C}"
        )
    return layer


def feature_maps(x, layer):
    """Show a layer a picture as if it were ink on paper, and leave the layer as it is.

    A digit of the training is 0 for paper and 1 for ink, and a picture is 0 for black,
    so the layer is given 1 - x.

    Parameters
    ----------
    x : array (1, H, W, 1)
        A picture from 0, black, to 1, white.
    layer : convlab.layers.Conv2D
        A layer that reads one channel.

    Returns
    -------
    array (1, OH, OW, F)
        z, a feature map for each kernel.

    Raises
    ------
    TypeError, ValueError
        If layer does not read one channel, or does not fit the picture.
    """
    layer, x = check_reads_grey(layer), check_array("x", x, "B H W C")
    return layer.convolve(1 - x)


def contact_sheet(z):
    """Write all feature maps as one PNG, on one scale, with a line around each.

    Of many or large maps, each is drawn smaller, a square of pixels as their mean.

    Parameters
    ----------
    z : array (1, OH, OW, F)
        Feature maps of one picture, finite: 0 is white, as in `paint` with signed.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError, ValueError
        If z holds no one picture.
    FloatingPointError
        If z holds NaN or infinity.
    """
    z = check_array("z", z, "B OH OW F")
    if len(z) != 1:
        raise ValueError(f"z must be of one picture; got shape {z.shape}")
    check_finite("z", z)
    F = z.shape[3]
    columns = math.ceil(math.sqrt(F))
    framed = _framed(paint(_smaller(z[0].transpose(2, 0, 1), columns), signed=True))
    absent = np.full((-F % columns, *framed.shape[1:]), BORDER, np.uint8)
    F, H, W, _ = (framed := np.concatenate([framed, absent])).shape
    rows = framed.reshape(F // columns, columns, H, W, 3).transpose(0, 2, 1, 3, 4)
    return encode(rows.reshape(F // columns * H, columns * W, 3))


def _smaller(maps, columns):
    """Return each map (F, H, W) so much smaller, or larger, that the sheet fits."""
    F, H, W = maps.shape
    side = SHEET // columns
    less = max(1, max(H, W) // side)
    down, right = min(less, H), min(less, W)
    maps = maps[:, : H // down * down, : W // right * right]
    maps = maps.reshape(F, H // down, down, W // right, right).mean(axis=(2, 4))
    more = max(1, side // 2 // max(maps.shape[1:]))
    return maps.repeat(more, axis=1).repeat(more, axis=2)


def _framed(painted):
    F, H, W, _ = painted.shape
    framed = np.full((F, H + 2, W + 2, 3), BORDER, np.uint8)
    framed[:, 1:-1, 1:-1] = painted
    return framed
