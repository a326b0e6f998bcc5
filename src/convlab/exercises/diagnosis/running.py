"""Call a learner's function where it can break nothing, and stop it in time.

On Linux the calls are made in a fork of this process: it has the learner's arrays and
functions, and whatever happens in it, an endless loop inside NumPy, a changed module
or a crash, ends with it. Elsewhere a thread makes them; an endless loop of Python is
stopped there, but one inside a library goes on. A page has neither processes nor
threads: the calls are made where the check runs, and interrupted when time is up.
"""

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
import warnings
from pathlib import Path

import numpy as np

from convlab.exercises.diagnosis.call_result import CallResult, Died, record_call

__all__ = ["LIMIT", "interrupted", "run"]

LIMIT = 3.0  # seconds for all calls together
MEMORY = 2 << 30  # bytes that they may take
PACKAGES = str(Path(__file__).parents[3])  # the folder that convlab lies in
LIBRARIES = PACKAGES, "/lib/", "<frozen", "<__", "<string"  # of Pyodide


def run(function, probes):
    """Return an `CallResult` for each call, and fewer if they took too long."""
    ways = {"linux": _in_fork, "emscripten": _here}
    return ways.get(sys.platform, _in_thread)(function, probes)


def _in_fork(function, probes):
    import multiprocessing  # a page, where nothing forks, need not wait for it

    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_report, args=(function, probes, theirs), daemon=True)
    with warnings.catch_warnings():
        # Python warns of forks beside threads. The child touches no lock of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    deadline = time.monotonic() + LIMIT
    results = []
    try:
        while len(results) < len(probes):
            if not ours.poll(max(0, deadline - time.monotonic())):
                break
            results.append(ours.recv())
    except EOFError:
        process.join()
        results.append(CallResult(error=Died(process.exitcode)))
    finally:
        ours.close()
        _end(process)
        process.close()
    return results


def _end(process):
    """End it and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _report(function, probes, pipe):
    import resource  # not on Windows

    os.setpgid(0, 0)  # whatever it starts ends with it
    faulthandler.disable()  # a crash is reported by the verdict
    logging.disable()  # a kernel logs what its forks try to show
    for stream in (1, 2):  # libraries write around Python's own streams
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with open("/proc/self/statm") as pages:
        used = int(pages.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    with _alone():
        for probe in probes:
            _soil_memory()
            pipe.send(record_call(function, probe))


def _soil_memory():
    """Leave NaN where np.empty will look: what it finds there must not be right."""
    for size in range(1, 1024):
        np.full(size, np.nan)


def _in_thread(function, probes):
    results = []

    def work():
        for probe in probes:
            _soil_memory()
            results.append(record_call(function, probe))

    thread = threading.Thread(target=work, daemon=True)
    with _alone():
        thread.start()
        thread.join(LIMIT)
        received = results[: len(probes)]
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


def _here(function, probes):
    results = []
    with _no_input(), interrupted(LIMIT) as late:  # what is printed is shown
        for probe in probes:
            _soil_memory()
            result = record_call(function, probe)
            if late:
                break
            results.append(result)
    return results


@contextlib.contextmanager
def _alone():
    """Keep what is printed off the notebook, and do not wait for what is typed."""
    with (
        _no_input(),
        contextlib.redirect_stdout(_Nowhere()),
        contextlib.redirect_stderr(_Nowhere()),
    ):
        yield


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


class _Nowhere(io.TextIOBase):
    def write(self, text):
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
    watch = sys.monitoring
    events = watch.events.JUMP, watch.events.PY_START
    tool = next(k for k in (3, 4) if watch.get_tool(k) is None)  # those free for all
    deadline, late = time.monotonic() + seconds, []

    def look(code, *_):
        if not _is_learners(code):
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


def _is_learners(code):
    """Tell code of a cell from that of Python and its packages."""
    return not code.co_filename.startswith(LIBRARIES)
