"""Widgets to take hold of, in JupyterLab and in a published page without a kernel.

Needs anywidget and ipywidgets: ``pip install convlab[explorers]``.
"""

from convlab.explorers.im2col import Im2colExplorer

__all__ = ["Im2colExplorer"]
