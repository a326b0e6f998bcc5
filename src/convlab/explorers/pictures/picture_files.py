"""Picture files: read one as a grey image, and write an array as a PNG."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageOps

from convlab._style import NEGATIVE, POSITIVE
from convlab._validate import check_array, check_finite, check_int

__all__ = ["Picture", "encode", "paint", "read_picture", "write_png"]

FORMATS = "PNG", "JPEG"
KERNEL = 3  # pixels a side
MOST_PIXELS = 100_000_000  # to decode, in some 400 MB
DEEP = 257  # levels of a 16-bit image for each of an 8-bit one
WHITE = 255
BEGINNINGS = [  # the kind, where it is written, and how
    ("a PNG", 0, b"\x89PNG\r\n\x1a\n"),
    ("a JPEG", 0, b"\xff\xd8\xff"),
    ("a GIF", 0, b"GIF8"),
    ("a BMP", 0, b"BM"),
    ("a TIFF", 0, b"II*\0"),
    ("a TIFF", 0, b"MM\0*"),
    ("a WebP", 8, b"WEBP"),
    ("a HEIC", 4, b"ftyphei"),
    ("a HEIC", 4, b"ftypmif1"),
    ("an AVIF", 4, b"ftypavif"),
    ("a PDF", 0, b"%PDF"),
    ("a ZIP", 0, b"PK\x03\x04"),
]


class Picture(NamedTuple):
    """A picture x (1, H, W, 1), from 0, black, to 1, white, and what was read."""

    x: np.ndarray
    message: str


def read_picture(data: bytes, *, largest: int = 256) -> Picture:
    """Read a PNG or JPEG as one grey image.

    The rotation that the camera stored is applied, transparent pixels are shown on
    white, and of an animation the first frame is read.

    Parameters
    ----------
    data : bytes
        The whole file.
    largest : int
        Most pixels on a side; a larger picture is scaled down.

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
        If data is not a PNG or JPEG or is cut short, if it has more than 100 million
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


def _decode(data: bytes) -> Image.Image:
    """Return the picture of these bytes, upright and grey, with levels up to 255."""
    with warnings.catch_warnings(action="ignore"):  # about files that can still be read
        with _refusing(data):
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_pixels(image.width * image.height, _size(image) + " pixels")
        with _refusing(data):
            ImageOps.exif_transpose(image, in_place=True)
            return _grey(image)


@contextmanager
def _refusing(data: bytes) -> Iterator[None]:
    """Turn whatever Pillow raises into a ValueError that names the file."""
    try:
        yield
    except Image.DecompressionBombError:
        _check_pixels(np.inf, f"more in {_describe(data)}")
    except Exception as error:
        came = _describe(data)
        if _kind(data) in ("a PNG", "a JPEG"):
            came += " that is cut short or damaged"
        raise ValueError(f"a PNG or JPEG was expected; got {came}") from error


def _check_pixels(pixels: float, came: str) -> None:
    """Refuse a picture that would fill the memory, before decoding it."""
    if pixels > MOST_PIXELS:
        raise ValueError(f"at most {MOST_PIXELS:,} pixels are decoded; got {came}")


def _grey(image: Image.Image) -> Image.Image:
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


def _size(image: Image.Image) -> str:
    return f"{image.width} x {image.height}"


def _describe(data: bytes) -> str:
    """Name the kind and the length of a file.

    Examples
    --------
    >>> _describe(b"GIF89a...")
    'a GIF of 9 bytes'
    >>> _describe(b"Dear reader,")
    '12 bytes that are no picture'
    """
    if not data:
        return "an empty file"
    kind, bytes_ = _kind(data), "1 byte" if len(data) == 1 else f"{len(data)} bytes"
    if kind is None:
        return f"{bytes_} that {'is' if len(data) == 1 else 'are'} no picture"
    return f"{kind} of {bytes_}"


def _kind(data: bytes) -> str | None:
    for kind, start, beginning in BEGINNINGS:
        if data[start : start + len(beginning)] == beginning:
            return kind
    return "an SVG" if b"<svg" in data[:2000] else None


def write_png(
    image: ArrayLike,
    *,
    signed: bool = False,
    limits: tuple[float, float] | None = None,
    narrowest: int = 192,
) -> bytes:
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
        Fewest pixels on the longer side: each pixel of the image becomes a square large
        enough for that.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError, ValueError
        If image is not an array (H, W) of numbers, if narrowest is not a whole number
        from 1 to 4096, or if limits are not two numbers, the lower first.
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


def paint(
    image: ArrayLike,
    *,
    signed: bool = False,
    limits: tuple[float, float] | None = None,
) -> NDArray[np.uint8]:
    """Colour every number, all on one scale.

    The lowest number is black and the highest white; if all are equal, they are mid
    grey. If signed, 0 is white, positive numbers turn blue and negative ones orange,
    a pair that readers with any common colour blindness can tell apart. The number
    furthest from 0 has the full colour.

    Parameters
    ----------
    image : array
        Finite numbers, of any shape.
    signed : bool
        Whether 0 is white.
    limits : (float, float), optional
        The lowest and the highest number of the scale; numbers beyond are clipped.

    Returns
    -------
    array of uint8
        The shape of image, with a last axis for red, green and blue.

    Raises
    ------
    TypeError, ValueError
        If image is not an array of numbers, or if limits are not two, the lower first.
    FloatingPointError
        If one of these numbers is NaN or infinite.

    Examples
    --------
    >>> paint([0, 1, 2])[:, 0]
    array([  0, 128, 255], dtype=uint8)
    >>> paint([-1, 0], signed=True)
    array([[194,  65,  12],
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


def encode(painted: NDArray[np.uint8]) -> bytes:
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


def _greys(shares: NDArray, lowest: float, highest: float) -> NDArray[np.uint8]:
    grey = np.full(shares.shape, 0.5)
    if lowest < highest:
        grey = (shares - lowest) / (highest - lowest)
    levels = np.rint(WHITE * grey).astype(np.uint8)
    return np.stack([levels] * 3, axis=-1)


def _two_colours(shares: NDArray) -> NDArray[np.uint8]:
    below, above = (list(bytes.fromhex(colour[1:])) for colour in (NEGATIVE, POSITIVE))
    colour = np.where(shares[..., None] < 0, below, above)
    whiteness = 1 - np.abs(shares[..., None])
    return np.rint(colour + whiteness * (WHITE - colour)).astype(np.uint8)


def _finite(name: str, a: ArrayLike) -> NDArray[np.floating]:
    a = check_array(name, a, "...").astype(float)
    if a.size == 0:
        raise ValueError(f"{name} must hold at least one number; got shape {a.shape}")
    check_finite(name, a)
    return a


def _checked_limits(limits: ArrayLike) -> NDArray[np.floating]:
    a = _finite("limits", limits)
    if a.shape != (2,) or a[0] > a[1]:
        raise ValueError(
            f"limits must be two numbers, the lower first; got {a.tolist()}"
        )
    return a
