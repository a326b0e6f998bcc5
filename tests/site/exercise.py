"""A live exercise as a reader sees it: its editor, its buttons, and its verdict."""

import re

import nbformat
from built_site import ROOT

SOLUTIONS = ROOT / "book" / "solutions"
TEXT = r"""(node) => node.value ?? [...node.querySelectorAll(".cm-line")]
  .map((line) => line.innerText.replace(/\n$/, "")).join("\n")"""
SAID = '[data-verdict]:not([data-verdict=""])'
DB = "def db(dz, x, w, *, stride=1, padding=0):\n    "
RIGHT_DB = f"{DB}return dz.sum(axis=(0, 1, 2))"

# One page starts Python; it runs the cells of others, whose workers only pass on.
ANSWER = """async () => {
  const { Python } = await import("./_static/live/python.js");
  const python = new Python();
  const channel = new BroadcastChannel("python");
  globalThis.ask = async (request) => {
    let printed = "";
    const outcome = await python.run(request, (text) => { printed += text; });
    return { printed, ...outcome };
  };
  channel.onmessage = async ({ data: { number, ...request } }) => {
    const print = (text) => channel.postMessage({ kind: "printed", number, text });
    channel.postMessage({ ...(await python.run(request, print)), number });
  };
}"""
PASS_ON = """
  const channel = new BroadcastChannel("python");
  channel.onmessage = ({ data }) => { if (data.kind) postMessage(data); };
  self.onmessage = ({ data }) => channel.postMessage(data);
  postMessage({ kind: "ready" });
"""


class Python:
    """A started Python that several pages share."""

    def __init__(self, page):
        self.page = page
        page.evaluate(ANSWER)

    def run(self, source, above=()):
        """Run a cell below others; return what it printed, and the outcome."""
        request = {"source": source, "above": [*above]}
        return self.page.evaluate("(request) => ask(request)", request)

    def lend(self, page):
        """Let a page that is opened next run its cells here."""
        page.route(
            "**/live/worker.js",
            lambda route: route.fulfill(body=PASS_ON, content_type="text/javascript"),
        )


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


def replace_text(page, text):
    """Replace everything in the editor that has the cursor, as by pasting."""
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(text)


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
        """Put a text into the editor in place of what is there."""
        self.editor.click()
        replace_text(self.page, text)

    def check(self, text=None):
        """Check a text; return the kind of the verdict and its words."""
        if text is not None:
            self.write(text)
        self.press("check")
        self.root.locator(SAID).wait_for()
        return self.verdict.get_attribute("data-verdict"), self.words()

    def words(self):
        """Return the words of the verdict, without the space between paragraphs."""
        return re.sub(r"\n+", "\n", self.verdict.inner_text()).strip()

    def text(self):
        """Return the text in the editor."""
        return self.editor.evaluate(TEXT)


def open_exercise(visit, task, **settings):
    """Open the page of an exercise; return the visit and the exercise."""
    reader = visit(**settings)
    page = reader.open(f"exercises/{task.rpartition('-')[0]}.html")
    return reader, Exercise(page, task)
