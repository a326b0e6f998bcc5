"""Whatever a learner's function does, the notebook and the next check live on."""

import json
import logging
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from convlab.exercises import check
from convlab.exercises.diagnosis import limits
from convlab.exercises.diagnosis.verdict import Verdict
from student_functions import passes, right, stops


@pytest.mark.slow
def test_an_endless_loop_is_stopped():
    def forward(x, w, b=None, *, stride=1, padding=0):
        print("before the loop")
        while True:
            try:
                x += 0
            except BaseException:
                continue

    verdict = check.forward(forward)
    assert verdict.finding == "takes too long"
    assert "forward(x, w, b, stride=1" in verdict.message
    assert verdict.printed == "before the loop\n"


def test_waiting_is_stopped_by_the_clock(monkeypatch):
    monkeypatch.setattr(limits, "CLOCK", 0.3)
    verdict = check.forward(lambda x, w, b=None, *, stride=1, padding=0: time.sleep(60))
    assert verdict.finding == "takes too long"


def test_waiting_is_not_counted_as_work(monkeypatch):
    monkeypatch.setattr(limits, "LIMIT", 1)
    waited = []

    def forward(x, w, b=None, *, stride=1, padding=0):
        if not waited:
            waited.append(time.sleep(1.2))
        return right(x, w, b, stride=stride, padding=padding)

    passes(check.forward, forward)


@pytest.mark.parametrize("number", [2**70, -(10**400)])
def test_a_number_that_no_array_holds_is_a_wrong_result(number):
    verdict = check.address(lambda n, i, j, c, image_shape: number)
    assert verdict.finding == "wrong kind of result"
    assert "a number of more than 18 digits" in verdict.message


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
@pytest.mark.parametrize(
    "harm",
    [
        "os._exit(3)",
        "sys.exit()",
        "np.sum = np.zeros = np.einsum = None",
        "sum(iter(int, 1))",
        "np.ones(10**12)",
        "grow(x)",
        "input('?')",
        "(_ for _ in ()).throw(KeyboardInterrupt)",
        "os.kill(os.getpid(), 11)",
        "sys.stdout.write('x' * 10**7)",
        "os.chdir('/')",
        "os.write(1, b'around')",
    ],
)
@pytest.mark.slow
def test_whatever_it_does_the_next_check_is_right(harm, capfd):
    def grow(x):
        return grow(x)

    folder = os.getcwd()
    names = {"os": os, "sys": sys, "np": np, "grow": grow}

    def forward(x, w, b=None, *, stride=1, padding=0):
        exec(harm, names | {"x": x})
        return right(x, w, b, stride=stride, padding=padding)

    verdict = check.forward(forward)
    assert isinstance(verdict, Verdict)
    passes(check.forward, right)
    assert np.sum([1]) == 1
    assert os.getcwd() == folder
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
def test_it_may_not_take_all_the_memory():
    def forward(x, w, b=None, *, stride=1, padding=0):
        np.empty(2 * limits.MEMORY, np.uint8)
        return right(x, w, b, stride=stride, padding=padding)

    verdict = check.forward(forward)
    assert verdict.finding.startswith("exception")
    assert "MemoryError" in verdict.message


def test_it_may_not_ask(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("asked"))

    def forward(x, w, b=None, *, stride=1, padding=0):
        input("stride?")

    assert "nobody to ask" in check.forward(forward).message


def test_a_thread_does_where_there_is_no_fork(monkeypatch, capsys):
    monkeypatch.setattr(limits.sys, "platform", "elsewhere")
    passes(check.forward, right)
    assert check.forward(stops).finding == "exception: beyond the end"

    def endless(x, w, b=None, *, stride=1, padding=0):
        print("loud")
        while True:
            pass

    monkeypatch.setattr(limits, "LIMIT", 0.3)
    verdict = check.forward(endless)
    assert verdict.finding == "takes too long"
    assert verdict.printed == "loud\n"
    monkeypatch.setattr(limits, "LIMIT", 3)
    passes(check.forward, right)
    assert capsys.readouterr() == ("", "")


def children():
    me = os.getpid()
    return set(Path(f"/proc/{me}/task/{me}/children").read_text().split())


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
def test_no_process_is_left_behind(monkeypatch):
    monkeypatch.setattr(limits, "CLOCK", 0.3)
    before = children()  # other tests of this worker may have some

    def forward(x, w, b=None, *, stride=1, padding=0):
        time.sleep(60)

    check.forward(forward)
    assert children() <= before


def check_in_a_worker(_):
    return check.forward(right).ok


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
def test_it_works_in_a_process_that_may_have_no_children():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.map(check_in_a_worker, [0]) == [True]


def test_it_works_in_a_script_and_where_warnings_are_errors(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from convlab.exercises import check\n"
        "import threading\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print(check.update(lambda p, g, r: p + r * g).mistake)\n"
    )
    command = [sys.executable, "-W", "error", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "update-uphill\n"
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
def test_what_it_started_ends_with_it(tmp_path):
    def forward(x, w, b=None, *, stride=1, padding=0):
        pid = subprocess.Popen(["sleep", "60"]).pid
        (tmp_path / str(pid)).touch()
        return right(x, w, b, stride=stride, padding=padding)

    check.forward(forward)
    started = [int(path.name) for path in tmp_path.iterdir()]
    assert started
    for pid in started:
        for _ in range(100):
            if not is_running(pid):
                break
            time.sleep(0.02)
        assert not is_running(pid)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_is_printed_is_in_the_verdict_alone(capfd):
    def forward(x, w, b=None, *, stride=1, padding=0):
        print("here", x.shape)
        print("<there>", file=sys.stderr)
        return right(x, w, b, stride=stride, padding=padding)

    verdict = check.forward(forward)
    assert verdict.ok
    assert capfd.readouterr() == ("", "")
    assert verdict.printed.endswith("<there>\nhere (1, 1, 1, 1)\n<there>\n")
    page = verdict._repr_html_()
    assert "<summary>What it printed</summary><pre>" in page
    assert "here (1, 1, 1, 1)\n&lt;there&gt;\n" in page
    assert "It printed:\n...\nhere" in str(verdict)


def test_of_much_that_is_printed_the_end_is_kept():
    def forward(x, w, b=None, *, stride=1, padding=0):
        print("\n".join(f"line {k}" for k in range(10_000)))

    printed = check.forward(forward).printed
    assert printed.endswith("line 9998\nline 9999\n")
    assert printed.startswith("...\n")
    assert len(printed.splitlines()) == limits.LINES + 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
def test_it_logs_nothing(tmp_path):
    """A Jupyter kernel logs what its forks try to display."""
    log = logging.getLogger("kernel")
    log.addHandler(logging.FileHandler(tmp_path / "log"))

    def forward(x, w, b=None, *, stride=1, padding=0):
        log.error("cannot display")
        return right(x, w, b, stride=stride, padding=padding)

    passes(check.forward, forward)
    assert (tmp_path / "log").read_text() == ""


def test_what_a_learner_wrote_is_escaped():
    def forward(x, w, b=None, *, stride=1, padding=0):
        raise ValueError("<script>alert('x')</script> & <b>")

    page = check.forward(forward)._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;b&gt;" in page


def test_an_exception_that_cannot_be_read_is_survived():
    class UnreadableError(Exception):
        def __str__(self):
            raise RuntimeError

    def forward(x, w, b=None, *, stride=1, padding=0):
        raise UnreadableError

    verdict = check.forward(forward)
    assert verdict.finding == "exception"


def test_a_long_message_is_cut():
    def forward(x, w, b=None, *, stride=1, padding=0):
        raise ValueError("x" * 10**6)

    assert len(check.forward(forward).message) < 1500


def test_a_headline_is_escaped():
    assert (
        "<b>" not in Verdict(False, "db-<b>", "", "known mistake", "db")._repr_html_()
    )


def test_a_verdict_reads_as_text_and_as_html():
    verdict = check.forward(right)
    assert str(verdict).startswith("✓ forward: right\n\nRight on every call.")
    assert "✓ forward: right" in verdict._repr_html_()
    assert str(check.forward(stops)).startswith("✗ forward: exception: beyond the end")


def test_backticks_are_code_in_html():
    message = "Write `a < b`, or `c`."
    page = Verdict(False, None, message, "wrong value", "db")._repr_html_()
    assert "Write <code>a &lt; b</code>, or <code>c</code>." in page


def test_a_verdict_is_true_only_if_the_function_is_right():
    assert check.forward(right)
    assert not check.forward(stops)


def test_a_verdict_can_be_kept_as_json():
    kept = json.loads(json.dumps(check.forward(stops).as_dict()))
    assert kept["exercise"] == "forward-3"
    assert kept["task"] == "forward"
    assert not kept["ok"]
    assert kept["mistake"] is None
    assert kept["headline"] == "✗ forward: exception: beyond the end"
    assert "it goes wrong as soon as the stride is 2" in kept["message"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
def test_where_memory_is_scarce_a_right_function_is_right():
    program = (
        "import resource\n"
        "from convlab.exercises import check\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30 * 3 // 2,) * 2)\n"
        "def db(dz, x, w, *, stride=1, padding=0): return dz.sum(axis=(0, 1, 2))\n"
        "assert check.db(db), check.db(db)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork")
def test_a_process_that_cannot_be_set_up_is_not_the_function_s_fault(monkeypatch):
    def refuse(*_):
        raise OSError("no more processes")

    monkeypatch.setattr(limits.os, "setpgid", refuse)
    with pytest.raises(RuntimeError, match=r"could not begin[\s\S]*no more processes"):
        check.forward(right)


def test_a_thread_that_is_stopped_makes_no_further_call(monkeypatch):
    monkeypatch.setattr(limits.sys, "platform", "elsewhere")
    monkeypatch.setattr(limits, "LIMIT", 0.3)
    begun = []

    def forward(x, w, b=None, *, stride=1, padding=0):
        begun.append(x)
        while True:
            pass

    assert check.forward(forward).finding == "takes too long"
    assert len(begun) == 1
    assert not any("work" in thread.name for thread in threading.enumerate())
