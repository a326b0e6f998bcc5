"""What kind of file some bytes are, by how they begin."""

__all__ = ["describe", "starts_as_picture"]

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
EXPECTED = "a PNG", "a JPEG"


def describe(data):
    """Name the kind and the length of a file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    str

    Examples
    --------
    >>> describe(b"GIF89a...")
    'a GIF of 9 bytes'
    >>> describe(b"Dear reader,")
    '12 bytes that are no picture'
    """
    if not data:
        return "an empty file"
    kind, bytes_ = _kind(data), "1 byte" if len(data) == 1 else f"{len(data)} bytes"
    if kind is None:
        return f"{bytes_} that {'is' if len(data) == 1 else 'are'} no picture"
    return f"{kind} of {bytes_}"


def starts_as_picture(data):
    """Whether a file begins as a PNG or a JPEG does.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    bool

    Examples
    --------
    >>> starts_as_picture(b"GIF89a...")
    False
    """
    return _kind(data) in EXPECTED


def _kind(data):
    for kind, start, beginning in BEGINNINGS:
        if data[start : start + len(beginning)] == beginning:
            return kind
    return "an SVG" if b"<svg" in data[:2000] else None
