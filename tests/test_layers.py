"""Layers match their equations, return right gradients, and reject wrong input."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import special

import convlab
from assert_raises import assert_raises
from convlab import equations, fast
from convlab.layers import (
    SGD,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    he_normal,
)


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


X = drawn(2, 6, 5, 2)
CONVOLUTIONS = {
    "plain": {},
    "padding": {"padding": 1},
    "stride": {"stride": (2, 1), "padding": "same"},
    "groups": {"groups": 2, "dilation": (2, 1)},
}


def convolution(settings, pair=convlab, seed=1):
    w = drawn(4, 2, 3, 2 // settings.get("groups", 1), seed=seed)
    passes = {"forward": pair.forward, "backward": pair.backward}
    return Conv2D(w, drawn(4, seed=2), **passes, **settings)


def network():
    """Build one layer of each kind, with nonzero biases."""
    return Sequential(
        Conv2D(drawn(3, 3, 3, 2), drawn(3, seed=1), padding=1),
        ReLU(),
        Conv2D(drawn(4, 2, 2, 3, seed=2), drawn(4, seed=3)),
        Tanh(),
        MaxPool2D(2, stride=1),
        Flatten(),
        Dense(drawn(3, 3 * 3 * 4, seed=4) / 3, drawn(3, seed=5)),
    )


class TestEquations:
    @pytest.mark.parametrize("settings", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
    @pytest.mark.parametrize("pair", [convlab, fast, equations])
    def test_conv2d(self, settings, pair):
        layer = convolution(settings, pair)
        z = layer.forward(X)
        assert_allclose(z, equations.forward(X, layer.w, layer.b, **settings), 0, 1e-12)
        dz = drawn(*z.shape, seed=3)
        given = layer.backward(dz), layer.dw, layer.db
        right = equations.backward(dz, X, layer.w, **settings)
        for a, expected in zip(given, right, strict=True):
            assert_allclose(a, expected, 0, 1e-11)

    @pytest.mark.parametrize(
        ("layer", "sigma", "slope"),
        [
            (ReLU(), lambda z: max(z, 0), lambda z: z > 0),
            (Tanh(), np.tanh, lambda z: 1 / np.cosh(z) ** 2),
        ],
    )
    def test_activations(self, layer, sigma, slope):
        dx = drawn(*X.shape, seed=1)
        assert_array_equal(layer.forward(X), equations.activation(X, sigma))
        assert_allclose(layer.backward(dx), equations.error(dx, X, slope), 1e-12)

    @pytest.mark.parametrize(
        ("size", "stride"), [(2, None), ((3, 2), 1), (2, (1, 3)), (1, 2)]
    )
    def test_max_pool(self, size, stride):
        layer = MaxPool2D(size, stride)
        settings = {"stride": size if stride is None else stride}
        z = layer.forward(X)
        assert_array_equal(z, equations.max_pool(X, size, **settings))
        dz = drawn(*z.shape, seed=1)
        given = layer.backward(dz)
        right = equations.max_pool_gradient(dz, X, size, **settings)
        assert_allclose(given, right, 1e-12)

    def test_of_equal_pixels_the_first_gets_all(self):
        layer = MaxPool2D(2)
        layer.forward(np.zeros((1, 2, 2, 1)))
        assert_array_equal(layer.backward([[[[3.0]]]]).ravel(), [3, 0, 0, 0])

    def test_dense(self):
        """Dense is a convolution whose kernels are as large as its images."""
        w, b = drawn(3, 6 * 5 * 2, seed=1), drawn(3, seed=2)
        layer, kernels = Dense(w, b), w.reshape(3, 6, 5, 2)
        z = layer.forward(X.reshape(2, -1))
        assert_allclose(z, equations.dense(X.reshape(2, -1), w, b), 1e-12)
        dz = drawn(2, 3, seed=3)
        dx, dw, db = equations.backward(dz[:, None, None], X, kernels)
        assert_allclose(layer.backward(dz).reshape(X.shape), dx, 1e-12)
        assert_allclose(layer.dw.reshape(kernels.shape), dw, 1e-12)
        assert_allclose(layer.db, db, 1e-12)

    def test_flatten(self):
        layer = Flatten()
        z = layer.forward(X)
        for n, i, j, c in np.ndindex(X.shape):
            assert z[n, equations.address(0, i, j, c, X.shape[1:])] == X[n, i, j, c]
        assert_array_equal(layer.backward(z), X)

    def test_the_loss(self):
        loss, z, labels = SoftmaxCrossEntropy(), drawn(4, 3), [0, 2, 2, 1]
        L = loss.forward(z, labels)
        p = equations.softmax(z)
        assert pytest.approx(equations.cross_entropy(p, labels)) == L
        assert_allclose(loss.backward(), equations.score_gradient(p, labels), 1e-12)

    def test_the_loss_of_large_scores_is_finite(self):
        loss, z = SoftmaxCrossEntropy(), np.array([[1e4, -1e4, 0]])
        assert str(loss.forward(z, [0])) == "0.0"
        assert loss.forward(z, [1]) == -special.log_softmax(z, 1)[0, 1] == 2e4
        assert_array_equal(loss.backward(), [[1, -1, 0]])

    def test_sgd(self):
        layer, dw = Dense(drawn(2, 3)), drawn(2, 3, seed=1)
        w, v, optimizer = layer.w, 0 * dw, SGD(layer, learning_rate=0.3, momentum=0.6)
        for scale in (1, -2, 0.5):
            layer.dw, layer.db = scale * dw, np.zeros(2)
            optimizer.step()
            w, v = equations.momentum(w, v, scale * dw, learning_rate=0.3, mu=0.6)
            assert_allclose(layer.w, w, 1e-14)


class TestGradients:
    """Compare gradients with central differences, in float64."""

    @pytest.mark.parametrize("settings", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
    def test_of_a_convolution(self, settings):
        assert_right(convolution(settings), X)

    @pytest.mark.parametrize("layer", [ReLU(), Tanh(), MaxPool2D(2), MaxPool2D(3, 1)])
    def test_of_layers_without_parameters(self, layer):
        assert_right(layer, X)

    def test_of_rows(self):
        assert_right(Flatten(), X)
        assert_right(Dense(drawn(3, 60), drawn(3)), X.reshape(2, 60))

    def test_of_the_whole_network(self):
        loss, labels = SoftmaxCrossEntropy(), [2, 0]
        layers = network()
        loss.forward(layers.forward(X[:, :5]), labels)
        errors = check_gradients(
            layers, X[:, :5], loss.backward(), lambda z: loss.forward(z, labels)
        )
        assert list(errors) == [
            "dx",
            *(f"{k} {name}" for k in (0, 2, 6) for name in ("dw", "db")),
        ]
        assert all(error < 1e-8 for error in errors.values())

    def test_a_wrong_one_shows_where_it_is(self):
        def averaged(dz, x, w, **settings):
            dx, dw, db = convlab.backward(dz, x, w, **settings)
            return dx, dw / 2, db

        layer = Conv2D(drawn(4, 2, 3, 2), backward=averaged)
        errors = check_gradients(layer, X, drawn(2, 5, 3, 4))
        assert errors.pop("0 dw") == pytest.approx(0.5)
        assert all(error < 1e-8 for error in errors.values())

    @pytest.mark.parametrize("name", ["dx", "dw", "db"])
    def test_nan_is_not_right(self, name):
        def lost(dz, x, w, **settings):
            gradients = convlab.backward(dz, x, w, **settings)
            return gradients._replace(**{name: getattr(gradients, name) * np.nan})

        layer = Conv2D(drawn(4, 2, 3, 2), backward=lost)
        errors = check_gradients(layer, X, drawn(2, 5, 3, 4))
        assert [error < 1e-8 for error in errors.values()].count(False) == 1

    def test_parameters_are_put_back(self):
        layers = network()
        before = layers.parameters
        check_gradients(layers, X[:, :5], drawn(2, 3))
        after = layers.parameters
        assert len(after) == 6
        assert all(after[name] is before[name] for name in after)


def assert_right(layer, x):
    errors = check_gradients(layer, x, drawn(*layer.forward(x).shape, seed=9))
    assert all(error < 1e-8 for error in errors.values())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_single_precision_stays_single(dtype):
    layers = network()
    for layer in layers.layers:
        for name in layer.parameters:
            setattr(layer, name, getattr(layer, name).astype(dtype))
    optimizer, loss = (
        SGD(layers, learning_rate=0.1, momentum=0.5),
        SoftmaxCrossEntropy(),
    )
    z = layers.forward(X[:, :5].astype(dtype))
    loss.forward(z, [0, 1])
    dx = layers.backward(loss.backward())
    optimizer.step()
    parameters = [layers.layers[0].w, layers.layers[0].b, layers.layers[6].w]
    assert {a.dtype for a in (z, dx, *parameters)} == {np.dtype(dtype)}


def test_a_layer_keeps_copies_of_its_weights():
    w, b = np.ones((1, 2)), np.ones(1)
    layer = Dense(w, b)
    w[:] = b[:] = 5
    assert_array_equal(layer.forward([[1, 1]]), [[3]])
    for layer in (Conv2D(X[:1, :2]), Dense(w)):
        assert_array_equal(layer.b, [0])


def test_a_step_makes_new_arrays():
    layer = Dense([[1.0]])
    before, layer.dw, layer.db = layer.w, np.ones((1, 1)), np.ones(1)
    SGD(layer, learning_rate=0.5).step()
    assert before == 1
    assert layer.w == 0.5
    assert layer.b == -0.5


def test_layers_of_a_network_in_a_network_are_its_own():
    inner = Sequential(Flatten(), Dense(np.ones((2, 4))))
    outer = Sequential(ReLU(), inner)
    assert outer.layers == [outer.layers[0], *inner.layers]


def test_parameters_are_those_of_all_layers_by_number_and_name():
    layers = network()
    names = ["0 w", "0 b", "2 w", "2 b", "6 w", "6 b"]
    assert list(layers.parameters) == names
    for name, a in layers.parameters.items():
        k, attribute = name.split()
        assert a is getattr(layers.layers[int(k)], attribute)
    dense = layers.layers[6]
    assert dense.parameters == {"w": dense.w, "b": dense.b}
    assert ReLU().parameters == {}


@pytest.mark.parametrize("given", ["network", "layers", "layer", "inner network"])
def test_what_sgd_trains(given):
    layers = network()
    dense = layers.layers[6]
    parameters = list(layers.parameters.values())
    optimizer = {
        "network": lambda: SGD(layers, learning_rate=1),
        "layers": lambda: SGD(layers.layers, learning_rate=1),
        "inner network": lambda: SGD([layers], learning_rate=1),
        "layer": lambda: SGD(dense, learning_rate=1),
    }[given]()
    trained = [getattr(*each) for each in optimizer.learned]
    expected = parameters[-2:] if given == "layer" else parameters
    assert all(a is b for a, b in zip(trained, expected, strict=True))
    velocities = [v.shape for v in optimizer.velocities]
    assert velocities == [a.shape for a in expected]


def test_weights_are_drawn_by_their_number():
    w = he_normal((500, 3, 3, 20), np.random.default_rng(0))
    assert w.var() * 3 * 3 * 20 == pytest.approx(2, rel=0.02)
    assert w.mean() == pytest.approx(0, abs=0.001)
    assert he_normal((3, 7), np.random.default_rng(0)).shape == (3, 7)


def test_layers_say_what_they_are():
    assert repr(network().layers) == (
        "[Conv2D(w (3, 3, 3, 2), padding=1), ReLU(), Conv2D(w (4, 2, 2, 3)), Tanh(), "
        "MaxPool2D((2, 2), stride=(1, 1)), Flatten(), Dense(w (3, 36))]"
    )


class TestYourFunctions:
    def test_they_cannot_change_what_they_are_given(self):
        def forward(x, w, b):
            x *= 0
            return x

        def backward(dz, x, w):
            w -= 0.1
            return dz

        w, x = drawn(4, 2, 3, 2), X.copy()
        for pair in ({"forward": forward}, {"backward": backward}):
            layer = Conv2D(w, **pair)
            with pytest.raises(ValueError, match="read-only"):
                layer.backward(layer.forward(x))
            assert_array_equal(layer.w, w)
            assert_array_equal(x, X)

    def test_their_errors_keep_their_place_and_say_what_was_given(self):
        def mine(x, w, b):
            return x[7]

        layers = Sequential(ReLU(), Conv2D(drawn(4, 2, 3, 2), forward=mine))
        with pytest.raises(IndexError) as caught:
            layers.forward(X)
        assert caught.traceback[-1].name == "mine"
        assert caught.value.__notes__ == [
            "Conv2D(w (4, 2, 3, 2)): forward was given arrays of shapes "
            "(2, 6, 5, 2), (4, 2, 3, 2), (4,)"
        ]

    def test_what_they_return_may_be_lists(self):
        layer = Conv2D(
            drawn(4, 2, 3, 2),
            forward=lambda *a: convlab.forward(*a).tolist(),
            backward=lambda *a: [a.tolist() for a in convlab.backward(*a)],
        )
        assert_right(layer, X)


class TestRefusals:
    """Each error names the layer and both shapes, before any weight changes."""

    @pytest.mark.parametrize(
        ("x", "labels", "error", "words"),
        [
            (
                drawn(2, 5, 5, 3),
                [0, 1],
                ValueError,
                "layer 0: Conv2D(w (3, 3, 3, 2), padding=1): x (2, 5, 5, 3) and "
                "w (3, 3, 3, 2) disagree on channels: 3 != 2",
            ),
            (
                drawn(2, 7, 5, 2),
                [0, 1],
                ValueError,
                "layer 6: Dense(w (3, 36)): x (2, 60) and w (3, 36) disagree on K: "
                "60 != 36",
            ),
            (
                drawn(0, 5, 5, 2),
                np.zeros(0, int),
                ValueError,
                "layer 0: Conv2D(w (3, 3, 3, 2), padding=1): x holds no example; "
                "got shape (0, 5, 5, 2)",
            ),
            (
                np.where(np.arange(100).reshape(2, 5, 5, 2) == 57, np.nan, 1),
                [0, 1],
                FloatingPointError,
                "layer 0: Conv2D(w (3, 3, 3, 2), padding=1): x must be finite; got "
                "nan at x[1, 0, 3, 1], in shape (2, 5, 5, 2)",
            ),
            (
                drawn(2, 5, 5, 2),
                [0, 3],
                ValueError,
                "SoftmaxCrossEntropy(): labels must be from 0 to 2, the columns of "
                "z (2, 3); got 3 at labels[1], in shape (2,)",
            ),
            (
                drawn(2, 5, 5, 2),
                [0.0, 1.0],
                TypeError,
                "SoftmaxCrossEntropy(): labels must be whole numbers; got dtype "
                "float64; try labels.astype(int)",
            ),
        ],
        ids=["channels", "rows", "empty", "nan", "label", "kind of label"],
    )
    def test_of_what_goes_in(self, x, labels, error, words):
        layers, loss = network(), SoftmaxCrossEntropy()
        optimizer = SGD(layers, learning_rate=1)
        before = layers.parameters
        copies = {name: a.copy() for name, a in before.items()}

        def learn():
            loss.forward(layers.forward(x), labels)
            layers.backward(loss.backward())
            optimizer.step()

        assert_raises(words, learn, error=error)
        for name, a in layers.parameters.items():
            assert a is before[name]
            assert_array_equal(a, copies[name])

    def test_of_images_too_small_for_a_window(self):
        words = (
            "layer 1: MaxPool2D((4, 4)): the kernel (4 rows) is larger than the image "
            "(2 rows) with its padding (0, 0); x has shape (1, 2, 8, 1)"
        )
        assert_raises(
            words, Sequential(ReLU(), MaxPool2D(4)).forward, drawn(1, 2, 8, 1)
        )

    def test_of_gradients_that_do_not_fit(self):
        layers = network()
        words = "backward needs a forward pass before it"
        dense = f"layer 6: Dense(w (3, 36)): {words}"
        assert_raises(dense, layers.backward, drawn(2, 3))
        loss = f"SoftmaxCrossEntropy(): {words}"
        assert_raises(loss, SoftmaxCrossEntropy().backward)
        for layer in network().layers:
            assert_raises(f"{layer}: {words}", layer.backward, drawn(2, 3))
        layers.forward(X[:, :5])
        words = (
            "layer 6: Dense(w (3, 36)): dz must have the shape of what forward "
            "returned, (2, 3); got (3, 3)"
        )
        assert_raises(words, layers.backward, drawn(3, 3))

    @pytest.mark.parametrize(
        ("returned", "error", "words"),
        [
            (drawn(2, 6, 5, 3), ValueError, "z must have shape (2, 5, 3, 4); got "),
            (None, TypeError, "z must be an array of real numbers; got None"),
        ],
    )
    def test_of_what_your_forward_returns(self, returned, error, words):
        layer = Conv2D(drawn(4, 2, 3, 2), forward=lambda x, w, b: returned)
        shape = str(returned.shape) if returned is not None else ""
        words = "Conv2D(w (4, 2, 3, 2)), what forward returned: " + words + shape
        assert_raises(words, layer.forward, X, error=error)

    @pytest.mark.parametrize(
        ("returned", "error", "words"),
        [
            (None, TypeError, ": backward must return dx, dw and db; got NoneType"),
            (
                (X, drawn(4, 2, 2, 3), drawn(4)),
                ValueError,
                ", what backward returned: dw must have shape (4, 2, 3, 2); "
                "got (4, 2, 2, 3)",
            ),
        ],
    )
    def test_of_what_your_backward_returns(self, returned, error, words):
        layer = Conv2D(drawn(4, 2, 3, 2), backward=lambda dz, x, w: returned)
        layer.forward(X)
        words = f"Conv2D(w (4, 2, 3, 2)){words}"
        assert_raises(words, layer.backward, drawn(2, 5, 3, 4), error=error)
        assert not hasattr(layer, "dw")

    @pytest.mark.parametrize(
        ("layer", "right", "wrong"),
        [
            (Dense(drawn(3, 4)), drawn(2, 4), drawn(2, 7)),
            (Conv2D(drawn(4, 2, 3, 2)), X, X[..., :1]),
            (MaxPool2D(3), X, X[:, :1]),
        ],
    )
    def test_of_going_back_after_a_forward_pass_that_failed(self, layer, right, wrong):
        z = layer.forward(right)
        with pytest.raises(ValueError, match=re.escape(str(layer))):
            layer.forward(wrong)
        words = f"{layer}: backward needs a forward pass before it"
        assert_raises(words, layer.backward, z)

    def test_of_a_layer_that_makes_what_is_not_finite(self):
        dense = Dense(np.full((1, 2), 1e308))
        words = (
            "layer 1: Dense(w (1, 2)): z must be finite; got inf at z[0, 0], "
            "in shape (1, 1)"
        )
        with np.errstate(over="ignore"):
            assert_raises(
                words,
                Sequential(ReLU(), dense).forward,
                [[9.0, 9.0]],
                error=FloatingPointError,
            )

    def test_of_a_layer_that_is_there_twice(self):
        relu = ReLU()
        words = (
            "layer 2, ReLU(), is in the network already: each keeps what its own "
            "backward needs, so make another"
        )
        assert_raises(words, Sequential, relu, Tanh(), relu)
        assert_raises(words, SGD, [relu, Tanh(), relu], learning_rate=1)

    def test_of_layers_that_are_none(self):
        words = "layer 1 must have forward and backward; got "
        assert_raises(f"{words}3", Sequential, ReLU(), 3, error=TypeError)
        assert_raises(f"{words}{ReLU!r}", Sequential, Tanh(), ReLU, error=TypeError)
        assert_raises("Sequential must hold at least one layer; got none", Sequential)

    def test_of_weights_and_settings(self):
        words = "w must have 4 axes (F, KH, KW, C); got shape (3, 4)"
        assert_raises(words, Conv2D, drawn(3, 4))
        assert_raises("w must have 2 axes (F, K); got shape (3,)", Dense, drawn(3))
        words = "b must have shape (F) = (3,); got (4,)"
        assert_raises(words, Dense, drawn(3, 4), drawn(4))
        words = "Conv2D can be told stride, padding, dilation, groups; got 'strides'"
        assert_raises(words, Conv2D, X, error=TypeError, strides=2)
        words = "stride (rows) must be at least 1 and at most 2147483647; got 0"
        assert_raises(words, Conv2D, X, stride=0)
        with pytest.raises(ValueError, match=r"^groups must divide"):
            Conv2D(drawn(3, 2, 2, 1), groups=2)
        words = "forward must be a function; got 3"
        assert_raises(words, Conv2D, X, forward=3, error=TypeError)
        words = "size must be a whole number or a pair (rows, columns); got 'all'"
        assert_raises(words, MaxPool2D, "all", error=TypeError)
        words = f"max_bytes must be at least 1 and at most {2**63 - 1}; got 0"
        assert_raises(words, Conv2D, X, max_bytes=0)
        assert_raises(words, MaxPool2D, 2, max_bytes=0)

    def test_of_settings_takes_no_memory(self):
        w = np.ones((2, 3, 3, 1))
        for dilation in (2_000_000, 2**31 - 1):
            assert Conv2D(w, dilation=dilation).settings == {"dilation": dilation}
        with pytest.raises(ValueError, match=r"^groups must divide"):
            Conv2D(w, groups=2**31 - 1)
        words = "dilation (rows) must be at least 1 and at most 2147483647; got 0"
        assert_raises(words, Conv2D, w, dilation=0)

    @pytest.mark.parametrize(
        ("make", "name", "limit"),
        [
            (lambda **how: Conv2D(drawn(4, 2, 3, 2), **how), "the matrix", 2879),
            (lambda **how: MaxPool2D(2, **how), "the matrix", 767),
        ],
        ids=["Conv2D", "MaxPool2D"],
    )
    def test_of_what_takes_too_much_can_be_allowed(self, make, name, limit):
        """The message ends in advice that works for the layer."""
        with pytest.raises(ValueError, match=name) as caught:
            make(max_bytes=limit).forward(X)
        assert str(caught.value).endswith(
            f"more than max_bytes = {limit}; take fewer images at a time, or allow it "
            "with max_bytes="
        )
        layer = make(max_bytes=limit + 1)
        assert_array_equal(layer.forward(X), make().forward(X))
        layer.backward(layer.forward(X))

    def test_of_what_takes_too_much_on_the_way_back(self):
        layer = Conv2D(drawn(4, 2, 3, 2), max_bytes=2880)
        layer.forward(X)
        layer.limit = {"max_bytes": 2879}
        with pytest.raises(ValueError, match="more than max_bytes = 2879"):
            layer.backward(drawn(2, 5, 3, 4))

    def test_of_draws(self):
        rng = np.random.default_rng(0)
        words = "shape must be (F, K); got (3,)"
        assert_raises(words, he_normal, (3,), rng)
        words = "rng must be a numpy.random.Generator; got 0"
        assert_raises(words, he_normal, (3, 4), 0, error=TypeError)


class TestSGDRefuses:
    def layer(self, dw=((1, 2),)):
        layer = Dense([[1.0, 2]])
        layer.dw, layer.db = np.array(dw, float), np.ones(1)
        return layer

    def test_what_is_no_layer(self):
        words = "layers must be a network, a layer or a list of layers; got "
        assert_raises(f"{words}7", SGD, 7, learning_rate=1, error=TypeError)
        assert_raises(f"{words}{ReLU!r}", SGD, ReLU, learning_rate=1, error=TypeError)
        given = Dense([[1.0]]).parameters
        assert_raises(f"{words}{given}", SGD, given, learning_rate=1, error=TypeError)
        words = "layer 0 must have forward and backward; got 7"
        assert_raises(words, SGD, [7], learning_rate=1, error=TypeError)

    def test_no_layer_of_a_network(self):
        dense = Dense([[1.0, 2]])
        learned = SGD([Sequential(dense, ReLU())], learning_rate=1).learned
        assert learned == [(dense, "w"), (dense, "b")]

    def test_learning_rates_and_momenta(self):
        words = "learning_rate must be positive and finite; got 0.0"
        assert_raises(words, SGD, [], learning_rate=0)
        for momentum in (1, -0.5, np.nan):
            words = f"momentum must be at least 0 and below 1; got {float(momentum)}"
            assert_raises(words, SGD, [], learning_rate=1, momentum=momentum)

    @pytest.mark.parametrize(
        ("dw", "error", "words"),
        [
            (
                [[1, np.nan]],
                FloatingPointError,
                "dw must be finite; got nan at dw[0, 1], in shape (1, 2)",
            ),
            ([1, 2], ValueError, "dw must have the shape of w, (1, 2); got (2,)"),
        ],
    )
    def test_gradients_before_any_weight_changes(self, dw, error, words):
        first, second = self.layer(), self.layer(dw)
        optimizer = SGD([first, second], learning_rate=1)
        assert_raises(f"Dense(w (1, 2)): {words}", optimizer.step, error=error)
        assert_array_equal(first.w, [[1, 2]])
        assert_array_equal(optimizer.velocities[0], [[0, 0]])

    def test_a_step_to_infinity(self):
        first, second = self.layer(), self.layer([[1e308, 0]])
        words = (
            "Dense(w (1, 2)): w after the step must be finite; got -inf at "
            "w after the step[0, 0], in shape (1, 2)"
        )
        optimizer = SGD([first, second], learning_rate=10)
        assert_raises(words, optimizer.step, error=FloatingPointError)
        assert_array_equal(first.w, [[1, 2]])

    def test_weights_of_another_shape_than_before(self):
        layer = self.layer()
        optimizer = SGD([layer], learning_rate=1)
        layer.w, layer.dw = np.ones((3, 2)), np.ones((3, 2))
        words = "the velocity of w must have the shape of w, (3, 2); got (1, 2)"
        assert_raises(f"Dense(w (3, 2)): {words}", optimizer.step)

    def test_a_step_without_gradients(self):
        words = "Dense(w (1, 1)) has no dw: call backward before each step"
        assert_raises(words, SGD(Dense([[1.0]]), learning_rate=1).step)

    def test_two_steps_with_the_same_gradients(self):
        network = Sequential(self.layer(), Dense([[1.0]]))
        optimizer = SGD(network, learning_rate=0.5, momentum=0.5)
        network.backward(network.forward([[3.0, 4.0]]))
        optimizer.step()
        after = {name: a.copy() for name, a in network.parameters.items()}
        words = "Dense(w (1, 2)) has no dw: call backward before each step"
        assert_raises(words, optimizer.step)
        for name, a in network.parameters.items():
            assert_array_equal(a, after[name])
        network.backward(network.forward([[3.0, 4.0]]))
        optimizer.step()
        assert all((a != after[name]).any() for name, a in network.parameters.items())

    def test_a_step_that_was_refused_leaves_the_gradients(self):
        layer = self.layer([[1e308, 0]])
        optimizer = SGD(layer, learning_rate=10)
        with pytest.raises(FloatingPointError):
            optimizer.step()
        optimizer.learning_rate = 1e-308
        optimizer.step()
        assert_allclose(layer.w, [[0, 2]], 0, 1e-15)
