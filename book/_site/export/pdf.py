"""Print the book with Chromium twice: the first run finds the page numbers."""

from contextlib import contextmanager

import pikepdf
from playwright.sync_api import sync_playwright

from find_browser import FLAGS, find_browser

WIDTH = 658  # pixels of A4 between the margins of print.css
TIMEOUT = 120_000  # milliseconds
SETTINGS = {"prefer_css_page_size": True, "outline": True, "tagged": True}
READY = """async () => {
  await MathJax.startup.promise;
  await document.fonts.ready;
  dispatchEvent(new Event("beforeprint"));
}"""
DRAWN = """() => [...document.querySelectorAll('script[type*="widget-view"]')].every(
  (view) => view.dataset.drawn)"""
NOT_TYPESET = (
    ":is(span, div).math:not(:has(mjx-container)), mjx-merror, [data-mjx-error]"
)
CUT_OFF = """() => [...document.querySelectorAll("article *:not(mjx-assistive-mml *)")]
  .filter((element) => element.checkVisibility())
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.textContent.trim().slice(0, 80))"""
SOURCE = ["(???)", "\\(", "\\["]


@contextmanager
def open_page(**settings):
    """Open a page of Chromium that takes its time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(playwright), args=FLAGS
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, **settings)
        page.set_default_timeout(TIMEOUT)
        yield page
        browser.close()


def print_pdf(page, book, target):
    """Print a `PrintedBook` into a file; the page goes on showing it."""
    document, numbers = target.with_name("printed.html"), {}
    for purpose in ("to number the pages", "with the pages numbered"):
        print(f"Printing the book {purpose}", flush=True)
        document.write_text(book.html(numbers), "utf-8")
        _print(page, document, target)
        numbers = find_page_numbers(target)
    document.unlink()
    _describe(target, book)


def _print(page, document, target):
    faults = []
    page.once("pageerror", lambda error: faults.append(f"error: {error}"))
    page.emulate_media(media="print", color_scheme="light")
    page.goto(document.as_uri())
    page.evaluate(READY)
    page.wait_for_function(DRAWN)
    page.wait_for_load_state("networkidle")
    faults += find_faults(page)
    if faults:
        raise RuntimeError("The document cannot be printed:\n" + "\n".join(faults))
    page.pdf(path=target, **SETTINGS)


def find_faults(page):
    """Return what would be wrong on paper: formulas not typeset, lines cut off."""
    text = page.locator("body").inner_text()
    unset = page.locator(NOT_TYPESET).all_text_contents()
    return [
        *(f"not typeset: {formula}" for formula in unset),
        *(f"left as source: {sign}" for sign in SOURCE if sign in text),
        *(f"cut off at the right: {words}" for words in page.evaluate(CUT_OFF)),
    ]


def find_page_numbers(path):
    """Return {named destination: the page it is on}, counted from 1."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: n for n, page in enumerate(pdf.pages, start=1)}
        places = pdf.Root.Dests
        return {name[1:]: pages[places[name][0].objgen] for name in places}


def _describe(path, book):
    """Store title, author and language in the file, and compress it."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Lang = "en"
        for moment in ("/CreationDate", "/ModDate"):  # they would differ on every run
            del pdf.docinfo[moment]
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = book.imprint["title"]
            metadata["dc:creator"] = [book.imprint["author"]]
            metadata["dc:description"] = book.imprint["about"]
            metadata["dc:language"] = ["en"]
        titles = ["Contents", *book.headings]
        with pdf.open_outline() as outline:  # Chromium joins words across lines
            for item, title in zip(_flatten(outline.root), titles, strict=True):
                item.title = title
        compressed = pikepdf.ObjectStreamMode.generate
        pdf.save(path, object_stream_mode=compressed, deterministic_id=True)


def _flatten(items):
    """Yield the items of an outline, of all levels, as they are read."""
    for item in items:
        yield item
        yield from _flatten(item.children)
