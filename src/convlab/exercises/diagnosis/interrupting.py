"""Interrupt code of a learner that has run too long, where no other thread can."""

import contextlib
import sys
import time
from pathlib import Path

__all__ = ["interrupted"]

PACKAGES = str(Path(__file__).parents[3])  # the folder that convlab lies in
LIBRARIES = PACKAGES, "/lib/", "<frozen", "<__", "<string"  # of Pyodide


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
    """Tell code of a cell from that of Python and its packages."""
    return not code.co_filename.startswith(LIBRARIES)
