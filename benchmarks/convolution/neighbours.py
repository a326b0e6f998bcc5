"""Layers close to the listed ones: what is fast for a shape must be so around it."""

from dataclasses import replace

from convolution.shapes import LISTED

__all__ = ["NEIGHBOURS", "by_name"]

_LISTED = {shape.name: shape for shape in LISTED}


def _near(letter, change, **sizes):
    return replace(_LISTED[letter], name=f"{letter}: {change}", **sizes)


NEIGHBOURS = [
    _near("A", "60 px", H=60, W=60),
    _near("A", "57 x 53 px", H=57, W=53),
    _near("A", "C=48", C=48),
    _near("A", "F=96", F=96),
    _near("A", "valid", padding="valid"),
    _near("A", "B=1", B=1),
    _near("A", "5x5", K=5),
    _near("A", "dilation 2", dilation=2),
    _near("B", "30 px", H=30, W=30),
    _near("B", "2x2", K=2),
    _near("B", "B=3", B=3),
    _near("B", "stride 2", stride=2),
    _near("B", "groups 4", groups=4),
    _near("C", "C=192", C=192),
    _near("C", "F=320", F=320),
    _near("C", "13 px", H=13, W=13),
    _near("C", "B=2", B=2),
    _near("D", "9 px", H=9, W=9),
    _near("D", "C=384", C=384),
    _near("D", "B=1", B=1),
    _near("E", "57 px", H=57, W=57),
    _near("E", "stride 3", stride=3),
    _near("E", "5x5", K=5),
    _near("F", "C=4", C=4),
    _near("F", "5x5", K=5, padding=2),
    _near("F", "stride 4, 11x11", stride=4, K=11, padding=2),
    _near("G", "C=3", C=3),
    _near("G", "32 px, valid", H=32, W=32, padding="valid"),
    _near("G", "B=128", B=128),
    _near("H", "C=24", C=24),
    _near("H", "F=16", F=16),
    _near("H", "7x7", K=7),
    _near("I", "stride 2", stride=2),
    _near("I", "C=64, F=256", C=64, F=256),
    _near("I", "14 px", H=14, W=14),
    _near("J", "23x23", K=23),
    _near("J", "300 px", H=300, W=300),
    _near("K", "5x5", K=5),
    _near("K", "B=16", B=16),
    _near("K", "stride 2", stride=2),
]


def by_name(name):
    """Find a shape, listed or neighbour."""
    return next(shape for shape in LISTED + NEIGHBOURS if shape.name == name)
