"""Do an exercise in its page or in JupyterLite: open it, check it, check it again."""

import json
import time

from built_site import ROOT, SITE
from exercise import RIGHT_DB
from lite_notebook import Notebook

EXERCISE, TASK = "exercises/backward", "backward-1"
ANSWER = f"""document.addEventListener("DOMContentLoaded", () => {{
  const list = document.getElementById("live-cells");
  if (!list) return;
  const cell = JSON.parse(list.textContent).find((each) => each.task === "{TASK}");
  bookProgress.write(cell.name, {json.dumps(RIGHT_DB)});
}});"""
CHECK = """(root) => new Promise((done) => {
  const verdict = root.querySelector("[data-verdict]");
  const start = performance.now();
  const watch = new MutationObserver(() => {
    if (!verdict.dataset.verdict) return;
    watch.disconnect();
    done([verdict.dataset.verdict, performance.now() - start]);
  });
  watch.observe(verdict, { attributeFilter: ["data-verdict"] });
  root.querySelector("[data-action=check]").click();
})"""


class InPage:
    """The exercise in its page."""

    name, folder = "the page", SITE

    def __init__(self, page, address):
        self.page, self.address = page, address
        page.add_init_script(ANSWER)

    def open(self):
        """Open the page until it is live."""
        open_page(self.page, self.address)

    def rest(self):
        """Wait until nothing more is fetched; for an answer, an editor is."""
        self.page.wait_for_load_state("networkidle")

    def check(self):
        """Press Check; return the milliseconds until the verdict."""
        root = self.page.locator(f'[data-task="{TASK}"]').element_handle()
        kind, milliseconds = self.page.evaluate(CHECK, root)
        if kind != "right":
            raise SystemExit(f"The right answer was found {kind}: run make html.")
        return milliseconds

    check_again = check


class InJupyterLite:
    """The same exercise in its notebook."""

    name, folder = "JupyterLite", ROOT / "_build" / "lite"

    def __init__(self, page, address):
        self.page, self.address = page, address

    def open(self):
        """Open the notebook until it can be written into."""
        self.notebook = Notebook(self.page, self.address, f"{EXERCISE}.ipynb")
        self.cells = 0

    def rest(self):
        """Go on: what is fetched still is Python."""

    def check(self):
        """Run the imports, the answer and its check."""
        for number, text in enumerate([None, RIGHT_DB, None]):
            self.notebook.run(number, text)
        self.cells = 3
        self.notebook.verdict(2).filter(has_text="db: right").wait_for()

    def check_again(self):
        """Run the check; return the milliseconds until it has a new number."""
        self.cells += 1
        self.notebook.enter(2)
        start = time.monotonic()
        self.notebook.run_here()
        self.notebook.wait(2, self.cells)
        return (time.monotonic() - start) * 1000


def open_page(page, address):
    """Open the page of the exercise until it is live."""
    page.goto(f"{address}{EXERCISE}.html")
    page.locator("html[data-live=ready]").wait_for()
