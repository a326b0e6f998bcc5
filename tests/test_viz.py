"""Every figure repeats to the byte, fits a phone, and refuses what it cannot draw."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from convlab import samples, viz
from convlab.fast.toom_cook import tile
from drawn_grids import POOLED
from svg import svg

HAND = samples.by_hand()
BATCH = samples.batch()
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
    "pooling": lambda: viz.show_pooling(*POOLED, 2),
    "readers": lambda: viz.show_readers(HAND.x, HAND.w, (1, 1)),
    "scatter": lambda: viz.show_scatter(HAND.dz, HAND.x, HAND.w),
    "gather": lambda: viz.show_gather(HAND.dz, HAND.x, HAND.w, (1, 1)),
    "stamps": lambda: viz.show_stamps([1, 2, -1], [2, 1, 3], stride=2),
    "stamp counts": lambda: viz.show_stamp_counts((3, 3), 4, stride=2),
    "stack": lambda: viz.show_stack([(3, 1, 1), (3, 1, 2), (3, 1, 4)]),
    "channels": lambda: viz.show_channels(4, [(4, 4), (6, 1)]),
    "transforms": lambda: viz.show_transforms(tile(2, 3, 1)),
    "tiles": lambda: viz.show_tiles(np.ones((1, 4, 6, 1)), np.ones((1, 3, 3, 1))),
    "split stride": lambda: viz.show_split_stride([1, 2, 0, 1, 3], [3, 1, 2], 2),
    "row tile": lambda: viz.show_row_tile(np.ones((4, 4)), np.ones((3, 3))),
    "lowered": lambda: viz.show_lowered(samples.counting(1, 3, 4, 1), (2, 3)),
    "patches": lambda: viz.show_patches(np.arange(10) % 4, [3, 1, 2], 6),
    "photographs": lambda: viz.show_photographs({"x": np.eye(3)}),
}
GRIDS = {name: show for name, show in FIGURES.items() if name != "photographs"}
PHONE = 358  # pixels between the margins, of 390
ZOOM = 0.84  # on a phone, as in site.css


@pytest.mark.parametrize("show", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_returned_and_repeats_to_the_byte(show):
    assert isinstance(show(), Figure)
    assert show().get_facecolor() == (0, 0, 0, 0)
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
        (
            ValueError,
            "one image",
            lambda: viz.show_pooling(*(a[:0] for a in POOLED), 2),
        ),
        (
            ValueError,
            "dz",
            lambda: viz.show_pooling(POOLED[0].repeat(2, 3), POOLED[1], 2),
        ),
        (ValueError, "size must", lambda: viz.show_pooling(*POOLED, (2, 5))),
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
        (ValueError, "between", lambda: viz.show_cosines([1], {"a": {"b": [2]}})),
        (ValueError, "between", lambda: viz.show_cosines([1], {"a": {"b": [np.nan]}})),
        (TypeError, "function", lambda: viz.show_source(3)),
        (TypeError, "function", lambda: viz.show_source(len)),
    ],
)
def test_figures_refuse(error, word, call):
    with pytest.raises(error, match=word):
        call()
