"""Functions a learner might write, shared by the tests of the checks."""

import convlab
from convlab.exercises.diagnosis.running import record_call


def right(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride, padding=padding)


def stops(x, w, b=None, *, stride=1, padding=0):
    if stride == 2:
        x[99]
    return right(x, w, b, stride=stride, padding=padding)


def passes(the_check, function):
    verdict = the_check(function)
    assert verdict.ok, verdict
    assert verdict.mistake is None


def run_here(function, probes):
    """Run the calls in this process, because hundreds of forks take minutes."""
    return [record_call(function, probe) for probe in probes]
