"""Let Chromium print the book twice: the first time tells the pages of the contents."""

import pikepdf
from find_browser import FLAGS, find_browser
from playwright.sync_api import sync_playwright

PAGE_WIDTH = 658  # pixels of A4 between the margins of print.css
PATIENCE = 120_000  # milliseconds
SETTINGS = {"prefer_css_page_size": True, "outline": True, "tagged": True}
READY = """async () => {
  await MathJax.startup.promise;
  await document.fonts.ready;
  dispatchEvent(new Event("beforeprint"));
}"""
DRAWN = """() => [...document.querySelectorAll('script[type*="widget-view"]')].every(
  (view) => view.dataset.drawn)"""
UNSET = ":is(span, div).math:not(:has(mjx-container)), mjx-merror, [data-mjx-error]"
CUT = """() => [...document.querySelectorAll("article *:not(mjx-assistive-mml *)")]
  .filter((element) => element.checkVisibility())
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.textContent.trim().slice(0, 80))"""
SOURCE = ["(???)", "\\(", "\\["]


def print_pdf(paper, folder, pdf, book):
    """Print a paper into the file ``pdf``, by way of a document in a folder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(playwright), args=FLAGS
        )
        page = browser.new_page(viewport={"width": PAGE_WIDTH, "height": 1000})
        page.set_default_timeout(PATIENCE)
        numbers = {}
        for purpose in ("to number the pages", "with the pages numbered"):
            print(f"Printing the book {purpose}", flush=True)
            _print(page, paper.html(numbers), folder / "paper.html", pdf)
            numbers = page_numbers(pdf)
        browser.close()
    describe(pdf, book, ["Contents", *paper.titles])


def _print(page, html, document, pdf):
    """Write the document, open it, wait until all is drawn, and print it."""
    document.write_text(html, "utf-8")
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
    page.pdf(path=pdf, **SETTINGS)


def find_faults(page):
    """Give what would be wrong on paper: formulas not set, and what is cut off."""
    unset = page.locator(UNSET).all_text_contents()
    text = page.locator("body").inner_text()
    return [
        *(f"not typeset: {formula}" for formula in unset),
        *(f"left as source: {sign}" for sign in SOURCE if sign in text),
        *(f"cut off at the right: {words}" for words in page.evaluate(CUT)),
    ]


def page_numbers(path):
    """Return on which page each named place of a document lies, counted from 1."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: n for n, page in enumerate(pdf.pages, start=1)}
        places = pdf.Root.Dests
        return {name[1:]: pages[places[name][0].objgen] for name in places}


def describe(path, book, titles):
    """Say in the file who wrote it, in which language and which parts, and pack it."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Lang = "en"
        for moment in ("/CreationDate", "/ModDate"):  # or no two would be alike
            del pdf.docinfo[moment]
        with pdf.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"] = book["title"]
            about["dc:creator"] = [book["author"]]
            about["dc:description"] = book["about"]
            about["dc:language"] = ["en"]
            about["pdf:Keywords"] = book["keywords"]
        name_parts(pdf, titles)
        small = pikepdf.ObjectStreamMode.generate
        pdf.save(path, object_stream_mode=small, deterministic_id=True)


def name_parts(pdf, titles):
    """Give the outline the titles anew: Chromium doubles one that opens a sheet."""
    with pdf.open_outline() as outline:
        for part, title in zip(outline.root, titles, strict=True):
            part.title = title
