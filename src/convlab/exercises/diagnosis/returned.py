"""What the calls returned: of the wrong kind, a known mistake, or a wrong entry."""

from convlab.exercises.diagnosis.differing import (
    differing_entry,
    not_a_number,
    wrong_dtype,
    wrong_shape,
)
from convlab.exercises.diagnosis.known import right_results
from convlab.exercises.diagnosis.naming import known_mistake, name_it, others, went_well
from convlab.exercises.diagnosis.parts import parts, wrong_kind
from convlab.exercises.verdict import Verdict

__all__ = ["returned_wrong"]


def returned_wrong(task, calls, outcomes):
    """Find the first thing wrong with the results, or return None."""
    results = [outcome.result for outcome in outcomes]
    for call, result in zip(calls, results, strict=True):
        if unfit := wrong_kind(task, result):
            forgot = " Is there a return?" if "None" in unfit else ""
            text = f"{unfit}{forgot}\n\nThe call was\n{call}"
            return Verdict(False, None, text, "wrong kind of result", task, call)
    if known := known_mistake(task, results):
        return name_it(known, task, calls, results)
    split = parts(task, results, right_results(task))
    for find in (wrong_shape, wrong_dtype, not_a_number, differing_entry):
        for part in split:
            for k, call in enumerate(calls):
                found = find(part.task, call, part.results[k], part.right[k])
                if found:
                    finding, text = found
                    text += f"\n\nThe call was\n{call}{others(split, part)}"
                    text += went_well(task, results)
                    return Verdict(False, None, text, finding, task, call)
    return None
