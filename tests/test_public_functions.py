"""Every public function: its errors, its defaults, and what it leaves unchanged."""

import inspect

import numpy as np
import pytest

import convlab
from convlab import equations, fast, gradcheck, layers
from public_calls import CALLS


def test_every_argument_of_every_public_function_is_tried():
    public = {
        value
        for module in (convlab, equations, fast, gradcheck)
        for value in (getattr(module, name) for name in module.__all__)
        if inspect.isfunction(value)
    }
    assert public <= {call.function for call in CALLS}
    for call in CALLS:
        parameters = inspect.signature(call.function).parameters.values()
        named = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
        assert set(call.rows) == named, call.function


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_arguments_themselves_fit(call):
    call.function(**call.arguments)


DEFAULTS = {
    "b": None,
    "kernel_size": None,
    "stride": 1,
    "dilation": 1,
    "groups": 1,
    "leftover": 0,
    "max_bytes": 2**30,
}
COMPUTING = [c for c in CALLS if "viz" not in str(c) and c.function is not fast.tune]


@pytest.fixture(autouse=True)
def keep_no_plans(monkeypatch):
    monkeypatch.setattr("convlab.fast.planner.keep_plan", lambda *_: None)


@pytest.mark.parametrize("call", COMPUTING, ids=str)
def test_what_is_left_out_is_as_documented(call):
    parameters = inspect.signature(call.function).parameters
    padding = (0, 0) if "size" in parameters or "windows" in parameters else "valid"
    h = 1 if call.function is gradcheck.check_backward else 1e-5
    documented = DEFAULTS | {"padding": padding, "h": h}
    defaults = {n: p.default for n, p in parameters.items() if p.default is not p.empty}
    assert defaults == {name: documented[name] for name in defaults}
    given = {name: documented[name] for name in defaults} | call.arguments
    np.testing.assert_equal(call.function(**call.arguments), call.function(**given))


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_arguments_are_left_alone_and_nothing_is_shared_with_them(call):
    given = {
        name: value.copy() if isinstance(value, np.ndarray) else value
        for name, value in call.arguments.items()
    }
    arrays = [value for value in given.values() if isinstance(value, np.ndarray)]
    for array in arrays:
        array.flags.writeable = False
    result = call.function(**given)
    np.testing.assert_equal(given, call.arguments)
    results = result if isinstance(result, tuple) else (result,)
    for part in results:
        if isinstance(part, np.ndarray):
            assert not any(np.shares_memory(part, array) for array in arrays)
            assert part.flags.writeable


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_it_is_refused_with_what_came_and_what_was_expected(call):
    wrong = []
    for name, rows in call.rows.items():
        for value, error, message in rows:
            came = _raised(call, name, value)
            as_told = type(came) is error and (
                str(came).startswith(message.removesuffix("..."))
                if message.endswith("...")
                else str(came) == message
            )
            if not as_told:
                wrong.append(f"{name}={value!r}: {came!r}, not {error(message)!r}")
    assert not wrong, "\n".join(wrong)


def _raised(call, name, value):
    """Return the error of the call with one bad argument, or None."""
    try:
        call.with_bad(name, value)
    except Exception as error:
        return error
    return None


def annotated():
    """List the functions that a reader calls, including public methods of layers."""
    listed = {call.function for call in CALLS}
    for value in (getattr(layers, name) for name in layers.__all__):
        if inspect.isfunction(value):
            listed.add(value)
            continue
        for name, member in vars(value).items():
            function = member.fget if isinstance(member, property) else member
            is_public = name == "__init__" or not name.startswith("_")
            if is_public and inspect.isfunction(function):
                listed.add(function)
    return sorted(listed, key=_name)


def _name(function):
    return f"{function.__module__}.{function.__qualname__}"


@pytest.mark.parametrize("function", annotated(), ids=_name)
def test_it_is_annotated(function):
    signature = inspect.signature(function)
    bare = [p.name for p in signature.parameters.values() if p.annotation is p.empty]
    assert set(bare) <= {"self"}
    assert signature.return_annotation is not signature.empty


def test_what_has_to_be_annotated_is_found():
    names = {_name(function) for function in annotated()}
    assert "convlab.layers.linear.Conv2D.__init__" in names
    assert "convlab.layers.network.Sequential.parameters" in names
    assert "convlab.layers.optimizer.SGD.step" in names
    assert "convlab.layers.training.accuracy" in names
