"""What `benchmarks/` measured on a named machine, stored for the figures of the book.

`benchmarks/conv.py` gives ``conv``, `benchmarks/methods.py` gives ``ladder`` and
``precision``, and `benchmarks/learning.py` gives ``learning``; each says in its first
lines how to store them here.
"""

import json
from pathlib import Path

__all__ = ["load"]

FOLDER = Path(__file__).parent / "measurements"


def load(name):
    """Return stored measurements.

    Parameters
    ----------
    name : str
        "conv", every layer of the table beside other libraries; "ladder", every way to
        compute one layer; "precision", what each way loses in single precision; or
        "learning", how well and how soon a network learns, and how far it is from
        PyTorch's.

    Returns
    -------
    dict
        Under "machine" the processor, the versions and the date; the rest as the
        benchmark wrote it.

    Raises
    ------
    ValueError
        If nothing is stored under that name.

    Examples
    --------
    >>> load("ladder")["shape"]
    'A'
    """
    stored = sorted(path.stem for path in FOLDER.glob("*.json"))
    if name not in stored:
        raise ValueError(f"name must be one of {', '.join(stored)}; got {name!r}")
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
