"""Matrices in the explorers: in line with each other, transposed, folded and edited."""

import pytest
from expected import VIEWS, write
from explorer import EXPLORERS, home, read, state_of, visit_moment
from test_explorers_motion import HOLD, drag
from test_explorers_shown import check_frame
from visit import Visit

SCHEME = {  # above, at the left, and where rows and columns cross
    "product": ("cols", "W_mat", "Z"),
    "fold": ("dZ", "W_mat_T", "dcols"),
}
# How far the cells where rows and columns cross are out of line with both grids.
OUT_OF_LINE = """(root, [above, left, cross]) => {
  const find = (array) => [...root.querySelectorAll(`[data-array="${array}"] td`)]
    .filter((cell) => cell.dataset.index)
    .map((cell) => [cell.dataset.index.split(","), cell.getBoundingClientRect()]);
  const [columns, rows] = [new Map(), new Map()];
  for (const [index, place] of find(above)) columns.set(index.at(-1), place);
  for (const [index, place] of find(left)) rows.set(index[0], place);
  return Math.max(...find(cross).flatMap(([[, i, j], place]) => [
    Math.abs(place.left - columns.get(j).left),
    Math.abs(place.right - columns.get(j).right),
    Math.abs(place.top - rows.get(i).top),
    Math.abs(place.bottom - rows.get(i).bottom),
  ]));
}"""
# Of every copy that flies, its number, and the cells where it lifts off and lands.
FLOWN = """(root, arrays) => {
  const middle = (node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const find = (array, [x, y]) =>
    [...root.querySelectorAll(`[data-array="${array}"] td[data-index]`)].find((cell) =>
      Math.hypot(middle(cell)[0] - x, middle(cell)[1] - y) < 2)?.dataset.index;
  return [...root.querySelectorAll(".flying")].map((copy) => {
    const [flight] = copy.getAnimations();
    const cells = arrays.map((array, end) => {
      flight.currentTime = end * flight.effect.getTiming().duration;
      return find(array, middle(copy));
    });
    flight.currentTime = 0;
    return [copy.textContent, ...cells];
  });
}"""
FINISH = """(root) => {
  for (const copy of root.querySelectorAll(".flying")) copy.getAnimations()[0].finish();
}"""


@pytest.fixture
def lively(browser, addresses):
    """Return a function that opens an explorer with motion, and holds every flight."""
    context = browser.new_context(reduced_motion="no-preference")
    readers = []

    def begin(name, **state):
        readers.append(Visit(context, addresses["http"]))
        page = readers[-1].open(home(name))
        page.evaluate(HOLD)
        explorer = EXPLORERS[name](**state)
        visit_moment(page, name, state_of(explorer))
        layer = VIEWS[name, explorer.view](explorer.sizes, {})
        return page.locator(f'[data-explorer="{name}"]'), layer

    yield begin
    context.close()
    assert not any(reader.faults for reader in readers)


def wait_for_a_copy(root):
    root.locator(".flying").first.wait_for()
    return root.locator(".flying").first.element_handle()


def fly(root, start, end):
    """Return number, start and end of what flies, the cells as indices."""
    root.locator(".flying").first.wait_for()
    found = root.evaluate(FLOWN, [start, end])
    return {(text, *(eval(f"({cell},)") for cell in cells)) for text, *cells in found}


def show(page, name, **state):
    explorer = EXPLORERS[name](**state)
    other = int(explorer.step == 0)
    visit_moment(page, name, state_of(explorer, step=other))  # or the link does nothing
    visit_moment(page, name, state_of(explorer))
    return page.locator(f'[data-explorer="{name}"]')


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("view", SCHEME)
@pytest.mark.parametrize(
    "state",
    [{}, {"C": 2, "F": 2}, {"H": 5, "W": 6, "F": 3, "step": 7}],
    ids=["first", "two channels and kernels", "too wide for the page"],
)
@pytest.mark.parametrize("edits", [{}, {"w:0,0,0,0": -1234.5}], ids=["", "wide"])
def test_a_row_and_a_column_cross_in_what_they_make(visit, width, view, state, edits):
    page = visit(width=width).open(home("im2col"))
    root = show(page, "im2col", view=view, edits=edits, **state)
    assert root.evaluate(OUT_OF_LINE, SCHEME[view]) < 0.6
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("view", SCHEME)
def test_typing_a_wide_number_keeps_the_columns_in_line(visit, view):
    page = visit().open(home("im2col"))
    root = show(page, "im2col", view=view)
    root.locator(f'[data-array="{SCHEME[view][1]}"] [data-index]').first.focus()
    page.keyboard.type("-98765")
    assert root.evaluate(OUT_OF_LINE, SCHEME[view]) < 0.6


def test_on_a_phone_the_first_scheme_needs_no_scrolling(visit):
    page = visit(width=390).open(home("im2col"))
    root = show(page, "im2col", view="product")
    for box in root.locator(".scheme, .scheme .scroller").all():
        assert box.evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_the_pixels_of_a_window_fly_into_their_column(lively):
    root, layer = lively("im2col", view="matrix", step=1, C=2, padding=1)
    i, j = layer.windows[1]
    cells = [(layer.under(i, j, *each), k) for k, each in enumerate(layer.elements)]
    expected = {(write(layer.x[pixel]), pixel, (0, k, 1)) for pixel, k in cells}
    assert fly(root, "x", "cols") == expected


def test_the_entries_of_a_column_fly_back_to_their_pixels(lively):
    root, layer = lively("im2col", view="fold", step=2)
    a, b = layer.windows[2]
    of_the_product = wait_for_a_copy(root)
    root.evaluate(FINISH)
    of_the_product.wait_for_element_state("hidden")
    factors = [layer.factors_of_copy(k, 2) for k in range(len(layer.elements))]
    values = [write(sum(one * other for one, other in each)) for each in factors]
    expected = {
        (value, (0, k, 2), layer.under(a, b, *layer.elements[k]))
        for k, value in enumerate(values)
    }
    assert fly(root, "dcols", "dx") == expected


@pytest.mark.parametrize("to", ["backward", "forward"])
def test_the_weights_of_a_cross_its_diagonal(lively, to):
    first = "forward" if to == "backward" else "backward"
    root, layer = lively("matrices", view=first, F=2)
    of_the_step = wait_for_a_copy(root)
    names = ("A", "A_T") if to == "backward" else ("A_T", "A")
    button = root.get_by_role("group", name="view").get_by_role("button")
    button.nth(EXPLORERS["matrices"].VIEWS.index(to)).click()
    of_the_step.wait_for_element_state("hidden")
    units, pixels = layer.units.index, layer.pixels.index
    weights = {
        (units((a, b, f)), pixels((i, j, c))): layer.w[f, p, q, c]
        for i, j, c in layer.pixels
        for a, b, p, q in layer.paths(i, j)
        for f in range(layer.F)
    }
    cells = {(write(weight), *at) for at, weight in weights.items()}
    expected = {
        (text, (r, t), (t, r)) if to == "backward" else (text, (t, r), (r, t))
        for text, r, t in cells
    }
    assert fly(root, *names) == expected


def test_a_reader_who_asked_for_no_motion_sees_the_transpose_at_once(visit):
    page = visit().open(home("matrices"))
    root = show(page, "matrices")
    page.clock.install()
    root.get_by_role("button", name="dx =").click()
    page.clock.run_for(2000)
    assert root.locator(".flying, .landing").count() == 0
    explorer = EXPLORERS["matrices"](view="backward")
    page.mouse.move(0, 0)
    layer = VIEWS["matrices", "backward"](explorer.sizes, {})
    check_frame(read(page, "matrices"), layer, 0)


@pytest.mark.parametrize(
    ("name", "view", "array", "cells", "steps"),
    [
        ("im2col", "matrix", "x", ["0,0,0,0", "0,1,1,0", "0,0,3,0"], [3, 1]),
        ("im2col", "matrix", "cols", ["0,0,0", "0,2,3", "0,1,1"], [3, 1]),
        ("im2col", "product", "Z", ["0,0,0", "0,0,2", "0,0,1"], [2, 1]),
        ("im2col", "fold", "dcols", ["0,0,0", "0,2,3", "0,1,1"], [3, 1]),
        ("im2col", "fold", "dx", ["0,0,0,0", "0,2,1,0", "0,0,1,0"], [3, 1]),
        ("matrices", "forward", "z", ["0,0,0,0", "0,1,0,0", "0,0,1,0"], [2, 1]),
        ("matrices", "forward", "image", ["0,0,0,0", "0,1,1,0", "0,2,0,0"], [3, 2]),
        ("matrices", "backward", "dx", ["0,0,0,0", "0,1,2,0", "0,0,1,0"], [6, 1]),
    ],
)
def test_what_a_step_is_about_can_be_dragged(
    explorer_page, name, view, array, cells, steps
):
    page = explorer_page(name)
    show(page, name, view=view)
    assert drag(page, name, array, cells) == steps


@pytest.mark.parametrize(
    ("name", "view", "cell", "given"),
    [
        ("im2col", "matrix", "cols:0,3,1", "x:0,1,1,0"),
        ("im2col", "product", "W_mat:0,4", "w:0,1,1,0"),
        ("im2col", "fold", "W_mat_T:4,0", "w:0,1,1,0"),
        ("im2col", "fold", "dZ:0,0,2", "dz:0,1,0,0"),
        ("matrices", "forward", "A:1,6", "w:0,1,1,0"),
        ("matrices", "forward", "image:0,1,1,0", "x:0,1,1,0"),
        ("matrices", "backward", "A_T:6,1", "w:0,1,1,0"),
        ("matrices", "backward", "dz:0,1,0,0", "dz:0,1,0,0"),
    ],
)
def test_typing_over_a_copy_changes_the_number_and_all_its_copies(
    explorer_page, name, view, cell, given
):
    page = explorer_page(name)
    root = show(page, name, view=view, step=1)
    array, index = cell.split(":")
    root.locator(f'[data-array="{array}"] [data-index="{index}"]').focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    explorer = EXPLORERS[name](view=view, step=1, edits={given: 7})
    check_frame(read(page, name), VIEWS[name, view](explorer.sizes, explorer.edits), 1)


def test_zeros_of_the_padding_and_of_a_are_not_given(explorer_page):
    root = show(explorer_page("im2col"), "im2col", view="matrix", padding=1)
    for k, is_given in [(0, False), (5, True)]:  # of the window at the corner
        cell = root.locator(f'[data-array="cols"] [data-index="0,{k},0"]')
        assert (cell.get_attribute("data-edit") is not None) == is_given
    root = show(explorer_page("matrices"), "matrices")
    zero = root.locator('[data-array="A"] td.zero').first
    assert zero.get_attribute("data-edit") is None
