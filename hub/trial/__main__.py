"""Try the hub of this folder as a class would, with two students in a browser."""

import argparse
import asyncio
import secrets
import shutil
import sys
import time
from pathlib import Path

from find_browser import FLAGS, find_browser
from lesson import give_lesson
from playwright.async_api import Error, async_playwright, expect
from repository import publish
from running_hub import running_hub
from student import Student

FOLDER = Path(__file__).parents[2] / "_build" / "hub"
FAILURES = AssertionError, Error, OSError, RuntimeError  # a timeout is an OSError, too


async def teach(hub, repository, patience):
    """Open a browser with a context for each student, and give the lesson."""
    async with async_playwright() as playwright:
        path = find_browser(playwright)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        students = [
            await enrol(name, browser, hub, patience) for name in ("ada", "bob")
        ]
        try:
            await give_lesson(*students, repository)
        except FAILURES:
            await take_pictures(students)
            raise
        finally:
            await browser.close()


async def enrol(name, browser, hub, patience):
    """Return a student with a browser context of their own."""
    context = await browser.new_context(viewport={"width": 1280, "height": 1600})
    context.set_default_timeout(1000 * patience)
    expect.set_options(timeout=1000 * patience)
    return Student(name, context, hub)


async def take_pictures(students):
    """Store what each student sees."""
    for student in students:
        if student.page:
            picture = FOLDER / f"{student.name}.png"
            await student.page.screenshot(path=picture)
            print(f"What {student.name} saw: {picture}")


def main():
    """Run the trial; exit with 1 and a sentence when a step fails."""
    parser = argparse.ArgumentParser(prog="make hub", description=__doc__)
    parser.add_argument(
        "--patience",
        type=float,
        default=60,
        help="seconds that one step may take (default: %(default)s)",
    )
    patience = parser.parse_args().patience
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    begin = time.monotonic()
    print("Publishing the last commit for the students to pull", flush=True)
    try:
        repository = publish(FOLDER)
        print("Starting a hub with two students, ada and bob", flush=True)
        with running_hub(FOLDER, secrets.token_hex(8)) as hub:
            asyncio.run(teach(hub, repository, patience))
    except FAILURES as failure:
        what, _, _ = str(failure).partition("\nAria snapshot")  # the picture shows more
        sys.exit(f"The trial failed: {what.rstrip()}")
    print(f"All of it works; it took {time.monotonic() - begin:.0f} seconds")


if __name__ == "__main__":
    main()
