"""`fast.tune` keeps the fastest method of a layer, and `forward` then uses it."""

import json

import numpy as np
import pytest

import convlab
from convlab import fast
from convlab.fast import methods
from convlab.fast._engine import plans
from convlab.fast.methods import choose, guess, mec, winograd, winograd_rows
from convlab.fast.planner import _candidates
from plain_layer import plain_layer as make_layer

X, W = np.ones((2, 9, 9, 3), np.float32), np.ones((4, 3, 3, 3), np.float32)


def plain_layer(x, w, padding=0):
    return make_layer(x, w, 1, padding)


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
    found = {"direct", "mec", "fourier", "winograd", "winograd_streamed"}
    assert times.keys() == found | {"winograd_rows"}
    assert [*times.values()] == sorted(times.values())
    (kept,) = json.loads(file.read_text("utf-8")).values()
    assert kept == next(iter(times))
    assert choose(LAYER).__name__.endswith(f".{kept}")


def test_every_plain_layer_is_kept_beside_the_others(file):
    fast.tune(X, W, rounds=1)
    fast.tune(X, W, stride=2, rounds=1)
    fast.tune(X, W, dilation=2, rounds=1)  # 5 or 4 pixels along each axis
    assert len(json.loads(file.read_text("utf-8"))) == 2 + 4


def test_a_depthwise_layer_has_no_plan_and_that_of_a_dense_one_is_not_for_it(file):
    x, dense = np.ones((2, 9, 9, 8), np.float32), np.ones((8, 3, 3, 8), np.float32)
    settings = {"groups": 8, "padding": 1}
    assert [*fast.tune(x, dense[..., :1], **settings, rounds=1)] == ["depthwise"]
    assert not file.exists()
    for method in (mec, winograd):
        plans.keep_plan(plain_layer(x, dense, 1), methods.name_of(method))
        z = fast.forward(x, dense[..., :1], **settings)
        np.testing.assert_array_equal(z, convlab.forward(x, dense[..., :1], **settings))


def test_what_another_process_keeps_meanwhile_stays(file):
    plans.keep_plan(LAYER, "mec")
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
    assert methods.name_of(choose(LAYER)) == next(iter(times))


@pytest.mark.parametrize("method", [mec, winograd, winograd_rows])
def test_what_is_kept_is_used_for_this_layer_alone(monkeypatch, method):
    plans.keep_plan(LAYER, methods.name_of(method))
    assert choose(LAYER) is method
    for other in ((X[:1], W), (X, W[:2]), (X.astype(float), W.astype(float))):
        assert choose(plain_layer(*other)) is guess(plain_layer(*other))
    assert choose(plain_layer(X, W, padding=1)) is guess(plain_layer(X, W, padding=1))
    np.testing.assert_allclose(fast.forward(X, W), convlab.forward(X, W), rtol=1e-5)
    monkeypatch.setattr(plans, "workers", lambda: 99)
    assert choose(LAYER) is guess(LAYER)


@pytest.mark.parametrize("text", ["{", '["ab", "cd"]', "3"])
def test_a_damaged_file_is_reported_and_replaced_by_the_next_plan(file, text):
    keep(file, text)
    with pytest.warns(UserWarning, match="convlab.fast ignores .*plans.json"):
        assert choose(LAYER) is guess(LAYER)
    with pytest.warns(UserWarning, match="ignores"):
        plans.keep_plan(LAYER, "winograd")
    assert [*json.loads(file.read_text("utf-8")).values()] == ["winograd"]


def test_a_method_that_is_gone_is_guessed_anew(file):
    fast.tune(X, W, rounds=1)
    (key,) = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({key: "strassen"}), "utf-8")
    plans._plans.cache_clear()
    assert choose(LAYER) is guess(LAYER)


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
    names = {methods.name_of(m) for m in _candidates(plain_layer(large, many))}
    assert names == {"mec", "winograd", "winograd_streamed", "winograd_rows"}
