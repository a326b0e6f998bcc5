"""The letters of a formula mean what its chapter says of them."""

MATMUL = {*"Znfmbk", "b(f)", "K_H", "K_W", "C", "W^mat", "X^col"}
KERNELS = "kernels as a matrix, a row for each"
SHOWN = {  # the symbols of equations, by page and label
    "notation": {"activation": {*"xlnijfz", "\u03c3"}},
    "forward": {"same": {"P_top", "P_bottom", "s", "H", "K_H"}},
    "im2col": {"forward-matmul": MATMUL, "corner": {*"ijsWC"}},
    "backward": {"dw-matmul": {*"nmfk", "dW^mat", "dZ", "X^col"}},
    "general": {"extent": {"E_H", "d_h", "K_H", "E_W", "d_w", "K_W"}},
    "fast": {"winograd": {*"UVGwBxzA"}, "spectrum": {"Z_u", "X_u", "W_u"}},
    "inside": {"toom-cook": {*"zjuAGwBx"}},
    "learning": {
        "max-pool": {*"znijcpqxs"},
        "cross-entropy": {*"LBn", "p_n,tn", "t_n"},
    },
}
# A letter of a formula, by its label or by how its source begins, and its meaning.
MEANINGS = {
    "fast": [
        ("#equation-winograd", "V", "sums of pixels"),
        ("#equation-winograd", "T", None),
    ],
    "inside": [
        ("#equation-lowered", "X", "lowered matrix"),
        ("W^\\text{mat}", "W", KERNELS),
    ],
    "exercises/im2col": [("W^\\text{mat}", "W", KERNELS), ("Z_n =", "b", "all biases")],
    "learning": [
        ("#equation-softmax", "p", "probability that image"),
        ("#equation-max-pool", "p", "row inside a kernel"),
    ],
    "gradients": [("u", "u", "relative error of one rounding")],
    "backward": [("\\langle \\text{im2col}(x)", "c", None)],
    "general": [
        ("#equation-extent", "d", "dilation down"),
        ("E = d", "d", "dilation where both"),
        ("E = d", "E", "extent: pixels along an axis"),
        ("x_{n,\\, s_h a + d_h p", "x", "input of the convolution"),
    ],
}
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


def check_symbols(page, name):
    """See what the letters of some formulas of a page are said to mean."""
    for label, names in SHOWN.get(name, {}).items():
        equation = page.locator(f"#equation-{label}")
        found = equation.evaluate("(e) => bookSymbols.symbolsIn(e).map((s) => s.name)")
        assert set(found) == names, label
    for formula, letter, meaning in MEANINGS.get(name, []):
        found = page.evaluate(MEANING, [formula, letter])
        begins = meaning is not None and found is not None and found.startswith(meaning)
        assert begins or found is meaning is None, (formula, letter, found)
