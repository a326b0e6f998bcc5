"""The equation lines of docstrings are claims: here they are evaluated and compared."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convlab import backward, equations, forward, im2col, samples

X, W, B_, DZ = samples.batch()
W_MAT, X_COL = W.reshape(3, -1), im2col(X, (2, 3))
D_Z = DZ.reshape(2, 4, 3).transpose(0, 2, 1)  # dZ, a kernel a row


def line(function, pattern):
    """Find what a docstring says, its line breaks taken out."""
    found = re.search(pattern, " ".join(function.__doc__.split()))
    assert found, f"{function.__name__} does not say {pattern!r}"
    return found


def evaluate(text, between, **names):
    """Evaluate a formula in which factors stand side by side."""
    text = text.replace("^T", ".swapaxes(-1, -2)")
    return eval(re.sub(r"(?<=[\w)]) (?=[\w(])", f" {between} ", text), names)


@pytest.mark.parametrize("function", [forward, equations.forward_matmul])
def test_z_is_what_the_line_says(function):
    said = line(function, r"Z = (W_mat[^.(]*)")[1].strip(" .")
    Z = evaluate(said, "@", W_mat=W_MAT, X_col=X_COL, b=B_[:, None])
    z = forward(X, W, B_)
    assert_array_equal(Z, z.reshape(2, 4, 3).transpose(0, 2, 1))


def test_gradients_are_what_the_line_says():
    names = {"dZ": D_Z, "W_mat": W_MAT, "X_col": X_COL}
    said = line(backward, r"dW_mat = sum over n of (.*?), dX_col = (.*?)\. ")
    dx, dw, _ = backward(DZ, X, W)
    dW_mat = evaluate(said[1], "@", **names).sum(axis=0)
    assert_array_equal(dW_mat, dw.reshape(3, -1))
    dX_col = evaluate(said[2], "@", **names)
    assert_array_equal(equations.col2im(dX_col, X.shape[1:], (2, 3)), dx)


def test_an_entry_of_the_matrix_is_what_the_line_says():
    said = line(
        im2col, r"row (.*?), column (.*?) of image n is x\[n, (.*?), (.*?), c\]"
    )
    x, stride, dilation = samples.counting(2, 9, 11, 2), (2, 3), (3, 2)
    cols = im2col(x, (2, 3), stride=stride, dilation=dilation)
    sizes = {"KW": 3, "C": 2, "OW": (11 - 1 - 2 * 2) // 3 + 1}
    steps = dict(zip(("sh", "sw"), stride, strict=True))
    steps |= dict(zip(("dil_h", "dil_w"), dilation, strict=True))
    for n, i, j, p, q, c in np.ndindex(2, 3, sizes["OW"], 2, 3, 2):
        names = sizes | steps | {"n": n, "i": i, "j": j, "p": p, "q": q, "c": c}
        row, column, down, right = (evaluate(s, "*", **names) for s in said.groups())
        assert cols[n, row, column] == x[n, down, right, c]
