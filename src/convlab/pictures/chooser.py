"""A file chooser that scales down what is too large to reach the kernel."""

from pathlib import Path

import anywidget
import traitlets

__all__ = ["PictureChooser"]

HERE = Path(__file__).parent


class PictureChooser(anywidget.AnyWidget):
    """A widget that hands on a chosen file, and keeps none of it in the notebook.

    A server of Jupyter closes the connection on a message of more than 10 MiB, and
    with the FileUpload of ipywidgets the notebook is cut off from its kernel. So of a
    picture above 8 MB the browser itself makes a smaller one, and hands on that.

    Parameters
    ----------
    take : callable
        Is given a dict with the name of the file and its size in bytes, and, when the
        browser made it smaller, its width and height before; and the bytes, or None
        for a file above 8 MB that is no picture.

    Attributes
    ----------
    said : str
        What came of the file: a line below the chooser, which a screen reader says
        when it changes. What looks like HTML in it stays text.
    """

    _esm = HERE / "chooser.js"

    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, take):
        super().__init__()
        self.take = take
        self.on_msg(self._arrived)

    def __repr__(self):
        return "PictureChooser()"

    def _arrived(self, _, file, buffers):
        self.take(file, bytes(buffers[0]) if buffers else None)
