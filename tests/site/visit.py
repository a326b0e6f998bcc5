"""Open a page of the book as a reader does, and note all that goes wrong."""

from urllib.parse import urlsplit

VIEWS = 'script[type="application/vnd.jupyter.widget-view+json"]'
SHOW_NEXT_WIDGET = f"""() => {{
  const waiting = [...document.querySelectorAll('{VIEWS}')].find(
    (view) => !view.parentElement.querySelector(".widget-subarea > *"));
  waiting?.parentElement.scrollIntoView();
  return !waiting;
}}"""
SETTLE = """() => new Promise((done) => {
  scrollTo(0, 0);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


class Visit:
    """One page in a browser, and whatever it does wrong."""

    def __init__(self, context, site):
        self.site, self.faults, self.responses = site, [], []
        self.page = context.new_page()
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
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
        self.responses.append(response)
        if response.status >= 400:
            self.faults.append(f"{response.status} for {response.url}")

    def open(self, name):
        """Go to a page and wait until formulas and widgets are drawn."""
        self.page.goto(f"{self.site}{name}")
        if self.page.evaluate("Boolean(window.MathJax)"):
            self.page.wait_for_function("MathJax.startup?.promise")
            self.page.evaluate("MathJax.startup.promise.then(() => null)")
        self.page.wait_for_function(SHOW_NEXT_WIDGET)
        self.page.evaluate(SETTLE)
        return self.page
