"""What the search of the site reads from a built page."""

import pytest

from search_index import FIRST, make_anchor, pack, read_page, readable

PAGE = """<article class="bd-article"><section id="pad-it">
<h1><span class="section-number">2. </span>Pad it<a class="headerlink">#</a></h1>
<p>Zeros around <span class="math">\\(x_{i,j}\\)</span>.</p>
<div class="math">\\[ a + b \\]</div>
<section id="how-many"><h2>How many</h2>
<table><thead><tr><th><p>what</p></th><th><p>name</p></th></tr></thead>
<tr><th><p>side</p></th><td><p>P</p></td></tr></table>
<div class="cell_input"><pre>np.pad(x_pad, 1)</pre></div>
<div class="cell_output"><pre>[[7]]</pre><figure><svg>8</svg>
<figcaption><p>The frame.</p></figcaption></figure></div>
<details><summary>Show the answer</summary><p>One row.</p></details>
<details><summary>Hint 1</summary><p>Count.</p></details>
</section>
<dl class="glossary"><dt id="term-frame">frame</dt><dd><p>What is around.</p></dd></dl>
<dl class="py"><dt class="sig" id="convlab.pad">pad(x)</dt>
<dd><p>Pad.</p><p>More.</p></dd></dl>
</section></article>"""


def test_a_page_is_read_section_by_section():
    page, section, term, function = read_page(PAGE)
    assert page == ("pad-it", "2. Pad it", ["Zeros around x_i,j."], [])
    assert section.lines == ["side; P", "The frame.", "One row."]
    assert str(section).split("\v")[-1] == "x_pad"
    assert term == ("term-frame", "frame", ["What is around."], [])
    assert function == ("convlab.pad", "convlab.pad", ["Pad."], [])


def test_an_anchor_that_the_title_gives_is_not_stored():
    assert make_anchor("2. Pad it") == "pad-it"
    stored = [str(section).split("\v")[0] for section in read_page(PAGE)]
    assert stored == ["", "", "term-frame", ""]


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        (r"\(\frac{\partial L}{\partial z_{i,j}}\)", "∂L/∂z_i,j"),
        (r"\[ W^{\text{mat}} \cdot x \]", "W^mat ⋅x"),
        (r"\(-\log p\)", "-log p"),
    ],
)
def test_a_formula_is_written_on_a_line(formula, line):
    assert readable(formula) == line


def test_words_that_are_packed_can_be_read_again():
    texts = ["the kernel, the image", "12 kernels\n\v\f"]
    words, packed = pack(texts)
    listed = words.split("\t")
    read = ["".join(listed[ord(sign) - FIRST] for sign in text) for text in packed]
    assert read == texts
