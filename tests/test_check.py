"""What a check says: every stage of the diagnosis, in order."""

import re
from itertools import permutations

import numpy as np
import pytest

import convlab
from convlab.exercises import check, mistakes
from convlab.exercises.diagnosis import diagnose
from convlab.exercises.diagnosis.explain_entry import explain_entry
from convlab.exercises.diagnosis.matching import right_results
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS
from student_functions import gradients, passes, right, run_here, stops

MINUS = "\N{MINUS SIGN}"


def after(change):
    """Return a forward pass with its result changed."""

    def forward(x, w, b=None, *, stride=1, padding=0):
        return change(right(x, w, b, stride=stride, padding=padding))

    return forward


def unwritten(x, w, b=None, *, stride=1, padding=0):
    """Return z."""
    ...


def passing(x, w, b=None, *, stride=1, padding=0):
    pass


def not_implemented(x, w, b=None, *, stride=1, padding=0):
    raise NotImplementedError


@pytest.mark.parametrize("stub", [unwritten, passing, not_implemented])
def test_a_stub_is_met_kindly(stub):
    verdict = check.forward(stub)
    assert verdict.finding == "not written yet"
    assert not verdict.ok
    assert "forward(x, w, b=None, *, stride=1, padding=0)" in verdict.message


def test_a_function_that_returns_a_number_is_written():
    verdict = check.output_size(lambda size, kernel, *, stride=1, padding=0: 1)
    assert verdict.finding != "not written yet"


def test_a_long_sum_is_cut_short():
    def dw(dz, x, w, *, stride=1, padding=0):
        right = TASKS["dw"].right(dz, x, w, stride=stride, padding=padding)
        return right + (stride == 2)

    verdict = check.dw(dw)
    terms = verdict.probe.arguments["dz"][..., 0].size
    assert f" + ... ({terms - 12} more terms) = " in verdict.message


def test_an_exception_is_shown_with_its_line_and_its_call():
    verdict = check.forward(stops)
    assert verdict.finding == "exception: beyond the end"
    assert "IndexError: index 99 is out of bounds" in verdict.message
    assert ": x[99]" in verdict.message
    assert "forward(x, w, b, stride=2, padding=0) with x (1, 8, 15, 1)" in str(verdict)
    with pytest.raises(IndexError):
        verdict.probe(stops)


def the_mistake(name):
    return next(m for m in mistakes.MISTAKES if m.name == name).function


def test_a_mistake_that_is_right_where_the_function_stops_is_not_named():
    wrong = the_mistake("dx-padding-left-on")

    def dx(dz, x, w, *, stride=1, padding=0):
        return wrong(dz, x, w, stride=stride, padding=padding) if padding else x[99]

    assert check.dx(dx).mistake is None


def test_a_mistake_is_not_named_on_one_probe_alone():
    wrong = the_mistake("dx-overwritten-by-window")

    def dx(dz, x, w, *, stride=1, padding=0):
        return wrong(dz, x, w) if len(w) == 1 else x[99]

    assert check.dx(dx).mistake is None


def test_a_mistake_that_shows_nowhere_is_not_named():
    def dw_before_dx(dz, x, w, *, stride=1, padding=0):
        return x[99]

    assert check.channels_first(lambda x: x[99]).mistake is None
    assert check.backward(dw_before_dx).mistake is None


def test_a_result_in_the_place_of_the_function_is_explained():
    verdict = check.forward(np.zeros(3))
    assert "Give the check the function itself" in verdict.message
    assert "given an array of shape (3,)" in verdict.message


def test_an_argument_that_is_missing_is_named():
    verdict = check.forward(lambda x, w, b=None, *, stride=1: right(x, w, b))
    assert "unexpected keyword argument 'padding'" in verdict.message


def test_arguments_must_stay_as_they_were():
    def forward(x, w, b=None, *, stride=1, padding=0):
        z = right(x, w, b, stride=stride, padding=padding)
        w += 1
        return z

    verdict = check.forward(forward)
    assert verdict.finding == "changed its arguments"
    assert "The call changed w, in its numbers or in its shape" in verdict.message


def test_the_result_must_be_new():
    verdict = check.update(lambda parameter, gradient, learning_rate: parameter)
    assert verdict.finding == "shares memory"
    assert "parameter" in verdict.message


def test_nothing_may_be_kept_from_call_to_call():
    calls = []

    def forward(x, w, b=None, *, stride=1, padding=0):
        calls.append(0)
        z = right(x, w, b, stride=stride, padding=padding)
        return z * (1 + (len(calls) > 5))

    assert check.forward(forward).finding == "differs from call to call"
    assert not calls, "the calls were made elsewhere"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda z: None,
            "None; an array of numbers was expected. Does every way through it end",
        ),
        (lambda z: z.tolist(), "a list of 1"),
        (lambda z: (z, z), "a tuple of 2: an array of shape (1, 1, 1, 1)"),
        (lambda z: z.astype(object), "an array of object"),
        (lambda z: 3.0, "the float 3.0"),
        (lambda z: "<b>", "a str"),
    ],
)
def test_the_kind_of_result_is_checked(change, words):
    verdict = check.forward(after(change))
    assert verdict.finding == "wrong kind of result"
    assert words in verdict.message


def test_gradients_come_in_a_tuple_of_three():
    verdict = check.backward(lambda *a, **k: list(convlab.backward(*a, **k)))
    assert verdict.finding == "wrong kind of result"
    verdict = check.backward(lambda *a, **k: convlab.backward(*a, **k)[:2])
    assert "a tuple of 2" in verdict.message


@pytest.mark.parametrize("wrong", [3.0, True, "3", None])
def test_a_size_is_a_whole_number(wrong):
    verdict = check.output_size(lambda size, kernel, *, stride=1, padding=0: wrong)
    assert verdict.finding == "wrong kind of result"


def test_pixels_may_be_lists_of_two():
    def receptive_field(i, j, kernel_size, *, stride=1):
        KH, KW = kernel_size
        rows, columns = (
            range(stride * i, stride * i + KH),
            range(stride * j, stride * j + KW),
        )
        return [[row, column] for row in rows for column in columns]

    passes(check.receptive_field, receptive_field)


def test_a_bias_left_out_is_said():
    verdict = check.forward(
        lambda x, w, b=None, *, stride=1, padding=0: right(
            x, w, b + 0, stride=stride, padding=padding
        )
    )
    assert "as soon as b is left out, so that it is None" in verdict.message


def test_an_address_is_explained_in_a_sentence():
    def im2col_indices(image_shape, kernel_size, *, stride=1):
        table = convlab.im2col_indices(image_shape, kernel_size, stride=stride)
        return table + (table == 5)

    verdict = check.im2col_indices(im2col_indices)
    assert "\n\nIt belongs to kernel element (p, q, c) = " in verdict.message


def test_a_change_of_arguments_comes_before_shared_memory():
    def forward(x, w, b=None, *, stride=1, padding=0):
        if stride == 2:
            x[...] = 0
        return x

    assert check.forward(forward).finding == "changed its arguments"


def test_numpy_integers_are_whole_numbers():
    passes(
        check.output_size,
        lambda size, kernel, *, stride=1, padding=0: np.int64(
            (size + 2 * padding - kernel) // stride + 1
        ),
    )


@pytest.mark.parametrize(
    ("change", "finding", "words"),
    [
        (
            lambda z: np.moveaxis(z, 3, 1),
            "axes in another order",
            "in the order (B, F, OH, OW); (B, OH, OW, F) was expected",
        ),
        (
            lambda z: z.reshape(len(z), -1),
            "wrong shape",
            "z has shape (2, 12) and should have (B, OH, OW, F) = (2, 2, 2, 3).",
        ),
        (lambda z: z[..., None], "wrong shape", "Its axes are (B, OH, OW, F, 1)."),
        (lambda z: z[:, 1:] + 1, "wrong axes", "Its axes are (B, OH - 1, OW, F)."),
        (lambda z: z[:, :2], "wrong shape", "should have (B, OH, OW, F) = "),
    ],
)
def test_the_shape_is_compared_with_names(change, finding, words):
    verdict = check.forward(after(lambda z: change(z).copy()))
    assert verdict.finding == finding
    assert words in verdict.message


@pytest.mark.parametrize("dtype", [int, bool, complex, np.float16])
def test_the_dtype_must_hold_fractions(dtype):
    verdict = check.forward(after(lambda z: z.astype(dtype)))
    assert verdict.finding == "wrong dtype"
    assert np.dtype(dtype).name in verdict.message


def test_addresses_must_be_integers():
    verdict = check.im2col_indices(
        lambda *a, **k: 1.0 * convlab.im2col_indices(*a, **k)
    )
    assert verdict.finding == "wrong dtype"


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_nan_is_not_taken_for_right(bad):
    def put(z):
        z[0, 0, -1, 0] = bad
        return z

    verdict = check.forward(after(put))
    assert verdict.finding == "not a number"
    assert f"z[0, 0, 0, 0] is {bad}" in verdict.message


def test_what_np_empty_finds_is_never_right():
    def forward(x, w, b=None, *, stride=1, padding=0):
        P, (B, H, W, _), (F, KH, KW, _) = padding, x.shape, w.shape
        OH, OW = (H + 2 * P - KH) // stride + 1, (W + 2 * P - KW) // stride + 1
        z = np.empty((B, OH, OW, F))
        z += right(x, w, b, stride=stride, padding=padding)
        return z

    assert check.forward(forward).finding == "not a number"


ENTRIES = {
    "forward": (
        "z[0, 0, 0, 0]",
        "= 1 + 1·1 + 2·0 + 0·(\N{MINUS SIGN}1) + 0·2 + 1·1 + 3·0 = 3",
    ),
    "db": ("db[0]", "= 1 + 2 + (\N{MINUS SIGN}1) + 3 = 5"),
    "dw": ("dw[0, 0, 0, 0]", "= 1·1 + 2·2 + (\N{MINUS SIGN}1)·0 + 3·1 = 8"),
    "dx": ("dx[0, 0, 0, 0]", "= 1·1 = 1"),
    "im2col": ("cols[0, 0, 0]", "= x[0, 0, 0, 0]\n= 1"),
    "im2col_indices": ("table[0, 0]", "corner is pixel (0, 0) at address 0"),
    "col2im": ("x[0, 0, 0, 0]", "= cols[0, 0, 0]"),
    "error": ("dz[0, 0, 0, 0]", "There, dx is"),
    "update": ("result[0, 0, 0, 0]", "the learning rate is 2"),
    "channels_first": ("result[0, 0, 0, 0]", "= x[0, 0, 0, 0]"),
}


@pytest.mark.parametrize("task", ENTRIES)
def test_a_wrong_entry_is_shown_with_its_sum(task):
    entry, terms = ENTRIES[task]
    index = tuple(int(number) for number in re.findall(r"\d+", entry.split("[")[1]))
    hand = next(
        (p for p in TASKS[task].probes if p.change == "the kernel is not square"),
        TASKS[task].probes[-2],
    )
    assert terms in explain_entry(task, hand, entry, index)


def test_the_first_wrong_entry_is_shown_where_it_goes_wrong():
    def forward(x, w, b=None, *, stride=1, padding=0):
        z = right(x, w, b, stride=stride, padding=padding)
        z.flat[0] += 1000 * (len(x) > 1)
        return z

    verdict = check.forward(forward)
    assert verdict.finding == "wrong value"
    assert verdict.mistake is None
    assert "as soon as there is more than one image." in verdict.message
    assert "z[0, 0, 0, 0] is 1003 and should be 3. It is" not in verdict.message
    assert "z[0, 0, 0, 0] is 1003 and should be 3. Every other entry" in verdict.message


@pytest.mark.parametrize("task", ["forward", "dx", "dw", "db", "col2im", "im2col"])
def test_the_sum_of_every_entry_is_its_value(task):
    for call, expected in zip(TASKS[task].probes, right_results(task), strict=False):
        for index in list(np.ndindex(expected.shape))[:60]:
            text = explain_entry(task, call, "entry", index)
            total = 0 if text.startswith("No window") else text.split("= ")[-1]
            assert (
                float(str(total).split("\n")[0].replace(MINUS, "-")) == expected[index]
            ), text


def test_a_headline_says_the_task_once():
    for mistake in mistakes.MISTAKES:
        verdict = Verdict(False, mistake.name, "", "known mistake", mistake.task)
        task, words = verdict.headline.removeprefix("✗ ").split(": ")
        assert task == mistake.task
        assert f"{task} {words}".replace("_", "-").replace(" ", "-") == mistake.name


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_gradients_in_another_order(order):
    def backward(dz, x, w, *, stride=1, padding=0):
        found = gradients(dz, x, w, stride=stride, padding=padding)
        return tuple(found[k] for k in order)

    verdict = check.backward(backward)
    assert verdict.ok == (order == (0, 1, 2))
    assert verdict.mistake is None or verdict.mistake.startswith("backward-")


@pytest.mark.parametrize("returned", [1.0, (1.0, 2.0)])
def test_what_stops_in_some_calls_and_returns_no_gradients_in_others(returned):
    def backward(dz, x, w, *, stride=1, padding=0):
        if padding:
            raise ValueError("no zeros here")
        return returned

    message = check.backward(backward).message
    assert "ValueError: no zeros here" in message
    assert "a tuple of three arrays (dx, dw, db) was expected" in message


def test_half_a_function_is_not_an_unwritten_one():
    def dx(dz, x, w, *, stride=1, padding=0):
        if padding:
            raise NotImplementedError
        return right_dx(dz, x, w, stride=stride, padding=padding)

    right_dx = TASKS["dx"].right
    verdict = check.dx(dx)
    assert verdict.finding == "exception"
    assert "NotImplementedError" in verdict.message


def test_two_indices_of_a_list_are_not_taken_for_a_fraction():
    def output_size(size, kernel, *, stride=1, padding=0):
        sizes = [[size, kernel]]
        return sizes[0, 0]

    verdict = check.output_size(output_size)
    assert verdict.finding == "exception: a list has one index"


def test_numbers_that_differ_late_are_written_in_full():
    def cross_entropy(z, labels):
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        return float(-np.log(p[np.arange(len(z)), labels] + 1e-8).mean())

    message = check.cross_entropy(cross_entropy).message
    assert "0.693147" in message
    assert "It returned 0.6931471605599454; 0.6931471805599453" in message


RETURNED = [  # by a function that is asked for something else
    *(None, "text", True, 1j, 10**400, float("nan"), float("inf"), np.float32(1)),
    *((), (1,), (1.0, None, 2), (1.0, np.zeros(2)), (np.zeros(2),) * 3),
    *([1, 2, 3], [(0.0, 0.0)], [np.zeros(2)], [(1, 2), (3,)], range(3), {1}, {}),
    *(np.arange(6.0).reshape(2, 3), np.zeros(0), np.array(1.0), np.array([(0, 0)])),
    *(np.array([1j]), np.array(["a"]), np.array([None], object), np.ma.array([1.0])),
]


@pytest.mark.parametrize("task", TASKS)
def test_whatever_comes_back_has_a_verdict(task, monkeypatch):
    monkeypatch.setattr(diagnose, "run", run_here)
    for k, returned in enumerate(RETURNED):
        calls = []

        def function(*_, returned=returned, calls=calls, **__):
            calls.append(returned)
            if len(calls) % 3 == 0:
                raise ValueError
            return returned

        verdict = getattr(check, task)(function)
        assert not verdict.ok, k
        assert str(verdict), k


def test_a_class_for_a_function_and_a_function_for_a_class_are_told_so():
    class Update:
        pass

    verdict = check.update(Update)
    assert "It was given a class, and this exercise asks for a function: update(" in (
        verdict.message
    )
    verdict = check.layer(lambda w, b=None, *, stride=1, padding=0: w)
    words = "It was given a function, and this exercise asks for a class: class Layer."
    assert words in verdict.message


def test_a_call_for_the_function_is_no_stub():
    assert "itself, without calling it: `check.dx(dx)`" in check.dx(None).message


def col2im(cols, image_shape, kernel_size, *, stride=1): ...


def softmax(z):
    return z


def test_a_function_of_another_exercise_that_is_not_right_is_named_first():
    def dx(dz, x, w, *, stride=1, padding=0):
        return col2im(dz, x.shape, w.shape, stride=stride)[:, 1:]

    words = "It uses `col2im`, which exercise backward-3 asks for: it is not written"
    assert check.dx(dx).message.startswith(words)

    def cross_entropy(z, labels):
        return float(softmax(z).sum()) + len(labels)

    words = "It uses `softmax`, which exercise learning-1 asks for: yours is not right"
    assert check.cross_entropy(cross_entropy).message.startswith(words)

    def receptive_field(i, j, kernel_size, *, stride=1):
        return output_size(i, j)  # noqa: F821

    words = "Exercise forward-1 asks for a function of this name: if you mean"
    assert words in check.receptive_field(receptive_field).message


def update(array):
    return 2 * array


def test_a_helper_that_only_has_the_name_of_a_task_is_not_blamed():
    def dx(dz, x, w, *, stride=1, padding=0):
        kept = {}
        kept.update(x=update(x))
        return kept["x"]

    assert "update" not in check.dx(dx).message


def test_large_numbers_that_are_no_scores_are_not_taken_for_them():
    def max_pool_gradient(dz, x, kernel_size, *, stride=1):
        return np.where(x < -500, np.nan, 0.0)

    verdict = check.max_pool_gradient(max_pool_gradient)
    assert "softmax" not in verdict.message


def test_scores_that_leave_the_floats_are_told_so():
    def softmax(z):
        e = np.exp(z)
        return e / e.sum(axis=1, keepdims=True)

    verdict = check.softmax(softmax)
    assert verdict.finding == "overflow"
    assert "as soon as the scores are as large as 1000" in verdict.message
    assert "subtract their largest first" in verdict.message
    assert "limits.py" not in verdict.printed


def test_the_smallest_call_is_shown_where_it_is_wrong_already():
    def forward(x, w, b=None, *, stride=1, padding=0):
        return right(x, w, stride=stride)

    message = check.forward(forward).message
    assert "z[0, 0, 0, 0] is 1 and should be 2. It is the only entry." in message
    assert "Elsewhere the shape is wrong as well. In\nforward(" in message


def test_what_is_wrong_before_it_stops_gives_the_headline():
    def forward(x, w, b=None, *, stride=1, padding=0):
        if stride > 1:
            raise ValueError("not for this stride")
        return right(x, w, b, stride=1, padding=padding) + 0.5 * (len(x) > 1)

    verdict = check.forward(forward)
    assert not verdict.finding.startswith("exception")
    assert "not for this stride" in verdict.message


def test_a_list_is_told_what_in_it_is_no_pair():
    verdict = check.receptive_field(lambda i, j, k, *, stride=1: [(0.0, 0.5)])
    assert "a list of 1 that holds (0.0, 0.5)" in verdict.message
