"""Wrong code whose test is green: the task is to find an input that exposes it.

Each is a mistake that was published, rewritten here; its test is as blind as the one
that let it pass.
"""

from convlab.exercises.bugs.article import article
from convlab.exercises.bugs.bug import Bug
from convlab.exercises.bugs.columns import overwriting
from convlab.exercises.bugs.image import cropping, leftover, reshaping
from convlab.exercises.bugs.layer import turned_pair
from convlab.exercises.bugs.weights import averaging, turned_weights

__all__ = [
    "BUGS",
    "Bug",
    "article",
    "averaging",
    "cropping",
    "leftover",
    "overwriting",
    "reshaping",
    "turned_pair",
    "turned_weights",
]

BUGS = (
    overwriting,
    cropping,
    averaging,
    leftover,
    turned_weights,
    reshaping,
    turned_pair,
    article,
)
