"""Code that the chapter on gradients shows but does not run does what the text says.

The blocks are taken from the page as they stand. Those for PyTorch and JAX run if the
library is installed. The recipe runs on the page, and here on a wrong layer.
"""

import ast
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import convlab
from convlab import samples
from convlab.exercises.wrong_backward import backward_with
from convlab.gradcheck import check_adjoint, check_backward

PAGE = Path(__file__).parent.parent / "book" / "gradients.ipynb"
CELLS = nbformat.read(PAGE, as_version=4).cells
TEXT = "\n\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")


def block(language, word):
    """Return the only fenced block of a language with this word in it."""
    found = re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.M | re.S)
    (one,) = (each for each in found if word in each)
    return one


def version(diff, sign):
    """Return one side of a diff: its lines without a sign, and those with this one."""
    kept = [line[1:] for line in diff.splitlines() if line[0] in f" {sign}"]
    names = {"np": np, "forward": convlab.forward}
    exec("\n".join(kept), names)
    return names["dx_by_gather"]


def test_the_diff_has_two_lines_that_differ_the_right_one_and_the_mistake():
    diff, (x, w, _, dz) = block("diff", "dx_by_gather"), samples.batch()
    assert [line[0] for line in diff.splitlines() if line[0] != " "] == ["-", "+"]
    assert_array_equal(version(diff, "-")(dz, w), convlab.backward(dz, x, w).dx)
    wrong = backward_with("dx-kernel-not-rotated")(dz, x, w).dx
    assert_array_equal(version(diff, "+")(dz, w), wrong)


def test_the_recipe_compares_the_forward_pass_with_the_literal_sum(capsys):
    """A z that is off by a constant, here with padding, has the right gradients."""

    def my_forward(x, w, b=None, *, stride=1, padding=0):
        off = padding if b is not None else 0
        return convlab.forward(x, w, b, stride=stride, padding=padding) + off

    (cell,) = (cell for cell in CELLS if cell.get("id") == "gradients-recipe")
    first, _, rest = cell.source.partition("\n")
    assert first.startswith("my_forward, my_backward = forward, backward")
    yours = {"my_forward": my_forward, "my_backward": convlab.backward}
    known = {"check_backward": check_backward, "check_adjoint": check_adjoint, "np": np}
    exec(rest, {**vars(convlab), **known, **yours})
    printed = capsys.readouterr().out
    assert re.findall("True|False", printed) == ["True", "False"]
    assert printed.count("dx=0.0, dw=0.0, db=0.0") == 2


@pytest.mark.parametrize("word", ["torch", "jax"])
def test_blocks_for_other_libraries_are_python(word):
    tree = ast.walk(ast.parse(block("python", f"import {word}")))
    assert word in {node.id for node in tree if isinstance(node, ast.Name)}


def test_gradcheck_of_pytorch_passes_our_layer():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    names = {}
    exec(block("python", "import torch"), names)
    check, apply = torch.autograd.gradcheck, names["Conv"].apply
    assert check(apply, names["inputs"])
    with pytest.warns(UserWarning, match="double precision"):
        assert check(apply, single(names), eps=1)


def test_gradcheck_of_pytorch_catches_a_wrong_dx(monkeypatch):
    pytest.importorskip("torch", reason="PyTorch is not installed")
    right = convlab.backward

    def unrotated(dz, x, w):
        return right(dz, x, w[:, ::-1, ::-1])

    monkeypatch.setattr(convlab, "backward", unrotated)
    words = "Jacobian mismatch for output 0 with respect to input 0"
    with pytest.raises(RuntimeError, match=words):
        exec(block("python", "import torch"), {})


def test_gradcheck_of_pytorch_raises_a_false_alarm_in_single_precision():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    names = {}
    exec(block("python", "import torch"), names)
    words = "Jacobian mismatch for output 0 with respect to input 0"
    with (
        pytest.warns(UserWarning, match="double precision"),
        pytest.raises(RuntimeError, match=words),
    ):
        torch.autograd.gradcheck(names["Conv"].apply, single(names))


def single(names):
    """Draw the inputs of the page again, in single precision."""
    how = {"dtype": names["torch"].float32}
    return tuple(names["draw"](*a.shape, **how) for a in names["inputs"])


def test_vjp_of_jax_is_our_backward_pass():
    pytest.importorskip("jax", reason="JAX is not installed")
    names = {}
    exec(block("python", "import jax"), names)
    ours = convlab.backward(*(names[name] for name in ("dz", "x", "w")))
    for name in ("dx", "dw"):
        assert_allclose(names[name], getattr(ours, name), rtol=1e-12)
