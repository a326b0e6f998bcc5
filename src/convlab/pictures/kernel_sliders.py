"""Nine sliders in a square, one for each entry of a kernel."""

from pathlib import Path

import anywidget
import numpy as np
import traitlets

__all__ = ["KernelSliders"]

HERE = Path(__file__).parent
LIMIT = 5.0


class KernelSliders(anywidget.AnyWidget):
    """A widget that holds a kernel, with the name of each entry at its slider.

    The sliders of ipywidgets have a label that is seen, and that no screen reader says.

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

    _esm = HERE / "kernel_sliders.js"
    _css = HERE / "kernel_sliders.css"

    entries = traitlets.List(traitlets.Float(min=-LIMIT, max=LIMIT), minlen=9, maxlen=9)
    entries.tag(sync=True)

    def __init__(self, entries):
        super().__init__(entries=[float(entry) for entry in entries])

    def __repr__(self):
        return f"KernelSliders({self.entries})"

    @property
    def w(self):
        """The kernel (1, 3, 3, 1), as the sliders stand."""
        return np.array(self.entries).reshape(1, 3, 3, 1)
