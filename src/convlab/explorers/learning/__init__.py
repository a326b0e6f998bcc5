"""Two scenes of learning: a kernel that finds its weights, and a drawn digit, read."""

from convlab.explorers.learning.descent_explorer import DescentExplorer
from convlab.explorers.learning.digit_explorer import DigitExplorer

__all__ = ["DescentExplorer", "DigitExplorer"]
