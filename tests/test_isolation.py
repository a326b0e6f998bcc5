"""Re-run what "It goes wrong as soon as" claims: wrong here, right one step before."""

import re

import numpy as np
import pytest

from convlab.exercises import check
from convlab.exercises.diagnosis.calling import record_call
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.ladder import LADDER
from student_functions import gradients, right

WRONG_WHERE = {
    "there are negative numbers": lambda x, w, b, s, P: x.min() < 0,
    "the kernel has more than one element": lambda x, w, b, s, P: w[0].size > 1,
    "there is more than one row of windows": lambda x, w, b, s, P: (
        x.shape[1] > w.shape[1]
    ),
    "there is more than one window in a row": lambda x, w, b, s, P: (
        x.shape[2] > w.shape[2]
    ),
    "there are several windows, in rows and columns": lambda x, w, b, s, P: (
        x.shape[1] > w.shape[1] and x.shape[2] > w.shape[2]
    ),
    "the kernel is not square": lambda x, w, b, s, P: w.shape[1] != w.shape[2],
    "there is more than one image": lambda x, w, b, s, P: len(x) > 1,
    "there is more than one channel": lambda x, w, b, s, P: x.shape[3] > 1,
    "there is more than one kernel": lambda x, w, b, s, P: len(w) > 1,
    "there is padding": lambda x, w, b, s, P: P > 0,
    "the padding is 2": lambda x, w, b, s, P: P > 1,
    "the padding is larger than the kernel is high": lambda x, w, b, s, P: (
        w.shape[1] < P
    ),
    "the image is larger than 3 by 4 pixels": lambda x, w, b, s, P: x[0].size > 12 * 2,
    "the stride is 2": lambda x, w, b, s, P: s == 2,
    "the stride is 3": lambda x, w, b, s, P: s == 3,
    "rows and columns are left over": lambda x, w, b, s, P: (
        (x.shape[1] + 2 * P - w.shape[1]) % s > 0
    ),
    "there is more than one image and there is more than one kernel": (
        lambda x, w, b, s, P: len(x) > 1 and len(w) > 1
    ),
    "the stride is 2 and there is padding": lambda x, w, b, s, P: s == 2 and P > 0,
    "the arrays hold fractions": lambda x, w, b, s, P: (x != np.round(x)).any(),
    "the arrays are of float32": lambda x, w, b, s, P: x.dtype == np.float32,
    "the arrays do not lie in one piece in memory": lambda x, w, b, s, P: (
        not x.flags["FORC"]
    ),
    "the arrays lie in memory column by column": lambda x, w, b, s, P: x.flags["FNC"],
    "x is of int64": lambda x, w, b, s, P: x.dtype.kind == "i",
    "b is left out, so that it is None": lambda x, w, b, s, P: b is None,
}


def claims(verdict):
    """Return the changes that a verdict names."""
    first = verdict.message.split("\n\n")[0]
    claim = r"(?:as soon as|first goes wrong where) (.+?)(?:, or(?= as)|\.$)"
    return re.findall(claim, first)


def rerun(verdict, function, task):
    """Run what the verdict speaks of once more: wrong, and right on all bases."""
    for call in verdict.isolated:
        assert not is_right(function, call, task), call
        for base in call.bases:
            assert is_right(function, base, task), (call, base)


def is_right(function, call, task):
    result, expected = record_call(function, call), record_call(TASKS[task].right, call)
    if result.error:
        return False
    if task == "backward":
        pairs = zip(result.returned, expected.returned, strict=True)
        return all(same(one, other) for one, other in pairs)
    return same(result.returned, expected.returned)


@pytest.mark.parametrize("change", WRONG_WHERE)
def test_the_one_thing_is_found_with_which_it_goes_wrong(change):
    is_wrong = WRONG_WHERE[change]

    def forward(x, w, b=None, *, stride=1, padding=0):
        z = right(x, w, b, stride=stride, padding=padding)
        if is_wrong(x, w, b, stride, padding):
            z.flat[0] += 1
        return z

    verdict = check.forward(forward)
    assert change in claims(verdict)
    rerun(verdict, forward, "forward")


def test_as_soon_as_is_not_said_where_a_larger_layer_is_right():
    def count_windows(size, kernel, *, stride=1, padding=0, dilation=1):
        extent = dilation * (kernel - 1) + 1
        return round((size + padding - extent) / stride) + 1

    verdict = check.count_windows(count_windows)
    assert "it first goes wrong where there is padding." in verdict.message
    assert any(
        call.keywords["padding"] and is_right(count_windows, call, "count_windows")
        for call in TASKS["count_windows"].calls
    )


def test_the_first_step_that_goes_wrong_is_told_even_if_not_all_above_it_do():
    def dw_by_forward(dz, x, w, *, stride=1, padding=0):
        dw = gradients(dz, x, w, stride=stride, padding=padding)[1]
        fits = (x.shape[1] + 2 * padding - w.shape[1]) % stride == 0
        return dw + (stride == 3 or (stride == 2 and fits))

    verdict = check.dw_by_forward(dw_by_forward)
    first = "It goes wrong where the stride is 2, though not in every such call."
    assert verdict.message.startswith(first)


def test_what_is_wrong_from_the_beginning_is_said_to_be():
    verdict = check.forward(lambda *a, **k: right(*a, **k) + 0.5)
    assert verdict.message.startswith("It is wrong in the smallest call already.\n\n")
    assert claims(verdict) == []
    assert verdict.isolated == (TASKS["forward"].probes[0],)


def test_what_only_goes_wrong_where_much_comes_together_is_not_blamed_on_one_change():
    def forward(x, w, b=None, *, stride=1, padding=0):
        z = right(x, w, b, stride=stride, padding=padding)
        z.flat[0] += stride == 3 and padding == 2
        return z

    verdict = check.forward(forward)
    assert claims(verdict) == []
    assert "It is right wherever few things are changed at a time" in verdict.message


def test_what_does_not_always_go_wrong_is_not_said_to():
    def forward(x, w, b=None, *, stride=1, padding=0):
        z = right(x, w, b, stride=stride, padding=padding)
        z.flat[0] += x.shape[1] != x.shape[2]
        return z

    verdict = check.forward(forward)
    text = "It goes wrong where there is more than one window in a row, though not in "
    assert verdict.message.startswith(f"{text}every such call.")
    rerun(verdict, forward, "forward")


def test_no_more_than_three_changes_are_listed():
    def forward(x, w, b=None, *, stride=1, padding=0):
        z = right(x, w, b, stride=stride, padding=padding)
        z.flat[0] += len(x) > 1 or len(w) > 1 or x.shape[3] > 1 or padding or stride > 1
        return z

    assert len(claims(check.forward(forward))) == 3


def test_a_rung_differs_from_each_base_in_what_it_says():
    for name, rung in LADDER.items():
        for base in rung.bases if name != "negative" else ():
            below = LADDER[base].case
            for array in ("x", "w", "b"):
                small, large = getattr(below, array), getattr(rung.case, array)
                shared = tuple(slice(size) for size in small.shape)
                assert np.array_equal(large[shared], small), (name, base)


@pytest.mark.parametrize("name", [name for name in LADDER if name != "negative"])
def test_no_rung_is_like_another(name):
    sizes = {
        other: (r.case.x.shape, r.case.w.shape, r.case.stride, r.case.padding)
        for other, r in LADDER.items()
        if other != "negative"
    }
    assert list(sizes.values()).count(sizes[name]) == 1


def test_of_three_gradients_the_one_that_goes_wrong_is_named():
    def backward(dz, x, w, *, stride=1, padding=0):
        dx, dw, db = gradients(dz, x, w, stride=stride, padding=padding)
        dw.flat[0] += padding
        return dx, dw, db

    verdict = check.backward(backward)
    assert verdict.message.startswith(
        "Tried from the smallest call upwards, dw goes wrong as soon as there is "
    )
    assert "dx and db are right." in verdict.message
    rerun(verdict, backward, "backward")
