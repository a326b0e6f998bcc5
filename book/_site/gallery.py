"""Sphinx extension: a page for each explorer, and the picture by which it is found.

`{explorer} ForwardExplorer` puts one into a page of Markdown, as it begins, without a
notebook and its kernel. `{cards}` lists the predict cards.
"""

import json
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from docutils import nodes
from ipywidgets.embed import dependency_state, embed_data
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure
from sphinx.util.docutils import SphinxDirective

from convlab import digits, explorers, forward, im2col, samples, viz
from convlab._style import NEUTRAL
from convlab.exercises.cards import CHAPTERS
from convlab.viz.grid import Grid, Sign, draw
from cover import DIGIT

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = '<div class="cell_output explorer-page"><script type="{}">{}</script></div>'
VIEW_TYPE = "application/vnd.jupyter.widget-view+json"
FOLDER = "explorers"
LINK = '  - <a href="{}.html?embed={}">{}</a>'


class ShowExplorer(SphinxDirective):
    """The explorer of this name, as it begins without arguments."""

    required_arguments = 1

    def run(self):
        """Put its view here; `add_state` adds its state to the page."""
        [name] = self.arguments
        if name not in explorers.__all__:
            raise self.error(f"there is no explorer {name!r}")
        metadata = self.env.metadata[self.env.docname]
        if "explorer" in metadata:
            raise self.error("a page shows one explorer: its state would be replaced")
        widget = getattr(explorers, name)()
        # Only its own state, and not that of every widget made before it.
        state = dependency_state([widget], drop_defaults=False)
        data = embed_data(views=[widget], drop_defaults=False, state=state)
        [view] = data["view_specs"]
        metadata["explorer"] = json.dumps(data["manager_state"])
        text = VIEW.format(VIEW_TYPE, json.dumps(view))
        return [nodes.raw("", text, format="html")]


class ListCards(SphinxDirective):
    """All cards, each linked to its page in the form for a frame."""

    def run(self):
        """List them by page; the list is for a page in the root of the book."""
        listed = []
        for page, cards in CHAPTERS.items():
            listed.append(f"- [](/{page}.ipynb)")
            listed += [LINK.format(page, card.name, card.question) for card in cards]
        return self.parse_text_to_nodes("\n".join(listed))


def add_state(app, page, _template, _context, _doctree):
    """Store the state as MyST-NB does for a notebook, and load what draws it."""
    state = app.env.metadata.get(page, {}).get("explorer")
    if state:
        app.add_js_file(None, type=STATE, body=state)
        app.add_js_file("widgets-loader.js", defer="defer")
    of_explorers = page == FOLDER or page.startswith(f"{FOLDER}/")
    if of_explorers:
        app.add_js_file("gallery.js", defer="defer")
        app.add_css_file("gallery.css")
    if of_explorers or page in CHAPTERS:
        app.add_js_file("embed.js", defer="defer")
        app.add_css_file("embed.css")


@cache
def pictures():
    """Return a figure for the page of each explorer, by its name."""
    x, w, b, dz = samples.by_hand()
    pixels = np.eye(x.size).reshape(x.size, *x.shape[1:])
    A = forward(pixels, w).reshape(x.size, -1).T
    line, kernel = np.array([[[1, 2, 0, 3]]]), np.array([[[2, -1]]])
    result = Grid("z", "z", forward(line[..., None], kernel[..., None])[0, :, :, 0])
    rng = np.random.default_rng(0)
    edges = np.array(samples.KERNELS["vertical edges"])
    goal = Grid("the target's w", "w", edges)
    return {
        "tensor": viz.show_tensor("x", x, (0, 1, 2, 0)),
        "forward": viz.show_forward(x, w, b, (0, 0, 1, 0)),
        "im2col": draw_windows(x[:, :, :3], (2, 2)),
        "backward": viz.show_gather(dz, x, w, (1, 1)),
        "matrices": draw([Grid("A", "w", A, {(1, t) for t in range(x.size)})]),
        "wires": draw([Grid("x", "x", line[0]), Grid("w", "w", kernel[0]), result]),
        "descent": draw([Grid("w", "w", rng.normal(size=(3, 3)).round(1)), goal]),
        "digit": draw_ink(digits.load().x[DIGIT, :, :, 0]),
    }


def draw_windows(x, size):
    """Draw x and the columns of its windows, the second one marked."""
    windows = im2col(x, size)[0]
    marked = {(i, 1 + j) for i, j in np.ndindex(size)}
    column = {(k, 1) for k in range(len(windows))}
    image = Grid("x", "x", x[0, :, :, 0], marked)
    return draw(
        [image, Sign("\N{RIGHTWARDS ARROW}"), Grid("X_col", "cols", windows, column)]
    )


def draw_ink(image):
    """Draw an image without its numbers, and with no paper behind the ink."""
    figure = Figure(figsize=(2, 2), facecolor="none")
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    axes.set_axis_off()
    shades = ListedColormap([to_rgba(NEUTRAL["ink"], a) for a in np.linspace(0, 1, 17)])
    axes.pcolormesh(image[::-1], cmap=shades, edgecolors=NEUTRAL["rule"], linewidth=0.6)
    return figure


def draw_pictures(app):
    """Draw each as an SVG for the gallery."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in pictures().items():
        with mpl.rc_context({"svg.hashsalt": "convlab"}):
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None})


def setup(app):
    """Connect to Sphinx."""
    app.add_directive("explorer", ShowExplorer)
    app.add_directive("cards", ListCards)
    app.connect("builder-inited", draw_pictures)
    app.connect("html-page-context", add_state, priority=800)  # before widgets.py
