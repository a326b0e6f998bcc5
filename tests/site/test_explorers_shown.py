"""Compare what explorers show in the built page, without a kernel, to convlab."""

import math
from contextlib import suppress
from functools import cache

import numpy as np
import pytest
from expected import VIEWS
from explorer import EXPLORERS, GALLERY, arrays_of, state_of, visit_moment

from convlab.explorers.explorer import MOST_CELLS
from convlab.explorers.layer_sizes import Sizes

MOMENTS = 12  # of every view
WIDENED = 8  # more of every view that has dilation and groups
CUTS = (4, 4, 2), (2, 4, 2), (3, 3, 3)  # channels, kernels and groups
ASKED = 2  # arrays at each of them, in turn
KINDS = {
    "rectangular": lambda s: s.KH != s.KW and s.H != s.W,
    "strided": lambda s: np.max(s.stride) > 1,
    "one stride an axis": lambda s: isinstance(s.stride, list),
    "padded": lambda s: np.max(s.padding) > 0,
    "padded by side": lambda s: isinstance(s.padding, list),
    "leftover rows": lambda s: (s.padded[0] - s.extent[0]) % np.max(s.stride) > 0,
    "several channels and kernels": lambda s: s.C > 1 and s.F > 1,
    "stride over kernel": lambda s: np.min(s.stride) > s.KH,
}
GIVEN = "x", "w", "b", "dz"
WIDENED_KINDS = {
    "dilated": lambda s: np.max(s.dilation) > 1,
    "one dilation an axis": lambda s: isinstance(s.dilation, list),
    "dilated and strided": lambda s: np.max(s.dilation) > 1 and np.max(s.stride) > 1,
    "cut into groups": lambda s: s.groups > 1,
    "several channels and kernels in a group": lambda s: 1 < s.groups < min(s.C, s.F),
    "dilated and cut into groups": lambda s: np.max(s.dilation) > 1 and s.groups > 1,
}
LEGEND = (  # as explorer.LOOKS has it
    "A solid frame marks the cells of the current step. A double frame marks the cell "
    "you asked about, and a dashed frame the cells that belong to it. Hatched cells "
    "are not part of the image"
)


def some_edits(explorer, rng):
    """Put other numbers into a few cells of what is shown."""
    arrays = dict(zip(GIVEN, arrays_of(explorer.sizes, {}), strict=True))
    names = rng.choice([*explorer.arrays], rng.integers(4))
    cells = [[name, *rng.integers(arrays[name].shape).tolist()] for name in names]
    return {
        f"{name}:{','.join(map(str, index))}": int(rng.integers(-9, 10))
        for name, *index in cells
    }


@cache
def moments(name, view):
    """Return explorers in a view: at the book's example, then at random sizes."""
    kind, rng = EXPLORERS[name], np.random.default_rng(0)
    hands = np.random.default_rng(1)
    first = kind(view=view)
    steps = first.steps(first.sizes)
    found = [kind(view=view, step=step) for step in {0, steps // 2, steps - 1}]
    if not kind.PLAIN:  # in the middle of z, and of dx: a kernel with gaps on all sides
        found.append(kind(view=view, H=5, W=6, KW=2, dilation=2))
        found[-1].step = found[-1].steps(found[-1].sizes) // 2
    while len(found) < MOMENTS + WIDENED * (not kind.PLAIN):
        sizes = {
            n: int(rng.integers(low, high + 1))
            for n, (low, high) in first.limits.items()
            if n not in kind.PLAIN
        }
        if not kind.PLAIN:
            _widen(sizes, rng)
        if rng.random() < 0.4:
            sizes["stride"] = rng.integers(1, 4, 2).tolist()
        if rng.random() < 0.4:
            sizes["padding"] = rng.integers(0, 3, (2, 2)).tolist()
        with suppress(ValueError):  # no window fits, or too much would be drawn
            shapes = first.drawn(Sizes(**sizes)).values()
            if max(map(math.prod, shapes)) <= MOST_CELLS:
                found.append(kind(**sizes, view=view))
                found[-1].step = int(rng.integers(found[-1].steps(found[-1].sizes)))
                found[-1].edits = some_edits(found[-1], hands)
    return found


def _widen(sizes, rng):
    """Give both axes a dilation of their own, and cut into groups, now and then."""
    sizes["groups"] = 1
    if rng.random() < 0.5:
        sizes["C"], sizes["F"], sizes["groups"] = rng.choice(CUTS).tolist()
    if rng.random() < 0.5:
        sizes["dilation"] = rng.permutation([1, 2]).tolist()


def check_frame(shown, layer, step, present=None):
    """Compare numbers, marks, labels and words of a step with convlab's.

    A step that is asked about at a later one takes no result away.
    """
    present = step if present is None else present
    arrays, reached = layer.arrays(step), layer.arrays(present)
    moment, where = layer.moment(step), layer.moment(present).where
    assert shown.sentence == moment.sentence
    assert shown.where == [where, where]
    assert shown.equation == moment.equation
    assert shown.marks.get(("dx", "agrees"), set()) == layer.agreeing(step)
    assert shown.of("current") == moment.marks == shown.of("now")
    assert {*shown.numbers} == {*arrays}
    for array, numbers in shown.numbers.items():
        expected = np.array(arrays[array], float)
        if array in layer.steps_of:
            later = np.array(reached[array], float)
            expected = np.where(np.isnan(expected), later, expected)
        assert len(numbers) == expected.size, array
        for index, number in numbers.items():
            empty = np.isnan(expected[index])
            assert number == (None if empty else expected[index]), (array, index)
            labels, title = shown.labels[array, index]
            assert labels == layer.labels(array, index), (array, index)
            assert title == (layer.title(array, index) or title)
            if array == "rotated":
                assert title == layer.rotated_title(index)
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
def test_every_number_mark_and_sentence_is_what_convlab_computes(
    explorer_page, name, view
):
    page = explorer_page(name)
    rng = np.random.default_rng(1)
    for turn, explorer in enumerate(moments(name, view)):
        layer, step = VIEWS[name, view](explorer.sizes, explorer.edits), explorer.step
        steps = explorer.steps(explorer.sizes)
        shown = visit_moment(page, name, state_of(explorer))
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
            asked = visit_moment(page, name, state_of(explorer, pinned=pinned))
            if other is None:
                check_answer(asked, layer, array, tuple(index), step)
            else:
                check_frame(asked, layer, other, step)


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_moments_are_of_every_kind(name):
    views = [view for explorer, view in VIEWS if explorer == name]
    found = [each for view in views for each in moments(name, view)]
    kinds = KINDS | ({} if EXPLORERS[name].PLAIN else WIDENED_KINDS)
    for kind, holds in kinds.items():
        assert sum(holds(each.sizes) for each in found) >= 2, kind
    assert sum(map(bool, (each.edits for each in found))) >= 2, "edited"


def test_frames_mean_what_the_page_says(visit):
    """The tests compare how cells look, not the attributes that mark them."""
    assert LEGEND in visit().open(GALLERY).locator("article").inner_text()


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_explorer_is_drawn_from_disk(explorer_page, name):
    explorer = EXPLORERS[name](
        view=EXPLORERS[name].VIEWS[-1], H=4, stride=[1, 2], step=1
    )
    shown = visit_moment(explorer_page(name, "file"), name, state_of(explorer))
    check_frame(shown, VIEWS[name, explorer.view](explorer.sizes, explorer.edits), 1)
