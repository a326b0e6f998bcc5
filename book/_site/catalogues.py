"""Write the gettext catalogues of the book, one a page; no notebook is run for them.

With the code of a language, bring its translations in book/locales up to date too.
"""

import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po
from jupyter_book.sphinx import build_sphinx

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "book" / "locales"  # where Sphinx looks for them
OUT = ROOT / "_build" / "gettext"


def build(builder, out, *, toc=ROOT / "_toc.yml", **settings):
    """Build the book with the stored outputs of its notebooks."""
    settings |= {"nb_execution_mode": "off", "external_toc_path": str(toc)}
    failed = build_sphinx(
        ROOT / "book",
        out,
        path_config=str(ROOT / "_config.yml"),
        noconfig=True,
        confoverrides={"latex_individualpages": False, **settings},
        doctreedir=out / ".doctrees",
        builder=builder,
        really_quiet=True,
    )
    if failed:
        raise failed if isinstance(failed, Exception) else RuntimeError(failed)


def update(language):
    """Bring the translations into a language up to date with the catalogues."""
    for template in sorted(OUT.rglob("*.pot")):
        name = template.relative_to(OUT).with_suffix(".po")
        path = LOCALES / language / "LC_MESSAGES" / name
        catalogue = read_po(template.open("rb"), language)
        if path.exists():
            known = read_po(path.open("rb"), language)
            known.update(catalogue)
            catalogue = known
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=88)


if __name__ == "__main__":
    build("gettext", OUT)
    for language in sys.argv[1:]:
        update(language)
