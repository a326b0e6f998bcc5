"""Figures show what convlab computes, match their captions, and are reproducible."""

from collections import defaultdict

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_equal

from convlab import backward, forward, im2col, pad, samples, viz
from convlab._style import format_number
from convlab.exercises import bugs
from convlab.fast.toom_cook import tile
from convlab.viz import (
    backward_grids,
    forward_grids,
    matrix_grids,
    transposed_grids,
)
from convlab.viz.grid import GAP, Grid, Sign, draw
from svg import svg

HAND = samples.by_hand()
BATCH = samples.batch()
CELL_SIZE = 8.5  # points
MINUS = "\N{MINUS SIGN}"
BACK = HAND.dz, HAND.x, HAND.w

FIGURES = {
    "tensor": lambda: viz.show_tensor("x", BATCH.x, (0, 1, 2, 0)),
    "memory": lambda: viz.show_memory(BATCH.x, (0, 1, 2, 0)),
    "forward": lambda: viz.show_forward(*HAND[:3], (0, 0, 1, 0), padding="same"),
    "layer": lambda: viz.show_layer(*BATCH[:3], stride=(2, 1)),
    "coverage": lambda: viz.show_coverage((6, 7), 3, stride=2),
    "sum": lambda: viz.show_sum([0, 1, 4], [0, 2]),
    "im2col": lambda: viz.show_im2col(BATCH.x, (2, 3), 2),
    "product": lambda: viz.show_product(*BATCH[:3], row=1, column=2),
    "weight": lambda: viz.show_weight(HAND.dz, HAND.x, HAND.w, (0, 0, 1, 0)),
    "readers": lambda: viz.show_readers(HAND.x, HAND.w, (1, 1)),
    "scatter": lambda: viz.show_scatter(HAND.dz, HAND.x, HAND.w),
    "gather": lambda: viz.show_gather(HAND.dz, HAND.x, HAND.w, (1, 1)),
    "stamps": lambda: viz.show_stamps([1, 2, -1], [2, 1, 3], stride=2),
    "stamp counts": lambda: viz.show_stamp_counts((3, 3), 4, stride=2),
    "stack": lambda: viz.show_stack([(3, 1, 1), (3, 1, 2), (3, 1, 4)]),
    "channels": lambda: viz.show_channels(4, [(4, 4), (6, 1)]),
    "tile": lambda: viz.show_tile(tile(2, 3, 1)),
    "tiles": lambda: viz.show_tiles(np.ones((1, 4, 6, 1)), np.ones((1, 3, 3, 1))),
    "photographs": lambda: viz.show_photographs({"x": np.eye(3)}),
}
GRIDS = {name: show for name, show in FIGURES.items() if name != "photographs"}
PHONE = 358  # pixels between the margins, of 390
ZOOM = 0.84  # on a phone, as in site.css


def words(figure):
    return [text.get_text().replace(MINUS, "-") for text in figure.axes[0].texts]


def in_bold(text):
    return text.get_size() == CELL_SIZE and text.get_weight() == "bold"


def bold(figure):
    marked = filter(in_bold, figure.axes[0].texts)
    return [cell.get_text().replace(MINUS, "-") for cell in marked]


def plain(value):
    return format_number(value).replace(MINUS, "-")


@pytest.mark.parametrize("show", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_returned_and_repeats_to_the_byte(show):
    assert isinstance(show(), Figure)
    assert svg(show()) == svg(show())


@pytest.mark.parametrize("show", GRIDS.values(), ids=GRIDS)
def test_a_phone_shows_each_panel_whole_and_nothing_is_outside_them(show):
    figure = show()
    figure.set_dpi(96)  # pixels of a page
    figure.draw_without_rendering()
    panels = [panel.get_window_extent() for panel in figure.artists]
    assert max(panel.width for panel in panels) * ZOOM <= PHONE
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        inside = [box.x0 >= p.x0 and box.x1 <= p.x1 + 1 for p in panels]
        rows = [box.y0 >= p.y0 and box.y1 <= p.y1 for p in panels]
        assert sum(map(min, inside, rows)) == 1, text.get_text()
        assert text.get_size() * 96 / 72 * ZOOM >= 8.9


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


def test_forward_marks_the_window_the_kernel_and_the_unit():
    figure = viz.show_forward(*HAND[:3], (0, 0, 1, 0))
    window = HAND.x[0, 0:2, 1:4, 0].ravel()
    z = forward(*HAND[:3])
    marked = [*window, *HAND.w.ravel(), z[0, 0, 1, 0]]
    assert bold(figure) == [plain(v) for v in marked]


def test_im2col_marks_the_window_and_its_column():
    marked = bold(viz.show_im2col(BATCH.x, (2, 3), 2))
    column = [plain(v) for v in im2col(BATCH.x, (2, 3))[0, :, 2]]
    assert marked[12:] == column
    assert sorted(marked[:12]) == sorted(column)


def test_product_marks_the_row_the_column_and_their_unit():
    marked = bold(viz.show_product(*BATCH[:3], row=1, column=2))
    row = [plain(v) for v in BATCH.w[1].ravel()]
    column = [plain(v) for v in im2col(BATCH.x, (2, 3))[0, :, 2]]
    assert marked == [*column, *row, plain(forward(*BATCH[:3])[0, 1, 0, 1])]


def test_product_has_each_entry_of_z_below_its_column_and_beside_its_row():
    figure = viz.show_product(*BATCH[:3], row=1, column=2)
    places = [text.get_position() for text in figure.axes[0].texts if in_bold(text)]
    column, row, (unit,) = places[:12], places[12:24], places[24:]
    assert [x for x, _ in column] == pytest.approx([unit[0]] * 12)
    assert [y for _, y in row] == pytest.approx([unit[1]] * 12)
    assert words(figure)[0] == "Z[1, 2]\n= -8 + 1\n= -7"


def test_product_labels_a_weight_and_its_pixel_alike():
    texts = words(viz.show_product(*BATCH[:3], row=1, column=2))
    assert "1,0,1  7" in texts  # a row of X_col
    assert texts[texts.index("1,0,1") - 1] == "7"  # a column of W_mat


def test_sum_marks_an_address_its_offset_and_its_corner():
    assert bold(viz.show_sum([0, 1, 4], [0, 2], (2, 1))) == ["4", "2", "6"]
    assert bold(viz.show_sum([0, 1, 4], [0, 2])) == []


def test_weight_marks_every_use_and_its_gradient():
    marked = bold(viz.show_weight(HAND.dz, HAND.x, HAND.w, (0, 0, 1, 0)))
    assert marked == [*"2013", *"12", "-1", "3", "10"]


def test_each_reader_of_a_pixel_has_its_window_and_names_the_weight_on_it():
    figure = viz.show_readers(HAND.x, HAND.w, (1, 1))
    assert [text for text in words(figure) if text.startswith("w")] == [
        "window (0, 0): w[1, 1]",
        "window (0, 1): w[1, 0]",
        "window (1, 0): w[0, 1]",
        "window (1, 1): w[0, 0]",
    ]
    assert bold(figure) == [*"120013", *"201132", *"013201", *"132011"]


def test_with_a_stride_fewer_windows_read_a_pixel():
    shown = words(viz.show_readers(np.ones((1, 5, 5, 1)), HAND.w, (2, 2), stride=2))
    names = [text for text in shown if text.startswith("w")]
    assert names == ["window (1, 0): w[0, 2]", "window (1, 1): w[0, 0]"]


def test_a_pixel_that_no_window_reads_is_refused():
    with pytest.raises(
        ValueError, match=r"pixel must be read by a window; got \(2, 0\)"
    ):
        viz.show_readers(HAND.x, HAND.w, (2, 0), stride=2)


def test_scatter_shows_the_stamps_and_their_sum():
    texts = words(viz.show_scatter(HAND.dz, HAND.x, HAND.w))
    assert [t for t in texts if t.startswith("d")] == [
        "dz[0, 0, 0, 0] w",
        "dz[0, 0, 1, 0] w",
        "dz[0, 1, 0, 0] w",
        "dz[0, 1, 1, 0] w",
        "dx[0, :, :, 0]",
    ]
    assert " ".join(texts[-12:]) == "1 2 -1 -2 1 8 3 -3 -2 5 3 0"


def test_gather_marks_the_window_of_dz_and_the_pixel():
    marked = bold(viz.show_gather(HAND.dz, HAND.x, HAND.w, (1, 1)))
    assert marked[:6] == ["0", "1", "2", "0", "-1", "3"]
    assert marked[6:] == ["0", "1", "2", "-1", "0", "1", "8"]


def test_coverage_counts_windows():
    texts = words(viz.show_coverage((3, 5), (2, 3), stride=2))
    assert texts[-15:] == [*"11211", *"11211", *"00000"]


def test_a_shade_says_how_strongly_a_cell_is_tinted():
    shades = np.array([[0.0, 0.5, 1.0]])
    cells = draw([Grid("x", "x", np.zeros((1, 3)), shades=shades)]).axes[0].patches
    reds = [cell.get_facecolor()[0] for cell in cells]
    assert reds == pytest.approx([1, 0.5, 0])  # the colour of x has no red


@pytest.fixture
def grids(monkeypatch):
    """Return a function that gives the grids of a figure instead of drawing them."""
    modules = forward_grids, matrix_grids, backward_grids, transposed_grids
    for module in modules:
        monkeypatch.setattr(module, "draw", lambda *lines, **_: lines)

    def collect(show, *arguments, **settings):
        lines = show(*arguments, **settings)
        parts = [part for line in lines for part in line if isinstance(part, Grid)]
        return {grid.name: grid for grid in parts}

    return collect


X = samples.counting(2, 6, 7, 2) % 11
W3, BIAS = samples.batch().w, samples.batch().b
ODD = {"stride": (2, 3), "padding": ((1, 0), (0, 2))}
Z = forward(X, W3, BIAS, **ODD)
DZ = Z % 7 + 1
PADDED = pad(X, (2, 3), **ODD)
ZEROS = {(0, j) for j in range(9)} | {(i, j) for i in range(7) for j in (7, 8)}


def test_forward_on_an_odd_geometry(grids):
    drawn = grids(viz.show_forward, X, W3, BIAS, (1, 2, 1, 2), **ODD)
    for c in range(2):
        x, w = drawn[f"x[1, :, :, {c}]"], drawn[f"w[2, :, :, {c}]"]
        assert_array_equal(x.values, PADDED[1, :, :, c])
        assert_array_equal(w.values, W3[2, :, :, c])
        assert x.marked == {(4 + p, 3 + q) for p in range(2) for q in range(3)}
        assert x.muted == ZEROS
    z = drawn["z[1, :, :, 2]"]
    assert_array_equal(z.values, Z[1, :, :, 2])
    assert z.marked == {(2, 1)}


def test_forward_with_dilation_and_groups_shows_what_the_kernel_reads(grids):
    w = np.arange(48.0).reshape(4, 2, 3, 2)
    x = np.arange(2 * 5 * 8 * 4.0).reshape(2, 5, 8, 4)
    settings = {"dilation": (3, 2), "groups": 2, "stride": (1, 2)}
    drawn = grids(viz.show_forward, x, w, None, (1, 1, 1, 2), **settings)
    assert list(drawn) == [
        "x[1, :, :, 2]",
        "w[2, :, :, 0]",
        "x[1, :, :, 3]",
        "w[2, :, :, 1]",
        "z[1, :, :, 2]",
    ]
    for c in range(2):
        image = drawn[f"x[1, :, :, {2 + c}]"]
        assert_array_equal(image.values, x[1, :, :, 2 + c])
        assert image.marked == {(1 + i, 2 + j) for i in (0, 3) for j in (0, 2, 4)}
    z = forward(x, w, **settings)
    assert_array_equal(drawn["z[1, :, :, 2]"].values, z[1, :, :, 2])


def signs(line):
    return [part.text for part in line if isinstance(part, Sign)]


def test_forward_adds_the_sums_of_several_channels_and_the_bias(monkeypatch):
    monkeypatch.setattr(forward_grids, "draw", lambda *lines: lines)
    x, w, b = np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)), [-2]
    w[..., 1], w[..., 2] = -4, 0
    *channels, end = viz.show_forward(x, w, b, (0, 0, 0, 0))
    minus = "\N{MINUS SIGN}"
    assert [signs(line) for line in channels] == [
        ["*", "= 6"],
        ["*", f"= {minus}24"],
        ["*", "= 0"],
    ]
    assert signs(end) == [f"6 {minus} 24 + 0 {minus} 2 ="]
    assert end[-1].values == -20
    *_, end = viz.show_forward(x, w, None, (0, 0, 0, 0))
    assert signs(end) == [f"6 {minus} 24 + 0 ="]
    (line,) = viz.show_forward(x[..., :1], w[..., :1], b, (0, 0, 0, 0))
    assert signs(line) == ["*", f"{minus} 2 ="]


def test_layer_puts_a_plus_before_each_further_channel(monkeypatch):
    monkeypatch.setattr(forward_grids, "draw", lambda *lines: lines)
    x, w = np.ones((1, 2, 3, 2)), np.ones((1, 2, 3, 2))
    first, second = viz.show_layer(x, w, [5])
    assert (signs(first), signs(second)) == (["*"], ["+", "*", "+ 5 ="])


def test_layer_has_a_line_for_each_image_kernel_and_channel():
    names = [text for text in words(viz.show_layer(*BATCH[:3])) if "[" in text]
    expected = []
    for n, f in np.ndindex(2, 3):
        for c in range(2):
            expected += [f"x[{n}, :, :, {c}]", f"w[{f}, :, :, {c}]"]
        expected.append(f"z[{n}, :, :, {f}]")
    assert names == expected


def test_layer_draws_the_whole_layer_and_marks_nothing(grids):
    drawn = grids(viz.show_layer, X, W3, BIAS, **ODD)
    for n, f, c in np.ndindex(2, 3, 2):
        assert_array_equal(drawn[f"x[{n}, :, :, {c}]"].values, PADDED[n, :, :, c])
        assert_array_equal(drawn[f"w[{f}, :, :, {c}]"].values, W3[f, :, :, c])
        assert_array_equal(drawn[f"z[{n}, :, :, {f}]"].values, Z[n, :, :, f])
    assert not any(grid.marked for grid in drawn.values())


def test_layer_marks_a_window_for_each_unit_it_is_given(grids):
    drawn = grids(viz.show_layer, X[..., :1], W3[:1, ..., :1], units=[(1, 0, 1, 0)])
    KH, KW = W3.shape[1:3]
    window = {(p, q + 1) for p, q in np.ndindex(KH, KW)}
    assert drawn["x[1, :, :, 0]"].marked == window
    assert drawn["z[1, :, :, 0]"].marked == {(0, 1)}
    assert not drawn["x[0, :, :, 0]"].marked | drawn["z[0, :, :, 0]"].marked


def test_forward_frames_the_window_of_a_neighbour(grids):
    given = np.ones((1, 4, 7, 1)), np.ones((1, 2, 3, 1)), None, (0, 1, 0, 0)
    drawn = grids(viz.show_forward, *given, neighbour=(1, 1), stride=2)
    x, w, z = (drawn[f"{name}[0, :, :, 0]"] for name in "xwz")
    assert x.framed == {(i, j) for i in (2, 3) for j in (2, 3, 4)}
    assert (w.framed, z.framed) == (set(), {(1, 1)})


def test_coverage_shows_the_gaps_of_a_dilated_kernel(grids):
    (grid,) = grids(viz.show_coverage, (3, 7), (1, 2), dilation=(1, 4)).values()
    assert_array_equal(grid.values, [[1, 1, 1, 0, 1, 1, 1]] * 3)
    assert_array_equal(grid.shades == 0, grid.values == 0)
    assert not grid.muted


def test_tensor_and_memory_mark_one_unit(grids):
    drawn = grids(viz.show_tensor, "x", X, (1, 2, 3, 0))
    assert [grid.marked for grid in drawn.values()] == [set(), set(), {(2, 3)}, set()]
    (memory,) = grids(viz.show_memory, X, (1, 2, 3, 1)).values()
    assert memory.marked == {(8, 7)}
    assert (memory.rows[8], memory.columns[7]) == ("n=1 i=2", "3,1")
    assert_array_equal(memory.values, X.reshape(12, 14))


def test_coverage_on_an_odd_geometry(grids):
    (grid,) = grids(viz.show_coverage, (6, 7), (2, 3), **ODD).values()
    reads = np.zeros((7, 9))
    for i, j in np.ndindex(3, 3):
        reads[2 * i : 2 * i + 2, 3 * j : 3 * j + 3] += 1
    assert_array_equal(grid.values, reads)
    assert grid.muted == ZEROS
    assert_array_equal(grid.shades == 0, reads == 0)


def test_coverage_is_darker_where_more_windows_read(grids):
    (grid,) = grids(viz.show_coverage, (5, 5), 3).values()
    assert_array_equal(np.diff(grid.shades[2]) > 0, [True, True, False, False])


def test_im2col_on_an_odd_geometry(grids):
    drawn = grids(viz.show_im2col, PADDED, (2, 3), 5, stride=(2, 3))
    window = {(2 + p, 6 + q) for p in range(2) for q in range(3)}
    assert drawn["x[0, :, :, 0]"].marked == drawn["x[0, :, :, 1]"].marked == window
    matrix = drawn["X_col, rows p,q,c, columns i,j"]
    assert_array_equal(matrix.values, im2col(PADDED, (2, 3), stride=(2, 3))[0])
    assert matrix.marked == {(row, 5) for row in range(12)}
    assert (matrix.columns[5], matrix.rows[9]) == ("1,2", "1,1,1")


def test_product_on_an_odd_geometry(grids):
    show = viz.show_product
    drawn = grids(show, PADDED, W3, BIAS, row=2, column=5, stride=(2, 3))
    assert_array_equal(drawn["Z"].values, Z[0].reshape(9, 3).T)
    assert drawn["Z"].marked == {(2, 5)}
    assert drawn["W_mat"].marked == {(2, k) for k in range(12)}
    assert drawn["X_col"].marked == {(k, 5) for k in range(12)}
    assert drawn["X_col"].cell == drawn["Z"].cell


def test_weight_on_an_odd_geometry_adds_up_what_it_shows(grids):
    drawn = grids(viz.show_weight, DZ, X, W3, (2, 1, 0, 1), **ODD)
    x, dz, dw = drawn.values()
    assert x.marked == {(2 * a + 1, 3 * b) for a, b in np.ndindex(3, 3)}
    shown = sum(
        x.values[2 * a + 1, 3 * b] * dz.values[a, b] for a, b in np.ndindex(3, 3)
    )
    assert dw.marked == {(1, 0)}
    assert dw.values[1, 0] == shown
    assert_array_equal(dz.values, DZ[0, :, :, 2])


def test_scatter_on_an_odd_geometry_adds_up(grids):
    w, dz = W3[:1], DZ[..., :1]
    drawn = grids(viz.show_scatter, dz, X, w, **ODD)
    *all_stamps, dx = drawn.values()
    assert len(all_stamps) == 9
    assert_array_equal(sum(stamp.values for stamp in all_stamps), dx.values)
    assert_array_equal(dx.values, backward(dz, X, w, **ODD).dx[0, :, :, 0])
    stamp = drawn["dz[0, 1, 1, 0] w"]
    inside = {(1 + p, 3 + q) for p in range(2) for q in range(3)}
    assert stamp.marked == inside
    assert stamp.muted == set(np.ndindex(6, 7)) - inside


def test_gather_on_an_odd_geometry_adds_up(grids):
    w, dz = W3[:1], DZ[..., :1]
    around, kernel, dx = grids(viz.show_gather, dz, X, w, (3, 4), **ODD).values()
    assert_array_equal(kernel.values, w[0, ::-1, ::-1, 0])
    window = around.values[3:5, 4:7]
    assert around.marked == {(3 + p, 4 + q) for p in range(2) for q in range(3)}
    assert np.sum(window * kernel.values) == dx.values[3, 4]
    assert dx.marked == {(3, 4)}
    assert_array_equal(dx.values, backward(dz, X, w, **ODD).dx[0, :, :, 0])
    filled = {(int(i), int(j)) for i, j in np.argwhere(around.values)}
    assert around.muted == set(np.ndindex(around.values.shape)) - filled


def test_gather_tells_three_kinds_of_zeros_apart(grids):
    x, w, dz = np.ones((1, 5, 6, 1)), np.ones((1, 3, 3, 1)), np.ones((1, 2, 2, 1))
    how = {"stride": 2, "padding": ((1, 0), (0, 0))}
    grid, *_ = grids(viz.show_gather, dz, x, w, (2, 2), **how).values()
    around, between, left_over = grid.kinds.values()
    cells = set(np.ndindex(grid.values.shape))
    assert around == {(i, j) for i, j in cells if i in (0, 5, 6) or j in (0, 1, 6, 7)}
    assert left_over == {(i, j) for i, j in cells - around if i == 4 or j == 5}
    assert between == {
        (i, j) for i, j in cells - around - left_over if i == 2 or j == 3
    }
    hatches = [{grid.hatches[cell] for cell in kind} for kind in grid.kinds.values()]
    assert len(set.union(*hatches)) == sum(map(len, hatches)) == 3


def test_stamps_lie_a_stride_apart_and_add_up(grids):
    small, w = np.array([1.0, 2, -1]), np.array([2.0, 1, 3])
    (grid,) = grids(viz.show_stamps, small, w, stride=2).values()
    assert_array_equal(
        grid.values,
        [
            [2, 1, 3, 0, 0, 0, 0],
            [0, 0, 4, 2, 6, 0, 0],
            [0, 0, 0, 0, -2, -1, -3],
            [2, 1, 7, 2, 4, -1, -3],
        ],
    )
    stamped = {(k, 2 * k + q) for k in range(3) for q in range(3)}
    assert grid.muted == set(np.ndindex(3, 7)) - stamped
    assert grid.marked == {(3, 2), (3, 4)}
    assert grid.rows == ["1 times w", "2 times w", f"{MINUS}1 times w", "sum"]


def test_stamps_of_zero_are_stamps_and_gaps_are_none(grids):
    (grid,) = grids(viz.show_stamps, [0, 5], [0, 3], stride=3).values()
    assert_array_equal(grid.values, [[0] * 5, [0, 0, 0, 0, 15], [0, 0, 0, 0, 15]])
    assert grid.muted == {(0, 2), (0, 3), (0, 4), (1, 0), (1, 1), (1, 2)}
    assert grid.marked == set()


def test_stamp_counts_are_darkest_where_most_stamps_fall(grids):
    how = {"stride": (2, 1)}
    (grid,) = grids(viz.show_stamp_counts, (2, 3), (3, 2), **how).values()
    along_rows, along_columns = [1, 1, 2, 1, 1], [1, 2, 2, 1]
    assert_array_equal(grid.values, np.outer(along_rows, along_columns))
    order = np.argsort(grid.values, axis=None, kind="stable")
    assert np.all(np.diff(grid.shades.ravel()[order]) >= 0)
    assert len(np.unique(grid.shades)) == len(np.unique(grid.values)) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1]], [1]), "small"),
        (([1], [[1]]), "w"),
        (([], [1]), "small"),
        (([1], []), "w"),
    ],
)
def test_stamps_of_anything_but_rows_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        viz.show_stamps(*arguments)


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


def test_wide_numbers_get_wide_cells():
    assert Grid("x", "x", np.array([[1.0]])).cell == 1
    assert Grid("x", "x", np.array([[-12345.0]])).cell > 1.2


def test_marked_cells_have_a_thick_border_and_muted_ones_a_hatch():
    grid = Grid("x", "x", np.zeros((1, 3)), marked={(0, 0)}, muted={(0, 1)})
    marked, muted, plain_cell = draw([grid]).axes[0].patches
    assert marked.get_linewidth() > plain_cell.get_linewidth()
    assert [p.get_hatch() for p in (marked, muted, plain_cell)] == [None, "////", None]


def test_photographs_are_clipped_and_grey_ones_run_from_black_to_white():
    figure = viz.show_photographs({"a": np.full((2, 2, 3), 300.0), "b": np.eye(2)})
    colour, grey = (axes.images[0] for axes in figure.axes)
    assert_array_equal(colour.get_array(), np.full((2, 2, 3), 248))
    assert grey.get_cmap()(0.0)[:3] == (0, 0, 0)
    assert [axes.get_title() for axes in figure.axes] == ["a", "b"]


def test_signed_photographs_share_one_scale_with_0_in_the_middle():
    images = {"a": np.eye(2), "b": 2 - 5 * np.eye(2), "c": np.eye(2)}
    figure = viz.show_photographs(images, signed=["a", "b"])
    limits = [axes.images[0].get_clim() for axes in figure.axes]
    assert limits == [(-3, 3), (-3, 3), (0, 1)]


def test_errors_are_drawn_over_their_steps_and_zero_at_the_bottom():
    figure = viz.show_errors([0.1, 1], {"curved": [1e-3, 1e-2], "straight": [1e-9, 0]})
    (axes,) = figure.axes
    curved, straight, *_ = axes.lines
    assert_array_equal(curved.get_xydata(), [[0.1, 1e-3], [1, 1e-2]])
    assert straight.get_ydata()[0] == 1e-9
    assert 0 < straight.get_ydata()[1] < 1e-16
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    colors = {text.get_text(): text.get_color() for text in axes.texts}
    assert colors["curved"] == curved.get_color()
    assert colors["straight"] == straight.get_color()


def test_slopes_of_the_two_errors_are_drawn_as_u_over_h_and_h_squared():
    figure = viz.show_errors([1e-9, 1e-4, 1], {"curved": [1e-5, 1e-8, 0.1]})
    _, rounding, truncation = figure.axes[0].lines
    h, error = rounding.get_data()
    assert_allclose(error, 2.0**-53 / h)
    h, error = truncation.get_data()
    assert_allclose(error, h**2)
    assert [text.get_text() for text in figure.axes[0].texts][1:] == ["u/h", "h²"]


def test_central_difference_at_the_kink_is_drawn_with_half_the_slope():
    (axes,) = viz.show_kink(slope=6, h=0.5).axes
    loss, difference = (line.get_xydata() for line in axes.lines)
    assert_array_equal(loss, [[-0.75, 0], [0, 0], [0.75, 4.5]])
    assert_array_equal(difference, [[-0.5, 0], [0.5, 3]])
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["slope 0", "slope 6", "central difference"]


def test_cosines_have_a_chart_for_each_training_and_name_the_lowest_value():
    charts = {
        "not rotated": {"first": [0.5, -0.5], "second": [0.3, 0.3], "all": [0.9, 0.8]},
        "not spread": {"first": [0.4, 0.6], "second": [1, 1], "all": [0.7, 0.2]},
    }
    figure = viz.show_cosines([0, 50], charts)
    assert figure.get_figwidth() <= 3.9
    assert [axes.get_title(loc="left") for axes in figure.axes] == list(charts)
    for axes, curves in zip(figure.axes, charts.values(), strict=True):
        drawn = [line.get_ydata() for line in axes.lines[1:]]
        assert_array_equal(drawn, list(curves.values()))
        assert axes.get_ylim() == (-0.75, 1.04)
    lowest = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert lowest == [["\N{MINUS SIGN}0.5"], ["0.2"]]
    (legend,) = figure.legends
    names = ["first", "second", "all"]
    assert [text.get_text() for text in legend.get_texts()] == names


def test_source_without_a_docstring_loses_nothing():
    def plainly(x):
        return x

    assert "return x" in viz.show_source(plainly).data


def test_source_is_shown_without_its_decorators():
    shown = viz.show_source(bugs.cropping.function).data
    assert shown.startswith("```python\ndef cropping(dz, x, w, *")


def test_source_is_shown_without_its_types():
    def sum_of(x: list[float], /, *more: float, digits: int = 3, **rest: str) -> float:
        total: float = sum(x)
        return round(total, digits)

    lines = viz.show_source(sum_of).data.splitlines()
    assert lines[1:-1] == [
        "def sum_of(x, /, *more, digits=3, **rest):",
        "    total: float = sum(x)",
        "    return round(total, digits)",
    ]


def test_source_is_shown_without_its_docstring():
    shown = viz.show_source(forward).data
    assert shown.startswith("```python\ndef forward(\n    x, w, b=None, *, stride=1")
    assert '"""' not in shown
    assert "Z = W_mat @ X_col + b" in shown


@pytest.mark.parametrize(
    ("error", "word", "call"),
    [
        (ValueError, "4 axes", lambda: viz.show_tensor("x", BATCH.x[0])),
        (ValueError, "'b'", lambda: viz.show_tensor("b", BATCH.x)),
        (ValueError, "'y'", lambda: viz.show_tensor("y", BATCH.x)),
        (ValueError, "unit", lambda: viz.show_tensor("x", BATCH.x, (0, 9, 0, 0))),
        (ValueError, "unit", lambda: viz.show_memory(BATCH.x, (0, 0, 0))),
        (ValueError, "unit", lambda: viz.show_forward(*HAND[:3], (0, 2, 0, 0))),
        (ValueError, "unit", lambda: viz.show_layer(*HAND[:3], units=[(0, 2, 0, 0)])),
        (ValueError, "maps", lambda: viz.show_layer(*HAND[:3], units=[(0,) * 4] * 2)),
        (
            ValueError,
            "neighbour",
            lambda: viz.show_forward(*HAND[:3], (0, 0, 0, 0), neighbour=(0, 2)),
        ),
        (ValueError, "column", lambda: viz.show_im2col(BATCH.x, 2, 6)),
        (TypeError, "column", lambda: viz.show_im2col(BATCH.x, 2, 1.5)),
        (ValueError, "row", lambda: viz.show_product(*BATCH[:3], row=3, column=0)),
        (ValueError, "column", lambda: viz.show_product(*BATCH[:3], row=0, column=4)),
        (ValueError, "weight", lambda: viz.show_weight(*BACK, (1, 0, 0, 0))),
        (ValueError, "pixel", lambda: viz.show_gather(*BACK, (3, 0))),
        (ValueError, "dz", lambda: viz.show_scatter(HAND.dz[:, :1], HAND.x, HAND.w)),
        (ValueError, "image_size", lambda: viz.show_coverage((5,), 3)),
        (ValueError, "offsets", lambda: viz.show_sum([[0]], [0])),
        (ValueError, "marked", lambda: viz.show_sum([0, 1], [0], (2, 0))),
        (TypeError, "dict", lambda: viz.show_photographs([np.eye(3)])),
        (ValueError, "at least one", lambda: viz.show_photographs({})),
        (
            ValueError,
            "signed",
            lambda: viz.show_photographs({"a": np.eye(2)}, signed=["b"]),
        ),
        (
            ValueError,
            "one kernel",
            lambda: viz.show_scatter(BATCH.dz, BATCH.x, BATCH.w),
        ),
        (
            ValueError,
            "one kernel",
            lambda: viz.show_gather(BATCH.dz, BATCH.x, BATCH.w, (0, 0)),
        ),
        (ValueError, "one image", lambda: viz.show_im2col(BATCH.x[:0], 2, 0)),
        (ValueError, "one image", lambda: viz.show_tensor("x", BATCH.x[:0])),
        (TypeError, "defined in a Python file", lambda: viz.show_source(lambda x: x)),
        (ValueError, "'a'", lambda: viz.show_photographs({"a": [[1], [1, 2]]})),
        (ValueError, "'a'", lambda: viz.show_photographs({"a": np.ones((0, 3))})),
        (ValueError, "name", lambda: viz.show_tensor(["x"], BATCH.x)),
        (TypeError, "'a'", lambda: viz.show_photographs({"a": np.array([["b"]])})),
        (ValueError, "'a'", lambda: viz.show_photographs({"a": np.ones((2, 2, 4))})),
        (ValueError, "steps must be", lambda: viz.show_errors([0, 1], {"a": [1, 1]})),
        (TypeError, "errors must be a dict", lambda: viz.show_errors([1], [1])),
        (ValueError, "1 to 4 curves; got 0", lambda: viz.show_errors([1], {})),
        (ValueError, "'a' must have", lambda: viz.show_errors([1], {"a": [1, 2]})),
        (ValueError, "'a' must be finite", lambda: viz.show_errors([1], {"a": [-1]})),
        (ValueError, "'a' must be", lambda: viz.show_errors([1], {"a": [np.nan]})),
        (TypeError, "charts must be a dict", lambda: viz.show_cosines([1], [1])),
        (ValueError, "at least one chart", lambda: viz.show_cosines([1], {})),
        (TypeError, "'a' must be a dict", lambda: viz.show_cosines([1], {"a": [1]})),
        (ValueError, "1 to 4 curves", lambda: viz.show_cosines([1], {"a": {}})),
        (ValueError, "'b' must", lambda: viz.show_cosines([1], {"a": {"b": [1, 1]}})),
        (ValueError, "slope must", lambda: viz.show_kink(slope=0)),
        (ValueError, "between", lambda: viz.show_cosines([1], {"a": {"b": [2]}})),
        (ValueError, "between", lambda: viz.show_cosines([1], {"a": {"b": [np.nan]}})),
        (TypeError, "function", lambda: viz.show_source(3)),
        (TypeError, "function", lambda: viz.show_source(len)),
    ],
)
def test_figures_refuse(error, word, call):
    with pytest.raises(error, match=word):
        call()
