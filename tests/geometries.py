"""The geometries on which every version of the layer must agree."""

from typing import NamedTuple

import numpy as np


class Geometry(NamedTuple):
    B: int = 1
    H: int = 5
    W: int = 6
    C: int = 1
    F: int = 1
    KH: int = 3
    KW: int = 3
    stride: int | tuple = 1
    padding: int | tuple | str = "valid"
    dilation: int | tuple = 1
    groups: int = 1

    @property
    def settings(self):
        """The keywords of the layer, without those that equal the default of 1."""
        widening = {"dilation": self.dilation, "groups": self.groups}
        widening = {name: value for name, value in widening.items() if value != 1}
        return {"stride": self.stride, "padding": self.padding} | widening

    @property
    def steps(self):
        """The keywords of im2col."""
        return {"stride": self.stride, "dilation": self.dilation}

    @property
    def kernel_size(self):
        return self.KH, self.KW

    @property
    def strides(self):
        return _pair(self.stride)

    @property
    def dilations(self):
        return _pair(self.dilation)

    @property
    def widths(self):
        """((top, bottom), (left, right)), worked out without convlab."""
        if self.padding == "same":
            axes = (self.H, self.W), self.kernel_size, self.strides, self.dilations
            return tuple(_same(*axis) for axis in zip(*axes, strict=True))
        rows, columns = (0, 0) if self.padding == "valid" else _pair(self.padding)
        return _pair(rows), _pair(columns)

    @property
    def for_scipy(self):
        """The arguments of the functions in scipy_oracle.py."""
        return self.strides, self.widths, self.dilations

    @property
    def shapes(self):
        """The shapes of x, w, b and dz."""
        return (
            (self.B, self.H, self.W, self.C),
            (self.F, self.KH, self.KW, self.C // self.groups),
            (self.F,),
            (self.B, *self._output_shape(), self.F),
        )

    def integers(self, seed=0):
        """Return x, w, b and dz as integers in float64: every sum is exact."""
        rng = np.random.default_rng(seed)
        return [rng.integers(-9, 10, shape).astype(float) for shape in self.shapes]

    def _output_shape(self):
        axes = (self.H, self.W), self.kernel_size, self.strides, self.widths
        return [
            len(range(0, sum(widths) + size - d * (kernel - 1), s))
            for size, kernel, s, widths, d in zip(*axes, self.dilations, strict=True)
        ]


def _pair(setting):
    return setting if isinstance(setting, tuple) else (setting, setting)


def _same(size, kernel, stride, dilation):
    """Follow the rule that TensorFlow documents for "SAME"."""
    over = size % stride or stride  # pixels of the image in its last stride
    total = max(dilation * (kernel - 1) + 1 - over, 0)
    return total // 2, total - total // 2


PLAIN = {
    "rectangular": Geometry(H=4, W=6, KH=2, KW=3),
    "one window": Geometry(B=2, H=2, W=3, C=2, KH=2, KW=3, F=3),
    "one pixel kernel": Geometry(B=2, C=3, F=2, KH=1, KW=1),
    "several images, C != F": Geometry(B=3, H=4, W=5, C=2, F=4, KH=2),
    "stride 2": Geometry(B=2, H=5, W=7, C=2, F=3, stride=2),
    "leftover row": Geometry(B=2, H=6, W=7, C=2, F=3, stride=2),
    "leftover column": Geometry(H=5, W=9, KW=2, stride=(1, 3)),
    "leftovers and padding": Geometry(B=2, H=6, W=8, C=2, F=3, stride=4, padding=1),
    "stride over kernel": Geometry(B=2, H=8, W=9, C=2, F=3, KH=2, KW=1, stride=(3, 4)),
    "stride by axis": Geometry(B=2, H=7, W=6, C=2, F=3, KH=2, stride=(3, 1)),
    "padding 1": Geometry(B=2, C=2, F=3, padding=1),
    "padding by axis": Geometry(C=2, F=3, padding=(2, 0)),
    "padding by side": Geometry(B=2, C=2, F=3, KW=2, padding=((0, 1), (3, 2))),
    "padding over kernel": Geometry(C=2, F=3, KH=2, KW=1, padding=((3, 2), (2, 1))),
    "padding by side, stride": Geometry(H=6, stride=(2, 3), padding=((1, 0), (0, 2))),
    "kernel larger than image": Geometry(H=2, W=3, KH=4, KW=5, padding=2),
    "same": Geometry(B=2, C=2, F=3, padding="same"),
    "same, even kernel": Geometry(B=2, C=2, F=3, KH=2, KW=4, padding="same"),
    "same, stride 2": Geometry(B=2, H=6, W=7, C=2, F=3, stride=2, padding="same"),
    "same, stride over kernel": Geometry(
        H=7, W=8, KH=1, KW=2, stride=3, padding="same"
    ),
}

WIDENED = {
    "dilation 2": Geometry(B=2, H=6, W=7, C=2, F=3, KH=2, dilation=2),
    "dilation by axis, one window": Geometry(H=5, W=4, KW=2, dilation=(2, 3)),
    "dilation over kernel": Geometry(H=7, W=8, KH=2, KW=1, dilation=(5, 4)),
    "dilation and stride": Geometry(
        B=2, H=8, W=9, C=2, KW=2, stride=(2, 3), dilation=(3, 2)
    ),
    "dilation, same": Geometry(
        C=2, F=3, KH=2, stride=2, padding="same", dilation=(3, 2)
    ),
    "two groups": Geometry(B=2, C=4, F=6, KH=2, groups=2),
    "depthwise": Geometry(B=2, C=3, F=3, KW=2, groups=3),
    "depthwise, two kernels a channel": Geometry(C=3, F=6, KH=1, groups=3),
    "groups of one kernel": Geometry(C=4, F=2, KH=2, KW=2, groups=2),
    "everything": Geometry(
        B=2,
        H=7,
        W=9,
        C=4,
        F=6,
        KH=2,
        stride=(2, 3),
        padding=((1, 0), (2, 1)),
        dilation=(3, 2),
        groups=2,
    ),
}

GEOMETRIES = PLAIN | WIDENED
