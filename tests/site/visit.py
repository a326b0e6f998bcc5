"""Open a page of the book as a reader does, note all that goes wrong, and weigh it."""

import gzip
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from built_site import ROOT

WIDGETS = 'script[type="application/vnd.jupyter.widget-view+json"]'
SHOW_NEXT_WIDGET = f"""() => {{
  const waiting = [...document.querySelectorAll('{WIDGETS}')].find(
    (view) => !view.parentElement.querySelector(".widget-subarea > *"));
  waiting?.parentElement.scrollIntoView();
  return !waiting;
}}"""
HAS_LIVE_CELLS = """() =>
  location.protocol !== "file:" && document.getElementById("live-cells") !== null"""
SETTLE = """() => new Promise((done) => {
  scrollTo(0, 0);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
# The drawn half of a formula is thousands of elements hidden from a screen reader.
RUN_AXE = """async (part) => {
  const where = { include: [part], exclude: ["mjx-math"] };
  const { violations } = await axe.run(where, { resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ` + nodes.slice(0, 3).map((node) => node.html).join(" | "));
}"""
KIB = 1024
TEXT_LIMIT = 650 * KIB
EXPLORERS_LIMIT = 700 * KIB  # with the code of its explorers
PACKED = {".woff", ".woff2", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"}


class Visit:
    """One page in a browser, and whatever it does wrong."""

    def __init__(self, context, site):
        self.site, self.faults, self.responses = site, [], []
        self.page = context.new_page()
        self.page.on("console", self._note_message)
        self.page.on(
            "pageerror", lambda error: self.faults.append(f"error: {error.stack}")
        )
        self.page.on("request", self._note_request)
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_response)

    def _note_message(self, message):
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _note_request(self, request):
        inside = request.url.startswith(self.site)
        if not inside and urlsplit(request.url).scheme not in ("data", "blob"):
            self.faults.append(f"asked for {request.url}, outside {self.site}")

    def _note_failure(self, request):
        self.faults.append(f"could not load {request.url}: {request.failure}")

    def _note_response(self, response):
        if "sec-purpose" not in response.request.headers:  # not the next page
            self.responses.append(response)
        if response.status >= 400:
            self.faults.append(f"{response.status} for {response.url}")

    def open(self, name):
        """Go to a page; wait until formulas and widgets are drawn, and cells live."""
        self.page.goto(f"{self.site}{name}")
        if self.page.evaluate("Boolean(window.MathJax)"):
            self.page.wait_for_function("MathJax.startup?.promise")
            self.page.evaluate("MathJax.startup.promise.then(() => null)")
        if self.page.evaluate(HAS_LIVE_CELLS):
            wait_until_live(self.page)
        self.page.wait_for_function(SHOW_NEXT_WIDGET)
        self.page.evaluate(SETTLE)
        return self.page


def wait_until_live(page):
    """Wait for the script that makes cells live."""
    page.locator("html[data-live=ready]").wait_for(state="attached")


def axe(page, part="html"):
    """Return the accessibility violations that axe finds in a part of a page."""
    if not page.evaluate("Boolean(globalThis.axe)"):
        script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
        page.evaluate(script.read_text("utf-8"))
    return page.evaluate(RUN_AXE, part)


def weigh(responses):
    """Return the bytes of each file received, compressed as a host would send it."""
    return {
        urlsplit(each.url).path: _packed(each)
        for each in responses
        if urlsplit(each.url).scheme in ("http", "file")
    }


def limit(page):
    """Return how many bytes a page may weigh."""
    return EXPLORERS_LIMIT if page.locator(WIDGETS).count() else TEXT_LIMIT


def _packed(response):
    body = response.body()
    suffix = PurePosixPath(urlsplit(response.url).path).suffix
    return len(body) if suffix in PACKED else len(gzip.compress(body, 6))
