"""Run cells in the published page: the Python that the page's worker calls."""

from convlab.live.run_cell import answer

__all__ = ["answer"]
