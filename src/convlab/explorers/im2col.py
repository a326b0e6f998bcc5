"""Step through the windows of an image and see each become a column."""

from pathlib import Path

import anywidget
import numpy as np
import traitlets

from convlab import arguments
from convlab.trace import trace_im2col

__all__ = ["Im2colExplorer"]

HERE = Path(__file__).parent
MOST_CELLS = 600


class Im2colExplorer(anywidget.AnyWidget):
    """Show which window of the image each column of the im2col matrix holds.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images; the first is shown.
    kernel_size : int or (int, int)
        KH, KW in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    padding : int, (int, int), ((int, int), (int, int)), "valid" or "same"
        Zeros around the image, as in `convlab.pad`.
    step : int
        The column to begin with; it can be linked to an ipywidgets slider.

    Raises
    ------
    TypeError, ValueError
        As `convlab.im2col`; also when the image or the matrix has more than 600
        entries, too many to read, when x is empty or not finite, or when there is no
        such step.

    References
    ----------
    Warden, "Why GEMM is at the heart of deep learning" (2015).
    """

    _esm = HERE / "im2col.js"
    _css = HERE / "im2col.css"
    trace = traitlets.Dict().tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)

    def __init__(self, x, kernel_size, *, stride=1, padding="valid", step=0):
        trace = trace_im2col(x, kernel_size, stride=stride, padding=padding)
        rows, columns = len(trace["elements"]), len(trace["windows"])
        pixels = np.size(trace["x"])
        if max(rows * columns, pixels) > MOST_CELLS:
            raise ValueError(
                f"x has {pixels} entries with its padding and the im2col matrix has "
                f"{rows} x {columns} = {rows * columns}; at most {MOST_CELLS} each can "
                "be drawn: take a smaller image or kernel, fewer channels, or for the "
                "matrix a larger stride"
            )
        super().__init__(trace=trace, step=arguments.whole("step", step, 0))

    @traitlets.validate("step")
    def _check_step(self, proposal):
        last = len(self.trace["windows"]) - 1
        if not 0 <= proposal["value"] <= last:
            raise ValueError(f"step must be from 0 to {last}; got {proposal['value']}")
        return proposal["value"]

    def __repr__(self):
        """Name the shape, and no address that changes from run to run."""
        rows, columns = len(self.trace["elements"]), len(self.trace["windows"])
        return f"Im2colExplorer({rows} x {columns} matrix, step {self.step})"
