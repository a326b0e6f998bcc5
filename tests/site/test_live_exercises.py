"""The exercises in the page: solved, named, kept, stopped, and never in the way."""

import json

import pytest
from exercise import DB, RIGHT_DB, Exercise, open_exercise, replace_text, solutions
from playwright.sync_api import expect
from visit import axe, wait_until_live

from convlab.exercises import check
from convlab.exercises.mistakes import MISTAKES, of

TASKS = solutions()
MEAN = f"{DB}return dz.mean(axis=(0, 1, 2))"
SIGN_IN = {"body": "Please sign in", "content_type": "text/html"}  # of a hotel, say
SOME = 4
SOME_MISTAKES = """
import json
from convlab.exercises import check
from convlab.exercises.mistakes import of
some = of({task!r})[:{count}]
verdicts = {{each.name: check.{task}(each.function) for each in some}}
print(json.dumps({{name: [v.mistake, str(v)] for name, v in verdicts.items()}}))
"""


@pytest.fixture(scope="module")
def first(begin_visit):
    """Return the first exercise of a page that the tests below share."""
    reader = begin_visit()
    page = reader.open("exercises/backward.html")
    yield Exercise(page, "backward-1")
    reader.page.close()


@pytest.fixture
def without_python(begin_visit):
    """Let no page fetch Python, where a test has no use for it."""
    reader = begin_visit()
    pattern = "**/live/worker.js"
    reader.page.context.route(pattern, lambda route: route.abort())
    yield
    reader.page.context.unroute(pattern)
    reader.page.close()


@pytest.mark.parametrize("name", TASKS)
def test_every_exercise_is_solved_by_keyboard_alone(visit, python, name):
    reader = visit()
    python.lend(reader.page)
    page = reader.open(f"{name}.html")
    for task, solution in TASKS[name].items():
        exercise = Exercise(page, task)
        exercise.editor.focus()
        exercise.root.locator(".cm-content").wait_for()
        if solution:
            replace_text(page, solution)
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        expect(exercise.root.locator('[data-action="check"]')).to_be_focused()
        page.keyboard.press("Enter")
        expect(exercise.verdict).to_have_attribute("data-verdict", "right")
    count = len(TASKS[name])
    boxes = page.locator(".bd-links a.current .exercise-boxes")
    expect(boxes).to_have_attribute("aria-label", f"{count} of {count} done")
    expect(page.locator(".exercise-overview .done")).to_have_count(count)
    page.goto(page.url.replace(f"{name}.html", "index.html"))
    boxes = page.locator(f'.exercise-list a[href$="{name}.html"] .exercise-boxes')
    expect(boxes).to_have_attribute("aria-label", f"{count} of {count} done")


@pytest.mark.parametrize("task", sorted({each.task for each in MISTAKES}))
def test_a_page_names_known_mistakes_in_the_words_of_a_notebook(python, task):
    script = SOME_MISTAKES.format(task=task, count=SOME)
    found = json.loads(python.run(script)["printed"])
    some = {each.name: getattr(check, task)(each.function) for each in of(task)[:SOME]}
    assert found == {name: [v.mistake, str(v)] for name, v in some.items()}


def test_a_loop_outside_of_a_function_is_stopped_and_what_it_printed_is_there(python):
    python.run("import convlab.live.run_cell as it\nit.LIMIT = 2.0")
    outcome = python.run("print('before')\nwhile True:\n    pass")
    assert (outcome["printed"], outcome["found"]) == ("before\n", {"stopped": 2.0})
    python.run("import convlab.live.run_cell as it\nit.LIMIT = 15.0")


def test_a_known_mistake_is_named_in_the_words_of_a_notebook_and_announced(first):
    def db(dz, x, w, *, stride=1, padding=0):
        return dz.mean(axis=(0, 1, 2))

    kind, words = first.check(MEAN)
    assert kind == "known-mistake"
    assert first.verdict.get_attribute("data-mistake") == "db-averaged"
    assert words.split() == str(check.db(db)).split()
    expect(first.verdict).to_have_attribute("aria-live", "polite")
    assert first.verdict.aria_snapshot().startswith("- status:")


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("return dz.sum(axis=(0, 1))", "wrong", "db: wrong axes"),
        ("return dz.sum(", "exception", "SyntaxError in line 2"),
        ("return unknown", "exception", "In line 2: return unknown"),
        ("np.sum = None\n    return np.sum(dz)", "exception", "'NoneType' object"),
        ("while True:\n        pass", "stopped", "may take 10 seconds of computing"),
        ("return [1] * 2**29", "exception", "MemoryError"),
        ("return np.ones((2**14, 2**13))", "exception", "Unable to allocate 1.00 GiB"),
        ("return db(dz, x, w)", "exception", "RecursionError"),
        ("raise SystemExit", "exception", "SystemExit"),
        ("import os\n    os._exit(3)", "exception", "Python itself ended"),
        ("input()", "exception", "EOFError: input() has nobody to ask"),
        ("...", "wrong", "db: not written yet"),
        ("...\n\ndel db", "exception", "Your cell defines no db, which"),
    ],
)
def test_whatever_is_written_ends_in_a_sentence_and_the_next_check_works(
    first, body, kind, said
):
    found, words = first.check(DB + body)
    assert (found, said in words) == (kind, True), words
    assert first.text() == DB + body
    assert first.check(RIGHT_DB)[0] == "right"


def test_what_is_printed_is_shown_and_cut_when_there_is_too_much(first):
    first.check(f"{RIGHT_DB}\n\nprint('here', np.arange(3))")
    printed = first.root.locator(".live-printed")
    expect(printed).to_have_text("here [0 1 2]\n")
    first.check(f"{RIGHT_DB}\n\nfor k in range(200_000):\n    print(k)")
    assert printed.inner_text().startswith("0\n1\n2\n")
    assert printed.inner_text().strip().endswith("(what else it printed is left out)")


def test_every_key_is_typed_into_the_editor(first):
    first.write("k")
    first.page.keyboard.press("Backspace")
    first.editor.press_sequentially("k = 7 // 2  # / is no search")
    assert first.text() == "k = 7 // 2  # / is no search"
    expect(first.editor).to_be_focused()


def test_the_line_of_an_error_is_marked_until_the_text_changes(first):
    first.check(f"{DB}k = 1\n    return dz.sum(axis=k")
    marked = first.root.locator(".live-marked")
    expect(marked).to_have_text("return dz.sum(axis=k")
    first.write(RIGHT_DB)
    expect(marked).to_have_count(0)


def test_stop_ends_a_run_and_keeps_what_was_written(first):
    text = f"{RIGHT_DB}\n\nwhile True:\n    print(end='.')"
    first.write(text)
    first.press("check")
    first.root.locator(".live-printed:not([hidden])").wait_for()
    first.press("stop")
    expect(first.verdict).to_have_attribute("data-verdict", "stopped")
    assert first.words().startswith("Stopped.")
    assert first.text() == text
    assert first.check(RIGHT_DB)[0] == "right"


def test_a_cell_that_does_not_run_is_named_where_another_needs_it(first):
    third, fourth, fifth = (Exercise(first.page, f"backward-{n}") for n in (3, 4, 5))
    third.write("def col2im(cols:\n    dz = print(1)")
    kind, words = fourth.check(TASKS["exercises/backward"]["backward-4"])
    assert kind == "exception"
    assert words.startswith("The cell of col2im, exercise 3, comes first: SyntaxError")
    assert first.check(RIGHT_DB)[0] == "right"  # this one does not need it
    fourth.write("def dx(:")
    assert fifth.check(TASKS["exercises/backward"]["backward-5"])[0] == "right"


def test_starting_over_can_be_taken_back_even_after_a_check_and_a_reload(first):
    first.write("mine")
    first.press("reset")
    assert first.text().endswith("    ...")
    assert first.check()[0] == "wrong"
    first.page.reload()
    wait_until_live(first.page)
    first.press("undo")
    assert first.text() == "mine"
    first.write("more")
    first.press("reset")
    first.press("undo")
    assert first.text() == "more"


def test_a_chapter_and_its_exercises_keep_their_texts_apart(visit, without_python):
    _, exercise = open_exercise(visit, "forward-1")
    exercise.write("mine")
    page = visit().open("forward.html")
    page.locator("#cell-forward-03 [data-action='try']").click()
    expect(page.locator("#cell-forward-03 [role=textbox]")).to_contain_text("by_hand")
    assert exercise.text() == "mine"
    exercise.press("reset")


def test_a_loop_that_nothing_can_interrupt_is_ended_by_the_page(visit):
    reader = visit()
    longest = 'this.#end("late"), '  # and here follows the longest that it may take
    patient = f"{longest}globalThis.longest ?? "

    def shorten(route):
        text = route.fetch().text()
        assert longest in text
        text = text.replace(longest, patient)
        route.fulfill(body=text, content_type="text/javascript")

    reader.page.route("**/live/python.js", shorten)
    page = reader.open("exercises/backward.html")
    exercise = Exercise(page, "backward-1")
    page.evaluate("globalThis.longest = 1")  # milliseconds
    kind, words = exercise.check(f"{DB}return sum(iter(int, 1))")
    assert (kind, words.split(",")[0]) == ("stopped", "It took too long")
    page.evaluate("delete globalThis.longest")
    assert exercise.check(RIGHT_DB)[0] == "right"


@pytest.mark.parametrize(
    ("pattern", "answer", "said"),
    [
        ("**/pyodide.asm.wasm", {"status": 404}, "pyodide.asm.wasm: 404"),
        ("**/numpy-*.whl", {"status": 200, "body": "another"}, "numpy-"),
        ("**/pyodide.mjs", {"status": 404}, "could not be started"),
        ("**/pyodide.asm.wasm", SIGN_IN, "pyodide.asm.wasm: a page came in its place"),
    ],
)
def test_a_file_that_is_lost_or_another_is_said_and_tried_again(
    visit, pattern, answer, said
):
    reader, exercise = open_exercise(visit, "backward-1")
    reader.page.context.route(pattern, lambda route: route.fulfill(**answer))
    try:
        kind, words = exercise.check(RIGHT_DB)
    finally:
        reader.page.context.unroute(pattern)
    assert kind == "unavailable"
    assert said in words
    assert "pip install" in words
    if pattern.endswith(".whl"):  # once is enough: it is fetched anew
        assert exercise.check()[0] == "right"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("delete globalThis.WebAssembly", "no WebAssembly"),
        ("delete globalThis.Worker", "starts no workers"),
    ],
)
def test_a_browser_that_cannot_is_told_what_to_do(visit, script, said):
    reader = visit()
    reader.page.add_init_script(script)
    page = reader.open("exercises/backward.html")
    kind, words = Exercise(page, "backward-1").check(RIGHT_DB)
    assert kind == "unavailable"
    assert said in words
    assert "make lab" in words


def test_the_way_to_the_next_exercise_is_shown(first):
    first.check(RIGHT_DB)
    expect(first.verdict.get_by_role("link")).to_have_text(
        "The gradient of the weights"
    )
    expect(first.verdict.get_by_role("link")).to_have_attribute("href", "#backward-2")


def test_without_storage_all_works_and_the_reader_is_warned(visit, python):
    reader = visit()
    python.lend(reader.page)
    forbid = "Object.defineProperty(window, 'localStorage', {get() { throw 1; }})"
    reader.page.add_init_script(forbid)
    page = reader.page
    page.goto(f"{reader.site}exercises/backward.html")
    wait_until_live(page)
    exercise = Exercise(page, "backward-1")
    assert exercise.check(RIGHT_DB)[0] == "right"
    expect(exercise.root.locator(".live-help")).to_contain_text("keeps nothing here")


def test_what_is_typed_is_there_after_a_reload_and_in_another_tab(
    visit, without_python
):
    reader, exercise = open_exercise(visit, "im2col-1")
    exercise.write("first")
    another, other = open_exercise(visit, "im2col-1")
    assert other.text() == "first"
    started = []
    another.page.on("worker", lambda worker: started.append(worker))
    exercise.write("second")
    expect(other.editor).to_have_text("second")
    assert not started  # a copy is not typed
    with another.page.expect_worker():
        other.write("third")
    expect(exercise.editor).to_have_text("third")
    reader.page.reload()
    wait_until_live(reader.page)
    assert exercise.text() == "third"
    exercise.press("reset")


STATES = {"": None, "known-mistake": MEAN, "exception": f"{DB}(", "right": RIGHT_DB}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_barrier_in_any_state(first, state):
    page = first.page
    if state:
        assert first.check(STATES[state])[0] == state
    for theme, width in [("dark", 1280), ("light", 390)]:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert axe(page, '[data-task="backward-1"]') == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_disk_a_page_says_what_to_do(visit):
    reader = visit(scheme="file")
    page = reader.open("exercises/backward.html")
    notes = page.locator(".live-note")
    expect(notes).to_have_count(len(TASKS["exercises/backward"]))
    for server in ("start start.py", "type make book"):
        expect(notes.first).to_contain_text(server)
    assert not reader.faults
