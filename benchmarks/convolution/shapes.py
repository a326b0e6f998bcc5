"""The layers that are measured: one of each kind that networks are made of."""

from dataclasses import dataclass

from convlab.geometry import output_shape, padding_widths

__all__ = ["LISTED", "Shape"]


@dataclass(frozen=True)
class Shape:
    """A layer by its sizes; the letter is that of the listed shape it is close to."""

    name: str
    B: int
    H: int
    W: int
    C: int
    F: int
    K: int
    stride: int = 1
    padding: int | str = "same"
    dilation: int = 1
    groups: int = 1

    @property
    def letter(self):
        """Give the letter of the listed shape that this one is, or is close to."""
        return self.name[0]

    @property
    def settings(self):
        """Give what a layer is called with."""
        names = "stride", "padding", "dilation", "groups"
        return {name: getattr(self, name) for name in names}

    @property
    def widths(self):
        """Give the padding as ((top, bottom), (left, right))."""
        return padding_widths(*self._pairs, self.padding, (self.dilation,) * 2)

    @property
    def windows(self):
        """Give OH, OW."""
        return output_shape(*self._pairs, self.widths, (self.dilation,) * 2)

    @property
    def flops(self):
        """Count what the direct sum of the forward pass adds and multiplies."""
        OH, OW = self.windows
        channels = self.C // self.groups
        return 2 * self.B * OH * OW * self.F * self.K**2 * channels

    @property
    def _pairs(self):
        return (self.H, self.W), (self.K, self.K), (self.stride, self.stride)

    def __str__(self):
        """Write the sizes in a line."""
        line = f"{self.B},{self.H},{self.W},{self.C}->{self.F}, {self.K}, "
        line += f"{self.stride}, {self.padding}"
        line += f", dilation {self.dilation}" if self.dilation > 1 else ""
        return line + (f", groups {self.groups}" if self.groups > 1 else "")


LISTED = [  # name, B, H, W, C, F, K, stride, padding
    Shape("A", 8, 56, 56, 64, 64, 3),
    Shape("B", 8, 28, 28, 128, 128, 3),
    Shape("C", 8, 14, 14, 256, 256, 3),
    Shape("D", 8, 7, 7, 512, 512, 3),
    Shape("E", 8, 56, 56, 128, 128, 3, 2),
    Shape("F", 8, 224, 224, 3, 64, 7, 2, 3),
    Shape("G", 32, 28, 28, 1, 16, 5),
    Shape("H", 16, 32, 32, 16, 32, 3),
    Shape("I", 8, 56, 56, 256, 64, 1, 1, 0),
    Shape("J", 1, 512, 512, 3, 8, 31),
    Shape("K", 64, 8, 8, 8, 16, 3),
]
