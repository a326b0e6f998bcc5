"""Cut the work of a layer into blocks that fit the cache and keep every worker busy."""

from dataclasses import dataclass

from convlab.fast._engine.threads import workers

__all__ = ["CACHE", "Block", "cut_blocks", "cut_slices", "equal_length"]

CACHE = 2**21  # bytes of a block's largest array; of 2**18 to 2**23 the fastest


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


def cut_blocks(images, rows, row_bytes, cache=CACHE):
    """Cut images, each of `rows` rows of `row_bytes`, into blocks.

    A block is as many whole images as fit in the cache, or a band of one image. If all
    the work fits in the cache, it stays one block: a second thread would take longer to
    start than the whole job. Otherwise every worker gets at least one block.
    """
    most = max(cache // row_bytes, 1)
    if images * rows <= most:
        return [Block(slice(0, images), 0, rows)]
    together = equal_length(images, min(most // rows, -(-images // workers())))
    per_worker = rows if images >= workers() else -(-rows // workers())
    band = equal_length(rows, min(most, per_worker))
    return [
        Block(slice(n, min(n + together, images)), first, min(band, rows - first))
        for n in range(0, images, together)
        for first in range(0, rows, band)
    ]


def cut_slices(count, most=None):
    """Cut images, kernels or channels into slices for the workers, `most` in each."""
    pieces = -(-count // (most or count))
    size = -(-count // (-(-pieces // workers()) * workers()))
    return [slice(k, min(k + size, count)) for k in range(0, count, size)]


def equal_length(length, longest):
    """Return the size of a piece when `length` is cut evenly, at most `longest`."""
    pieces = -(-length // max(longest, 1))
    return -(-length // max(pieces, 1))
