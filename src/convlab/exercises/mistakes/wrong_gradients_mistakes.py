"""Weak tests of a backward pass: each overlooks one kind of mistake."""

import numpy as np

import convlab
from convlab.exercises.mistakes.mistake import mistake

SETTINGS = ({"stride": 2, "padding": 0}, {"stride": 2, "padding": 1})
SIZES = {"B": 2, "H": 7, "W": 10, "C": 3, "F": 4, "KH": 2, "KW": 3}
LAYER = "Which of its sizes or settings is the smallest that it can be?"


def _differs(gap, size):
    """Return whether two inner products are not the same number."""
    return gap != 0  # NaN is


def _test(
    backward,
    *,
    settings=SETTINGS,
    least=-9,
    ones=False,
    shapes=True,
    differs=_differs,
    names=3,
    **sizes,
):
    """Count the wrong gradients, by inner products on a layer of these sizes."""
    B, H, W, C, F, KH, KW = (SIZES | sizes).values()
    rng, wrong = np.random.default_rng(0), set()

    def draw(*shape):
        return rng.integers(least, 10, shape)

    for keywords in settings:
        x, w, b = draw(B, H, W, C), draw(F, KH, KW, C), np.array([5, -2, 3, 7])[:F]
        z = convlab.forward(x, w, **keywords)
        dz = np.ones(z.shape) if ones else draw(*z.shape)
        gradients = backward(dz, x, w, **keywords)
        uses = zip(gradients, (x, w, b), (z, z, 0 * z + b), strict=True)
        for k, (gradient, array, result) in enumerate(uses):
            if shapes and gradient.shape != array.shape:
                wrong.add(k)
                continue
            expected = np.sum(dz * result)
            if differs(np.sum(gradient * array) - expected, abs(expected)):
                wrong.add(k)
    return sum(k < names for k in wrong)


@mistake(
    "wrong_gradients",
    "The test passes a gradient that is right for one image only.",
    equation="adjoint",
    hint=LAYER,
)
def one_image(backward):
    return _test(backward, B=1)


@mistake(
    "wrong_gradients",
    "The test passes a gradient that is right for one channel only.",
    equation="adjoint",
    hint=LAYER,
)
def one_channel(backward):
    return _test(backward, C=1)


@mistake(
    "wrong_gradients",
    "The test passes a gradient that is right for one kernel only.",
    equation="adjoint",
    hint=LAYER,
)
def one_kernel(backward):
    return _test(backward, F=1)


@mistake(
    "wrong_gradients",
    "The test passes gradients that are right for stride 1 only.",
    equation="adjoint",
    hint=LAYER,
)
def stride_1(backward):
    return _test(backward, settings=[s | {"stride": 1} for s in SETTINGS])


@mistake(
    "wrong_gradients",
    "The test passes gradients that are right only for stride 1 and without padding.",
    equation="adjoint",
    hint="How many settings does your test try?",
)
def one_plain_setting(backward):
    return _test(backward, settings=[{}])


@mistake(
    "wrong_gradients",
    "The test passes whatever is right on the layer of a tutorial: one image, one "
    "channel, one kernel, stride 1, no padding, a square z.",
    equation="adjoint",
    hint="How many of the mistakes that the chapter counts does such a layer hide?",
)
def layer_of_a_tutorial(backward):
    sizes = {"B": 1, "C": 1, "F": 1, "H": 5, "W": 5, "KH": 3}
    return _test(backward, settings=[{}], **sizes)


@mistake(
    "wrong_gradients",
    "The test passes a gradient that is right without padding only.",
    equation="adjoint",
    hint="How many settings does your test try?",
)
def no_padding(backward):
    return _test(backward, settings=SETTINGS[:1])


@mistake(
    "wrong_gradients",
    "The test passes a dx that is empty where there is no padding, and one that lacks "
    "the rows left over.",
    equation="adjoint",
    hint="How many settings does your test try?",
)
def always_padding(backward):
    return _test(backward, settings=SETTINGS[1:])


@mistake(
    "wrong_gradients",
    "The test passes a gradient that is right only if no rows are left over.",
    equation="adjoint",
    hint="After the last window, how many rows of your image has nobody read?",
)
def nothing_left_over(backward):
    return _test(backward, H=6, W=9)


@mistake(
    "wrong_gradients",
    "The test passes a gradient that is right for a square z only.",
    equation="adjoint",
    hint="How many rows and columns does z have in your test?",
)
def square(backward):
    return _test(backward, H=7, W=7, KH=2, KW=2)


@mistake(
    "wrong_gradients",
    "The test passes a dw in which dz does not occur.",
    equation="adjoint",
    hint="What is each pixel multiplied by in dw, and what is that in your test?",
)
def ones_in_dz(backward):
    return _test(backward, ones=True)


@mistake(
    "wrong_gradients",
    "The test passes a dx that has lost the signs of its entries.",
    equation="adjoint",
    hint="Which numbers do not occur in your arrays?",
)
def nothing_negative(backward):
    return _test(backward, least=1)


@mistake(
    "wrong_gradients",
    "The test passes gradients of a wrong shape, if NumPy can repeat them to fit.",
    equation="adjoint",
    hint="What is (1, 1, 1, F) times (F,) in NumPy? Ask for the shape by itself.",
)
def shapes_not_asked(backward):
    return _test(backward, shapes=False)


@mistake(
    "wrong_gradients",
    "The test passes a gradient that holds NaN.",
    equation="adjoint",
    hint="What is `nan > 0.001`? Ask the other way around.",
)
def nan_passes(backward):
    return _test(backward, differs=lambda gap, size: abs(gap) > 0.5)


@mistake(
    "wrong_gradients",
    "The test passes a gradient that is a thousandth too large.",
    equation="adjoint",
    hint="To how many digits does a right gradient of a convolution agree?",
)
def tolerance_too_large(backward):
    return _test(backward, differs=lambda gap, size: not abs(gap) < 0.02 * size)


@mistake(
    "wrong_gradients",
    "Every wrong dx and dw was counted, but no wrong db.",
    equation="adjoint",
    hint="The identity sets the bias aside. Which products test db?",
)
def db_not_tested(backward):
    return _test(backward, names=2)


@mistake(
    "wrong_gradients",
    "The count stops at 1: it says whether something is wrong, not how much.",
    equation="adjoint",
    hint="What happens to dw if dx was wrong already?",
)
def first_only(backward):
    return min(1, _test(backward))


@mistake(
    "wrong_gradients",
    "A gradient that is wrong in both settings was counted twice.",
    equation="adjoint",
    hint="Three gradients can be wrong, and yours count up to six. Remember which.",
)
def counted_twice(backward):
    return sum(_test(backward, settings=[each]) for each in SETTINGS)
