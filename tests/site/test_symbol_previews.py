"""The letters of a formula mean what its chapter says of them."""

import pytest

MATMUL = {*"Znfmbk", "b(f)", "K_H", "K_W", "C", "W^mat", "X^col"}
ENTROPY = {*"LBn", "p_n,tn", "t_n"}
# The meaning of a letter of a formula: one by its label, or the first whose source,
# as the screen reader has it, begins so.
MEANING = """async ([formula, letter]) => {
  const sources = [...MathJax.startup.document.math];
  const isIt = ({ math }) => math.trim().startsWith(formula);
  const drawn = formula.startsWith("#")
    ? document.querySelector(formula) : sources.find(isIt).typesetRoot;
  const read = (mi) => String.fromCodePoint(Number.parseInt(
    mi.querySelector("mjx-c").className.match(/mjx-c([0-9A-F]+)/)[1], 16));
  const mi = [...drawn.querySelectorAll("mjx-mi")].find(
    (each) => each.querySelector("mjx-c") && read(each).normalize("NFKC") === letter);
  return bookSymbols.symbolOf(mi)?.meaning ?? null;
}"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("notation", {"activation": {"x", "l", "n", "i", "j", "f", "\u03c3", "z"}}),
        ("forward", {"same": {"P_top", "P_bottom", "s", "H", "K_H"}}),
        ("im2col", {"forward-matmul": MATMUL, "corner": {"i", "j", "s", "W", "C"}}),
        ("backward", {"dw-matmul": {"dW^mat", "n", "m", "dZ", "f", "k", "X^col"}}),
        ("general", {"extent": {"E_H", "d_h", "K_H", "E_W", "d_w", "K_W"}}),
        ("fast", {"toom-cook": set("zjuAGwBx"), "spectrum": {"Z_u", "X_u", "W_u"}}),
        ("learning", {"max-pool": set("znijcpqxs"), "cross-entropy": ENTROPY}),
    ],
)
def test_a_formula_has_the_symbols_that_it_shows(visit, name, expected):
    page = visit().open(f"{name}.html")
    for label, names in expected.items():
        equation = page.locator(f"#equation-{label}")
        found = equation.evaluate("(e) => bookSymbols.symbolsIn(e).map((s) => s.name)")
        assert set(found) == names


@pytest.mark.parametrize(
    ("name", "formula", "letter", "meaning"),
    [
        ("fast", "#equation-lowered", "L", "lowered matrix"),
        ("fast", "W^\\text{mat}", "W", "kernels as a matrix, a row for each"),
        (
            "exercises/layer",
            "W^\\text{mat}",
            "W",
            "kernels as a matrix, a row for each",
        ),
        ("fast", "\\langle \\text{spread}", "b", "several things in this chapter"),
        ("fast", "#equation-winograd", "T", None),
        ("learning", "#equation-softmax", "p", "probability that image"),
        ("learning", "#equation-max-pool", "p", "row inside a kernel"),
        ("gradients", "u", "u", "relative error of one rounding"),
        ("exercises/layer", "Z_n =", "b", "all biases"),
        ("backward", "\\langle \\text{im2col}(x)", "c", None),
        ("general", "#equation-extent", "d", "dilation down"),
        ("general", "E = d", "d", "dilation where both"),
        ("general", "E = d", "E", "extent: pixels along an axis"),
        ("general", "x_{n,\\, s_h a + d_h p", "x", "input of the convolution"),
    ],
)
def test_a_letter_means_what_its_chapter_says(visit, name, formula, letter, meaning):
    page = visit().open(f"{name}.html")
    found = page.evaluate(MEANING, [formula, letter])
    assert found is None if meaning is None else found.startswith(meaning)
