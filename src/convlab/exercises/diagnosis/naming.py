"""Name a known mistake, and say what is right beside it."""

from convlab.exercises.diagnosis.known import recognise, right_results, same
from convlab.exercises.diagnosis.parts import parts, wrong_kind
from convlab.exercises.probes import probes
from convlab.exercises.verdict import Verdict

__all__ = ["known_mistake", "name_it", "others", "went_well"]


def known_mistake(task, results):
    """Find a known mistake in the whole result, or in one of its parts."""
    if whole := recognise(task, results):
        return whole
    if task != "backward" or any(
        result is not None and wrong_kind(task, result) for result in results
    ):
        return None
    split = parts(task, results, right_results(task))
    found = (recognise(part.task, part.results) for part in split)
    return next((mistake for mistake in found if mistake), None)


def name_it(mistake, task, calls, results):
    """Say what was done, where to look, where it hides, and in which call it shows."""
    right = right_results(task)
    wrong = (k for k in range(len(calls)) if not same(results[k], right[k]))
    call = calls[next(wrong)]
    text = f"{mistake.did}\n\nLook again: {mistake.hint}"
    if mistake.hides:
        words = " or ".join(setting.words for setting in mistake.hides)
        text += f"\n\nYou would not have seen it where {words}."
    text += f"\n\nIt shows in the call\n{call}"
    if task == "backward" and mistake.task != task:
        split = parts(task, results, right)
        part = next(part for part in split if part.task == mistake.task)
        text = f"In {mistake.task}: {text}{others(split, part)}"
    return Verdict(False, mistake.name, text, "known mistake", task, call)


def others(split, wrong):
    """Say which of the other gradients are right."""
    right = [
        part.task
        for part in split
        if part is not wrong and same(part.results, part.right)
    ]
    verb = "is" if len(right) == 1 else "are"
    return f"\n\n{' and '.join(right)} {verb} right." if right else ""


def went_well(task, results):
    """Say with which settings the result is right: the others may share a cause."""
    pairs = zip(probes(task), results, right_results(task), strict=False)
    well = dict.fromkeys(
        ", ".join(f"{name}={value}" for name, value in call.settings.items())
        for call, result, right in pairs
        if same(result, right) and call.settings
    )
    return f"\n\nIt is right with {'; with '.join(well)}." if well else ""
