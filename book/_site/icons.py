"""Reduce the theme's icon font and its stylesheet to the icons in use."""

import re

from fontTools import subset

STYLES = "_static/styles/pydata-sphinx-theme.css"
FONTS = "_static/vendor/fontawesome/webfonts"
NAME = re.compile(r"\bfa-[a-z0-9-]*[a-z0-9]")
RULE = re.compile(
    r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\[0-9a-f@+!$%#?<>&]+ ?"\}', re.I
)
SYMBOL = re.compile(r'"\\([ef][0-9a-f]{3})"')
SOURCE = re.compile(
    r'url\(([./a-z]*)fa-solid-900\.woff2\) format\("woff2"\),'
    r'url\([./a-z]*fa-solid-900\.ttf\) format\("truetype"\)'
)


def keep_used_icons(site):
    """Cut the solid icons down to those that a page, a script or a style names."""
    styles = site / STYLES
    used = names_in(site)
    text = keep_rules(styles.read_text("utf-8"), used)
    others = [path for path in site.rglob("*.css") if path != styles]
    texts = [text, *(path.read_text("utf-8") for path in others)]
    symbols = {int(code, 16) for each in texts for code in SYMBOL.findall(each)}
    cut(site / FONTS / "fa-solid-900.ttf", site / FONTS / "used.woff", symbols)
    text, found = SOURCE.subn(r'url(\1used.woff) format("woff")', text)
    if found != 1:
        raise ValueError(f"{STYLES} has {found} solid icon fonts; expected one")
    styles.write_text(text, "utf-8")


def names_in(site):
    """Return the class of every icon, and others like it, in pages and scripts."""
    files = [*site.rglob("*.html"), *site.rglob("*.js")]
    texts = (p.read_text("utf-8") for p in files if p.name != "fontawesome.js")
    return {name for text in texts for name in NAME.findall(text)}


def keep_rules(text, used):
    """Remove from a stylesheet the rules of icons that are not used."""

    def kept(rule):
        return rule[0] if used & set(NAME.findall(rule[1])) else ""

    return RULE.sub(kept, text)


def cut(source, target, symbols):
    """Write a font with these symbols and no others."""
    options = subset.Options(flavor="woff", desubroutinize=True)
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=symbols)
    cutter.subset(font)
    subset.save_font(font, target, options)
