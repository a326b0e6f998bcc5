"""What the two students do together, and what must have come of it."""

import asyncio

from playwright.async_api import expect
from repository import correct

__all__ = ["give_lesson"]

WRONG = """def output_size(size, kernel, *, stride=1, padding=0):
    # {name} rounds up
    return -(-(size + 2 * padding - kernel) // stride) + 1"""
RIGHT = """def output_size(size, kernel, *, stride=1, padding=0):
    # {name} rounds down
    return (size + 2 * padding - kernel) // stride + 1"""
STUBS = [f"… {task}: not written yet" for task in ("output_size", "receptive_field")]
STUBS += ["… forward: not written yet"] * 2
NAMED = "✗ output_size: rounded up"
PASSED = "✓ output_size: right"
CORRECTION = "correction.md"


async def give_lesson(ada, bob, repository):
    """Let both work at the same time, and look at what each has in the end."""
    await _both(ada, bob, arrive, repository)
    await asyncio.gather(
        answer(ada, (WRONG, NAMED), (RIGHT, PASSED)),
        answer(bob, (RIGHT, PASSED), (WRONG, NAMED)),
    )
    keep_apart(ada, "rounds down", bob)
    keep_apart(bob, "rounds up", ada)
    correct(repository, CORRECTION, "Read the third task again.\n")
    print("  the teacher published a correction", flush=True)
    await asyncio.gather(
        return_to(ada, repository, "ada rounds down"),
        return_to(bob, repository, "bob rounds up"),
    )


async def _both(ada, bob, act, *arguments):
    await asyncio.gather(act(ada, *arguments), act(bob, *arguments))


async def arrive(student, repository):
    """Follow the link, log in, and run the exercise as it came."""
    await student.follow_link(repository)
    await student.log_in()
    await student.land_on_the_exercise()
    student.say("logged in, pulled the project, landed on the exercise")
    await student.run_all_cells()
    await expect(student.verdicts()).to_have_text(STUBS)
    student.say("ran all cells; each check says that nothing is written yet")


async def answer(student, *answers):
    """Write each answer, read what the check says, and save the last."""
    for text, verdict in answers:
        await student.write(text.format(name=student.name))
        await student.read_verdict(verdict)
        student.say(f"read {verdict!r}")
    await student.save()


def keep_apart(student, own, other):
    """Find what a student wrote in their home, and nowhere in the other's."""
    text = f"{student.name} {own}"
    if text not in student.file.read_text("utf-8"):
        raise AssertionError(f"{text!r} is not in {student.file}")
    for path in other.file.parents[2].rglob("*.ipynb"):
        if student.name + " rounds" in path.read_text("utf-8"):
            raise AssertionError(f"what {student.name} wrote is in {path}")
    student.say(f"what I wrote is in my home and not in {other.name}'s")


async def return_to(student, repository, written):
    """Follow the link once more: own lines stay, and the correction comes."""
    await student.follow_link(repository)
    await student.land_on_the_exercise()
    await expect(student.cell("def output_size")).to_contain_text(written)
    correction = student.file.parents[2] / CORRECTION
    if not correction.exists():
        raise AssertionError(f"the teacher's correction did not come: no {correction}")
    student.say("followed the link again: my lines are kept, the correction came")
