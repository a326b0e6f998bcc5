"""A small network that learns to tell shapes apart, with any backward pass."""

import numpy as np

from convlab import arguments, conv

__all__ = ["SHAPES", "pictures", "train"]

SHAPES = np.array(
    [
        [[1, 0, 0], [1, 0, 0], [1, 1, 1]],
        [[1, 1, 1], [0, 0, 1], [0, 0, 1]],
        [[1, 1, 1], [0, 1, 0], [0, 1, 0]],
        [[0, 1, 0], [0, 1, 0], [1, 1, 1]],
    ],
    float,
)
SIZE = 7  # pixels, the height and the width of an image
NOISE = 0.2
IMAGES, STEPS, BATCH, RATE = 2000, 800, 32, 0.5
LAYERS = (  # the shape of w, and the settings; the last sees all of its image at once
    ((8, 3, 3, 1), {"padding": 1}),
    ((12, 3, 3, 8), {"stride": 2}),
    ((len(SHAPES), 3, 3, 12), {}),
)


def pictures(B, *, seed=0):
    """Put a shape at a random place in each image, and noise over all.

    Parameters
    ----------
    B : int
        How many images.
    seed : int
        Of the random numbers.

    Returns
    -------
    (array (B, 7, 7, 1), int array (B,))
        Images, and the number in `SHAPES` of the shape in each.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    Examples
    --------
    >>> x, kinds = pictures(5)
    >>> x.shape, kinds.shape
    ((5, 7, 7, 1), (5,))
    """
    B, seed = arguments.whole("B", B, 1), arguments.whole("seed", seed, 0)
    return _pictures(B, np.random.default_rng(seed))


def _pictures(B, rng):
    kinds = rng.integers(len(SHAPES), size=B)
    x = NOISE * rng.standard_normal((B, SIZE, SIZE, 1))
    corners = rng.integers(SIZE - 3 + 1, size=(B, 2))
    for n, (i, j) in enumerate(corners):
        x[n, i : i + 3, j : j + 3, 0] += SHAPES[kinds[n]]
    return x, kinds


def train(backward=conv.backward, *, seed=0, learn=3):
    """Train two convolutions and a last layer by gradient descent.

    The last layer is a convolution as well, whose kernels are as large as its images:
    one unit for each shape.

    Parameters
    ----------
    backward : callable
        With the signature of `convlab.backward`; it may be wrong.
    seed : int
        Of the images, of the kernels at the start and of their order.
    learn : int
        How many layers learn, counted from the last. With 2 the kernels of the first
        layer stay as they were drawn, and with 1 those of the second as well.

    Returns
    -------
    float
        Which part of 1000 new images the network names rightly, from 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If backward cannot be called, or another argument is no whole number that fits.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989),
    for networks of this form.
    """
    arguments.function("backward", backward)
    seed = arguments.whole("seed", seed, 0)
    first = len(LAYERS) - arguments.whole("learn", learn, 1, len(LAYERS))
    learned, drawn, chosen, new = np.random.default_rng(seed).spawn(4)
    x, kinds = _pictures(IMAGES, learned)
    parameters = _draw(drawn)
    with np.errstate(over="ignore", invalid="ignore"):  # wrong gradients may run away
        for some in chosen.integers(IMAGES, size=(STEPS, BATCH)):
            _descend(parameters, x[some], kinds[some], backward, first)
        x, kinds = _pictures(1000, new)
        scores = _forward(parameters, x)[1][-1][:, 0, 0]
    return float(np.mean(scores.argmax(axis=1) == kinds))


def _draw(rng):
    """Draw kernels with a spread that keeps the units of all layers alike in size."""
    spreads = [np.sqrt(2 / np.prod(shape[1:])) for shape, _ in LAYERS]
    return [
        (spread * rng.standard_normal(shape), np.zeros(shape[0]))
        for spread, (shape, _) in zip(spreads, LAYERS, strict=True)
    ]


def _forward(parameters, x):
    """Return x and z of every layer."""
    xs, zs = [], []
    for (w, b), (_, settings) in zip(parameters, LAYERS, strict=True):
        xs.append(x)
        zs.append(conv.forward(x, w, b, **settings))
        x = np.maximum(zs[-1], 0)
    return xs, zs


def _descend(parameters, x, kinds, backward, first):
    """Take one step down the mean cross-entropy, from the last layer to the first."""
    xs, zs = _forward(parameters, x)
    dz = _score_gradient(zs[-1], kinds)
    for layer in range(len(LAYERS) - 1, first - 1, -1):
        w, b = parameters[layer]
        dx, dw, db = backward(dz, xs[layer], w, **LAYERS[layer][1])
        if layer > first:
            dz = dx * (zs[layer - 1] > 0)
        w -= RATE * dw
        b -= RATE * db


def _score_gradient(z, kinds):
    """Return dL/dz of the scores: their probabilities, less 1 for the right one."""
    dz = np.exp(z - z.max(axis=3, keepdims=True))
    dz /= dz.sum(axis=3, keepdims=True)
    dz[np.arange(len(z)), 0, 0, kinds] -= 1
    return dz / len(z)
