"""Pixels, units and channels are joined where a gradient flows between them."""

from collections import defaultdict

import numpy as np
import pytest

from convlab import backward, viz


@pytest.mark.parametrize("layers", [[(3, 1, 1), (3, 1, 2), (3, 1, 4)], [(2, 3, 2)] * 2])
def test_a_stack_fills_what_its_last_unit_depends_on(layers):
    gradient, filled = np.ones((1, 1, 1, 1)), [[True]]
    for kernel, stride, dilation in reversed(layers):
        size = stride * (gradient.shape[2] - 1) + dilation * (kernel - 1) + 1
        x, w = np.zeros((1, 1, size, 1)), np.ones((1, 1, kernel, 1))
        how = {"stride": (1, stride), "dilation": (1, dilation)}
        gradient = backward(gradient, x, w, **how).dx
        filled.insert(0, list(gradient[0, 0, :, 0] > 0))
    dots = [
        dot for dot in viz.show_stack(layers).axes[0].lines if len(dot.get_xdata()) == 1
    ]
    heights = sorted({dot.get_ydata()[0] for dot in dots})
    for height, line in zip(heights, filled, strict=True):
        faces = [d.get_markerfacecolor() for d in dots if d.get_ydata()[0] == height]
        assert [face != "#ffffff" for face in faces] == line
    joins = len(viz.show_stack(layers).axes[0].lines) - len(dots)
    assert joins == sum(
        sum(line) * kernel
        for line, (kernel, _, _) in zip(filled[1:], layers, strict=True)
    )


@pytest.mark.parametrize("layers", [[], [(3, 1)], [(3, 0, 1)], [(2.5, 1, 1)]])
def test_a_stack_of_no_layers_or_of_odd_ones_is_refused(layers):
    with pytest.raises((TypeError, ValueError), match="layer"):
        viz.show_stack(layers)


@pytest.mark.parametrize(("C", "layers"), [(4, [(6, 2)]), (4, [(4, 4), (6, 1)])])
def test_channels_are_joined_to_those_that_their_kernels_read(C, layers):
    axes = viz.show_channels(C, layers).axes[0]
    numbers = [text for text in axes.texts if text.get_text().isdigit()]
    place = defaultdict(list)  # by height, from left to right
    for text in numbers:
        place[text.get_position()[1]].append(text.get_position())
    lines, expected = [sorted(place[height]) for height in sorted(place)], []
    for above, below, (F, groups) in zip(lines[:-1], lines[1:], layers, strict=True):
        x, w = np.zeros((F, 1, 1, C)), np.ones((F, 1, 1, C // groups))
        dz = np.eye(F).reshape(F, 1, 1, F)  # one kernel in each image of the batch
        reads = backward(dz, x, w, groups=groups).dx[:, 0, 0]
        expected.extend((*above[c], *below[f]) for f, c in np.argwhere(reads))
        C = F
    drawn = [np.transpose(line.get_data()).ravel() for line in axes.lines]
    joins = [tuple(ends) for ends in drawn if len(ends) == 4]
    assert sorted(joins) == sorted(expected)


@pytest.mark.parametrize("layers", [[], [(4,)], [(4, 0)], [(6, 4)], [(4, 3)]])
def test_channels_of_no_layers_or_of_odd_groups_are_refused(layers):
    with pytest.raises(ValueError, match="layer"):
        viz.show_channels(4, layers)
