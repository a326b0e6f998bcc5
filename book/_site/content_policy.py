"""The content security policy of a page: what its browser may load and run."""

import base64
import hashlib
import re

# The default is for what Firefox fetches in advance: the next page. file: is the 'self'
# of a page opened from disk, and means nothing over http. Styles stay open: MathJax
# writes its own for each page, and formulas and tables carry style attributes. Trusted
# types are out of reach: MathJax builds its results as HTML.
DIRECTIVES = {
    "default-src": "'self'",
    "script-src": "'self' file:",
    "style-src": "'self' file: 'unsafe-inline'",
    "img-src": "'self' file: data:",
    "font-src": "'self' file:",
    "connect-src": "'self'",
    "form-action": "'self' file:",
    "base-uri": "'none'",
    "frame-src": "'none'",
    "manifest-src": "'none'",
    "media-src": "'none'",
    "object-src": "'none'",
    "worker-src": "'none'",
}

FIRST = re.compile(r'<meta charset="utf-8"\s*/?>\n?')  # must itself come first
# Cells that run in the page: a worker from a blob keeps to the policy of its page, so
# that what a reader types reaches no other origin.
LIVE = re.compile(r'<script[^>]* src="[^"]*/live\.js')
FOR_LIVE = {
    "script-src": f"{DIRECTIVES['script-src']} 'wasm-unsafe-eval'",
    "worker-src": "blob:",
}

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
NOT_INLINE = re.compile(r"\bsrc=|\btype=(?![\"'](?:text/javascript|module)[\"'])")


def add_policy(text):
    """Make the browser refuse, from the top of the page, whatever is not the book's."""
    if not FIRST.search(text):
        raise ValueError('a page has no <meta charset="utf-8"> to put its policy after')
    directives = DIRECTIVES | (FOR_LIVE if LIVE.search(text) else {})
    directives["script-src"] += "".join(f" {each}" for each in inline_hashes(text))
    policy = "; ".join(map(" ".join, directives.items()))
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    return FIRST.sub(lambda found: found[0].rstrip() + "\n    " + tag, text, count=1)


def inline_hashes(text):
    """Return the hash of each inline script, as a policy writes it."""
    scripts = SCRIPT.findall(text)
    inline = {body for head, body in scripts if not NOT_INLINE.search(head)}
    digests = [hashlib.sha256(body.encode()).digest() for body in inline]
    return sorted(f"'sha256-{base64.b64encode(each).decode()}'" for each in digests)
