"""Film two explorers of the built site, for the README: ``python -m export.film``.

No camera runs: every frame is a moment to which all motion was set by hand, so that a
film is the same on a slow machine.
"""

import io
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import sync_playwright

from find_browser import FLAGS, find_browser

SITE = Path(__file__).parents[3] / "_build" / "html"
FOLDER = Path(__file__).parents[1] / "films"
FILMS = {  # by explorer, where it begins, and how many steps it takes
    "backward": ({"view": "gather", "step": 13, "H": 5, "W": 6}, 1),
    "forward": ({"step": 0, "H": 4, "W": 5}, 2),
}
PLAIN = {"B": 1, "C": 1, "F": 1, "KH": 2, "KW": 3, "stride": 1, "padding": 0}
FRAMES = 15  # a second
REST = 12  # frames after each step
MARGIN = 8  # pixels
DELAY = 400  # milliseconds, in which cells have lifted off
LONGEST = "Math.max(0, ...document.getAnimations().map(" + (
    "(each) => each.effect.getComputedTiming().endTime))"
)
HOLD = """const { animate } = Element.prototype;
Element.prototype.animate = function (...how) {
  const motion = animate.apply(this, how);
  motion.pause();
  return motion;
};"""
SEEK = """(ms) => {
  for (const each of document.getAnimations()) {
    each.pause();
    const { endTime } = each.effect.getComputedTiming();
    if (ms < endTime) each.currentTime = ms;
    else each.finish();
  }
}"""
PICTURE = "[data-explorer] :is(.arrays, math, .sentence:not(.room))"


def film(page, address, steps):
    """Return the frames of an explorer that takes some steps."""
    page.goto(address)
    root = page.locator("[data-explorer]")
    root.wait_for()
    page.clock.run_for(4000)  # what flies at the beginning
    page.evaluate(SEEK, 10_000)
    frames = []
    for _ in range(steps):
        root.press("ArrowRight")
        page.clock.run_for(DELAY)
        while (whole := page.evaluate(LONGEST)) > 0:
            for k in range(round(whole * FRAMES / 1000)):
                page.evaluate(SEEK, 1000 * k / FRAMES)
                frames.append(take(page))
            page.evaluate(SEEK, whole)
            page.clock.run_for(20)
        frames += [take(page)] * REST
    return frames


def take(page):
    """Return a picture of the grids, the equation and the sentence."""
    boxes = [each.bounding_box() for each in page.locator(PICTURE).all()]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in "xy")
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes)
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")


def main():
    """Film each, and say how large the film is."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(playwright), args=FLAGS
        )
        for name, (state, steps) in FILMS.items():
            context = browser.new_context(viewport={"width": 1000, "height": 900})
            page = context.new_page()
            page.clock.install()
            page.add_init_script(HOLD)
            moment = urlencode({"explorer": name} | PLAIN | state)
            address = (SITE / "explorers" / f"{name}.html").as_uri()
            first, *others = film(page, f"{address}?embed#{moment}", steps)
            path = FOLDER / f"{name}.webp"
            first.save(
                path,
                save_all=True,
                append_images=others,
                duration=1000 // FRAMES,
                loop=0,
                quality=50,
            )
            print(f"{path.name}: {path.stat().st_size // 1024} KiB")
        browser.close()


if __name__ == "__main__":
    main()
