"""Run a learner's function, and record what it returned and did."""

import builtins
import contextlib
import ctypes
import faulthandler
import io
import linecache
import logging
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = [
    "LIMIT",
    "NOTHING",
    "CallResult",
    "Died",
    "Other",
    "Raised",
    "interrupted",
    "plain",
    "record_call",
    "run",
]

LARGEST = 1_000_000  # entries; the right results have a few hundred
LONGEST = 300  # characters of a message


@dataclass(frozen=True)
class Other:
    """A result that is not an array, number, tuple or list of whole numbers."""

    words: str


NOTHING = Other("None")


@dataclass(frozen=True)
class Raised:
    """An exception: its kind, its text, and the line of the function it came from."""

    kind: str
    text: str
    line: str


@dataclass(frozen=True)
class Died:
    """The process ended in the middle of a call."""

    code: int | None


@dataclass(frozen=True)
class CallResult:
    """What a call returned or raised, and what it did to its arguments."""

    returned: object = None
    error: Raised | Died | None = None
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


def record_call(function, probe):
    """Call the function on a probe and record what happens."""
    arguments = {
        name: value.copy() if isinstance(value, np.ndarray) else value
        for name, value in probe.arguments.items()
    }
    try:
        result = function(*arguments.values(), **probe.keywords)
        arrays = {k: v for k, v in arguments.items() if isinstance(v, np.ndarray)}
        return CallResult(
            plain(result),
            changed=tuple(
                name
                for name, array in arrays.items()
                if not np.array_equal(array, probe.arguments[name])
            ),
            shared=tuple(k for k, v in arrays.items() if _shares(result, v)),
        )
    except BaseException as error:  # even SystemExit must not end ours
        return CallResult(error=_raised(error, function))


def plain(value):
    """Copy a result, keeping only what a check can use."""
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value[:10])
    if isinstance(value, list):
        pixels = [plain(_pair(item)) for item in value[:1000]]
        whole = all(isinstance(n, int) for item in pixels for n in _items(item))
        return pixels if whole else Other(f"a list of {len(value)}")
    if isinstance(value, bool | np.bool):
        return Other(f"the truth value {value}")
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value)
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    return NOTHING if value is None else Other(f"a {type(value).__name__}"[:LONGEST])


def _plain_array(array):
    if array.dtype.kind not in "biufc":
        return Other(f"an array of {array.dtype.name}")
    if array.size > LARGEST:
        return Other(f"an array of shape {array.shape}, far larger than the right one")
    return np.array(array, subok=False)


def _pair(item):
    """Turn a list of two into a tuple."""
    return tuple(item) if isinstance(item, list) and len(item) == 2 else item


def _items(value):
    return value if isinstance(value, tuple) else (value,)


def _shares(result, argument):
    return any(
        isinstance(item, np.ndarray) and np.may_share_memory(item, argument)
        for item in _items(result)
    )


def _raised(error, function):
    try:
        text = str(error)
    except Exception:
        text = "(its message cannot be read)"
    text = text if len(text) <= LONGEST else text[:LONGEST] + " ..."
    return Raised(type(error).__name__, text, _line(error, function))


def _line(error, function):
    """Find the deepest line of the function's own file or cell."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    steps = traceback.walk_tb(error.__traceback__)
    lines = [n for frame, n in steps if frame.f_code.co_filename == code.co_filename]
    if not lines:
        return ""
    source = linecache.getline(code.co_filename, lines[-1]).strip()
    return f"line {lines[-1]}: {source}".rstrip(": ")


LIMIT = 3.0  # seconds for all calls together
MEMORY = 2 << 30  # bytes that they may take
PACKAGES = str(Path(__file__).parents[3])  # the folder that convlab lies in
LIBRARIES = PACKAGES, "/lib/", "<frozen", "<__", "<string"  # of Pyodide


def run(function, probes):
    """Return a `CallResult` for each probe; fewer if time runs out."""
    ways = {"linux": _in_fork, "emscripten": _here}
    return ways.get(sys.platform, _in_thread)(function, probes)


def _in_fork(function, probes):
    import multiprocessing  # not on top: a page never forks, and need not load it

    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_report, args=(function, probes, theirs), daemon=True)
    with warnings.catch_warnings():
        # Python warns of forking beside threads; the child takes none of their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    deadline = time.monotonic() + LIMIT
    results: list[CallResult] = []
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
    """Kill the process and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _report(function, probes, pipe):
    import resource  # not on Windows

    os.setpgid(0, 0)  # whatever it starts ends with it
    faulthandler.disable()  # a crash is reported by the verdict
    logging.disable()  # a kernel logs what its forks try to show
    for stream in (1, 2):  # some libraries bypass Python's own streams
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with open("/proc/self/statm") as pages:
        used = int(pages.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    with _alone():
        for probe in probes:
            _soil_memory()
            pipe.send(record_call(function, probe))


def _soil_memory():
    """Leave NaN where np.empty will look, so that no leftovers are right by luck."""
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
    """Hide what is printed from the notebook, and do not wait for typed input."""
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
    if sys.version_info < (3, 12):  # Pyodide, where this runs, is newer
        raise RuntimeError("sys.monitoring needs Python 3.12")
    watch = sys.monitoring
    events = watch.events.JUMP, watch.events.PY_START
    tool = next(k for k in (3, 4) if watch.get_tool(k) is None)  # reserved for no tool
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
    """Return whether code is from a cell, not from Python or a package."""
    return not code.co_filename.startswith(LIBRARIES)
