"""The sizes an explorer is set to, and what follows from them."""

from typing import NamedTuple

from convlab._validate import check_pair
from convlab.geometry import output_shape, padding_widths

__all__ = ["Sizes"]


class Sizes(NamedTuple):
    """How much of the arrays is shown, and how the kernel moves over it."""

    B: int
    H: int
    W: int
    C: int
    F: int
    KH: int
    KW: int
    stride: int | list
    padding: int | list

    @property
    def widths(self):
        """Zeros around x: ((top, bottom), (left, right))."""
        strides = check_pair("stride", self.stride, 1)
        image, kernel = (self.H, self.W), (self.KH, self.KW)
        return padding_widths(image, kernel, strides, self.padding)

    @property
    def padded(self):
        """HP, WP: rows and columns of x with its zeros."""
        rows, columns = self.widths
        return self.H + sum(rows), self.W + sum(columns)

    @property
    def K(self):  # noqa: N802 - the size has this name on the page
        """KH*KW*C: the entries of one kernel."""
        return self.KH * self.KW * self.C

    @property
    def output(self):
        """OH, OW; a ValueError when no window fits."""
        kernel, stride = (self.KH, self.KW), check_pair("stride", self.stride, 1)
        return output_shape((self.H, self.W), kernel, stride, self.widths)

    def brief(self):
        """Write stride and padding as one number each where one is enough.

        Else they are lists, [rows, columns] and [[top, bottom], [left, right]], as JSON
        has them.
        """
        sh, sw = check_pair("stride", self.stride, 1)
        rows, columns = self.widths
        alike = {*rows, *columns}
        return self._replace(
            stride=sh if sh == sw else [sh, sw],
            padding=alike.pop() if len(alike) == 1 else [[*rows], [*columns]],
        )
