"""A live exercise as a reader has it: its editor, its buttons, and what is said."""

import re

import nbformat
from built_site import ROOT

SOLUTIONS = ROOT / "book" / "solutions"
READY = "document.documentElement.dataset.live === 'ready'"
SAID = '[data-verdict]:not([data-verdict=""])'
DB = "def db(dz, x, w, *, stride=1, padding=0):\n    "
RIGHT_DB = f"{DB}return dz.sum(axis=(0, 1, 2))"

ASK = """async (request) => {
  const { Python } = await import("./_static/live/python.js");
  globalThis.asked ??= new Python();
  let printed = "";
  const outcome = await asked.run(request, (text) => { printed += text; });
  return { printed, ...outcome };
}"""


def solutions():
    """Return {page: {task: its solution}}; None for a task that is right as it is."""
    found = {}
    for path in sorted(SOLUTIONS.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        tagged = [(cell.source, cell.metadata.get("tags", [])) for cell in cells]
        texts = [
            source if "solution" in tags else None
            for source, tags in tagged
            if {"solution", "task"} & set(tags)
        ]
        names = [f"{path.stem}-{number}" for number in range(1, len(texts) + 1)]
        found[f"exercises/{path.stem}"] = dict(zip(names, texts, strict=True))
    return found


def wait_until_live(page):
    """Wait for the script that makes cells live; the policy forbids polling."""
    for _ in range(200):
        if page.evaluate(READY):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the cells of the page have not come to life")


class Exercise:
    """One exercise of an open page."""

    def __init__(self, page, task):
        self.page = page
        self.root = page.locator(f'[data-task="{task}"]')
        self.editor = self.root.locator("[role=textbox]")
        self.verdict = self.root.locator("[data-verdict]")

    def press(self, action):
        """Press one of its buttons."""
        self.root.locator(f'[data-action="{action}"]').click()

    def write(self, text):
        """Type over all that stands in the editor, as a reader would paste it."""
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)

    def check(self, text=None, timeout=60_000):
        """Check a text; return the kind of the verdict and its words."""
        if text is not None:
            self.write(text)
        self.press("check")
        self.root.locator(SAID).wait_for(timeout=timeout)
        return self.verdict.get_attribute("data-verdict"), self.words()

    def words(self):
        """Return what is said, without the space between paragraphs."""
        return re.sub(r"\n+", "\n", self.verdict.inner_text()).strip()

    def text(self):
        """Return what stands in the editor."""
        lines = self.editor.locator(".cm-line")
        if lines.count():
            return "\n".join(line.rstrip("\n") for line in lines.all_inner_texts())
        return self.editor.input_value()


def open_exercise(visit, task, **settings):
    """Open the page of an exercise; return the visit and the exercise."""
    reader = visit(**settings)
    page = reader.open(f"exercises/{task.rpartition('-')[0]}.html")
    wait_until_live(page)
    return reader, Exercise(page, task)
