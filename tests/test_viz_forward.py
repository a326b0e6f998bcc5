"""Grids of the forward pass show the windows that convlab reads."""

import numpy as np
from numpy.testing import assert_array_equal

from convlab import forward, samples, viz
from convlab.viz.grid import Sign
from drawn_grids import (
    BIAS,
    ODD,
    PADDED,
    W3,
    ZEROS,
    X,
    Z,
    bold,
    grids,
    lines,
    plain,
    words,
)

HAND = samples.by_hand()
BATCH = samples.batch()


def test_forward_marks_the_window_the_kernel_and_the_unit():
    figure = viz.show_forward(*HAND[:3], (0, 0, 1, 0))
    window = HAND.x[0, 0:2, 1:4, 0].ravel()
    z = forward(*HAND[:3])
    marked = [*window, *HAND.w.ravel(), z[0, 0, 1, 0]]
    assert bold(figure) == [plain(v) for v in marked]


def test_forward_on_an_odd_geometry():
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


def test_forward_with_dilation_and_groups_shows_what_the_kernel_reads():
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


def test_coverage_counts_windows():
    texts = words(viz.show_coverage((3, 5), (2, 3), stride=2))
    assert texts[-15:] == [*"11211", *"11211", *"00000"]


def test_forward_adds_the_sums_of_several_channels_and_the_bias():
    x, w, b = np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)), [-2]
    w[..., 1], w[..., 2] = -4, 0
    *channels, end = lines(viz.show_forward, x, w, b, (0, 0, 0, 0))
    minus = "\N{MINUS SIGN}"
    assert [signs(line) for line in channels] == [
        ["*", "= 6"],
        ["*", f"= {minus}24"],
        ["*", "= 0"],
    ]
    assert signs(end) == [f"6 {minus} 24 + 0 {minus} 2 ="]
    assert end[-1].values == -20
    *_, end = lines(viz.show_forward, x, w, None, (0, 0, 0, 0))
    assert signs(end) == [f"6 {minus} 24 + 0 ="]
    (line,) = lines(viz.show_forward, x[..., :1], w[..., :1], b, (0, 0, 0, 0))
    assert signs(line) == ["*", f"{minus} 2 ="]


def test_layer_puts_a_plus_before_each_further_channel():
    x, w = np.ones((1, 2, 3, 2)), np.ones((1, 2, 3, 2))
    first, second = lines(viz.show_layer, x, w, [5])
    assert (signs(first), signs(second)) == (["*"], ["+", "*", "+ 5 ="])


def test_layer_has_a_line_for_each_image_kernel_and_channel():
    names = [text for text in words(viz.show_layer(*BATCH[:3])) if "[" in text]
    expected = []
    for n, f in np.ndindex(2, 3):
        for c in range(2):
            expected += [f"x[{n}, :, :, {c}]", f"w[{f}, :, :, {c}]"]
        expected.append(f"z[{n}, :, :, {f}]")
    assert names == expected


def test_layer_draws_the_whole_layer_and_marks_nothing():
    drawn = grids(viz.show_layer, X, W3, BIAS, **ODD)
    for n, f, c in np.ndindex(2, 3, 2):
        assert_array_equal(drawn[f"x[{n}, :, :, {c}]"].values, PADDED[n, :, :, c])
        assert_array_equal(drawn[f"w[{f}, :, :, {c}]"].values, W3[f, :, :, c])
        assert_array_equal(drawn[f"z[{n}, :, :, {f}]"].values, Z[n, :, :, f])
    assert not any(grid.marked for grid in drawn.values())


def test_layer_marks_a_window_for_each_unit_it_is_given():
    drawn = grids(viz.show_layer, X[..., :1], W3[:1, ..., :1], units=[(1, 0, 1, 0)])
    KH, KW = W3.shape[1:3]
    window = {(p, q + 1) for p, q in np.ndindex(KH, KW)}
    assert drawn["x[1, :, :, 0]"].marked == window
    assert drawn["z[1, :, :, 0]"].marked == {(0, 1)}
    assert not drawn["x[0, :, :, 0]"].marked | drawn["z[0, :, :, 0]"].marked


def test_forward_frames_the_window_of_a_neighbour():
    given = np.ones((1, 4, 7, 1)), np.ones((1, 2, 3, 1)), None, (0, 1, 0, 0)
    drawn = grids(viz.show_forward, *given, neighbour=(1, 1), stride=2)
    x, w, z = (drawn[f"{name}[0, :, :, 0]"] for name in "xwz")
    assert x.framed == {(i, j) for i in (2, 3) for j in (2, 3, 4)}
    assert (w.framed, z.framed) == (set(), {(1, 1)})


def test_coverage_shows_the_gaps_of_a_dilated_kernel():
    (grid,) = grids(viz.show_coverage, (3, 7), (1, 2), dilation=(1, 4)).values()
    assert_array_equal(grid.values, [[1, 1, 1, 0, 1, 1, 1]] * 3)
    assert_array_equal(grid.shades == 0, grid.values == 0)
    assert not grid.muted


def test_tensor_and_memory_mark_one_unit():
    drawn = grids(viz.show_tensor, "x", X, (1, 2, 3, 0))
    assert [grid.marked for grid in drawn.values()] == [set(), set(), {(2, 3)}, set()]
    (memory,) = grids(viz.show_memory, X, (1, 2, 3, 1)).values()
    assert memory.marked == {(8, 7)}
    assert (memory.rows[8], memory.columns[7]) == ("n=1 i=2", "3,1")
    assert_array_equal(memory.values, X.reshape(12, 14))


def test_coverage_on_an_odd_geometry():
    (grid,) = grids(viz.show_coverage, (6, 7), (2, 3), **ODD).values()
    reads = np.zeros((7, 9))
    for i, j in np.ndindex(3, 3):
        reads[2 * i : 2 * i + 2, 3 * j : 3 * j + 3] += 1
    assert_array_equal(grid.values, reads)
    assert grid.muted == ZEROS
    assert_array_equal(grid.shades == 0, reads == 0)


def test_coverage_is_darker_where_more_windows_read():
    (grid,) = grids(viz.show_coverage, (5, 5), 3).values()
    assert_array_equal(np.diff(grid.shades[2]) > 0, [True, True, False, False])
