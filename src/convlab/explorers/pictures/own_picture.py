"""A widget that reads the reader's own picture and shows it through kernels."""

import base64
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from numpy.typing import NDArray

from convlab import samples
from convlab._style import custom_properties, format_number
from convlab.explorers.bundle import bundle
from convlab.explorers.pictures.feature_maps import (
    LayerFailedError,
    check_reads_grey,
    contact_sheet,
    feature_maps,
    response,
)
from convlab.explorers.pictures.picture_files import (
    Picture,
    read_picture,
    write_png,
)
from convlab.layers import Conv2D

__all__ = ["KernelSliders", "OwnPicture", "PictureChooser"]

HERE = Path(__file__).parent
LIMIT = 5.0  # the largest entry of a kernel, and minus the smallest
CSS = HERE / "kernel_sliders.css"
OWN = "your own"
SIDE = 256  # pixels that a picture takes on the page, at least
SIGNS = "0 is white, positive numbers are blue, negative ones orange"
INK = """The layer learned from digits, which are 0 for paper and 1 for ink; a picture
is 0 for black. So the layer is given 1 - x."""


class OwnPicture(widgets.VBox):
    """A widget that reads a picture, and shows it through a kernel and through a layer.

    It begins with the portrait of `samples.photograph`. A file that cannot be read, or
    that the layer fails on, changes nothing but the line that says why.

    Parameters
    ----------
    layer : convlab.layers.Conv2D, optional
        A layer that reads one channel, such as the first of a trained network. It
        is not changed. If its own forward pass raises, the widget shows the error.

    Attributes
    ----------
    x : array (1, H, W, 1)
        The picture, from 0, black, to 1, white.
    w : array (1, 3, 3, 1)
        The kernel that the sliders show.
    upload, kernel, sliders, picture, response, rectified, maps
        The widgets inside.

    Raises
    ------
    TypeError, ValueError
        If layer is not a Conv2D, or reads more than one channel.
    """

    def __init__(self, layer: Conv2D | None = None) -> None:
        self.layer = None if layer is None else check_reads_grey(layer)
        self.upload = PictureChooser(self._take)
        self.kernel = widgets.Dropdown(
            options=[*samples.KERNELS, OWN], description="kernel"
        )
        self.sliders = KernelSliders(np.ravel(samples.KERNELS[self.kernel.value]))
        self.maps, *shown = (_html() for _ in range(4))
        self.picture, self.response, self.rectified = shown
        row = widgets.HBox(shown, layout={"flex_flow": "row wrap"})
        controls = [self.upload, self.kernel, self.sliders]
        super().__init__([*controls, _html(f"In z, {SIGNS}."), row, self.maps])
        self._begin("The portrait of Grace Hopper", _portrait())
        self.kernel.observe(self._choose, "value")
        self.sliders.observe(self._move, "entries")

    def __repr__(self) -> str:
        return f"OwnPicture({self.layer or ''})"

    @property
    def w(self) -> NDArray[np.floating]:
        """The kernel (1, 3, 3, 1) that the sliders show."""
        return self.sliders.w

    def _begin(self, name: str, picture: Picture) -> None:
        """Show the portrait, even if the layer fails on it."""
        try:
            self._see(name, picture, self._sheet(picture.x))
        except LayerFailedError as error:
            self._see(name, picture, "")
            self.upload.said += f" {error}."

    def _take(self, file: dict[str, Any], data: bytes | None) -> None:
        """Show the file that was chosen, or say why it cannot be shown."""
        try:
            picture = _read(file, data)
            self._see(file["name"], picture, self._sheet(picture.x))
        except (TypeError, ValueError, FloatingPointError) as error:
            stays = "The picture from before stays."
            self.upload.said = f"{file['name']}: {error}. {stays}"

    def _see(self, name: str, picture: Picture, maps: str) -> None:
        self.x, (_, H, W, _) = picture.x, picture.x.shape
        self.upload.said = f"{name}: {picture.message}"
        png = write_png(self.x[0, :, :, 0], limits=(0, 1), narrowest=SIDE)
        alt = f"x, the picture in grey, {W} x {H} pixels"
        self.picture.value = _figure(png, alt, "x, the picture")
        self.maps.value = maps
        self._show_z()

    def _sheet(self, x: NDArray) -> str:
        if self.layer is None:
            return ""
        z = feature_maps(x, self.layer)
        alt = f"{z.shape[3]} feature maps, one for each kernel of the layer: {SIGNS}"
        caption = f"z of the layer, a map for each of its {z.shape[3]} kernels. {INK}"
        return _figure(contact_sheet(z), alt, caption)

    def _choose(self, change: Any) -> None:
        if change.new in samples.KERNELS:
            entries = np.ravel(samples.KERNELS[change.new])
            self.sliders.entries = entries.astype(float).tolist()

    def _move(self, _: Any) -> None:
        self.kernel.value = _name_of(self.w)
        self._show_z()

    def _show_z(self) -> None:
        z = response(self.x, self.w)[0, :, :, 0]
        how: dict[str, Any] = {
            "signed": True,
            "limits": (z.min(), z.max()),
            "narrowest": SIDE,
        }
        alt = f"z, from {format_number(z.min())} to {format_number(z.max())}: {SIGNS}"
        self.response.value = _figure(write_png(z, **how), alt, "z, through the kernel")
        alt = f"max(z, 0), up to {format_number(max(z.max(), 0))}"
        png = write_png(np.maximum(z, 0), **how)
        self.rectified.value = _figure(png, alt, "max(z, 0), rectified")


class PictureChooser(anywidget.AnyWidget):
    """A file chooser that scales down what is too large to reach the kernel.

    Jupyter's server closes the connection on a message of more than 10 MiB. So a
    phone's photo, sent by the FileUpload of ipywidgets, cuts the notebook off from its
    kernel. Here the browser scales down a picture above 8 MB before it sends it.
    The notebook keeps nothing of the file.

    Parameters
    ----------
    take : callable
        Called with a dict, the file's name and size in bytes and, if the browser scaled
        it down, its original width and height; and with the bytes, or None for a file
        above 8 MB that is not a picture.

    Attributes
    ----------
    said : str
        What was read: a line below the chooser, which a screen reader announces when
        it changes. HTML in it stays text.
    """

    _esm = bundle(HERE / "picture_chooser.js")

    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, take: Callable[[dict[str, Any], bytes | None], None]) -> None:
        super().__init__()
        self.take = take
        self.on_msg(self._arrived)

    def __repr__(self) -> str:
        return "PictureChooser()"

    def _arrived(self, _: Any, file: dict[str, Any], buffers: list[memoryview]) -> None:
        self.take(file, bytes(buffers[0]) if buffers else None)


class KernelSliders(anywidget.AnyWidget):
    """Nine sliders in a square, one for each entry of a kernel.

    A screen reader says which entry a slider moves. The labels of the sliders of
    ipywidgets can only be seen.

    Attributes
    ----------
    entries : list of nine float
        The kernel, row by row, each from -5 to 5; sliders move in steps of 1/16.
    w : array (1, 3, 3, 1)
        The same as an array.

    Raises
    ------
    traitlets.TraitError
        If entries are not nine numbers from -5 to 5.

    Examples
    --------
    >>> KernelSliders(entries=range(-4, 5)).w[0, :, :, 0]
    array([[-4., -3., -2.],
           [-1.,  0.,  1.],
           [ 2.,  3.,  4.]])
    """

    _esm = bundle(HERE / "kernel_sliders.js")
    _css = custom_properties("[data-kernel]") + CSS.read_text("utf-8")

    entries = traitlets.List(traitlets.Float(min=-LIMIT, max=LIMIT), minlen=9, maxlen=9)
    entries.tag(sync=True)

    def __init__(self, entries: Iterable[float]) -> None:
        super().__init__(entries=[float(entry) for entry in entries])

    def __repr__(self) -> str:
        return f"KernelSliders({self.entries})"

    @property
    def w(self) -> NDArray[np.floating]:
        """The kernel (1, 3, 3, 1) that the sliders show."""
        return np.array(self.entries).reshape(1, 3, 3, 1)


def _html(text: str = "") -> widgets.HTML:
    return widgets.HTML(text, layout={"max_width": "100%"})


def _read(file: dict[str, Any], data: bytes | None) -> Picture:
    if data is None:
        came = f"{file['size']} bytes that the browser cannot read"
        raise ValueError(f"a PNG or JPEG was expected; got {came}")
    picture = read_picture(data)
    if "width" not in file:
        return picture
    x, before = picture.x, f"{file['width']} x {file['height']} pixels"
    return Picture(x, f"{before}, scaled down to {x.shape[2]} x {x.shape[1]}.")


def _portrait() -> Picture:
    rgb = samples.photograph()
    x = rgb @ np.array([[0.299], [0.587], [0.114]]) / 255
    return Picture(x, f"{x.shape[2]} x {x.shape[1]} pixels.")


def _name_of(w: NDArray) -> str:
    for name, entries in samples.KERNELS.items():
        if np.array_equal(w[0, :, :, 0], entries):
            return name
    return OWN


def _figure(png: bytes, alt: str, caption: str) -> str:
    """Return a picture under its caption, as HTML that contains the picture."""
    address = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    image = f'<img style="max-width: 100%" alt="{escape(alt)}" src="{address}">'
    margin = "margin: 0 1em 0 2px"
    return f'<figure style="{margin}">{escape(caption)}<br>{image}</figure>'
