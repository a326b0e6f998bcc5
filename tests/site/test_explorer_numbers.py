"""Every explorer in the built page without a kernel: its numbers, marks and words."""

import re
from functools import cache

import numpy as np
import pytest
from expected import every_array, expect, hatched_and_pale, labels_of
from explorer import EXPLORERS, HOME, state_of, visit_moment
from sentences import equations_in

SETTINGS = 50  # an explorer, of every kind of geometry
SILENT = {"addresses", "matrix"}  # in some steps their sentence states no equation
LABELLED_OTHERWISE = {"memory", "sums", "b", "spread"}
KINDS = {
    "rectangular": lambda s: s.KH != s.KW and s.H != s.W,
    "strided": lambda s: np.max(s.stride) > 1,
    "one stride an axis": lambda s: isinstance(s.stride, list),
    "padded": lambda s: np.max(s.padding) > 0,
    "padded by side": lambda s: isinstance(s.padding, list),
    "leftover rows": lambda s: (s.padded[0] - s.KH) % np.max(s.stride) > 0,
    "several channels and kernels": lambda s: s.C > 1 and s.F > 1,
    "stride over kernel": lambda s: np.min(s.stride) > s.KH,
}


def draw_setting(kind, rng):
    """Return an explorer at random sizes that fit, in a random view and step."""
    while True:
        limits = kind().limits
        sizes = {
            name: int(rng.integers(low, high + 1))
            for name, (low, high) in limits.items()
        }
        if rng.random() < 0.3:
            sizes["stride"] = rng.integers(1, 4, 2).tolist()
        if rng.random() < 0.3:
            sizes["padding"] = rng.integers(0, 3, (2, 2)).tolist()
        try:
            explorer = kind(**sizes, view=str(rng.choice(kind.VIEWS)))
        except ValueError:
            continue
        explorer.step = int(rng.integers(explorer.steps(explorer.sizes)))
        return explorer


@cache
def settings(name):
    rng = np.random.default_rng(0)
    return [draw_setting(EXPLORERS[name], rng) for _ in range(SETTINGS)]


@cache
def expectations(name):
    """Return for each setting what is drawn and marked, how, and what can be named."""
    return [_expectation(name, each) for each in settings(name)]


def _expectation(name, explorer):
    sizes = explorer.sizes
    arrays, marks = expect(name, explorer.view, sizes, explorer.step)
    looks = {} if name == "tensor" else hatched_and_pale(sizes, arrays)
    return arrays, marks, looks, every_array(sizes)


@pytest.fixture(scope="module", params=["http", "file"])
def reader(request, begin_visit):
    """Return a visit to the page of all explorers that the tests below share."""
    reader = begin_visit(scheme=request.param)
    reader.open(HOME)
    yield reader
    reader.page.close()


@pytest.fixture(params=EXPLORERS)
def name(request):
    return request.param


def check_numbers(shown, arrays):
    """Compare every cell on the screen with the arrays, and miss none of them."""
    assert set(shown.numbers) == set(arrays)
    for array, cells in shown.numbers.items():
        expected = np.array(arrays[array], float)
        assert len(cells) == expected.size, array
        for index, number in cells.items():
            if np.isnan(expected[index]):
                assert number is None, (array, index)
            else:
                assert number == expected[index], (array, index)


def check_marks(shown, marks):
    for array, expected in marks.items():
        assert shown.marks.get((array, "current"), set()) == expected, array
    marked = {array for array, mark in shown.marks if mark == "current"}
    assert marked <= set(marks)


def check_looks(shown, sizes, looks):
    """Compare what is hatched or pale, the labels of lines, and the names of grids."""
    for array, expected in looks.items():
        mark = "zero" if array in ("A", "A_T") else "padding"
        assert shown.marks.get((array, mark), set()) == expected, array
    for (array, index), labels in shown.labels.items():
        if array not in LABELLED_OTHERWISE:
            assert labels == labels_of(array, index, sizes), (array, index)
        if array in ("x", "w", "z", "dz", "dx", "dw"):
            n, _, _, c = index
            assert shown.titles[array, index] == f"{array}[{n}, :, :, {c}]"


def check_words(shown, named, least):
    """Work out every equation that the sentence states."""
    sides = list(equations_in(shown.sentence, named))
    assert len(sides) >= least, shown.sentence
    for chain, left, right in sides:
        assert left == right, chain


def test_the_settings_are_of_every_kind(name):
    explorers = settings(name)
    views = {explorer.view for explorer in explorers}
    assert views == set(EXPLORERS[name].VIEWS)
    for kind, holds in KINDS.items():
        assert sum(holds(explorer.sizes) for explorer in explorers) >= 2, kind


def test_every_number_mark_and_equation_is_what_convlab_computes(reader, name):
    for explorer, expected in zip(settings(name), expectations(name), strict=True):
        arrays, marks, looks, named = expected
        shown = visit_moment(reader.page, name, state_of(explorer))
        assert shown.step == explorer.step
        assert shown.last == explorer.steps(explorer.sizes) - 1
        check_numbers(shown, arrays)
        check_marks(shown, marks)
        check_looks(shown, explorer.sizes, looks)
        whole = {name: np.array(arrays[name]) for name in {"x", "w", "z"} & set(arrays)}
        check_words(shown, named | whole, least=explorer.view not in SILENT)
    assert not reader.faults


def test_the_memory_of_a_tensor_is_labelled_by_its_addresses(reader):
    explorer = EXPLORERS["tensor"](C=2)
    shown = visit_moment(reader.page, "tensor", state_of(explorer, step=3))
    for (array, index), labels in shown.labels.items():
        if array == "memory":
            line, column = (re.search(r"(\d+)$", label)[1] for label in labels)
            assert int(line) + int(column) == index[0]


def test_dz_is_labelled_where_it_is_dz(reader):
    sizes = {"H": 5, "W": 6, "stride": 2, "padding": 1}
    explorer = EXPLORERS["backward"](view="gather", **sizes)
    shown = visit_moment(reader.page, "backward", state_of(explorer))
    dz = shown.numbers["dz"]
    for (array, index), (row, column) in shown.labels.items():
        if array == "spread" and (row == "" or column == ""):
            assert index in shown.marks["spread", "padding"]
        elif array == "spread":
            assert shown.numbers[array][index] == dz[0, int(row), int(column), index[3]]
