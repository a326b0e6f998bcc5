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
from convlab.equations import first_channel

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
    equation: str = ""


def write(value):
    return f"{value + 0:.0f}".replace("-", MINUS)


def factor(value):
    return f"({write(value)})" if value < 0 else write(value)


def entry(array, index):
    return f"{array}[{', '.join(map(str, index))}]"


def times(number, letter):
    """Write 2a, and a for once."""
    return letter if number == 1 else f"{number}{letter}"


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


def enumerated(parts):
    """Write one, two and three; of many, the first."""
    if len(parts) > MOST:
        parts = [*parts[:MOST], f"{len(parts) - MOST} more"]
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


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


def up_to(number, turns, array):
    """Leave only the entries that had their turn."""
    known = np.full(array.shape, np.nan)
    for index in turns[:number]:
        known[index] = array[index]
    return known


class Layer:
    """A view of an explorer: its layer on one image; x and dx have their padding."""

    order = "fij"  # the letters of a step, the last moving fastest
    steps_of = ()  # the arrays whose cells are the steps

    def __init__(self, view, sizes, edits):
        self.view, self.sizes = view, sizes
        image, self.w, self.b, dz = arrays_of(sizes, edits)
        image, self.dz = image[:1], dz[:1]
        self.stride, self.G = {"stride": sizes.stride}, sizes.groups
        self.plain = self.stride | {"padding": sizes.widths}
        self.widened = {"dilation": sizes.dilation, "groups": self.G}
        self.x = pad(image, **self.plain)
        self.given = self.dz, image, self.w
        self.sh, self.sw = (int(step) for step in np.broadcast_to(sizes.stride, 2))
        self.dil_h, self.dil_w = map(int, np.broadcast_to(sizes.dilation, 2))
        self.is_dilated = self.dil_h > 1 or self.dil_w > 1
        (self.top, _), (self.left, _) = sizes.widths
        self.F, self.KH, self.KW, self.Cg = self.w.shape
        _, self.HP, self.WP, self.C = self.x.shape
        # By group, its kernels and its channels.
        self.kernels = np.arange(self.F).reshape(self.G, -1).tolist()
        self.channels = np.arange(self.C).reshape(self.G, -1).tolist()
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
        C = self.C if self.order == "cij" else self.Cg
        lengths = {"f": self.F, "i": i, "j": j, "p": self.KH, "q": self.KW, "c": C}
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
        if array in ("spread", "A", "A_T"):
            if array == "spread":
                traced = trace.trace_gather(*ones, **self.plain, **self.widened)
            else:
                traced = trace.trace_matrices(*ones, **self.plain)
            zeros = np.equal(traced["arrays"][array], 0)
            return {*zip(*np.nonzero(zeros), strict=True)}
        outside = {pixel for pixel in self.pixels if self.is_padding(*pixel[:2])}
        if array in ("x", "dx"):
            return {(0, *pixel) for pixel in outside}
        return outside if array == "address" else set()

    def labels(self, array, index):
        """Return the labels of a cell's line and of its column."""
        OH, OW = self.sizes.output
        match array:
            case "cols" | "dcols" | "addresses":
                labels = self.elements[index[-2]], self.windows[index[-1]]
            case "W_mat":
                labels = index[0], self.elements[index[1]]
            case "W_mat_T":
                labels = self.elements[index[0]], index[1]
            case "Z" | "dZ":
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
                EH, EW = self.sizes.extent
                row, column = (
                    index[1] - EH + 1 + self.top,
                    index[2] - EW + 1 + self.left,
                )
                labels = _unit(row, self.sh, OH), _unit(column, self.sw, OW)
            case _:
                labels = index[1:3] if len(index) == 4 else index[:2]
        return [str(label).strip("()").replace(", ", ",") for label in labels]

    def title(self, array, index):
        """Return the name on the grid of a cell, if it follows from the index."""
        named = array in ("x", "w", "z", "dz", "dx", "dw")
        return f"{array}[{index[0]}, :, :, {index[3]}]" if named else None

    # Sentences and marks.

    def moment(self, step):
        """Return the sentence and the marks of a step."""
        said, names = SENTENCES[self.view], self.names(step)
        say = said["say"][step] if self.view == "addresses" else said["say"]
        marks = {
            _fill(array, names): set(eval(cells, names))
            for array, cells in said["current"].items()
        }
        where, equation = (
            _fill(said.get(key, ""), names) for key in ("where", "equation")
        )
        return Moment(_fill(say, names), _some(marks), where, equation.replace(" ", ""))

    def agreeing(self, _):
        """Return the pixels of dx in which gather and scatter have the same sum."""
        return set()

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

    def channel(self, f):
        """Write the channel that weight c of a kernel meets."""
        return f"{self.channels[self.group_of(f)][0]}+c" if self.G > 1 else "c"

    def among(self, c):
        """Write which kernels read a channel, if those are not all."""
        first, *others = self.kernels[c // self.Cg]
        last = f"…{others[-1]}" if others else ""
        return f"={first}{last}" if self.G > 1 else ""

    def left_over(self, index, stride, dilation, letter):
        """Write what is left of an index for the kernel."""
        rest = f"{index}{MINUS}{times(stride, letter)}"
        return rest if dilation == 1 else f"({rest})/{dilation}"

    def names(self, step):
        """Return the names that a sentence can use at a step."""
        own = {name: getattr(self, name) for name in dir(self) if name[0] != "_"}
        return globals() | own | {"step": step} | self.letters(step)

    # The values in the sentences.

    def under(self, i, j, p, q, c, f=0):
        """Return the pixel that element (p, q, c) of a kernel meets in a window."""
        row, column = self.sh * i + self.dil_h * p, self.sw * j + self.dil_w * q
        return 0, row, column, self.channels[self.group_of(f)][c]

    def window(self, i, j, f=0):
        return {self.under(i, j, *element, f) for element in self.elements}

    def kernel(self, f):
        return {(f, *element) for element in self.elements}

    def group_of(self, f):
        [group] = [g for g, kernels in enumerate(self.kernels) if f in kernels]
        return group

    def readers_of(self, c):
        """Return the kernels that read a channel, and what they call it."""
        [(group, own)] = [
            (g, channels.index(c))
            for g, channels in enumerate(self.channels)
            if c in channels
        ]
        return self.kernels[group], own

    def paths(self, i, j):
        """Return every (a, b, p, q) by which a unit (a, b) reads a pixel."""
        return self.all_paths[i, j]

    def readers(self, i, j, c):
        kernels, _ = self.readers_of(c)
        return {(0, a, b, f) for a, b, *_ in self.paths(i, j) for f in kernels}

    def factors_of_z(self, i, j, f):
        read = [self.x[self.under(i, j, *element, f)] for element in self.elements]
        return list(zip(read, self.w[f].ravel(), strict=True))

    def factors_of_dx(self, i, j, c):
        (kernels, own), dz, w = self.readers_of(c), self.dz, self.w
        ways = self.paths(i, j)
        return [
            (dz[0, a, b, f], w[f, p, q, own]) for a, b, p, q in ways for f in kernels
        ]

    def factors_of_dw(self, f, p, q, c):
        met = [self.x[self.under(a, b, p, q, c, f)] for a, b in self.windows]
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
    def __init__(self, view, sizes, edits):
        super().__init__("tensor", sizes, edits)
        x, w, b, _ = arrays_of(sizes, edits)
        z = forward(x, w, b, **self.plain)
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
        return trace.trace_forward(
            self.x, self.w, self.b, **self.stride, **self.widened
        )

    def read_of_z(self, i, j, f):
        """Write which pixel (p, q, c) meets, and make sure that it does."""
        row = f"{self.sh}{DOT}{i} + {f'{self.dil_h}{DOT}' * (self.dil_h > 1)}p"
        column = f"{self.sw}{DOT}{j} + {f'{self.dil_w}{DOT}' * (self.dil_w > 1)}q"
        first = first_channel(f, self.F, self.C, groups=self.G)
        channel = f"{first} + c" if self.G > 1 else "c"
        formula = f"x[0, {row}, {column}, {channel}]"
        for p, q, c in self.elements:
            letters = {"x": self.x, "p": p, "q": q, "c": c}
            read = eval(formula.replace(DOT, "*"), letters)
            assert read == self.x[self.under(i, j, p, q, c, f)]
        return formula

    def x_times_w(self, i, j, f, c):
        factors = np.reshape(self.factors_of_z(i, j, f), (*self.w.shape[1:], 2))
        return factors[:, :, c].prod(axis=-1).ravel()

    def read_by(self, i, j, c):
        group = self.kernels[c // self.Cg]
        own = ":" if len(group) > 1 else group[0], c % self.Cg
        windows = [
            f"{(a, b)} with {entry('w', (own[0], p, q, own[1]))}"
            for a, b, p, q in self.paths(i, j)
        ]
        if not windows:
            return ""
        Fg = self.F // self.G
        kernels = count(Fg, "kernel")
        kernels = f"the {kernels} of its group" if self.G > 1 else kernels
        units = (
            f", and with {kernels} by {count(len(self.readers(i, j, c)), 'unit')} of z"
        )
        many = f"{count(len(windows), 'window')}{units if self.F > 1 else ''}: "
        return many + enumerated(windows)


class Im2col(Layer):
    def __init__(self, view, sizes, edits):
        super().__init__(view, sizes, edits)
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

    def traced(self):
        return trace.trace_fold(*self.given, **self.plain)

    def arrays(self, step):
        if self.view == "fold":
            return super().arrays(step)
        shown = {
            "addresses": ["address", *list(STAGES)[: step + 1]],
            "matrix": ["x", "cols"],
            "product": ["W_mat", "cols", "b", "Z"],
        }
        arrays = {name: self.table[name] for name in shown[self.view]}
        if self.view == "matrix":
            K, M = self.table["addresses"].shape
            turns = [(0, k, m) for m in range(M) for k in range(K)]
            arrays["cols"] = up_to((step + 1) * K, turns, arrays["cols"])
        if self.view == "product":
            turns = list(np.ndindex(arrays["Z"].shape))
            arrays["Z"] = up_to(step + 1, turns, arrays["Z"])
        return arrays

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
        cells = count(len(self.copies(place)), "cell")
        return (
            f"{entry('x', (0, i, j, c))} is {self.pixel(i, j, c)}. It lies at address "
            f"{place} and is copied to {cells} of X_col."
        )

    def factors_of_copy(self, k, m):
        weights = self.w.reshape(self.F, -1)[:, k]
        return list(zip(weights, self.dz[0][self.windows[m]], strict=True))

    def received(self, i, j, c, m):
        """Say what a pixel of dx has got back up to a column."""
        copies = sorted(self.copies(self.place(i, j, c)), key=lambda cell: cell[1])
        pixel = entry("dx", (0, i, j, c))
        if not copies:
            return f"{pixel} stays 0: no window reads this pixel."
        factors = [self.factors_of_copy(*cell) for cell in copies if cell[1] <= m]
        got = [sum(one * other for one, other in each) for each in factors]
        many = "one copy" if len(copies) == 1 else f"{len(copies)} copies"
        text = added(got) if len(got) > 1 else write(sum(got))
        return f"{pixel} has got back {len(got)} of its {many} so far: {text}."


class Scatter(Layer):
    steps_of = ("dz",)

    def traced(self):
        return trace.trace_scatter(*self.given, **self.plain, **self.widened)

    def onto(self, f):
        """Say on which channels a kernel is stamped."""
        channels = self.channels[self.group_of(f)]
        if self.G == 1:
            return "dx"
        if len(channels) == 1:
            return f"channel {channels[0]} of dx"
        return f"channels {channels[0]} to {channels[-1]} of dx"

    def laid_on(self, a, b):
        """Say which pixels a stamp covers."""
        if not self.is_dilated:
            corner = self.under(a, b, 0, 0, 0)[1:3]
            return f"its corner on (s a, s b) = {corner}"
        row, column = (
            f"{self.sh * a} + {self.dil_h}{DOT}p",
            f"{self.sw * b} + {self.dil_w}{DOT}q",
        )
        for p, q in np.ndindex(self.KH, self.KW):
            place = _worth([row, column], p=p, q=q)
            assert place == self.under(a, b, p, q, 0)[1:3]
        return f"its weight (p, q) on (s a + d p, s b + d q) = ({row}, {column})"

    def agreeing(self, step):
        """Return the pixels that have all their stamps."""
        counts = [self.traced()["steps"][k]["arrays"]["count"] for k in (step, -1)]
        now, then = map(np.array, counts)
        return {
            (0, i, j, c)
            for i, j, c in self.pixels
            if now[i, j, c // self.Cg] == then[i, j, c // self.Cg]
            if not self.is_padding(i, j)
        }

    def ready(self, step):
        """Say how many of them there are."""
        ready = len(self.agreeing(step))
        same = ", and Gather finds the same numbers there" if ready else ""
        verb = "has all its stamps" if ready == 1 else "have all their stamps"
        return f"{ready} of {self.given[1].size} pixels {verb}{same}"

    def stamped(self, i, j, c, step):
        """Say what a pixel of dx has received up to a step."""
        units = [tuple(each.values()) for each in map(self.letters, range(step + 1))]
        (kernels, own), ways = self.readers_of(c), self.paths(i, j)
        stamps = [
            (self.dz[0, a, b, f], self.w[f, p, q, own])
            for f in kernels
            for a, b, p, q in ways
            if (f, a, b) in units
        ]
        pixel = entry("dx", (0, i, j, c))
        if not ways:
            return f"{pixel} stays 0: no window reads this pixel.{self.cut_off(i, j)}"
        return (
            f"{pixel} has received {len(stamps)} of its "
            f"{count(len(ways) * len(kernels), 'stamp')} so far: {total(stamps)}."
            f"{self.cut_off(i, j)}"
        )


class Gather(Layer):
    order = "cij"
    steps_of = ("dx",)

    def agreeing(self, step):
        steps = [self.letters(k) for k in range(step + 1)]
        return {(0, now["i"], now["j"], now["c"]) for now in steps}

    def traced(self):
        return trace.trace_gather(*self.given, **self.plain, **self.widened)

    def arrays(self, step):
        """Return every array on the screen: here the kernels as well."""
        return super().arrays(step) | {"w": self.w}

    def letters(self, step):
        now = super().letters(step)
        i, j = now["i"] + self.top, now["j"] + self.left
        return {"i": i, "j": j, "c": now["c"]}

    def around(self, i, j, c):
        """Return the places of spread that lie under the rotated kernels."""
        kernels, _ = self.readers_of(c)
        return {
            (0, i - self.top + self.dil_h * p, j - self.left + self.dil_w * q, f)
            for p, q in np.ndindex(self.KH, self.KW)
            for f in kernels
        }

    def rotated_kernels(self, c):
        return {(c, *each) for each in np.ndindex(self.KH, self.KW, self.F // self.G)}

    def rotated_title(self, index):
        """Name the kernel whose rotated weights stand in a grid, and its gaps."""
        c, _, _, k = index
        kernels, own = self.readers_of(c)
        gaps = str(self.sizes.dilation).strip("[]")
        return (
            f"w[{kernels[k]}, :, :, {own}] rotated" + f", d = {gaps}" * self.is_dilated
        )

    def rotated(self, ways):
        """Say how the kernel, rotated as in trace_gather, lies over dz."""
        if len(ways) < 2:
            return ""
        kernel = np.arange(self.KH * self.KW).reshape(1, self.KH, self.KW, 1)
        traced = trace.trace_gather([[[[1]]]], np.ones_like(kernel), kernel)
        laid = np.array(traced["arrays"]["rotated"])[0, :, :, 0]
        kernel = kernel[0, :, :, 0]
        turned = [np.array_equal(np.rot90(kernel, k), laid) for k in range(4)]
        part = "" if len(ways) == self.KH * self.KW else "a part of "
        lines = [sorted({way[axis] for way in ways}) for axis in (0, 1)]
        has_gaps = any((np.diff(line) > 1).any() for line in lines)
        return (
            f" Laid over dz, the weights it met are {part}the kernel, rotated by "
            f"{90 * turned.index(True)} degrees{', with gaps between them' * has_gaps}."
        )

    def way(self, i, j, c, a, b, f):
        kernels, own = self.readers_of(c)
        if f not in kernels:
            return (
                f"Kernel {f} is in group {self.group_of(f)} and does not read channel "
                f"{c}: its unit {(a, b)} never read this pixel."
            )
        said = (
            f"Unit {(a, b)}: {self.what_is_left('pia', i, self.sh, a, self.dil_h)}, "
            f"{self.what_is_left('qjb', j, self.sw, b, self.dil_w)}"
        )
        for met in self.met_in(i, j, a, b):
            weight = f, *met, own
            return f"{said}: {self.product('dz', (0, a, b, f), 'w', weight)}."
        gaps = (i - self.sh * a) % self.dil_h or (j - self.sw * b) % self.dil_w
        place = "where no weight lies" if gaps else "outside the kernel"
        return f"{said}, {place}: it never read this pixel."

    def what_is_left(self, letters, pixel, stride, unit, gap):
        """Write p = i - s a, or p = (i - s a) / d for a kernel with gaps."""
        (p, i, a), left = letters, pixel - stride * unit
        symbols, numbers = f"{i} {MINUS} s {a}", f"{pixel} {MINUS} {stride}{DOT}{unit}"
        if not self.is_dilated:
            return f"{p} = {symbols} = {numbers} = {write(left)}"
        whole, rest = divmod(left, gap)
        value = f"{write(left)}/{gap}" if rest else write(whole)
        return f"{p} = ({symbols}) / d = ({numbers}) / {gap} = {value}"

    def met_by(self, i, j, c, a, b, f):
        """Return the weight, its place in the rotated kernel, and the unit below."""
        kernels, own = self.readers_of(c)
        if f not in kernels:
            return {}
        for p, q in self.met_in(i, j, a, b):
            weight = f, p, q, own
            p, q = self.KH - 1 - p, self.KW - 1 - q
            row, column = i - self.top + self.dil_h * p, j - self.left + self.dil_w * q
            turned, spread = (c, p, q, kernels.index(f)), (0, row, column, f)
            return {"w": weight, "rotated": turned, "spread": spread}
        return {}

    def met_in(self, i, j, a, b):
        """Return the (p, q) by which a unit reads a pixel: one, or none."""
        return [(p, q) for *unit, p, q in self.paths(i, j) if unit == [a, b]]

    def met(self, i, j, c, f, p, q, k):
        """Return the unit by which a weight met the pixel, and None if it did not."""
        ways = [way for way in self.paths(i, j) if way[2:] == (p, q)]
        of_pixel = f in self.kernels[c // self.Cg] and k == c % self.Cg
        return (*ways[0][:2], f) if ways and of_pixel else None

    def met_weight(self, i, j, c, f, p, q, k):
        """Say where a weight met the pixel."""
        unit = self.met(i, j, c, f, p, q, k)
        if unit:
            return self.way(i, j, c, *unit)
        weight = f, p, q, k
        return (
            f"{entry('w', weight)} = {write(self.w[weight])} did not meet this pixel."
        )

    def marks_of_weight(self, i, j, c, f, p, q, k):
        """Return what is marked with it."""
        unit = self.met(i, j, c, f, p, q, k)
        if not unit:
            return {}
        return {"dz": (0, *unit), "met": unit} | self.met_by(i, j, c, *unit)

    def unit_of(self, row, column, f):
        """Return the unit at a place of dz with zeros, and None for a zero."""
        _, OH, OW, _ = self.dz.shape
        EH, EW = (
            d * (k - 1) for d, k in ((self.dil_h, self.KH), (self.dil_w, self.KW))
        )
        a = _unit(row - EH + self.top, self.sh, OH)
        b = _unit(column - EW + self.left, self.sw, OW)
        return None if "" in (a, b) else (0, a, b, f)

    def laid(self, row, column, f):
        """Say what lies at a place of dz with zeros."""
        unit = self.unit_of(row, column, f)
        if unit is None:
            return "This is a zero that was put in."
        return f"This is {entry('dz', unit)} = {write(self.dz[unit])}."

    def weight_at(self, c, row, column, k):
        """Return the weight at a place of the rotated kernel."""
        kernel = self.kernels[c // self.Cg][k]
        return kernel, self.KH - 1 - row, self.KW - 1 - column, c % self.Cg


class Weight(Layer):
    order = "fcpq"
    steps_of = ("dw",)

    def traced(self):
        return trace.trace_weight(*self.given, **self.plain, **self.widened)

    def met_at(self, f, p, q, c):
        """Say which pixel a weight met in each window, if its kernel has gaps."""
        if not self.is_dilated:
            return ""
        row = f"{self.sh}{DOT}a + {self.dil_h}{DOT}{p}"
        column = f"{self.sw}{DOT}b + {self.dil_w}{DOT}{q}"
        channel = self.under(0, 0, p, q, c, f)[3]
        for a, b in self.windows:
            place = _worth([row, column], a=a, b=b)
            assert (0, *place, channel) == self.under(a, b, p, q, c, f)
        return f", in window (a, b) on x[0, {row}, {column}, {channel}]"


class Matrices(Layer):
    def __init__(self, view, sizes, edits):
        super().__init__(view, sizes, edits)
        self.steps_of = ("z",) if view == "A" else ("dx",)
        self.order = "ijf" if view == "A" else "ijc"

    def letters(self, step):
        cells = self.units if self.view == "A" else self.pixels
        return dict(zip(self.order, cells[step], strict=True))

    def arrays(self, step):
        found = trace.trace_matrices(*self.given, **self.plain)["arrays"]
        found = {name: np.array(array) for name, array in found.items()}
        taken, made = ("x", "z") if self.view == "A" else ("dz", "dx")
        turns = [(0, *cell) for cell in (self.units if made == "z" else self.pixels)]
        image, known = found[taken], up_to(step + 1, turns, found[made])
        return {self.view: found[self.view], taken: image, "image": image, made: known}

    def not_of_the_image(self, array):
        if array == "image":
            array = "x" if self.view == "A" else "dz"
        return super().not_of_the_image(array)

    def labels(self, array, index):
        """Write the indices of a vector beside it, without that of the image."""
        if array in ("x", "z", "dz", "dx"):
            return [",".join(map(str, index[1:])), ""]
        return super().labels(array, index)

    def title(self, array, index):
        if array == "image":
            return super().title("x" if self.view == "A" else "dz", index)
        return {"A_T": "Aᵀ"}.get(array, array)

    def leads(self, unit, pixel):
        """Say by which weight a unit reads a pixel."""
        (a, b, f), (i, j, c) = unit, pixel
        z, x = entry("z", (0, *unit)), entry("x", (0, *pixel))
        p, q = i - self.sh * a, j - self.sw * b
        if (a, b, p, q) not in self.paths(i, j):
            return f"{z} does not read {x}: a zero that no training changes."
        weight = f, p, q, c
        return f"{z} reads {x} with {entry('w', weight)} = {write(self.w[weight])}."


def _worth(formulas, **letters):
    """Return what formulas are worth, as they stand in a sentence."""
    return tuple(eval(formula.replace(DOT, "*"), letters) for formula in formulas)


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
    **{
        ("im2col", view): partial(Im2col, view)
        for view in ("matrix", "product", "fold", "addresses")
    },
    ("backward", "scatter"): partial(Scatter, "scatter"),
    ("backward", "gather"): partial(Gather, "gather"),
    ("backward", "weight"): partial(Weight, "weight"),
    ("matrices", "forward"): partial(Matrices, "A"),
    ("matrices", "backward"): partial(Matrices, "A_T"),
}
