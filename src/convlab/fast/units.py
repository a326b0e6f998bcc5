"""Cut the work of a layer into units that fit the cache and feed every worker."""

from typing import NamedTuple

from convlab.fast.threads import workers

__all__ = ["CACHE", "Unit", "cut_units", "even", "slices"]

CACHE = 2**21  # bytes of a unit's largest array: two cores share a cache of many


class Unit(NamedTuple):
    """Some images, and some rows of them: of windows, or of tiles."""

    images: slice
    first: int
    count: int

    @property
    def rows(self):
        """Return the rows as a slice."""
        return slice(self.first, self.first + self.count)


def cut_units(images, rows, row_bytes, cache=CACHE):
    """Cut images of so many rows, a row of so many bytes, into units.

    As many whole images as fit the cache, or else bands of one image. What fits as a
    whole stays whole: it is done before a second worker has woken up. Otherwise there
    is something for each.
    """
    most = max(cache // row_bytes, 1)
    if images * rows <= most:
        return [Unit(slice(0, images), 0, rows)]
    together = even(images, min(most // rows, -(-images // workers())))
    band = even(rows, most if images >= workers() else min(most, -(-rows // workers())))
    return [
        Unit(slice(n, min(n + together, images)), first, min(band, rows - first))
        for n in range(0, images, together)
        for first in range(0, rows, band)
    ]


def slices(count, most=None):
    """Cut so many images, kernels or channels for all workers, at most so many each."""
    pieces = -(-count // (most or count))
    size = -(-count // (-(-pieces // workers()) * workers()))
    return [slice(k, min(k + size, count)) for k in range(0, count, size)]


def even(length, longest):
    """Cut a length into equal pieces, none longer than the longest; return theirs."""
    pieces = -(-length // max(longest, 1))
    return -(-length // max(pieces, 1))
