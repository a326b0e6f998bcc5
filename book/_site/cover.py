"""Sphinx extension: the cover, to be touched and on paper, and the picture of links."""

import io
import json
from pathlib import Path
from textwrap import fill

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from convlab import digits, samples
from convlab._style import custom_properties
from convlab.conv import forward
from convlab.viz import show_passes
from vendor import esbuild

DIGIT = 361  # a three
EDGES = np.array(samples.KERNELS["vertical edges"], float)
CARD = (1200, 630)  # pixels, as those who show links ask for
ROOM = (1080, 420)  # of it, for the figure
DPI = 100
SCENE = Path(__file__).with_name("scene")
ENTRY = 'import {{ start }} from "./scene.js";\nstart({});\n'


def draw_cover(app):
    """Draw all of them before any page is written."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    x = digits.load().x[DIGIT]
    figure = show_passes(x[:, :, 0], EDGES)
    with mpl.rc_context({"svg.hashsalt": "convlab"}):
        figure.savefig(folder / "cover.svg", metadata={"Date": None})
    save_card(figure, app.config.html_title, folder / "card.png")
    write_scene(x, EDGES[None, :, :, None], folder)


def save_card(figure, title, path):
    """Save a figure in the middle of a white card, below a title."""
    card = Figure(figsize=[side / DPI for side in CARD], dpi=DPI)
    card.text(
        0.5, 0.86, fill(title, 52), size=26, weight="bold", ha="center", va="center"
    )
    drawn = io.BytesIO()
    width, height = figure.get_size_inches()
    dpi = min(ROOM[0] / width, ROOM[1] / height)
    figure.savefig(drawn, dpi=dpi, facecolor="white")
    with Image.open(drawn) as picture:
        left, low = (CARD[0] - picture.width) / 2, (CARD[1] * 0.76 - picture.height) / 2
        card.figimage(picture, left, low)
    card.savefig(path, facecolor="white", pil_kwargs={"optimize": True})


def write_scene(x, w, folder):
    """Write the cover that can be touched: its script, with x and w in it, its style.

    It begins at the largest unit of z, as the picture does.
    """
    z = forward(x[None], w)[0, :, :, 0]
    unit = divmod(int(z.argmax()), z.shape[1])
    data = json.dumps({"x": x.tolist(), "w": w.tolist(), "unit": unit})
    options = ["--minify", "--format=iife", "--target=es2022", "--charset=utf8"]
    script = esbuild(*options, input=ENTRY.format(data), cwd=SCENE)
    (folder / "cover.js").write_text(script, "utf-8")
    style = (SCENE / "scene.css").read_text("utf-8")
    style = custom_properties("[data-cover]") + style
    (folder / "cover.css").write_text(style, "utf-8")


def add_scene(app, page, *_):
    """Give the scene to the first page."""
    if page == app.config.root_doc:
        app.add_css_file("cover.css")
        app.add_js_file("cover.js", defer="defer")


def setup(app):
    """Connect to Sphinx."""
    app.connect("builder-inited", draw_cover)
    app.connect("html-page-context", add_scene)
