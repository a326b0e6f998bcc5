"""Tasks of chapters 5 and 8: what is right, and what a function is given."""

from pathlib import Path

import numpy as np
import pytest

from convlab import backward, equations, gradcheck, layers
from convlab.exercises.diagnosis.explain_entry import explain_entry
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.given import FLAWS, LOSSES, named, with_flaws
from convlab.exercises.tasks.ladder import RICH

GRADIENTS = "dx", "dw", "db"


def cross_entropy(z, labels):
    return layers.SoftmaxCrossEntropy().forward(z, labels)


def score_gradient(z, labels):
    return equations.score_gradient(equations.softmax(z), labels)


def numerical_gradient(loss, x, h):
    entries = [
        equations.central_difference(loss, x, index, h=h)
        for index in np.ndindex(x.shape)
    ]
    return np.reshape(entries, x.shape)


def relative_error(actual, expected):
    return gradcheck.relative_error(actual, expected)


def momentum(w, gradients, learning_rate, mu):
    v = np.zeros_like(w)
    for dw in gradients:
        w, v = equations.momentum(w, v, dw, learning_rate=learning_rate, mu=mu)
    return w


def train(x, labels, w, u, learning_rate, steps):
    """Train the network with convlab's own layers, whose biases stay 0."""
    chain = [layers.Conv2D(w), layers.ReLU(), layers.MaxPool2D(2), layers.Flatten()]
    network = layers.Sequential(*chain, layers.Dense(u))
    loss = layers.SoftmaxCrossEntropy()
    optimizer = layers.SGD(network, learning_rate=learning_rate)
    for _ in range(steps):
        for layer in (network.layers[0], network.layers[4]):
            layer.b[...] = 0
        layers.train_step(network, loss, optimizer, x, labels)
    return network.layers[0].w


REFERENCES = {
    "numerical_gradient": numerical_gradient,
    "relative_error": relative_error,
    "softmax": equations.softmax,
    "cross_entropy": cross_entropy,
    "score_gradient": score_gradient,
    "max_pool": equations.max_pool,
    "max_pool_gradient": equations.max_pool_gradient,
    "momentum": momentum,
    "train": train,
}


@pytest.mark.parametrize("task", REFERENCES)
def test_what_a_task_returns_is_right_by_another_way(task):
    calls = [*TASKS[task].calls, *TASKS[task].draw(np.random.default_rng(0))]
    for call in calls:
        assert same(call(REFERENCES[task]), call(TASKS[task].right)), str(call)


@pytest.mark.parametrize("case", RICH)
def test_the_gaps_are_those_of_the_adjoint_test(case):
    call = next(iter(TASKS["adjoint_gaps"].draw(np.random.default_rng(0))))
    given = dict(call.arguments, dz=case.dz, x=case.x, w=case.w, b=case.b)
    gaps = TASKS["adjoint_gaps"].right(*given.values(), **case.keywords)
    found = gradcheck.check_adjoint(
        given["forward"], given["backward"], case.dz, case.x, case.w, **case.keywords
    )
    assert gaps[0] == found.dx_x - found.dz_z
    assert gaps[1] == found.dw_w - found.dz_z
    assert gaps[2] == -2 * np.sum(case.dz * case.b)


# For each flaw a change of a rich layer under which nobody sees it.
HIDES = {
    "whose dw is divided by the number of images": {"B": 1},
    "whose dx is the same in all channels, the mean of what each should be": {"C": 1},
    "whose db is, for each kernel, the sum over all kernels": {"F": 1},
    "whose dx takes the stride for 1": {"stride": 1},
    "whose dw takes all zeros of the padding to be below and on the right": {
        "padding": 0
    },
    "whose dx is cropped with [:, P:-P, P:-P]": {"padding": 1},
    "whose dx ends with the last window, short of the rows left over": {"H": 6},
    "whose dw takes z to be square": {"H": 7, "W": 8},
}
SIZES = {"B": 2, "H": 7, "W": 10, "C": 3, "F": 4, "KH": 2, "KW": 3}


def wrong_in(flaws, *, ones=False, **changes):
    """Return which gradients are wrong on a layer, in their numbers or their shapes."""
    settings = {"stride": 2, "padding": 0} | changes
    case = type(RICH[0]).of_integers(**SIZES | settings)
    dz = np.ones_like(case.dz) if ones else case.dz
    given = with_flaws(*flaws)(dz, case.x, case.w, **case.keywords)
    right = backward(dz, case.x, case.w, **case.keywords)
    pairs = zip(GRADIENTS, given, right, strict=True)
    return {name for name, ours, theirs in pairs if not np.array_equal(ours, theirs)}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_in_the_gradients_that_it_names_and_in_no_other(flaw):
    without, with_padding = wrong_in([flaw]), wrong_in([flaw], padding=1)
    assert without | with_padding == set(FLAWS[flaw])
    said = [name for name in GRADIENTS if name in flaw.replace("leaves out dz", "")]
    assert set(said or GRADIENTS) == set(FLAWS[flaw])


@pytest.mark.parametrize("flaw", HIDES)
def test_a_flaw_hides_where_it_is_meant_to(flaw):
    assert not wrong_in([flaw], **HIDES[flaw])


def test_a_forgotten_factor_hides_where_it_is_1():
    assert not wrong_in(["whose dw leaves out dz"], ones=True)


def test_the_exercise_says_how_many_flaws_there_are():
    path = Path(__file__).parents[1] / "book" / "exercises" / "gradients.ipynb"
    assert f"one right backward pass and {len(FLAWS)} wrong ones" in path.read_text()


def test_a_backward_pass_without_flaws_is_right():
    assert not wrong_in([]) | wrong_in([], padding=1) | wrong_in([], stride=3)
    with pytest.raises(ValueError, match=r"\(1, 2, 3, 1\): \(1, 1, 1, 1\)"):
        with_flaws()(
            np.ones((1, 1, 1, 1)), np.ones((1, 2, 3, 1)), np.ones((1, 1, 1, 1))
        )


def test_what_is_given_is_found_again_by_its_words():
    flaws = "whose dx is 0 everywhere", "whose dw runs backwards"
    case = RICH[0]
    found = named(with_flaws(*flaws).words)(case.dz, case.x, case.w, **case.keywords)
    assert not found[0].any()
    assert np.array_equal(
        found[1], backward(case.dz, case.x, case.w, stride=2).dw[:, ::-1, ::-1]
    )
    for loss in LOSSES.values():
        assert named(loss.words) is loss
    assert named("forward").words == "forward"
    assert repr(named("lambda x: np.sum(x**3)")) == "lambda x: np.sum(x**3)"


def test_a_loss_is_what_its_words_say():
    x = RICH[0].x[:1, :3, :4, :1]
    for loss in LOSSES.values():
        if "dz" not in loss.words:  # those are the task's own
            assert loss(x) == eval(loss.words, {"np": np})(x)


EXPLAINED = {
    "numerical_gradient": "With x[0, 0, 0, 0] moved up by h the loss is",
    "adjoint_gaps": "<dx, x> is",
    "softmax": "The scores of this example are",
    "score_gradient": "Its right class is",
    "max_pool": "The pixels of the window are",
    "max_pool_gradient": " window",
    "momentum": "the learning rate is",
}


@pytest.mark.parametrize("task", EXPLAINED)
def test_every_entry_of_every_call_is_explained(task):
    for call in TASKS[task].calls:
        result = call(TASKS[task].right)
        texts = [
            explain_entry(task, call, "entry", index)
            for index in list(np.ndindex(result.shape))[:20]
        ]
        assert EXPLAINED[task].split("[")[0].split("x is")[0] in texts[0]
        assert all(text.endswith((".", "bias.", "image.")) for text in texts)


def test_an_entry_of_the_pooling_gradient_is_the_sum_of_what_is_listed():
    task = TASKS["max_pool_gradient"]
    for call in task.calls:
        dx = call(task.right)
        for index in list(np.ndindex(dx.shape))[:60]:
            text = explain_entry("max_pool_gradient", call, "dx", index)
            numbers = [
                float(part.split()[0].rstrip(";.").replace("\N{MINUS SIGN}", "-"))
                for part in text.split("dz is ")[1:]
            ]
            assert np.isclose(sum(numbers), dx[index], atol=1e-5), (str(call), text)
