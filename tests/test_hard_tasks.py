"""The hard tasks: their right functions, and the class that a check drives."""

import numpy as np
import pytest

import convlab
from convlab import equations
from convlab.exercises import check
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.ladder import LADDER, RICH
from convlab.exercises.tasks.layer_tasks import drive
from convlab.layers import Conv2D
from test_learning import backward


def right(task, *arguments, **keywords):
    return TASKS[task].right(*arguments, **keywords)


def test_moved_addresses_are_those_of_the_text_and_of_a_copy():
    places = right("moved", np.array([0, 1, 42]), (3, 4, 2))
    assert places.tolist() == [0, 12, 33]
    ours = np.arange(3 * 24).reshape(3, 3, 4, 2) * 7
    theirs = np.moveaxis(ours, -1, 1).ravel()
    places = right("moved", np.arange(ours.size), (3, 4, 2))
    assert np.array_equal(theirs[places], ours.ravel())


def test_readers_are_those_of_the_text_and_the_units_that_change():
    four = [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert right("readers", 1, 2, (3, 4), (2, 3)) == four
    assert right("readers", 0, 0, (3, 4), (2, 3)) == [(0, 0)]
    assert right("readers", 5, 0, (6, 7), (3, 3), stride=2) == []
    for settings in ({}, {"stride": 2}, {"padding": 2}, {"stride": 3, "padding": 1}):
        for i, j in np.ndindex(5, 6):
            x = np.zeros((1, 5, 6, 1))
            x[0, i, j, 0] = 1
            z = equations.forward(x, np.ones((1, 2, 3, 1)), **settings)
            changed = [tuple(unit) for unit in np.argwhere(z[0, :, :, 0]).tolist()]
            assert right("readers", i, j, (5, 6), (2, 3), **settings) == changed


def test_a_table_with_padding_finds_the_columns_of_a_padded_image():
    table = right("padded_indices", (2, 2, 1), (2, 2), padding=1)
    assert table[:, :2].T.tolist() == [[-1, -1, -1, 0], [-1, -1, 0, 1]]
    for case in RICH:
        padded = convlab.pad(case.x, case.kernel_size, padding=case.padding)
        columns = equations.im2col(padded, case.kernel_size, stride=case.stride)
        keywords = case.keywords
        table = right("padded_indices", case.image_shape, case.kernel_size, **keywords)
        for image, expected in zip(case.x, columns, strict=True):
            assert np.array_equal(np.append(image.ravel(), 0)[table], expected)


def test_the_gradient_of_the_squared_error_is_its_derivative():
    z, target = RICH[0].dz, RICH[0].dz[::-1] / 3
    _, dz = right("squared_error", z, target)
    for unit in [(0, 0, 0, 0), (1, 2, 3, 1)]:
        shift = np.zeros(z.shape)
        shift[unit] = 0.5  # of a square, central differences are exact
        up, down = (right("squared_error", z + h, target)[0] for h in (shift, -shift))
        assert up - down == pytest.approx(dz[unit])


@pytest.mark.parametrize("case", [LADDER["images, channels, kernels"].case, *RICH])
def test_a_layer_of_the_library_is_right_when_it_steps(case):
    class Layer(Conv2D):
        def step(self, learning_rate):
            self.w = self.w - learning_rate * self.dw
            self.b = self.b - learning_rate * self.db

    arguments = case.x, case.dz, case.w, case.b
    for ours, expected in zip(
        drive(Layer)(*arguments, **case.keywords),
        right("layer", *arguments, **case.keywords),
        strict=True,
    ):
        assert np.allclose(ours, expected, rtol=0, atol=1e-9)


class Layer:
    def __init__(self, w, b=None, **settings):
        self.w, self.settings = w, settings
        self.b = np.zeros(len(w)) if b is None else b

    def forward(self, x):
        self.x = x
        return convlab.forward(x, self.w, self.b, **self.settings)

    def backward(self, dz):
        dx, self.dw, self.db = backward(dz, self.x, self.w, **self.settings)
        return dx

    def step(self, learning_rate):
        self.w = self.w - learning_rate * self.dw
        self.b = self.b - learning_rate * self.db


def test_a_class_is_checked():
    assert check.layer(Layer)


def test_a_class_without_methods_is_not_written_yet():
    class Layer:
        """A layer."""

        ...

    assert check.layer(Layer).finding == "not written yet"
    assert "Give the check the class itself" in check.layer(Layer()).message


def test_a_layer_that_changes_the_weights_it_was_given_is_told_so():
    class InPlace(Layer):
        def step(self, learning_rate):
            self.w -= learning_rate * self.dw
            self.b = self.b - learning_rate * self.db

    verdict = check.layer(InPlace)
    assert verdict.finding == "changed its arguments"


def test_an_exception_is_quoted_with_the_line_in_the_class():
    class Stops(Layer):
        def forward(self, x):
            return x.no_such_thing

        def backward(self, dz):
            return dz

    verdict = check.layer(Stops)
    assert verdict.finding.startswith("exception")
    assert "return x.no_such_thing" in verdict.message


def test_a_missing_method_is_named():
    class NoStep:
        __init__, forward, backward = Layer.__init__, Layer.forward, Layer.backward

    assert "has no attribute 'step'" in check.layer(NoStep).message


def test_a_layer_must_not_leave_its_pass_to_the_library():
    class OfConvlab(Layer):
        def backward(self, dz):
            gradients = convlab.backward(dz, self.x, self.w, **self.settings)
            dx, self.dw, self.db = gradients
            return dx

    verdict = check.layer(OfConvlab)
    assert verdict.finding == "the library's own"
    assert "`backward`" in verdict.message


def test_a_tuple_of_the_wrong_kind_is_described():
    verdict = check.squared_error(lambda z, target: z - target)
    assert "a tuple of a number and an array, (L, dz), was expected" in verdict.message
    assert check.squared_error(lambda z, target: (1.0, 2.0)).finding == (
        "wrong kind of result"
    )


def test_inherited_methods_are_methods():
    class Heir(Layer):
        pass

    assert check.layer(Heir)


def test_the_wrong_item_of_a_tuple_is_named():
    class Doubled(Layer):
        def backward(self, dz):
            return 2 * super().backward(dz) + 1

    message = check.layer(Doubled).message
    assert "z is right. In dx, entry [0, 0, 0, 0] is " in message

    def squared_error(z, target):
        dz = z - target
        return float(np.sum(dz**2)) / 3, dz

    assert "L is 3 and should be 4.5." in check.squared_error(squared_error).message


def test_the_call_of_a_class_can_be_run_again():
    class Other(Layer):
        def forward(self, x):
            return super().forward(x) + 1

    verdict = check.layer(Other)
    assert verdict.probe(Other)[0] == pytest.approx(verdict.probe(Layer)[0] + 1)
