"""The stepping slider of the im2col chapter, in a page without a kernel."""

import pytest
from playwright.sync_api import expect

from convlab import im2col, samples

MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module", params=["http", "file"])
def reader(request, begin_visit):
    """Return a visit that the tests below share."""
    reader = begin_visit(scheme=request.param)
    reader.open("im2col.html")
    yield reader
    reader.page.close()


@pytest.fixture
def explorer(reader):
    return reader.page.locator('[data-explorer="im2col"]').first


def marked_columns(explorer):
    """Return the columns of cols that hold a marked cell."""
    cells = explorer.locator('[data-array="cols"] [data-index].current')
    indices = cells.evaluate_all("cells => cells.map((cell) => cell.dataset.index)")
    return {int(index.split(",")[-1]) for index in indices}


def test_the_keyboard_moves_the_slider_and_the_marked_column(explorer, reader):
    slider = explorer.locator("input[type=range]").first
    last = int(slider.get_attribute("max"))
    assert last >= 2, "the slider has too few steps to show anything"
    slider.focus()
    steps = [
        ("Home", 0),
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", last),
        ("Home", 0),
    ]
    for key, step in steps:
        slider.press(key)
        expect(explorer).to_have_attribute("data-step", str(step))
        assert marked_columns(explorer) == {step}
    assert not reader.faults


def test_every_step_marks_one_window_and_says_so(explorer):
    slider = explorer.locator("input[type=range]").first
    sentence = explorer.locator("[aria-live]").first
    slider.focus()
    slider.press("Home")
    said = set()
    windows = set()
    last = int(slider.get_attribute("max"))
    for step in range(last + 1):
        expect(explorer).to_have_attribute("data-step", str(step))
        marked = explorer.locator('[data-array="x"] .current')
        windows.add(tuple(marked.evaluate_all("c => c.map((x) => x.dataset.index)")))
        said.add(sentence.inner_text())
        slider.press("ArrowRight")
    assert len(windows) == len(said) == last + 1


def test_the_marked_column_holds_the_marked_pixels(explorer):
    slider = explorer.locator("input[type=range]").first
    slider.focus()
    slider.press("End")
    read = "cells => cells.map((cell) => cell.innerText)"
    pixels = explorer.locator('[data-array="x"] .current').evaluate_all(read)
    column = explorer.locator('[data-array="cols"] td.current').evaluate_all(read)
    assert column
    assert sorted(pixels) == sorted(column)


def test_the_buttons_step_and_keep_the_focus_at_the_ends(explorer):
    step = explorer.get_by_role("button", name="Step", exact=True)
    last = int(explorer.locator("input[type=range]").get_attribute("max"))
    step.focus()
    for _ in range(last + 2):
        step.press("Enter")
    expect(explorer).to_have_attribute("data-step", str(last))
    expect(step).to_be_focused()
    back = explorer.get_by_role("button", name="Step back")
    back.press("Enter")
    expect(explorer).to_have_attribute("data-step", str(last - 1))


def test_every_number_is_the_one_that_convlab_computes(explorer):
    x = samples.batch().x
    cols = im2col(x, (2, 3))
    for name, expected in [("x", x), ("cols", cols)]:
        cells = explorer.locator(f'[data-array="{name}"] td[data-index]')
        drawn = cells.evaluate_all(
            "cells => cells.map((c) => [c.dataset.index, c.innerText])"
        )
        assert len(drawn) == expected[0].size
        for index, text in drawn:
            place = tuple(map(int, index.split(",")))
            assert float(text.replace(MINUS, "-")) == expected[place], index


def test_the_tab_key_finds_the_explorer_before_it_is_scrolled_to(visit):
    reader = visit()
    reader.page.goto(f"{reader.site}im2col.html")
    explorer = reader.page.locator('[data-explorer="im2col"]')
    reader.page.wait_for_function("document.readyState === 'complete'")
    expect(explorer).to_have_count(0)
    reader.page.keyboard.press("Tab")
    expect(explorer).to_be_attached()
    assert reader.page.evaluate("scrollY") == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_explorer_wears_the_theme_of_the_page(visit, theme):
    page = visit(theme=theme).open("im2col.html")
    explorer = page.locator('[data-explorer="im2col"]').first
    background = explorer.evaluate("e => getComputedStyle(e).backgroundColor")
    numbers = [int(part) for part in background.strip("rgba()").split(",")[:3]]
    assert (sum(numbers) / 3 > 128) == (theme == "light"), background
