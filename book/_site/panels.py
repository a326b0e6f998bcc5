"""Sphinx extension: the grids of a figure stack where a screen is too narrow for them.

`convlab.viz.grid` draws an invisible frame around each grid. Here a figure becomes
several images, each the part of the one file that a frame shows. Images of one line
stand side by side as they are drawn, and wrap (site.css).
"""

import posixpath
import re
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform

# A rectangle: its first corner, one end of its diagonal, and the third, the other.
FRAME = re.compile(
    r'<g id="panel_\d+">\s*<path d="M (\S+) (\S+)\s+L \S+ \S+\s+L (\S+) (\S+)'
)
POINT = 4 / 3  # pixels


class panels(nodes.image):  # noqa: N801, as docutils names nodes
    """An image whose `frames`, (left, top, width, height), are shown one by one."""


class CutFigures(SphinxPostTransform):
    """Make panels of each figure that has frames."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_):
        """Replace the images, each by one that knows its frames."""
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.env.srcdir, image["uri"])
            frames = find_frames(path) if path.suffix == ".svg" else []
            if frames and not image.get("alt"):
                raise SphinxError(
                    f"{self.env.docname}: the figure {image['uri']} needs an alt text, "
                    "for its grids are shown one by one"
                )
            if frames:
                image.replace_self(panels("", frames=frames, **image.attributes))


def find_frames(path):
    """Return the frames of an SVG file in pixels, as they follow one another."""
    corners = FRAME.findall(path.read_text("utf-8"))
    ends = [[POINT * float(each) for each in corner] for corner in corners]
    return [(left, top, right - left, low - top) for left, top, right, low in ends]


def visit_panels(writer, node):
    """Write the images line by line, under the one text that says what they show."""
    name = quote(writer.builder.images[node["uri"]])
    source = posixpath.join(writer.builder.imgpath, name)
    width = max(left + width for left, _, width, _ in node["frames"])
    names = {"role": "img", "aria-label": node["alt"], "class": "panels"}
    names["style"] = f"--width: {width:.2f}"
    writer.body.append(writer.starttag(node, "span", "", **names))
    for _, line in groupby(node["frames"], key=lambda frame: frame[1]):
        writer.body.append("<span>")
        for left, top, width, height in line:
            style = (
                f"width: {width:.2f}px; height: {height:.2f}px; "
                f"object-position: {0 - left:.2f}px {0 - top:.2f}px"
            )
            image = writer.emptytag(node, "img", "", src=source, alt="", style=style)
            writer.body.append(image)
        writer.body.append("</span>")
    writer.body.append("</span>\n")
    raise nodes.SkipNode


def setup(app):
    """Connect to Sphinx."""
    app.add_node(panels, html=(visit_panels, None))
    app.add_post_transform(CutFigures)
