"""What every built page holds, read from its file: links, images, policy, and HTML."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import nbformat
import pytest
from built_site import EVERY_PAGE, PAGES, ROOT, read_page

import convlab_wheel
from vendor import WITH_NODE

MOMENT = "explorer="  # of an explorer, not a place; a test of its own follows them
FILE_NAME = re.compile(r"[\w/.-]*\.(svg|png|jpe?g|gif|webp)|[0-9a-f]{16,}", re.I)
COMPILE = "'wasm-unsafe-eval'"  # Python is compiled to WebAssembly
HTTP_EQUIV = "content-security-policy"


@pytest.fixture
def pages(site):
    """Return every page, parsed, by its path."""
    return {path: read_page(path) for path in (site / f"{n}.html" for n in EVERY_PAGE)}


def complaints(pages, find):
    """Return what is found wrong in each page where anything is."""
    found = {str(path): list(find(path, page)) for path, page in pages.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def test_no_page_is_left_out(site):
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert built == {f"{name}.html" for name in [*EVERY_PAGE, "404"]}


def lost_links(path, page):
    """Return the links of a page that lead nowhere."""
    for link in page.links:
        target = urlsplit(link)
        if target.scheme or target.netloc or target.fragment.startswith(MOMENT):
            continue
        file = (path.parent / unquote(target.path)).resolve() if target.path else path
        if not file.is_file():
            yield f"{link}: no such file"
        elif target.fragment and unquote(target.fragment) not in read_page(file).ids:
            yield f"{link}: no such place on that page"


def test_every_internal_link_leads_somewhere(pages):
    assert complaints(pages, lost_links) == {}


def test_every_image_says_what_it_shows(pages):
    def silent(_, page):
        for source, alt in page.images:
            if not (alt or "").strip() or FILE_NAME.fullmatch(alt.strip()):
                yield source

    advice = 'give the cell metadata {"mystnb": {"image": {"alt": "..."}}}'
    assert complaints(pages, silent) == {}, advice


def test_mathjax_is_on_the_pages_that_have_a_formula(site):
    """The preview of an equation needs it too: no other page may refer to one."""
    pages = {name: (site / f"{name}.html").read_text("utf-8") for name in EVERY_PAGE}

    def names(pattern):
        return {name for name, text in pages.items() if re.search(pattern, text)}

    with_mathjax = names("mathjax/startup.js")
    assert with_mathjax == names('class="math ')
    assert with_mathjax == names("static/previews.js")
    assert names('href="[^"]*#equation-') < with_mathjax
    assert "index" not in with_mathjax


def test_each_page_describes_itself_in_words_of_its_own(site):
    described = {n: read_page(site / f"{n}.html").description for n in PAGES}
    brief = {name for name, text in described.items() if len(text or "") < 20}
    assert not brief, "myst: html_meta: description is missing, or short"
    assert len({*described.values()}) == len(described)


def test_landing_page_offers_the_package(site):
    wheel = f"downloads/{convlab_wheel.name()}"
    assert wheel in read_page(site / "index.html").links
    with ZipFile(site / wheel) as packed:
        offered = packed.read("convlab/im2col.py")
    assert offered == (ROOT / "src" / "convlab" / "im2col.py").read_bytes()


def test_notebooks_that_pages_offer_say_how_to_get_convlab(site):
    offered = [name for name in PAGES if (site / "_sources" / f"{name}.ipynb").exists()]
    assert len(offered) > 10
    for name in offered:
        notebook = site / "_sources" / f"{name}.ipynb"
        first, *others = nbformat.read(notebook, as_version=4).cells
        assert convlab_wheel.name() in first.source, name
        assert others == nbformat.read(ROOT / "book" / f"{name}.ipynb", 4).cells, name


def test_nothing_fetched_for_the_tests_is_served(site):
    assert not [path for path in Path(site).rglob("*axe*") if path.is_file()]


def policy(page):
    """Return the directives of a page's policy."""
    [content] = page.policies
    return dict(part.split(" ", 1) for part in content.split("; "))


def test_the_policy_comes_before_all_that_loads(pages):
    for path, page in pages.items():
        (html, _), (head, _), (_, charset), (_, first) = page.order[:4]
        assert (html, head, charset) == ("html", "head", {"charset": "utf-8"}), path
        assert first["http-equiv"].lower() == HTTP_EQUIV, path


def test_scripts_are_the_books_own_and_each_in_a_page_is_known(pages):
    for path, page in pages.items():
        own, disk, *allowed = policy(page)["script-src"].split()
        assert (own, disk) == ("'self'", "file:"), path
        digests = [hashlib.sha256(script.encode()).digest() for script in page.scripts]
        known = {f"'sha256-{base64.b64encode(each).decode()}'" for each in digests}
        assert known, path
        assert {*allowed} == known | ({COMPILE} if page.is_live else set()), path


def test_nothing_else_is_allowed(pages):
    nothing = {"base-uri", "frame-src", "manifest-src", "media-src", "object-src"}
    for path, page in pages.items():
        allowed = policy(page)
        del allowed["script-src"]
        assert allowed == dict.fromkeys(nothing, "'none'") | {
            "worker-src": "blob:" if page.is_live else "'none'",
            "default-src": "'self'",
            "style-src": "'self' file: 'unsafe-inline'",
            "img-src": "'self' file: data:",
            "font-src": "'self' file:",
            "connect-src": "'self'",
            "form-action": "'self' file:",
        }, path


def test_only_pages_with_cells_to_run_may_start_python(site):
    live = {name for name in EVERY_PAGE if read_page(site / f"{name}.html").is_live}
    assert "exercises/backward" in live
    assert live.isdisjoint({"index", "glossary", "symbols", "search", "teaching"})


def test_no_code_stands_in_attributes(pages):
    assert complaints(pages, lambda _, page: page.handlers) == {}


def find_invalid(pages, folder):
    """Return what html-validate says of the pages that the standard does not allow."""
    program = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    rules = Path(__file__).with_name("html-validate.json")
    node = shutil.which("node", path=WITH_NODE["PATH"])
    command = [node, program, "--config", rules, "--formatter", "json", *pages]
    with (folder / "found.json").open("w+") as found:  # a pipe would be cut short
        subprocess.run(command, stdout=found)
        found.seek(0)
        messages = {each["filePath"]: each["messages"] for each in json.load(found)}
    return {
        path: [f"line {each['line']}: {each['ruleId']}" for each in said]
        for path, said in messages.items()
        if said
    }


def test_every_page_is_valid(site, tmp_path):
    assert find_invalid(sorted(site.rglob("*.html")), tmp_path) == {}


def test_what_is_not_valid_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><title>a</title><p id=a><p id=a><div><p></div></p>")
    [said] = find_invalid([page], tmp_path).values()
    assert any("no-dup-id" in each for each in said)
