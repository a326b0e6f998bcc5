"""Numbered equations, as printed, say what the functions of their labels compute."""

import itertools
import re

import numpy as np
import pytest
from lark.exceptions import LarkError
from numpy.testing import assert_allclose

from convlab import equations
from convlab.fast import toom_cook as tiles
from formulas import Meaning, name_on_the_left, names_used, statements
from test_book import LABELS, PAGES

DISPLAY = r"\$\$\n((?:(?!\$\$)[\s\S])*?)\n\$\$ \(%s\)"
UNREAD = {
    "central-difference": "the loss is a function of all entries, with dots",
    "dx-gather": "a whole layer applied to new arrays; the cell below it computes it",
    "max-pool-gradient": "the condition of its sum is a sentence",
    "receptive-field": "a set, not a number",
    "roofline": "a bound on a time, in words",
}
READ = sorted(set(LABELS) - set(UNREAD))
STRIDE = 2
STEPS = {"stride": STRIDE}
RNG = np.random.default_rng(0)
SEED = RNG.bit_generator.state


def integers(*shape):
    """Draw whole numbers from -9 to 9, but no 0, which would hide a slip."""
    return RNG.choice([-1.0, 1.0], shape) * RNG.integers(1, 10, shape)


def layer():
    """Make a layer whose axes differ, with pixels that no window reads."""
    B, H, W, C, F, KH, KW = 2, 5, 8, 2, 3, 2, 3
    x, w, bias = integers(B, H, W, C), integers(F, KH, KW, C), integers(F)
    z = equations.forward(x, w, bias, **STEPS)
    dz = integers(*z.shape)
    _, OH, OW, _ = z.shape
    dz_dw = equations.dz_dw(x, w, **STEPS)[:, :, :, None]  # the same for all kernels
    return {
        **{"B": B, "H": H, "W": W, "C": C, "F": F, "s": STRIDE},
        **{"K_H": KH, "K_W": KW, "O_H": OH, "O_W": OW},
        **{"x": x, "w": w, "bias": bias, "z": z, "dz": dz},
        "dx": equations.dx(dz, x, w, **STEPS),
        "dw": equations.dw(dz, x, w, **STEPS),
        "dbias": equations.db(dz),
        "dz_dw": np.broadcast_to(dz_dw, (*z.shape, KH, KW, C)),
    }


def without_bias():
    known = layer()
    return known | {"z": equations.forward(known["x"], known["w"], **STEPS)}


def matrices():
    """Write the layer as matrices, with k and m in place of three and two indices."""
    known = layer()
    x, w, dz, bias = (known[name] for name in ("x", "w", "dz", "bias"))
    (B, *image_shape), (F, *kernel_shape) = x.shape, w.shape
    cols = equations.im2col(x, kernel_shape[:2], **STEPS)
    Wmat, dZ = w.reshape(F, -1), dz.reshape(B, -1, F).transpose(0, 2, 1)
    dXcol = equations.dx_matmul(Wmat, dZ)
    return known | {
        **{"Xcol": cols, "Wmat": Wmat, "dZ": dZ, "dXcol": dXcol, "b": bias},
        "Z": equations.forward_matmul(Wmat, cols, bias),
        "dWmat": equations.dw_matmul(dZ, cols),
        "dx": equations.col2im(dXcol, image_shape, kernel_shape[:2], **STEPS),
        "offset": lambda p, q, c: equations.offset(p, q, c, image_shape),
        "corner": lambda i, j: equations.corner(i, j, image_shape, **STEPS),
    }


def folded():
    known = matrices()
    del known["b"]  # here an index
    return known


def wide():
    """Make a layer with dilation and groups, and strides that differ."""
    steps = {"stride": (2, 1), "dilation": (1, 2)}
    x, w, bias = integers(2, 5, 7, 4), integers(6, 2, 3, 2), integers(6)
    return {
        **{"x": x, "w": w, "bias": bias, "C": 4, "F": 6, "G": 2},
        **{"s_h": 2, "s_w": 1, "d_h": 1, "d_w": 2},
        "first": lambda f: equations.first_channel(f, 6, 4, groups=2),
        "z": equations.general(x, w, bias, **steps, groups=2),
    }


def sizes():
    """List the sizes along both axes of a layer with all settings."""
    H, W, KH, KW, strides, dilations = 10, 12, 3, 2, (4, 3), (2, 3)
    top, bottom, left, right = 1, 3, 2, 4
    vertical = {"stride": strides[0], "padding": (top, bottom)}
    horizontal = {"stride": strides[1], "padding": (left, right)}
    tall, broad = {"dilation": dilations[0]}, {"dilation": dilations[1]}
    return {
        **{"H": H, "W": W, "K_H": KH, "K_W": KW, "s_h": strides[0], "s_w": strides[1]},
        **{"d_h": dilations[0], "d_w": dilations[1]},
        **{"P_top": top, "P_bottom": bottom, "P_left": left, "P_right": right},
        "O_H": equations.output_size(H, KH, **vertical, **tall),
        "O_W": equations.output_size(W, KW, **horizontal, **broad),
        "E_H": equations.extent(KH, **tall),
        "E_W": equations.extent(KW, **broad),
        "r_H": equations.leftover(H, KH, **vertical, **tall),
    }


def plain_sizes():
    """List those of a layer with one stride and no dilation."""
    known = sizes() | {"s": STRIDE}
    (top, bottom), (left, right) = (
        [known[f"P_{side}"] for side in sides]
        for sides in (("top", "bottom"), ("left", "right"))
    )
    high = {"stride": STRIDE, "padding": (top, bottom)}
    broad = {"stride": STRIDE, "padding": (left, right)}
    known["O_H"] = equations.output_size(known["H"], known["K_H"], **high)
    known["O_W"] = equations.output_size(known["W"], known["K_W"], **broad)
    return known


def same_sizes():
    top, bottom = equations.same(8, 3, stride=STRIDE)
    return {"H": 8, "K_H": 3, "s": STRIDE, "P_top": top, "P_bottom": bottom}


def memory():
    shape = H, W, C = 3, 4, 2
    return {
        **{"H": H, "W": W, "C": C, "s": STRIDE},
        "address": lambda n, i, j, c: equations.address(n, i, j, c, shape),
        "offset": lambda p, q, c: equations.offset(p, q, c, shape),
        "corner": lambda i, j: equations.corner(i, j, shape, **STEPS),
    }


def activations():
    z, dx = integers(2, 2, 3, 4) / 4, integers(2, 2, 3, 4)
    slope = lambda v: 1 - np.tanh(v) ** 2  # noqa: E731
    return {
        **{"z": z, "dx": dx, r"\sigma": np.tanh, r"\sigma'": slope},
        "x": equations.activation(z, np.tanh),
        "dz": equations.error(dx, z, slope),
    }


def winograd():
    x, w = np.array([2.0, 3, 5, 7]), np.array([1.0, 4, 9])
    return {"x": x, "w": w, "z": equations.winograd_1d(x, w)}


def tile():
    """Two windows of three weights, of which A, B and G are known."""
    A, B, G, _ = tiles.tile(2, 3, 1)
    return {"A": A, "B": B, "G": G}


def one_dimension():
    x, w, dz = integers(4), integers(3), integers(2)
    dx, dw = equations.winograd_backward(dz, x, w)
    z = equations.toom_cook(x, w, (0, 1, -1)).astype(float)
    return tile() | {"x": x, "w": w, "z": z, "dz": dz, "dx": dx, "dw": dw}


def two_dimensions():
    x, w = integers(4, 4), integers(3, 3)
    return tile() | {"x": x, "w": w, "z": equations.winograd(x, w)}


def spectra():
    x, w = integers(6), integers(3)
    return {
        **{"X": np.fft.fft(x), "W": np.fft.fft(w, 6)},
        "Z": equations.spectrum(x, w),
    }


def patches():
    """Its display is no equation, but the number itself."""
    return {"O_H": 9, "N": 6, "K_H": 3, "z": equations.overlap_save(9, 3, 6)}


def lowered():
    x = integers(2, 3, 8, 2)
    x_low = equations.lowered(x, 3, stride=STRIDE)
    return {"x": x, "s_w": STRIDE, "C": 2, "Xlow": x_low}


def network():
    x, w, bias, labels = (
        integers(4, 5),
        integers(3, 5),
        integers(3),
        np.array([2, 0, 1, 1]),
    )
    z = equations.dense(x, w, bias)
    p = equations.softmax(z / 9)
    return {
        **{"x": x, "w": w, "bias": bias, "z": z, "t": labels, "B": 4, "p": p},
        "L": equations.cross_entropy(p, labels),
        "dz": equations.score_gradient(p, labels),
    }


def probabilities():
    z = integers(4, 3) / 9
    return {"z": z, "p": equations.softmax(z)}


def pooling():
    x = integers(2, 6, 7, 3)
    return {"x": x, "s": STRIDE, "z": equations.max_pool(x, (2, 3), **STEPS)}


def velocities():
    w, v, dw = integers(3), integers(3), integers(3)
    after, velocity = equations.momentum(w, v, dw, learning_rate=0.25, mu=0.5)
    known = {"w": w, "v": v, "dw": dw, "w'": after, "v'": velocity}
    return known | {r"\rate": 0.25, r"\mu": 0.5}


# By label: what its names stand for, displays that go with it, and how far letters run
# that stand alone at no axis.
WINDOW = {"p": 2, "q": 3}
ENTRY_K, ENTRY_M = "k = (p K_W + q) C + c", "m = i O_W + j"
MEANINGS = {
    "activation": (activations,),
    "address": (memory, [], {"n": 2, "i": 3, "j": 4, "c": 2}),
    "adjoint": (without_bias,),
    "chain-rule": (layer,),
    "col2im": (folded, [ENTRY_K, "m = a O_W + b"], WINDOW | {"c": 2, "a": 2, "b": 3}),
    "corner": (memory, [], {"i": 2, "j": 2}),
    "cross-entropy": (network,),
    "db": (layer,),
    "dense": (network,),
    "dw": (layer,),
    "dw-matmul": (matrices,),
    "dx": (layer,),
    "dx-matmul": (matrices,),
    "dx-scatter": (layer,),
    "dz-dw": (layer,),
    "error": (activations,),
    "extent": (sizes,),
    "first-channel": (wide, [], {"f": 6}),
    "forward": (layer,),
    "forward-matmul": (matrices,),
    "general": (wide,),
    "im2col": (matrices, [ENTRY_K, ENTRY_M], WINDOW | {"c": 2, "i": 2, "j": 3}),
    "leftover": (sizes,),
    "lowered": (lowered, [], {"q": 3}),
    "max-pool": (pooling, [], WINDOW),
    "momentum": (velocities,),
    "offset": (memory, [], {"p": 2, "q": 3, "c": 2}),
    "output-size": (plain_sizes,),
    "overlap-save": (patches,),
    "same": (same_sizes,),
    "score-gradient": (network,),
    "softmax": (probabilities,),
    "spectrum": (spectra,),
    "toom-cook": (one_dimension,),
    "transposed-size": (sizes,),
    "winograd": (two_dimensions,),
    "winograd-1d": (winograd,),
    "winograd-backward": (one_dimension,),
}


def latex(label):
    (found,) = re.findall(DISPLAY % label, "\n".join(PAGES.values()))
    return found


def check(label, text):
    """Compare both sides of what a display says, for every value of its letters."""
    make, beside, lengths = (*MEANINGS[label], (), {})[:3]
    RNG.bit_generator.state = SEED
    known = make()
    if "=" not in text:
        text = f"z = {text}"  # a number alone
    trees = statements(text)
    about = [tree for tree in trees if name_on_the_left(tree) in known]
    others = [tree for tree in trees if tree not in about]
    others += [tree for each in beside for tree in statements(each)]
    assert about
    for tree in others:  # a definition that nothing uses would be no definition
        assert any(name_on_the_left(tree) in names_used(other) for other in about)
    for tree in about:
        compare(tree, Meaning(known, others, lengths))


def compare(tree, meaning):
    name, letters, lengths = (
        name_on_the_left(tree),
        meaning.letters(tree),
        meaning.ranges(tree),
    )
    is_sum = tree.data == "sums"
    added = np.zeros_like(meaning.known[name]) if is_sum else None
    for place in itertools.product(*(range(lengths[letter]) for letter in letters)):
        at = dict(zip(letters, place, strict=True))
        if is_sum:
            meaning.add(added, tree, at)
            continue
        first, *others = (meaning.value(side, at) for side in tree.children)
        for other in others:
            assert_allclose(other, first, rtol=1e-9, atol=1e-9)
    if is_sum:
        assert_allclose(added, meaning.known[name])


def test_at_most_a_fifth_of_the_equations_is_not_read():
    assert set(UNREAD) < set(LABELS)
    assert set(READ) == set(MEANINGS)
    assert len(UNREAD) <= len(LABELS) / 5


@pytest.mark.parametrize("label", READ)
def test_a_printed_equation_says_what_its_function_computes(label):
    check(label, latex(label))


# By letter, what is printed in its place by mistake: another index, or another array.
SLIPS = dict(zip("pqijabcfnkmuAGBXWzx", "qpjibafcmmkvGBGWXxz", strict=True))


def slips(text):
    """Change a sign, an index or an array of a display, one at a time."""
    text = re.sub(r"\^(l|\{l\+1\})", lambda layer: "^" * len(layer[0]), text)
    for sign in re.finditer(r"(?<!\{)\+(?!\})|-", text):
        yield sign.start(), {"+": "-", "-": "+"}[sign[0]]
    letters = "".join(SLIPS)
    for letter in re.finditer(rf"(?<![\\A-Za-z])[{letters}](?![A-Za-z'^])", text):
        yield letter.start(), SLIPS[letter[0]]


@pytest.mark.parametrize("label", READ)
def test_a_slip_in_a_printed_equation_is_noticed(label):
    text = latex(label)
    assert list(slips(text))
    for place, slip in slips(text):
        wrong = text[:place] + slip + text[place + 1 :]
        with pytest.raises((AssertionError, LookupError, ValueError, LarkError)):
            check(label, wrong)
