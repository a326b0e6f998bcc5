"""Feature maps of a picture, from one kernel or a layer, as arrays and as one sheet."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab import conv
from convlab._style import NEUTRAL
from convlab._validate import check_array, check_finite
from convlab.explorers.pictures.picture_files import encode, paint
from convlab.layers import Conv2D

__all__ = [
    "LayerFailedError",
    "check_reads_grey",
    "contact_sheet",
    "feature_maps",
    "response",
]

BORDER = tuple(bytes.fromhex(NEUTRAL["line"].removeprefix("#")))
SHEET = 1024  # pixels a side, about


class LayerFailedError(ValueError):
    """The forward pass of a layer, perhaps the learner's own, raised an error."""


def response(x: ArrayLike, w: ArrayLike) -> NDArray[np.floating]:
    """Convolve a picture with one kernel; z is as large as the picture.

    Parameters
    ----------
    x : array (1, H, W, 1)
        A picture.
    w : array (1, 3, 3, 1)
        A kernel.

    Returns
    -------
    array (1, H, W, 1)
        z, computed with a border of zeros around x.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward` does.
    """
    return conv.forward(x, w, padding="same")


def check_reads_grey(layer: Conv2D) -> Conv2D:
    """Check that a layer reads a grey picture, and return it.

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
        If it is not a Conv2D, or reads more than one channel.
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


def feature_maps(x: ArrayLike, layer: Conv2D) -> NDArray[np.floating]:
    """Return a layer's feature maps of a picture, without changing the layer.

    The digits of the training set are 0 for paper and 1 for ink, and a picture is 0 for
    black. So the layer gets 1 - x.

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
    LayerFailedError
        If its forward pass raises anything else; it is a ValueError too.
    """
    layer, x = check_reads_grey(layer), check_array("x", x, "B H W C")
    try:
        return layer.convolve(1 - x)
    except (TypeError, ValueError):
        raise
    except Exception as error:
        raise LayerFailedError(
            f"{layer}: forward must turn x {x.shape} into z (1, OH, OW, "
            f"{len(layer.w)}); it raised {type(error).__name__}: {error}"
        ) from error


def contact_sheet(z: ArrayLike) -> bytes:
    """Write all feature maps as one PNG, on one scale, with a line around each.

    Many or large maps are drawn smaller: each pixel is the mean of a square.

    Parameters
    ----------
    z : array (1, OH, OW, F)
        Feature maps of one picture, finite. 0 is white, as in `paint` with signed.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError, ValueError
        If z does not hold the maps of exactly one picture.
    FloatingPointError
        If z holds NaN or infinity.
    """
    z = check_array("z", z, "B OH OW F")
    if len(z) != 1:
        raise ValueError(f"z must be of one picture; got shape {z.shape}")
    check_finite("z", z)
    F = z.shape[3]
    columns = math.ceil(math.sqrt(F))
    framed = _framed(paint(_scaled(z[0].transpose(2, 0, 1), columns), signed=True))
    absent = np.full((-F % columns, *framed.shape[1:]), BORDER, np.uint8)
    F, H, W, _ = (framed := np.concatenate([framed, absent])).shape
    rows = framed.reshape(F // columns, columns, H, W, 3).transpose(0, 2, 1, 3, 4)
    return encode(rows.reshape(F // columns * H, columns * W, 3))


def _scaled(maps: NDArray, columns: int) -> NDArray[np.floating]:
    """Shrink or enlarge the maps (F, H, W) until the sheet has its size."""
    F, H, W = maps.shape
    side = SHEET // columns
    less = max(1, max(H, W) // side)
    down, right = min(less, H), min(less, W)
    maps = maps[:, : H // down * down, : W // right * right]
    maps = maps.reshape(F, H // down, down, W // right, right).mean(axis=(2, 4))
    more = max(1, side // 2 // max(maps.shape[1:]))
    return maps.repeat(more, axis=1).repeat(more, axis=2)


def _framed(painted: NDArray[np.uint8]) -> NDArray[np.uint8]:
    F, H, W, _ = painted.shape
    framed = np.full((F, H + 2, W + 2, 3), BORDER, np.uint8)
    framed[:, 1:-1, 1:-1] = painted
    return framed
