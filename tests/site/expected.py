"""What an explorer must show, mark and say at any moment, computed by convlab.

sentences.toml holds the sentences and marks; the values in them are computed here.
"""

import re
import tomllib
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from explorer import arrays_of

import explorer_oracle as trace
from convlab import forward, pad

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))
MINUS, TIMES, DOT = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}", "\N{MIDDLE DOT}"
MOST = 12  # as many terms or places are written out
STAGES = {  # of the table of addresses, and where they are said to be
    "offsets": "kernel rows and columns",
    "elements": "channels",
    "corners": "corners",
    "addresses": "outer sum",
}


class Moment(NamedTuple):
    """A sentence, the cells of each array that bear a mark, and for a step its name."""

    sentence: str
    marks: dict
    where: str = ""


def write(value):
    return f"{value + 0:.0f}".replace("-", MINUS)


def factor(value):
    return f"({write(value)})" if value < 0 else write(value)


def entry(array, index):
    return f"{array}[{', '.join(map(str, index))}]"


def count(number, noun):
    return f"one {noun}" if number == 1 else f"{number or 'no'} {noun}s"


def total(factors, *first):
    """Write a sum of products, after what is added to them."""
    terms = [factor(value) for value in first]
    terms += [f"{factor(one)} {TIMES} {factor(other)}" for one, other in factors]
    value = write(sum([*first, *(one * other for one, other in factors)]))
    return f"{_plus(terms)} = {value}" if terms else value


def added(values):
    return f"{_plus([factor(value) for value in values])} = {write(sum(values))}"


def _plus(terms):
    if len(terms) > MOST:
        terms = [*terms[:9], f"… {len(terms) - 11} more …", *terms[-2:]]
    return " + ".join(terms)


def worked(formula, value, **letters):
    """Write a formula, then with the numbers of its letters, then what that makes."""
    text = re.sub(r"(?<=[\w)]) (?=[\w(])", DOT, formula)
    text = re.sub("[A-Za-z]", lambda found: str(letters[found[0]].pop(0)), text)
    assert eval(text.replace(DOT, "*")) == value, (formula, text, value)
    return f"{formula} = {text} = {value}"


class Layer:
    """A view of an explorer: its layer on one image; x and dx have their padding."""

    order = "fij"  # the letters of a step, the last moving fastest
    steps_of = ()  # the arrays whose cells are the steps

    def __init__(self, view, sizes):
        self.view, self.sizes, self.stride = view, sizes, {"stride": sizes.stride}
        image, self.w, self.b, dz = arrays_of(sizes)
        image, self.dz = image[:1], dz[:1]
        self.settings = self.stride | {"padding": sizes.widths}
        self.x = pad(image, self.w.shape[1:3], **self.settings)
        self.given = self.dz, image, self.w
        self.sh, self.sw = (int(step) for step in np.broadcast_to(sizes.stride, 2))
        (self.top, _), (self.left, _) = sizes.widths
        self.F, self.KH, self.KW, self.C = self.w.shape
        _, self.HP, self.WP, _ = self.x.shape
        self.windows = list(np.ndindex(sizes.output))
        self.elements = list(np.ndindex(self.w.shape[1:]))
        self.units = list(np.ndindex(*sizes.output, self.F))
        self.pixels = list(np.ndindex(self.x.shape[1:]))
        self.all_paths = defaultdict(list)
        for way in np.ndindex(*sizes.output, self.KH, self.KW):
            self.all_paths[self.under(*way, 0)[1:3]].append(way)

    # What is shown: the letters of a step, its arrays, its cells and their labels.

    def letters(self, step):
        (OH, OW), (_, H, W, _) = self.sizes.output, self.given[1].shape
        i, j = (H, W) if self.order == "cij" else (OH, OW)
        lengths = {"f": self.F, "i": i, "j": j, "p": self.KH, "q": self.KW, "c": self.C}
        shape = [lengths[letter] for letter in self.order]
        index = (int(k) for k in np.unravel_index(step, shape))
        return dict(zip(self.order, index, strict=True))

    def arrays(self, step):
        """Return every array on the screen, by name."""
        traced = self.traced()
        return traced["arrays"] | traced["steps"][step]["arrays"]

    def is_padding(self, i, j):
        inside = 0 <= i - self.top < self.sizes.H, 0 <= j - self.left < self.sizes.W
        return not all(inside)

    def not_of_the_image(self, array):
        """Return the cells of an array that are hatched, or pale in a matrix."""
        ones = [np.ones_like(each) for each in self.given]
        traces = {"spread": trace.trace_gather}
        traces |= dict.fromkeys(("A", "A_T"), trace.trace_matrices)
        if array in traces:
            traced = traces[array](*ones, **self.settings)["arrays"][array]
            return {*zip(*np.nonzero(np.equal(traced, 0)), strict=True)}
        outside = {pixel for pixel in self.pixels if self.is_padding(*pixel[:2])}
        if array in ("x", "dx"):
            return {(0, *pixel) for pixel in outside}
        return outside if array == "address" else set()

    def labels(self, array, index):
        """Return the labels of a cell's line and of its column."""
        OH, OW = self.sizes.output
        match array:
            case "cols" | "addresses":
                labels = self.elements[index[-2]], self.windows[index[-1]]
            case "W_mat":
                labels = index[0], self.elements[index[1]]
            case "Z":
                labels = index[1], self.windows[index[2]]
            case "A":
                labels = self.units[index[0]], self.pixels[index[1]]
            case "A_T":
                labels = self.pixels[index[0]], self.units[index[1]]
            case "elements":
                labels = self.elements[index[0]], ""
            case "sums":
                labels = "", f"c = {index[0]}"
            case "b" if self.view == "product":
                labels = index[0], ""
            case "b":
                labels = "", f"f = {index[0]}"
            case "rotated":
                labels = self.KH - 1 - index[1], self.KW - 1 - index[2]
            case "spread":
                row = index[1] - self.KH + 1 + self.top
                column = index[2] - self.KW + 1 + self.left
                labels = _unit(row, self.sh, OH), _unit(column, self.sw, OW)
            case _:
                labels = index[1:3] if len(index) == 4 else index[:2]
        return [str(label).strip("()").replace(", ", ",") for label in labels]

    # Sentences and marks.

    def moment(self, step):
        """Return the sentence and the marks of a step."""
        said, names = SENTENCES[self.view], self.names(step)
        say = said["say"][step] if self.view == "addresses" else said["say"]
        marks = {
            _fill(array, names): set(eval(cells, names))
            for array, cells in said["current"].items()
        }
        return Moment(_fill(say, names), _some(marks), _fill(said["where"], names))

    def answer(self, array, index, step):
        """Return the answer for a cell, the cells it marks, and those linked to it."""
        said, names = SENTENCES[self.view].get(array), self.names(step)
        if self.view == "weight" and array == "dz" and index[3] != names["f"]:
            said = None  # of another kernel
        arrays = self.arrays(step)
        if not said:
            value = np.array(arrays[array], float)[index]
            value = "is still empty" if np.isnan(value) else f"= {write(value)}"
            return Moment(f"{entry(array, index)} {value}.", {array: {index}}), {}
        names |= dict(zip(said["at"].split(), index, strict=True))
        meant = {
            name: eval(cell, names) for name, cell in said.get("chosen", {}).items()
        }
        meant |= {array: index} | meant.pop("*", {})
        linked = {
            name: eval(text, names) for name, text in said.get("linked", {}).items()
        }
        for name, cell in meant.items():  # of two frames a cell has the double one
            linked[name] = linked.get(name, set()) - {cell}
        shown = {name: linked[name] for name in linked if name in arrays}
        chosen = {name: {cell} for name, cell in meant.items() if name in arrays}
        return Moment(_fill(said["say"], names), chosen), _some(shown)

    def names(self, step):
        """Return the names that a sentence can use at a step."""
        own = {name: getattr(self, name) for name in dir(self) if name[0] != "_"}
        return globals() | own | {"step": step} | self.letters(step)

    # The values in the sentences.

    def under(self, i, j, p, q, c):
        """Return the pixel that element (p, q, c) of the kernel meets in a window."""
        return 0, self.sh * i + p, self.sw * j + q, c

    def window(self, i, j):
        return {self.under(i, j, *element) for element in self.elements}

    def kernel(self, f):
        return {(f, *element) for element in self.elements}

    def paths(self, i, j):
        """Return every (a, b, p, q) by which a unit (a, b) reads a pixel."""
        return self.all_paths[i, j]

    def readers(self, i, j):
        return {(0, a, b, f) for a, b, *_ in self.paths(i, j) for f in range(self.F)}

    def factors_of_z(self, i, j, f):
        read = [self.x[self.under(i, j, *element)] for element in self.elements]
        return list(zip(read, self.w[f].ravel(), strict=True))

    def factors_of_dx(self, i, j, c):
        dz, w, kernels = self.dz, self.w, range(self.F)
        ways = self.paths(i, j)
        return [(dz[0, a, b, f], w[f, p, q, c]) for a, b, p, q in ways for f in kernels]

    def factors_of_dw(self, f, p, q, c):
        met = [self.x[self.under(a, b, p, q, c)] for a, b in self.windows]
        return list(zip(self.dz[0, :, :, f].ravel(), met, strict=True))

    def product(self, one, at_one, other, at_other):
        """Write the product of two entries."""
        values = getattr(self, one)[at_one], getattr(self, other)[at_other]
        factors = f"{entry(one, at_one)} {TIMES} {entry(other, at_other)}"
        return f"{factors} = {total([values])}"

    def pixel(self, i, j, c):
        zero = "a zero of the padding"
        return zero if self.is_padding(i, j) else write(self.x[0, i, j, c])

    def cut_off(self, i, j):
        cut = " It belongs to the padding and is cut off at the end."
        return cut if self.is_padding(i, j) else ""

    def place(self, i, j, c):
        """Return the address of a pixel in the memory of the padded image."""
        return int(np.ravel_multi_index((i, j, c), self.x.shape[1:]))


class Tensor(Layer):
    def __init__(self, view, sizes):
        super().__init__("tensor", sizes)
        x, w, b, _ = arrays_of(sizes)
        z = forward(x, w, b, **self.settings)
        self.name, self.array = view, {"x": x, "w": w, "z": z}[view]
        self.steps_of = view, "memory"

    def letters(self, step):
        return {"cell": tuple(int(k) for k in np.unravel_index(step, self.array.shape))}

    def arrays(self, _):
        return {self.name: self.array, "memory": self.array.ravel()}

    def not_of_the_image(self, _):
        return set()

    def labels(self, array, index):
        if array != "memory":
            return super().labels(array, index)
        n, i, j, c = self.letters(index[0])["cell"]
        skip = j * self.array.shape[3] + c
        return [f"({n},{i}) at {index[0] - skip}", f"({j},{c}) +{skip}"]

    def skip(self, axis):
        return int(np.prod(self.array.shape[axis + 1 :]))


class Forward(Layer):
    steps_of = ("z",)

    def traced(self):
        return trace.trace_forward(self.x, self.w, self.b, **self.stride)

    def read_of_z(self, i, j):
        """Write which pixel (p, q, c) meets, and make sure that it does."""
        formula = f"x[0, {self.sh}{DOT}{i} + p, {self.sw}{DOT}{j} + q, c]"
        for p, q, c in self.elements:
            letters = {"x": self.x, "p": p, "q": q, "c": c}
            read = eval(formula.replace(DOT, "*"), letters)
            assert read == self.x[self.under(i, j, p, q, c)]
        return formula

    def x_times_w(self, i, j, f, c):
        factors = np.reshape(self.factors_of_z(i, j, f), (*self.w.shape[1:], 2))
        return factors[:, :, c].prod(axis=-1).ravel()

    def read_by(self, i, j):
        windows = [str((a, b)) for a, b, *_ in self.paths(i, j)]
        if not windows:
            return ""
        units = f", with {self.F} kernels {self.F * len(windows)} units of z"
        many = f"{count(len(windows), 'window')}{units if self.F > 1 else ''}: "
        if len(windows) > MOST:
            windows[MOST:] = [f"{len(windows) - MOST} more"]
        *others, last = windows
        return f"{many}{', '.join(others)} and {last}" if others else many + last


class Im2col(Layer):
    def __init__(self, view, sizes):
        super().__init__(view, sizes)
        traced = trace.trace_im2col(self.x, self.w, self.b, **self.stride)
        self.table = {name: np.array(a) for name, a in traced["arrays"].items()}
        self.steps_of = ("Z",) if view == "product" else ()

    def letters(self, step):
        (p, q, c), (i, j) = self.elements[-1], self.windows[-1]
        stage = list(STAGES)[step % len(STAGES)]
        f, m = divmod(step, len(self.windows))
        i, j = self.windows[m] if self.view != "addresses" else (i, j)
        stages = {"array": stage, "stage": STAGES[stage], "m": m, "f": f}
        return {"i": i, "j": j, "p": p, "q": q, "c": c, **stages}

    def arrays(self, step):
        shown = {
            "addresses": ["address", *list(STAGES)[: step + 1]],
            "matrix": ["x", "cols"],
            "product": ["W_mat", "cols", "b", "Z"],
        }
        return {name: self.table[name] for name in shown[self.view]}

    def names(self, step):
        firsts = {element for element in self.elements if element[2] == 0}
        corners = {self.under(i, j, 0, 0, 0)[1:] for i, j in self.windows}
        pointed_at = firsts, set(self.elements), corners, set()
        return super().names(step) | {"pixels_of_stage": pointed_at[step % 4]}

    def offset(self, p, q, c):
        letters = {"p": [p], "q": [q], "c": [c], "W": [self.WP], "C": [self.C]}
        return worked("(p W + q) C + c", self.place(p, q, c), **letters)

    def corner(self, i, j):
        letters = {"s": [self.sh, self.sw], "i": [i], "j": [j]}
        corner = self.place(*self.under(i, j, 0, 0, 0)[1:])
        return worked("(s i W + s j) C", corner, W=[self.WP], C=[self.C], **letters)

    def copies(self, address, *lead):
        found = np.argwhere(self.table["addresses"] == address).tolist()
        return {(*lead, *cell) for cell in found}

    def copied(self, i, j, c):
        """Say how often a pixel is in the matrix."""
        place = self.place(i, j, c)
        return (
            f"{entry('x', (0, i, j, c))} is {self.pixel(i, j, c)}. It lies at address "
            f"{place} and stands in {count(len(self.copies(place)), 'cell')} of X_col."
        )


class Scatter(Layer):
    steps_of = ("dz",)

    def traced(self):
        return trace.trace_scatter(*self.given, **self.settings)

    def stamped(self, i, j, c, step):
        """Say what a pixel of dx has received up to a step."""
        units = [tuple(each.values()) for each in map(self.letters, range(step + 1))]
        ways = self.paths(i, j)
        stamps = [
            (self.dz[0, a, b, f], self.w[f, p, q, c])
            for f in range(self.F)
            for a, b, p, q in ways
            if (f, a, b) in units
        ]
        return (
            f"{entry('dx', (0, i, j, c))} has received {len(stamps)} of its "
            f"{count(len(ways) * self.F, 'stamp')} so far: {total(stamps)}."
            f"{self.cut_off(i, j)}"
        )


class Gather(Layer):
    order = "cij"
    steps_of = ("dx",)

    def traced(self):
        return trace.trace_gather(*self.given, **self.settings)

    def arrays(self, step):
        """Return every array on the screen: here the kernels as well."""
        return super().arrays(step) | {"w": self.w}

    def letters(self, step):
        now = super().letters(step)
        laid = [(0, *each) for each in np.ndindex(self.KH, self.KW, self.F)]
        i, j = now["i"] + self.top, now["j"] + self.left
        return {"i": i, "j": j, "c": now["c"], "laid": laid}

    def rotated(self, ways):
        """Say how the kernel, rotated as in trace_gather, lies over dz."""
        if ways < 2:
            return ""
        kernel = np.arange(self.KH * self.KW).reshape(1, self.KH, self.KW, 1)
        traced = trace.trace_gather([[[[1]]]], np.ones_like(kernel), kernel)
        laid = np.array(traced["arrays"]["rotated"])[0, :, :, 0]
        kernel = kernel[0, :, :, 0]
        turned = [np.array_equal(np.rot90(kernel, k), laid) for k in range(4)]
        part = "" if ways == self.KH * self.KW else "a part of "
        return (
            f" Laid over dz, the weights it met are {part}the kernel, rotated by "
            f"{90 * turned.index(True)} degrees."
        )

    def way(self, i, j, c, a, b, f):
        p, q = i - self.sh * a, j - self.sw * b
        said = (
            f"Unit {(a, b)}: "
            f"p = i {MINUS} s a = {i} {MINUS} {self.sh}·{a} = {write(p)}, "
            f"q = j {MINUS} s b = {j} {MINUS} {self.sw}·{b} = {write(q)}"
        )
        if (a, b, p, q) not in self.paths(i, j):
            return f"{said}, outside the kernel: it never read this pixel."
        return f"{said}: {self.product('dz', (0, a, b, f), 'w', (f, p, q, c))}."

    def met_by(self, i, j, c, a, b, f):
        """Return the weight, its place in the rotated kernel, and the unit below."""
        p, q = i - self.sh * a, j - self.sw * b
        if (a, b, p, q) not in self.paths(i, j):
            return {}
        weight = f, p, q, c
        p, q = self.KH - 1 - p, self.KW - 1 - q
        spread = 0, i - self.top + p, j - self.left + q, f
        return {"w": weight, "rotated": (c, p, q, f), "spread": spread}


class Weight(Layer):
    order = "fcpq"
    steps_of = ("dw",)

    def traced(self):
        return trace.trace_weight(*self.given, **self.settings)


class Matrices(Layer):
    def __init__(self, view, sizes):
        super().__init__(view, sizes)
        self.steps_of = ("z",) if view == "A" else ("dx",)
        self.order = "ijf" if view == "A" else "ijc"

    def letters(self, step):
        cells = self.units if self.view == "A" else self.pixels
        return dict(zip(self.order, cells[step], strict=True))

    def arrays(self, _):
        arrays = trace.trace_matrices(*self.given, **self.settings)["arrays"]
        return {name: arrays[name] for name in SENTENCES[self.view]["current"]}

    def leads(self, unit, pixel):
        """Say by which weight a unit reads a pixel."""
        (a, b, f), (i, j, c) = unit, pixel
        z, x = entry("z", (0, *unit)), entry("x", (0, *pixel))
        p, q = i - self.sh * a, j - self.sw * b
        if (a, b, p, q) not in self.paths(i, j):
            return f"{z} does not read {x}: a zero that no training changes."
        weight = f, p, q, c
        return f"{z} reads {x} with {entry('w', weight)} = {write(self.w[weight])}."


def _fill(text, names):
    """Fill in the parts in braces."""
    return eval(f'f"""{text}"""', names)


def _some(marks):
    return {array: cells for array, cells in marks.items() if cells}


def _unit(place, stride, length):
    """Return the unit at a place of dz with its zeros; nothing where there is none."""
    unit, rest = divmod(place, stride)
    return unit if rest == 0 and 0 <= unit < length else ""


VIEWS = {
    **{("tensor", array): partial(Tensor, array) for array in ("x", "w", "z")},
    ("forward", ""): partial(Forward, "forward"),
    **{("im2col", v): partial(Im2col, v) for v in ("addresses", "matrix", "product")},
    ("backward", "scatter"): partial(Scatter, "scatter"),
    ("backward", "gather"): partial(Gather, "gather"),
    ("backward", "weight"): partial(Weight, "weight"),
    ("matrices", "forward"): partial(Matrices, "A"),
    ("matrices", "backward"): partial(Matrices, "A_T"),
}
