"""The policy of every page: it comes first, knows every script, and is kept."""

import base64
import hashlib
from html.parser import HTMLParser

import pytest
from built_site import EVERY_PAGE

HTTP_EQUIV = "content-security-policy"
RUNS = {None, "", "text/javascript", "application/javascript", "module"}
ATTACKS = {
    "a script in the page": """() => {
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.body.append(script);
    }""",
    "a script from a blob": """() => {
      const script = document.createElement("script");
      const blob = new Blob(["window.injected = true"], { type: "text/javascript" });
      script.src = URL.createObjectURL(blob);
      document.body.append(script);
    }""",
    "a script from data": """() => {
      const script = document.createElement("script");
      script.src = "data:text/javascript,window.injected = true";
      document.body.append(script);
    }""",
    "a handler": """() => {
      document.body.insertAdjacentHTML("beforeend",
        '<img src="data:image/gif,x" onerror="window.injected = true">');
    }""",
    "a javascript: link": """() => {
      const link = document.createElement("a");
      link.href = "javascript:void(window.injected = true)";
      document.body.append(link);
      link.click();
    }""",
    "a frame": """() => {
      const frame = document.createElement("iframe");
      frame.src = "index.html";
      document.body.append(frame);
    }""",
    "an object": """() => {
      const object = document.createElement("object");
      object.data = "index.html";
      document.body.append(object);
    }""",
    "a base": """() => {
      const base = document.createElement("base");
      base.href = "https://elsewhere.invalid/";
      document.head.append(base);
    }""",
}
ATTACK = """() => new Promise((done) => {
  document.addEventListener("securitypolicyviolation",
    ({ effectiveDirective }) => done(effectiveDirective), { once: true });
  setTimeout(() => done(null), 5000);
  ATTACK();
})"""


COMPILE = "'wasm-unsafe-eval'"  # Python is compiled to WebAssembly


class Parts(HTMLParser):
    """The policy of a page, its scripts, its handlers, and in which order they come."""

    def __init__(self, path):
        super().__init__()
        self.order, self.policies, self.scripts, self.handlers = [], [], [], []
        self.is_live = False
        self.inside = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.order.append((tag, found))
        if (found.get("http-equiv") or "").lower() == HTTP_EQUIV:
            self.policies.append(found["content"])
        self.handlers += [f"{name}={v}" for name, v in attrs if name.startswith("on")]
        self.handlers += [v for _, v in attrs if (v or "").startswith("javascript:")]
        self.is_live |= tag == "script" and "/live.js" in found.get("src", "")
        inline = tag == "script" and "src" not in found
        self.inside = inline and found.get("type") in RUNS
        if self.inside:
            self.scripts.append("")

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag):
        self.inside = False


@pytest.fixture(scope="module", params=EVERY_PAGE)
def parts(request, site):
    return Parts(site / f"{request.param}.html")


def directive(parts, name):
    [policy] = parts.policies
    [found] = [each for each in policy.split("; ") if each.startswith(f"{name} ")]
    return found.split()[1:]


def test_the_policy_comes_before_all_that_loads(parts):
    tags = [tag for tag, _ in parts.order[:4]]
    assert tags == ["html", "head", "meta", "meta"]
    assert parts.order[2][1] == {"charset": "utf-8"}
    assert parts.order[3][1]["http-equiv"].lower() == HTTP_EQUIV


def test_scripts_are_the_books_own_and_each_in_the_page_is_known(parts):
    allowed = directive(parts, "script-src")
    assert allowed[:2] == ["'self'", "file:"]
    expected = set()
    for script in parts.scripts:
        digest = hashlib.sha256(script.encode()).digest()
        expected.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    assert expected
    assert set(allowed[2:]) == expected | ({COMPILE} if parts.is_live else set())


def test_nothing_else_is_allowed(parts):
    [policy] = parts.policies
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    del allowed["script-src"]
    nothing = {"base-uri", "frame-src", "manifest-src", "media-src", "object-src"}
    assert allowed == dict.fromkeys(nothing, "'none'") | {
        "worker-src": "blob:" if parts.is_live else "'none'",
        "default-src": "'self'",
        "style-src": "'self' file: 'unsafe-inline'",
        "img-src": "'self' file: data:",
        "font-src": "'self' file:",
        "connect-src": "'self'",
        "form-action": "'self' file:",
    }


def test_only_pages_with_cells_to_run_may_start_python(site):
    live = {n for n in EVERY_PAGE if Parts(site / f"{n}.html").is_live}
    assert "exercises/backward" in live
    assert live.isdisjoint({"index", "glossary", "symbols", "search", "teaching"})


def test_no_code_stands_in_attributes(parts):
    assert parts.handlers == []


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_injected_does_not_run(visit, scheme, attack):
    page = visit(scheme=scheme).open("glossary.html")  # small; all have this policy
    refused = page.evaluate(ATTACK.replace("ATTACK()", f"({ATTACKS[attack]})()"))
    assert refused is not None
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert page.evaluate("window.injected") is None
