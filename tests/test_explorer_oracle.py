"""The plain data explorers step through, compared with convlab on every geometry."""

import json
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import explorer_oracle as trace
from convlab import backward, col2im, equations, forward, im2col, pad, samples
from geometries import PLAIN

X, W, B_, DZ = samples.batch()
FORWARD = [trace.trace_forward, trace.trace_im2col]
BACKWARD = [
    trace.trace_fold,
    trace.trace_scatter,
    trace.trace_gather,
    trace.trace_weight,
    trace.trace_matrices,
]
ALL = {
    **dict.fromkeys(FORWARD, (X, W, B_)),
    **dict.fromkeys(BACKWARD, (DZ, X, W)),
}


def numbers(record):
    """Return the arrays of a trace or of a step as arrays again, None as NaN."""
    return {name: np.array(a, float) for name, a in record["arrays"].items()}


def padded(x, geometry):
    return pad(x[:1], geometry.kernel_size, padding=geometry.padding, **geometry.steps)


def window(image, corner, geometry):
    """Return a view of the pixels that lie under the kernel, in all channels."""
    (row, column), (dil_h, dil_w) = corner, geometry.dilations
    rows = slice(row, row + dil_h * geometry.KH, dil_h)
    return image[0, rows, column : column + dil_w * geometry.KW : dil_w]


def channels_of(f, geometry):
    """Return the channels that kernel f reads, counted group by group."""
    Cg = geometry.C // geometry.groups
    kernels = np.arange(geometry.F).reshape(geometry.groups, -1)
    [group] = np.flatnonzero((kernels == f).any(axis=1))
    return slice(group * Cg, (group + 1) * Cg)


def image_of(a, geometry):
    """Return the part of a padded frame that is not padding."""
    (top, bottom), (left, right) = geometry.widths
    return a[:, top : a.shape[1] - bottom, left : a.shape[2] - right]


def values(steps, name):
    return [step[name] for step in steps]


def one_more_a_step(steps, name, array):
    """Check that each step reveals the entry it names, and keeps the rest."""
    known = [numbers(step)[array] for step in steps]
    assert np.isfinite(known[0]).sum() == 1
    for before, after in pairwise(known):
        assert np.isfinite(after).sum() == np.isfinite(before).sum() + 1
        assert_array_equal(after[np.isfinite(before)], before[np.isfinite(before)])
    for step, entries in zip(steps, known, strict=True):
        assert np.isfinite(entries[tuple(step[name])])


class TestForward:
    def test_arrays(self, geometry):
        x, w, b, _ = geometry.integers()
        arrays = numbers(trace.trace_forward(x, w, b, **geometry.settings))
        assert_array_equal(arrays["x"], padded(x, geometry))
        assert_array_equal(arrays["w"], w)
        assert_array_equal(arrays["b"], b)

    def test_products_and_bias_add_up_to_z(self, geometry):
        x, w, b, _ = geometry.integers()
        z = forward(x, w, b, **geometry.settings)
        for step in trace.trace_forward(x, w, b, **geometry.settings)["steps"]:
            unit, arrays = tuple(step["unit"]), numbers(step)
            assert_array_equal(arrays["sums"], np.einsum("pqc->c", arrays["products"]))
            assert arrays["sums"].sum() + b[unit[3]] == z[unit] == arrays["z"][unit]
        assert_array_equal(arrays["z"], z[:1])

    def test_products_are_window_times_kernel(self, geometry):
        x, w, b, _ = geometry.integers()
        (sh, sw), image = geometry.strides, padded(x, geometry)
        for step in trace.trace_forward(x, w, b, **geometry.settings)["steps"]:
            _, i, j, f = step["unit"]
            pixels = window(image, (sh * i, sw * j), geometry)
            expected = pixels[:, :, channels_of(f, geometry)] * w[f]
            assert_array_equal(step["arrays"]["products"], expected)

    def test_kernel_by_kernel_in_raster_order(self):
        steps = trace.trace_forward(X, W, B_)["steps"]
        expected = [[0, *ij, f] for f in range(3) for ij in np.ndindex(2, 2)]
        assert values(steps, "unit") == expected


class TestIm2col:
    GEOMETRIES = PLAIN

    def test_matrices(self, geometry):
        x, w, b, _ = geometry.integers()
        arrays = numbers(trace.trace_im2col(x, w, b, **geometry.settings))
        cols = im2col(padded(x, geometry), w.shape[1:3], stride=geometry.strides)
        z = forward(x[:1], w, b, **geometry.settings)
        assert_array_equal(arrays["x"], padded(x, geometry))
        assert_array_equal(arrays["w"], w)
        assert_array_equal(arrays["b"], b)
        assert_array_equal(arrays["cols"], cols)
        assert_array_equal(arrays["W_mat"], w.reshape(geometry.F, -1))
        Z = z.reshape(1, -1, geometry.F).transpose(0, 2, 1)
        assert_array_equal(arrays["Z"], Z)

    def test_addresses_are_offsets_plus_corners(self, geometry):
        x, w, b, _ = geometry.integers()
        traced = trace.trace_im2col(x, w, b, **geometry.settings)
        arrays, (sh, sw) = numbers(traced), geometry.strides
        image_shape = arrays["x"].shape[1:]
        assert_array_equal(arrays["address"], samples.counting(*image_shape))
        pixels = arrays["address"]
        assert_array_equal(arrays["offsets"], pixels[: w.shape[1], : w.shape[2], 0])
        first = pixels[: w.shape[1], : w.shape[2]]
        assert_array_equal(arrays["elements"], first.ravel())
        OH, OW = arrays["corners"].shape
        assert_array_equal(arrays["corners"], pixels[: sh * OH : sh, : sw * OW : sw, 0])
        outer = np.add.outer(arrays["elements"], arrays["corners"].ravel())
        assert_array_equal(arrays["addresses"], outer)

    def test_addresses_are_whole_numbers(self):
        arrays = trace.trace_im2col(X, W, B_)["arrays"]
        names = "address", "offsets", "elements", "corners", "addresses"
        assert all(np.array(arrays[name]).dtype.kind == "i" for name in names)


class TestFold:
    GEOMETRIES = PLAIN

    def test_last_step_is_dx(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_fold(dz, x, w, **geometry.settings)
        dx = numbers(traced["steps"][-1])["dx"]
        expected = equations.dx(dz[:1], x[:1], w, **geometry.settings)
        assert_array_equal(image_of(dx, geometry), expected)

    def test_columns_are_products_and_dx_their_col2im(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_fold(dz, x, w, **geometry.settings)
        arrays, last = numbers(traced), numbers(traced["steps"][-1])
        W_mat = w.reshape(geometry.F, -1)
        assert_array_equal(arrays["W_mat_T"], W_mat.T)
        for m, (a, b) in enumerate(values(traced["steps"], "window")):
            assert_array_equal(arrays["dZ"][0, :, m], dz[0, a, b])
            assert_array_equal(last["dcols"][0, :, m], dz[0, a, b] @ W_mat)
        image = padded(x, geometry).shape[1:]
        folded = col2im(last["dcols"], image, w.shape[1:3], stride=geometry.strides)
        assert_array_equal(last["dx"], folded)

    def test_each_step_adds_its_column(self, geometry):
        x, w, _, dz = geometry.integers()
        steps = trace.trace_fold(dz, x, w, **geometry.settings)["steps"]
        (sh, sw), dx = geometry.strides, np.zeros(padded(x, geometry).shape)
        count = np.zeros_like(dx)
        for m, step in enumerate(steps):
            arrays, (a, b) = numbers(step), step["window"]
            column = arrays["dcols"][0, :, m].reshape(w.shape[1:])
            window(dx, (sh * a, sw * b), geometry)[:] += column
            window(count, (sh * a, sw * b), geometry)[:] += 1
            assert_array_equal(arrays["dx"], dx)
            assert_array_equal(arrays["count"], count[0, :, :, 0])
            filled = np.isfinite(arrays["dcols"][0]).all(axis=0)
            assert_array_equal(filled, np.arange(len(steps)) <= m)


class TestScatter:
    def test_last_step_is_dx(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_scatter(dz, x, w, **geometry.settings)
        assert_array_equal(traced["arrays"]["dz"], dz[:1])
        assert_array_equal(traced["arrays"]["w"], w)
        dx = numbers(traced["steps"][-1])["dx"]
        expected = equations.dx(dz[:1], x[:1], w, **geometry.settings)
        assert_array_equal(image_of(dx, geometry), expected)

    def test_each_step_adds_its_stamp(self, geometry):
        x, w, _, dz = geometry.integers()
        steps = trace.trace_scatter(dz, x, w, **geometry.settings)["steps"]
        (sh, sw), dx = geometry.strides, np.zeros(padded(x, geometry).shape)
        count = np.zeros_like(dx)
        Cg = geometry.C // geometry.groups
        for step in steps:
            _, a, b, f = step["unit"]
            arrays, corner = numbers(step), (sh * a, sw * b)
            assert_array_equal(arrays["stamp"], dz[0, a, b, f] * w[f])
            channels = channels_of(f, geometry)
            window(dx, corner, geometry)[:, :, channels] += arrays["stamp"]
            window(count, corner, geometry)[:, :, channels] += 1
            assert_array_equal(arrays["dx"], dx)
            assert_array_equal(arrays["count"], count[0, :, :, ::Cg])

    def test_kernel_by_kernel_in_raster_order(self):
        steps = trace.trace_scatter(DZ, X, W)["steps"]
        expected = [[0, *ab, f] for f in range(3) for ab in np.ndindex(2, 2)]
        assert values(steps, "unit") == expected

    def test_counts_are_whole_numbers(self):
        step = trace.trace_scatter(DZ, X, W)["steps"][-1]
        assert np.array(step["arrays"]["count"]).dtype.kind == "i"


class TestGather:
    def test_last_step_is_dx_and_leaves_the_padding_out(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_gather(dz, x, w, **geometry.settings)
        dx = numbers(traced["steps"][-1])["dx"]
        expected = backward(dz[:1], x[:1], w, **geometry.settings).dx
        assert_array_equal(image_of(dx, geometry), expected)
        assert dx.shape == padded(x, geometry).shape
        assert np.isfinite(dx).sum() == expected.size

    def test_met_weights_and_paths_add_up_to_the_pixel(self, geometry):
        x, w, _, dz = geometry.integers()
        (sh, sw), (dil_h, dil_w) = geometry.strides, geometry.dilations
        for step in trace.trace_gather(dz, x, w, **geometry.settings)["steps"]:
            _, row, column, c = step["pixel"]
            arrays = numbers(step)
            pixel = arrays["dx"][tuple(step["pixel"])]
            assert np.nansum(dz[0] * arrays["met"]) == pixel
            firsts = [channels_of(f, geometry).start for f in range(geometry.F)]
            assert pixel == sum(
                dz[0, a, b, f] * w[f, p, q, c - first]
                for a, b, p, q in step["paths"]
                for f, first in enumerate(firsts)
                if 0 <= c - first < w.shape[3]
            )
            for a, b, p, q in step["paths"]:
                assert (sh * a + dil_h * p, sw * b + dil_w * q) == (row, column)

    def test_met_is_the_rotated_kernel_where_stride_1_leaves_no_gaps(self):
        dz, w = samples.counting(1, 5, 6, 2), W[:2]
        step = trace.trace_gather(dz, np.zeros((1, 6, 8, 2)), w)["steps"][3 * 8 + 4]
        met = numbers(step)["met"]
        assert_array_equal(met[2:4, 2:5], w[:, ::-1, ::-1, 0].transpose(1, 2, 0))
        assert np.isfinite(met).sum() == w[:, :, :, 0].size

    def test_every_path_is_there_once(self, geometry):
        """Each unit reads every pixel of its window, except the padding."""
        x, w, _, dz = geometry.integers()
        steps = trace.trace_gather(dz, x, w, **geometry.settings)["steps"]
        paths = [tuple(path) for step in steps for path in step["paths"]]
        ones = equations.dx(*map(np.ones_like, (dz[:1], x[:1], w)), **geometry.settings)
        assert len(paths) == ones.sum() / (geometry.F // geometry.groups)
        assert len(set(paths)) == len(paths) / geometry.C

    def test_window_times_rotated_kernel_is_the_pixel(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_gather(dz, x, w, **geometry.settings)
        dx = backward(dz[:1], x[:1], w, **geometry.settings).dx
        first, spread, rotated = numbers(traced).values()
        (top, _), (left, _) = geometry.widths
        assert_array_equal(first, dz[:1])
        G, Fg = geometry.groups, geometry.F // geometry.groups
        for kernels, ours in zip(np.split(w, G), np.split(rotated, G), strict=True):
            turned = np.rot90(kernels, 2, axes=(1, 2)).swapaxes(0, 3)
            assert_array_equal(ours, turned)
        again = forward(spread, rotated, dilation=geometry.dilation, groups=G)
        assert_array_equal(again, dx)
        for step in traced["steps"]:
            _, row, column, c = step["pixel"]
            group = c // w.shape[3]
            terms = window(spread, (row - top, column - left), geometry)
            terms = terms[:, :, group * Fg : (group + 1) * Fg] * rotated[c]
            assert terms.sum() == numbers(step)["dx"][tuple(step["pixel"])]

    def test_channel_by_channel_in_raster_order(self):
        dz, w = np.ones((2, 5, 5, 3)), W[:, :1, :1]
        traced = trace.trace_gather(dz, X, w, padding=((2, 0), (1, 0)))
        order = [(c, *ij) for c in range(2) for ij in np.ndindex(3, 4)]
        expected = [[0, i + 2, j + 1, c] for c, i, j in order]
        assert values(traced["steps"], "pixel") == expected

    def test_gaps_and_groups_are_as_the_chapter_says(self):
        """One unit lies between two that a pixel reached, all of its own group."""
        x, w, how = np.ones((1, 5, 6, 2)), np.ones((2, 2, 2, 1)), {"dilation": 2}
        dz = forward(x, w, **how, groups=2)
        for step in trace.trace_gather(dz, x, w, **how, groups=2)["steps"]:
            for axis in (0, 1):
                lines = sorted({path[axis] for path in step["paths"]})
                assert {*np.diff(lines)} <= {2}
            reached = {*np.nonzero(np.isfinite(numbers(step)["met"]))[2]}
            assert reached == ({step["pixel"][3]} if step["paths"] else set())

    def test_only_pixels_that_had_their_turn_are_known(self, geometry):
        x, w, _, dz = geometry.integers()
        steps = trace.trace_gather(dz, x, w, **geometry.settings)["steps"]
        one_more_a_step(steps, "pixel", "dx")


class TestWeight:
    def test_last_step_is_dw(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_weight(dz, x, w, **geometry.settings)
        assert_array_equal(traced["arrays"]["x"], padded(x, geometry))
        assert_array_equal(traced["arrays"]["dz"], dz[:1])
        dw = numbers(traced["steps"][-1])["dw"]
        assert_array_equal(dw, backward(dz[:1], x[:1], w, **geometry.settings).dw)

    def test_terms_add_up_to_the_weight(self, geometry):
        x, w, _, dz = geometry.integers()
        image = padded(x, geometry)
        (sh, sw), (dil_h, dil_w) = geometry.strides, geometry.dilations
        for step in trace.trace_weight(dz, x, w, **geometry.settings)["steps"]:
            f, p, q, c = step["weight"]
            arrays = numbers(step)
            assert arrays["terms"].sum() == arrays["dw"][f, p, q, c]
            for a, b in np.ndindex(dz.shape[1:3]):
                row, column = sh * a + dil_h * p, sw * b + dil_w * q
                channel = channels_of(f, geometry).start + c
                expected = dz[0, a, b, f] * image[0, row, column, channel]
                assert arrays["terms"][a, b] == expected

    def test_kernel_by_kernel_and_channel_by_channel(self):
        steps = trace.trace_weight(DZ, X, W)["steps"]
        order = [
            (f, *pq, c) for f in range(3) for c in (0, 1) for pq in np.ndindex(2, 3)
        ]
        assert values(steps, "weight") == [list(weight) for weight in order]

    def test_only_weights_that_had_their_turn_are_known(self, geometry):
        x, w, _, dz = geometry.integers()
        steps = trace.trace_weight(dz, x, w, **geometry.settings)["steps"]
        one_more_a_step(steps, "weight", "dw")


class TestMatrices:
    GEOMETRIES = PLAIN

    def test_arrays(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_matrices(dz, x, w, **geometry.settings)
        arrays = numbers(traced)
        assert_array_equal(arrays["x"], padded(x, geometry))
        assert_array_equal(arrays["w"], w)
        assert_array_equal(arrays["dz"], dz[:1])
        assert_array_equal(arrays["z"], forward(x[:1], w, **geometry.settings))
        expected = backward(dz[:1], x[:1], w, **geometry.settings).dx
        assert_array_equal(image_of(arrays["dx"], geometry), expected)
        assert traced["steps"] == []

    def test_products_are_z_and_dx(self, geometry):
        x, w, _, dz = geometry.integers()
        traced = trace.trace_matrices(dz, x, w, **geometry.settings)
        x, _, z, dz, dx, A, A_T = numbers(traced).values()
        assert_array_equal(A @ x.ravel(), z.ravel())
        assert_array_equal(A_T @ dz.ravel(), dx.ravel())
        assert_array_equal(A_T, A.T)


@pytest.mark.parametrize("function", ALL)
def test_it_is_plain_data_without_minus_zero(function):
    traced = function(*ALL[function])
    assert json.loads(json.dumps(traced, allow_nan=False)) == traced
    assert "-0.0" not in json.dumps(function(*(0 * a for a in ALL[function])))
