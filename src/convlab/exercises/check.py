"""A check for each task: call it on your function and it says what is wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import convlab
from convlab.exercises.bugs import Bug
from convlab.exercises.counterexample import check_counterexample
from convlab.exercises.diagnosis.diagnose import diagnose
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.feedback import judge
from convlab.exercises.learner import progress
from convlab.exercises.tasks.layer_tasks import drive

__all__ = [
    "address",
    "adjoint_gaps",
    "backward",
    "central_difference",
    "channels_first",
    "col2im",
    "count_windows",
    "cross_entropy",
    "db",
    "dilated_forward",
    "dw",
    "dw_by_forward",
    "dx",
    "dx_by_gather",
    "error",
    "exposes",
    "forward",
    "forward_by_matmul",
    "forward_by_slices",
    "forward_by_tiles",
    "forward_from_lowered",
    "grouped_forward",
    "im2col",
    "im2col_indices",
    "kernels_to_points",
    "layer",
    "learns",
    "lowered",
    "max_pool",
    "max_pool_gradient",
    "momentum",
    "moved",
    "multiplications",
    "numerical_gradient",
    "output_size",
    "padded_indices",
    "progress",
    "readers",
    "receptive_field",
    "relative_error",
    "score_gradient",
    "softmax",
    "squared_error",
    "tile_products",
    "train",
    "transposed_dsmall",
    "transposed_dw",
    "transposed_forward",
    "unit",
    "update",
    "wrong_gradients",
]

STEPS = 40
RATE = 0.002


def address(function: Callable[..., Any]) -> Verdict:
    """Check ``address(n, i, j, c, image_shape)``, equation :eq:`address`."""
    return judge(function, "address")


def unit(function: Callable[..., Any]) -> Verdict:
    """Check ``unit(address, image_shape)``, which finds (n, i, j, c) again."""
    return judge(function, "unit")


def channels_first(function: Callable[..., Any]) -> Verdict:
    """Check ``channels_first(x)``, which moves the channels before the rows."""
    return judge(function, "channels_first")


def moved(function: Callable[..., Any]) -> Verdict:
    """Check ``moved(addresses, image_shape)``: where numbers lie, channels first."""
    return judge(function, "moved")


def output_size(function: Callable[..., Any]) -> Verdict:
    """Check ``output_size(size, kernel, *, stride=1, padding=0)``.

    Equation :eq:`output-size`.
    """
    return judge(function, "output_size")


def receptive_field(function: Callable[..., Any]) -> Verdict:
    """Check ``receptive_field(i, j, kernel_size, *, stride=1)``.

    Equation :eq:`receptive-field`: the pixels as a list of (row, column).
    """
    return judge(function, "receptive_field")


def readers(function: Callable[..., Any]) -> Verdict:
    """Check ``readers(i, j, image_size, kernel_size, *, stride=1, padding=0)``.

    The units that read pixel (i, j) of the image, as a list of (row, column): equation
    :eq:`receptive-field`, asked from the other side.
    """
    return judge(function, "readers")


def forward(function: Callable[..., Any]) -> Verdict:
    """Check ``forward(x, w, b=None, *, stride=1, padding=0)``.

    Equation :eq:`forward`.

    Parameters
    ----------
    function : callable
        Takes x (B, H, W, C), w (F, KH, KW, C) and b (F,), the stride and the padding
        on each side in pixels, and returns z (B, OH, OW, F).

    Returns
    -------
    Verdict
        The result, which a notebook displays when it is the last value of a cell.

    References
    ----------
    The known mistakes and where they come from are in `convlab.exercises.mistakes`.

    Examples
    --------
    >>> print(forward(lambda x, w, b=None, *, stride=1, padding=0: ...))
    … forward: not written yet
    <BLANKLINE>
    Replace the three dots in forward(x, w, b=None, *, stride=1, padding=0) by your own lines, and check it again.
    """  # noqa: E501
    return judge(function, "forward")


def forward_by_slices(function: Callable[..., Any]) -> Verdict:
    """Check `forward`, written with loops over p and q alone."""
    return judge(function, "forward_by_slices")


def forward_by_matmul(function: Callable[..., Any]) -> Verdict:
    """Check `forward`, written with one multiplication for each image.

    Equation :eq:`forward-matmul`.
    """
    return judge(function, "forward_by_matmul")


def im2col_indices(function: Callable[..., Any]) -> Verdict:
    """Check ``im2col_indices(image_shape, kernel_size, *, stride=1)``.

    Equation :eq:`im2col`.
    """
    return judge(function, "im2col_indices")


def im2col(function: Callable[..., Any]) -> Verdict:
    """Check ``im2col(x, kernel_size, *, stride=1)``, equation :eq:`im2col`."""
    return judge(function, "im2col")


def padded_indices(function: Callable[..., Any]) -> Verdict:
    """Check ``padded_indices(image_shape, kernel_size, *, stride=1, padding=0)``.

    Equation :eq:`im2col` for the memory of an image that was not padded: -1 stands for
    a number of the padding.
    """
    return judge(function, "padded_indices")


def col2im(function: Callable[..., Any]) -> Verdict:
    """Check ``col2im(cols, image_shape, kernel_size, *, stride=1)``.

    Equation :eq:`col2im`.
    """
    return judge(function, "col2im")


def db(function: Callable[..., Any]) -> Verdict:
    """Check ``db(dz, x, w, *, stride=1, padding=0)``, equation :eq:`db`."""
    return judge(function, "db")


def dw(function: Callable[..., Any]) -> Verdict:
    """Check ``dw(dz, x, w, *, stride=1, padding=0)``, equation :eq:`dw`."""
    return judge(function, "dw")


def dw_by_forward(function: Callable[..., Any]) -> Verdict:
    """Check `dw`, written as a forward pass over x, with dz as its kernels."""
    return judge(function, "dw_by_forward")


def dx(function: Callable[..., Any]) -> Verdict:
    """Check ``dx(dz, x, w, *, stride=1, padding=0)``, equation :eq:`dx`."""
    return judge(function, "dx")


def dx_by_gather(function: Callable[..., Any]) -> Verdict:
    """Check `dx`, written as a forward pass over dz: equation :eq:`dx-gather`."""
    return judge(function, "dx_by_gather")


def squared_error(function: Callable[..., Any]) -> Verdict:
    """Check ``squared_error(z, target)``, which returns (L, dz)."""
    return judge(function, "squared_error")


def backward(function: Callable[..., Any]) -> Verdict:
    """Check ``backward(dz, x, w, *, stride=1, padding=0)``, which returns dx, dw, db.

    Equations :eq:`dx`, :eq:`dw` and :eq:`db`.
    """
    return judge(function, "backward")


def error(function: Callable[..., Any]) -> Verdict:
    """Check ``error(dx, z)``, equation :eq:`error` for ReLU, max(z, 0)."""
    return judge(function, "error")


def update(function: Callable[..., Any]) -> Verdict:
    """Check ``update(parameter, gradient, learning_rate)``: one step of SGD."""
    return judge(function, "update")


def central_difference(function: Callable[..., Any]) -> Verdict:
    """Check ``central_difference(loss, x, index, h)``: one derivative.

    Equation :eq:`central-difference`.
    """
    return judge(function, "central_difference")


def numerical_gradient(function: Callable[..., Any]) -> Verdict:
    """Check ``numerical_gradient(loss, x, h)``, a central difference for each entry."""
    return judge(function, "numerical_gradient")


def relative_error(function: Callable[..., Any]) -> Verdict:
    """Check ``relative_error(actual, expected)``, the error of a whole gradient."""
    return judge(function, "relative_error")


def adjoint_gaps(function: Callable[..., Any]) -> Verdict:
    """Check ``adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0)``.

    Equation :eq:`adjoint`: how far the inner products are apart, for dx, dw and db.
    """
    return judge(function, "adjoint_gaps")


def wrong_gradients(function: Callable[..., Any]) -> Verdict:
    """Check ``wrong_gradients(backward)``, which counts those that are wrong."""
    return judge(function, "wrong_gradients")


def count_windows(function: Callable[..., Any]) -> Verdict:
    """Check ``count_windows(size, kernel, *, stride=1, padding=0, dilation=1)``.

    Equations :eq:`output-size` and :eq:`extent`.
    """
    return judge(function, "count_windows")


def dilated_forward(function: Callable[..., Any]) -> Verdict:
    """Check ``dilated_forward(x, w, *, stride=1, dilation=1)``.

    Equation :eq:`general` for one group, with loops over p and q alone.
    """
    return judge(function, "dilated_forward")


def grouped_forward(function: Callable[..., Any]) -> Verdict:
    """Check ``grouped_forward(x, w, *, groups=1)``, equation :eq:`general`."""
    return judge(function, "grouped_forward")


def transposed_forward(function: Callable[..., Any]) -> Verdict:
    """Check ``transposed_forward(small, w, *, stride=1, padding=0, leftover=0)``.

    Equations :eq:`dx-scatter` and :eq:`transposed-size`.
    """
    return judge(function, "transposed_forward")


def transposed_dsmall(function: Callable[..., Any]) -> Verdict:
    """Check ``transposed_dsmall(dlarge, small, w, *, stride=1, padding=0)``.

    The gradient of the image that a transposed convolution was given.
    """
    return judge(function, "transposed_dsmall")


def transposed_dw(function: Callable[..., Any]) -> Verdict:
    """Check ``transposed_dw(dlarge, small, w, *, stride=1, padding=0, dilation=1)``.

    The gradient of the kernels of a transposed convolution, without a loop.
    """
    return judge(function, "transposed_dw")


def multiplications(function: Callable[..., Any]) -> Verdict:
    """Check ``multiplications(z_shape, w_shape, m)``, which counts those of tiles."""
    return judge(function, "multiplications")


def lowered(function: Callable[..., Any]) -> Verdict:
    """Check ``lowered(x, kernel_width, *, stride=1)``, equation :eq:`lowered`."""
    return judge(function, "lowered")


def forward_from_lowered(function: Callable[..., Any]) -> Verdict:
    """Check ``forward_from_lowered(L, w, *, stride=1)``: windows of L times kernels."""
    return judge(function, "forward_from_lowered")


def tile_products(function: Callable[..., Any]) -> Verdict:
    """Check ``tile_products(x, w)``, equation :eq:`toom-cook` for F(3, 2)."""
    return judge(function, "tile_products")


def kernels_to_points(function: Callable[..., Any]) -> Verdict:
    """Check ``kernels_to_points(w)``, the U of equation :eq:`winograd`."""
    return judge(function, "kernels_to_points")


def forward_by_tiles(function: Callable[..., Any]) -> Verdict:
    """Check ``forward_by_tiles(x, U)``, equation :eq:`winograd` for a whole image."""
    return judge(function, "forward_by_tiles")


def softmax(function: Callable[..., Any]) -> Verdict:
    """Check ``softmax(z)``, equation :eq:`softmax`, for scores of any size."""
    return judge(function, "softmax")


def cross_entropy(function: Callable[..., Any]) -> Verdict:
    """Check ``cross_entropy(z, labels)``: equation :eq:`cross-entropy` of scores."""
    return judge(function, "cross_entropy")


def score_gradient(function: Callable[..., Any]) -> Verdict:
    """Check ``score_gradient(z, labels)``: equation :eq:`score-gradient`."""
    return judge(function, "score_gradient")


def max_pool(function: Callable[..., Any]) -> Verdict:
    """Check ``max_pool(x, kernel_size, *, stride=1)``, equation :eq:`max-pool`."""
    return judge(function, "max_pool")


def max_pool_gradient(function: Callable[..., Any]) -> Verdict:
    """Check ``max_pool_gradient(dz, x, kernel_size, *, stride=1)``.

    Equation :eq:`max-pool-gradient`: of equal pixels, the first one gets all.
    """
    return judge(function, "max_pool_gradient")


def momentum(function: Callable[..., Any]) -> Verdict:
    """Check ``momentum(w, gradients, learning_rate, mu)``, which takes several steps.

    Equation :eq:`momentum`.
    """
    return judge(function, "momentum")


def train(function: Callable[..., Any]) -> Verdict:
    """Check ``train(x, labels, w, u, learning_rate, steps)``: a network of four layers.

    It returns w (F, KH, KW, C) after the steps.
    """
    return judge(function, "train")


def exposes(bug: Bug, function: Callable[[], Any]) -> Verdict:
    """Check that an input exposes a bug: right and wrong code disagree on it.

    Parameters
    ----------
    bug : Bug
        One of `convlab.exercises.bugs`.
    function : callable
        Takes no arguments and returns a dictionary of the arguments to try: the arrays
        by name, plus stride and padding where they are not 1 and 0.

    Returns
    -------
    Verdict
        Right if the wrong code returns something other than the right code.
    """
    return check_counterexample(bug, function)


def learns(
    forward: Callable[..., Any],
    squared_error: Callable[..., Any],
    backward: Callable[..., Any],
    update: Callable[..., Any],
) -> Verdict:
    """Train a layer to recover a hidden kernel, once its functions are right.

    Parameters
    ----------
    forward, squared_error, backward, update : callable
        Each solves the task of its name. `convlab.forward` will do as the first.

    Returns
    -------
    Verdict
        The losses and both kernels; or what is wrong with the first wrong function.
    """
    functions = {
        "forward": forward,
        "squared_error": squared_error,
        "backward": backward,
        "update": update,
    }
    for task, function in functions.items():
        if function is convlab.forward:
            continue
        if getattr(function, "__name__", "") == "forward_by_matmul":
            task = "forward_by_matmul"
        verdict = diagnose(function, task)
        if not verdict.ok:
            text = f"Your {task} comes first: {verdict.message}"
            return Verdict(False, verdict.mistake, text, verdict.finding, "learns")
    losses, w, hidden = _train(**functions)
    rows = [0, 1, 2, 5, 10, 20, STEPS]
    table = "\n".join(f"after {k:2d} steps: L = {losses[k]:.4f}" for k in rows)
    text = (
        f"{table}\n\nThe hidden kernel:\n{hidden}\n\nWhat your layer found, from "
        f"images and results alone:\n{w.round(2) + 0.0}"
    )
    return Verdict(True, None, text, "right", "learns")


def layer(cls: type) -> Verdict:
    """Check a class ``Layer(w, b=None, *, stride=1, padding=0)``.

    Parameters
    ----------
    cls : type
        Has the methods ``forward(x)``, ``backward(dz)`` and ``step(learning_rate)``.

    Returns
    -------
    Verdict
        It is about a function that makes two layers and lets one of them take a step:
        `convlab.exercises.tasks.layer_tasks.Driven`.
    """
    return judge(drive(cls), "layer")


def _train(
    forward: Callable[..., Any],
    squared_error: Callable[..., Any],
    backward: Callable[..., Any],
    update: Callable[..., Any],
) -> tuple[list[float], NDArray, NDArray]:
    """Return the loss before each step and after the last, and both kernels."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((8, 6, 7, 1))
    hidden, b_hidden = np.array([[1.0, 0, -1], [2, 1, 0]]), np.array([1.0])
    target = forward(x, hidden.reshape(1, 2, 3, 1), b_hidden)
    w, b, losses = np.zeros((1, 2, 3, 1)), np.zeros(1), []
    for _ in range(STEPS + 1):
        L, dz = squared_error(forward(x, w, b), target)
        losses.append(L)
        _, dw, db = backward(dz, x, w)
        w, b = update(w, dw, RATE), update(b, db, RATE)
    return losses, w.reshape(2, 3), hidden
