"""`fast.tune` keeps the fastest method of a layer, and `forward` then uses it."""

import json
from functools import partial

import numpy as np
import pytest

import convlab
from convlab import fast
from convlab.fast import planner
from convlab.fast._engine import plans
from convlab.fast._engine.blocking import BLOCK
from convlab.fast.methods import (
    SIZES,
    choose,
    guess,
    im2col,
    mec,
    name_of,
    winograd,
    winograd_rows,
    winograd_streamed,
)
from convlab.fast.planner import _candidates
from plain_layer import plain_layer as make_layer

X, W = np.ones((2, 9, 9, 3), np.float32), np.ones((4, 3, 3, 3), np.float32)


def plain_layer(x, w, padding=0):
    return make_layer(x, w, 1, padding)


def _plan(layer):
    method, sized = choose(layer)
    return method, sized.block


LAYER = plain_layer(X, W)


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    path = tmp_path / "new" / "plans.json"
    monkeypatch.setenv("CONVLAB_PLANS", str(path))
    plans._plans.cache_clear()
    yield path
    plans._plans.cache_clear()


def keep(file, text):
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    plans._plans.cache_clear()


def test_it_times_what_can_compute_the_layer_and_keeps_the_fastest(file):
    times = fast.tune(X, W, rounds=1)
    methods = "im2col", "mec", "fourier", "winograd", "winograd_streamed"
    found = {f"{name} 2 MiB" for name in [*methods, "winograd_rows"]}
    (best,) = (name.split()[0] for name in times if name.endswith(" 1 MiB"))
    assert times.keys() == found | {f"{best} {size} MiB" for size in (0.5, 1, 4)}
    assert [*times.values()] == sorted(times.values())
    (kept,) = json.loads(file.read_text("utf-8")).values()
    assert kept == next(iter(times))
    method, layer = choose(LAYER)
    assert name_of(method, layer.block) == kept


def test_every_plain_layer_is_kept_beside_the_others(file):
    fast.tune(X, W, rounds=1)
    fast.tune(X, W, stride=2, rounds=1)
    fast.tune(X, W, dilation=2, rounds=1)  # 5 or 4 pixels along each axis
    assert len(json.loads(file.read_text("utf-8"))) == 2 + 4


def test_a_depthwise_layer_has_a_block_of_its_own_and_no_plan_of_a_dense_one():
    x, dense = np.ones((2, 9, 9, 8), np.float32), np.ones((8, 3, 3, 8), np.float32)
    settings = {"groups": 8, "padding": 1}
    times = fast.tune(x, dense[..., :1], **settings, rounds=1)
    assert times.keys() == {f"depthwise {size} MiB" for size in (0.5, 1, 2, 4)}
    for method in (mec, winograd):
        plans.keep_plan(plain_layer(x, dense, 1), name_of(method))
        z = fast.forward(x, dense[..., :1], **settings)
        np.testing.assert_array_equal(z, convlab.forward(x, dense[..., :1], **settings))


def test_what_another_process_keeps_meanwhile_stays(file):
    plans.keep_plan(LAYER, "mec 2 MiB")
    (key,) = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({key: "winograd", "another": "mec"}), "utf-8")
    plans.keep_plan(plain_layer(X, W, 1), "mec")
    kept = json.loads(file.read_text("utf-8"))
    assert kept.pop(key) == "winograd"
    assert [*kept.values()] == ["mec", "mec"]


def test_without_a_file_the_process_remembers(file):
    file.parent.write_text("in the way")
    with pytest.warns(UserWarning, match="keeps this plan until the process ends"):
        times = fast.tune(X, W, rounds=1)
    assert name_of(*_plan(LAYER)) == next(iter(times))


@pytest.mark.parametrize("method", [mec, winograd, winograd_rows])
def test_what_is_kept_is_used_for_this_layer_alone(monkeypatch, method):
    plans.keep_plan(LAYER, name_of(method, 2**22))
    assert _plan(LAYER) == (method, 2**22)
    for other in (
        (X[:1], W),
        (X, W[:2]),
        (X.astype(float), W.astype(float)),
        (X, W, 1),
    ):
        assert _plan(plain_layer(*other)) == (guess(plain_layer(*other)), BLOCK)
    np.testing.assert_allclose(fast.forward(X, W), convlab.forward(X, W), rtol=1e-5)
    monkeypatch.setattr(plans, "workers", lambda: 99)
    assert _plan(LAYER) == (guess(LAYER), BLOCK)


@pytest.mark.parametrize("text", ["{", '["ab", "cd"]', "3"])
def test_a_damaged_file_is_reported_and_replaced_by_the_next_plan(file, text):
    keep(file, text)
    with pytest.warns(UserWarning, match="convlab.fast ignores .*plans.json"):
        assert _plan(LAYER) == (guess(LAYER), BLOCK)
    with pytest.warns(UserWarning, match="ignores"):
        plans.keep_plan(LAYER, "winograd")
    assert [*json.loads(file.read_text("utf-8")).values()] == ["winograd"]


def test_a_method_that_is_gone_is_guessed_anew(file):
    fast.tune(X, W, rounds=1)
    (key,) = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({key: "strassen"}), "utf-8")
    plans._plans.cache_clear()
    assert _plan(LAYER) == (guess(LAYER), BLOCK)


def test_the_file_lies_in_the_cache_of_the_user(monkeypatch, tmp_path):
    monkeypatch.delenv("CONVLAB_PLANS")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert plans.where() == tmp_path / "convlab" / "plans.json"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert plans.where() == tmp_path / ".cache" / "convlab" / "plans.json"


def test_a_layer_without_images_is_refused():
    with pytest.raises(ValueError, match=r"nothing to time for x of shape \(0, "):
        fast.tune(X[:0], W)


def test_methods_that_need_too_much_memory_are_not_tried():
    many = np.broadcast_to(np.float32(1), (64, 3, 3, 64))
    large = np.broadcast_to(np.float32(1), (8, 96, 96, 64))
    assert {*_candidates(plain_layer(large, many))} == {
        *(im2col, mec, winograd, winograd_rows, winograd_streamed)
    }


def test_both_passes_work_in_the_block_of_the_plan_and_tune_in_every_size(monkeypatch):
    blocks = []

    def record(run, layer, *arrays):
        blocks.append(layer.block)
        run(layer, *arrays)

    for name in ("forward", "backward"):
        monkeypatch.setattr(mec, name, partial(record, getattr(mec, name)))
    plans.keep_plan(LAYER, name_of(mec, 2**20))
    fast.backward(fast.forward(X, W), X, W)
    assert blocks == [2**20] * 2
    monkeypatch.setattr(planner, "_candidates", lambda layer: [mec])
    fast.tune(X, W, rounds=1)
    assert {*blocks} == {*SIZES}
