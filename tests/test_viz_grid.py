"""A grid draws its numbers, labels, marks and hatches."""

import numpy as np
import pytest

from convlab.viz.grid import GAP, Grid, Sign, draw
from drawn_grids import bold, words


def test_a_sign_goes_with_the_grid_after_it_and_the_last_with_the_one_before():
    grid, plus, equals = Grid("x", "x", np.eye(2)), Sign("+"), Sign("=")
    panels = draw([grid, plus, grid, equals]).artists
    widths = [
        sum(part.size[0] + GAP for part in (grid, *more))
        for more in ((), (plus, equals))
    ]
    assert [panel.get_width() for panel in panels] == pytest.approx(widths)


def test_a_grid_holds_its_name_its_labels_and_every_number():
    values = np.array([[1.0, -2.0, 0.5], [10.0, 0.0, 3.0]])
    texts = words(draw([Grid("dz", "dz", values)]))
    assert texts == ["dz", "0", "1", "0", "1", "2", "1", "-2", "0.5", "10", "0", "3"]


def test_marked_cells_are_bold():
    grid = Grid("x", "x", np.arange(6).reshape(2, 3), marked={(0, 1), (1, 2)})
    assert bold(draw([grid])) == ["1", "5"]


def test_a_shade_says_how_strongly_a_cell_is_tinted():
    shades = np.array([[0.0, 0.5, 1.0]])
    cells = draw([Grid("x", "x", np.zeros((1, 3)), shades=shades)]).axes[0].patches
    reds = [cell.get_facecolor()[0] for cell in cells]
    assert reds == pytest.approx([1, 0.5, 0])  # the colour of x has no red


def test_a_grid_refuses_more_kinds_than_there_are_hatches():
    kinds = {name: {(0, k)} for k, name in enumerate("abcd")}
    with pytest.raises(ValueError, match="at most 3 sets of cells; got a, b, c, d"):
        Grid("dz", "dz", np.zeros((1, 4)), kinds=kinds)


def test_wide_numbers_get_wide_cells():
    assert Grid("x", "x", np.array([[1.0]])).cell_width == 1
    assert Grid("x", "x", np.array([[-12345.0]])).cell_width > 1.2


def test_marked_cells_have_a_thick_border_and_muted_ones_a_hatch():
    grid = Grid("x", "x", np.zeros((1, 3)), marked={(0, 0)}, muted={(0, 1)})
    marked, muted, plain_cell = draw([grid]).axes[0].patches
    assert marked.get_linewidth() > plain_cell.get_linewidth()
    assert [p.get_hatch() for p in (marked, muted, plain_cell)] == [None, "////", None]
