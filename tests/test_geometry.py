"""Sizes and padding."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convlab import equations, output_size, pad, samples
from convlab.geometry import crop, padding_widths


@pytest.mark.parametrize("stride", [1, 2, 3, 5])
@pytest.mark.parametrize("padding", [(0, 0), (1, 1), (0, 3)])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_output_size_is_the_count_of_windows(stride, padding, dilation):
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    for kernel in range(1, 5):
        for size in range(dilation * kernel, 15):
            given = output_size(size, kernel, **settings)
            assert given == equations.output_size(size, kernel, **settings)


def test_output_size_takes_one_number_for_both_sides():
    assert output_size(5, 3, padding=1) == output_size(5, 3, padding=(1, 1)) == 5


@pytest.mark.parametrize(
    ("padding", "widths"),
    [
        ("valid", ((0, 0), (0, 0))),
        (2, ((2, 2), (2, 2))),
        (np.int64(2), ((2, 2), (2, 2))),
        ((1, 2), ((1, 1), (2, 2))),
        ([1, 2], ((1, 1), (2, 2))),
        (((0, 1), (2, 3)), ((0, 1), (2, 3))),
        (np.array([[0, 1], [2, 3]]), ((0, 1), (2, 3))),
        ("same", ((0, 1), (1, 1))),
    ],
)
def test_every_form_of_padding(padding, widths):
    assert padding_widths((4, 5), (2, 3), (1, 1), padding) == widths
    x = samples.counting(2, 4, 5, 3) + 1
    given = pad(x, (2, 3), padding=padding)
    assert_array_equal(given, np.pad(x, ((0, 0), *widths, (0, 0))))


@pytest.mark.parametrize("stride", [(1, 1), (2, 1), (2, 3)])
def test_pad_same_counts_rows_and_columns_apart(stride):
    x = samples.counting(2, 4, 9, 3) + 1
    (sh, sw), (KH, KW) = stride, (3, 4)
    widths = equations.same(4, KH, stride=sh), equations.same(9, KW, stride=sw)
    given = pad(x, (KH, KW), stride=stride, padding="same")
    assert_array_equal(given, np.pad(x, ((0, 0), *widths, (0, 0))))


@pytest.mark.parametrize("kind", [np.int64, np.uint8])
def test_output_size_takes_the_integers_of_numpy(kind):
    for count in (output_size, equations.output_size):
        given = count(kind(200), kind(3), stride=kind(2), padding=kind(100))
        assert given == 199
        assert type(given) is int


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_same_is_its_equation(stride, dilation):
    for size in range(1, 12):
        for kernel in range(1, 6):
            axes = (size, 7), (kernel, 3), (stride, 1)
            rows = equations.same(size, kernel, stride=stride, dilation=dilation)
            given = padding_widths(*axes, "same", (dilation, 2))
            assert given == (rows, (2, 2))


def test_pad_same_makes_room_for_the_gaps_of_the_kernel():
    x = samples.counting(2, 4, 9, 3) + 1
    given = pad(x, (2, 3), padding="same", dilation=(3, 4))
    assert_array_equal(given, np.pad(x, ((0, 0), (1, 2), (4, 4), (0, 0))))


def test_crop_undoes_pad():
    x = samples.counting(2, 4, 5, 3)
    widths = (0, 1), (2, 3)
    assert_array_equal(crop(pad(x, padding=widths), widths), x)
    assert_array_equal(crop(x, ((0, 0), (0, 0))), x)


def test_pad_gives_a_new_array_even_for_nothing():
    x = samples.counting(1, 2, 2, 1)
    assert not np.shares_memory(pad(x, 1), x)
