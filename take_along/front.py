"""The title page and the table of contents of the printed book."""

from html import escape

TITLE_PAGE = """<section class="title-page">{cover}
<p class="book-title">{title}</p>
<p class="book-about">{about}</p>
<p class="book-author">{author}</p>
<p class="book-imprint">The explorers stand here as figures, each at moments of its own;
online, they step through every index. There, too, are the exercises, which try your
own code. Answers stand at the end of each chapter.</p>
<p class="book-imprint">Version {version}. Text and figures: CC-BY-4.0. Code:
BSD-3-Clause.</p>
</section>"""
COVER = '<img class="book-cover" src="{}" alt="Cover: a figure of the layer">'
CONTENTS = """<nav class="paper-contents" id="contents"><h1>Contents</h1>
<ul>{}</ul></nav>"""
LINE = """<li class="toc-{level}"><a href="#{target}">{title}</a>
<span>{number}</span></li>"""


def title_page(book, site, to_site):
    """Give the title page, with a cover where the site has one."""
    has_cover = (site / "_static" / "cover.svg").exists()
    cover = COVER.format(f"{to_site}_static/cover.svg") if has_cover else ""
    return TITLE_PAGE.format(cover=cover, **{k: escape(v) for k, v in book.items()})


def contents(parts, numbers):
    """Give the table of contents: parts, their chapters, and the sections of these.

    ``parts`` pairs the caption of each part with its pages; ``numbers`` is the number
    of the page on which a place lies, as far as it is known.
    """
    lines = []
    for caption, pages in parts:
        lines.append(f'<li class="toc-part">{escape(caption)}</li>')
        for page in pages:
            lines += _lines(page, numbers)
    return CONTENTS.format("\n".join(lines))


def _lines(page, numbers):
    for heading in page.text.select("h1, h2"):
        target = heading.parent["id"]
        yield LINE.format(
            level=heading.name,
            target=escape(target),
            title=escape(heading.get_text()),
            number=numbers.get(target, ""),
        )
