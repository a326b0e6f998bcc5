"""Cells that run in the published page: what its worker asks of Python."""

from convlab.live.run_cell import answer

__all__ = ["answer"]
