"""A picture from a file: grey, upright, and small enough to convolve at once."""

import io
import warnings
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from convlab._validate import check_int
from convlab.pictures.kinds import describe, starts_as_picture

__all__ = ["Picture", "read_picture"]

FORMATS = "PNG", "JPEG"
KERNEL = 3  # pixels a side
MOST_PIXELS = 100_000_000  # to decode, in some 400 MB
DEEP = 257  # levels of a 16-bit image for each of an 8-bit one


class Picture(NamedTuple):
    """A picture x (1, H, W, 1) from 0, black, to 1, white, and what was read."""

    x: np.ndarray
    message: str


def read_picture(data, *, largest=256):
    """Read a PNG or JPEG as one grey image.

    It is turned as its camera says, what is transparent is laid on white, and of an
    animation the first frame is taken.

    Parameters
    ----------
    data : bytes
        The whole file.
    largest : int
        Pixels that a side may have; a larger picture is scaled down.

    Returns
    -------
    Picture
        x (1, H, W, 1) in float64, from 0, black, to 1, white, with H and W at most
        largest; and a message that says what was read.

    Raises
    ------
    TypeError
        If data is not bytes, or largest is not a whole number.
    ValueError
        If data is no PNG or JPEG or is cut short, if it has more than 100 million
        pixels or, once scaled down, fewer than 3 a side, or if largest is below 3.

    References
    ----------
    ITU-R Recommendation BT.601, for how much red, green and blue weigh in grey.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        came = f"{data!r:.60} ({type(data).__name__})"
        raise TypeError(f"data must be the bytes of a PNG or JPEG; got {came}")
    largest = check_int("largest", largest, KERNEL)
    grey = _decode(bytes(data))
    message = _size(grey) + " pixels"
    if max(grey.size) > largest:
        grey.thumbnail((largest, largest), Image.Resampling.LANCZOS)
        message += ", scaled down to " + _size(grey)
    if min(grey.size) < KERNEL:
        raise ValueError(f"at least 3 x 3 pixels are needed, as w has; got {message}")
    x = np.clip(np.asarray(grey, float) / 255, 0, 1)
    return Picture(x.reshape(1, *x.shape, 1), message + ".")


def _decode(data):
    """Return the picture of these bytes, upright and grey, with levels up to 255."""
    with warnings.catch_warnings(action="ignore"):  # of what can be read all the same
        with _refusing(data):
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_pixels(image.width * image.height, _size(image) + " pixels")
        with _refusing(data):
            ImageOps.exif_transpose(image, in_place=True)
            return _grey(image)


@contextmanager
def _refusing(data):
    """Say what came, whichever of its many errors Pillow raises."""
    try:
        yield
    except Image.DecompressionBombError:
        _check_pixels(np.inf, f"more in {describe(data)}")
    except Exception as error:
        damaged = " that is cut short or damaged" if starts_as_picture(data) else ""
        came = describe(data) + damaged
        raise ValueError(f"a PNG or JPEG was expected; got {came}") from error


def _check_pixels(pixels, came):
    """Refuse what would fill the memory, before it is decoded."""
    if pixels > MOST_PIXELS:
        raise ValueError(f"at most {MOST_PIXELS:,} pixels are decoded; got {came}")


def _grey(image):
    """Return what is transparent on white, and the rest as "L", or "F" if 16 bits."""
    if image.mode.startswith("I"):  # which "L" would cut off at 255
        levels = np.asarray(image, np.float32)
        seen = levels != image.info.get("transparency")
        return Image.fromarray(np.where(seen, levels / DEEP, np.float32(255)))
    if not image.has_transparency_data:
        return image.convert("L")
    image, white = image.convert("RGBA"), Image.new("L", image.size, "white")
    white.paste(image.convert("L"), mask=image.getchannel("A"))
    return white


def _size(image):
    return f"{image.width} x {image.height}"
