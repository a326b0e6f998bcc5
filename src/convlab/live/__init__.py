"""Cells that run in the published page: what its worker asks of Python."""

from convlab.live.answering import answer

__all__ = ["answer"]
