"""The wires: numbers and words against convlab, and lines between the right cells."""

from itertools import product

import numpy as np
import pytest
from alone import render_alone
from matplotlib.image import imread
from playwright.sync_api import expect

from convlab import backward, forward
from convlab._style import format_number
from convlab.explorers import TensorExplorer, WiresExplorer

TIMES = "\N{MULTIPLICATION SIGN}"
LAYERS = {  # numbers that are exact, so that any order of a sum gives the same
    "example": {},
    "edited": {"edits": {"x:1": -1.25, "w:0": 0.5, "dz:2": 4}},
    "three weights": {"x": [1, -2, 0.5, 3, 2], "w": [1, 0, -1.5], "dz": [2, -1, 3]},
    "longest": {"x": [1, 2, 0, 3, -1, 2, 1, 4], "w": [1, -1, 0.5]},
    "one weight": {"x": [3, 1], "w": [2], "dz": [1, -1]},
    "one unit": {"x": [3, 1], "w": [2, 5], "dz": [4]},
    "huge": {"x": [1e100, 1], "w": [1e100], "dz": [1e100, 1]},
}
READ = """() => {
  const cells = [...document.querySelectorAll("td[data-index]")].map((cell) => [
    `${cell.closest("table").dataset.array}:${cell.dataset.index}`,
    cell,
  ]);
  const lines = [...document.querySelectorAll(".line:not([hidden])")];
  return {
    numbers: Object.fromEntries(cells.map(([name, cell]) => [name, cell.innerText])),
    marks: cells.map(([name, cell]) => [name, [...cell.classList]]),
    hues: cells.map(([name, cell]) => [name, cell.style.getPropertyValue("--hue")]),
    places: Object.fromEntries(
      cells.map(([name, cell]) => [name, cell.getBoundingClientRect().toJSON()]),
    ),
    wires: lines.map((group) => {
      const line = group.lastElementChild;
      const { left, top } = group.ownerSVGElement.getBoundingClientRect();
      const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((end) =>
        line[end].baseVal.value);
      const { strokeDasharray: dash, strokeWidth } = getComputedStyle(line);
      return {
        index: group.dataset.index,
        kind: [...group.classList].slice(1),
        ends: [[left + x1, top + y1], [left + x2, top + y2]],
        hue: group.style.getPropertyValue("--hue"),
        dash,
        width: Number.parseFloat(strokeWidth),
      };
    }),
    sentence: document.querySelector("[aria-live]").innerText,
  };
}"""
DRAWN = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""
MARGIN, SCALE = 16, 2  # of a picture, as in share.js
# Holds every flight at a part of its way, as soon as it begins.
HOLD = """(part) => new MutationObserver((changes) => {
  for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (!node.classList?.contains("flying")) continue;
    const [flight] = node.getAnimations();
    flight.pause();
    flight.currentTime = part * flight.effect.getTiming().duration;
  }
}).observe(document.body, { childList: true, subtree: true })"""
EARLY = 0.2  # of a flight, when some have left
FLOWN = """() => [...document.querySelectorAll(".flying")].map((copy) => {
  const { x, y, width, height } = copy.getBoundingClientRect();
  return [copy.innerText, [x + width / 2, y + height / 2]];
})"""


@pytest.fixture
def show(browser):
    """Return a function that shows an explorer alone on an empty page."""
    contexts = []

    def begin(explorer, width=1280, **settings):
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 900},
                **({"reduced_motion": "reduce"} | settings),
            )
        )
        page = contexts[-1].new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.add_style_tag(content=explorer._css)
        render_alone(page, explorer)
        return page

    yield begin
    for context in contexts:
        assert not any(page.faults for page in context.pages)
        context.close()


def read(page):
    page.evaluate(DRAWN)
    return page.evaluate(READ)


class Layer:
    """What convlab computes of the arrays of an explorer."""

    def __init__(self, explorer):
        self.x, self.w, self.dz = (explorer.array(name) for name in ("x", "w", "dz"))
        image = (np.reshape(a, (1, 1, -1, 1)) for a in (self.dz, self.x, self.w))
        dz, x, w = image
        self.z = forward(x, w).ravel()
        self.dx, self.dw = (gradient.ravel() for gradient in backward(dz, x, w)[:2])
        self.wires = list(product(range(len(self.z)), range(len(self.w))))
        self.inner = [self.z @ self.dz, self.dw @ self.w, self.dx @ self.x]

    def wires_of(self, view, k):
        """Return the wires that a step adds up."""
        own = {"z": lambda a, p: a, "dw": lambda a, p: p, "dx": lambda a, p: a + p}
        return [wire for wire in self.wires if own[view](*wire) == k]

    def factors(self, view, a, p):
        """Return what is multiplied on a wire, by the name of its cell."""
        dz, w, x = f"dz:{a}", f"w:{p}", f"x:{a + p}"
        names = {"z": (w, x), "dw": (dz, x), "dx": (dz, w)}[view]
        return {name: self[name] for name in names}

    def __getitem__(self, cell):
        array, k = cell.split(":")
        return getattr(self, array)[int(k)]


def said(factors):
    """Write a sum of products as the sentences do."""

    def write(value):
        text = format_number(value)
        return f"({text})" if value < 0 else text

    terms = [f" {TIMES} ".join(map(write, pair)) for pair in factors]
    total = format_number(sum(one * other for one, other in factors))
    return f"{' + '.join(terms)} = {total}"


def named(cell):
    return f"{cell.replace(':', '[')}]"


@pytest.mark.parametrize("state", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("view", WiresExplorer.VIEWS)
def test_every_number_is_what_convlab_computes(show, state, view):
    explorer = WiresExplorer(**state, view=view)
    layer, page = Layer(explorer), show(explorer)
    now, last = explorer.VIEWS.index(view), explorer.steps(explorer.sizes) - 1
    for step in range(last + 1):
        shown = read(page)
        expected = {
            f"{array}:{k}": value
            for array in ("x", "w", "dz")
            for k, value in enumerate(getattr(layer, array))
        }
        for n, array in enumerate(explorer.VIEWS):
            for k, value in enumerate(getattr(layer, array)):
                known = n < now or (n == now and k <= step)
                expected[f"{array}:{k}"] = value if known else None
        for n, value in enumerate(layer.inner):
            known = n < now or (n == now and step == last)
            expected[f"inner:{n}"] = value if known else None
        assert shown["numbers"] == {
            cell: "" if value is None else format_number(value)
            for cell, value in expected.items()
        }
        wires = layer.wires_of(view, step)
        factors = [layer.factors(view, *wire) for wire in wires]
        total = said([tuple(pair.values()) for pair in factors])
        assert f"{view}[{step}] = {total}." in shown["sentence"]
        current = {cell for cell, marks in shown["marks"] if "current" in marks}
        assert current == {f"{view}:{step}"}.union(*factors)
        assert {
            wire["index"] for wire in shown["wires"] if wire["kind"] == ["current"]
        } == {f"{a},{p}" for a, p in wires}
        page.get_by_role("button", name="Step", exact=True).press("Enter")
    assert "Now ⟨dz, z⟩" in shown["sentence"]
    assert f" = {format_number(layer.inner[now])}" in shown["sentence"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("state", [LAYERS["example"], LAYERS["longest"]])
def test_a_wire_leads_from_its_pixel_to_its_unit(show, width, state):
    explorer = WiresExplorer(**state)
    layer, page = Layer(explorer), show(explorer, width)
    shown = read(page)
    assert [wire["index"] for wire in shown["wires"]] == [
        f"{a},{p}" for a, p in layer.wires
    ]
    assert_at_their_cells(shown)
    assert all(wire["width"] >= 3 for wire in shown["wires"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scroller in page.locator(".scroller").all():
        assert scroller.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_wires_follow_their_cells_when_the_page_grows_narrow(show):
    page = show(WiresExplorer())
    before = read(page)["wires"][0]["ends"]
    page.set_viewport_size({"width": 390, "height": 900})
    shown = read(page)
    assert shown["wires"][0]["ends"] != before
    assert_at_their_cells(shown)


def test_wires_follow_their_cells_onto_paper(show):
    page = show(WiresExplorer(), 390)
    read(page)
    page.evaluate(f"""() => matchMedia("print").addEventListener("change", () => {{
      window.printed ??= ({READ})();
    }})""")
    page.pdf(width="1000px")
    shown = page.evaluate("printed")
    assert shown["places"]["x:0"]["width"] > read(page)["places"]["x:0"]["width"]
    assert_at_their_cells(shown)


def assert_at_their_cells(shown):
    """Assert that each wire leads from the lower side of its pixel to its unit."""
    for wire in shown["wires"]:
        a, p = map(int, wire["index"].split(","))
        assert_on_border(wire["ends"][0], shown["places"][f"x:{a + p}"], "bottom")
        assert_on_border(wire["ends"][1], shown["places"][f"z:{a}"], "top")


def assert_on_border(point, box, side):
    x, y = point
    assert abs(y - box[side]) <= 1
    assert box["left"] - 1 <= x <= box["right"] + 1


def test_a_colour_and_a_dash_belong_to_each_weight(show):
    for theme in ("light", "dark"):
        explorer = WiresExplorer(**LAYERS["three weights"])
        shown = read(show(explorer, color_scheme=theme))
        hues, looks = {}, {}
        for wire in shown["wires"]:
            p = int(wire["index"].split(",")[1])
            hues.setdefault(p, set()).add(wire["hue"])
            looks.setdefault(p, set()).add(wire["dash"])
        assert all(len(each) == 1 for each in (*hues.values(), *looks.values()))
        assert len({*map(min, hues.values())}) == len({*map(min, looks.values())}) == 3
        of_weight = {cell: hue for cell, hue in shown["hues"] if hue}
        assert of_weight == {
            f"{array}:{p}": min(hues[p]) for array in ("w", "dw") for p in range(3)
        }


@pytest.mark.parametrize("view", WiresExplorer.VIEWS)
def test_pointing_at_a_wire_says_its_product(show, view):
    explorer = WiresExplorer(view=view)
    layer, page = Layer(explorer), show(explorer)
    for wire in read(page)["wires"]:
        (x1, y1), (x2, y2) = wire["ends"]
        page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
        a, p = map(int, wire["index"].split(","))
        shown = read(page)
        factors = layer.factors(view, a, p)
        goal = {"z": f"z:{a}", "dw": f"dw:{p}", "dx": f"dx:{a + p}"}[view]
        names = f" {TIMES} ".join(map(named, factors))
        assert shown["sentence"] == (
            f"On this wire: {names} = {said([(*factors.values(),)])} is added to "
            f"{named(goal)}."
        )
        chosen = {cell for cell, marks in shown["marks"] if "chosen" in marks}
        assert chosen == {*factors, goal}
        assert [
            each["index"] for each in shown["wires"] if each["kind"] == ["chosen"]
        ] == [wire["index"]]


def test_a_cell_lists_its_wires_in_every_view(show):
    places = {"x": ("Out of", "dx"), "w": ("In the colour of", "dw")}
    places["dz"] = ("Ending at", "z")
    for view, (array, (words, own)) in product(WiresExplorer.VIEWS, places.items()):
        explorer = WiresExplorer(view=view, pinned=f"{array}:1")
        layer, shown = Layer(explorer), read(show(explorer))
        wires = layer.wires_of(own, 1)
        cell = f"{array}[1] = {format_number(layer[f'{array}:1'])}"
        assert shown["sentence"].startswith(f"{words} {cell}: {len(wires)} wires. ")
        for wire in wires:
            assert (
                f" = {said([(*layer.factors(view, *wire).values(),)])} is added"
                in (shown["sentence"])
            )
        assert {
            each["index"] for each in shown["wires"] if each["kind"] == ["chosen"]
        } == {f"{a},{p}" for a, p in wires}


def test_an_inner_product_is_worked_out_when_its_sums_are_known(show):
    explorer = WiresExplorer(view="dw", step=1)
    layer, page = Layer(explorer), show(explorer)
    for n, pairs in enumerate([(layer.z, layer.dz), (layer.dw, layer.w)]):
        page.locator(f"[data-array=inner] [data-index='{n}']").hover()
        assert said(list(zip(*pairs, strict=True))) in read(page)["sentence"]
    page.locator("[data-array=inner] [data-index='2']").hover()
    assert read(page)["sentence"] == "⟨dx, x⟩ needs every entry of dx."


def test_the_inner_products_stay_equal_whatever_is_typed(show):
    page = show(WiresExplorer(view="dx", step=3))
    edits = {}
    for cell, text in {"x:1": "5", "w:1": "-4", "dz:0": "7", "x:2": "-2.5"}.items():
        array, k = cell.split(":")
        page.locator(f"[data-array={array}] [data-index='{k}']").click()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        edits[cell] = float(text)
        layer, shown = Layer(WiresExplorer(edits=edits)), read(page)
        [value] = {format_number(each) for each in layer.inner}
        assert {shown["numbers"][f"inner:{n}"] for n in range(3)} == {value}
        assert f"⟨dz, z⟩ = ⟨dw, w⟩ = ⟨dx, x⟩ = {value}: each adds" in shown["sentence"]
        ticked = {cell for cell, marks in shown["marks"] if "agrees" in marks}
        assert ticked == {"inner:0", "inner:1", "inner:2"}


def test_a_row_is_filled_like_an_image_of_one_row(show):
    page = show(WiresExplorer())
    fills = page.get_by_role("combobox", name="fill an array")
    for fill, row in {"w: an edge": [-1, 1], "x: one pixel": [0, 1, 0, 0]}.items():
        fills.select_option(fill)
        numbers = read(page)["numbers"]
        found = [numbers[f"{fill[0]}:{k}"] for k in range(len(row))]
        assert found == [format_number(value) for value in row]


def test_sums_that_are_equal_but_for_rounding_are_called_that(show):
    explorer = WiresExplorer([0.1, 0.7, 0.3], [0.1, 0.7], [0.3, 0.1], view="dx", step=2)
    values = Layer(explorer).inner
    assert len({*values}) > 1  # or this would be no test
    shown = read(show(explorer))
    assert f" = {format_number(values[0])}, but for rounding: each" in shown["sentence"]


def test_the_picture_that_is_saved_shows_the_wires(show, tmp_path):
    page = show(WiresExplorer())
    ((x1, y1), (x2, y2)) = read(page)["wires"][0]["ends"]  # of an unbroken line
    with page.expect_download() as download:  # where nothing may be copied
        page.get_by_role("button", name="Copy picture").press("Enter")
    download.value.save_as(tmp_path / "wires.png")
    picture = imread(tmp_path / "wires.png")
    left, top = page.locator(".arrays").evaluate(
        "box => [box.getBoundingClientRect().left, box.getBoundingClientRect().top]"
    )
    x, y = (x1 + x2) / 2 - left + MARGIN, (y1 + y2) / 2 - top + MARGIN
    beside, on = (
        picture[round(SCALE * y), round(SCALE * (x + away))] for away in (20, 0)
    )
    assert np.abs(on - beside)[:3].max() > 0.3


def test_a_link_leads_to_a_wire(visit):
    page = visit().open("explorers/wires.html")
    follow = """(link) => new Promise((done) => {
      addEventListener("hashchange", () => done(), { once: true });
      location.hash = link;
    })"""
    sentence = page.locator("[data-explorer=wires] [aria-live]")
    page.evaluate(follow, "explorer=wires&view=dw&step=1&pinned=wire:1,0&edits=x.1*5")
    expect(sentence).to_contain_text(f"On this wire: dz[1] {TIMES} x[1] = 2 {TIMES} 5")
    page.evaluate(follow, "explorer=wires&view=dw&step=1&pinned=wire:7,0")
    expect(sentence).to_contain_text("the colour of w[1]")  # there is no such wire
    page.evaluate(follow, "explorer=wires&view=dw&edits=x.9*5")
    expect(sentence).to_contain_text("it was ignored")


def test_the_moments_of_the_gallery_say_what_they_promise(visit):
    page = visit().open("explorers/wires.html")
    sentence = page.locator("[data-explorer=wires] [aria-live]")
    for name in (
        "The wires into a unit: z[1] = 4",
        "The wires of one colour: dw[0] = 5",
    ):
        page.get_by_role("link", name=name).click()
        array, value = name.split(": ")[1].split(" = ")
        expect(sentence).to_contain_text(f"{array} = ")
        expect(sentence).to_contain_text(f" = {value}.")
    page.get_by_role("link", name="All three sums of products are 11").click()
    expect(sentence).to_contain_text("⟨dz, z⟩ = ⟨dw, w⟩ = ⟨dx, x⟩ = 11: each")


def test_the_chapter_begins_with_the_wires(visit):
    page = visit().open("backward.html")
    first = page.locator("[data-explorer]").first
    assert first.get_attribute("data-explorer") == "wires"


@pytest.mark.parametrize(("view", "step"), [("z", 1), ("dw", 0), ("dx", 1)])
def test_numbers_travel_along_their_wires(show, view, step):
    explorer = WiresExplorer(view=view)
    layer = Layer(explorer)
    page = show(explorer, reduced_motion="no-preference")
    page.evaluate(HOLD, EARLY)
    page.evaluate("(step) => model.set('step', step)", step)
    if step == 0:  # it has begun
        page.evaluate("model.set('step', 1)")
        page.evaluate(DRAWN)
        page.evaluate("model.set('step', 0)")
    page.locator(".flying").first.wait_for()
    shown, flown = read(page), page.evaluate(FLOWN)
    wires = layer.wires_of(view, step)
    starts = [f"dz:{a}" if view == "dx" else f"x:{a + p}" for a, p in wires]
    goals = {"z": "z:{0}", "dw": "dz:{0}", "dx": "dx:{2}"}[view]
    assert [text for text, _ in flown] == [shown["numbers"][cell] for cell in starts]
    flights = []
    for (_, at), start, (a, p) in zip(flown, starts, wires, strict=True):
        ends = start, goals.format(a, p, a + p)
        flights.append(flown_of(at, *(middle(shown["places"][cell]) for cell in ends)))
    assert min(flights) >= 0
    assert 0 < max(flights) < 0.5


def middle(box):
    return np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


def flown_of(point, start, goal):
    """Return how much of the way from start to goal lies behind a point on it."""
    way, done = goal - start, point - start
    part = done @ way / (way @ way)
    assert np.linalg.norm(done - part * way) <= 2
    return round(part, 2)


def test_a_line_joins_a_unit_and_its_place_in_memory(show):
    for view, width in product(TensorExplorer.VIEWS, (390, 1280)):
        explorer = TensorExplorer(view=view, F=2, step=5)
        shown = read(show(explorer, width))
        shape = explorer.drawn(explorer.sizes)[view]
        unit = ",".join(str(int(k)) for k in np.unravel_index(5, shape))
        [line] = shown["wires"]
        cells = (f"{view}:{unit}", "memory:5")
        for (x, y), cell in zip(line["ends"], cells, strict=True):
            box = shown["places"][cell]
            assert box["left"] - 1 <= x <= box["right"] + 1
            assert box["top"] - 1 <= y <= box["bottom"] + 1


def test_the_sliding_frame_lies_on_its_cell(show):
    """However the page lays out a table."""
    page = show(WiresExplorer(step=1))
    page.add_style_tag(content="table { position: relative; }")
    page.get_by_role("button", name="Step", exact=True).press("Enter")
    page.evaluate(DRAWN)
    frame = page.locator(".window:visible").bounding_box()
    cell = page.locator("[aria-current][data-index='2']").last.bounding_box()
    assert all(abs(frame[side] - cell[side]) <= 0.5 for side in cell)
