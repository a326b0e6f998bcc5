"""Cut the work of a layer into blocks that fit the cache and keep every worker busy."""

from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from convlab.fast._engine.threads import workers

__all__ = ["BLOCK", "Block", "cut_blocks", "cut_slices", "equal_length"]

BLOCK = 2**21  # bytes of a block's largest array; of 2**18 to 2**23 the fastest


@dataclass(frozen=True)
class Block:
    """A band of rows, of windows or of tiles, from some of the images."""

    images: slice
    first: int
    count: int

    @property
    def rows(self):
        """Return the rows as a slice."""
        return slice(self.first, self.first + self.count)


def cut_blocks(images, rows, row_bytes, block):
    """Cut images, each of `rows` rows of `row_bytes`, into blocks of `block` bytes.

    A block is as many whole images as it can hold, or a band of one image. If it can
    hold all, there is one: a second thread would mostly cost more than it saves.
    Otherwise all workers get equally many blocks, if there is enough to cut.
    """
    most = max(block // row_bytes, 1)
    if images * rows <= most:
        return [Block(slice(0, images), 0, rows)]
    together = cut_slices(images, max(most // rows, 1))
    bands = cut_slices(rows, most, workers() // gcd(len(together), workers()))
    return [
        Block(n, band.start, band.stop - band.start) for n in together for band in bands
    ]


def cut_slices(count, most=None, multiple=None):
    """Cut images, kernels or channels into slices as equal as can be, at most `most`.

    If there is enough to cut, their number is a multiple: of the workers, if not given.
    """
    multiple = multiple or workers()
    pieces = -(-count // (most or count))
    pieces = min(-(-pieces // multiple) * multiple, count)
    ends = [count * k // pieces for k in range(pieces + 1)]
    return [slice(start, stop) for start, stop in pairwise(ends)]


def equal_length(length, longest):
    """Return the size of a piece when `length` is cut evenly, at most `longest`."""
    pieces = -(-length // max(longest, 1))
    return -(-length // max(pieces, 1))
