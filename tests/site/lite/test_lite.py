"""JupyterLite without any other origin: a check, an endless loop, an explorer."""

from exercise import DB, RIGHT_DB
from playwright.sync_api import expect

PATIENCE = 60_000  # milliseconds: Python is loaded meanwhile
LOOP = f"{DB}while True:\n        pass"


def test_exercise_is_checked_and_an_endless_loop_ends(notebook):
    exercise = notebook("exercises/backward.ipynb")
    exercise.run(0)
    for text, said in [(LOOP, "✗ db: takes too long"), (RIGHT_DB, "✓ db: right")]:
        exercise.run(1, text)
        exercise.run(2)
        expect(exercise.verdict(2)).to_have_text(said, timeout=PATIENCE)


def test_explorer_steps(notebook):
    gallery = notebook("explorers.ipynb")
    for number in range(3):
        gallery.run(number)
    explorer = gallery.page.locator('[data-explorer="forward"]')
    explorer.get_by_role("button", name="Step", exact=True).click()
    expect(explorer).to_have_attribute("data-step", "1")


def test_code_that_was_published_is_shown_with_the_help_of_matplotlib(notebook):
    bugs = notebook("exercises/bugs.ipynb")
    bugs.run(0)
    bugs.run(1, "show_source(bugs.cropping.function)")
    expect(bugs.cell(1).locator(".jp-OutputArea")).to_contain_text(
        "def cropping", timeout=PATIENCE
    )
