"""Compare what explorers show in the built page, without a kernel, to convlab."""

import math
from contextlib import suppress
from functools import cache

import numpy as np
import pytest
from expected import VIEWS
from explorer import EXPLORERS, HOME, state_of, visit_moment

from convlab.explorers.explorer import MOST_CELLS
from convlab.explorers.layer_sizes import Sizes

MOMENTS = 12  # of every view
ASKED = 2  # arrays at each of them, in turn
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
NAMED = "x", "w", "z", "dz", "dx", "dw"  # a grid for each pair of their outer indices
LEGEND = (  # as explorer.LOOKS has it
    "A cell with a solid frame belongs to the present step. A dashed frame marks what "
    "belongs to the cell you asked about, and a double frame that cell itself. Hatched "
    "cells do not belong to the image"
)


@pytest.fixture(scope="module")
def reader(begin_visit):
    reader = begin_visit()
    reader.open(HOME)
    yield reader
    assert not reader.faults
    reader.page.close()


@pytest.fixture(scope="module")
def disk(begin_visit):
    reader = begin_visit("file")
    reader.open(HOME)
    yield reader
    assert not reader.faults
    reader.page.close()


@cache
def moments(name, view):
    """Return explorers in a view: at the book's example, then at random sizes."""
    kind, rng = EXPLORERS[name], np.random.default_rng(0)
    first = kind(view=view)
    steps = first.steps(first.sizes)
    found = [kind(view=view, step=step) for step in {0, steps // 2, steps - 1}]
    while len(found) < MOMENTS:
        sizes = {
            n: int(rng.integers(low, high + 1))
            for n, (low, high) in first.limits.items()
        }
        if rng.random() < 0.4:
            sizes["stride"] = rng.integers(1, 4, 2).tolist()
        if rng.random() < 0.4:
            sizes["padding"] = rng.integers(0, 3, (2, 2)).tolist()
        with suppress(ValueError):  # no window fits, or too much would be drawn
            shapes = first.drawn(Sizes(**sizes)).values()
            if max(map(math.prod, shapes)) <= MOST_CELLS:
                found.append(kind(**sizes, view=view))
                found[-1].step = int(rng.integers(found[-1].steps(found[-1].sizes)))
    return found


def check_frame(shown, layer, step):
    """Compare numbers, marks, labels and words of a step with convlab's."""
    arrays, moment = layer.arrays(step), layer.moment(step)
    assert shown.sentence == moment.sentence
    assert shown.where == [moment.where, moment.where]
    assert shown.of("current") == moment.marks == shown.of("now")
    assert {*shown.numbers} == {*arrays}
    for array, numbers in shown.numbers.items():
        expected = np.array(arrays[array], float)
        assert len(numbers) == expected.size, array
        for index, number in numbers.items():
            empty = np.isnan(expected[index])
            assert number == (None if empty else expected[index]), (array, index)
            labels, title = shown.labels[array, index]
            assert labels == layer.labels(array, index), (array, index)
            if array in NAMED:
                assert title == f"{array}[{index[0]}, :, :, {index[3]}]"
        look = "pale" if array in ("A", "A_T") else "hatched"
        found = shown.marks.get((array, look), set())
        assert found == layer.not_of_the_image(array), (array, look)


def check_answer(shown, layer, array, index, step):
    """Compare the answer for a cell, and the cells linked to it, with convlab's."""
    answer, linked = layer.answer(array, index, step)
    assert shown.sentence == answer.sentence
    assert shown.of("chosen") == answer.marks
    assert shown.of("linked") == linked


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_every_number_mark_and_sentence_is_what_convlab_computes(reader, name, view):
    rng = np.random.default_rng(1)
    for turn, explorer in enumerate(moments(name, view)):
        layer, step = VIEWS[name, view](explorer.sizes), explorer.step
        steps = explorer.steps(explorer.sizes)
        shown = visit_moment(reader.page, name, state_of(explorer))
        assert (shown.step, shown.last) == (step, steps - 1)
        check_frame(shown, layer, step)
        arrays = [*shown.numbers]
        for k in range(ASKED):
            array = arrays[(ASKED * turn + k) % len(arrays)]
            index, other = rng.choice(sorted(shown.numbers[array])).tolist(), None
            if array in layer.steps_of:  # each of its cells is a step: it shows that
                other = int(rng.integers(steps))
                [index] = layer.moment(other).marks[array]
            pinned = f"{array}:{','.join(map(str, index))}"
            asked = visit_moment(reader.page, name, state_of(explorer, pinned=pinned))
            if other is None:
                check_answer(asked, layer, array, tuple(index), step)
            else:
                check_frame(asked, layer, other)


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_moments_are_of_every_kind(name):
    views = [view for explorer, view in VIEWS if explorer == name]
    sizes = [each.sizes for view in views for each in moments(name, view)]
    for kind, holds in KINDS.items():
        assert sum(map(holds, sizes)) >= 2, kind


def test_frames_mean_what_the_page_says(reader):
    """The tests compare how cells look, not the attributes that mark them."""
    assert LEGEND in reader.page.locator("article").inner_text()


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_explorer_is_drawn_from_disk(disk, name):
    explorer = EXPLORERS[name](
        view=EXPLORERS[name].VIEWS[-1], H=4, stride=[1, 2], step=1
    )
    shown = visit_moment(disk.page, name, state_of(explorer))
    check_frame(shown, VIEWS[name, explorer.view](explorer.sizes), 1)
