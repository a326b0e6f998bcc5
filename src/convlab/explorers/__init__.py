"""Widgets to take hold of, in JupyterLab and in a published page without a kernel.

Needs anywidget and ipywidgets: in a copy of the project,
``pip install ".[explorers]"``.
"""

from convlab.explorers.backward import BackwardExplorer
from convlab.explorers.explorer import Explorer
from convlab.explorers.forward import ForwardExplorer
from convlab.explorers.im2col import Im2colExplorer
from convlab.explorers.matrices import MatricesExplorer
from convlab.explorers.tensor import TensorExplorer

__all__ = [
    "BackwardExplorer",
    "Explorer",
    "ForwardExplorer",
    "Im2colExplorer",
    "MatricesExplorer",
    "TensorExplorer",
]
