"""A cell that takes a picture of the reader's, and shows it through kernels."""

import ipywidgets as widgets
import numpy as np

from convlab import samples
from convlab.pictures.chooser import PictureChooser
from convlab.pictures.figures import figure
from convlab.pictures.kernel_sliders import KernelSliders
from convlab.pictures.maps import (
    check_reads_grey,
    contact_sheet,
    feature_maps,
    response,
)
from convlab.pictures.reading import Picture, read_picture
from convlab.pictures.writing import write_png

__all__ = ["OwnPicture"]

OWN = "your own"
SIDE = 256  # pixels that a picture takes on the page, at least
SIGNS = "0 is white, positive numbers are purple, negative ones orange"
INK = """The layer learned from digits, which are 0 for paper and 1 for ink; a picture
is 0 for black. So the layer is given 1 - x."""


class OwnPicture(widgets.VBox):
    """A widget that reads a picture, and shows it through a kernel and through a layer.

    It begins with the portrait of `samples.photograph`. A file that cannot be read
    changes nothing but the line that says why.

    Parameters
    ----------
    layer : convlab.layers.Conv2D, optional
        A layer that reads one channel, such as the first of a trained network. It is
        looked through, and left as it is.

    Attributes
    ----------
    x : array (1, H, W, 1)
        The picture, from 0, black, to 1, white.
    w : array (1, 3, 3, 1)
        The kernel, as the sliders stand.
    upload, kernel, sliders, picture, response, rectified, maps
        The widgets it is made of.

    Raises
    ------
    TypeError, ValueError
        If layer is no Conv2D, or reads more channels than one.
    ImportError
        If Matplotlib, of which the portrait is a part, is not installed.
    """

    def __init__(self, layer=None):
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
        self._see("The portrait of Grace Hopper", _portrait())
        self._listen()

    def __repr__(self):
        return f"OwnPicture({self.layer or ''})"

    @property
    def w(self):
        """The kernel (1, 3, 3, 1), as the sliders stand."""
        return self.sliders.w

    def _listen(self):
        self.kernel.observe(self._choose, "value")
        self.sliders.observe(self._move, "entries")

    def _take(self, file, data):
        """Read the file that was chosen, or say why it cannot be read."""
        try:
            self._see(file["name"], _read(file, data))
        except (TypeError, ValueError, FloatingPointError) as error:
            stays = "The picture from before stays."
            self.upload.said = f"{file['name']}: {error}. {stays}"

    def _see(self, name, picture):
        maps = self._sheet(picture.x)  # first: the picture may be too small for it
        self.x, (_, H, W, _) = picture.x, picture.x.shape
        self.upload.said = f"{name}: {picture.message}"
        png = write_png(self.x[0, :, :, 0], limits=(0, 1), narrowest=SIDE)
        alt = f"x, the picture in grey, {W} x {H} pixels"
        self.picture.value = figure(png, alt, "x, the picture")
        self.maps.value = maps
        self._show_z()

    def _sheet(self, x):
        if self.layer is None:
            return ""
        z = feature_maps(x, self.layer)
        alt = f"{z.shape[3]} feature maps, one for each kernel of the layer: {SIGNS}"
        caption = f"z of the layer, a map for each of its {z.shape[3]} kernels. {INK}"
        return figure(contact_sheet(z), alt, caption)

    def _choose(self, change):
        if change.new in samples.KERNELS:
            entries = np.ravel(samples.KERNELS[change.new])
            self.sliders.entries = entries.astype(float).tolist()

    def _move(self, _):
        self.kernel.value = _name_of(self.w)
        self._show_z()

    def _show_z(self):
        z = response(self.x, self.w)[0, :, :, 0]
        how = {"signed": True, "limits": (z.min(), z.max()), "narrowest": SIDE}
        alt = f"z, from {z.min():.3g} to {z.max():.3g}: {SIGNS}"
        self.response.value = figure(write_png(z, **how), alt, "z, through the kernel")
        alt = f"max(z, 0), up to {max(z.max(), 0):.3g}"
        png = write_png(np.maximum(z, 0), **how)
        self.rectified.value = figure(png, alt, "max(z, 0), rectified")


def _html(text=""):
    return widgets.HTML(text, layout={"max_width": "100%"})


def _read(file, data):
    if data is None:
        came = f"{file['size']} bytes that the browser cannot read"
        raise ValueError(f"a PNG or JPEG was expected; got {came}")
    picture = read_picture(data)
    if "width" not in file:
        return picture
    x, before = picture.x, f"{file['width']} x {file['height']} pixels"
    return Picture(x, f"{before}, scaled down to {x.shape[2]} x {x.shape[1]}.")


def _portrait():
    rgb = samples.photograph()
    x = rgb @ np.array([[0.299], [0.587], [0.114]]) / 255
    return Picture(x, f"{x.shape[2]} x {x.shape[1]} pixels.")


def _name_of(w):
    for name, entries in samples.KERNELS.items():
        if np.array_equal(w[0, :, :, 0], entries):
            return name
    return OWN
