"""A kernel that learns, and a drawn digit: their numbers, hands and keys.

Both are shown in an empty page, with a model that can be given any state, and then in
the chapter.
"""

import re

import numpy as np
import pytest
from alone import render_alone
from numpy.testing import assert_allclose
from playwright.sync_api import expect
from visit import axe

from convlab import digits, forward, samples
from convlab.explorers import DescentExplorer, DigitExplorer
from convlab.layers import SGD, Conv2D, Dense, Flatten, MaxPool2D, Sequential, Tanh

CHAPTER = "learning.html"
DESCENT, DIGIT = '[data-explorer="descent"]', '[data-explorer="digit"]'
SETTINGS = [(3, 0), (1.5, 0.9), (5, 0.5)]
READ_DESCENT = """(root) => {
  const grid = (name) => [...root.querySelectorAll(`[aria-label="${name}"] td`)].map(
    (cell) => Number(cell.title));
  return { w: grid("w"), dw: grid("dw"), loss: Number(root.dataset.loss),
           step: Number(root.dataset.step) };
}"""
READ_DIGIT = """(root) => ({
  scores: [...root.querySelectorAll("[data-score]")].map((cell) =>
    Number(cell.dataset.score)),
  dx: [...root.querySelectorAll("[data-dx]")].map((cell) => Number(cell.dataset.dx)),
})"""
INKED = """(root) => [...root.querySelectorAll(".pixels td")].map((cell) =>
  Number(cell.ariaLabel.match(/ink ([\\d.]+)/)[1]))"""
STROKES = """(root) => [...root.querySelectorAll("polyline")].map((line) =>
  line.getAttribute("points").split(" ").map((at) => at.split(",").map(Number)))"""
HEIGHTS = "(rows) => rows.map((row) => row.getBoundingClientRect().height)"
LENGTHS = "(bars) => bars.map((bar) => parseFloat(bar.style.width))"
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
WRITTEN_STEP = re.compile(rf"to (\S+) ([+-]) (\S+) {TIMES} (\S+) = (.+)\.")
PEN = 2.75  # dots from the middle of a stroke to its edge


class KernelAlone(Conv2D):
    """A layer of one kernel whose bias stays 0."""

    parameter_names = ("w",)


@pytest.fixture
def show(browser):
    """Return a function that shows a widget in an empty page, and its root."""
    context = browser.new_context(reduced_motion="reduce")

    def begin(explorer):
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        render_alone(page, explorer)
        return page, page.locator("[data-explorer]")

    faults = []
    yield begin
    context.close()
    assert not faults


def set_traits(page, **state):
    """Set traits of the model as Python would, and let them be shown."""
    page.evaluate(
        """async (state) => {
          for (const [name, value] of Object.entries(state)) model.set(name, value);
          await new Promise((done) => requestAnimationFrame(done));
        }""",
        state,
    )


class TestDescent:
    @pytest.mark.parametrize(("rate", "momentum"), SETTINGS)
    def test_its_numbers_are_those_of_convlab_after_any_number_of_steps(
        self, show, rate, momentum
    ):
        explorer = DescentExplorer(learning_rate=rate, momentum=momentum)
        page, root = show(explorer)
        target = forward(explorer.x, np.reshape(explorer.kernel, (1, 3, 3, 1)))
        layer = KernelAlone(np.reshape(explorer.start, (1, 3, 3, 1)))
        optimizer = SGD(layer, learning_rate=rate, momentum=momentum)
        for step in range(41):
            error = layer.forward(explorer.x) - target
            layer.backward(error / target.size)
            if step in (0, 1, 2, 40):
                set_traits(page, step=step)
                shown = root.evaluate(READ_DESCENT)
                assert shown["step"] == step
                assert_allclose(shown["loss"], np.mean(error**2) / 2, rtol=1e-9)
                assert_allclose(shown["w"], layer.w.ravel(), rtol=1e-9)
                assert_allclose(shown["dw"], layer.dw.ravel(), rtol=1e-7, atol=1e-14)
            optimizer.step()

    def test_the_sentence_names_the_weight_that_moved_most(self, show):
        page, root = show(DescentExplorer())
        sentence = root.locator("[aria-live=polite]")
        expect(sentence).to_contain_text("w is the kernel to start from.")
        before = root.evaluate(READ_DESCENT)
        root.get_by_role("button", name="Step", exact=True).click()
        after = root.evaluate(READ_DESCENT)
        moves = np.subtract(after["w"], before["w"])
        p, q = divmod(int(np.abs(moves).argmax()), 3)
        expect(sentence).to_contain_text(f"w[0, {p}, {q}, 0] moved most: its dw was")
        way = "up" if moves[3 * p + q] > 0 else "down"
        expect(sentence).to_contain_text(f"so it went {way} to ")
        page.keyboard.press("ArrowRight")
        expect(root).to_have_attribute("data-step", "2")
        page.keyboard.press("Home")
        expect(root).to_have_attribute("data-step", "0")

    @pytest.mark.parametrize(("rate", "momentum"), SETTINGS)
    def test_the_step_in_the_sentence_can_be_worked_out(self, show, rate, momentum):
        page, root = show(DescentExplorer(learning_rate=rate, momentum=momentum))
        for step in range(1, 41):
            set_traits(page, step=step)
            said = root.locator(".sentence").inner_text().replace(MINUS, "-")
            start, sign, factor, size, result = WRITTEN_STEP.search(said).groups()
            move = float(factor) * float(size)
            found = float(start) + (move if sign == "+" else -move)
            assert f"{found:.3g}" == f"{float(result):.3g}", said

    def test_the_dot_stays_in_sight_where_the_curve_leaves_the_chart(self, show):
        page, root = show(DescentExplorer(learning_rate=6, step=200))
        ends = root.locator(".now").get_attribute("points").split()
        assert float(ends[-1].split(",")[1]) < 0
        assert float(root.locator("circle").get_attribute("cy")) > 0
        set_traits(page, step=0)
        height = float(ends[0].split(",")[1])
        assert float(root.locator("circle").get_attribute("cy")) == height

    @pytest.mark.parametrize("momentum", [0, 0.5])
    def test_the_sentence_says_that_nothing_moved(self, show, momentum):
        cause = "velocity is" if momentum else "dw was"
        start = samples.KERNELS["vertical edges"]
        _, root = show(DescentExplorer(start=start, momentum=momentum, step=1))
        told = f"No weight moved: every {cause} 0."
        expect(root.locator(".sentence")).to_contain_text(told)
        assert root.locator("td.current").count() == 0

    def test_a_moved_setting_runs_again_as_far_as_before(self, show):
        page, root = show(DescentExplorer(step=30))
        slow = root.evaluate(READ_DESCENT)["loss"]
        assert not root.locator(".before").get_attribute("points")
        root.get_by_label("momentum").fill("18")
        expect(root.locator(".before")).to_have_attribute("points", re.compile(","))
        assert page.evaluate("model.get('momentum')") == 0.9
        assert root.evaluate(READ_DESCENT)["step"] == 30
        assert root.evaluate(READ_DESCENT)["loss"] != slow

    def test_another_kernel_begins_at_the_first_step(self, show):
        page, root = show(DescentExplorer(step=5))
        start = page.evaluate("model.get('start')")
        root.get_by_role("button", name="Another random kernel").click()
        expect(root).to_have_attribute("data-step", "0")
        drawn = page.evaluate("model.get('start')")
        assert np.shape(drawn) == (3, 3)
        assert drawn != start

    def test_without_motion_play_goes_to_the_end_at_once(self, show):
        _, root = show(DescentExplorer())
        root.get_by_role("button", name="Play").click()
        expect(root).to_have_attribute("data-step", "200")

    def test_play_steps_on_until_it_is_paused(self, show):
        page, root = show(DescentExplorer())
        page.emulate_media(reduced_motion="no-preference")
        root.get_by_role("button", name="Play").click()
        expect(root.locator(".sentence")).to_have_attribute("aria-live", "off")
        page.wait_for_function(
            "document.querySelector('[data-explorer]').dataset.step > 2"
        )
        root.get_by_role("button", name="Pause").click()
        expect(root.get_by_role("button", name="Play")).to_be_visible()
        expect(root.locator(".sentence")).to_have_attribute("aria-live", "polite")

    @pytest.mark.parametrize("state", [{"step": 200}, {"learning_rate": 1e60}])
    def test_play_stops_where_the_run_now_ends(self, show, state):
        page, root = show(DescentExplorer(step=20))
        page.emulate_media(reduced_motion="no-preference")
        root.get_by_role("button", name="Play").click()
        set_traits(page, **state)
        expect(root.get_by_role("button", name="Play")).to_be_visible()
        assert page.evaluate("model.get('step')") <= 200

    def test_a_run_ends_before_its_numbers_are_infinite(self, show):
        x = 100 * np.random.default_rng(0).standard_normal((1, 8, 9, 1))
        _, root = show(DescentExplorer(x, step=200))
        expect(root.locator("[aria-live]")).to_contain_text("There the run ends")
        shown = root.evaluate(READ_DESCENT)
        assert 0 < shown["step"] < 200
        assert np.isfinite(shown["loss"])


def small_network():
    """Return a network of the other layers, with windows of 2 by 3 and no padding."""
    rng = np.random.default_rng(1)
    return Sequential(
        Conv2D(rng.standard_normal((3, 2, 3, 1)), rng.standard_normal(3)),
        Tanh(),
        MaxPool2D((2, 3)),
        Flatten(),
        Dense(rng.standard_normal((10, 18)), rng.standard_normal(10)),
    )


@pytest.fixture(scope="module")
def data():
    return digits.load()


@pytest.fixture(scope="module")
def untrained():
    return digits.build_network(np.random.default_rng(0))


def named(digit):
    return f"an {digit}" if digit == 8 else f"a {digit}"


class TestDigit:
    @pytest.mark.parametrize("kind", ["of the chapter", "small"])
    def test_scores_and_dx_are_those_of_convlab(self, show, data, untrained, kind):
        network = small_network() if kind == "small" else untrained
        explorer = DigitExplorer(network, data)
        page, root = show(explorer)
        blank = np.zeros((1, 8, 8, 1))  # all are equal, and behind no bias 0
        for n in range(10):
            image = data.x_test[[n]] if n else blank
            set_traits(page, drawing=image.ravel().tolist(), evidence=str(n))
            shown = root.evaluate(READ_DIGIT)
            scores = explorer.network.forward(image)
            assert_allclose(shown["scores"], scores[0], rtol=1e-10, atol=1e-12)
            dx = explorer.network.backward(np.eye(10)[[n]])
            assert_allclose(shown["dx"], dx.ravel(), rtol=1e-10, atol=1e-12)
            best, second = np.argsort(-scores[0], kind="stable")[:2]
            said = root.locator("[aria-live]").inner_text()
            assert f"reads {named(best)}: score" in said
            assert f"Next comes {second}, with" in said

    def test_evidence_is_that_of_what_it_reads_unless_told(self, show, data, untrained):
        explorer = DigitExplorer(untrained, data)
        _, root = show(explorer)
        best = explorer.network.forward(explorer.x).argmax(axis=1)
        dx = explorer.network.backward(np.eye(10)[best])
        shown = root.evaluate(READ_DIGIT)["dx"]
        assert_allclose(shown, dx.ravel(), rtol=1e-10, atol=1e-12)
        signs = root.locator(".pixels td").all_inner_texts()
        strong = np.abs(dx.ravel()) >= np.abs(dx).max() / 4
        for sign, value, is_strong in zip(signs, dx.ravel(), strong, strict=True):
            written = "+" if value > 0 else MINUS
            assert sign == (written if is_strong else "")
        root.get_by_label("evidence").select_option("")
        assert not "".join(root.locator(".pixels td").all_inner_texts())

    def test_its_rows_are_equal_with_a_sign_or_without(self, show, data, untrained):
        explorer = DigitExplorer(untrained, data)
        page, root = show(explorer)
        page.add_style_tag(content=str(explorer._css))
        for evidence in ("", *map(str, range(10))):
            set_traits(page, evidence=evidence)
            heights = root.locator(".pixels tr").evaluate_all(HEIGHTS)
            assert_allclose(heights, heights[0], atol=1)
            width = root.locator(".pixels table").bounding_box()["width"]
            assert_allclose(sum(heights), width, atol=4)

    def test_bars_have_the_scale_of_the_test_images(self, show, data, untrained):
        page, root = show(DigitExplorer(untrained, data))
        faint = data.x_test[0] / 100
        scales = []
        for image in (faint, *data.x_test[:4]):
            set_traits(page, drawing=image.ravel().tolist())
            scores = root.evaluate(READ_DIGIT)["scores"]
            lengths = root.locator(".bar").evaluate_all(LENGTHS)
            scales.append(np.max(lengths) / np.abs(scores).max())
        assert_allclose(scales, scales[0], rtol=1e-3)

    def test_a_digit_read_wrong_is_said_to_be(self, show, data, untrained):
        _, root = show(DigitExplorer(untrained, data))
        root.get_by_role("button", name="One it misreads").click()
        said = root.locator("[aria-live]").inner_text()
        assert ", but the network reads a" in said
        number = int(said.removeprefix("Test image ").split()[0])
        label = data.labels_test[number]
        assert f"shows {named(label)}," in said

    def test_a_stroke_inks_the_dots_that_the_pen_covers(self, show, data, untrained):
        page, root = show(DigitExplorer(untrained, data, fit=False))
        draw(page, root, [(0.2, 0.1), (0.8, 0.5), (0.3, 0.9)])
        assert_allclose(root.evaluate(INKED), ink(root.evaluate(STROKES)))

    def test_a_second_finger_does_not_draw(self, show, data, untrained):
        page, root = show(DigitExplorer(untrained, data, fit=False))
        field = root.locator(".pad svg")
        box = field.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        other = {"pointerId": 99, "clientX": box["x"] + 200, "clientY": box["y"] + 90}
        for kind in ("pointermove", "pointerup"):
            field.dispatch_event(kind, other)
        page.mouse.move(box["x"] + 20, box["y"] + 220)
        page.mouse.up()
        [stroke] = root.evaluate(STROKES)
        assert len({h for h, _ in stroke}) == 1
        assert len(stroke) > 1

    def test_a_small_digit_is_stretched_to_the_full_height(self, show, data, untrained):
        page, root = show(DigitExplorer(untrained, data))
        draw(page, root, [(0.1, 0.1), (0.2, 0.3), (0.1, 0.4)])
        fitted = np.reshape(root.evaluate(INKED), (8, 8))
        assert fitted[0].any()
        assert fitted[7].any()
        root.get_by_role("button", name="Stretch to full height").click()
        assert_allclose(root.evaluate(INKED), ink(root.evaluate(STROKES)))
        assert not np.reshape(root.evaluate(INKED), (8, 8))[5:].any()

    def test_a_painted_pixel_stays_while_one_draws_on(self, show, data, untrained):
        page, root = show(DigitExplorer(untrained, data, fit=False))
        draw(page, root, [(0.5, 0.1), (0.5, 0.9)])
        root.locator(".pixels td").first.click()
        assert root.evaluate(INKED)[0] == 1
        draw(page, root, [(0.5, 0.9), (0.9, 0.9)])
        assert root.locator("polyline").count() == 2
        differ = root.evaluate(INKED) != ink(root.evaluate(STROKES))
        assert np.flatnonzero(differ).tolist() == [0]

    def test_clear_leaves_blank_paper(self, show, data, untrained):
        page, root = show(DigitExplorer(untrained, data))
        draw(page, root, [(0.5, 0.1), (0.5, 0.9)])
        assert any(root.evaluate(INKED))
        root.get_by_role("button", name="Clear").click()
        assert not any(root.evaluate(INKED))
        assert root.locator("polyline").count() == 0
        expect(root.locator("[aria-live]")).to_contain_text(
            "On blank paper the network reads"
        )

    def test_pixels_are_painted_with_keys_alone(self, show, data, untrained):
        blank = {"drawing": [0] * 64, "evidence": ""}
        page, root = show(DigitExplorer(untrained, data, **blank))
        cells = root.locator(".pixels td")
        cells.first.focus()
        for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
            page.keyboard.press(key)
        expect(cells.nth(10)).to_be_focused()
        assert np.flatnonzero(root.evaluate(INKED)).tolist() == [10]
        expect(cells.nth(10)).to_have_attribute("aria-label", "row 1, column 2: ink 1")
        page.keyboard.press("Space")
        assert not any(root.evaluate(INKED))


def draw(page, root, places):
    """Draw a stroke with the mouse; places are shares of the field's sides."""
    field = root.locator(".pad svg")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    points = [
        (box["x"] + h * box["width"], box["y"] + v * box["height"]) for h, v in places
    ]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def ink(strokes):
    """Return the share of the 16 dots of each pixel that strokes cover."""
    dots = np.moveaxis(np.mgrid[0:32, 0:32], 0, -1)[..., ::-1] + 0.5
    nearest = np.full((32, 32), np.inf)
    for stroke in strokes:
        for start, end in zip(stroke[:1] + stroke, stroke, strict=False):
            start, way = np.array(start), np.subtract(end, start)
            t = np.clip((dots - start) @ way / (way @ way or 1), 0, 1)
            away = np.linalg.norm(dots - start - t[..., None] * way, axis=-1)
            nearest = np.minimum(nearest, away)
    return (nearest < PEN).reshape(8, 4, 8, 4).mean(axis=(1, 3)).ravel()


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_the_chapter_shows_both_to_everyone(visit, theme, width):
    reader = visit(theme=theme, width=width)
    page = reader.open(CHAPTER)
    for scene in (DESCENT, DIGIT):
        expect(page.locator(scene)).to_have_count(1)
        assert axe(page, scene) == []
    root = page.locator(DIGIT)
    draw(page, root, [(0.3, 0.25), (0.7, 0.25), (0.4, 0.75)])
    expect(root.locator("[aria-live]")).to_contain_text("The network reads a 7")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not reader.faults


def test_a_link_to_the_digit_leads_there_on_a_phone(browser, addresses):
    """A page that is wider for a moment has a phone zoom out, and lose its place."""
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True}
    context = browser.new_context(**phone, has_touch=True)
    page = context.new_page()
    page.goto(f"{addresses['http']}explorers.html")
    page.get_by_role("link", name="A network reads what you draw").click()
    page.wait_for_url(f"**/{CHAPTER}#draw-a-digit")
    page.wait_for_function("MathJax.startup?.promise")
    page.evaluate("MathJax.startup.promise.then(() => null)")
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_in_viewport()
    expect(page.locator(DIGIT)).to_have_count(1)
    context.close()
