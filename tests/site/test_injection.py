"""What a reader types or a link brings is text, and injected code is refused."""

from urllib.parse import quote, urlencode

import pytest
from explorer import FOLLOW, home
from playwright.sync_api import expect

MARKUP = '<img src=x onerror="window.injected=1"><b id=mark>bold</b><script>1</script>'
FOUND = "document.querySelectorAll('#mark, img[src=x], img[onerror]').length"
REFUSED = ["view", "step", "H", "stride", "padding"]  # with all of their link
LEFT_OUT = ["pinned", "unknown"]
ATTACKS = {  # by what refuses them; all that a policy forbids: test_files.py
    "script-src-elem": """
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.body.append(script);""",
    "script-src-attr": """
      document.body.insertAdjacentHTML("beforeend",
        '<img src="data:image/gif,x" onerror="window.injected = true">');""",
    "frame-src": """
      const frame = document.createElement("iframe");
      frame.src = "index.html";
      document.body.append(frame);""",
}
ATTACK = """() => new Promise((done) => {
  document.addEventListener("securitypolicyviolation",
    ({ effectiveDirective }) => done(effectiveDirective), { once: true });
  setTimeout(() => done(null), 20_000);  // nothing was refused
  ATTACK
})"""


@pytest.fixture(scope="module", params=["http", "file"])
def visited(request, begin_visit):
    """Return a visit that the tests below share."""
    reader = begin_visit(request.param)
    reader.open(home("forward"))
    yield reader
    reader.page.close()


@pytest.fixture
def reader(visited):
    visited.faults.clear()
    yield visited
    assert visited.page.evaluate(FOUND) == 0
    assert not visited.faults  # nor did the policy have to refuse anything


def test_links_to_moments_with_markup(reader):
    explorer = reader.page.locator('[data-explorer="forward"]')
    moment = {"explorer": "forward", "H": 4, "step": 1}
    for place in REFUSED + LEFT_OUT:
        reader.page.evaluate(FOLLOW, urlencode(moment))
        reader.page.evaluate(FOLLOW, urlencode(moment | {"step": 2} | {place: MARKUP}))
        step = "1" if place in REFUSED else "2"
        expect(explorer).to_have_attribute("data-step", step)


def test_a_search_for_markup(reader):
    page = reader.open(f"search.html?q={quote(MARKUP)}")
    page.locator("[data-hit] mark").first.wait_for()
    assert page.locator("input[name=q]").last.input_value() == MARKUP


@pytest.mark.parametrize(
    "address", ["glossary.html?highlight=", f"{home('forward')}#explorer="]
)
def test_an_address_with_markup(reader, address):
    reader.open(f"{address}{quote(MARKUP)}")


def test_an_answer_with_markup(reader):
    card = reader.open("notation.html").locator("[data-predict]").first
    card.get_by_role("textbox").fill(MARKUP)
    card.get_by_role("button", name="Check").click()
    expect(card.get_by_role("status")).to_contain_text("could not be read")


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_what_is_injected_does_not_run(visit, scheme):
    page = visit(scheme=scheme).open("glossary.html")  # small; all have this policy
    for directive, attack in ATTACKS.items():
        assert page.evaluate(ATTACK.replace("ATTACK", attack)) == directive
        assert page.evaluate("window.injected") is None, directive
    # What would have run late has run once a script of the page's own has.
    loaded = """() => new Promise((done) => {
      const script = document.createElement("script");
      script.src = document.querySelector("script[src]").src;
      script.addEventListener("load", () => setTimeout(done));
      document.body.append(script);
    })"""
    page.evaluate(loaded)
    assert page.evaluate("window.injected") is None
