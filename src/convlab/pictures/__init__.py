"""The reader's own picture: read it, convolve it, and see it in JupyterLab.

Needs Pillow, Matplotlib, ipywidgets and anywidget: in a copy of the project,
``pip install ".[viz,explorers,learning]"``.
"""

from convlab.pictures.own_picture import OwnPicture
from convlab.pictures.reading import read_picture
from convlab.pictures.writing import write_png

__all__ = ["OwnPicture", "read_picture", "write_png"]
