"""Ask every kind of cell in every view: what it says, and what it marks."""

import numpy as np
import pytest
from expected import every_array
from explorer import EXPLORERS, HOME, VIEWS, arrays_of, state_of, visit_moment
from sentences import equations_in, products_in

import explorer_oracle as trace

SIZES = {
    "plain": {"H": 3, "W": 4, "F": 2},
    "padded": {"H": 3, "W": 3, "KW": 2, "stride": [2, 1], "padding": [[1, 0], [0, 1]]},
    "stride 2": {"H": 4, "W": 4, "C": 2, "KH": 3, "KW": 2, "stride": 2},
}
ON_SCREEN = {"X_col": "cols"}  # the name in a sentence: the name of the array


@pytest.fixture(scope="module")
def page(begin_visit):
    reader = begin_visit()
    yield reader.open(HOME)
    assert not reader.faults
    reader.page.close()


def cells(shown):
    """Choose three cells of each array: the first, the last, and one between."""
    for array, numbers in shown.numbers.items():
        indices = sorted(numbers)
        for index in {indices[0], indices[len(indices) // 2], indices[-1]}:
            yield array, index


def marked(shown, array):
    marks = shown.marks
    return marks.get((array, "chosen"), set()) | marks.get((array, "current"), set())


def numbers_of(shown, sizes):
    """Return every number that a sentence may name: what is shown, else convlab's."""
    named = {name: dict(np.ndenumerate(a)) for name, a in every_array(sizes).items()}
    for name, numbers in shown.numbers.items():
        found = {at: number for at, number in numbers.items() if number is not None}
        named[name] = named.get(name, {}) | found
    return named


class Relations:
    """Which unit reads which pixel, as convlab says, with the indices on the screen."""

    def __init__(self, sizes):
        x, w, b, dz = arrays_of(sizes)
        settings = {"stride": sizes.stride, "padding": sizes.widths}
        ones = np.ones_like(dz), np.ones_like(x), np.ones_like(w)
        self.reads = np.array(trace.trace_matrices(*ones, **settings)["arrays"]["A"])
        traced = trace.trace_im2col(x, w, b, **settings)
        self.table = np.array(traced["arrays"]["addresses"])
        self.windows = [tuple(window) for window in traced["columns"]]
        self.units, self.pixels = (
            (1, *sizes.output, sizes.F),
            (1, *sizes.padded, sizes.C),
        )

    def readers(self, pixel):
        rows = np.flatnonzero(self.reads[:, self.address(pixel)])
        return {_unravel(row, self.units) for row in rows}

    def window(self, unit):
        row = np.ravel_multi_index(unit, self.units)
        return {_unravel(t, self.pixels) for t in np.flatnonzero(self.reads[row])}

    def copies(self, address, *lead):
        found = np.argwhere(self.table == address).tolist()
        return {(*lead, *cell) for cell in found}

    def address(self, pixel):
        return int(np.ravel_multi_index(pixel, self.pixels))

    def met_by(self, weight):
        """Return the pixels that a weight meets: its row of the table."""
        _, p, q, c = weight
        row = int(np.ravel_multi_index((p, q, c), self.kernel))
        return {_unravel(address, self.pixels) for address in self.table[row]}


def _unravel(address, shape):
    return tuple(int(k) for k in np.unravel_index(address, shape))


def expected_links(view, array, index, sizes):
    """Return the cells, by array, that belong to the one asked about."""
    about = Relations(sizes)
    about.kernel = sizes.KH, sizes.KW, sizes.C
    channel = {(0, *window, index[0]) for window in about.windows}
    match view, array:
        case "", "x":
            return {"z": about.readers(index)}
        case "", "w":
            return {"x": about.met_by(index), "z": channel}
        case "", "b":
            return {"z": channel}
        case "", "sums":
            kernel = np.ndindex(sizes.KH, sizes.KW)
            return {"products": {(*element, *index) for element in kernel}}
        case "addresses", "address":
            return {"addresses": about.copies(about.address((0, *index)))}
        case "addresses", "addresses":
            k, m = index
            return {"elements": {(k,)}, "corners": {about.windows[m]}}
        case "matrix", "x":
            return {"cols": about.copies(about.address(index), 0)}
        case "matrix", "cols":
            return {"cols": about.copies(about.table[index[1:]], 0)}
        case "product", "W_mat":
            return {"cols": {(0, index[1], m) for m in range(len(about.windows))}}
        case "scatter", "dx":
            return {"dz": about.readers(index)}
        case "scatter", "count":
            return {"dz": about.readers((0, *index, 0))}
        case "forward", "x":
            t = about.address(index)
            column = {(r, t) for r in range(len(about.reads))}
            return {"z": about.readers(index), "A": column}
        case "backward", "dz":
            r = int(np.ravel_multi_index(index, about.units))
            column = {(t, r) for t in range(about.reads.shape[1])}
            return {"dx": about.window(index), "A_T": column}
    return {}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_every_cell_answers_for_itself(page, name, view, sizes):
    explorer = EXPLORERS[name](**sizes, view=view)
    explorer.step = explorer.steps(explorer.sizes) - 1
    sizes, state = explorer.sizes, state_of(explorer)
    for array, index in cells(visit_moment(page, name, state)):
        pinned = f"{array}:{','.join(map(str, index))}"
        shown = visit_moment(page, name, {**state, "pinned": pinned})
        assert index in marked(shown, array), pinned
        for other, cells_linked in expected_links(view, array, index, sizes).items():
            found = shown.marks.get((other, "linked"), set())
            assert found == cells_linked, (pinned, other)
        for chain, left, right in equations_in(
            shown.sentence, numbers_of(shown, sizes)
        ):
            assert left == right, (pinned, chain)
        for factor, place in products_in(shown.sentence):
            drawn = ON_SCREEN.get(factor, factor)
            if drawn in shown.numbers:
                assert place in marked(shown, drawn), (pinned, shown.sentence)


def test_the_answers_are_not_empty_words(page):
    """Say the number of copies, of stamps and of readers: it is what is marked."""
    for name, view, array, other in [
        ("forward", "", "x", "z"),
        ("im2col", "matrix", "x", "cols"),
        ("backward", "scatter", "dx", "dz"),
        ("matrices", "forward", "x", "z"),
    ]:
        state = state_of(EXPLORERS[name](view=view))
        for pixel in ("0,0,0,0", "0,0,1,0", "0,1,2,0"):
            shown = visit_moment(page, name, {**state, "pinned": f"{array}:{pixel}"})
            linked = len(shown.marks[other, "linked"])
            word = "one " if linked == 1 else f" {linked} "
            assert word in shown.sentence, shown.sentence
