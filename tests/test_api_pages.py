"""The pages of functions leave nothing out, and describe each as it is typed."""

import re
from inspect import signature

import pytest
from sphinx import addnodes
from sphinx.application import Sphinx

from convlab import explorers, layers, viz
from test_book import BOOK, PAGES

LABEL = re.compile(r"^\$\$ \((.+)\)$", re.MULTILINE)
CHAPTERS = "notation forward im2col backward gradients general fast inside learning"


def read(page):
    return (BOOK / "api" / f"{page}.md").read_text("utf-8")


def test_the_table_of_equations_has_them_all_in_the_order_of_the_book():
    texts = [PAGES[f"{chapter}.ipynb"] for chapter in CHAPTERS.split()]
    listed = re.search(
        r"^```\{equation-table\}\n(.*?)^```", read("equations"), re.M | re.S
    )
    assert listed[1].split() == LABEL.findall("\n".join(texts))


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (layers, PAGES["api.md"]),
        (viz, read("teaching")),
        (explorers, read("teaching")),
    ],
)
def test_every_public_name_is_in_a_table_once(module, text):
    name = module.__name__.removeprefix("convlab.")
    listed = re.findall(rf"^   {name}\.(\w+)$", text, re.MULTILINE)
    assert sorted(listed) == sorted(module.__all__)


@pytest.mark.filterwarnings("ignore:Widget:DeprecationWarning")  # Sphinx reads all
def test_a_description_has_the_arguments_and_the_quotes_of_the_code(tmp_path):
    names = [f"convlab.explorers.{name}" for name in explorers.__all__]
    lines = [f".. autoclass:: {name}\n   :no-members:" for name in names]
    page = "\n".join(["Page\n====\n\n.. autofunction:: convlab.pad", *lines])
    (tmp_path / "index.rst").write_text(page, "utf-8")
    parts = ["sphinx.ext.autodoc", "numpydoc", "described"]
    settings = {"extensions": parts, "numpydoc_show_class_members": False}
    out = tmp_path / "out"
    app = Sphinx(tmp_path, None, out, out, "dummy", settings, status=None)
    app.build()
    tree = app.env.get_and_resolve_doctree("index", app.builder)
    shown = {desc[0]["ids"][0]: desc for desc in tree.findall(addnodes.desc)}
    for name in names:
        arguments = signature(getattr(explorers, name.split(".")[-1])).parameters
        written = shown[name][0].astext()
        assert arguments.keys() <= {*re.findall(r"\w+", written)}, written
        assert not re.search(r"[\u2018\u2019\u201c\u201d]", shown[name].astext())
    assert '"same"' in shown["convlab.pad"].astext()
