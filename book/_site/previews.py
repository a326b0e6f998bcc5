"""Sphinx extension: what the previews of equations and symbols show."""

import json
import re
from pathlib import Path

from docutils import nodes
from docutils.utils.math.tex2unichar import mathalpha, mathord

PAGE = "symbols"
SECTION = "symbols-"  # and the page whose symbols it lists, or "everywhere"
DATA = "previews-data.js"
SCRIPTS = [DATA, "symbols.js", "explanations.js", "symbol-lists.js", "previews.js"]
LETTERS = mathord | mathalpha  # the characters of commands such as sigma and partial


def equations(env):
    """Return the formula of every label."""
    pages = [env.get_doctree(page) for page in sorted(env.found_docs)]
    blocks = [block for page in pages for block in page.findall(nodes.math_block)]
    return {block["label"]: block.astext() for block in blocks if block.get("label")}


def symbols(doctree):
    """Return, for every section of the page, its symbols and what they mean."""
    found = {}
    for section in doctree.findall(nodes.section):
        (name,) = [i for i in section["ids"] if i.startswith(SECTION)] or [None]
        if name:
            found[name.removeprefix(SECTION)] = read_table(section)
    return found


def read_table(section):
    """Return {key: [formula, meaning, code]} of the rows of its table."""
    (body,) = section.findall(nodes.tbody)
    return {
        key(symbol.astext()): [symbol.astext(), with_formulas(meaning), code.astext()]
        for names, meaning, code in body
        for symbol in names.findall(nodes.math)
    }


def key(formula):
    """Write a symbol as the page draws it: K_H, P_top, X^col, sigma as one letter."""
    plain = re.sub(r"\\text\{(\w+)\}", r"\1", formula)
    plain = re.sub(r"\\([a-z]+)", lambda command: LETTERS[command[1]], plain)
    letter, mark, script = re.match(r"([^_^]*)([_^]?)(.*)", plain).groups()
    return letter + mark + re.sub(r"[{}_^]", "", script)


def with_formulas(entry):
    r"""Return the text of an entry, its formulas between \( and \)."""
    inline = entry.findall(lambda node: isinstance(node, nodes.math | nodes.Text))
    return "".join(
        rf"\({node.astext()}\)" if isinstance(node, nodes.math) else node.astext()
        for node in inline
        if not isinstance(node.parent, nodes.math)
    )


def write_previews(app, env):
    """Write what pages look up as one small script, which loads from disk too."""
    if app.builder.format != "html":
        return
    data = {"equations": equations(env), "symbols": symbols(env.get_doctree(PAGE))}
    script = Path(app.outdir) / "_static" / DATA
    script.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    script.write_text(f"globalThis.bookPreviews = {text};\n", "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.add_css_file("previews.css")
    for script in SCRIPTS:
        app.add_js_file(script, defer="defer")
    app.connect("env-updated", write_previews)
