"""What a picture widget puts on the page: a picture with its words."""

import base64
from html import escape

__all__ = ["figure"]


def figure(png, alt, caption):
    """Return a picture under its caption.

    Parameters
    ----------
    png : bytes
        The picture.
    alt : str
        What there is to see, for who does not see it.
    caption : str
        Its name.

    Returns
    -------
    str
        HTML, with the picture in it.
    """
    address = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    image = f'<img style="max-width: 100%" alt="{escape(alt)}" src="{address}">'
    margin = "margin: 0 1em 0 2px"
    return f'<figure style="{margin}">{escape(caption)}<br>{image}</figure>'
