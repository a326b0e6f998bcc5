"""Run a learner's function in a process of its own, within limits."""

import builtins
import contextlib
import ctypes
import faulthandler
import io
import logging
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from convlab.exercises.diagnosis.calling import CallResult, Died, record_call

__all__ = ["LIMIT", "Run", "interrupted", "is_learners", "run"]

IS_PAGE = sys.platform == "emscripten"  # whose Python is several times slower
LIMIT = 10 if IS_PAGE else 3  # seconds of processor time for all calls together
CLOCK = 30.0  # seconds on the clock: a busy machine is no mistake
MEMORY = 2 << 30  # bytes that they may take
TAIL = 4000  # characters kept of what they print
LINES = 20  # of which these are shown
LIBRARIES = (  # of Python, of NumPy and of convlab; and of Pyodide
    str(Path(os.__file__).parent),
    str(Path(np.__file__).parents[1]),
    str(Path(__file__).parents[3]),
    "/lib/",
    "<frozen",
    "<__",
    "<string",
)


@dataclass
class Run:
    """What came of a function's calls.

    Attributes
    ----------
    results : list of CallResult
        One for each call; fewer if time ran out or a call ended the process.
    printed : str
        The end of what it printed.
    """

    results: list[CallResult] = field(default_factory=list)
    printed: str = ""


def run(function, probes, record=record_call):
    """Call the function on each probe, within limits; return a `Run`.

    Linux forks a process for it, other systems start a thread, and a page has neither:
    there it runs where it is. `record` makes one call, and returns what is to be kept.
    RuntimeError is raised where the process could not even be set up.
    """
    ways = {"linux": _in_fork, "emscripten": _here}
    return ways.get(sys.platform, _in_thread)(function, probes, record)


def _in_fork(function, probes, record):
    import mmap  # not on top: a page has neither of these, and need not load them
    from multiprocessing import Pipe

    ours, theirs = Pipe(duplex=False)
    printed = mmap.mmap(-1, 4 * TAIL)  # shared: whatever ends the process, it is there
    with warnings.catch_warnings():
        # Python warns of forking beside threads; the child takes none of their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _report(function, probes, record, theirs, printed)
    theirs.close()
    results, is_over = _receive(ours, len(probes))
    _kill(pid)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if is_over and code != -signal.SIGXCPU:
        results.append(CallResult(error=Died(code)))
    text = printed[:].rstrip(b"\0").decode("utf-8", "replace")
    return Run(results, _last_lines(text))


def _last_lines(text):
    lines = text.splitlines(keepends=True)
    is_cut = len(lines) > LINES or len(text) >= TAIL
    return "...\n" * is_cut + "".join(lines[-LINES:])


def _receive(pipe, count):
    """Return the results that come in time, and whether the process ended instead."""
    deadline = time.monotonic() + CLOCK
    results: list[CallResult] = []
    with pipe:
        try:
            while len(results) < count and pipe.poll(deadline - time.monotonic()):
                received = pipe.recv()
                if isinstance(received, str):
                    raise RuntimeError(f"The check could not begin.\n{received}")
                results.append(received)
        except EOFError:
            return results, True
    return results, False


def _kill(pid):
    """Kill the process and everything it started."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _report(function, probes, record, pipe, printed):
    """Make the calls in the forked process, and end it."""
    try:
        try:
            _confine_process()
        except Exception:
            pipe.send(traceback.format_exc())
            return
        with _alone(_Tail(printed)):
            for probe in probes:
                _poison_memory()
                pipe.send(record(function, probe))
    finally:
        os._exit(0)


def _confine_process():
    """Limit this process, and keep it from disturbing the one that forked it."""
    import resource  # not on Windows

    os.setpgid(0, 0)  # whatever it starts ends with it
    faulthandler.disable()  # a crash is reported by the verdict
    logging.disable()  # a kernel logs what its forks try to show
    with contextlib.suppress(PermissionError):  # some containers lock even this device
        for stream in (1, 2):  # some libraries bypass Python's own streams
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with open("/proc/self/statm") as pages:
        used = int(pages.read().split()[0]) * resource.getpagesize()
    for limit, soft, hard in (
        (resource.RLIMIT_AS, used + MEMORY, used + MEMORY),
        (resource.RLIMIT_CPU, LIMIT, LIMIT + 1),
    ):
        highest = resource.getrlimit(limit)[1]  # nobody but root may raise it
        if highest != resource.RLIM_INFINITY:
            soft, hard = min(soft, highest), min(hard, highest)
        resource.setrlimit(limit, (soft, hard))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _poison_memory():
    """Leave NaN where np.empty will look, so that no leftovers are right by luck."""
    steps_of_8_bytes, steps_of_16_bytes = range(1, 128), range(128, 1024, 2)
    for size in (*steps_of_8_bytes, *steps_of_16_bytes):
        np.full(size, np.nan)


def _in_thread(function, probes, record):
    results: list[CallResult] = []
    tail, is_late = _Tail(), threading.Event()

    def work():
        for probe in probes:
            if is_late.is_set():  # the exception ended one call, and there are more
                return
            _poison_memory()
            results.append(record(function, probe))

    thread = threading.Thread(target=work, daemon=True)
    clock, processor = time.monotonic() + CLOCK, time.process_time() + LIMIT
    with _alone(tail):
        thread.start()
        while thread.is_alive() and time.monotonic() < clock:
            if time.process_time() > processor:
                break
            thread.join(0.02)
        received = Run(results[: len(probes)], _last_lines(tail.text))
        is_late.set()
        _stop(thread)
    return received


def _stop(thread):
    """Raise SystemExit in the thread, again and again: an `except` may catch it."""
    for _ in range(20):
        if not thread.is_alive():
            return
        number = ctypes.c_ulong(thread.ident)
        stop = ctypes.py_object(SystemExit)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(number, stop)
        thread.join(0.05)


def _here(function, probes, record):
    results = []
    with _no_input(), interrupted(LIMIT) as late:  # what is printed is shown
        for probe in probes:
            _poison_memory()
            result = record(function, probe)
            if late:
                break
            results.append(result)
    return Run(results)


@contextlib.contextmanager
def _alone(tail):
    """Collect what is printed instead of showing it; refuse to wait for input."""
    with (
        _no_input(),
        contextlib.redirect_stdout(tail),
        contextlib.redirect_stderr(tail),
        _plain_warnings(),
    ):
        yield


@contextlib.contextmanager
def _plain_warnings():
    """Write warnings without the file and the line of the package they come from."""
    usual = warnings.formatwarning
    warnings.formatwarning = lambda text, kind, *_, **__: f"{kind.__name__}: {text}\n"
    try:
        yield
    finally:
        warnings.formatwarning = usual


@contextlib.contextmanager
def _no_input():
    typed = builtins.input
    builtins.input = _refuse_input
    try:
        yield
    finally:
        builtins.input = typed


def _refuse_input(*_):
    raise EOFError("input() has nobody to ask while a check runs")


class _Tail(io.TextIOBase):
    """A stream that keeps the end of its text, in shared memory if there is some."""

    def __init__(self, memory=None):
        self.text, self.memory = "", memory

    def write(self, text):
        self.text = (self.text + text)[-TAIL:]
        if self.memory is not None:
            encoded = self.text.encode("utf-8", "replace")
            self.memory[:] = encoded.ljust(len(self.memory), b"\0")
        return len(text)


@contextlib.contextmanager
def interrupted(seconds):
    """Raise SystemExit in the learner's own code once the time is up.

    Python reports each call and each jump in that code. From a loop inside a library it
    reports nothing until the library returns; code that catches the exit is interrupted
    again.

    Parameters
    ----------
    seconds : float
        How long the code may run.

    Yields
    ------
    list
        Empty until the time is up.

    References
    ----------
    `sys.monitoring` (PEP 669), of Python 3.12 and later.
    """
    if sys.version_info < (3, 12):  # Pyodide, where this runs, is newer
        raise RuntimeError("sys.monitoring needs Python 3.12")
    watch = sys.monitoring
    events = watch.events.JUMP, watch.events.PY_START
    tool = next(k for k in (3, 4) if watch.get_tool(k) is None)  # reserved for no tool
    deadline, late = time.monotonic() + seconds, []

    def look(code, *_):
        if not is_learners(code):
            return watch.DISABLE
        if time.monotonic() > deadline:
            late.append(code)
            raise SystemExit
        return None

    watch.use_tool_id(tool, "convlab")
    watch.restart_events()
    try:
        for event in events:
            watch.register_callback(tool, event, look)
        watch.set_events(tool, sum(events))
        yield late
    finally:
        watch.set_events(tool, 0)
        watch.free_tool_id(tool)


def is_learners(code):
    """Return whether code is from a cell or a script, not from a package."""
    return not code.co_filename.startswith(LIBRARIES)
