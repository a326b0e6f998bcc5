"""Measure every contestant on one shape."""

from textwrap import shorten

from convolution.case import draw
from convolution.contestants import TRACED, enter
from convolution.first_call import call_first
from convolution.memory import measure_memory
from convolution.reference import refer
from convolution.timing import Pass, take_turns

__all__ = ["measure_row"]

LONGEST = 120  # characters of a note


def measure_row(shape, job, tell):
    """Give what JSON can hold: seconds, error and memory of each pass, and notes."""
    case, passes, notes = draw(shape), [], {}
    tell("the reference, in double precision")
    z, *gradients = refer(case)
    references = {"forward": [z], "backward": gradients}
    for name in job["contestants"]:
        tell(name)
        passes += _enter(name, case, references, notes)
    tell("taking turns")
    take_turns(passes, job["seconds"], job["patience"])
    extra = {
        name: measure_memory(name, shape)
        for name in TRACED.intersection(one.contestant for one in passes)
    }
    lines = [_as_json(one, extra) for one in passes]
    return {"shape": shape.name, "passes": lines, "notes": notes | _once(passes)}


def _enter(name, case, references, notes):
    """Give the passes of a contestant that work; note why the others do not."""
    passes = []
    try:
        contestant = enter(name, case)
    except ImportError as missing:
        notes[name] = shorten(str(missing), LONGEST)
        return []
    for direction, expected in references.items():
        call = getattr(contestant, direction)
        try:
            first = call_first(contestant, call, expected)
        except Exception as failure:  # whatever it is, the others can be measured
            notes[f"{name} {direction}"] = shorten(str(failure), LONGEST)
            continue
        passes.append(Pass(name, direction, call, first))
    return passes


def _once(passes):
    slow = [one for one in passes if len(one.seconds) == 1]
    return {f"{one.contestant} {one.direction}": "measured once" for one in slow}


def _as_json(one, extra):
    return {
        "contestant": one.contestant,
        "direction": one.direction,
        "seconds": one.seconds,
        "error": one.first.error,
        "extra": extra.get(one.contestant, {}).get(one.direction),  # bytes
    }
