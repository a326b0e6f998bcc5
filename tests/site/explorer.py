"""Drive an explorer of the built book, and read all that it shows."""

import re
from urllib.parse import urlencode

from convlab import samples
from convlab.explorers import (
    BackwardExplorer,
    ForwardExplorer,
    Im2colExplorer,
    MatricesExplorer,
    TensorExplorer,
)
from convlab.explorers.layer_sizes import Sizes

EXPLORERS = {
    "tensor": TensorExplorer,
    "forward": ForwardExplorer,
    "im2col": Im2colExplorer,
    "backward": BackwardExplorer,
    "matrices": MatricesExplorer,
}
GALLERY = "explorers.html"

FOLLOW = """(fragment) => new Promise((done) => {
  addEventListener("hashchange", () => done(), { once: true });
  location.hash = fragment;
})"""
READ = """(name) => {
  const root = document.querySelector(`[data-explorer="${name}"]`);
  const ink = getComputedStyle(root).color;
  const arrays = {};
  for (const table of root.querySelectorAll("table[data-array]")) {
    if (!table.checkVisibility({ visibilityProperty: true })) continue;
    const cells = (arrays[table.dataset.array] ??= []);
    const heads = [...table.tHead.rows[0].cells].map((head) => head.innerText);
    for (const cell of table.querySelectorAll("td[data-index]")) {
      const { outlineStyle, backgroundImage, color } = getComputedStyle(cell);
      const worn = [outlineStyle, ...(cell.ariaCurrent === "true" ? ["now"] : [])];
      if (backgroundImage.includes("gradient")) worn.push("hatched");
      if (color !== ink) worn.push("pale");
      if (cell.matches(".agrees")) worn.push("agrees");
      if ("edit" in cell.dataset) worn.push("editable");
      const labels = [cell.parentElement.cells[0].innerText, heads[cell.cellIndex]];
      cells.push([cell.dataset.index, cell.innerText, worn, labels, table.ariaLabel]);
    }
  }
  const limits = {};
  for (const slider of root.querySelectorAll("details input[type=range]")) {
    if (slider.closest("label").hidden) continue;
    const [size] = slider.ariaLabel.split(",");
    limits[size] = [Number(slider.min), Number(slider.max)];
  }
  const position = root.querySelector('input[aria-label="position"]');
  return {
    arrays,
    limits,
    step: Number(root.dataset.step),
    last: Number(position.max),
    where: [position.ariaValueText, position.parentElement.innerText.trim()],
    sentence: root.querySelector("[aria-live]").innerText,
    equation: root.querySelector("math").textContent,
    link: root.querySelector("a.link").getAttribute("href"),
  };
}"""
# What the page of all explorers says of a frame: test_the_legend_is_kept.
LOOKS = {"solid": "current", "dashed": "linked", "double": "chosen"}


class Shown:
    """What an explorer shows: numbers and marks by array and index, and its words."""

    def __init__(self, found):
        self.numbers, self.marks, self.labels = {}, {}, {}
        for array, cells in found["arrays"].items():
            read = {_index(at): number(text) for at, text, *_ in cells}
            assert len(read) == len(cells), f"{array} shows an index twice"
            self.numbers[array] = read
            for at, _, worn, labels, title in cells:
                self.labels[array, _index(at)] = labels, title
                for mark in worn:
                    look = LOOKS.get(mark, mark)
                    self.marks.setdefault((array, look), set()).add(_index(at))
        self.step, self.last, self.where = found["step"], found["last"], found["where"]
        self.sentence, self.link = found["sentence"], found["link"]
        self.equation = found["equation"]
        self.limits = {name: tuple(pair) for name, pair in found["limits"].items()}

    def of(self, mark):
        """Return the cells that bear a mark, by array."""
        return {array: at for (array, look), at in self.marks.items() if look == mark}


def _index(text):
    return tuple(map(int, text.split(",")))


def number(text):
    """Read a number as it is written on the page; an empty cell is None."""
    return float(text.replace("\N{MINUS SIGN}", "-")) if text.strip() else None


def fragment(name, state):
    """Write the link to one moment."""
    edits = state.get("edits", {}).items()
    text = "_".join(f"{re.sub('[:,]', '.', at)}*{value}" for at, value in edits)
    state = state | {"edits": text}
    said = {key: value for key, value in state.items() if value != ""}
    words = {key: str(value).replace(" ", "") for key, value in said.items()}
    return urlencode({"explorer": name, "padding": 0, "step": 0} | words)


def home(name):
    """Return the page that shows an explorer alone."""
    return f"explorers/{name}.html"


def visit_moment(page, name, state):
    """Follow a link to one moment, and read what is shown."""
    page.evaluate(FOLLOW, fragment(name, state))
    return read(page, name)


def read(page, name):
    return Shown(page.evaluate(READ, name))


def state_of(explorer, **others):
    """Return what a link must say to show what a Python explorer shows."""
    names = (*Sizes._fields, "view", "step", "edits")
    state = {name: getattr(explorer, name) for name in names}
    unsaid = Sizes._field_defaults.items()  # by a link, too
    return {
        name: value for name, value in state.items() if (name, value) not in unsaid
    } | others


def arrays_of(sizes, edits):
    """Edit the book's arrays and cut them to the sizes: x, w, b and dz, all images."""
    x, w, b, dz = (array.copy() for array in samples.roomy())
    arrays = {"x": x, "w": w, "b": b, "dz": dz}
    for cell, value in edits.items():
        name, index = cell.split(":")
        arrays[name][_index(index)] = value
    B, H, W, C, F, KH, KW, *_ = sizes
    OH, OW = sizes.output
    kernels = w[:F, :KH, :KW, : C // sizes.groups]
    return x[:B, :H, :W, :C], kernels, b[:F], dz[:B, :OH, :OW, :F]
