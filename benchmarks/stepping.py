"""Step, resize and hover an explorer of the gallery, and measure each."""

from typing import NamedTuple
from urllib.parse import urlencode

from tracing import Cost, column, costs, perform, traced

STEPS = 30  # presses to measure a setting by
FOLLOW = """([root, hash]) => {
  history.replaceState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
  root.focus({ preventScroll: true });
}"""
COMPARE = """([root, hash]) => {
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  const press = () => root.dispatchEvent(new KeyboardEvent("keydown", key));
  history.replaceState(null, "", hash);
  const measure = () => {
    dispatchEvent(new HashChangeEvent("hashchange"));
    const start = performance.now();
    for (let k = 0; k < 3; k += 1) press();
    return performance.now() - start;
  };
  return Math.min(measure(), measure());
}"""
GRIDS = """(root) => {
  const seen = [...root.querySelectorAll("table[data-array]")];
  const names = seen.map((table) => table.offsetParent && table.dataset.array);
  return [...new Set(names)].filter(Boolean);
}"""
REACH = """([root, array]) => {
  const cells = root.querySelectorAll(`[data-array="${array}"] td[data-index]`);
  const cell = cells[Math.floor(cells.length / 2)];
  cell.scrollIntoView({ block: "center", inline: "center" });
  const { x, y, width, height } = cell.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
FOCUS_SIZE = """(root) => {
  const sliders = [...root.querySelectorAll(".sizes input")].filter(
    (input) => input.offsetParent && Number(input.value) > Number(input.min));
  sliders[0].focus();
}"""


class Figures(NamedTuple):
    """What one view costs at one setting."""

    sizes: object
    cells: int
    steps: list[Cost]
    resize: list[Cost]
    hover: list[Cost]


class Stage:
    """One explorer of the open gallery, in one view."""

    def __init__(self, page, name, view):
        self.page, self.name, self.view = page, name, view
        self.root = page.locator(f'[data-explorer="{name}"]').first.element_handle()

    def link(self, sizes, step):
        """Write the link to a moment."""
        state = {"explorer": self.name} | sizes._asdict()
        state |= {"view": self.view} if self.view else {}
        return f"#{urlencode(state | {'step': step})}"

    def go(self, sizes, step):
        """Follow the link to a moment, and draw it."""
        link = self.link(sizes, step)
        perform(self.page, lambda: self.page.evaluate(FOLLOW, [self.root, link]))
        told = self.root.query_selector(".sentence").inner_text()
        if self.root.get_attribute("data-step") != str(step) or "left aside" in told:
            raise SystemExit(f"The page refuses {link}: run make html, then try again.")

    def compare(self, sizes, count):
        """Give the milliseconds of the last steps, measured quickly and roughly."""
        link = self.link(sizes, max(count - 4, 0))
        return self.page.evaluate(COMPARE, [self.root, link])

    def measure_steps(self, sizes, count):
        """Press ArrowRight at the start and at the end, where sums are longest."""
        half = min(STEPS // 2, count - 1)
        with traced(self.page) as events:
            for turn in range(-(-STEPS // half)):
                self.go(sizes, (count - 1 - half) * (turn % 2))
                for _ in range(half):
                    perform(self.page, lambda: self.page.keyboard.press("ArrowRight"))
        going = half + 1  # the first of every so many is the link, not a press
        return [cost for number, cost in enumerate(costs(events)) if number % going]

    def measure_resize(self):
        """Make one size smaller, then as large as before; only the latter counts."""
        self.page.evaluate(FOCUS_SIZE, self.root)
        with traced(self.page) as events:
            for key in ["ArrowLeft", "ArrowRight"] * 3:
                perform(self.page, lambda key=key: self.page.keyboard.press(key))
        return costs(events)[1::2]

    def measure_hover(self):
        """Point at a cell in the middle of every array."""
        with traced(self.page) as events:
            for array in self.page.evaluate(GRIDS, self.root):
                place = self.page.evaluate(REACH, [self.root, array])
                perform(self.page, lambda: None)  # what scrolling sets off
                perform(self.page, lambda place=place: self.page.mouse.move(*place))
        self.page.mouse.move(0, 0)
        return costs(events)[1::2]

    def measure(self, sizes, count):
        """Measure all three at one setting."""
        steps = self.measure_steps(sizes, count)
        cells = len(self.root.query_selector_all("td[data-index]"))
        return Figures(sizes, cells, steps, self.measure_resize(), self.measure_hover())


def largest_and_slowest(stage, sample, tell):
    """Measure the setting with the most cells, and the slowest of the sample."""
    tell(f"{stage.name} {stage.view}: comparing {len(sample)} large settings")
    slowness = {sizes: stage.compare(sizes, count) for sizes, count in sample.items()}
    largest, slowest = next(iter(sample)), max(slowness, key=slowness.get)
    chosen = {largest: "most cells", slowest: "slowest"}
    if largest == slowest:
        chosen = {largest: "both"}
    for sizes, why in chosen.items():
        tell(f"{stage.name} {stage.view}: {why}")
        yield why, stage.measure(sizes, sample[sizes])


def describe(sizes):
    """Write sizes in little space."""
    return (
        f"{sizes.B}x{sizes.H}x{sizes.W}x{sizes.C} {sizes.F}x{sizes.KH}x{sizes.KW} "
        f"s{sizes.stride} p{sizes.padding}"
    )


def row(stage, why, figures):
    """Give the figures as a row of the table."""
    _, cells, steps, resize, hover = figures
    return [
        *(f"{stage.name} {stage.view}", why, describe(figures.sizes), cells),
        *column(steps, "script"),
        *column(steps, "layout"),
        *column(steps, "paint"),
        *column(resize, "script"),
        *column(hover, "script"),
    ]
