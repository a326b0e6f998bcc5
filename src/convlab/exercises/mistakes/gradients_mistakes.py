"""Mistakes in what tests a gradient: central differences, errors, inner products."""

import numpy as np

from convlab.exercises.mistakes.mistake import mistake

ALONE = "A derivative moves one entry. Which ones does your line move?"


def _moved(x, index, h):
    """Return x in double precision, with one entry moved by h."""
    moved = np.array(x, float)
    moved[index] += h
    return moved


@mistake(
    "central_difference",
    "The result is twice what it should be. From x - h to x + h it is 2h.",
    equation="central-difference",
    hint="What is the difference of the two losses divided by?",
)
def divided_by_h(loss, x, index, h):
    return (loss(_moved(x, index, h)) - loss(_moved(x, index, -h))) / h


@mistake(
    "central_difference",
    "The difference was divided by 2 and multiplied by h. With h = 1 nobody notices.",
    equation="central-difference",
    hint="Python works through `a / 2 * h` from left to right.",
)
def multiplied_by_h(loss, x, index, h):
    return (loss(_moved(x, index, h)) - loss(_moved(x, index, -h))) / 2 * h


@mistake(
    "central_difference",
    "Only the second loss was divided by 2h.",
    equation="central-difference",
    hint="In `a - b / c`, what does the division take first? Put parentheses.",
)
def parentheses_left_out(loss, x, index, h):
    return loss(_moved(x, index, h)) - loss(_moved(x, index, -h)) / (2 * h)


@mistake(
    "central_difference",
    "One step was taken, up from x, and divided by h. For a straight line that is "
    "right.",
    equation="central-difference",
    hint="What happens to the error h L'' / 2 when both steps are taken?",
)
def one_sided(loss, x, index, h):
    return (loss(_moved(x, index, h)) - loss(_moved(x, index, 0))) / h


@mistake(
    "central_difference",
    "The second loss is that at x itself, not at x - h.",
    equation="central-difference",
    hint="How far does an entry have to move from x + h to reach x - h?",
)
def came_back_only(loss, x, index, h):
    return one_sided.function(loss, x, index, h) / 2


@mistake(
    "central_difference",
    "This is the sum of the derivatives with respect to all entries of x.",
    equation="central-difference",
    hint=ALONE,
)
def sum_of_all(loss, x, index, h):
    return (loss(x + h) - loss(x - h)) / (2 * h)


@mistake(
    "central_difference",
    "The sign is wrong: it is the loss below minus the loss above.",
    equation="central-difference",
    hint="If the loss grows with x, is your result positive?",
)
def sign_changed(loss, x, index, h):
    return divided_by_h.function(loss, x, index, h) / -2


@mistake(
    "central_difference",
    "The result is always 0, as if both losses were taken at the same point.",
    equation="central-difference",
    hint="`up = x` gives the array another name. How many arrays are there?",
)
def same_place_twice(loss, x, index, h):
    return 0.0


@mistake(
    "numerical_gradient",
    "An entry that was moved stayed at x - h while the next ones had their turn.",
    equation="central-difference",
    hint="When the second entry moves, where does the first one have to be?",
)
def not_put_back(loss, x, h):
    x, gradient = np.array(x, float), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = loss(x)
        x[index] -= 2 * h
        gradient[index] = (above - loss(x)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient",
    "The entries that had moved before moved along: their steps were not taken back.",
    equation="central-difference",
    hint="When the second entry moves, where does the first one have to be?",
)
def moved_along(loss, x, h):
    step, gradient = np.zeros(x.shape), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step[index] = h
        gradient[index] = (loss(x + step) - loss(x - step)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient",
    "Every entry of the result is the sum of the derivatives with respect to all "
    "entries of x.",
    equation="central-difference",
    hint="Did all of x move at once? Or did each derivative go to all entries?",
)
def each_the_sum_of_all(loss, x, h):
    return np.full(x.shape, sum_of_all.function(loss, x, (), h))


@mistake(
    "numerical_gradient",
    "Every entry is the sum of the derivatives with respect to all entries of its "
    "image.",
    equation="central-difference",
    hint="`x[n]` has three axes left. Which indices name a single entry of x?",
)
def each_the_sum_of_its_image(loss, x, h):
    gradient = np.zeros(x.shape)
    for n in range(len(x)):
        above, below = loss(_moved(x, n, h)), loss(_moved(x, n, -h))
        gradient[n] = (above - below) / (2 * h)
    return gradient


def _compared(measure):
    """Compare two arrays of the same shape; of different shapes, say infinity."""

    def compare(actual, expected):
        same_shape = actual.shape == expected.shape
        return float(measure(actual, expected)) if same_shape else np.inf

    return compare


LARGEST = "The task divides the largest difference by the largest entry of one array. "


@mistake(
    "relative_error",
    "The shapes were not compared. Where they differ, NumPy repeats entries to fit, if "
    "it can.",
    equation="central-difference",
    hint="What is the shape of `a - b` if a is (2, 1) and b is (2,)?",
)
def shapes_not_compared(actual, expected):
    return float(abs(actual - expected).max() / abs(expected).max())


@mistake(
    "relative_error",
    "The largest difference was not divided: the error is absolute.",
    equation="central-difference",
    hint="Gradients of 1000 and of 1001: is that a large error?",
)
def absolute(actual, expected):
    return _compared(lambda a, e: abs(a - e).max())(actual, expected)


@mistake(
    "relative_error",
    "The difference was divided by the largest entry of `actual`.",
    equation="central-difference",
    hint="Which of the two is to be trusted? A gradient that is 0 everywhere should "
    "have the error 1.",
)
def relative_to_actual(actual, expected):
    return _compared(lambda a, e: abs(a - e).max() / abs(a).max())(actual, expected)


@mistake(
    "relative_error",
    "Differences with a minus do not count: the sign was kept.",
    equation="central-difference",
    hint="How far apart are 1 and 2, and how far 2 and 1?",
)
def sign_kept(actual, expected):
    return _compared(lambda a, e: (a - e).max() / abs(e).max())(actual, expected)


@mistake(
    "relative_error",
    "Every difference was divided by its own entry of `expected`.",
    equation="central-difference",
    hint=LARGEST + "What does rounding do to an entry that is nearly 0?",
)
def entry_by_entry(actual, expected):
    return _compared(lambda a, e: (abs(a - e) / abs(e)).max())(actual, expected)


@mistake(
    "relative_error",
    "Every difference was divided by the sizes of its two entries, added up, as some "
    "courses do.",
    equation="central-difference",
    hint=LARGEST + "That is another measure: it is never above 1.",
)
def over_both_entries(actual, expected):
    def measure(a, e):
        return (abs(a - e) / np.maximum(1e-8, abs(a) + abs(e))).max()

    return _compared(measure)(actual, expected)


@mistake(
    "relative_error",
    "The norm of the difference was divided by the sum of both norms, as in some "
    "courses.",
    equation="central-difference",
    hint=LARGEST + "In a norm over a million entries, one wrong entry can drown.",
)
def over_both_norms(actual, expected):
    norm = np.linalg.norm
    return _compared(lambda a, e: norm(a - e) / (norm(a) + norm(e)))(actual, expected)


USES = "Which result does the bias change by itself, if the image is black?"


def _products(forward, backward, dz, x, w, b, settings):
    """Return <dx, x>, <dw, w>, <db, b>, and <dz, z> without and with the bias alone."""
    dx, dw, db = backward(dz, x, w, **settings)
    z, of_b = forward(x, w, **settings), forward(0 * x, w, b, **settings)
    pairs = [(dx, x), (dw, w), (db, b), (dz, z), (dz, of_b)]
    return [float(np.sum(one * other)) for one, other in pairs]


@mistake(
    "adjoint_gaps",
    "The bias is in z. The identity holds for a layer without one: with it, z is not "
    "linear in x.",
    equation="adjoint",
    hint="What is z for a black image, and what is <dx, x> then?",
)
def bias_left_in(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    dx, dw, db, z, of_b = _products(forward, backward, dz, x, w, b, settings)
    return np.array([dx - z - of_b, dw - z - of_b, db - of_b])


@mistake(
    "adjoint_gaps",
    "The bias is in z, and <db, b> was compared with the same z.",
    equation="adjoint",
    hint=USES,
)
def one_z_for_all(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    *products, z, of_b = _products(forward, backward, dz, x, w, b, settings)
    return np.array(products) - z - of_b


@mistake(
    "adjoint_gaps",
    "The product <db, b> was compared with the z of the image, without the bias.",
    equation="adjoint",
    hint=USES,
)
def db_with_z_of_the_image(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    *products, z, _ = _products(forward, backward, dz, x, w, b, settings)
    return np.array(products) - z


@mistake(
    "adjoint_gaps",
    "The product <db, b> was compared with the z of image and bias together.",
    equation="adjoint",
    hint=USES,
)
def db_with_all_of_z(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    dx, dw, db, z, of_b = _products(forward, backward, dz, x, w, b, settings)
    return np.array([dx - z, dw - z, db - z - of_b])


@mistake(
    "adjoint_gaps",
    "The product <dw, w> was compared with <dx, x>: a wrong dx shows in both.",
    equation="adjoint",
    hint="Each gradient must be judged by itself. Which product needs no gradient?",
)
def dw_against_dx(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    dx, dw, db, z, of_b = _products(forward, backward, dz, x, w, b, settings)
    return np.array([dx - z, dw - dx, db - of_b])


@mistake(
    "adjoint_gaps",
    "These are the products of the gradients themselves. Nothing was subtracted "
    "from them.",
    equation="adjoint",
    hint="A gap is 0 if the gradient is right. What must each product be equal to?",
)
def products_not_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return np.array(_products(forward, backward, dz, x, w, b, settings)[:3])


@mistake(
    "adjoint_gaps",
    "The products were averaged. An inner product is a sum, and x, w and z have "
    "different numbers of entries.",
    equation="adjoint",
    hint="How many products does <dz, z> add up, and how many <dw, w>?",
)
def averaged(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    products = _products(forward, backward, dz, x, w, b, settings)
    dx, dw, db, z, of_b = np.divide(
        products, [x.size, w.size, b.size, dz.size, dz.size]
    )
    return np.array([dx - z, dw - z, db - of_b])
