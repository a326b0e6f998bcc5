"""Interactive widgets, for JupyterLab and for a published page without a kernel.

Needs anywidget and ipywidgets: in a copy of the project,
``pip install ".[explorers]"``.
"""

from convlab.explorers.backward_explorer import BackwardExplorer
from convlab.explorers.explorer import Explorer
from convlab.explorers.forward_explorer import ForwardExplorer
from convlab.explorers.im2col_explorer import Im2colExplorer
from convlab.explorers.learning import DescentExplorer, DigitExplorer
from convlab.explorers.matrices_explorer import MatricesExplorer
from convlab.explorers.tensor_explorer import TensorExplorer
from convlab.explorers.wires_explorer import WiresExplorer

__all__ = [
    "BackwardExplorer",
    "DescentExplorer",
    "DigitExplorer",
    "Explorer",
    "ForwardExplorer",
    "Im2colExplorer",
    "MatricesExplorer",
    "TensorExplorer",
    "WiresExplorer",
]
