"""The reader's own picture: read it, convolve it, and look at it in JupyterLab.

Needs Pillow, ipywidgets and anywidget: in a copy of the project,
``pip install ".[explorers,learning]"``.
"""

from convlab.explorers.pictures.own_picture import OwnPicture
from convlab.explorers.pictures.picture_files import read_picture, write_png

__all__ = ["OwnPicture", "read_picture", "write_png"]
